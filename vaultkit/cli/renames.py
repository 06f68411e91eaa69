"""What the commands that rename have in common: many files are asked about, and it is said what could not follow."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out, counted, say, say_problems, tell

if TYPE_CHECKING:
    from vaultkit.graph import Graph
    from vaultkit.plan import Plan
    from vaultkit.workspace import Workspace

is_sure_option = click.option("--yes", "-y", "is_sure", is_flag=True, help="Do not ask, however many files change.")

#: A rename that touches more files than this is shown and asked about first.
_MANY = 10


def rename(
    options: Options, workspace: Workspace, make_plan: Callable[[], Plan], command: str, *, is_sure: bool
) -> int:
    """Carry out a rename: many files at once are asked about, and what it could not do is said."""
    plan = make_plan()
    files = counted(len(plan.changes), "file")
    if len(plan.changes) > _MANY and not is_sure and not options.dry_run and sys.stdin.isatty():
        for change in plan.changes:
            say(f"  {change.path}")
        click.confirm(f"{files} will be changed. Go on?", default=True, err=True, abort=True)
    plans = iter((plan,))
    code = carry_out(options, workspace, lambda: next(plans, None) or make_plan(), command)
    say_problems(plan.problems)
    if code == 0 and not options.dry_run:
        what = f"{files} changed" if plan.changes else "no link had to change"
        tell(options, f"{what}; 'vaultkit undo' takes it back")
    return code


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
