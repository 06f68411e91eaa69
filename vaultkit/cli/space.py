"""`vaultkit space`: a space was looked at, or joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from vaultkit.cli import Group, Options
from vaultkit.cli.output import carry_out

if TYPE_CHECKING:
    from datetime import date

    from vaultkit.graph import Graph
    from vaultkit.plan import Plan
    from vaultkit.records import Note


@click.group(cls=Group)
def command() -> None:
    """Note down that a space was looked at, or that you joined it: vaultkit space checked NAME."""


@command.command()
@click.argument("name")
@click.pass_context
def checked(context: click.Context, name: str) -> None:
    """Move the next check of NAME on by its `check_every`; without that, no check is left."""
    from vaultkit.acts import checked_plan

    _act(context, name, checked_plan)


@command.command()
@click.argument("name")
@click.pass_context
def joined(context: click.Context, name: str) -> None:
    """Write down that you are a member of NAME since today."""
    from vaultkit.acts import joined_plan

    _act(context, name, joined_plan)


def _act(context: click.Context, name: str, plan: Callable[[Graph, Note, date], Plan]) -> None:
    options: Options = context.obj
    workspace = options.open()
    today = options.day(workspace)
    context.exit(
        carry_out(
            options,
            workspace,
            lambda: plan(workspace.graph, workspace.graph.find_note(name, "space"), today),
            f"space {context.info_name}",
        )
    )
