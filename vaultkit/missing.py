"""Circles that are named and have no note: what `vaultkit new --stubs` makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vaultkit.circles import AFFILIATIONS
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence
from vaultkit.names import file_name, plain_name
from vaultkit.records import Note, Ref


@dataclass(frozen=True, slots=True)
class MissingCircle:
    """A name without a note. `target` is the path that its note would have, as far as a link gives one."""

    name: str
    target: str
    kind: Literal["organization", "space"]
    is_school: bool
    places: tuple[Evidence, ...]


def missing_circles(graph: Graph) -> tuple[MissingCircle, ...]:
    """Every organization, school and community that people are linked to and that has no note, by name.

    Of thought leaders a name without a link counts too: where they belong is worth a note.
    One whose name or alias some organization or space has is not missing.
    """
    known = {
        plain_name(name) for kind in (Organization.kind, Space.kind) for n in graph.of_kind(kind) for name in _names(n)
    }
    found: dict[str, list[tuple[str, str, Evidence]]] = defaultdict(list)
    for note in (*graph.contacts, *((graph.me,) if graph.me else ())):
        for field, target, line in _named(graph, note):
            key = plain_name(target.rpartition("/")[2])
            if key and key not in known:
                found[key].append((field, target, Evidence(note.path, line, target)))
    missing = (_missing(named) for named in found.values())
    return tuple(sorted(missing, key=lambda circle: (circle.name.casefold(), circle.name)))


def _names(note: Note) -> tuple[str, ...]:
    return (note.title, note.name, *getattr(note.record, "aliases", ()))


def _named(graph: Graph, note: Note) -> Iterator[tuple[str, str, int]]:
    """What a note names and no file is: the field, the target, and the line."""
    record = note.record
    is_leader = isinstance(record, Contact) and record.leader and not record.is_excluded
    for field in AFFILIATIONS:
        for ref in getattr(record, field, ()):
            is_missing = graph.resolver.resolve(ref.target or ref.text, note.path) is None
            if is_missing and (ref.target or is_leader):
                yield field, _target(ref), ref.line


def _target(ref: Ref) -> str:
    """The path that a link gives, if a note may lie there; else the name alone."""
    if not ref.target:
        return ref.text
    folder, _, name = ref.target.removesuffix(".md").strip("/").rpartition("/")
    is_usable = all(part == file_name(part) for part in folder.split("/")) if folder else False
    return f"{folder}/{name}" if is_usable else name


def _missing(named: list[tuple[str, str, Evidence]]) -> MissingCircle:
    fields = {field for field, _, _ in named}
    target = max((target for _, target, _ in named), key=lambda target: "/" in target)
    return MissingCircle(
        name=target.rpartition("/")[2],
        target=target,
        kind="space" if fields == {"communities"} else "organization",
        is_school=fields == {"school"},
        places=tuple(place for _, _, place in named),
    )
