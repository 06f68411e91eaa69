"""Spaces in which your field comes together: those that serve your goals and suit you first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.circles import identity, is_member, next_event
from vaultkit.fit import best_fit, goals_meant
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import plain_name
from vaultkit.questions import GOAL, LIMIT, Argument
from vaultkit.records import Note, word

_STATUSES = ("found", "to-join", "applied", "member", "left")
_SIZES = ("small", "medium", "large")
#: Up to how many people a space is small, or of medium size.
_SMALL, _MEDIUM = 50, 250
_MOST = 5

ARGUMENTS = (
    Argument("holds", "text", "Only spaces that hold this: panel, social-hour, webinar …"),
    Argument("topic", "text", "Only spaces about this topic."),
    Argument("status", "word", f"Only spaces of this status: {', '.join(_STATUSES)}.", choices=_STATUSES),
    GOAL,
    LIMIT,
)
COLUMNS = ("name", "points", "status", "formats", "where", "next_event", "reasons")


@dataclass(frozen=True, slots=True)
class SpaceFit:
    """A space and how well it suits you; `next_event` is the title of the next event there, on `day`."""

    name: str
    path: str
    status: str
    is_mine: bool
    formats: tuple[str, ...]
    where: str
    size: str
    next_event: str
    next_path: str
    day: date | None
    points: float
    reasons: tuple[Reason, ...]


def spaces(
    graph: Graph,
    today: date,
    *,
    holds: str | None = None,
    topic: str | None = None,
    status: str | None = None,
    goal: str | None = None,
    limit: int | None = None,
) -> tuple[SpaceFit, ...]:
    """All spaces by goal fit and comfort. With *goal* only those that serve it.

    Comfort is how early your `comfort` names one of the formats of a space, and its size (5 points
    for the first, fewer for later ones, none for what is missing), and the space's own `comfort`.
    """
    goals = goals_meant(graph, goal)
    found = []
    for note in graph.of_kind(Space.kind):
        space = note.record
        assert isinstance(space, Space)
        is_asked = (
            status in (None, space.status)
            and (not topic or plain_name(topic) in {plain_name(each) for each in space.topics})
            and (not holds or word(holds) in _held(graph, note, space))
        )
        fits = best_fit(graph, note, goals) if is_asked else ()
        if is_asked and (fits or not goal):
            found.append(_space(graph, note, space, fits, today))
    return tuple(sorted(found, key=lambda row: (-row.points, row.name.casefold(), row.path))[:limit])


def _space(graph: Graph, note: Note, space: Space, fits: tuple[Reason, ...], today: date) -> SpaceFit:
    event = next_event(graph, note.path, today)
    given = (*fits, *_comfort(graph, note, space))
    return SpaceFit(
        name=note.title,
        path=note.path,
        status=space.status,
        is_mine=is_member(graph, note),
        formats=space.formats,
        where=space.where,
        size=space.size,
        next_event=event.title if event else "",
        next_path=event.path if event else "",
        day=event.record.first_day if event and isinstance(event.record, Event) else None,
        points=total(given),
        reasons=given,
    )


def _held(graph: Graph, note: Note, space: Space) -> frozenset[str]:
    """What a space holds: its formats, and the kinds of its events."""
    return frozenset(map(word, space.formats)) | _kinds_of_events(graph).get(note.path, frozenset())


@once_per_graph
def _kinds_of_events(graph: Graph) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for note in graph.of_kind(Event.kind):
        event = note.record
        if isinstance(event, Event) and event.space and event.kind_of:
            key = identity(graph, event.space, note.path)
            found[key] = found.get(key, frozenset()) | {event.kind_of}
    return found


def _comfort(graph: Graph, note: Note, space: Space) -> Iterator[Reason]:
    """How much at ease you are there: by format, by size, and by what the space's note says."""
    ranked = {word(text): place for place, text in reversed(list(enumerate(_likes(graph))))}

    def points(name: str) -> int:
        return max(1, round(_MOST * (len(ranked) - ranked[name]) / len(ranked))) if name in ranked else 0

    liked = min(map(word, space.formats), key=lambda name: ranked.get(name, len(ranked)), default="")
    if points(liked):
        evidence = Evidence(note.path, note.line_of("formats"))
        yield Reason("format", f"{liked} is number {ranked[liked] + 1} of what you like", points(liked), evidence)
    size = _size(space.size)
    if size and any(name in ranked for name in _SIZES):
        place = f"number {ranked[size] + 1} of" if size in ranked else "not among"
        evidence = Evidence(note.path, note.line_of("size"))
        yield Reason("size", f"{size} is {place} what you like", points(size), evidence)
    if space.comfort:
        evidence = Evidence(note.path, note.line_of("comfort"))
        yield Reason("comfort", f"comfort {space.comfort:g} of 5", space.comfort, evidence)


def _likes(graph: Graph) -> tuple[str, ...]:
    return graph.me.record.comfort if graph.me and isinstance(graph.me.record, Me) else ()


def _size(text: str) -> str:
    """The size as a word; a number of people is one of them too."""
    number = re.fullmatch(r"\d+", re.sub(r"[\s.,]", "", text))
    if number:
        people = int(number[0])
        return "small" if people <= _SMALL else "medium" if people <= _MEDIUM else "large"
    return word(text) if word(text) in _SIZES else ""
