"""The thought leaders of your field, by what they are to you: analyst, path or role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from vaultkit import circles
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT, Argument
from vaultkit.records import Note

#: Somebody whose analysis you read, whose path you could follow, or whose role you aspire to.
Kind = Literal["analyst", "path", "role", ""]
_KINDS: tuple[Kind, ...] = get_args(Kind)

ARGUMENTS = (Argument("kind", "word", "Only those of this kind.", choices=tuple(filter(None, _KINDS))), LIMIT)
COLUMNS = ("kind", "name", "title", "admire", "badge")


@dataclass(frozen=True, slots=True)
class Leader:
    """A thought leader. `kind` is empty where the note does not say why; `badge` is `observe` or empty."""

    name: str
    path: str
    kind: Kind
    title: str
    admire: str
    badge: str
    evidence: Evidence


def leaders(graph: Graph, today: date, *, kind: str | None = None, limit: int | None = None) -> tuple[Leader, ...]:
    """All of them by kind and name, last those whose note has no `leader_kind`."""
    found = [leader for note in circles.leaders(graph) if kind in (None, (leader := _leader(note)).kind)]
    return tuple(sorted(found, key=lambda row: (_KINDS.index(row.kind), row.name.casefold(), row.path))[:limit])


def _leader(note: Note) -> Leader:
    contact = note.record
    assert isinstance(contact, Contact)
    return Leader(
        name=note.title,
        path=note.path,
        kind=next((kind for kind in _KINDS if kind == contact.leader_kind), ""),
        title=contact.title,
        admire=contact.admire,
        badge="observe" if contact.reach == "observe" else "",
        evidence=Evidence(note.path, note.line_of("leader")),
    )
