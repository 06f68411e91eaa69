"""`vaultkit new KIND NAME`: make a note."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out


@click.command(cls=Command)
@click.argument("kind")
@click.argument("name")
@click.option(
    "--set", "fields", multiple=True, metavar="FIELD=VALUE", help="A field of the new note; may be given again."
)
@click.pass_context
def command(context: click.Context, kind: str, name: str, fields: tuple[str, ...]) -> None:
    """Make a note of a KIND (contact, event, organization, space, goal, me …).

    vaultkit new contact 'Sam Rivera' --set tier=close --set email=sam@example.org
    """
    from vaultkit.acts import new_plan
    from vaultkit.errors import UsageError

    options: Options = context.obj
    pairs = dict(field.partition("=")[::2] for field in fields)
    if any("=" not in field for field in fields):
        raise UsageError("--set takes FIELD=VALUE", "for instance --set tier=close")
    workspace = options.open()
    today = options.day(workspace)
    context.exit(carry_out(options, workspace, lambda: new_plan(workspace.graph, kind, name, pairs, today), "new"))
