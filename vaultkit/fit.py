"""How notes serve the goals: the points of a fit, and what of a goal's wants is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.circles import identity
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.matching import shared_topics, stems
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import plain_name
from vaultkit.records import Note, Ref

_TOPICS = 3


def goal_fit(graph: Graph, note: Note, goal: Note) -> tuple[Reason, ...]:
    """How a note serves a goal: 3 if it names the goal, 2 for an organization, space or role that the
    goal wants, 1 for each shared topic, 3 of them at most. Empty if it does not serve it.
    """  # noqa: D205 - one sentence of two lines
    record, wanted = note.record, goal.record
    if not isinstance(wanted, Goal) or record is None:
        return ()
    found = []
    named = next((r for r in getattr(record, "goals", ()) if identity(graph, r, note.path) == goal.path), None)
    if named:
        found.append(Reason("goal", f"goal {goal.title}", 3, Evidence(note.path, named.line)))
    by_want = _wanted(graph, note, goal, wanted)
    if by_want:
        found.append(by_want)
    evidence = Evidence(note.path, note.line_of("topics"))
    shared = shared_topics(getattr(record, "topics", ()), wanted.topics)[:_TOPICS]
    found += [Reason("topic", f"{topic} is a topic of {goal.title}", 1, evidence) for topic in shared]
    return tuple(found)


def best_fit(graph: Graph, note: Note, goals: tuple[Note, ...] | None = None) -> tuple[Reason, ...]:
    """How a note serves the goal that it serves best, of *goals* or of the active ones; empty if none."""
    asked = graph.active_goals if goals is None else goals
    return max((goal_fit(graph, note, goal) for goal in asked), key=total, default=())


def goals_meant(graph: Graph, name: str | None) -> tuple[Note, ...]:
    """The goal that *name* means; without a name the active ones.

    Raises UnknownNoteError or AmbiguousNameError.
    """
    return (graph.find_note(name, Goal.kind),) if name else graph.active_goals


def _wanted(graph: Graph, note: Note, goal: Note, wanted: Goal) -> Reason | None:
    """An organization, space, person or role of the goal's wants that this note is, or belongs to."""
    record = note.record
    keys = {identity(graph, ref, goal.path) for ref in (*wanted.wants_orgs, *wanted.wants_spaces)}
    if note.path in keys:
        return Reason("wanted", f"{goal.title} wants {note.title}", 2, Evidence(note.path, 1))
    space = getattr(record, "space", None)
    for ref in (*getattr(record, "org", ()), *((space,) if isinstance(space, Ref) else ())):
        if identity(graph, ref, note.path) in keys:
            return Reason("org", f"{goal.title} wants {ref.name}", 2, Evidence(note.path, ref.line))
    if isinstance(record, Contact):
        for ref in wanted.wants_people:
            evidence = _fills(graph, note, ref, goal)
            if evidence:
                return Reason("role", f"{goal.title} wants: {ref.name}", 2, evidence)
    return None


def _fills(graph: Graph, note: Note, ref: Ref, goal: Note) -> Evidence | None:
    """Where a contact's note says that they are the person, or have the role, that a goal wants."""
    if identity(graph, ref, goal.path) == note.path:
        return Evidence(note.path, note.line_of("name"))
    role = stems(ref.name)
    for name in ("title", "role"):
        if role and role <= stems(getattr(note.record, name, "")):
            return Evidence(note.path, note.line_of(name))
    return None


def goals_in_order(graph: Graph, name: str | None = None) -> tuple[Note, ...]:
    """The active goals, the most exciting first, then the one that comes first; with *name* only the one so called.

    Raises UnknownNoteError or AmbiguousNameError if no goal, or more than one, is called so.
    """
    named = graph.find_note(name, Goal.kind) if name else None
    return tuple(sorted((goal for goal in graph.active_goals if named in (None, goal)), key=_order))


def _order(goal: Note) -> tuple[float, date, str, str]:
    record = goal.record
    assert isinstance(record, Goal)
    return (-(record.excitement or 0), record.target or date.max, goal.title.casefold(), goal.path)


WantKind = Literal["person", "organization", "space", "help"]


@dataclass(frozen=True, slots=True)
class Want:
    """Something that a goal wants, and what of it is there: titles and paths of notes, with their places."""

    goal: str
    path: str
    kind: WantKind
    want: str
    found: tuple[tuple[str, Evidence], ...]
    evidence: Evidence

    @property
    def is_covered(self) -> bool:
        """Something of it is there."""
        return bool(self.found)


@once_per_graph
def wants(graph: Graph) -> tuple[Want, ...]:
    """Everything that the active goals want, goal by goal."""
    return tuple(want for goal in graph.active_goals for want in _wants(graph, goal))


def _wants(graph: Graph, goal: Note) -> Iterator[Want]:
    record = goal.record
    assert isinstance(record, Goal)
    people = tuple(n for n in graph.contacts if isinstance(n.record, Contact) and not n.record.is_excluded)
    for ref in record.wants_people:
        found = tuple((n.title, place) for n in people if (place := _fills(graph, n, ref, goal)))
        yield Want(goal.title, goal.path, "person", ref.name, found, Evidence(goal.path, ref.line))
    for ref in record.wants_orgs:
        yield Want(goal.title, goal.path, "organization", ref.name, _organization(graph, ref, goal), _at(goal, ref))
    for ref in record.wants_spaces:
        yield Want(goal.title, goal.path, "space", ref.name, _spaces(graph, ref, goal), _at(goal, ref))
    for help_wanted in record.wants_help:
        evidence = Evidence(goal.path, goal.line_of("wants_help"))
        yield Want(goal.title, goal.path, "help", help_wanted, _helpers(people, help_wanted), evidence)


def _at(goal: Note, ref: Ref) -> Evidence:
    return Evidence(goal.path, ref.line)


def _organization(graph: Graph, ref: Ref, goal: Note) -> tuple[tuple[str, Evidence], ...]:
    note = graph.notes.get(identity(graph, ref, goal.path))
    is_there = note is not None and isinstance(note.record, Organization)
    return ((note.title, Evidence(note.path, 1)),) if note and is_there else ()


def _spaces(graph: Graph, ref: Ref, goal: Note) -> tuple[tuple[str, Evidence], ...]:
    """The space that is named, or those whose name, kind or topics hold all the words."""
    key = identity(graph, ref, goal.path)
    found = []
    for note in graph.of_kind(Space.kind):
        record = note.record
        assert isinstance(record, Space)
        told = stems(" ".join((note.title, record.kind_of, *record.topics)))
        if note.path == key or (stems(ref.name) and stems(ref.name) <= told):
            found.append((note.title, Evidence(note.path, 1)))
    return tuple(found)


def _helpers(people: tuple[Note, ...], help_wanted: str) -> tuple[tuple[str, Evidence], ...]:
    wanted = plain_name(help_wanted)
    return tuple(
        (note.title, Evidence(note.path, note.line_of("can_help")))
        for note in people
        if isinstance(note.record, Contact) and wanted in {plain_name(word) for word in note.record.can_help}
    )
