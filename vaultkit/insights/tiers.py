"""How many people there are in each tier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence

ARGUMENTS = ()
COLUMNS = ("tier", "cadence", "count", "names")


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, its cadence, and the people in it; the last one is of those without a tier."""

    tier: str
    cadence: str
    count: int
    names: tuple[str, ...]
    places: tuple[Evidence, ...]


def tiers(graph: Graph, today: date) -> tuple[Tier, ...]:
    """Every tier of the settings, the closest first, and those without one; excluded people are left out."""
    found: dict[str, list[tuple[str, Evidence]]] = defaultdict(list)
    for note in graph.contacts:
        contact = note.record
        assert isinstance(contact, Contact)
        if not contact.is_excluded:
            tier = contact.tier if contact.tier in graph.settings.tiers else ""
            found[tier].append((note.title, Evidence(note.path, note.line_of("tier"))))
    if not found:
        return ()
    rows = [*((name, str(period)) for name, period in graph.settings.tiers.items()), ("", "")]
    return tuple(
        Tier(
            name or "none",
            cadence,
            len(found[name]),
            tuple(n for n, _ in found[name]),
            tuple(e for _, e in found[name]),
        )
        for name, cadence in rows
    )
