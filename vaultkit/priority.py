"""Priority: integer points, each with its reason, that add up to the total that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vaultkit.circles import identity
from vaultkit.favours import balance, favours
from vaultkit.followups import Action, Standing, follow_up, planned
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.matching import shared_topics
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import city, plain_name
from vaultkit.records import Note

_TIER_POINTS = {"inner": 12, "close": 9, "active": 6, "warm": 3, "outer": 0}
_PRIORITY_POINTS = {"highest": 20, "high": 10, "low": -10}
_SOON = timedelta(days=7)
_TRAVEL = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Trip:
    """An event of mine in another city, soon."""

    day: date
    evidence: Evidence


class _Scene:
    """What the points of every person depend on, looked up once for all of them."""

    def __init__(self, graph: Graph, today: date) -> None:
        self.graph = graph
        self.today = today
        self.goals = graph.active_goals
        self.home = city(graph.me.record.location) if graph.me and isinstance(graph.me.record, Me) else ""
        self.trips: dict[str, _Trip] = {}
        for note in graph.of_kind(Event.kind):
            event = note.record
            if not isinstance(event, Event) or event.is_cancelled or event.rsvp == "not-going":
                continue
            first, place = event.first_day, city(event.location)
            if first and place and today <= first <= today + _TRAVEL:
                trip = _Trip(first, Evidence(note.path, note.line_of("location")))
                self.trips[place] = min(trip, self.trips.get(place, trip), key=lambda t: (t.day, t.evidence.path))


def reasons(graph: Graph, standing: Standing, today: date) -> tuple[Reason, ...]:
    """Every reason that applies, what decides first; the points of all add up to the total."""
    return _reasons(_Scene(graph, today), standing)


def _reasons(scene: _Scene, standing: Standing) -> tuple[Reason, ...]:
    contact = standing.note.record
    if not isinstance(contact, Contact) or standing.state == "excluded":
        return ()
    return (
        *_late(standing),
        *_actions(standing, scene.today),
        *_birthday(scene, standing.note, contact),
        *_goal(scene, standing.note, contact),
        *_person(scene.graph, standing, contact, scene.today),
        *_travel(scene, contact),
    )


def _late(standing: Standing) -> Iterator[Reason]:
    """How late the action is that decides; replies, events and nudges have points of their own."""
    action, days = standing.action, standing.days
    if action is None or days is None or action.rule not in ("cadence", "date", "task"):
        return
    if days > 0:
        points = int(40 * min(1.0, days / action.span) + 0.5)
        yield Reason("late", f"late {days} of {action.span} d", points, action.evidence)
    elif action.rule == "cadence":
        yield Reason("cadence", f"every {action.subject}", 0, action.evidence)


def _actions(standing: Standing, today: date) -> Iterator[Reason]:
    """Of each kind of action the first: ten promises do not make somebody ten times as urgent."""
    horizon = max(today, standing.due or today)
    seen: set[str] = set()
    for action in standing.actions:
        reason = _action(action, today)
        if reason and action.rule not in seen and (reason.points or action.due <= horizon):
            seen.add(action.rule)
            yield reason


def _action(action: Action, today: date) -> Reason | None:
    if action.rule == "reply":
        return Reason("reply", f"they wrote {action.since}", 40, action.evidence, action.since)
    if action.rule == "task":
        points = 30 if action.due <= today else 15 if action.due <= today + _SOON else 0
        return Reason("task", f'promised "{action.subject}"', points, action.evidence, action.since)
    if action.rule == "date":
        return Reason("date", f"follow-up date {action.since}", 0, action.evidence, action.since)
    if action.rule == "event":
        days = (today - action.since).days
        points = 0 if days < 1 else 35 if days <= 2 else 25 if days <= 7 else 10
        return Reason("event", f"met at {action.subject}", points, action.evidence, action.since)
    if action.rule == "nudge":
        return Reason("nudge", f"no answer since {action.since}", 5, action.evidence, action.since)
    return None


def _birthday(scene: _Scene, note: Note, contact: Contact) -> Iterator[Reason]:
    if contact.birthday is None:
        return
    following, _ = contact.birthday.around(scene.today, scene.graph.settings.follow_up.feb29)
    evidence = Evidence(note.path, note.line_of("birthday"))
    if following == scene.today:
        yield Reason("birthday", "birthday today", 20, evidence)
    elif following <= scene.today + _SOON:
        yield Reason("birthday", f"birthday {following}", 8, evidence)


def _goal(scene: _Scene, note: Note, contact: Contact) -> Iterator[Reason]:
    """A goal that the contact names counts fully; one met only by org, role or topic counts once, less."""
    for goal in scene.goals:
        if any(identity(scene.graph, ref, note.path) == goal.path for ref in contact.goals):
            yield Reason("goal", f"goal {goal.title}", 15, Evidence(note.path, note.line_of("goals")))
            return
    for goal in scene.goals:
        found = _indirect(scene.graph, goal, note, contact)
        if found:
            yield Reason("goal", f"goal {goal.title} by {found[0]}", 8, Evidence(note.path, note.line_of(found[1])))
            return


def _indirect(graph: Graph, goal: Note, note: Note, contact: Contact) -> tuple[str, str] | None:
    wanted = goal.record
    assert isinstance(wanted, Goal)
    orgs = {identity(graph, ref, goal.path) for ref in wanted.wants_orgs}
    for ref in contact.org:
        if identity(graph, ref, note.path) in orgs:
            return ref.name, "org"
    for ref in wanted.wants_people:
        if identity(graph, ref, goal.path) == note.path:
            return "name", "name"
        role = plain_name(ref.name)
        for name in ("title", "role"):
            if role and f" {role} " in f" {plain_name(getattr(contact, name))} ":
                return ref.name, name
    shared = next(iter(shared_topics(contact.topics, wanted.topics)), None)
    return (shared, "topics") if shared else None


def _person(graph: Graph, standing: Standing, contact: Contact, today: date) -> Iterator[Reason]:
    note = standing.note

    def at(field_name: str) -> Evidence:
        return Evidence(note.path, note.line_of(field_name))

    if _TIER_POINTS.get(contact.tier):
        yield Reason("tier", f"{contact.tier} tier", _TIER_POINTS[contact.tier], at("tier"))
    if contact.priority in _PRIORITY_POINTS:
        yield Reason("priority", f"{contact.priority} priority", _PRIORITY_POINTS[contact.priority], at("priority"))
    if standing.is_drifting:
        yield Reason("drift", f"drifting, {standing.silence} d silent", 8, at("name"))
    exchanged = favours(graph, today).get(note.path, ())
    if balance(exchanged) > 0:
        newest = [favour for favour in exchanged if favour.is_got][-1]
        yield Reason("favour", "you owe a favour", 6, newest.evidence)


def _travel(scene: _Scene, contact: Contact) -> Iterator[Reason]:
    """An event of the next 14 days in their city, when that is not your own."""
    place = city(contact.location)
    trip = scene.trips.get(place) if place != scene.home else None
    if trip:
        yield Reason("travel", f"you are in {contact.location} on {trip.day}", 8, trip.evidence)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A contact and what is to be done, as every list, dashboard and Python caller sees it.

    `days` is how late it is (negative: how early). `points` is the sum of the reasons' points.
    `planned` are the coming days on which you meet anyway; `loops` are open tasks without a date.
    """

    name: str
    path: str
    state: str
    due: date | None
    last: date | None
    why: str
    days: int | None
    points: float
    warnings: tuple[str, ...]
    reasons: tuple[Reason, ...]
    tier: str
    planned: tuple[date, ...]
    loops: tuple[Evidence, ...]


@once_per_graph
def follow_ups(graph: Graph, today: date) -> tuple[FollowUp, ...]:
    """Every contact, the most pressing first: points, then due date, then name."""
    scene = _Scene(graph, today)
    found = (_follow_up(scene, note) for note in graph.contacts)
    return tuple(sorted(found, key=lambda f: (-f.points, f.due or date.max, f.name.casefold(), f.path)))


def _follow_up(scene: _Scene, note: Note) -> FollowUp:
    graph, today, contact = scene.graph, scene.today, note.record
    assert isinstance(contact, Contact)
    standing = follow_up(graph, note, today)
    given = _reasons(scene, standing)
    loops = (task.evidence for task in graph.open_tasks(note.path) if task.due(graph.settings) is None)
    is_excluded = standing.state == "excluded"
    return FollowUp(
        name=note.title,
        path=note.path,
        state=standing.state,
        due=standing.due,
        last=standing.last,
        why=standing.why,
        days=standing.days,
        points=total(given),
        warnings=standing.warnings,
        reasons=given,
        tier=contact.tier,
        planned=() if is_excluded else planned(graph, note.path, today),
        loops=() if is_excluded else tuple(loops),
    )
