"""`vaultkit new KIND NAME`: make a note."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out


@click.command(cls=Command)
@click.argument("kind", required=False)
@click.argument("name", required=False)
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A field of the new note; again for more fields, or for more items of a list.",
)
@click.option(
    "--stubs", is_flag=True, help="A note for every organization, school and community that is named and has none."
)
@click.pass_context
def command(context: click.Context, kind: str | None, name: str | None, fields: tuple[str, ...], stubs: bool) -> None:
    """Make a note of a KIND (contact, event, organization, space, goal, me …).

    vaultkit new contact 'Sam Rivera' --set tier=close --set email=sam@example.org
    """
    from vaultkit.acts import new_plan, stubs_plan
    from vaultkit.errors import UsageError

    options: Options = context.obj
    if stubs:
        if kind or fields:
            raise UsageError("--stubs makes the notes by itself", "vaultkit new --stubs")
        workspace = options.open()
        context.exit(carry_out(options, workspace, lambda: stubs_plan(workspace.graph), "new --stubs"))
    if not kind or not name:
        raise UsageError("say which kind of note, and its name", "vaultkit new contact 'Sam Rivera'")
    if any("=" not in field for field in fields):
        raise UsageError("--set takes FIELD=VALUE", "for instance --set tier=close")
    pairs: dict[str, list[str]] = {}
    for field, _, value in (given.partition("=") for given in fields):
        pairs.setdefault(field, []).append(value)
    workspace = options.open()
    today = options.day(workspace)
    context.exit(carry_out(options, workspace, lambda: new_plan(workspace.graph, kind, name, pairs, today), "new"))
