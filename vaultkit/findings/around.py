"""What the rules for one note know of the rest of the vault; each answer is worked out once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

from vaultkit.errors import nearest
from vaultkit.graph import Graph
from vaultkit.kinds import FIELDS, KINDS
from vaultkit.model import fold
from vaultkit.records import Note, schema

#: How much of a link must be like a name for it to be suggested; in whole sentences much is alike by chance.
_ALIKE = 0.8
#: For so many missing names, headings and blocks the nearest real one is looked up; it takes long.
_MANY = 1_000


class Around:
    """A vault as one of its notes sees it."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.settings = graph.settings
        self._suggested: dict[str, str] = {}
        self._asked = 0

    @cached_property
    def aliases(self) -> Mapping[str, tuple[Note, ...]]:
        """The notes that go by an alias (or, for contacts, by a `name`), by that name, folded."""
        found: dict[str, list[Note]] = defaultdict(list)
        for note in self.graph.vault:
            if not self.settings.obsidian.is_template(note.path):
                for alias in dict.fromkeys(fold(alias) for alias in aliases_of(note)):
                    found[alias].append(note)
        return {name: tuple(notes) for name, notes in found.items()}

    def by_alias(self, name: str) -> Note | None:
        """The one note that goes by an alias; None if there is none, or several."""
        notes = self.graph.known_as(name) or self.aliases.get(fold(name), ())
        return notes[0] if len(notes) == 1 else None

    @cached_property
    def usage(self) -> Counter[str]:
        """In how many notes a property stands, by its name in small letters."""
        return Counter(prop.name.casefold() for note in self.graph.vault for prop in note.document.properties)

    def nearest_name(self, target: str) -> str:
        """The name of a file that *target* could mean; empty if none comes near."""
        if target not in self._suggested:
            wanted = fold(target.rsplit("/", 1)[-1]).removesuffix(".md")
            self._suggested[target] = self.nearest(wanted, self._names.get(wanted[:1], ()))
        return self._suggested[target]

    def nearest(self, word: str, known: Collection[str]) -> str:
        """The known name that *word* could mean; empty if none comes near, or after too many questions.

        It is the only one that begins with all of *word*, else the one that looks most like it.
        """
        begin = f"{fold(word)} "
        longer = [name for name in known if len(name) > len(word) and fold(name).startswith(begin)]
        if len(longer) == 1:
            return longer[0]
        alike = [name for name in known if abs(len(name) - len(word)) < 3]
        self._asked += bool(alike)
        near = nearest(word, alike, 1, _ALIKE) if self._asked <= _MANY else ()
        return near[0] if near else ""

    @cached_property
    def known_fields(self) -> frozenset[str]:
        """Every name, in small letters, under which a field of any kind is read."""
        return frozenset(word.casefold() for field in FIELDS for word in self.settings.names_of(field))

    @cached_property
    def fields(self) -> Mapping[str, Mapping[str, str]]:
        """The fields of each kind, by the names that vaultkit writes for them."""
        return {
            name: {self.settings.names_of(field)[0]: field for field, _, _ in schema(kind.record)}
            for name, kind in KINDS.items()
        }

    @cached_property
    def _names(self) -> Mapping[str, list[str]]:
        """The names of all files that Obsidian suggests, by their first letter."""
        found: dict[str, set[str]] = defaultdict(set)
        for path in (*self.graph.vault.notes, *self.graph.vault.others):
            name = path.rsplit("/", 1)[-1].removesuffix(".md")
            if not self.settings.obsidian.is_excluded(path) and (path.endswith(".md") or "." in name):
                found[fold(name)[:1]].add(name)
        return {letter: sorted(names) for letter, names in found.items()}


def aliases_of(note: Note) -> tuple[str, ...]:
    """What a note is called besides its file's name."""
    if note.record is not None and hasattr(note.record, "aliases"):
        return tuple(note.record.aliases)
    prop = note.document.property("aliases")
    return tuple(text for item in prop.items if (text := " ".join(item.text.split()))) if prop else ()
