"""What each goal wants, and whether anybody or anything of it is there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from vaultkit.fit import Want, goals_in_order, wants
from vaultkit.graph import Graph
from vaultkit.model import Evidence
from vaultkit.questions import GOAL, LIMIT

ARGUMENTS = (GOAL, LIMIT)
COLUMNS = ("goal", "kind", "name", "found")


@dataclass(frozen=True, slots=True)
class Coverage:
    """A want of a goal: a person, organization, space or help, and what was found of it, with its places."""

    name: str
    path: str
    goal: str
    kind: str
    is_covered: bool
    found: tuple[str, ...]
    places: tuple[Evidence, ...]
    evidence: Evidence


def coverage(graph: Graph, today: date, *, goal: str | None = None, limit: int | None = None) -> tuple[Coverage, ...]:
    """Every want of every active goal, goal by goal, as the goal's note lists them."""
    by_goal: dict[str, list[Want]] = defaultdict(list)
    for want in wants(graph):
        by_goal[want.path].append(want)
    found = [
        Coverage(
            name=want.want,
            path=want.path,
            goal=want.goal,
            kind=want.kind,
            is_covered=want.is_covered,
            found=tuple(name for name, _ in want.found),
            places=tuple(place for _, place in want.found),
            evidence=want.evidence,
        )
        for note in goals_in_order(graph, goal)
        for want in by_goal[note.path]
    ]
    return tuple(found[:limit])
