"""Touches: who was in contact with me, when, in which direction, and by which evidence.

The rules are those of the follow-up definitions (docs/follow-ups.md, "What counts as contact").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.config import Settings
from vaultkit.dates import day_of_name, parse_day
from vaultkit.kinds.contact import Contact, Direction
from vaultkit.kinds.event import Event
from vaultkit.kinds.interaction import Interaction
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Context, Evidence, Link, Task, fold
from vaultkit.records import Note, Ref

Via = Literal["field", "event", "interaction", "log", "journal", "task", "outreach"]

#: From this many people on, having been in the same room is no contact.
_SMALL_MEETING = 12
_TALKS = ("coffee", "call", "meeting")


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact with a person, from `start` to `end` (the same day but for long events)."""

    start: date
    end: date
    direction: Direction
    via: Via
    evidence: Evidence

    def day(self, today: date) -> date | None:
        """The day it counts for: the last one that has come. None if it lies in the future."""
        return min(self.end, today) if self.start <= today else None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A past or future event with a person among its `people`."""

    path: str
    title: str
    event: Event
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task that concerns a person."""

    task: Task
    path: str

    @property
    def evidence(self) -> Evidence:
        """Where it is written."""
        return Evidence(self.path, self.task.line, self.task.title)

    def due(self, settings: Settings) -> date | None:
        """When it is due; a scheduled date counts if there is no other."""
        return parse_day(self.task.due, settings.zone) or parse_day(self.task.scheduled, settings.zone)


@dataclass(frozen=True, slots=True)
class Date:
    """A day on which somebody is to be asked again, from an outreach note."""

    day: date
    evidence: Evidence


#: From a link or reference and the note it stands in to the path of the person meant, if any.
WhoIs = Callable[[str, str], str | None]


def journal_day(note: Note, settings: Settings) -> date | None:
    """The day of a dated plain note; None for any other note, and for those in `journal.ignore`."""
    if note.record is not None:
        return None
    ignored = {fold(name) for name in settings.journal.ignore}
    if ignored and {fold(note.name), fold(note.path), fold(note.path.removesuffix(".md"))} & ignored:
        return None
    found = note.document.property("date")
    day = parse_day(found.text, settings.zone) if found else None
    return day or day_of_name(note.path, settings.journal.folder, settings.journal.format)


def touches_of(note: Note, who: WhoIs, settings: Settings) -> Iterator[tuple[str, Touch]]:
    """Every touch that a note is evidence of, with the path of the person."""
    record = note.record
    if isinstance(record, Contact):
        yield from _own_touches(note, record, settings)
    elif isinstance(record, Event):
        yield from _event_touches(note, record, who)
    elif isinstance(record, Interaction) and record.date:
        for ref in record.people:
            yield from _credit(note, ref, record.date, _direction(record.direction), "interaction", who)
    elif isinstance(record, Outreach):
        for ref in record.to:
            # What is closed asks for nothing more, so it is no message without an answer.
            if record.sent:
                yield from _credit(note, ref, record.sent, "out" if record.is_open else "both", "outreach", who)
            if record.replied:
                yield from _credit(note, ref, record.replied, "in" if record.is_open else "both", "outreach", who)
    day = journal_day(note, settings)
    if day:
        for link in note.document.links:
            person = who(link.target, note.path) if _is_mention(link) else None
            if person and person != note.path:
                yield person, Touch(day, day, "both", "journal", Evidence(note.path, link.line))
    yield from _task_touches(note, day, who, settings)


def _own_touches(note: Note, contact: Contact, settings: Settings) -> Iterator[tuple[str, Touch]]:
    if contact.last_contact:
        line = contact.lines["last_contact"]
        yield note.path, Touch(contact.last_contact, contact.last_contact, "both", "field", Evidence(note.path, line))
    for entry in contact.log:
        words = ": ".join(filter(None, (entry.channel, entry.text)))
        yield note.path, Touch(entry.day, entry.day, entry.direction, "log", Evidence(note.path, entry.line, words))
    logged = {entry.line for entry in contact.log}
    for link in note.document.links:
        if _is_mention(link) and link.line not in logged:
            day = day_of_name(link.target + ".md", settings.journal.folder, settings.journal.format)
            if day:
                yield note.path, Touch(day, day, "both", "journal", Evidence(note.path, link.line))


def _event_touches(note: Note, event: Event, who: WhoIs) -> Iterator[tuple[str, Touch]]:
    first, last = event.first_day, event.last_day
    if event.is_cancelled or first is None or last is None:
        return
    together = len({fold(ref.name) for ref in (*event.people, *event.attendees)})
    present = event.attendees if together <= _SMALL_MEETING and event.kind_of in _TALKS else ()
    for ref in (*event.people, *present):
        person = who(ref.target or ref.text, note.path)
        if person:
            evidence = Evidence(note.path, ref.line, note.title)
            yield person, Touch(first, max(first, last), "both", "event", evidence)


def _task_touches(note: Note, day: date | None, who: WhoIs, settings: Settings) -> Iterator[tuple[str, Touch]]:
    for task in note.document.tasks:
        if not task.is_done or task.context & (Context.GENERATED | Context.QUOTE):
            continue
        done = parse_day(task.done, settings.zone) or day
        if done is None:
            continue
        for person in people_in(task, note.path, who):
            yield person, Touch(done, done, "both", "task", Evidence(note.path, task.line, task.title))


def people_in(task: Task, path: str, who: WhoIs) -> tuple[str, ...]:
    """The people that a task links to, each once."""
    links = (link for link in task.links if link.kind != "embed" and not link.context & Context.COMMENT)
    return tuple(dict.fromkeys(person for link in links if (person := who(link.target, path))))


def _credit(note: Note, ref: Ref, day: date, direction: Direction, via: Via, who: WhoIs) -> Iterator[tuple[str, Touch]]:
    person = who(ref.target or ref.text, note.path)
    if person:
        yield person, Touch(day, day, direction, via, Evidence(note.path, ref.line or 1, note.title))


def _direction(word: str) -> Direction:
    return "in" if word == "in" else "out" if word == "out" else "both"


def _is_mention(link: Link) -> bool:
    """Only a link in running text is: not one in a task, quote, comment, embed, property or region."""
    return link.kind in ("wikilink", "markdown") and link.context is Context.PLAIN
