"""People you want to know and can reasonably get to know, the nearest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.approach import Idea, best_idea, channels, in_common, seen, way_reason
from vaultkit.circles import members, my_circles
from vaultkit.fit import best_fit, goals_meant, wants
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence, Reason, total
from vaultkit.questions import GOAL, LIMIT
from vaultkit.records import Note
from vaultkit.ties import LOOSE, acquaintances, best_way, is_acquainted, is_loose_colleague, may_ask, tie

ARGUMENTS = (GOAL, LIMIT)
COLUMNS = ("name", "points", "tie", "badges", "idea", "reasons")

#: More mutual contacts than this open no more doors (LinkedIn's experiment on weak ties, 2022).
_MUTUALS = 10
_OUT_OF_REACH = -20

TieWord = Literal["loose", "second-degree", "seen", "none"]


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody to get to know. `tie` is the best there is: a colleague, a friend's friend, a face seen.

    `seen` are the events at which you have seen them; `idea` is the best idea how to get in touch.
    """

    name: str
    path: str
    tie: TieWord
    badges: tuple[str, ...]
    via: str
    via_path: str
    seen: tuple[Evidence, ...]
    idea: Idea | None
    points: float
    reasons: tuple[Reason, ...]


def prospects(graph: Graph, today: date, *, goal: str | None = None, limit: int | None = None) -> tuple[Prospect, ...]:
    """Whoever you want to know, a goal wants, you have seen at events, is a colleague you hardly know,
    or is known by somebody you know. With *goal* only those who serve it.

    Somebody to whom neither a tie nor a shared space leads has 20 points less, so that they sink.
    Left out are those you know well, those you only observe, and paused and excluded people.
    """  # noqa: D205 - one sentence of two lines
    goals = goals_meant(graph, goal)
    found = []
    for path in _candidates(graph, today):
        note = graph.notes[path]
        if _is_open(graph, note, today):
            fits = best_fit(graph, note, goals)
            if fits or not goal:
                found.append(_prospect(graph, note, fits, today))
    return tuple(sorted(found, key=lambda row: (-row.points, row.name.casefold(), row.path))[:limit])


def _candidates(graph: Graph, today: date) -> dict[str, None]:
    """The paths of all who may be prospects, each once."""
    wanted = [note.path for note in graph.contacts if isinstance(note.record, Contact) and note.record.want_to_know]
    by_goal = [place.path for want in wants(graph) if want.kind == "person" for _, place in want.found]
    colleagues = [
        note.path
        for circle in my_circles(graph, ("org",))
        for note, theirs in members(graph).get(circle.key, ())
        if theirs.field == "org" and is_loose_colleague(graph, note, today)
    ]
    friends = [
        path
        for path, known in acquaintances(graph).items()
        if any(may_ask(graph, mutual, today) for mutual, _ in known)
    ]
    return dict.fromkeys((*wanted, *by_goal, *colleagues, *seen(graph, today), *friends))


def _is_open(graph: Graph, note: Note, today: date) -> bool:
    """Not excluded or paused, not only observed, and not well known already."""
    contact = note.record
    assert isinstance(contact, Contact)
    if not contact.is_approachable or contact.status == "paused" or tie(graph, note, today).days > LOOSE:
        return False
    return contact.want_to_know or not is_acquainted(graph, note, today) or is_loose_colleague(graph, note, today)


def _prospect(graph: Graph, note: Note, fits: tuple[Reason, ...], today: date) -> Prospect:
    is_loose = is_loose_colleague(graph, note, today)
    friends = _friends(graph, note, today)
    friend = friends[0][0] if friends else None
    events = seen(graph, today).get(note.path, ())
    near = tuple(_near(graph, note, friends, events, today, is_loose=is_loose))
    contact = note.record
    assert isinstance(contact, Contact)
    given = (*near, *(_wish(note) if contact.want_to_know else ()), *fits)
    return Prospect(
        name=note.title,
        path=note.path,
        tie="loose" if is_loose else "second-degree" if friend else "seen" if events else "none",
        badges=tuple(_badges(graph, note, friend, events, today, is_loose=is_loose)),
        via=friend.title if friend else "",
        via_path=friend.path if friend else "",
        seen=events,
        idea=best_idea(graph, note, today),
        points=total(given),
        reasons=given,
    )


def _friends(graph: Graph, note: Note, today: date) -> tuple[tuple[Note, Evidence], ...]:
    """The mutual contacts who know them and may be asked, the strongest tie first."""
    known = [each for each in acquaintances(graph).get(note.path, ()) if may_ask(graph, each[0], today)]
    return tuple(sorted(known, key=lambda each: (-tie(graph, each[0], today).strength, each[0].title.casefold())))


def _badges(
    graph: Graph, note: Note, friend: Note | None, events: tuple[Evidence, ...], today: date, *, is_loose: bool
) -> Iterator[str]:
    if is_loose:
        yield f"colleague, {_count(tie(graph, note, today).days, 'interaction')}"
    if events:
        yield f"seen at {_count(len(events), 'event')}"
    if friend:
        yield f"via {friend.title}"


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


def _near(
    graph: Graph,
    note: Note,
    friends: tuple[tuple[Note, Evidence], ...],
    events: tuple[Evidence, ...],
    today: date,
    *,
    is_loose: bool,
) -> Iterator[Reason]:
    """How near they are: a loose tie 5, the way by its cost, mutual contacts 2, each shared space 3
    (2 of them at most), each event 2 (3 at most), a known channel 2.
    """  # noqa: D205 - one sentence of two lines
    shared = in_common(graph, note)
    way = best_way(graph, note, today)
    if is_loose:
        last = tie(graph, note, today)
        evidence = last.reasons[0].evidence if last.reasons else Evidence(note.path, note.line_of("org"))
        yield Reason("loose", f"colleague, {_count(last.days, 'interaction')}", 5, evidence)
    if way:
        yield way_reason(way)
    if 1 <= len(friends) <= _MUTUALS:
        yield Reason("mutuals", _count(len(friends), "mutual contact"), 2, friends[0][1])
    for circle in shared[:2]:
        yield Reason("space", f"both in {circle.name}", 3, circle.evidence)
    if events:
        yield Reason("seen", f"seen at {_count(len(events), 'event')}", 2 * min(len(events), 3), events[0])
    channel = next(channels(graph, note), None)
    if channel:
        yield Reason("channel", f"{channel.rule}: {channel.words}", 2, channel.evidence)
    if not (is_loose or way or events or shared):
        yield Reason("out-of-reach", "no tie and no shared space yet", _OUT_OF_REACH, Evidence(note.path, 1))


def _wish(note: Note) -> Iterator[Reason]:
    yield Reason("wish", "you want to know them", 3, Evidence(note.path, note.line_of("want_to_know")))
