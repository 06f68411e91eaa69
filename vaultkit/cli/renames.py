"""What the commands that rename have in common: many files are asked about, and it is said what could not follow."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import counted, put, put_diff, report, safe, say, say_problems, tell

if TYPE_CHECKING:
    from vaultkit.graph import Graph
    from vaultkit.plan import Plan
    from vaultkit.workspace import Workspace

is_sure_option = click.option("--yes", "-y", "is_sure", is_flag=True, help="Do not ask, however many files change.")

#: A rename that touches more files than this is asked about first.
_MANY = 10


def rename(
    options: Options, workspace: Workspace, make_plan: Callable[[], Plan], command: str, *, is_sure: bool
) -> int:
    """Carry out a rename: many files at once are asked about, and what it could not do is said."""
    plan = make_plan()
    files = counted(len(plan.changes), "file")
    if options.dry_run:
        put_diff(plan)
        moving = f"{files} would change" if plan.changes else "no link would have to change"
        tell(options, f"{moving}; nothing was written (dry run)")
        say_problems(plan.problems)
        return 0
    if len(plan.changes) > _MANY and not is_sure:
        _ask(plan, files)
    plans = iter((plan,))
    outcome = workspace.carry_out(lambda: next(plans, None) or make_plan(), command)
    lines: list[str] = []
    code = report(options, outcome.applied, lines.append)
    shown = (
        lines if options.verbosity > 0 or len(lines) <= _MANY else [*lines[:_MANY], f"and {len(lines) - _MANY} more"]
    )
    for line in shown:
        put(line)
    say_problems(outcome.plan.problems)
    if outcome.applied.written or outcome.applied.moved:
        what = f"{files} changed" if plan.changes else "no link had to change"
        tell(options, f"{what}; 'vaultkit undo' takes it back")
    return code


def _ask(plan: Plan, files: str) -> None:
    """Ask about many files; without a terminal to answer at, refuse."""
    from vaultkit.errors import RefusedError, UsageError

    if not sys.stdin.isatty():
        raise UsageError(f"{files} would change", "look at them with --dry-run, then say --yes")
    for change in plan.changes[:_MANY]:
        say(f"  {change.path}")
    say(f"  and {len(plan.changes) - _MANY} more")
    why = plan.changes[0].why
    try:
        is_sure = click.confirm(safe(f"{why[:1].upper()}{why[1:]}, in {files}?"), default=False, err=True)
    except click.Abort:
        say("")
        is_sure = False
    if not is_sure:
        raise RefusedError("nothing was written")


def rename_command(name: str, make_plan: Callable[[Graph, str, str], Plan], about: str) -> click.Command:
    """The command *name* OLD NEW, which carries out the plan that *make_plan* makes of the graph and the two."""

    @click.command(name, cls=Command, help=about)
    @click.argument("old")
    @click.argument("new")
    @is_sure_option
    @click.pass_context
    def command(context: click.Context, old: str, new: str, is_sure: bool) -> None:
        options: Options = context.obj
        workspace = options.open()
        context.exit(rename(options, workspace, lambda: make_plan(workspace.graph, old, new), name, is_sure=is_sure))

    return command
