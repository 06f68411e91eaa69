"""What to have in mind before the next event: what you offer, what went well, and what you hope to gain.

The card is for the next event that you go to, and for the goal that this event serves; without such
an event it is for your first goal. It never has more than eleven lines to remember.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.circles import identity
from vaultkit.dates import parse_day
from vaultkit.fit import goal_fit, goals_in_order, wants
from vaultkit.graph import Graph
from vaultkit.kinds.event import Event
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.matching import match, spoken
from vaultkit.model import Evidence, total
from vaultkit.records import Note, Ref

ARGUMENTS = ()
COLUMNS = ("part", "words", "name")

_OFFERS = _WINS = 3
_ASKS = _GAPS = 2


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of the card: its part, its words, and the note that says so; the event is the same on every line."""

    part: Literal["offer", "win", "gain"]
    words: str
    name: str
    path: str
    event: str
    event_path: str
    day: date | None
    evidence: Evidence


def before_you_go(graph: Graph, today: date) -> tuple[CardLine, ...]:
    """Up to three offers, the best for the event first; the three newest wins; and what there is to gain."""
    event = _next_event(graph, today)
    goal = _goal(graph, event)
    me = graph.me
    lines: list[tuple[Literal["offer", "win", "gain"], str, Note, str]] = []
    if me and isinstance(me.record, Me):
        lines += [("offer", spoken(offer), me, "offers") for offer in _offers(graph, me.record, event)[:_OFFERS]]
        lines += [("win", win, me, "wins") for win in _newest(me.record.wins, today)[:_WINS]]
        lines += [("gain", ask, me, "asks") for ask in me.record.asks[:_ASKS]]
    if goal:
        lines += [("gain", words, goal, field) for words, field in _gains(graph, goal)]
    title, path, day = ("", "", None) if event is None else (event.title, event.path, _day(event))
    return tuple(
        CardLine(part, words, note.title, note.path, title, path, day, Evidence(note.path, note.line_of(field)))
        for part, words, note, field in lines
    )


def _day(note: Note) -> date | None:
    return note.record.first_day if isinstance(note.record, Event) else None


def _next_event(graph: Graph, today: date) -> Note | None:
    """The next event that you go to, today's included."""
    coming = [
        (day, note.path, note)
        for note in graph.of_kind(Event.kind)
        if isinstance(note.record, Event) and note.record.rsvp == "going" and not note.record.is_cancelled
        if (day := note.record.first_day) and day >= today
    ]
    return min(coming)[2] if coming else None


def _goal(graph: Graph, event: Note | None) -> Note | None:
    """The goal that the event serves best, the first of equals; the first of all where it serves none."""
    goals = goals_in_order(graph)
    return max(goals, key=lambda goal: total(goal_fit(graph, event, goal)) if event else 0, default=None)


def _offers(graph: Graph, me: Me, event: Note | None) -> list[str]:
    """Your offers, first what the event, its space and those who run it are about or ask for."""
    wanted = _wanted(graph, event) if event else ()
    shares = {
        offer: max((met.share for text in wanted if (met := match(offer, text, graph.settings))), default=0.0)
        for offer in me.offered
    }
    return sorted(shares, key=lambda offer: -shares[offer])


def _wanted(graph: Graph, event: Note) -> tuple[str, ...]:
    record = event.record
    assert isinstance(record, Event)
    refs: tuple[Ref, ...] = (*((record.space,) if record.space else ()), *record.org)
    notes = [event, *(graph.notes[key] for ref in refs if (key := identity(graph, ref, event.path)) in graph.notes)]
    return tuple(
        text
        for name in ("asks", "volunteer_roles", "topics")
        for note in notes
        for text in getattr(note.record, name, ())
    )


def _newest(wins: tuple[str, ...], today: date) -> list[str]:
    """The dated ones, the newest first, then those without a date; none from the future."""
    days = {win: parse_day(win.split(" ", 1)[0]) or date.min for win in wins}
    return sorted((win for win in days if days[win] <= today), key=lambda win: days[win], reverse=True)


def _gains(graph: Graph, goal: Note) -> Iterator[tuple[str, str]]:
    """What the goal still wants, and what it is about."""
    record = goal.record
    assert isinstance(record, Goal)
    fields = {"person": "wants_people", "organization": "wants_orgs", "space": "wants_spaces", "help": "wants_help"}
    gaps = [want for want in wants(graph) if want.path == goal.path and not want.is_covered]
    for want in gaps[:_GAPS]:
        yield f"{want.kind}: {want.want}", fields[want.kind]
    if record.topics:
        yield f"talks about {', '.join(record.topics[:3])}", "topics"
