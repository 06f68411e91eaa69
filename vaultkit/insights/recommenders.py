"""Who could recommend you where people are hired: a contact who can refer, at an organization that is hiring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.circles import circles
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.organization import Organization
from vaultkit.model import Evidence
from vaultkit.names import plain_name
from vaultkit.questions import LIMIT
from vaultkit.ties import tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "org", "role", "strength", "last")


@dataclass(frozen=True, slots=True)
class Recommender:
    """Somebody who could refer you: where, the `role` link of that organization, and how near you are."""

    name: str
    path: str
    org: str
    org_path: str
    role: str
    strength: int
    last: date | None
    evidence: Evidence


def recommenders(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Recommender, ...]:
    """Every contact with `can_help: referral` at an organization with `hiring: true`, the strongest tie first."""
    found = []
    for note in graph.contacts:
        contact = note.record
        if not isinstance(contact, Contact) or not contact.is_approachable:
            continue
        if "referral" not in {plain_name(word) for word in contact.can_help}:
            continue
        for circle in circles(graph, note, ("org",)):
            place = graph.notes.get(circle.key)
            if place and isinstance(place.record, Organization) and place.record.hiring:
                known = tie(graph, note, today)
                evidence = Evidence(note.path, note.line_of("can_help"))
                url, strength, last = place.record.url, known.strength, known.last
                found.append(Recommender(note.title, note.path, place.title, place.path, url, strength, last, evidence))
    return tuple(sorted(found, key=lambda row: (-row.strength, row.name.casefold(), row.path, row.org_path))[:limit])
