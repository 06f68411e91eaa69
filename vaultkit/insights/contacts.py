"""Every contact of the vault and how things stand, due or not."""

from __future__ import annotations

from datetime import date

from vaultkit.followups import STATES
from vaultkit.graph import Graph
from vaultkit.priority import FollowUp, follow_ups
from vaultkit.questions import LIMIT, TIER, Argument

ARGUMENTS = (
    Argument("state", "word", f"Only people in this state: {', '.join(STATES)}.", choices=STATES),
    TIER,
    LIMIT,
)
COLUMNS = ("name", "state", "due", "last", "why", "days", "points", "warnings")


def contacts(
    graph: Graph, today: date, *, state: str | None = None, tier: str | None = None, limit: int | None = None
) -> tuple[FollowUp, ...]:
    """All contacts by name, of one state or tier if that is given."""
    found = (f for f in follow_ups(graph, today) if state in (None, f.state) and tier in (None, f.tier))
    return tuple(sorted(found, key=lambda f: (f.name.casefold(), f.path))[:limit])
