"""When to practise what you say of yourself: before the next event that you go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from vaultkit.circles import coming, identity
from vaultkit.graph import Graph
from vaultkit.kinds.event import Event
from vaultkit.kinds.pitch import Pitch
from vaultkit.records import Note

#: So many days before an event it is time to practise.
DAYS_BEFORE = (3, 1)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A day on which to practise before an event. `is_due` says that the day has come."""

    day: date
    event: Note
    event_day: date
    is_due: bool


def next_event(graph: Graph, today: date) -> Note | None:
    """The next event, today's included, that you go to, or perhaps go to."""
    return next((note for note in coming(graph, today) if _is_ahead(note, today)), None)


def _is_ahead(note: Note, today: date) -> bool:
    event = note.record
    is_mine = isinstance(event, Event) and event.rsvp in ("going", "maybe")
    return isinstance(event, Event) and is_mine and event.first_day is not None and event.first_day >= today


def rehearsals(graph: Graph, today: date) -> tuple[Rehearsal, ...]:
    """The days on which to practise before the next event: three days and one day ahead.

    A day is settled once any pitch was practised on it or later. Of two that have passed only the
    later one is left: practising once makes up for both.
    """
    note = next_event(graph, today)
    event_day = note.record.first_day if note and isinstance(note.record, Event) else None
    if note is None or event_day is None:
        return ()
    latest = max((day for day in _practice_days(graph) if day <= today), default=date.min)
    days = [event_day - timedelta(days=count) for count in DAYS_BEFORE]
    due = [day for day in days if day <= today][-1:]
    return tuple(
        Rehearsal(day, note, event_day, day <= today)
        for day in (*due, *(day for day in days if day > today))
        if latest < day
    )


def _practice_days(graph: Graph) -> tuple[date, ...]:
    return tuple(
        day for note in graph.of_kind(Pitch.kind) if isinstance(note.record, Pitch) for day in note.record.practiced
    )


def pitch_for_next(graph: Graph, today: date) -> Note | None:
    """The pitch to practise: one that shares a goal with the next event, else any; of those the least recent."""
    event = next_event(graph, today)
    wanted = _goals(graph, event) if event else frozenset()

    def order(note: Note) -> tuple[bool, date, str]:
        practiced = note.record.practiced if isinstance(note.record, Pitch) else ()
        return not wanted & _goals(graph, note), max(practiced, default=date.min), note.path

    return min(graph.of_kind(Pitch.kind), key=order, default=None)


def _goals(graph: Graph, note: Note) -> frozenset[str]:
    return frozenset(identity(graph, ref, note.path) for ref in getattr(note.record, "goals", ()))
