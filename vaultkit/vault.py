"""All notes as one value. Adding or taking away a note gives a new vault and leaves the old one be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from vaultkit import kinds
from vaultkit.config import Settings
from vaultkit.markdown import parse
from vaultkit.model import Source
from vaultkit.records import Note


def read_note(source: Source, settings: Settings) -> Note:
    """A note from its text: parsed, and read as what it is about. Never raises on a user's text."""
    return kinds.read(parse(source), settings)


@dataclass(frozen=True, slots=True)
class Vault:
    """Notes by path, and the paths of the other files that links may point at."""

    notes: Mapping[str, Note] = field(default_factory=lambda: MappingProxyType({}))
    others: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Note]:
        """The notes, by path: the order in which files were read never matters."""
        return (self.notes[path] for path in sorted(self.notes))

    def __len__(self) -> int:
        return len(self.notes)

    def with_notes(self, notes: Iterable[Note]) -> Vault:
        """The vault with these notes added or replaced."""
        return Vault(MappingProxyType({**self.notes, **{note.path: note for note in notes}}), self.others)

    def without(self, paths: Iterable[str]) -> Vault:
        """The vault without the notes at these paths."""
        gone = set(paths)
        return Vault(MappingProxyType({p: n for p, n in self.notes.items() if p not in gone}), self.others)

    def with_others(self, others: frozenset[str]) -> Vault:
        """The vault with this set of other files."""
        return Vault(self.notes, others)


def make_vault(texts: Mapping[str, str], settings: Settings | None = None) -> Vault:
    """A vault from texts by path, as a notebook or a test would write it."""
    chosen = settings or Settings()
    return Vault().with_notes(read_note(Source.from_text(path, text), chosen) for path, text in texts.items())
