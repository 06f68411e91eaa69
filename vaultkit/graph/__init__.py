"""The in-memory graph: notes as nodes; links, typed edges, touches and open tasks between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from vaultkit.config import Settings
from vaultkit.errors import AmbiguousNameError, UnknownNoteError, UnknownPersonError, nearest
from vaultkit.graph.resolve import Resolver
from vaultkit.graph.touches import Date, Meeting, OpenTask, Touch, journal_day, people_in, touches_of
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Context, Evidence, Link, Problem, fold
from vaultkit.names import plain_name
from vaultkit.records import Note
from vaultkit.vault import Vault

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = ["Edge", "Graph", "Meeting", "OpenTask", "Touch", "build", "journal_day"]


@dataclass(frozen=True, slots=True)
class Edge:
    """A resolved link of a note or canvas.

    `type` is the property's name (`org`, `knows`, …), or `link` / `embed` in the text.
    """

    source: str
    target: str
    type: str
    line: int


@dataclass(frozen=True, slots=True)
class Graph:
    """All that is known about a vault, on no particular day. Everything is by path."""

    vault: Vault
    settings: Settings
    resolver: Resolver
    edges: tuple[Edge, ...]
    unresolved: tuple[tuple[str, Link], ...]
    problems: tuple[Problem, ...]
    _kinds: Mapping[str, tuple[Note, ...]]
    _known_as: Mapping[str, tuple[str, ...]]
    _backlinks: Mapping[str, tuple[Edge, ...]]
    _touches: Mapping[str, tuple[Touch, ...]]
    _tasks: Mapping[str, tuple[OpenTask, ...]]
    _meetings: Mapping[str, tuple[Meeting, ...]]
    _dates: Mapping[str, tuple[Date, ...]]

    @property
    def notes(self) -> Mapping[str, Note]:
        """All notes by path."""
        return self.vault.notes

    def of_kind(self, kind: str) -> tuple[Note, ...]:
        """The notes of a kind, by path."""
        return self._kinds.get(kind, ())

    @property
    def contacts(self) -> tuple[Note, ...]:
        """All contacts, by path."""
        return self.of_kind(Contact.kind)

    @property
    def me(self) -> Note | None:
        """The note that says who you are."""
        return next(iter(self.of_kind(Me.kind)), None)

    @property
    def active_goals(self) -> tuple[Note, ...]:
        """The goals that are worked on now."""
        return tuple(
            note for note in self.of_kind(Goal.kind) if isinstance(note.record, Goal) and note.record.is_active
        )

    def backlinks(self, path: str) -> tuple[Edge, ...]:
        """The edges that lead to a note, by source and line."""
        return self._backlinks.get(path, ())

    def touches(self, path: str) -> tuple[Touch, ...]:
        """Every touch with a person, oldest first; future ones included."""
        return self._touches.get(path, ())

    def open_tasks(self, path: str) -> tuple[OpenTask, ...]:
        """The open tasks in a person's note or linking to them."""
        return self._tasks.get(path, ())

    def meetings(self, path: str) -> tuple[Meeting, ...]:
        """The events with the person among their `people`, cancelled ones left out."""
        return self._meetings.get(path, ())

    def dates(self, path: str) -> tuple[Date, ...]:
        """The days on which open outreach says to ask the person again."""
        return self._dates.get(path, ())

    def resolve(self, target: str, source: str = "") -> Note | None:
        """The note that a link's target means, seen from the note *source*."""
        path = self.resolver.resolve(target, source)
        return self.vault.notes.get(path) if path else None

    def known_as(self, name: str) -> tuple[Note, ...]:
        """The contacts whose `name` or alias this is, exactly (case ignored)."""
        return tuple(self.vault.notes[path] for path in self._known_as.get(fold(name), ()))

    def person(self, name: str, source: str = "") -> Note | None:
        """The contact that a link or a plain name means, seen from the note *source*; of two of a name, none."""
        found = self.resolve(name, source)
        if found is not None:
            return found if isinstance(found.record, Contact) else None
        known = self.known_as(name)
        return known[0] if len(known) == 1 else None

    def find_contact(self, name: str) -> Note:
        """The contact that a person would mean by *name*.

        By path, then name, alias, and part of a name, ignoring case and accents.
        Raises UnknownPersonError, or AmbiguousNameError if two fit: nothing is guessed.
        """
        notes = self.contacts
        matches = _matching(name, notes)
        if not matches:
            raise UnknownPersonError(name, nearest(name, (note.title for note in notes)))
        return _only(name, matches)

    def find_note(self, name: str, kind: str = "") -> Note:
        """The note that a person would mean by *name*, of one kind if *kind* is given.

        Raises UnknownNoteError or AmbiguousNameError.
        """
        notes = self.of_kind(kind) if kind else tuple(self.vault)
        matches = _matching(name, notes)
        # A note that was merged only points to the one that is meant.
        matches = tuple(note for note in matches if not note.document.property("merged_into")) or matches
        if not matches:
            raise UnknownNoteError(kind or "note", name, nearest(name, (note.title for note in notes)))
        return _only(name, matches)

    def find(self, name: str) -> Note:
        """The contact that a person would mean by *name*, else the note. Raises as those two do."""
        try:
            return self.find_contact(name)
        except UnknownPersonError:
            return self.find_note(name)

    def to_networkx(self) -> MultiDiGraph[str]:
        """The graph for networkx: nodes are paths with `title` and `kind`, edges have `type` and `line`.

        Raises ImportError, saying what to install, if networkx is missing.
        """
        try:
            import networkx as nx
        except ImportError:
            raise ImportError("Graph.to_networkx() needs networkx: pip install 'vaultkit[graph]'") from None
        graph: MultiDiGraph[str] = nx.MultiDiGraph()
        for note in self.vault:
            graph.add_node(note.path, title=note.title, kind=note.kind)
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, type=edge.type, line=edge.line)
        return graph


