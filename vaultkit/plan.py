"""What should be written, and why. A plan is a value: print it as a diff, apply it, or drop it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from vaultkit.model import Problem, Source


@dataclass(frozen=True, slots=True)
class Change:
    """One file to be written.

    `before` is the file that the new text was computed from; None means that the file must not
    exist yet. `after` is the new text; None takes the file away (only `undo` of a file that
    vaultkit itself made does that). Changes of one non-empty `unit` happen together or not at all.
    """

    path: str
    before: Source | None
    after: str | None
    why: str
    unit: str = ""

    @property
    def data(self) -> bytes | None:
        """The bytes to be written."""
        if self.after is None:
            return None
        if self.before is None:
            return self.after.encode("utf-8", "surrogateescape")
        return self.before.encode(self.after)

    @property
    def expected(self) -> str | None:
        """The digest that the file on disk must have for the change to be right."""
        return self.before.digest if self.before else None

    def diff(self) -> str:
        """The change as a unified diff, empty if nothing changes."""
        before = self.before.text if self.before else ""
        lines = difflib.unified_diff(
            _lines(before),
            _lines(self.after or ""),
            "/dev/null" if self.before is None else f"a/{self.path}",
            "/dev/null" if self.after is None else f"b/{self.path}",
            n=2,
            lineterm="",
        )
        return "".join(f"{line.rstrip(chr(13))}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Move:
    """A file or folder that gets another place; nothing may be there yet.

    In a unit it happens last: the changes of the unit name their files as they are called before
    it. Up to *tidy* folders around the old place are removed if that leaves them empty.
    """

    path: str
    to: str
    why: str
    unit: str = ""
    tidy: int = 0

    def moved(self, path: str) -> str:
        """Where the file at *path* lies after the move."""
        if path == self.path:
            return self.to
        return f"{self.to}{path[len(self.path) :]}" if path.startswith(f"{self.path}/") else path

    def diff(self) -> str:
        """The move as git writes it."""
        return f"rename from {self.path}\nrename to {self.to}\n"


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes in the order in which they are to be made, moves, and what could not be planned."""

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    moves: tuple[Move, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.moves)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def diff(self) -> str:
        """All changes as one unified diff, then the moves."""
        return "".join([*(change.diff() for change in self.changes), *(move.diff() for move in self.moves)])

    def units(self) -> tuple[tuple[Change | Move, ...], ...]:
        """What happens together, in order of first appearance; in each group the moves come last."""
        groups: dict[str, list[Change | Move]] = {}
        parts: tuple[Change | Move, ...] = (*self.changes, *self.moves)
        for change in parts:
            groups.setdefault(change.unit or f"\0{change.path}", []).append(change)
        return tuple(tuple(group) for group in groups.values())
