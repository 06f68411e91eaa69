"""Open loops: tasks that concern a person and have no date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.model import Evidence
from vaultkit.priority import follow_ups
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "task", "evidence")


@dataclass(frozen=True, slots=True)
class Loop:
    """A task without a date."""

    name: str
    path: str
    task: str
    evidence: Evidence


def loops(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Loop, ...]:
    """Every open task without a date, by person. Excluded people have none."""
    found = [Loop(f.name, f.path, loop.text, loop) for f in follow_ups(graph, today) for loop in f.loops]
    return tuple(sorted(found, key=lambda item: (item.name.casefold(), item.evidence.path, item.evidence.line))[:limit])
