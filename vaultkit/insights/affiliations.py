"""Where your thought leaders belong: every organization, school and community of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.circles import circles, leaders
from vaultkit.graph import Graph
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "count", "leaders", "has_note")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Something that leaders belong to: how many, who (names and paths), and whether it has a note.

    `path` is empty without a note. `places` say where each leader's note names it.
    """

    name: str
    path: str
    count: int
    leaders: tuple[str, ...]
    paths: tuple[str, ...]
    has_note: bool
    places: tuple[Evidence, ...]


def affiliations(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Affiliation, ...]:
    """Every affiliation once, the most shared first. A leader who names one twice counts once."""
    found: dict[str, Affiliation] = {}
    for leader in leaders(graph):
        for circle in {circle.key: circle for circle in reversed(circles(graph, leader))}.values():
            known = found.get(circle.key, Affiliation(circle.name, circle.path, 0, (), (), bool(circle.path), ()))
            found[circle.key] = Affiliation(
                name=known.name,
                path=known.path,
                count=known.count + 1,
                leaders=(*known.leaders, leader.title),
                paths=(*known.paths, leader.path),
                has_note=known.has_note,
                places=(*known.places, circle.evidence),
            )
    return tuple(sorted(found.values(), key=lambda row: (-row.count, row.name.casefold(), row.path))[:limit])
