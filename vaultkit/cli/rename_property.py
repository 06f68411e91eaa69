"""`vaultkit rename-property OLD NEW`: give a property another name in every note."""

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
    """Rename the property OLD to NEW in every note and base.

    vaultkit rename-property job_title title
    """
    from vaultkit.refactor import rename_property_plan

    options: Options = context.obj
    workspace = options.open()
    context.exit(
        rename(
            options,
            workspace,
            lambda: rename_property_plan(workspace.graph, old, new),
            "rename-property",
            is_sure=yes,
        )
    )
