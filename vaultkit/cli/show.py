"""`vaultkit show NAME`: everything about one person or note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import place, put, put_json

if TYPE_CHECKING:
    from vaultkit.config import Settings
    from vaultkit.graph import Graph
    from vaultkit.records import Note

_RECENT = 5


@click.command(cls=Command)
@click.argument("name")
@click.pass_obj
def command(options: Options, name: str) -> None:
    """Show a contact (or any other note): its fields, where things stand and why, and its links."""
    workspace = options.open()
    today = options.day(workspace)
    graph = workspace.graph_on(today)
    note = graph.find(name)
    follow_up = next((f for f in workspace.ask("contacts", today) if f.path == note.path), None)
    if options.format in ("json", "jsonl"):
        put_json(_as_json(graph, note, follow_up), indent=None if options.format == "jsonl" else 2)
        return
    put(f"{note.title}  ({note.kind or 'note'}, {place(note.path, 1)})")
    _put_fields(note, graph.settings)
    if follow_up is not None:
        _put_standing(graph, note, follow_up, today)
    links = sorted({edge.source for edge in graph.backlinks(note.path)})
    if links:
        put("linked from")
        for path in links:
            put(f"  {path}")


def _fields(note: Note, settings: Settings) -> dict[str, str]:
    from vaultkit.records import properties_of, schema

    found: dict[str, str] = {}
    for name, _, _ in schema(type(note.record)) if note.record else ():
        items = (item for prop in properties_of(note.document, name, settings) for item in prop.items)
        text = ", ".join(item.text for item in items)
        if text:
            found[name] = text
    return found


def _put_fields(note: Note, settings: Settings) -> None:
    for name, text in _fields(note, settings).items():
        put(f"  {name}: {text}  ({place(note.path, note.line_of(name))})")


def _put_standing(graph: Graph, note: Note, follow_up: Any, today: Any) -> None:
    due = f" {follow_up.due}" if follow_up.state == "due" else f", due {follow_up.due}" if follow_up.due else ""
    last = f", last contact {follow_up.last}" if follow_up.last else ", never in contact"
    put(f"{follow_up.state}{due}{last}, {follow_up.points} points")
    for reason in follow_up.reasons:
        put(f"  {reason.points:+5g}  {reason.words}  ({reason.evidence})")
    for warning in follow_up.warnings:
        put(f"  warning: {warning}")
    touches = [touch for touch in graph.touches(note.path) if touch.day(today)]
    if touches:
        put("latest contact")
    for touch in reversed(touches[-_RECENT:]):
        words = f": {touch.evidence.text}" if touch.evidence.text else ""
        put(f"  {touch.end} {touch.direction} by {touch.via}{words}  ({touch.evidence})")
    tasks = graph.open_tasks(note.path)
    if tasks:
        put("open tasks")
    for task in tasks:
        put(f"  {task.task.title}{f', due {task.task.due}' if task.task.due else ''}  ({task.evidence})")


def _as_json(graph: Graph, note: Note, follow_up: Any) -> dict[str, Any]:
    from vaultkit.questions import row

    return {
        "path": note.path,
        "title": note.title,
        "kind": note.kind,
        "fields": _fields(note, graph.settings),
        "follow_up": row(follow_up) if follow_up is not None else None,
        "touches": [row(touch) for touch in graph.touches(note.path)],
        "backlinks": sorted({edge.source for edge in graph.backlinks(note.path)}),
    }
