"""`vaultkit rename-heading NOTE OLD NEW`: give a heading other words; links to it follow."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.renames import is_sure_option, rename


@click.command(cls=Command)
@click.argument("note")
@click.argument("old")
@click.argument("new")
@is_sure_option
@click.pass_context
def command(context: click.Context, note: str, old: str, new: str, is_sure: bool) -> None:
    """Rename the heading OLD of NOTE to NEW; every link to it follows.

    vaultkit rename-heading "Start here" "Try this" "First steps"
    """
    from vaultkit.refactor import rename_heading_plan

    options: Options = context.obj
    workspace = options.open()
    graph = workspace.graph
    context.exit(
        rename(
            options,
            workspace,
            lambda: rename_heading_plan(workspace.graph, graph.find_note(note), old, new),
            "rename-heading",
            is_sure=is_sure,
        )
    )
