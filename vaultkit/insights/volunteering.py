"""Where volunteers are wanted, and which of your offers meets the role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.circles import coming_events, identity
from vaultkit.fit import best_fit
from vaultkit.graph import Graph
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.matching import Match, best_match
from vaultkit.model import Evidence, Reason, total
from vaultkit.questions import LIMIT
from vaultkit.records import Note

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "points", "role", "match", "event", "reasons")


@dataclass(frozen=True, slots=True)
class Volunteering:
    """A role at a space or organization that volunteers run: `match` is the role ↔ your offer.

    `event` is the next one that looks for volunteers, on `day`.
    """

    name: str
    path: str
    role: str
    match: str
    words: tuple[str, ...]
    event: str
    event_path: str
    day: date | None
    points: float
    reasons: tuple[Reason, ...]


def volunteering(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Volunteering, ...]:
    """Every role, those first that your offers meet (up to 5 points), that an event looks for (3), and
    that serve a goal. A role of an organization that one of its spaces has too is told once.
    """  # noqa: D205 - one sentence of two lines
    offers = graph.me.record.offers if graph.me and isinstance(graph.me.record, Me) else ()
    found = []
    told: set[tuple[str, str]] = set()
    for note in (*graph.of_kind(Space.kind), *graph.of_kind(Organization.kind)):
        record = note.record
        assert isinstance(record, Space | Organization)
        if not record.volunteer_run or record.status in ("left", "former"):
            continue
        roles = (role for role in record.volunteer_roles if (note.path, role) not in told)
        found += [_row(graph, note, role, best_match(offers, (role,), graph.settings), today) for role in roles]
        if isinstance(record, Space):
            told |= {(identity(graph, ref, note.path), role) for ref in record.org for role in record.volunteer_roles}
    return tuple(sorted(found, key=lambda r: (-r.points, r.name.casefold(), r.path, r.role.casefold()))[:limit])


def _row(graph: Graph, note: Note, role: str, match: Match | None, today: date) -> Volunteering:
    wanting = (event for event in coming_events(graph, today).get(note.path, ()) if _wants_volunteers(event))
    event = next(wanting, None)
    given = tuple(_reasons(graph, note, role, match, event))
    return Volunteering(
        name=note.title,
        path=note.path,
        role=role,
        match=_meeting(role, match) if match else "",
        words=match.words if match else (),
        event=event.title if event else "",
        event_path=event.path if event else "",
        day=event.record.first_day if event and isinstance(event.record, Event) else None,
        points=total(given),
        reasons=given,
    )


def _wants_volunteers(note: Note) -> bool:
    return isinstance(note.record, Event) and note.record.volunteers_wanted


def _meeting(role: str, match: Match) -> str:
    return f"{role} ↔ {match.offer}"


def _reasons(graph: Graph, note: Note, role: str, match: Match | None, event: Note | None) -> Iterator[Reason]:
    if match and graph.me:
        evidence = Evidence(graph.me.path, graph.me.line_of("offers"), match.offer)
        yield Reason("match", _meeting(role, match), 1 + round(4 * match.share), evidence)
    if event:
        evidence = Evidence(event.path, event.line_of("volunteers_wanted"))
        yield Reason("event", f"{event.title} looks for volunteers", 3, evidence)
    yield from best_fit(graph, note)
