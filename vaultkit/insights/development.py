"""Where you could develop: organizations and spaces that offer mentoring, courses and the like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.matching import is_kept_back, sort_of, spoken
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "kind", "offers", "status", "url")


@dataclass(frozen=True, slots=True)
class Development:
    """An organization or space, what it offers for your development, and how you stand with it."""

    name: str
    path: str
    kind: str
    offers: tuple[str, ...]
    status: str
    url: str
    evidence: Evidence


def development(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Development, ...]:
    """Everybody with an offer of the sort `development/…`, by name."""
    found = []
    for note in (*graph.of_kind(Organization.kind), *graph.of_kind(Space.kind)):
        record = note.record
        assert isinstance(record, Organization | Space)
        offers = tuple(spoken(o) for o in record.offers if sort_of(o) == "development" and not is_kept_back(o))
        if offers:
            evidence = Evidence(note.path, note.line_of("offers"))
            found.append(Development(note.title, note.path, note.kind, offers, record.status, record.url, evidence))
    return tuple(sorted(found, key=lambda row: (row.name.casefold(), row.path))[:limit])
