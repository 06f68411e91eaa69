"""Spaces and organizations of your thought leaders that you do not belong to yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.circles import Circle, circles, leaders, my_keys
from vaultkit.fit import best_fit
from vaultkit.graph import Graph
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.model import Reason, total
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "points", "leaders", "status", "reasons")


@dataclass(frozen=True, slots=True)
class LeadersSpace:
    """What leaders belong to: which ones, where you stand there, and where one joins. `path` may be empty."""

    name: str
    path: str
    leaders: tuple[str, ...]
    paths: tuple[str, ...]
    status: str
    join_url: str
    points: float
    reasons: tuple[Reason, ...]


def leaders_spaces(graph: Graph, today: date, *, limit: int | None = None) -> tuple[LeadersSpace, ...]:
    """The `communities` and `affiliations` of your leaders, without those you belong to or have left:
    2 points for each leader, and the points of the goal that it serves.
    """  # noqa: D205 - one sentence of two lines
    mine = my_keys(graph)
    found: dict[str, list[Circle]] = {}
    for leader in leaders(graph):
        named = circles(graph, leader, ("communities", "affiliations"))
        for circle in {circle.key: circle for circle in reversed(named)}.values():
            if circle.key not in mine and _status(graph, circle) not in ("member", "former", "left"):
                found.setdefault(circle.key, []).append(circle)
    rows = (_row(graph, named) for named in found.values())
    return tuple(sorted(rows, key=lambda row: (-row.points, row.name.casefold(), row.path))[:limit])


def _row(graph: Graph, named: list[Circle]) -> LeadersSpace:
    circle = named[0]
    note = graph.notes.get(circle.path)
    record = note.record if note else None
    who = [graph.notes[each.evidence.path] for each in named]
    given = (
        *(
            Reason("leader", f"{leader.title} is in it", 2, each.evidence)
            for leader, each in zip(who, named, strict=True)
        ),
        *(best_fit(graph, note) if note else ()),
    )
    return LeadersSpace(
        name=circle.name,
        path=circle.path,
        leaders=tuple(leader.title for leader in who),
        paths=tuple(leader.path for leader in who),
        status=_status(graph, circle),
        join_url=(record.join_url or record.url) if isinstance(record, Space) else getattr(record, "url", ""),
        points=total(given),
        reasons=given,
    )


def _status(graph: Graph, circle: Circle) -> str:
    note = graph.notes.get(circle.path)
    return note.record.status if note and isinstance(note.record, Space | Organization) else ""
