"""Circles: the organizations, schools and spaces that people have in common.

A circle is known by the path of its note, or by its plain name where there is no such note, so that
`Tandem Presse` in two notes is one circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.space import Space
from vaultkit.model import Evidence, fold
from vaultkit.names import name_key
from vaultkit.records import Note, Ref

_LEADER_TAG = "thought-leader"
#: The properties that name circles.
AFFILIATIONS = ("org", "former_orgs", "school", "communities", "affiliations")
_PAST = ("former_orgs", "school")


def identity(graph: Graph, ref: Ref, source: str) -> str:
    """The path of the note a reference means; the plain name where there is no such note."""
    found = _meant(graph, ref, source) or graph.person(ref.target or ref.text, source)
    return found.path if found else name_key(ref.name)


def _meant(graph: Graph, ref: Ref, source: str) -> Note | None:
    """The note that a link leads to, or the one that goes by the name and is no person's."""
    name = ref.target or ref.text
    return graph.resolve(name, source) or graph.notes.get(_called(graph).get(fold(name), ""))


@once_per_graph
def _called(graph: Graph) -> Mapping[str, str]:
    """The paths of notes by their `name` and aliases, people's left out, and what two are called."""
    found: dict[str, set[str]] = defaultdict(set)
    for note in graph.vault:
        record = None if isinstance(note.record, Contact | Me) else note.record
        for name in (record.name, *getattr(record, "aliases", ())) if record else ():
            found[fold(name)].add(note.path)
    return {name: min(paths) for name, paths in found.items() if name and len(paths) == 1}


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
            found = _meant(graph, ref, note.path)
            path = found.path if found else ""
            name = found.title if found else ref.name
            yield Circle(path or name_key(ref.name), name, path, field, Evidence(note.path, ref.line, name))


def circles(graph: Graph, note: Note, fields: Collection[str] = AFFILIATIONS) -> tuple[Circle, ...]:
    """What a contact (or you) belongs to, in the order of the properties."""
    return tuple(circle for circle in _all_circles(graph).get(note.path, ()) if circle.field in fields)


@once_per_graph
def members(graph: Graph) -> Mapping[str, tuple[tuple[Note, Circle], ...]]:
    """The contacts of every circle, by its key; archived and excluded ones are left out."""
    found: dict[str, dict[str, tuple[Note, Circle]]] = defaultdict(dict)
    for note in graph.contacts:
        if isinstance(note.record, Contact) and not note.record.is_excluded:
            # Who is in it now is in it now, whatever else they are to it (an alumni club of a school).
            for circle in sorted(circles(graph, note), key=lambda circle: circle.field in _PAST):
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


@once_per_graph
def my_keys(graph: Graph) -> frozenset[str]:
    """The keys of everything that you belong to: by your own note, and the spaces that you joined."""
    return my_spaces(graph) | {circle.key for circle in my_circles(graph)}


@once_per_graph
def leaders(graph: Graph) -> tuple[Note, ...]:
    """The thought leaders by path: `leader: true`, or the tag `thought-leader`; excluded ones are left out."""
    return tuple(
        note
        for note in graph.contacts
        if isinstance(note.record, Contact)
        and not note.record.is_excluded
        and (note.record.leader or _LEADER_TAG in {tag.name.casefold() for tag in note.document.tags})
    )


@once_per_graph
def coming_events(graph: Graph, today: date) -> Mapping[str, tuple[Note, ...]]:
    """The events of every circle, by its key, that are not over, the earliest first.

    Those that are cancelled, or that you declined, are left out.
    """
    found: dict[str, list[Note]] = defaultdict(list)
    for note in coming(graph, today):
        event = note.record
        assert isinstance(event, Event)
        refs = (*((event.space,) if event.space else ()), *event.org)
        for key in dict.fromkeys(identity(graph, ref, note.path) for ref in refs):
            found[key].append(note)
    return MappingProxyType({key: tuple(events) for key, events in found.items()})


@once_per_graph
def coming(graph: Graph, today: date) -> tuple[Note, ...]:
    """The events that are not over, the earliest first, but for those cancelled or declined."""
    found = []
    for note in graph.of_kind(Event.kind):
        event = note.record
        assert isinstance(event, Event)
        first, last = event.first_day, event.last_day
        if first and last and last >= today and not event.is_cancelled and event.rsvp != "not-going":
            found.append((first, note.path, note))
    return tuple(note for _, _, note in sorted(found, key=lambda item: item[:2]))


def next_event(graph: Graph, key: str, today: date) -> Note | None:
    """The next event of a circle, if one is in sight."""
    return next(iter(coming_events(graph, today).get(key, ())), None)
