"""Your offers and who would want them, with the words that meet.

Points: up to 3 for the share of their ask that the offer covers, and for each topic that you share
up to 1.44, the more the fewer people have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.me import Me
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.matching import ENOUGH, best_match, shared_topics, spoken, stems, within_reach
from vaultkit.model import Evidence, Reason, total
from vaultkit.questions import LIMIT
from vaultkit.records import Note
from vaultkit.topics import rarity

ARGUMENTS = (LIMIT,)
COLUMNS = ("offer", "name", "ask", "points", "reasons")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An offer of yours, and somebody who asks for it: `words` are those that meet."""

    offer: str
    name: str
    path: str
    kind: str
    ask: str
    words: tuple[str, ...]
    points: float
    reasons: tuple[Reason, ...]


def matches(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Wanted, ...]:
    """Every contact, organization and space whose ask an offer of yours meets, each offer by their best ask."""
    me = graph.me
    if me is None or not isinstance(me.record, Me):
        return ()
    reach = within_reach(me.record.offered, graph.settings)
    found = [
        wanted
        for kind in (Contact.kind, Organization.kind, Space.kind)
        for note in graph.of_kind(kind)
        if not isinstance(note.record, Contact) or note.record.is_approachable
        for wanted in _wanted(graph, me.record, note, reach)
    ]
    return tuple(sorted(found, key=lambda row: (-row.points, row.name.casefold(), row.path, row.offer))[:limit])


def _wanted(graph: Graph, me: Me, note: Note, reach: frozenset[str]) -> Iterator[Wanted]:
    record = note.record
    assert isinstance(record, Contact | Organization | Space)
    asks = [ask for ask in record.asks if stems(spoken(ask)) & reach]
    for offer in me.offered if asks else ():
        met = best_match((offer,), asks, graph.settings, ENOUGH)
        if met:
            said = Evidence(note.path, note.line_of("asks"), met.ask)
            given = (
                Reason("ask", f"asks for {met.ask}: {', '.join(met.words)}", round(3 * met.share, 2), said),
                *_shared(graph, me, note),
            )
            kind, points = note.kind, total(given)
            yield Wanted(spoken(offer), note.title, note.path, kind, met.ask, met.words, points, given)


def _shared(graph: Graph, me: Me, note: Note) -> Iterator[Reason]:
    evidence = Evidence(note.path, note.line_of("topics"))
    for topic in shared_topics(getattr(note.record, "topics", ()), me.topics):
        yield Reason("topic", f"you share {topic}", rarity(graph, topic), evidence)
