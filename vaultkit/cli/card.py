"""`vaultkit card`: your business card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out, say, tell

if TYPE_CHECKING:
    from vaultkit.card import Version


@click.command(cls=Command)
@click.option(
    "--version",
    type=click.Choice(("3.0", "4.0")),
    default="3.0",
    help="The version of vCard: 3.0, which every phone reads, or 4.0.",
)
@click.pass_context
def command(context: click.Context, version: Version) -> None:
    """Make your business card: a vCard, its QR code, and a note to print.

    Only the fields that your own note lists under `public` stand on it. The files lie in the folder
    Card beside your note. One that you changed since is left as it is.
    """
    options: Options = context.obj
    workspace = options.open()
    made = workspace.card(version)
    for words in made.notices:
        tell(options, words)
    code = carry_out(options, workspace, lambda: workspace.card(version).plan, "card")
    for path in made.left:
        say(f"{path} is not as vaultkit wrote it, and is left as it is (move it away to get a new one)")
    context.exit(code or (2 if made.left else 0))
