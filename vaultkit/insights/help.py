"""Whom you could call on in need, those you lost sight of included.

Points: for the words of the need that they meet, up to 40 by `can_help`, 40 by `offers`, 30 by
`topics`; and three tenths of the strength of your tie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.followups import follow_up
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.matching import best_match, spoken, stems, within_reach
from vaultkit.model import Evidence, Reason, total
from vaultkit.questions import LIMIT, Argument
from vaultkit.records import Note
from vaultkit.ties import tie

ARGUMENTS = (Argument("need", "text", "What you need help with.", required=True), LIMIT)
COLUMNS = ("name", "points", "state", "first", "reasons")

_FIELDS = (("can_help", "can help", 40), ("offers", "offers", 40), ("topics", "topic", 30))


@dataclass(frozen=True, slots=True)
class Support:
    """Somebody to call on. `state` is how things stand; `first` is the draft to begin with: reconnect if dormant."""

    name: str
    path: str
    points: float
    state: str
    first: str
    last: date | None
    reasons: tuple[Reason, ...]


def help(graph: Graph, today: date, *, need: str, limit: int | None = None) -> tuple[Support, ...]:  # noqa: A001 - the question's name
    """Everybody whose ways to help, offers or topics meet the words of the need."""
    reach = within_reach((need,), graph.settings)
    found = []
    for note in graph.contacts:
        contact = note.record
        if not isinstance(contact, Contact) or not contact.is_approachable:
            continue
        given = list(_meets(graph, note, need, reach))
        if given:
            known = tie(graph, note, today)
            if known.strength:
                words = f"tie {known.strength} of 100"
                given.append(Reason("tie", words, round(known.strength * 0.3, 1), known.reasons[0].evidence))
            state = follow_up(graph, note, today).state
            first = "reconnect" if state == "dormant" else ""
            found.append(Support(note.title, note.path, total(given), state, first, known.last, tuple(given)))
    return tuple(sorted(found, key=lambda one: (-one.points, one.name.casefold(), one.path))[:limit])


def _meets(graph: Graph, note: Note, need: str, reach: frozenset[str]) -> Iterator[Reason]:
    for name, words, most in _FIELDS:
        texts = [text for text in getattr(note.record, name) if stems(spoken(text)) & reach]
        met = best_match(texts, (need,), graph.settings)
        if met:
            points = round(most * met.share, 1)
            yield Reason(
                name, f"{words}: {spoken(met.offer)}", points, Evidence(note.path, note.line_of(name), met.offer)
            )
