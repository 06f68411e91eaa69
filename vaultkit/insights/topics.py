"""What the people you know care about, topic by topic, and which spaces are about it.

One topic that is asked for is answered by one row: its wider forms and its synonyms are taken
together, and a space counts by its name too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT, Argument
from vaultkit.records import Note
from vaultkit.ties import tie
from vaultkit.topics import Mention, mentions, near, near_topics

ARGUMENTS = (Argument("topic", "text", "Only this topic, all that is near it taken together."), LIMIT)
COLUMNS = ("name", "count", "people", "spaces")


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic: how many people it has, who they are (the strongest tie first), and its spaces."""

    name: str
    path: str
    count: int
    people: tuple[str, ...]
    people_paths: tuple[str, ...]
    spaces: tuple[str, ...]
    space_paths: tuple[str, ...]
    evidence: Evidence


def topics(graph: Graph, today: date, *, topic: str | None = None, limit: int | None = None) -> tuple[TopicRow, ...]:
    """Every topic that a contact or a space has, the one with the most people first."""
    known = mentions(graph)
    if topic:
        wanted = [mention for one in near_topics(graph, topic) for mention in known[one.key]]
        called = [Mention(note, note.title, Evidence(note.path, 1)) for note in graph.of_kind(Space.kind)]
        wanted += [mention for mention in called if near(graph, mention.topic, topic)]
        rows = [_row(graph, topic, wanted, today)]
    else:
        rows = [_row(graph, those[0].topic, those, today) for those in known.values()]
    listed = (row for row in rows if row)
    order = sorted(listed, key=lambda row: (-row.count, -len(row.spaces), row.name.casefold(), row.path))
    return tuple(order[:limit])


def _row(graph: Graph, name: str, found: Iterable[Mention], today: date) -> TopicRow | None:
    """The row of a topic; None if only organizations and events have it."""
    by_path = {mention.note.path: mention for mention in reversed(tuple(found))}
    notes = [mention.note for mention in by_path.values()]
    people = sorted((note for note in notes if isinstance(note.record, Contact)), key=lambda n: _near(graph, n, today))
    spaces = sorted((note for note in notes if isinstance(note.record, Space)), key=lambda n: (n.title, n.path))
    if not people and not spaces:
        return None
    first = (*people, *spaces)[0]
    return TopicRow(
        name=name,
        path=first.path,
        count=len(people),
        people=_titles(people),
        people_paths=_paths(people),
        spaces=_titles(spaces),
        space_paths=_paths(spaces),
        evidence=by_path[first.path].evidence,
    )


def _near(graph: Graph, note: Note, today: date) -> tuple[int, str, str]:
    return (-tie(graph, note, today).strength, note.title.casefold(), note.path)


def _titles(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(note.title for note in notes)


def _paths(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(note.path for note in notes)
