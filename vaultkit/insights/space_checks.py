"""Which spaces to look at for events and for what new members should know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "next_check", "url", "join_url", "member_info")


@dataclass(frozen=True, slots=True)
class SpaceCheck:
    """A space whose `next_check` has come, with where to look."""

    name: str
    path: str
    next_check: date
    url: str
    join_url: str
    member_info: str
    status: str
    evidence: Evidence


def space_checks(graph: Graph, today: date, *, limit: int | None = None) -> tuple[SpaceCheck, ...]:
    """Every space whose `next_check` is today or earlier, the longest waiting first. Spaces that you left are out."""
    found = [
        SpaceCheck(
            note.title,
            note.path,
            space.next_check,
            space.url,
            space.join_url,
            space.member_info,
            space.status,
            Evidence(note.path, note.line_of("next_check")),
        )
        for note in graph.of_kind(Space.kind)
        if isinstance(space := note.record, Space)
        and space.next_check
        and space.next_check <= today
        and space.status != "left"
    ]
    return tuple(sorted(found, key=lambda each: (each.next_check, each.name.casefold(), each.path))[:limit])
