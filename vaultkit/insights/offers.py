"""What you offer, by sort: skills, insights, access, and what else there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.me import Me
from vaultkit.matching import sort_of, spoken
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("sort", "name")

_ORDER = ("skill", "insight", "access")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something you offer, without the `skill/` that sorts it."""

    sort: str
    name: str
    path: str
    evidence: Evidence


def offers(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Offer, ...]:
    """Your offers as you list them, skills first; what a `!` keeps back is not shown."""
    me = graph.me
    if me is None or not isinstance(me.record, Me):
        return ()
    evidence = Evidence(me.path, me.line_of("offers"))
    found = [Offer(sort_of(offer), spoken(offer), me.path, evidence) for offer in me.record.offered]
    return tuple(sorted(found, key=lambda offer: _place(offer.sort))[:limit])


def _place(sort: str) -> tuple[int, str]:
    """Skills, insights, access, then sorts of your own by name, and what has none."""
    return (_ORDER.index(sort) if sort in _ORDER else len(_ORDER) + (sort == "other"), sort)
