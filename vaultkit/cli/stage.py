"""`vaultkit stage NAME STAGE`: what somebody is to you."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out


@click.command(cls=Command)
@click.argument("name")
@click.argument("stage")
@click.pass_context
def command(context: click.Context, name: str, stage: str) -> None:
    """Set what NAME is to you: known, reconnecting or professional."""
    from vaultkit.acts import stage_plan

    options: Options = context.obj
    workspace = options.open()

    context.exit(
        carry_out(
            options,
            workspace,
            lambda: stage_plan(workspace.graph, workspace.graph.find_contact(name), stage),
            "stage",
        )
    )
