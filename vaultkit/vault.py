"""All notes as one value. Adding or taking away a note gives a new vault and leaves the old one be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from vaultkit import kinds
from vaultkit.config import Settings
from vaultkit.markdown import parse
from vaultkit.model import Problem, Source
from vaultkit.records import Note


def read_note(source: Source, settings: Settings) -> Note:
    """A note from its text: parsed, and read as what it is about. Never raises on a user's text."""
    return kinds.read(parse(source), settings)


@dataclass(frozen=True, slots=True)
class Vault:
    """Notes by path, the paths of the other files that links may point at, and what could not be read."""

    notes: Mapping[str, Note] = field(default_factory=lambda: MappingProxyType({}))
    others: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Note]:
        """The notes, by path: the order in which files were read never matters."""
        return (self.notes[path] for path in sorted(self.notes))

    def __len__(self) -> int:
        return len(self.notes)

    def with_notes(self, notes: Iterable[Note]) -> Vault:
        """The vault with these notes added or replaced."""
        return replace(self, notes=MappingProxyType({**self.notes, **{note.path: note for note in notes}}))

    def without(self, paths: Iterable[str]) -> Vault:
        """The vault without the notes at these paths."""
        gone = set(paths)
        return replace(self, notes=MappingProxyType({p: n for p, n in self.notes.items() if p not in gone}))

    def with_surroundings(self, others: frozenset[str], problems: tuple[Problem, ...]) -> Vault:
        """The vault with this set of other files, and these problems of reading."""
        return replace(self, others=others, problems=problems)


def make_vault(texts: Mapping[str, str], settings: Settings | None = None) -> Vault:
    """A vault from texts by path, as a notebook or a test would write it."""
    chosen = settings or Settings()
    return Vault().with_notes(read_note(Source.from_text(path, text), chosen) for path, text in texts.items())
