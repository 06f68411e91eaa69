"""What the next days hold: follow-ups, events, birthdays, promises and goals, by date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.dates import Period
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.goal import Goal
from vaultkit.model import Evidence
from vaultkit.priority import follow_ups
from vaultkit.questions import LIMIT, within

_WITHIN = Period(14, "d")
ARGUMENTS = (within("How far to look ahead.", _WITHIN), LIMIT)
COLUMNS = ("day", "what", "name", "words")


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something on a coming day: a `follow-up`, `promise`, `event`, `birthday`, `anniversary` or `goal`."""

    day: date
    what: str
    name: str
    path: str
    words: str
    evidence: Evidence


def upcoming(graph: Graph, today: date, *, within: Period = _WITHIN, limit: int | None = None) -> tuple[Upcoming, ...]:
    """Everything from tomorrow to the end of *within*; no follow-up with somebody whom you only observe."""
    horizon = within.after(today)
    found = (
        item
        for items in (
            _follow_ups(graph, today),
            _promises(graph),
            _events(graph),
            _occasions(graph, today),
            _goals(graph),
        )
        for item in items
        if today < item.day <= horizon
    )
    return tuple(sorted(found, key=lambda item: (item.day, item.what, item.name.casefold(), item.path))[:limit])


def _follow_ups(graph: Graph, today: date) -> Iterator[Upcoming]:
    for follow_up in follow_ups(graph, today):
        contact = graph.notes[follow_up.path].record
        if not isinstance(contact, Contact) or contact.reach == "observe":
            continue
        if follow_up.due and follow_up.state in ("soon", "ok", "snoozed") and follow_up.why != "task":
            words = ", ".join(reason.words for reason in follow_up.reasons if reason.rule != "birthday")
            if follow_up.state == "snoozed":
                words = "snoozed until then"
            evidence = follow_up.reasons[0].evidence if follow_up.reasons else Evidence(follow_up.path, 1)
            yield Upcoming(follow_up.due, "follow-up", follow_up.name, follow_up.path, words, evidence)


def _promises(graph: Graph) -> Iterator[Upcoming]:
    for note in graph.contacts:
        if isinstance(note.record, Contact) and not note.record.is_excluded:
            for task in graph.open_tasks(note.path):
                due = task.due(graph.settings)
                if due:
                    yield Upcoming(due, "promise", note.title, note.path, task.task.title, task.evidence)


def _events(graph: Graph) -> Iterator[Upcoming]:
    for note in graph.of_kind(Event.kind):
        event = note.record
        if isinstance(event, Event) and event.first_day and not event.is_cancelled and event.rsvp != "not-going":
            words = ", ".join(filter(None, (event.kind_of, event.location, event.rsvp)))
            said = next(name for name in ("start", "date", "end") if getattr(event, name))
            yield Upcoming(
                event.first_day,
                "event",
                note.title,
                note.path,
                words,
                Evidence(note.path, note.line_of(said)),
            )


def _occasions(graph: Graph, today: date) -> Iterator[Upcoming]:
    for note in graph.contacts:
        contact = note.record
        if not isinstance(contact, Contact) or contact.is_excluded:
            continue
        for name, kept in (("birthday", contact.birthday), ("anniversary", contact.anniversary)):
            if kept:
                following, _ = kept.around(today, graph.settings.follow_up.feb29)
                if following == today:
                    following, _ = kept.around(date.fromordinal(today.toordinal() + 1), graph.settings.follow_up.feb29)
                age = kept.age_on(following)
                yield Upcoming(
                    following,
                    name,
                    note.title,
                    note.path,
                    f"turns {age}" if age else "",
                    Evidence(note.path, note.line_of(name)),
                )


def _goals(graph: Graph) -> Iterator[Upcoming]:
    for note in graph.active_goals:
        if isinstance(note.record, Goal) and note.record.target:
            yield Upcoming(
                note.record.target,
                "goal",
                note.title,
                note.path,
                "target date",
                Evidence(note.path, note.line_of("target")),
            )
