"""This week for each goal: three people, a space and an event.

Points are those of the fit (3 for a note that names the goal, 2 for a role, organization or space it
wants, 1 for each shared topic), and what makes it timely: 3 for who is due, 2 for who soon is, else
up to 2 for the tie; 2 for a space to join, 1 for one that was found, 1 for one to look at again; 2
for an event within a week, 1 within a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from vaultkit.circles import is_member
from vaultkit.fit import goal_fit, goals_in_order
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence, Reason, total
from vaultkit.priority import FollowUp, follow_ups
from vaultkit.questions import GOAL, LIMIT
from vaultkit.records import Note
from vaultkit.ties import tie

ARGUMENTS = (GOAL, LIMIT)
COLUMNS = ("goal", "what", "name", "points", "reasons")

_PEOPLE = 3
_QUIET = ("excluded", "paused", "snoozed")
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Focus:
    """A `person`, `space` or `event` to spend time on for a goal; `day` is when they are due, or it takes place."""

    goal: str
    goal_path: str
    what: Literal["person", "space", "event"]
    name: str
    path: str
    day: date | None
    points: float
    reasons: tuple[Reason, ...]


def focus(graph: Graph, today: date, *, goal: str | None = None, limit: int | None = None) -> tuple[Focus, ...]:
    """The best of each, goal by goal. People who are snoozed, paused or only observed are left in peace."""
    found: list[Focus] = []
    for note in goals_in_order(graph, goal):
        found += _best(_people(graph, note, today))[:_PEOPLE]
        found += _best(_spaces(graph, note, today))[:1]
        found += _best(_events(graph, note, today))[:1]
    return tuple(found[:limit])


def _best(found: Iterator[Focus]) -> list[Focus]:
    return sorted(found, key=lambda one: (-one.points, one.name.casefold(), one.path))


def _focus(
    goal: Note, what: Literal["person", "space", "event"], note: Note, day: date | None, given: tuple[Reason, ...]
) -> Focus:
    return Focus(goal.title, goal.path, what, note.title, note.path, day, total(given), given)


def _people(graph: Graph, goal: Note, today: date) -> Iterator[Focus]:
    for follow_up in follow_ups(graph, today):
        note = graph.notes[follow_up.path]
        contact = note.record
        if follow_up.state in _QUIET or not isinstance(contact, Contact) or not contact.is_approachable:
            continue
        fit = goal_fit(graph, note, goal)
        if fit:
            timely = _due(follow_up) or _tie(graph, note, today)
            yield _focus(goal, "person", note, follow_up.due, (*fit, *timely))


def _due(follow_up: FollowUp) -> tuple[Reason, ...]:
    points = {"overdue": 3, "due": 3, "soon": 2}.get(follow_up.state, 0)
    if not points:
        return ()
    return (Reason("due", f"due {follow_up.due}", points, follow_up.reasons[0].evidence),)


def _tie(graph: Graph, note: Note, today: date) -> tuple[Reason, ...]:
    known = tie(graph, note, today)
    points = round(known.strength / 50, 1)
    return (Reason("tie", f"tie {known.strength} of 100", points, known.reasons[0].evidence),) if points else ()


def _spaces(graph: Graph, goal: Note, today: date) -> Iterator[Focus]:
    for note in graph.of_kind(Space.kind):
        space = note.record
        assert isinstance(space, Space)
        timely = []
        if space.status in ("to-join", "found") and not is_member(graph, note):
            words, points = ("to join", 2) if space.status == "to-join" else ("found, not joined", 1)
            timely.append(Reason("status", words, points, Evidence(note.path, note.line_of("status"))))
        if space.next_check and space.next_check <= today and space.status != "left":
            evidence = Evidence(note.path, note.line_of("next_check"))
            timely.append(Reason("check", f"to look at since {space.next_check}", 1, evidence))
        fit = goal_fit(graph, note, goal) if timely else ()
        if fit:
            yield _focus(goal, "space", note, space.next_check, (*fit, *timely))


def _events(graph: Graph, goal: Note, today: date) -> Iterator[Focus]:
    for note in graph.of_kind(Event.kind):
        event = note.record
        assert isinstance(event, Event)
        day = event.first_day
        if day is None or day < today or event.is_cancelled or event.rsvp == "not-going":
            continue
        fit = goal_fit(graph, note, goal)
        if fit:
            points = 2 if day <= today + _WEEK else 1 if day <= today + _MONTH else 0
            yield _focus(goal, "event", note, day, (*fit, Reason("day", f"on {day}", points, Evidence(note.path, 1))))
