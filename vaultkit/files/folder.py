"""A folder that is held open, and the calls into the system that change the files in it."""

from __future__ import annotations

import errno
import functools
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from vaultkit.state import let_go, read_all, write_all

# Flags that a system does not have are left out; O_BINARY exists on Windows only, and must be set there.
COMMON: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ: int = os.O_RDONLY | COMMON | getattr(os, "O_NONBLOCK", 0)
_CREATE: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | COMMON
_FOLDER: int = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)
_HOLDS_FOLDERS = os.open in os.supports_dir_fd and os.link in os.supports_dir_fd

TEMP = re.compile(r"\.vaultkit-(\d+)-[0-9a-f]{16}(-part)?\.tmp")
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
_IN_USE = {5, 32, 33}  # Windows: a virus scanner or an indexer has the file open for a moment


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file held at one moment, and its status at that moment."""

    data: bytes
    status: os.stat_result


class Folder:
    """A folder held open, so that a link put in its path meanwhile cannot lead our writes elsewhere.

    Where a folder cannot be held (Windows), paths are used.
    """

    def __init__(self, path: str, descriptor: int | None) -> None:
        self._path = path
        self._held = descriptor

    @classmethod
    def open(cls, root: str, parts: Sequence[str], *, make: bool = False) -> Self:
        """The folder below *root*, entered part by part, never through a link; made if it must be."""
        path = os.path.join(root, *parts)
        if not _HOLDS_FOLDERS:
            if make:
                os.makedirs(path, exist_ok=True)
            return cls(path, None)
        held = os.open(root, _FOLDER)
        for part in parts:
            outer = held
            try:
                held = _enter(outer, part, make)
            finally:
                let_go(outer)
        return cls(path, held)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._held is not None:
            let_go(self._held)

    def _at(self, name: str) -> str:
        return name if self._held is not None else os.path.join(self._path, name)

    def descriptor(self, name: str, flags: int, mode: int = 0o600) -> int:
        """An open file, to be closed by the caller."""
        return os.open(self._at(name), flags, mode, dir_fd=self._held)

    def names(self) -> list[str]:
        """What lies in the folder, hidden files too."""
        return os.listdir(self._path if self._held is None else self._held)

    def look(self, name: str) -> Seen | None:
        """A file and its status; None if there is no regular one."""
        return read_file(self._at(name), self._held)

    def read(self, name: str) -> bytes | None:
        """What a file holds; None if there is no regular one."""
        seen = self.look(name)
        return seen.data if seen else None

    def status(self, name: str) -> os.stat_result | None:
        """The status of a file or link itself; None if there is nothing of that name."""
        try:
            return os.stat(self._at(name), dir_fd=self._held, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def same(self, first: str, second: str) -> bool:
        """True if both are names of one file."""
        return self.same_as(first, self, second)

    def sync(self) -> None:
        """Make the names last through a power cut."""
        if self._held is not None:
            os.fsync(self._held)

    def lay(self, name: str, data: bytes, like: str = "") -> None:
        """Write a file of ours; it has its name only when it is whole, and *like*'s owner and mode."""
        model = self.status(like) if like else None
        part = part_name(name)
        descriptor = self.descriptor(part, _CREATE, 0o666 if model is None else 0o600)
        try:
            try:
                if model is not None:
                    self._dress(descriptor, like, model)
                write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self.replace(part, name)
        except OSError:
            with suppress(OSError):
                self.discard(part)
            raise

    def _dress(self, descriptor: int, like: str, model: os.stat_result) -> None:
        """Give a file the owner, attributes (tags, access lists) and mode of another, as far as we may."""
        if sys.platform == "win32":
            return
        with suppress(OSError):
            os.fchown(descriptor, model.st_uid, model.st_gid)
        if sys.platform == "linux":
            with suppress(OSError):
                self._copy_attributes(descriptor, like)
        os.fchmod(descriptor, stat.S_IMODE(model.st_mode))

    if sys.platform == "linux":

        def _copy_attributes(self, descriptor: int, like: str) -> None:
            source = self.descriptor(like, _READ)
            try:
                for attribute in os.listxattr(source):
                    with suppress(OSError):
                        os.setxattr(descriptor, attribute, os.getxattr(source, attribute))
            finally:
                os.close(source)

    def create(self, name: str, data: bytes) -> bool:
        """Make a file, whole or not at all; False if there is something of that name."""
        if self.status(name) is not None:
            return False
        temp = temp_name()
        self.lay(temp, data)
        try:
            self.put(temp, name, data)
        except FileExistsError:
            return False
        finally:
            self.discard(temp)
        self.sync()
        return True

    def put(self, temp: str, name: str, data: bytes | None = None) -> None:
        """Give a laid file its name, which must be free. *temp* may be left as a second name of it."""
        if sys.platform == "win32":
            _patiently(lambda: os.rename(self._at(temp), self._at(name)))
            return
        try:
            held = self._held
            os.link(self._at(temp), self._at(name), src_dir_fd=held, dst_dir_fd=held, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self._write_new(name, (self.read(temp) or b"") if data is None else data)

    def _write_new(self, name: str, data: bytes) -> None:
        """Where no links can be made: write under the name itself, which nothing may have."""
        descriptor = self.descriptor(name, _CREATE, 0o666)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        except OSError:
            with suppress(OSError):
                self.unlink(name)
            raise
        finally:
            os.close(descriptor)

    def replace(self, source: str, target: str) -> None:
        """Give a file another name, whatever had it."""
        _patiently(lambda: os.replace(self._at(source), self._at(target), src_dir_fd=self._held, dst_dir_fd=self._held))

    def move(self, name: str, target: Self, new: str) -> None:
        """Move a file or folder to another folder, where nothing may have its new name.

        Where letter case does not count, a name may differ from itself in that alone.
        """
        if self.same_as(name, target, new):
            os.rename(self._at(name), target._at(new), src_dir_fd=self._held, dst_dir_fd=target._held)
        elif self._held is None or target._held is None:
            _patiently(lambda: os.rename(self._at(name), target._at(new)))  # Windows: it replaces nothing
        else:
            rename_new(self._held, name, target._held, new)
        target.sync()
        self.sync()

    def same_as(self, name: str, target: Self, new: str) -> bool:
        """True if both names lead to one file."""
        one, other = self.status(name), target.status(new)
        return one is not None and other is not None and os.path.samestat(one, other)

    def exchange(self, first: str, second: str) -> bool:
        """Let two files change places at once; False where the system has no such call."""
        return self._held is not None and exchange(self._held, first, second)

    def unlink(self, name: str) -> None:
        """Take a name away."""
        _patiently(lambda: os.unlink(self._at(name), dir_fd=self._held))

    def discard(self, name: str) -> None:
        """Unlink, if it is there."""
        with suppress(FileNotFoundError):
            self.unlink(name)


def _enter(outer: int, part: str, make: bool) -> int:
    flags = _FOLDER | COMMON
    try:
        return os.open(part, flags, dir_fd=outer)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):
        os.mkdir(part, dir_fd=outer)
        os.fsync(outer)
    return os.open(part, flags, dir_fd=outer)