def _only(name: str, matches: tuple[Note, ...]) -> Note:
    if len(matches) > 1:
        raise AmbiguousNameError(name, [(note.title, note.path) for note in matches])
    return matches[0]


def _matching(name: str, notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes that fit best: by path, else by full name or alias, else by part of a name."""
    listed = tuple(notes)
    path = fold(name.strip())
    exact = tuple(note for note in listed if path in (fold(note.path), fold(note.path.removesuffix(".md"))))
    if exact:
        return exact
    wanted = plain_name(name)
    full = tuple(note for note in listed if wanted in _names(note))
    if full or not wanted:
        return full
    return tuple(note for note in listed if any(f" {wanted} " in f" {known} " for known in _names(note))) or tuple(
        note for note in listed if any(wanted in known for known in _names(note))
    )


def _names(note: Note) -> frozenset[str]:
    aliases = getattr(note.record, "aliases", ())
    return frozenset(plain_name(name) for name in (note.title, note.name, *aliases))


class _Builder:
    """Puts a graph together; forgotten once it is built."""

    def __init__(self, vault: Vault, settings: Settings) -> None:
        self.vault = vault
        self.settings = settings
        self.resolver = Resolver((*vault.notes, *vault.others))
        self.known_as: dict[str, list[str]] = defaultdict(list)
        self.problems: list[Problem] = []
        self._warned: set[str] = set()
        for note in vault:
            if isinstance(note.record, Contact):
                for name in {fold(name) for name in (note.record.name, *note.record.aliases) if name}:
                    self.known_as[name].append(note.path)

    def build(self) -> Graph:
        kinds: dict[str, list[Note]] = defaultdict(list)
        edges: list[Edge] = []
        unresolved: list[tuple[str, Link]] = []
        backlinks: dict[str, list[Edge]] = defaultdict(list)
        touches: dict[str, list[Touch]] = defaultdict(list)
        tasks: dict[str, list[OpenTask]] = defaultdict(list)
        meetings: dict[str, list[Meeting]] = defaultdict(list)
        dates: dict[str, list[Date]] = defaultdict(list)
        for note in self.vault:
            kinds[note.kind].append(note)
            for person, touch in touches_of(note, self.who, self.settings):
                touches[person].append(touch)
            for person, task in self._open_tasks(note):
                tasks[person].append(task)
            for person, meeting in self._meetings(note):
                meetings[person].append(meeting)
            for person, date in self._dates(note):
                dates[person].append(date)
        for path, link in self._links():
            target = self.resolver.resolve(link.target, path)
            if target is None:
                unresolved.append((path, link))
                continue
            edge = Edge(path, target, _edge_type(link), link.line)
            edges.append(edge)
            backlinks[target].append(edge)
        for path, found in touches.items():
            touches[path] = sorted(found, key=lambda touch: (touch.end, touch.evidence.path, touch.evidence.line))
        return Graph(
            vault=self.vault,
            settings=self.settings,
            resolver=self.resolver,
            edges=tuple(edges),
            unresolved=tuple(unresolved),
            problems=tuple(sorted({*self.problems, *self._people_problems()})),
            _kinds=_tuples(kinds),
            _known_as=_tuples(self.known_as),
            _backlinks=_tuples(backlinks),
            _touches=_tuples(touches),
            _tasks=_tuples(tasks),
            _meetings=_tuples(meetings),
            _dates=_tuples(dates),
        )

    def _links(self) -> Iterator[tuple[str, Link]]:
        """Every link of every note and canvas, by path; those in generated text are nobody's."""
        linking = {note.path: note.document.links for note in self.vault}
        linking.update({path: canvas.links for path, canvas in self.vault.canvases.items()})
        for path in sorted(linking):
            for link in linking[path]:
                if not link.context & Context.GENERATED:
                    yield path, link

    def who(self, target: str, source: str) -> str | None:
        """The contact that a link means: the note it leads to, or the one person known by that name."""
        path = self.resolver.resolve(target, source)
        if path is not None:
            note = self.vault.notes.get(path)
            return path if note is not None and isinstance(note.record, Contact) else None
        known = self.known_as.get(fold(target), ())
        if len(known) == 1:
            return known[0]
        if known and fold(target) not in self._warned:
            self._warned.add(fold(target))
            message = f"'{target}' could be {' or '.join(known)}; nobody is credited"
            hint = f"link to one of them: [[{known[0].rsplit('/', 1)[-1].removesuffix('.md')}|{target}]]"
            self.problems.append(Problem(source, self._line(source, target), 1, "ambiguous-mention", message, hint))
        return None

    def _line(self, source: str, target: str) -> int:
        links = self.vault.notes[source].document.links
        return next((link.line for link in links if link.target == target), 1)

    def _open_tasks(self, note: Note) -> Iterator[tuple[str, OpenTask]]:
        own = (note.path,) if isinstance(note.record, Contact) else ()
        for task in note.document.tasks:
            if task.is_open and not task.context & Context.GENERATED:
                for person in dict.fromkeys((*own, *people_in(task, note.path, self.who))):
                    yield person, OpenTask(task, note.path)

    def _meetings(self, note: Note) -> Iterator[tuple[str, Meeting]]:
        event = note.record
        if not isinstance(event, Event) or event.is_cancelled or event.last_day is None:
            return
        for ref in event.people:
            person = self.who(ref.target or ref.text, note.path)
            if person:
                yield person, Meeting(note.path, note.title, event, Evidence(note.path, ref.line, note.title))

    def _dates(self, note: Note) -> Iterator[tuple[str, Date]]:
        outreach = note.record
        if isinstance(outreach, Outreach) and outreach.follow_up and outreach.is_open:
            for ref in outreach.to:
                person = self.who(ref.target or ref.text, note.path)
                if person:
                    yield person, Date(outreach.follow_up, Evidence(note.path, note.line_of("follow_up"), note.title))

    def _people_problems(self) -> Iterator[Problem]:
        for paths in self.known_as.values():
            if len(paths) > 1:
                first, *others = paths
                for path in others:
                    note = self.vault.notes[path]
                    message = f"{note.title} and {self.vault.notes[first].title} ({first}) go by the same name or alias"
                    yield Problem(path, note.line_of("aliases"), 1, "duplicate-alias", message, "change one of them")
        owners = [note for note in self.vault if isinstance(note.record, Me)]
        for note in owners[1:]:
            message = f"{owners[0].path} already says who you are; this note is not used"
            yield Problem(note.path, note.line_of("type"), 1, "second-me", message, "give it another type")


def _edge_type(link: Link) -> str:
    return link.property or ("embed" if link.kind == "embed" else "link")


def _tuples(lists: Mapping[str, list[Any]]) -> Mapping[str, tuple[Any, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in lists.items()})


def build(vault: Vault, settings: Settings) -> Graph:
    """The graph of a vault."""
    return _Builder(vault, settings).build()
