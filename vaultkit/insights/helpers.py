"""Who could give the help that your goals need: advice, a referral, a review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.circles import identity, members
from vaultkit.fit import goals_in_order
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.goal import Goal
from vaultkit.model import Evidence
from vaultkit.names import plain_name
from vaultkit.questions import GOAL, LIMIT
from vaultkit.records import Note
from vaultkit.ties import tie

ARGUMENTS = (GOAL, LIMIT)
COLUMNS = ("goal", "help", "name", "how", "strength", "last")


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who could help: with what, for which goal, and `how` that is known.

    `strength` is that of your tie (0 to 100), `last` the day of the last contact.
    """

    goal: str
    goal_path: str
    help: str
    name: str
    path: str
    how: str
    strength: int
    last: date | None
    evidence: Evidence


def helpers(graph: Graph, today: date, *, goal: str | None = None, limit: int | None = None) -> tuple[Helper, ...]:
    """For each help that an active goal wants: who says so, and who is at an organization that the goal wants."""
    able: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for note in graph.contacts:
        if isinstance(note.record, Contact) and note.record.is_approachable:
            for word in note.record.can_help:
                able[plain_name(word)].setdefault(note.path, Evidence(note.path, note.line_of("can_help"), word))
    found = [helper for note in goals_in_order(graph, goal) for helper in _helpers(graph, note, able, today)]
    return tuple(found[:limit])


def _helpers(graph: Graph, goal: Note, able: dict[str, dict[str, Evidence]], today: date) -> Iterator[Helper]:
    wanted = goal.record
    assert isinstance(wanted, Goal)
    inside = {
        note.path: (circle.name, circle.evidence)
        for ref in wanted.wants_orgs
        for note, circle in members(graph).get(identity(graph, ref, goal.path), ())
        if circle.field == "org" and isinstance(note.record, Contact) and note.record.is_approachable
    }
    for help_wanted in wanted.wants_help:
        said = able.get(plain_name(help_wanted), {})
        rows = []
        for path in {*said, *inside}:
            note = graph.notes[path]
            known = tie(graph, note, today)
            how = ([f"can help: {said[path].text}"] if path in said else []) + (
                [f"at {inside[path][0]}"] if path in inside else []
            )
            rows.append(
                Helper(
                    goal=goal.title,
                    goal_path=goal.path,
                    help=help_wanted,
                    name=note.title,
                    path=path,
                    how=", ".join(how),
                    strength=known.strength,
                    last=known.last,
                    evidence=said[path] if path in said else inside[path][1],
                )
            )
        yield from sorted(rows, key=lambda row: (-row.strength, row.name.casefold(), row.path))
