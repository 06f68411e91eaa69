"""All notes as one value. Adding or taking away a note gives a new vault and leaves the old one be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from vaultkit import kinds
from vaultkit.canvas import Canvas, read_canvas
from vaultkit.config import Settings
from vaultkit.markdown import parse
from vaultkit.model import DiskLink, Problem, Source
from vaultkit.records import Note


def read_note(source: Source, settings: Settings) -> Note:
    """A note from its text: parsed, and read as what it is about. Never raises on a user's text."""
    return kinds.read(parse(source), settings)


@dataclass(frozen=True, slots=True)
class Vault:
    """Notes by path, the paths of the other files that links may point at, and what could not be read.

    Of those other files, canvases and bases are read too, by path. `links` are the files that are
    links on the disk, and where each leads.
    """

    notes: Mapping[str, Note] = field(default_factory=lambda: MappingProxyType({}))
    canvases: Mapping[str, Canvas] = field(default_factory=lambda: MappingProxyType({}))
    bases: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    others: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    links: Mapping[str, DiskLink] = field(default_factory=lambda: MappingProxyType({}))

    def __iter__(self) -> Iterator[Note]:
        """The notes, by path: the order in which files were read never matters."""
        return (self.notes[path] for path in sorted(self.notes))

    def __len__(self) -> int:
        return len(self.notes)

    def with_notes(self, notes: Iterable[Note]) -> Vault:
        """The vault with these notes added or replaced."""
        return replace(self, notes=MappingProxyType({**self.notes, **{note.path: note for note in notes}}))

    def with_sheets(self, sources: Iterable[Source]) -> Vault:
        """The vault with these canvases and bases added or replaced."""
        read = list(sources)
        canvases = {source.path: read_canvas(source) for source in read if source.path.endswith(".canvas")}
        bases = {source.path: source for source in read if source.path.endswith(".base")}
        return replace(
            self,
            canvases=MappingProxyType({**self.canvases, **canvases}),
            bases=MappingProxyType({**self.bases, **bases}),
        )

    def without(self, paths: Iterable[str]) -> Vault:
        """The vault without the notes, canvases and bases at these paths."""
        gone = set(paths)
        return replace(
            self,
            notes=MappingProxyType({p: n for p, n in self.notes.items() if p not in gone}),
            canvases=MappingProxyType({p: c for p, c in self.canvases.items() if p not in gone}),
            bases=MappingProxyType({p: s for p, s in self.bases.items() if p not in gone}),
        )

    @property
    def sheets(self) -> frozenset[str]:
        """The paths of all canvases and bases."""
        return frozenset((*self.canvases, *self.bases))

    def source(self, path: str) -> Source | None:
        """The text of a note, canvas or base as it was read; None for any other file."""
        if path in self.notes:
            return self.notes[path].document.source
        return self.canvases[path].source if path in self.canvases else self.bases.get(path)

    def with_surroundings(self, others: frozenset[str], problems: tuple[Problem, ...]) -> Vault:
        """The vault with this set of other files, and these problems of reading."""
        return replace(self, others=others, problems=problems)

    def with_links(self, links: Mapping[str, DiskLink]) -> Vault:
        """The vault with these links on the disk."""
        return replace(self, links=MappingProxyType(dict(links)))


def make_vault(texts: Mapping[str, str], settings: Settings | None = None) -> Vault:
    """A vault from texts by path, as a notebook or a test would write it; what is no `.md` is another file."""
    chosen = settings or Settings()
    sources = [Source.from_text(path, text) for path, text in texts.items()]
    others = frozenset(source.path for source in sources if not source.path.endswith(".md"))
    vault = Vault().with_notes(read_note(source, chosen) for source in sources if source.path not in others)
    return vault.with_sheets(source for source in sources if source.path in others).with_surroundings(others, ())
