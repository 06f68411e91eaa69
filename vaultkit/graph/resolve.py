"""Where a link leads, by Obsidian's rules (as read off its own metadata cache).

Aliases resolve nothing, exactly as in Obsidian; that an unresolved `[[Sammy]]` may still mean a
person is the graph's business, not the resolver's.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from vaultkit.model import Block, Document, Heading, fold
from vaultkit.obsidian import LinkFormat


class Resolver:
    """Knows all paths of a vault. A file without an ending cannot be linked to."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(path for path in paths if "." in path.rsplit("/", 1)[-1])
        self._by_path: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._paths):
            folded = fold(path)
            name = folded.rsplit("/", 1)[-1]
            self._by_path.setdefault(folded, path)
            self._by_name[name].append(path)
            if name.endswith(".md"):
                self._by_stem[name.removesuffix(".md")].append(path)

    def resolve(self, target: str, source: str) -> str | None:
        """The path that *target* (a link's path part) means in the note *source*, None if nothing.

        An empty target is the note itself. The first that applies: the exact path from the
        vault's root; a note in or below the folder of *source*; the shortest path. Of equals the
        first in the alphabet (Obsidian's own choice is not stable there; see `candidates`).
        """
        if not target:
            return source
        if target.startswith(("./", "../")):
            return self._exact(posixpath.normpath(posixpath.join(posixpath.dirname(source), target)))
        exact = self._exact(target.strip("/"))
        if exact or target.startswith("/"):
            return exact
        found = self.candidates(target, source)
        return found[0] if found else None

    def _exact(self, path: str) -> str | None:
        """The file at a path, `.md` added if need be; one that is spelled alike before one that is folded alike."""
        spelled = next((name for name in (path, f"{path}.md") if name in self._paths), None)
        folded = fold(path)
        return spelled or self._by_path.get(folded) or self._by_path.get(f"{folded}.md")

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        """The notes that *target* fits equally well, best rule applied, in alphabetical order."""
        wanted = fold(target.strip("/"))
        name = wanted.rsplit("/", 1)[-1]
        matching = [path for path in self._by_name.get(name, ()) if _ends_with(path, wanted)]
        matching = matching or [path for path in self._by_stem.get(name, ()) if _ends_with(path, f"{wanted}.md")]
        if len(matching) < 2:
            return tuple(matching)
        folder = posixpath.dirname(source)
        near = [path for path in matching if path.startswith(folder + "/")] if folder else []
        chosen = near or matching
        shortest = min(len(path) for path in chosen)
        equal = tuple(path for path in chosen if len(path) == shortest)
        # Of files that differ by letter case alone, each can be reached by its own spelling.
        endings = (f"/{target.strip('/')}", f"/{target.strip('/')}.md")
        return tuple(path for path in equal if f"/{path}".endswith(endings)) or equal

    def name_for(self, path: str, source: str = "", link_format: LinkFormat = "shortest") -> str:
        """What to write in a link that a note *source* has to the note at *path* ("New link format").

        `shortest` is the name if no other file has it, else the path from the vault's root.
        """
        stem = path.removesuffix(".md")
        name = stem.rsplit("/", 1)[-1]
        if link_format == "relative":
            way = posixpath.relpath(stem, posixpath.dirname(source) or ".")
            return way if self.resolve(way, source) == path else f"./{way}"
        is_only = [path] == [*self._by_name.get(fold(name), ()), *self._by_stem.get(fold(name), ())]
        return name if link_format == "shortest" and is_only else stem

    def names(self) -> tuple[str, ...]:
        """The names under which files can be linked."""
        return tuple({path.rsplit("/", 1)[-1].removesuffix(".md") for path in self._paths})


def _ends_with(path: str, wanted: str) -> bool:
    return f"/{fold(path)}".endswith(f"/{wanted}")


#: What counts as a blank between the words of a heading when a link to it is looked up.
_PUNCTUATION = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+")


def find_subpath(document: Document, subpath: str) -> Heading | Block | None:
    """The heading or block that a link's *subpath* (`Heading`, `One#Two`, `^id`) means, None if nothing.

    A chain goes from a heading to one below it. Letter case and punctuation do not count where no
    heading is spelled just so (Obsidian help, Internal links; old and new spellings both work).
    """
    if subpath.startswith("^"):
        wanted = subpath[1:].casefold()
        return next((block for block in document.blocks if block.id.casefold() == wanted), None)
    parts = [part.strip() for part in subpath.split("#") if part.strip()]
    if not parts:
        return None
    # A heading may hold the sign itself: `# Part #2`.
    chains = (_chains(document.headings, parts), _chains(document.headings, [subpath.strip()]))
    return next(chain.from_iterable(chains), None)


def _chains(headings: Sequence[Heading], parts: Sequence[str]) -> Iterator[Heading]:
    """The last headings of all chains, the best spelled first."""
    for is_alike in (_same, _same_words, _same_letters):
        for place, heading in enumerate(headings):
            if not is_alike(heading.text, parts[0]):
                continue
            if len(parts) > 1:
                rest = headings[place + 1 :]
                end = next((n for n, other in enumerate(rest) if other.level <= heading.level), len(rest))
                yield from _chains(rest[:end], parts[1:])
            else:
                yield heading


def _same(one: str, other: str) -> bool:
    return one.strip() == other


def _same_words(one: str, other: str) -> bool:
    words = _PUNCTUATION.sub(" ", fold(one)).strip()
    return bool(words) and words == _PUNCTUATION.sub(" ", fold(other)).strip()


def _same_letters(one: str, other: str) -> bool:
    letters = _PUNCTUATION.sub("", fold(one))
    return bool(letters) and letters == _PUNCTUATION.sub("", fold(other))
