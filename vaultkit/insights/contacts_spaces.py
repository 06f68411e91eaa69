"""Spaces that your contacts are in and you are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.circles import Circle, members, my_spaces
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.space import Space
from vaultkit.model import Reason, total
from vaultkit.questions import LIMIT
from vaultkit.records import Note
from vaultkit.ties import is_acquainted, tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "points", "count", "contacts", "reasons")

#: So many contacts are told one by one, the others together.
_TOLD = 5


@dataclass(frozen=True, slots=True)
class ContactsSpace:
    """A space, and those of your contacts who are in it, the strongest tie first. `path` may be empty."""

    name: str
    path: str
    count: int
    contacts: tuple[str, ...]
    paths: tuple[str, ...]
    points: float
    reasons: tuple[Reason, ...]


def contacts_spaces(graph: Graph, today: date, *, limit: int | None = None) -> tuple[ContactsSpace, ...]:
    """Every such space by the number of your contacts and your tie to them: 6 points for each, and up
    to 5 for the strength of the tie. Spaces that you left are not listed, nor are people you only
    observe counted.
    """  # noqa: D205 - one sentence of two lines
    mine = my_spaces(graph)
    found = []
    for key, people in members(graph).items():
        inside = [each for each in people if _counts(graph, *each, today)] if key not in mine else []
        if inside and not _is_left(graph, key):
            inside.sort(key=lambda each: (-tie(graph, each[0], today).strength, each[0].title.casefold()))
            given = tuple(_reasons(graph, inside, today))
            circle = inside[0][1]
            found.append(
                ContactsSpace(
                    name=circle.name,
                    path=circle.path,
                    count=len(inside),
                    contacts=tuple(note.title for note, _ in inside),
                    paths=tuple(note.path for note, _ in inside),
                    points=total(given),
                    reasons=given,
                )
            )
    return tuple(sorted(found, key=lambda row: (-row.points, row.name.casefold(), row.path))[:limit])


def _counts(graph: Graph, note: Note, circle: Circle, today: date) -> bool:
    """A contact of yours who is in it as one is in a space: by `communities`, or because it is one."""
    contact = note.record
    space = graph.notes.get(circle.path)
    is_space = circle.field == "communities" or (space is not None and isinstance(space.record, Space))
    is_mine = isinstance(contact, Contact) and contact.reach != "observe" and is_acquainted(graph, note, today)
    return is_space and is_mine


def _is_left(graph: Graph, key: str) -> bool:
    space = graph.notes.get(key)
    return space is not None and isinstance(space.record, Space) and space.record.status == "left"


def _reasons(graph: Graph, inside: list[tuple[Note, Circle]], today: date) -> Iterator[Reason]:
    """One for each contact; of many the weakest ties together."""
    told = [_reason(graph, note, circle, today) for note, circle in inside]
    yield from told[:_TOLD]
    if rest := told[_TOLD:]:
        yield Reason("contacts", f"{len(rest)} more", total(rest), rest[0].evidence)


def _reason(graph: Graph, note: Note, circle: Circle, today: date) -> Reason:
    strength = tie(graph, note, today).strength
    return Reason("contact", f"{note.title} is in it, tie {strength} of 100", 6 + round(strength / 20), circle.evidence)
