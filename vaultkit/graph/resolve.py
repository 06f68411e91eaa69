"""Where a link leads, by Obsidian's rules (as read off its own metadata cache).

Aliases resolve nothing, exactly as in Obsidian; that an unresolved `[[Sammy]]` may still mean a
person is the graph's business, not the resolver's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from vaultkit.model import fold


class Resolver:
    """Knows all paths of a vault."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_path: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(paths):
            folded = fold(path)
            keys = {folded, folded.removesuffix(".md")}
            for key in keys:
                self._by_path.setdefault(key, path)
                self._by_name.setdefault(key.rsplit("/", 1)[-1], []).append(path)

    def resolve(self, target: str, source: str) -> str | None:
        """The path that *target* (a link's path part) means in the note *source*, None if nothing.

        An empty target is the note itself. The first that applies: the exact path from the
        vault's root; a note in or below the folder of *source*; the shortest path. Of equals the
        first in the alphabet (Obsidian's own choice is not stable there; see `candidates`).
        """
        if not target:
            return source
        if target.startswith(("./", "../")):
            joined = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
            return self._by_path.get(fold(joined))
        exact = self._by_path.get(fold(target.strip("/")))
        if exact or target.startswith("/"):
            return exact
        found = self.candidates(target, source)
        return found[0] if found else None

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        """The notes that *target* fits equally well, best rule applied, in alphabetical order."""
        wanted = fold(target.strip("/"))
        name = wanted.rsplit("/", 1)[-1]
        suffix = "/" + wanted
        matching = [path for path in self._by_name.get(name, ()) if _ends_with(path, suffix)]
        if len(matching) < 2:
            return tuple(matching)
        folder = posixpath.dirname(source)
        near = [path for path in matching if path.startswith(folder + "/")] if folder else []
        chosen = near or matching
        shortest = min(len(path) for path in chosen)
        return tuple(path for path in chosen if len(path) == shortest)

    def names(self) -> tuple[str, ...]:
        """The names under which notes can be linked."""
        return tuple({path.rsplit("/", 1)[-1].removesuffix(".md") for path in self._by_path.values()})


def _ends_with(path: str, suffix: str) -> bool:
    folded = "/" + fold(path)
    return folded.endswith(suffix) or folded.removesuffix(".md").endswith(suffix)
