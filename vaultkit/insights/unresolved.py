"""Links to notes that do not exist, the most linked first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.model import Evidence, fold
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("target", "count", "places")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that links use and no note has, with every place."""

    target: str
    count: int
    places: tuple[Evidence, ...]


def unresolved(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Unresolved, ...]:
    """Every missing name once, however it is spelled."""
    places: dict[str, list[Evidence]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for path, link in graph.unresolved:
        name = fold(link.target)
        spelled.setdefault(name, link.target)
        places[name].append(Evidence(path, link.line, link.text))
    found = [Unresolved(spelled[name], len(where), tuple(where)) for name, where in places.items()]
    return tuple(sorted(found, key=lambda item: (-item.count, item.target.casefold()))[:limit])
