"""Whom to get back in touch with: of three who fell silent one familiar, two novel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.circles import circles, my_keys
from vaultkit.fit import best_fit
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.me import Me
from vaultkit.matching import shared_topics
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import name_key
from vaultkit.priority import follow_ups
from vaultkit.questions import LIMIT
from vaultkit.records import Note
from vaultkit.ties import tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "points", "label", "last", "reasons")

_LONG = 3 * 365
#: Who was in touch in so many days is not silent, whatever the status says.
_LATELY = 30
_FAMILIAR = 5
_NEAR = 2
_PRIORITY = {"highest": 3, "high": 2, "low": -2}


@dataclass(frozen=True, slots=True)
class Dormant:
    """Somebody who fell silent: `last` contact, days of `silence`, and whether that is three years or more."""

    name: str
    path: str
    label: Literal["familiar", "novel"]
    last: date | None
    silence: int | None
    is_long: bool
    points: float
    reasons: tuple[Reason, ...]


def reconnect(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Dormant, ...]:
    """The dormant contacts, so ordered that every three rows hold one familiar and two novel ones
    while there are such; in the three, and of each sort, the most points first. Left out is who was
    in touch in the last 30 days.

    Ties that rested for years gave advice as useful as others, and the most useful were people with
    whom one had not spent much time; asked whom they would choose, people chose the familiar
    (Levin, Walter and Murnighan 2011, Organization Science 22(4)). Familiar is who was in touch
    on five days or more, or has one of the two closest tiers.
    """  # noqa: D205 - one sentence of two lines
    found = sorted(_dormant(graph, today), key=_order)
    familiar = [row for row in found if row.label == "familiar"]
    novel = [row for row in found if row.label == "novel"]
    mixed: list[Dormant] = []
    while familiar or novel:
        mixed += sorted((*familiar[:1], *novel[:2]), key=_order)
        familiar, novel = familiar[1:], novel[2:]
    return tuple(mixed[:limit])


def _order(row: Dormant) -> tuple[float, str, str]:
    return (-row.points, row.name.casefold(), row.path)


def _dormant(graph: Graph, today: date) -> Iterator[Dormant]:
    for found in follow_ups(graph, today):
        note = graph.notes[found.path]
        contact = note.record
        assert isinstance(contact, Contact)
        if found.state != "dormant" or contact.reach == "observe":
            continue
        silence = (today - found.last).days if found.last else None
        if silence is not None and silence < _LATELY:
            continue
        is_familiar = tie(graph, note, today).days >= _FAMILIAR or contact.tier in tuple(graph.settings.tiers)[:_NEAR]
        label: Literal["familiar", "novel"] = "familiar" if is_familiar else "novel"
        given = (
            *(() if is_familiar else _novelty(graph, note, today)),
            *_silence(graph, note, silence, today),
            *best_fit(graph, note),
            *_shared(graph, note, contact),
            *_person(note, contact),
        )
        is_long = silence is not None and silence >= _LONG
        yield Dormant(note.title, note.path, label, found.last, silence, is_long, total(given), given)


def _novelty(graph: Graph, note: Note, today: date) -> Iterator[Reason]:
    """What makes somebody likely to know what you do not: little contact, and no circle in common."""
    days = tie(graph, note, today).days
    yield Reason("novel", f"{days} {'day' if days == 1 else 'days'} of contact ever", 2, Evidence(note.path, 1))
    if not any(circle.key in my_keys(graph) for circle in circles(graph, note)):
        yield Reason("elsewhere", "in none of your circles", 1, Evidence(note.path, 1))


def _silence(graph: Graph, note: Note, silence: int | None, today: date) -> Iterator[Reason]:
    if silence is not None and silence >= _LONG:
        last = tie(graph, note, today).reasons[0].evidence
        yield Reason("long", f"silent for {silence // 365} years", 1, last)


def _shared(graph: Graph, note: Note, contact: Contact) -> Iterator[Reason]:
    """The topics that you share, the rarest among your contacts first, three at most."""
    counts = _counts(graph)
    mine = graph.me.record.topics if graph.me and isinstance(graph.me.record, Me) else ()
    shared = sorted(shared_topics(contact.topics, mine), key=lambda topic: counts[name_key(topic)])
    for topic in shared[:3]:
        yield Reason("shared", f"both care about {topic}", 1, Evidence(note.path, note.line_of("topics")))


def _person(note: Note, contact: Contact) -> Iterator[Reason]:
    if contact.can_help:
        evidence = Evidence(note.path, note.line_of("can_help"))
        yield Reason("help", f"can help with {', '.join(contact.can_help)}", 1, evidence)
    if contact.priority in _PRIORITY:
        evidence = Evidence(note.path, note.line_of("priority"))
        yield Reason("priority", f"{contact.priority} priority", _PRIORITY[contact.priority], evidence)


@once_per_graph
def _counts(graph: Graph) -> Counter[str]:
    """How many contacts care about each topic."""
    return Counter(name_key(topic) for note in graph.contacts for topic in getattr(note.record, "topics", ()))
