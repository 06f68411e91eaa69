"""One file on its way from its old bytes to the new ones, step by step."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Literal

from vaultkit.files.folder import COMMON, Folder, part_name
from vaultkit.files.paths import writable_parts
from vaultkit.model import digest
from vaultkit.state import Record, read_all, write_all

_LONGEST_STEM = 200  # bytes; with what is added, it must stay below 255

_Begun = Literal["old", "new", "torn", "other"]


class ConflictError(Exception):
    """The file is not what the change was computed from."""

    def __str__(self) -> str:
        return "a file was saved at the same moment"


@dataclass(frozen=True, slots=True)
class Step:
    """One file on its way from `before` to `after`; None is "no such file".

    Every method looks at the disk and remembers nothing, so that after a crash they can be called
    again. `swap` and what it calls raise `ConflictError`, and leave what the user saved in place.
    """

    path: str
    why: str
    folder: Folder
    name: str
    temp: str
    before: bytes | None
    after: bytes | None

    @property
    def record(self) -> Record:
        """What the journal says about it."""
        return Record(self.path, digest_of(self.before), digest_of(self.after), self.why, self.temp)

    def now(self) -> bytes | None:
        """What the file holds at this moment."""
        return self.folder.read(self.name)

    def begun(self) -> _Begun:
        """How far the file got."""
        current = self.now()
        if current == self.before:
            return "old"
        if current == self.after:
            return "new"
        return "torn" if current is not None and self._is_torn(current) else "other"

    def _is_torn(self, current: bytes) -> bool:
        """True for the new bytes' beginning followed by the old bytes' rest.

        Only a file that is written in place can be found so: one with several names, or a new one
        where no links can be made.
        """
        if self.after is None or not (self.folder.status(self.temp) if self.before is None else self._has_more_names()):
            return False
        new = _shared_length(current, self.after)
        return current[new:] == (self.before or b"")[new:]

    def stage(self, data: bytes | None) -> None:
        """Lay the bytes ready beside the file, whole and on the disk."""
        laid = self.folder.read(self.temp)
        if laid is not None and laid != data:
            self.clear()
        if data is not None and laid != data and not self._has_more_names():
            self.folder.lay(self.temp, data, like=self.name)

    def swap(self, data: bytes | None, expected: bytes | None) -> None:
        """Let the file be *data*, which is laid ready, if it is *expected* until that very moment."""
        if data is None:
            self._take_away(expected)
        elif expected is None:
            self._put(data)
        elif self._has_more_names():
            self._overwrite(data, expected)
        else:
            self._exchange(data, expected)
        self.folder.sync()

    def bring(self, data: bytes | None) -> None:
        """From wherever it is to *data*."""
        current = self.now()
        if current != data:
            self.stage(data)
            self.swap(data, current)

    def put_back(self) -> None:
        """To what it was, unless it is neither that nor ours."""
        self.rescue()
        if self.begun() in {"new", "torn"}:
            self.bring(self.before)

    def rescue(self) -> None:
        """Put back what the user saved, if we died between changing places and looking at what came out."""
        laid = self.folder.read(self.temp)
        if laid is not None and not self._is_known(laid) and self.now() == self.after:
            self.swap(laid, self.after)

    def clear(self) -> str:
        """Remove what lies beside the file; the name under which it was kept, if it is the user's.

        An editor that had the file open may have saved into it after it was taken out.
        """
        self.folder.discard(part_name(self.temp))
        left = self.folder.read(self.temp)
        if left is None:
            return ""
        if self._is_known(left) or self.folder.same(self.temp, self.name):
            self.folder.discard(self.temp)
            return ""
        return self._keep()

    def _is_known(self, data: bytes) -> bool:
        """True for bytes that nobody can miss: what was, what is to be, or how a new note of ours begins."""
        begun = self.before is None and self.after is not None and self.after.startswith(data)
        return begun or data in (self.before, self.after)

    def _keep(self) -> str:
        stem = self.name.removesuffix(".md")
        if len(os.fsencode(stem)) > _LONGEST_STEM:
            stem = os.fsencode(stem)[:_LONGEST_STEM].decode("utf-8", "ignore")
        for number in range(1, 1000):
            name = f"{stem} (your edit{'' if number == 1 else f' {number}'}).md"
            with suppress(FileExistsError):
                self.folder.put(self.temp, name)
                self.folder.discard(self.temp)
                self.folder.sync()
                return "/".join((*self.path.split("/")[:-1], name))
        return self.temp

    def _has_more_names(self) -> bool:
        """True for a hard-linked note: it is written in place, or its other names would keep the old text."""
        status = self.folder.status(self.name)
        several = status is not None and stat.S_ISREG(status.st_mode) and status.st_nlink > 1
        return several and self.before is not None and self.after is not None

    def _exchange(self, data: bytes, expected: bytes) -> None:
        """Change places, and again for as long as something else comes out than we left there."""
        put: bytes | None = data
        wanted: bytes | None = expected
        for turn in range(100):
            try:
                if not self.folder.exchange(self.temp, self.name):
                    return self._replace(expected)
            except FileNotFoundError:
                raise ConflictError from None
            out = self.folder.read(self.temp)
            if out == wanted:
                if turn:
                    raise ConflictError
                return None
            put, wanted = out, put
        raise ConflictError

    def _replace(self, expected: bytes) -> None:
        """What is left where files cannot change places: look again, and at once replace."""
        if self.now() != expected:
            raise ConflictError
        self.folder.replace(self.temp, self.name)

    def _put(self, data: bytes) -> None:
        """Give the new file its name, which nothing may have."""
        try:
            self.folder.put(self.temp, self.name, data)
        except FileExistsError:
            raise ConflictError from None

    def _take_away(self, expected: bytes | None) -> None:
        """Move the file aside, and look at it then: only what nobody changed may go."""
        try:
            self.folder.replace(self.name, self.temp)
        except FileNotFoundError:
            raise ConflictError from None
        out = self.folder.read(self.temp)
        if out is None or out != expected:
            self._put(out or b"")
            raise ConflictError

    def _overwrite(self, data: bytes, expected: bytes) -> None:
        """Write in place. The old bytes are in the journal; `_is_torn` knows a file cut short here."""
        try:
            descriptor = self.folder.descriptor(self.name, os.O_RDWR | COMMON)
        except FileNotFoundError:
            raise ConflictError from None
        try:
            if read_all(descriptor) != expected:
                raise ConflictError
            _fill(descriptor, data)
            named = self.folder.status(self.name)
            if named is None or not os.path.samestat(named, os.fstat(descriptor)):
                _fill(descriptor, expected)
                raise ConflictError
        finally:
            os.close(descriptor)


def open_step(
    opened: ExitStack,
    root: str,
    path: str,
    why: str,
    before: bytes | None,
    after: bytes | None,
    temp: str,
    *,
    make: bool = False,
) -> Step:
    """A step whose folder is held open for as long as *opened* is; *make* it if it must be."""
    *parents, name = writable_parts(root, path)
    folder = opened.enter_context(Folder.open(root, parents, make=make))
    return Step(path, why, folder, name, temp, before, after)


def _shared_length(first: bytes, second: bytes) -> int:
    """How many bytes two files have in common from the start."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))


def _fill(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)


def digest_of(data: bytes | None) -> str | None:
    """The digest of what a file holds; None if there is no file."""
    return None if data is None else digest(data)
