"""Follow-ups: what each person is waiting for, since when, and why. One function decides it all.

The rules, in the order in which they apply, stand in docs/follow-ups.md; `follow_up` follows it
step by step. Days are calendar days in the vault's time zone; nothing here knows the hour.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Literal, get_args

from vaultkit.config import Settings
from vaultkit.dates import NEVER, Period, parse_period
from vaultkit.graph import Graph, Touch
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence
from vaultkit.records import Note

State = Literal["overdue", "due", "soon", "ok", "snoozed", "paused", "dormant", "untracked", "excluded"]
STATES: tuple[State, ...] = get_args(State)
Rule = Literal["reply", "task", "date", "event", "nudge", "cadence"]

#: Of equally early actions the first in this order counts.
RULES: tuple[Rule, ...] = ("reply", "task", "date", "event", "nudge", "cadence")


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do for a person. `subject` is what it is about: a task's words, an event's title.

    `since` is the day it goes back to; `span` the days after which it counts as wholly late.
    """

    rule: Rule
    due: date
    evidence: Evidence
    since: date
    subject: str = ""
    span: int = 14


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand with a person, before points are given.

    `days` is how late it is (negative: how early), None where nothing has a date. `silence` is
    the number of days since the last touch. `rhythm` is the cadence in force.
    """

    note: Note
    state: State
    due: date | None = None
    last: date | None = None
    why: str = ""
    days: int | None = None
    action: Action | None = None
    actions: tuple[Action, ...] = ()
    warnings: tuple[str, ...] = ()
    silence: int | None = None
    is_drifting: bool = False
    rhythm: Period = NEVER


@dataclass(frozen=True, slots=True)
class _History:
    """The touches that count today: what happened, without the future."""

    touches: tuple[tuple[date, Touch], ...]

    @property
    def last(self) -> date | None:
        return max((day for day, _ in self.touches), default=None)

    def days(self, *directions: str) -> list[date]:
        """The distinct days with a touch in one of the directions, oldest first."""
        return sorted({day for day, touch in self.touches if touch.direction in directions})

    def evidence(self, day: date, *directions: str) -> Evidence:
        return next(t.evidence for d, t in self.touches if d == day and t.direction in directions)


def follow_up(graph: Graph, note: Note, today: date) -> Standing:
    """Where things stand with the contact *note* on the day *today*."""
    contact = note.record
    assert isinstance(contact, Contact)
    settings = graph.settings
    if contact.is_excluded:
        return Standing(note, "excluded", why=contact.status)
    history = _History(tuple((day, touch) for touch in graph.touches(note.path) if (day := touch.day(today))))
    rhythm, warnings = _rhythm(contact, settings)
    if contact.last_contact and contact.last_contact > today:
        warnings = (*warnings, "future last_contact")
    last = history.last
    silence = (today - last).days if last else None
    base = Standing(
        note,
        "untracked",
        last=last,
        warnings=warnings,
        silence=silence,
        is_drifting=_is_drifting(history.days("in", "out", "both"), silence),
        rhythm=rhythm,
    )
    snooze = contact.snooze
    is_paused = contact.status == "paused"
    is_dormant = not is_paused and _is_dormant(contact, last, silence, rhythm, settings)
    tasks = tuple(_tasks(graph, note.path, settings))
    if (snooze and snooze > today) or is_paused:
        actions = tasks
    else:
        others = tuple(_others(graph, note, contact, history, rhythm, today))
        if is_dormant:
            others = tuple(action for action in others if action.rule not in ("cadence", "nudge"))
        if snooze:
            others = tuple(replace(action, due=max(action.due, snooze)) for action in others)
        actions = tasks + others
    if actions:
        return _with_actions(base, actions, today, settings)
    if snooze and snooze > today:
        return replace(base, state="snoozed", due=snooze, why="snooze")
    if is_paused:
        return replace(base, state="paused")
    if is_dormant:
        return replace(base, state="dormant", why=f"{silence} d silent" if silence is not None else "dormant")
    return base


def _with_actions(base: Standing, actions: Sequence[Action], today: date, settings: Settings) -> Standing:
    ordered = tuple(sorted(actions, key=lambda action: (action.due, RULES.index(action.rule))))
    first = ordered[0]
    days = (today - first.due).days
    if days > 0:
        state: State = "overdue"
    elif days == 0:
        state = "due"
    else:
        state = "soon" if first.due <= settings.follow_up.soon.after(today) else "ok"
    return replace(base, state=state, due=first.due, why=first.rule, days=days, action=first, actions=ordered)


def _rhythm(contact: Contact, settings: Settings) -> tuple[Period, tuple[str, ...]]:
    """The cadence in force. A bad one is none, and the tier does not step in for it."""
    if contact.cadence:
        period = parse_period(contact.cadence)
        return (period, ()) if period is not None else (NEVER, ("bad cadence",))
    if contact.tier and contact.tier not in settings.tiers:
        return NEVER, ("unknown tier",)
    return settings.tiers.get(contact.tier, NEVER), ()


def _is_dormant(contact: Contact, last: date | None, silence: int | None, rhythm: Period, settings: Settings) -> bool:
    if contact.status == "dormant":
        return True
    if last is None or silence is None or not settings.follow_up.dormant_after:
        return False
    expected = (rhythm.after(last) - last).days if rhythm else 0
    return silence > max(settings.follow_up.dormant_after.days, 2 * expected)


def _is_drifting(days: Sequence[date], silence: int | None) -> bool:
    """The usual gap between touches is long past (but not so long that it is another matter).

    The usual gap is the median of the newest gaps: at least three, and as many as make 21 days.
    """
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
    for count in range(3, len(gaps) + 1):
        usual = median(gaps[-count:])
        if usual * count >= 21:
            return silence is not None and max(2 * usual, usual + 14) < silence <= max(12 * usual, usual + 90)
    return False


def _tasks(graph: Graph, path: str, settings: Settings) -> Iterator[Action]:
    for open_task in graph.open_tasks(path):
        due = open_task.due(settings)
        if due:
            yield Action("task", due, open_task.evidence, due, open_task.task.title)


def _others(
    graph: Graph, note: Note, contact: Contact, history: _History, rhythm: Period, today: date
) -> Iterator[Action]:
    rules = graph.settings.follow_up
    answered = history.days("out", "both")
    inbound = history.days("in")
    if rules.reply_within and inbound and (not answered or answered[-1] < inbound[-1]):
        evidence = history.evidence(inbound[-1], "in")
        yield Action("reply", rules.reply_within.after(inbound[-1]), evidence, inbound[-1])
    unanswered = _unanswered(history)
    if rules.nudge_after and 1 <= len(unanswered) <= rules.max_nudges:
        evidence = history.evidence(unanswered[-1], "out")
        yield Action("nudge", rules.nudge_after.after(unanswered[-1]), evidence, unanswered[-1])
    yield from _after_events(graph, note.path, history, today)
    dates = [(date.day, date.evidence) for date in graph.dates(note.path)]
    if contact.follow_up:
        dates.append((contact.follow_up, Evidence(note.path, contact.lines["follow_up"])))
    for day, evidence in dates:
        if not (history.last and history.last >= day):
            yield Action("date", day, evidence, day)
    if rhythm:
        yield _cadence(note, contact, history.last, rhythm, today)


def unanswered(graph: Graph, path: str, today: date) -> tuple[date, ...]:
    """The days on which you wrote to somebody since you last heard from them, oldest first."""
    return tuple(_unanswered(_History(tuple((d, touch) for touch in graph.touches(path) if (d := touch.day(today))))))


def _unanswered(history: _History) -> list[date]:
    """The days on which I wrote since they were last heard from."""
    heard = history.days("in", "both")
    return [day for day in history.days("out") if not heard or day > heard[-1]]


def _after_events(graph: Graph, path: str, history: _History, today: date) -> Iterator[Action]:
    rules = graph.settings.follow_up
    for meeting in graph.meetings(path):
        last_day = meeting.event.last_day
        own = parse_period(meeting.event.follow_up_within) if meeting.event.follow_up_within else None
        within = rules.after_event if own is None else own
        if last_day is None or not within or last_day > today:
            continue
        if rules.event_expires and today > rules.event_expires.after(last_day):
            continue
        is_cleared = any(day > last_day or (day == last_day and _is_message(touch)) for day, touch in history.touches)
        if not is_cleared:
            yield Action("event", within.after(last_day), meeting.evidence, last_day, meeting.title)


def _is_message(touch: Touch) -> bool:
    """Whether I wrote. Outreach that is closed counts as two-way, so that it asks for no nudge."""
    return touch.direction == "out" or (touch.via == "outreach" and touch.direction == "both")


def _cadence(note: Note, contact: Contact, last: date | None, rhythm: Period, today: date) -> Action:
    """Counted from the last touch; without one from `met_on`, else `created`, else due today."""
    evidence = Evidence(note.path, note.line_of("cadence" if contact.cadence else "tier"))
    known = (day for day in (last, contact.met_on, contact.created) if day and day <= today)
    start = next(known, None)
    if start is None:
        return Action("cadence", today, evidence, today, str(rhythm), max(1, rhythm.days))
    due = rhythm.after(start)
    return Action("cadence", due, evidence, start, str(rhythm), max(1, (due - start).days))


def planned(graph: Graph, path: str, today: date) -> tuple[date, ...]:
    """The coming days on which the person is already met or mentioned."""
    return tuple(sorted({touch.start for touch in graph.touches(path) if touch.start > today}))
