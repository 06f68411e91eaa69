"""`vaultkit mv OLD NEW`: rename or move a note, a file or a folder; every link follows."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import rename


@click.command(cls=Command)
@click.argument("old")
@click.argument("new")
@click.option("--yes", "-y", is_flag=True, help="Do not ask, however many files change.")
@click.pass_context
def command(context: click.Context, old: str, new: str, yes: bool) -> None:
    """Rename or move OLD (a note, another file or a folder) to NEW; every link to it follows.

    \b
    vaultkit mv "Sam Rivera" "Samuel Rivera"    another name, same folder
    vaultkit mv "Sam Rivera" Archive            into a folder that exists
    vaultkit mv "Sam Rivera" Archive/2026/      into a new folder
    vaultkit mv People Contacts                 a whole folder
    """  # noqa: D301 - click's sign for "do not wrap" is a real backspace
    from vaultkit.refactor import move_plan

    options: Options = context.obj
    workspace = options.open()
    context.exit(rename(options, workspace, lambda: move_plan(workspace.graph, old, new), "mv", is_sure=yes))
