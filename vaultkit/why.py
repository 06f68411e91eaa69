"""Why a note is listed where it is: every question that names it, and what it says; or why none does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from vaultkit.graph import Graph
from vaultkit.insights import QUESTIONS
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence, Reason
from vaultkit.names import typed
from vaultkit.priority import FollowUp, follow_ups
from vaultkit.questions import Question, row
from vaultkit.records import Note

#: Registers of everybody: to stand in one needs no reason.
_REGISTERS = frozenset({"contacts", "network"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of an answer that names the note. `name` is that of the note it is about, if that is another one.

    `points` are None where a question does not rank; the reasons' points add up to them.
    """

    question: str
    name: str
    points: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """All mentions of a note; `standing` says how things are with it where that explains what is missing."""

    name: str
    path: str
    mentions: tuple[Mention, ...]
    standing: str


def why(graph: Graph, note: Note, today: date) -> Why:
    """Every question that can be asked without arguments and names the note, in the order of their names."""
    mentions = tuple(
        mention
        for question in QUESTIONS.values()
        if question.name not in _REGISTERS and not question.asks_for
        for mention in _mentions(graph, question, note, today)
    )
    return Why(note.title, note.path, mentions, _standing(graph, note, today, mentions))


def _mentions(graph: Graph, question: Question, note: Note, today: date) -> Iterator[Mention]:
    values = question.values(graph, {})
    for result in question.ask(graph, today, **{**values, **({"limit": None} if "limit" in values else {})}):
        named = {
            f.name for f in dataclasses.fields(result) if getattr(result, f.name) == note.path and _is_path(f.name)
        }
        if not named:
            continue
        name = getattr(result, "name", "") if "path" not in named else ""
        given = reasons_of(question, result)
        if given:
            yield Mention(question.name, name, getattr(result, "points", None), given)


def _is_path(field: str) -> bool:
    return field == "path" or field.endswith("_path")


def reasons_of(question: Question, result: Any) -> tuple[Reason, ...]:
    """A result's own reasons; of one without any, its columns as a sentence, with where that is known from."""
    if hasattr(result, "reasons"):
        return tuple(result.reasons)
    if hasattr(result, "reason"):
        return (result.reason,)
    shown = row(result)
    words = ", ".join(
        f"{column.replace('_', ' ')} {text}"
        for column in question.columns
        if column not in _PLACES and (text := _text(shown[column]))
    )
    evidence = _evidence(result)
    return (Reason("listed", words, 0, evidence),) if evidence else ()


#: Columns that say of whom a row is, and where it is known from.
_PLACES = ("name", "path", "line", "evidence", "places")


def _evidence(result: Any) -> Evidence | None:
    """The first place of a result that has several, else its evidence or its note; None for a row about nothing."""
    if hasattr(result, "places"):
        return next(iter(result.places), None)
    found = getattr(result, "evidence", None)
    return found if isinstance(found, Evidence) else Evidence(result.path, getattr(result, "line", 1))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


_ABSENT = {
    "event": "it is past, cancelled, or you do not go: see `date`, `status` and `rsvp`",
    "goal": "it is not active, or has no date: see `status` and `target`",
    "organization": "write `topics`, `asks`, `hiring: true` or the `goals` it matters for",
    "outreach": "it waits for nothing: see `status`, `sent` and `receptive`",
    "space": "write `next_check` with a date, `topics`, or the `goals` it matters for",
    "": "it is a plain note; a `type`, such as `type: contact`, makes it one of the network",
}


def _standing(graph: Graph, note: Note, today: date, mentions: tuple[Mention, ...]) -> str:
    """How things stand with a contact who is not due, or why nothing names a note, and what to write."""
    contact = note.record
    if not isinstance(contact, Contact):
        return "" if mentions else _ABSENT.get(note.kind, f"no question asks about a note of the kind {note.kind}")
    found = next(each for each in follow_ups(graph, today) if each.path == note.path)
    return "" if any(mention.question == "due" for mention in mentions) else _not_due(note, contact, found)


def _not_due(note: Note, contact: Contact, found: FollowUp) -> str:
    if found.state == "excluded":
        where = Evidence(note.path, note.line_of("status"))
        return f"`status: {contact.status}` takes them out of everything ({where}); `status: active` brings them back"
    if contact.reach == "observe":
        return f"`reach: observe` means that you do not write to them ({Evidence(note.path, note.line_of('reach'))})"
    if found.state == "dormant" and contact.status == "dormant":
        where = Evidence(note.path, note.line_of("status"))
        return f"not due: `status: dormant` lets them rest ({where}); `status: active` brings them back"
    words = {
        "untracked": "not due: no `cadence` and no `tier` says how often; write `tier: close`, say",
        "snoozed": f"not due: snoozed until {found.due}; `vaultkit snooze {typed(note.title)} --clear` ends it",
        "paused": "not due: `status: paused` leaves dated promises and birthdays only",
        "dormant": f"not due: dormant, silent since {found.last}; a touch brings them back",
    }
    return words.get(found.state, f"not due before {found.due}; last contact {found.last or 'never'}")
