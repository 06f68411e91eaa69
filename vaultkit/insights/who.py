"""With whom you could talk about a topic, and why with them.

Points: 30 for a topic of theirs, 20 for a wider one, 15 for a synonym; 20 for a talk of theirs about
it that you attended, 10 for another event they ran; and a fifth of the strength of your tie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import possessive
from vaultkit.questions import LIMIT, Argument
from vaultkit.records import Note
from vaultkit.ties import tie
from vaultkit.topics import Near, mentions, near_topics

ARGUMENTS = (Argument("topic", "text", "What you want to talk about.", required=True), LIMIT)
COLUMNS = ("name", "points", "last", "reasons")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody to talk with about the topic; `last` is the day of the last contact."""

    name: str
    path: str
    points: float
    last: date | None
    reasons: tuple[Reason, ...]


def who(graph: Graph, today: date, *, topic: str, limit: int | None = None) -> tuple[Who, ...]:
    """Everybody whose topic it is, or who spoke about it where you were; nobody who is only observed."""
    theirs: dict[str, Reason] = {}
    events: dict[str, Note] = {}
    for near in near_topics(graph, topic):
        for mention in mentions(graph)[near.key]:
            if isinstance(mention.note.record, Contact):
                theirs.setdefault(mention.note.path, _own(near, mention.topic, mention.evidence))
            elif isinstance(mention.note.record, Event):
                events[mention.note.path] = mention.note
    heard: dict[str, list[tuple[date, Reason]]] = defaultdict(list)
    for event in events.values():
        for path, day, reason in _heard(graph, event, today):
            heard[path].append((day, reason))
    found = []
    for path in {*theirs, *heard}:
        note = graph.notes[path]
        known = tie(graph, note, today)
        given = [theirs[path]] if path in theirs else []
        given += [max(heard[path], key=lambda one: (one[1].points, one[0]))[1]] if path in heard else []
        if known.strength:
            words = f"tie {known.strength} of 100"
            given.append(Reason("tie", words, round(known.strength / 5, 1), known.reasons[0].evidence))
        found.append(Who(note.title, path, total(given), known.last, tuple(given)))
    return tuple(sorted(found, key=lambda one: (-one.points, one.name.casefold(), one.path))[:limit])


def _own(near: Near, topic: str, evidence: Evidence) -> Reason:
    if near.exactly:
        return Reason("topic", "topic", 30, evidence)
    if any("↔" in words for words in near.words):
        return Reason("topic", f"topic {topic} ({', '.join(near.words)})", 15, evidence)
    return Reason("topic", f"topic {topic}", 20, evidence)


def _heard(graph: Graph, note: Note, today: date) -> Iterator[tuple[str, date, Reason]]:
    """Who spoke at, or ran, an event that you attended: you went, or talked with somebody there."""
    event = note.record
    assert isinstance(event, Event)
    day = event.first_day
    if day is None or day > today or event.is_cancelled or not (event.rsvp == "going" or event.people):
        return
    for refs, what, points in ((event.speakers, "talk", 20), (event.org, "event", 10)):
        for ref in refs:
            person = graph.person(ref.target or ref.text, note.path)
            contact = person.record if person else None
            if person and isinstance(contact, Contact) and contact.is_approachable:
                words = f"attended {possessive(contact.pronouns)} {what} {day}"
                yield person.path, day, Reason(what, words, points, Evidence(note.path, ref.line, note.title))
