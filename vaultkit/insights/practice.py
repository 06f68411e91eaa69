"""When to practise your pitch before the next event that you go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.graph import Graph
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT
from vaultkit.rehearsal import Rehearsal, pitch_for_next, rehearsals

ARGUMENTS = (LIMIT,)
COLUMNS = ("day", "state", "words", "pitch")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Practice:
    """A day on which to practise: `due` once it has come, until then `coming`. `name` and `path` are the event's.

    `pitch` and `pitch_path` are of the pitch to practise, empty if there is none yet.
    """

    name: str
    path: str
    day: date
    state: Literal["due", "coming"]
    event_day: date
    words: str
    pitch: str
    pitch_path: str
    evidence: Evidence


def practice(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Practice, ...]:
    """The days before the next event on which to practise and nobody has yet, the first day first."""
    pitch = pitch_for_next(graph, today)
    named = (pitch.title, pitch.path) if pitch else ("", "")
    return tuple(_practice(rehearsal, *named) for rehearsal in rehearsals(graph, today))[:limit]


def _practice(rehearsal: Rehearsal, pitch: str, pitch_path: str) -> Practice:
    event, day = rehearsal.event, rehearsal.event_day
    return Practice(
        name=event.title,
        path=event.path,
        day=rehearsal.day,
        state="due" if rehearsal.is_due else "coming",
        event_day=day,
        words=f"practise before {event.title} ({_MONTHS[day.month - 1]} {day.day})",
        pitch=pitch,
        pitch_path=pitch_path,
        evidence=Evidence(event.path, event.line_of("rsvp")),
    )
