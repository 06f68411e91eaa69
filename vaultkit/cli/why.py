"""`vaultkit why NAME`: why somebody, or something, is listed where it is."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import put, put_json, put_reasons, tell


@click.command(cls=Command)
@click.argument("name")
@click.pass_obj
def command(options: Options, name: str) -> None:
    """Say why NAME is listed: every question that names it, its points, and the note and line of each reason."""
    from vaultkit.questions import row
    from vaultkit.why import why

    workspace = options.open()
    today = options.day(workspace)
    graph = workspace.graph_on(today)
    note = graph.find(name)
    found = why(graph, note, today)
    if options.format in ("json", "jsonl"):
        put_json(row(found), indent=None if options.format == "jsonl" else 2)
        return
    put(f"{found.name}  ({found.path})")
    for mention in found.mentions:
        points = "" if mention.points is None else f" · {mention.points:g} points"
        about = f" · {mention.name}" if mention.name else ""
        put(f"{mention.question}{points}{about}")
        put_reasons(mention.reasons)
    if not found.mentions:
        tell(options, "no question lists it now")
    if found.standing:
        tell(options, found.standing)
