"""`vaultkit rename-tag OLD NEW`: give a tag another name, wherever it stands."""

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
    """Rename the tag OLD, and all tags nested below it, to NEW.

    vaultkit rename-tag work/client customer
    """
    from vaultkit.refactor import rename_tag_plan

    options: Options = context.obj
    workspace = options.open()
    context.exit(
        rename(options, workspace, lambda: rename_tag_plan(workspace.graph, old, new), "rename-tag", is_sure=yes)
    )
