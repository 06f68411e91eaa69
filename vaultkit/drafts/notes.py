"""Notes for your own eyes: what a brief and a review tell. Nothing in them is sent.

Of a private contact only the name is told; of a talk its day and place, never its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vaultkit.drafts.facts import is_private, texts_of
from vaultkit.favours import balance, favours
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.matching import best_match, is_kept_back, spoken
from vaultkit.records import Note

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Loop:
    """Something that is open with somebody."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who will be at an event, and what there is to say."""

    path: str
    is_private: bool
    who: str
    last: str
    last_topic: str
    loops: tuple[Loop, ...]
    owed: int
    topics: tuple[str, ...]
    question: str
    offer: str


def note_context(graph: Graph, event: Note | None, today: date) -> dict[str, Any]:
    """What a note for your own eyes can use."""
    return {
        "people": tuple(_present(graph, note, today) for note in _guests(graph, event)),
        "event_path": event.path if event else "",
        "done": tuple(_done(graph, today)),
    }


def _guests(graph: Graph, event: Note | None) -> tuple[Note, ...]:
    record = event.record if event else None
    if not isinstance(record, Event) or event is None:
        return ()
    refs = (*record.speakers, *record.people, *record.attendees, *record.invited)
    found = (graph.resolve(ref.target or ref.text, event.path) for ref in refs)
    people = {note.path: note for note in found if note and isinstance(note.record, Contact)}
    return tuple(note for note in people.values() if isinstance(note.record, Contact) and not note.record.is_excluded)


def _present(graph: Graph, note: Note, today: date) -> Present:
    contact = note.record
    assert isinstance(contact, Contact)
    days = [day for touch in graph.touches(note.path) if (day := touch.day(today))]
    return Present(
        path=note.path,
        is_private=is_private(note),
        who=", ".join((contact.title, *(ref.name for ref in contact.org))).strip(", "),
        last=f"{max(days)}" if days else "none yet",
        last_topic=contact.last_topic,
        loops=tuple(Loop(task.task.title, task.path) for task in graph.open_tasks(note.path)),
        owed=max(0, balance(favours(graph, today).get(note.path, ()))),
        topics=contact.topics,
        question=_question(contact),
        offer=_offer(graph, contact),
    )


def _question(contact: Contact) -> str:
    if contact.last_topic:
        return f"how is it going with {contact.last_topic}?"
    return f"what is new in {contact.topics[0]}?" if contact.topics else ""


def _offer(graph: Graph, contact: Contact) -> str:
    mine = texts_of(graph.me, "offers") if graph.me and isinstance(graph.me.record, Me) else ()
    found = best_match((text for text in mine if not is_kept_back(text)), contact.asks, graph.settings)
    return f"{spoken(found.offer)} (they look for {found.ask})" if found else ""


@dataclass(frozen=True, slots=True)
class Done:
    """A day of contact with somebody."""

    day: date
    path: str


def _done(graph: Graph, today: date) -> Iterator[Done]:
    """Whom one was in touch with in the last seven days, one line a day."""
    found = {
        (day, note.path)
        for note in graph.contacts
        for touch in graph.touches(note.path)
        if (day := touch.day(today)) and today - _WEEK < day <= today and touch.direction != "in"
    }
    for day, path in sorted(found):
        yield Done(day, path)
