"""The shortest path to somebody: which of your contacts knows them; points are its cost, the least first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence, Reason, total
from vaultkit.questions import LIMIT, NAME
from vaultkit.ties import is_acquainted, tie, ways

ARGUMENTS = (NAME, LIMIT)
COLUMNS = ("name", "points", "why", "last", "may_ask", "reasons")


@dataclass(frozen=True, slots=True)
class Step:
    """A mutual contact on the way `to` somebody; or that person, if you know each other.

    `points` is the cost of the way: less is better. `last` is the last contact with `name`.
    """

    name: str
    path: str
    to: str
    to_path: str
    why: str
    last: date | None
    may_ask: bool
    is_direct: bool
    points: float
    reasons: tuple[Reason, ...]


def path(graph: Graph, today: date, *, name: str, limit: int | None = None) -> tuple[Step, ...]:
    """Every mutual contact, those not to be asked last; one row, "you know each other", if you do.

    The cost falls with your tie to the mutual contact, and is lower if they know the person than if
    they only share a space or an organization. Raises UnknownPersonError or AmbiguousNameError.
    """
    note = graph.find_contact(name)
    contact = note.record
    assert isinstance(contact, Contact)
    if contact.is_excluded:
        return ()
    if is_acquainted(graph, note, today):
        known = tie(graph, note, today)
        words = "you know each other"
        evidence = known.reasons[0].evidence if known.reasons else Evidence(note.path, 1)
        reasons = (Reason("direct", words, 0, evidence),)
        direct = Step(note.title, note.path, note.title, note.path, words, known.last, True, True, 0, reasons)  # noqa: FBT003
        return (direct,)[:limit]
    return tuple(
        Step(
            name=way.name,
            path=way.path,
            to=note.title,
            to_path=note.path,
            why=way.words,
            last=way.last,
            may_ask=way.may_ask,
            is_direct=False,
            points=total(way.reasons),
            reasons=way.reasons,
        )
        for way in ways(graph, note, today)
    )[:limit]
