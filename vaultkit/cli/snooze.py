"""`vaultkit snooze NAME`: not now."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out


@click.command(cls=Command)
@click.argument("name")
@click.argument("until", required=False, default="1w")
@click.option("--clear", is_flag=True, help="End the snooze.")
@click.pass_context
def command(context: click.Context, name: str, until: str, clear: bool) -> None:
    """Hide NAME until a day: a date, friday, or a time such as 2w (without it, a week)."""
    from vaultkit.acts import snooze_plan
    from vaultkit.errors import UsageError

    options: Options = context.obj
    workspace = options.open()
    today = options.day(workspace)
    day = None if clear else workspace.when(until, today)
    if day is not None and day <= today:
        raise UsageError(f"{day} is not in the future", "name a later day, or --clear")
    context.exit(
        carry_out(
            options, workspace, lambda: snooze_plan(workspace.graph, workspace.graph.find_contact(name), day), "snooze"
        )
    )
