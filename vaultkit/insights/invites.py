"""Whom you could invite to the events you go to, the best guests first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from types import MappingProxyType

from vaultkit.circles import coming, identity
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.matching import shared_topics
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import city, name_key
from vaultkit.priority import FollowUp, follow_ups
from vaultkit.questions import LIMIT, Argument
from vaultkit.records import Note
from vaultkit.ties import is_acquainted

ARGUMENTS = (Argument("event", "text", "Only to this event: its name, or a part of it."), LIMIT)
COLUMNS = ("name", "event", "day", "points", "reasons")

_TOPIC, _CITY, _DUE = 3, 2, 10
#: Of more guests than this for an event only the best are listed.
_CROWD = 50


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody who might like to come to an event, and why."""

    name: str
    path: str
    event: str
    event_path: str
    day: date
    points: float
    reasons: tuple[Reason, ...]


def invites(graph: Graph, today: date, *, event: str | None = None, limit: int | None = None) -> tuple[Invite, ...]:
    """For each coming event with `rsvp: going`: who shares a topic with it or lives in its city, at most 50.

    People who are due come first. Nobody is listed who is invited already, is there anyway, is not
    to be contacted, or whom you do not know. Raises UnknownNoteError for an *event* that is not there.
    """
    wanted = graph.find_note(event, Event.kind) if event else None
    due = {f.path: _due(f) for f in follow_ups(graph, today) if f.state in ("overdue", "due")}
    found: list[Invite] = []
    for note in coming(graph, today):
        if wanted in (None, note) and _is_ahead(note, today):
            found += _guests(graph, note, due, today)
    ordered = sorted(found, key=lambda i: (i.day, i.event_path, -i.points, i.name.casefold(), i.path))
    return tuple(ordered[:limit])


def _is_ahead(note: Note, today: date) -> bool:
    event = note.record
    return isinstance(event, Event) and event.rsvp == "going" and bool(event.first_day and event.first_day > today)


def _due(follow_up: FollowUp) -> Reason:
    return Reason("due", f"due {follow_up.due}", _DUE, follow_up.reasons[0].evidence)


def _guests(graph: Graph, note: Note, due: dict[str, Reason], today: date) -> Iterator[Invite]:
    event = note.record
    assert isinstance(event, Event)
    assert event.first_day is not None
    there = {
        identity(graph, ref, note.path) for ref in (*event.invited, *event.people, *event.attendees, *event.speakers)
    }
    guests = _by_interest(graph, today)
    points: Counter[str] = Counter()
    for key in {*(("topic", name_key(topic)) for topic in event.topics), ("city", city(event.location))}:
        for path in guests.get(key, ()):
            points[path] += _TOPIC if key[0] == "topic" else _CITY
    listed = ((count + _DUE * (path in due), path) for path, count in points.items() if path not in there)
    best = nsmallest(_CROWD, listed, key=lambda one: (-one[0], graph.notes[one[1]].title.casefold(), one[1]))
    for _, path in best:
        person = graph.notes[path]
        contact = person.record
        assert isinstance(contact, Contact)
        given = tuple(_reasons(person, contact, event))
        if path in due:
            given = (*given, due[path])
        yield Invite(person.title, path, note.title, note.path, event.first_day, total(given), given)


@once_per_graph
def _by_interest(graph: Graph, today: date) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The paths of those who may be invited, by each of their topics and by their city."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in graph.contacts:
        contact = person.record
        assert isinstance(contact, Contact)
        may_come = contact.is_approachable and contact.status != "paused"
        if may_come and is_acquainted(graph, person, today):
            for topic in contact.topics:
                found["topic", name_key(topic)].append(person.path)
            if city(contact.location):
                found["city", city(contact.location)].append(person.path)
    return MappingProxyType({key: tuple(paths) for key, paths in found.items()})


def _reasons(person: Note, contact: Contact, event: Event) -> Iterator[Reason]:
    for topic in shared_topics(contact.topics, event.topics):
        yield Reason("topic", f"cares about {topic}", _TOPIC, Evidence(person.path, person.line_of("topics")))
    if city(event.location) and city(contact.location) == city(event.location):
        yield Reason("city", f"lives in {contact.location}", _CITY, Evidence(person.path, person.line_of("location")))
