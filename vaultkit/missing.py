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
    """A name without a note; `folder` is where a link says that it lies, if one does."""

    name: str
    folder: str
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
    found: dict[str, list[_Named]] = defaultdict(list)
    for note in (*graph.contacts, *((graph.me,) if graph.me else ())):
        for named in _named(graph, note):
            key = plain_name(named.name)
            if key and key not in known:
                found[key].append(named)
    missing = (_missing(named) for named in found.values())
    return tuple(sorted(missing, key=lambda circle: (circle.name.casefold(), circle.name)))


@dataclass(frozen=True, slots=True)
class _Named:
    """A place that names one."""

    field: str
    folder: str
    name: str
    evidence: Evidence


def _names(note: Note) -> tuple[str, ...]:
    return (note.title, note.name, *getattr(note.record, "aliases", ()))


def _named(graph: Graph, note: Note) -> Iterator[_Named]:
    """What a note names and no file is."""
    record = note.record
    is_leader = isinstance(record, Contact) and record.leader and not record.is_excluded
    for field in AFFILIATIONS:
        for ref in getattr(record, field, ()):
            is_missing = graph.resolver.resolve(ref.target or ref.text, note.path) is None
            if is_missing and (ref.target or is_leader):
                yield _Named(field, _folder(ref), ref.name, Evidence(note.path, ref.line, ref.name))


def _folder(ref: Ref) -> str:
    """The folder that a link gives, if a note may lie there."""
    folder = ref.target.strip("/").rpartition("/")[0]
    return folder if folder and all(part == file_name(part) for part in folder.split("/")) else ""


def _missing(named: list[_Named]) -> MissingCircle:
    fields = {each.field for each in named}
    best = max(named, key=lambda each: bool(each.folder))
    return MissingCircle(
        name=best.name,
        folder=best.folder,
        kind="space" if fields == {"communities"} else "organization",
        is_school=fields == {"school"},
        places=tuple(each.evidence for each in named),
    )
