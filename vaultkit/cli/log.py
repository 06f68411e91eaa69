"""`vaultkit log NAME`: note down a touch in somebody's note."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out, safe, tell

if TYPE_CHECKING:
    from vaultkit.plan import Plan


@click.command(cls=Command)
@click.argument("name")
@click.argument("text", nargs=-1)
@click.option("--channel", "-c", default="", metavar="NAME", help="email, call, coffee, slack …")
@click.option("--in", "inbound", is_flag=True, help="They wrote to you.")
@click.option("--out", "outbound", is_flag=True, help="You wrote to them.")
@click.option("--on", "on", metavar="DATE", help="The day, if not today.")
@click.option("--next", "next_date", metavar="DATE", help="Set the next follow-up date: a date, friday, 2w.")
@click.option("--gave", default="", metavar="TEXT", help="A favour you did.")
@click.option("--got", default="", metavar="TEXT", help="A favour they did you.")
@click.option("--clear-date/--keep-date", default=None, help="Take out (or keep) a follow-up date that this settles.")
@click.pass_context
def command(
    context: click.Context,
    name: str,
    text: tuple[str, ...],
    channel: str,
    inbound: bool,
    outbound: bool,
    on: str | None,
    next_date: str | None,
    gave: str,
    got: str,
    clear_date: bool | None,
) -> None:
    """Log a touch with NAME: vaultkit log Sam -c coffee talked about the gym."""
    from vaultkit.acts import log_plan
    from vaultkit.errors import UsageError

    options: Options = context.obj
    if inbound and outbound:
        raise UsageError("--in and --out exclude each other", "leave both out for a talk")
    workspace = options.open()
    today = options.day(workspace)
    day = workspace.when(on, today) if on else today
    if day > today:
        raise UsageError(f"{day} lies in the future", "a touch is logged on its day or later")

    next_day = workspace.when(next_date, today) if next_date else None
    if next_day and next_day <= day:
        raise UsageError(f"{next_day} is not after {day}", "name a coming day, friday or 2w")

    def plan() -> Plan:
        person = workspace.graph.find_contact(name)
        set_on = getattr(person.record, "follow_up", None)
        is_settled = set_on is not None and set_on <= day
        clears = bool(clear_date)
        if is_settled and clear_date is None and not next_date:
            clears = _ask_to_clear(options, person.title, str(set_on))
        return log_plan(
            workspace.graph,
            person,
            day,
            channel=channel,
            direction="in" if inbound else "out" if outbound else "",
            text=" ".join(text),
            gave=gave,
            got=got,
            next_day=next_day,
            clear_date=clears and is_settled,
        )

    context.exit(carry_out(options, workspace, plan, "log"))


def _ask_to_clear(options: Options, name: str, day: str) -> bool:
    """A date that is settled may go; on a terminal that is asked, elsewhere said."""
    if sys.stdin.isatty() and not options.dry_run:
        return click.confirm(
            safe(f"The follow-up date {day} of {name} is settled. Take it out?"), default=True, err=True
        )
    tell(options, f"the follow-up date {day} is settled; --clear-date takes it out of the note")
    return False
