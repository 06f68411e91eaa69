"""The people around you, the strongest ties first, and who of them knows whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Reason
from vaultkit.questions import Argument
from vaultkit.ties import acquaintances, is_acquainted, tie

#: So many people, and you, can still be read in one picture.
_MOST = 39
ARGUMENTS = (Argument("limit", "number", "At most so many people.", _MOST),)
COLUMNS = ("name", "points", "tier", "knows", "reasons")


@dataclass(frozen=True, slots=True)
class Node:
    """A person: the strength of the tie (0 to 100) with its reasons, and the paths of those listed whom they know.

    `number` counts from 1. `is_known` is False for somebody you have not met; the way there leads
    through the others.
    """

    number: int
    name: str
    path: str
    points: float
    reasons: tuple[Reason, ...]
    tier: str
    is_known: bool
    knows: tuple[str, ...]


def network(graph: Graph, today: date, *, limit: int | None = _MOST) -> tuple[Node, ...]:
    """The *limit* people with the strongest ties; excluded people are left out."""
    people = sorted(
        (note for note in graph.contacts if isinstance(note.record, Contact) and not note.record.is_excluded),
        key=lambda note: (-tie(graph, note, today).strength, note.title.casefold(), note.path),
    )[:limit]
    shown = {note.path for note in people}
    known = acquaintances(graph)
    nodes = []
    for number, note in enumerate(people, 1):
        mine = tie(graph, note, today)
        others = tuple(sorted(other.path for other, _ in known.get(note.path, ()) if other.path in shown))
        tier = getattr(note.record, "tier", "")
        is_known = is_acquainted(graph, note, today)
        nodes.append(Node(number, note.title, note.path, mine.strength, mine.reasons, tier, is_known, others))
    return tuple(nodes)
