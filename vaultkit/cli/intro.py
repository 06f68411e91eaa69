"""`vaultkit intro NAMES STEP`: an introduction that both have agreed to, step by step."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out


@click.command(cls=Command)
@click.argument("names", nargs=-1, required=True)
@click.argument("step")
@click.option("--by", default="", metavar="NAME", help="Who was asked, has agreed, or has declined.")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], step: str, by: str) -> None:
    """Note down a STEP of an introduction: asked, agreed or declined (by whom), made, closed.

    NAMES is the name of its note, or those whom it brings together. Nothing is sent.

    vaultkit intro Mei Tomás agreed --by Tomás
    """
    from vaultkit.acts import find_intro, intro_plan

    options: Options = context.obj
    workspace = options.open()
    today = options.day(workspace)
    context.exit(
        carry_out(
            options,
            workspace,
            lambda: intro_plan(workspace.graph, find_intro(workspace.graph, names), step, today, by),
            "intro",
        )
    )
