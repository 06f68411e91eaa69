"""Circles: the organizations, schools and spaces that people have in common.

A circle is known by the path of its note, or by its plain name where there is no such note, so that
`Tandem Presse` in two notes is one circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.me import Me
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence
from vaultkit.names import plain_name
from vaultkit.records import Note, Ref

#: The properties that name circles.
AFFILIATIONS = ("org", "former_orgs", "school", "communities", "affiliations")


def identity(graph: Graph, ref: Ref, source: str) -> str:
    """The path of the note a reference means; the plain name where there is no such note."""
    found = graph.resolve(ref.target or ref.text, source)
    return found.path if found else plain_name(ref.name)


@dataclass(frozen=True, slots=True)
class Circle:
    """One that a person belongs to, by which property. `path` is empty if it has no note."""

    key: str
    name: str
    path: str
    field: str
    evidence: Evidence


@once_per_graph
def _all_circles(graph: Graph) -> Mapping[str, tuple[Circle, ...]]:
    people = (*graph.contacts, *((graph.me,) if graph.me else ()))
    return MappingProxyType({note.path: tuple(_circles(graph, note)) for note in people})


def _circles(graph: Graph, note: Note) -> Iterator[Circle]:
    for field in AFFILIATIONS:
        for ref in getattr(note.record, field, ()):
            found = graph.resolve(ref.target or ref.text, note.path)
            path = found.path if found else ""
            name = found.title if found else ref.name
            yield Circle(path or plain_name(ref.name), name, path, field, Evidence(note.path, ref.line, name))


def circles(graph: Graph, note: Note, fields: Collection[str] = AFFILIATIONS) -> tuple[Circle, ...]:
    """What a contact (or you) belongs to, in the order of the properties."""
    return tuple(circle for circle in _all_circles(graph).get(note.path, ()) if circle.field in fields)


@once_per_graph
def members(graph: Graph) -> Mapping[str, tuple[tuple[Note, Circle], ...]]:
    """The contacts of every circle, by its key; archived and excluded ones are left out."""
    found: dict[str, dict[str, tuple[Note, Circle]]] = defaultdict(dict)
    for note in graph.contacts:
        if isinstance(note.record, Contact) and not note.record.is_excluded:
            for circle in circles(graph, note):
                found[circle.key].setdefault(note.path, (note, circle))
    return MappingProxyType({key: tuple(people.values()) for key, people in found.items()})


def is_member(graph: Graph, space: Note) -> bool:
    """You are in a space: it says `status: member`, or your own note names it among `communities`."""
    return space.path in my_spaces(graph)


@once_per_graph
def my_spaces(graph: Graph) -> frozenset[str]:
    """The keys of the spaces that you are in."""
    joined = {
        note.path
        for note in graph.of_kind(Space.kind)
        if isinstance(note.record, Space) and note.record.status == "member"
    }
    return frozenset(joined | {circle.key for circle in my_circles(graph, ("communities",))})


def my_circles(graph: Graph, fields: Collection[str] = AFFILIATIONS) -> tuple[Circle, ...]:
    """What you belong to, by your own note."""
    return circles(graph, graph.me, fields) if graph.me and isinstance(graph.me.record, Me) else ()
