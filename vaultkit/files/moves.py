"""A file or folder on its way to another place: one call of the kernel, so that it is here or there."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace

from vaultkit.errors import RefusedError
from vaultkit.files.folder import Folder
from vaultkit.files.paths import movable_parts
from vaultkit.files.scan import is_note_name
from vaultkit.files.steps import ConflictError
from vaultkit.obsidian import TRASH
from vaultkit.plan import Move
from vaultkit.state import Record


@dataclass(frozen=True, slots=True)
class MoveStep:
    """One move. Like a `Step` it looks at the disk and remembers nothing; `made` folders are new for it."""

    move: Move
    root: str
    source: Folder
    name: str
    target: Folder
    new: str
    made: int = 0

    @property
    def record(self) -> Record:
        """What the journal says about it."""
        return Record(self.move.path, None, None, self.move.why, "", self.move.to, self.made)

    def is_made(self) -> bool:
        """True if it is at its new place (names are compared as they are spelled in the folder)."""
        return self.new in self.target.names() and self.name not in self.source.names()

    def check(self) -> None:
        """Raise ConflictError if there is nothing to move, RefusedError if it must not be called so."""
        status = self.source.status(self.name)
        if status is None:
            raise ConflictError
        if is_note_name(self.name) and not is_note_name(self.new) and not stat.S_ISDIR(status.st_mode):
            raise RefusedError(
                f"{self.move.path}: by the name '{self.new}' it would not be read as a note any more",
                "choose a name that no sync tool gives to second versions",
            )
        if self.target.status(self.new) is not None and not self.source.same_as(self.name, self.target, self.new):
            raise RefusedError(f"{self.move.path}: there is {self.move.to} already", "choose another name")

    def make(self) -> None:
        """Move it."""
        try:
            self.source.move(self.name, self.target, self.new)
        except FileNotFoundError:
            raise ConflictError from None
        except FileExistsError:
            raise RefusedError(f"{self.move.path}: there is {self.move.to} already", "choose another name") from None

    def put_back(self) -> None:
        """Where it came from, if it went."""
        if self.is_made():
            self.target.move(self.new, self.source, self.name)

    def tidy(self) -> None:
        """Remove the folders that it leaves empty: those around the old place, or those made for the new one."""
        if self.source.status(self.name) is None:
            _remove_empty(self.root, self.move.path, self.move.tidy)
        else:
            _remove_empty(self.root, self.move.to, self.made)


def open_move(opened: ExitStack, root: str, move: Move, *, make: bool = False) -> MoveStep:
    """A move whose two folders are held open for as long as *opened* is; the new one is made if it must be."""
    if make and move.to.startswith(f"{TRASH}/"):
        move = replace(move, to=_free(root, move.to))
    *source, name = movable_parts(root, move.path)
    *target, new = movable_parts(root, move.to)
    made = sum(not os.path.lexists(os.path.join(root, *target[: count + 1])) for count in range(len(target)))
    held = opened.enter_context(Folder.open(root, source))
    return MoveStep(move, root, held, name, opened.enter_context(Folder.open(root, target, make=make)), new, made)


def _free(root: str, path: str) -> str:
    """A path in the trash that nothing has: what was deleted before stays there."""
    stem, ending = os.path.splitext(path)
    names = (path, *(f"{stem} {number}{ending}" for number in range(2, 10_000)))
    return next(name for name in names if not os.path.lexists(os.path.join(root, *name.split("/"))))


def _remove_empty(root: str, path: str, count: int) -> None:
    """Remove the innermost *count* folders around a path, as long as they are empty."""
    parts = path.split("/")[:-1]
    with suppress(OSError):
        for end in range(len(parts), max(len(parts) - count, 0), -1):
            os.rmdir(os.path.join(root, *parts[:end]))
