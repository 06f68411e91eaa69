"""Your goals, the most exciting first: how much of what they want is there, and what is missing.

`place`, `depth` and `parents` (paths, from the top down) say where a goal stands in the tree that the
property `parent` makes: in the order of `place`, each goal stands below the one it serves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vaultkit.circles import identity
from vaultkit.fit import Want, goals_in_order, wants
from vaultkit.graph import Graph
from vaultkit.kinds.goal import Goal
from vaultkit.model import Evidence
from vaultkit.questions import GOAL, LIMIT
from vaultkit.records import Note

ARGUMENTS = (GOAL, LIMIT)
COLUMNS = ("name", "excitement", "target", "horizon", "covered", "gaps")


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal that is worked on: `covered` is `3/5` of its wants, `gaps` are the others."""

    name: str
    path: str
    excitement: float | None
    target: date | None
    horizon: str
    covered: str
    gaps: tuple[str, ...]
    outcomes: tuple[str, ...]
    depth: int
    place: int
    parents: tuple[str, ...]
    evidence: Evidence


def goals(graph: Graph, today: date, *, goal: str | None = None, limit: int | None = None) -> tuple[GoalRow, ...]:
    """The active goals by excitement, then by target date."""
    by_goal: dict[str, list[Want]] = defaultdict(list)
    for want in wants(graph):
        by_goal[want.path].append(want)
    places = _tree(graph)
    found = [_row(note, by_goal[note.path], places) for note in goals_in_order(graph, goal)]
    return tuple(found[:limit])


def _row(note: Note, wanted: list[Want], places: Mapping[str, tuple[int, tuple[str, ...]]]) -> GoalRow:
    record = note.record
    assert isinstance(record, Goal)
    excitement = record.excitement
    place, parents = places[note.path]
    return GoalRow(
        name=note.title,
        path=note.path,
        excitement=int(excitement) if excitement is not None and excitement.is_integer() else excitement,
        target=record.target,
        horizon=record.horizon,
        covered=f"{sum(want.is_covered for want in wanted)}/{len(wanted)}" if wanted else "",
        gaps=tuple(want.want for want in wanted if not want.is_covered),
        outcomes=record.outcomes,
        depth=len(parents),
        place=place,
        parents=parents,
        evidence=Evidence(note.path, note.line_of("excitement")),
    )


def _tree(graph: Graph) -> Mapping[str, tuple[int, tuple[str, ...]]]:
    """Place and parents of every active goal. In a ring of parents the first of them is taken as the top."""
    ordered = goals_in_order(graph)
    active = {note.path for note in ordered}
    below: dict[str, list[str]] = defaultdict(list)
    tops = []
    for note in ordered:
        record = note.record
        assert isinstance(record, Goal)
        parent = identity(graph, record.parent, note.path) if record.parent else ""
        if parent in active:
            below[parent].append(note.path)
        else:
            tops.append(note.path)
    places: dict[str, tuple[int, tuple[str, ...]]] = {}
    for top in (*tops, *(note.path for note in ordered)):
        waiting: list[tuple[str, tuple[str, ...]]] = [(top, ())]
        while waiting:
            path, parents = waiting.pop()
            if path not in places:
                places[path] = (len(places), parents)
                waiting += [(child, (*parents, path)) for child in reversed(below[path])]
    return places