def read_file(name: str, folder: int | None, limit: int | None = None) -> Seen | None:
    """A regular file, as it was at one moment; None if there is none.

    It is opened without waiting, or a pipe of that name would hold us for ever. A file that
    changes while it is read is read again.
    """
    for _ in range(5):
        try:
            descriptor = os.open(name, _READ, dir_fd=folder)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                return None
            if limit is not None and before.st_size > limit:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), name)
            data = read_all(descriptor)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        if before.st_mtime_ns == after.st_mtime_ns and before.st_size == after.st_size == len(data):
            return Seen(data, after)
        time.sleep(0.02)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), name)


@functools.cache
def _rename_call() -> tuple[Callable[..., int] | None, int]:
    """`renameat2` of Linux or `renameatx_np` of macOS, and its flag for "replace nothing"; 2 is "exchange" to both."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    calls = ((getattr(library, name, None), flag) for name, flag in (("renameat2", 1), ("renameatx_np", 4)))
    return next((found for found in calls if found[0]), (None, 0))


def exchange(folder: int, first: str, second: str) -> bool:
    """Let two files of an open folder change places; False where that cannot be done."""
    call, _ = _rename_call()
    return call is not None and _renamed(call, folder, first, folder, second, 2)


def rename_new(folder: int, name: str, target: int, new: str) -> None:
    """Move a file or folder to a name that must be free; where the system cannot promise that, look before."""
    call, flag = _rename_call()
    if call is not None and _renamed(call, folder, name, target, new, flag):
        return
    try:
        os.stat(new, dir_fd=target, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(name, new, src_dir_fd=folder, dst_dir_fd=target)
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new)


def _renamed(call: Callable[..., int], folder: int, name: str, target: int, new: str, flag: int) -> bool:
    """Rename with a flag; False where the system, or the disk, does not know it."""
    import ctypes

    if call(folder, os.fsencode(name), target, os.fsencode(new), flag) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), new)


def _patiently(act: Callable[[], None]) -> None:
    for pause in (0.05, 0.1, 0.2, 0.4, 0.8, 1.0):
        try:
            return act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
        time.sleep(pause)
    return act()


def temp_name() -> str:
    """A new name for a file of ours; it tells `recovery.sweep` whose it is."""
    return f".vaultkit-{os.getpid()}-{secrets.token_hex(8)}.tmp"


def part_name(temp: str) -> str:
    """What a file of ours is called until it is whole."""
    return f"{temp.removesuffix('.tmp')}-part.tmp"
