"""Whom you met at an event and have not written to since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Reason
from vaultkit.priority import follow_ups
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "event", "path")


@dataclass(frozen=True, slots=True)
class AfterEvent:
    """A person you talked with at an event, and the event's note."""

    name: str
    path: str
    event: str
    event_path: str
    reason: Reason


def after_events(graph: Graph, today: date, *, limit: int | None = None) -> tuple[AfterEvent, ...]:
    """Everybody for whom an event still asks for a word, by event and name; nobody whom you only observe."""
    found = [
        AfterEvent(f.name, f.path, graph.notes[reason.evidence.path].title, reason.evidence.path, reason)
        for f in follow_ups(graph, today)
        if isinstance(contact := graph.notes[f.path].record, Contact) and contact.is_approachable
        for reason in f.reasons
        if reason.rule == "event"
    ]
    return tuple(sorted(found, key=lambda row: (row.event_path, row.name.casefold(), row.path))[:limit])
