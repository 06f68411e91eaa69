"""Favours: what you did for each other in the last 24 months, from every note that says so.

A favour is `gave::` (you did it) or `got::` (they did): in a line of somebody's log, or in the text
of an interaction or an outreach note, where it counts for everybody whom the note names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.interaction import Interaction
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Evidence
from vaultkit.records import Note, Ref

_WINDOW = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Favour:
    """One favour: when, whether you got it (else you gave it), in which words, and where that is written."""

    day: date
    is_got: bool
    words: str
    evidence: Evidence


@once_per_graph
def favours(graph: Graph, today: date) -> Mapping[str, tuple[Favour, ...]]:
    """The favours of the last 24 months by the person's path, the oldest first."""
    found: dict[str, list[Favour]] = defaultdict(list)
    for kind in (Contact.kind, Interaction.kind, Outreach.kind):
        for note in graph.of_kind(kind):
            for path, favour in _favours(graph, note):
                if today - _WINDOW <= favour.day <= today:
                    found[path].append(favour)
    ordered = {
        path: sorted(all_, key=lambda f: (f.day, f.evidence.path, f.evidence.line)) for path, all_ in found.items()
    }
    return MappingProxyType({path: tuple(all_) for path, all_ in ordered.items()})


def _favours(graph: Graph, note: Note) -> Iterator[tuple[str, Favour]]:
    record = note.record
    if isinstance(record, Contact):
        for entry in record.log:
            for words, is_got in ((entry.gave, False), (entry.got, True)):
                if words:
                    yield note.path, Favour(entry.day, is_got, words, Evidence(note.path, entry.line, words))
    elif isinstance(record, Interaction) and record.date:
        yield from _told(graph, note, record.date, record.people)
    elif isinstance(record, Outreach) and (day := record.replied or record.sent):
        yield from _told(graph, note, day, record.to)


def _told(graph: Graph, note: Note, day: date, people: tuple[Ref, ...]) -> Iterator[tuple[str, Favour]]:
    """What the text of a note says, for each person it names."""
    paths = dict.fromkeys(who.path for ref in people if (who := graph.person(ref.target or ref.text, note.path)))
    for field in note.document.fields:
        name = field.name.casefold()
        if name in ("gave", "got") and field.value:
            favour = Favour(day, name == "got", field.value, Evidence(note.path, field.line, field.value))
            yield from ((path, favour) for path in paths)


def balance(found: tuple[Favour, ...]) -> int:
    """How many more favours you got than gave; below zero if you gave more."""
    return sum(1 if favour.is_got else -1 for favour in found)
