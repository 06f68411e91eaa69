"""Ways in to your thought leaders: contacts and spaces that you share, and the next event there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.circles import Circle, circles, leaders, members, my_keys, next_event
from vaultkit.graph import Graph
from vaultkit.kinds.event import Event
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT
from vaultkit.records import Note
from vaultkit.ties import may_ask, tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "space", "count", "contacts", "leaders", "event", "day")

#: So many contacts are named; the others are counted.
_NAMED = 10


@dataclass(frozen=True, slots=True)
class WayIn:
    """Something that a leader belongs to, and what leads there.

    `contacts` are those of yours who belong to it too, the strongest ties first, ten at most; `count`
    is how many they are. `leaders` counts the leaders there, this one included; `event` is the next
    one, on `day`.
    """

    name: str
    path: str
    space: str
    space_path: str
    count: int
    contacts: tuple[str, ...]
    contact_paths: tuple[str, ...]
    leaders: int
    is_mine: bool
    event: str
    event_path: str
    day: date | None
    evidence: Evidence


def ways_in(graph: Graph, today: date, *, limit: int | None = None) -> tuple[WayIn, ...]:
    """For each leader the affiliations by which one comes near: you have a contact there, or other
    leaders are there, or you belong to it yourself. By leader, then by how many contacts.

    People who are not to be asked (`do_not_ask`, `reach: observe`) are no way in.
    """  # noqa: D205 - one sentence of two lines
    everybody = leaders(graph)
    named = {
        leader.path: {circle.key: circle for circle in reversed(circles(graph, leader))}.values()
        for leader in everybody
    }
    count: dict[str, int] = {}
    for found in named.values():
        for circle in found:
            count[circle.key] = count.get(circle.key, 0) + 1
    inside = {key: _contacts(graph, key, today) for key in count}
    rows = [
        row
        for leader in everybody
        for circle in named[leader.path]
        if (row := _way_in(graph, leader, circle, count[circle.key], inside[circle.key], today))
    ]
    return tuple(sorted(rows, key=lambda r: (r.name.casefold(), r.path, -r.count, -r.leaders, r.space.casefold())))[
        :limit
    ]


def _contacts(graph: Graph, key: str, today: date) -> tuple[Note, ...]:
    """Your contacts in a circle who may be asked, the strongest tie first."""
    known = [note for note, _ in members(graph).get(key, ()) if may_ask(graph, note, today)]
    return tuple(sorted(known, key=lambda note: (-tie(graph, note, today).strength, note.title.casefold())))


def _way_in(
    graph: Graph, leader: Note, circle: Circle, leaders_there: int, inside: tuple[Note, ...], today: date
) -> WayIn | None:
    contacts = tuple(note for note in inside[: _NAMED + 1] if note.path != leader.path)[:_NAMED]
    count = len(inside) - may_ask(graph, leader, today)
    is_mine = circle.key in my_keys(graph)
    if not contacts and leaders_there < 2 and not is_mine:
        return None
    event = next_event(graph, circle.key, today)
    return WayIn(
        name=leader.title,
        path=leader.path,
        space=circle.name,
        space_path=circle.path,
        count=count,
        contacts=tuple(note.title for note in contacts),
        contact_paths=tuple(note.path for note in contacts),
        leaders=leaders_there,
        is_mine=is_mine,
        event=event.title if event else "",
        event_path=event.path if event else "",
        day=event.record.first_day if event and isinstance(event.record, Event) else None,
        evidence=circle.evidence,
    )
