"""What is remembered about a vault outside of it: replaced bytes, the journal, the locks.

None of this may lie in the vault: sync tools would copy it to other machines, where it is not true.
The wall clock is never read here; callers say when something happened.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import platformdirs

from vaultkit.errors import LockedError
from vaultkit.model import digest

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KEPT_DAYS = 30
KEPT_BYTES = 200 * 1000 * 1000
_PATIENCE = 200  # looks at the write lock, 50 ms apart
_BINARY: int = getattr(os, "O_BINARY", 0)

UnitState = Literal["begun", "made", "dropped", "failed"]


def state_path(vault_id: str, root: Path) -> Path:
    """Where the state of a vault lies. A copy of a vault has the same id, so its place counts too."""
    place = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:8]
    return platformdirs.user_state_path("vaultkit") / f"{vault_id}-{place}"


@dataclass(frozen=True, slots=True)
class Record:
    """One file of a journal entry: digests of the bytes before and after (None: no file), and why.

    `temp` is the name under which the new bytes were laid ready, beside the file. If `to` is
    there, the file or folder was moved to that path, for which `made` folders were new.
    """

    path: str
    before: str | None
    after: str | None
    why: str
    temp: str
    to: str = ""
    made: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """Records that happen together. It is `begun` until we know how it ended.

    `failed` means that it could not be finished nor taken back; it is still to be taken back.
    """

    records: tuple[Record, ...]
    state: UnitState = "begun"


@dataclass(frozen=True, slots=True)
class Entry:
    """One applied plan. It is `settled` once every unit has ended and left nothing lying about.

    `ended_ns` is when the disk last heard of it (by its own clock, in nanoseconds).
    """

    number: int
    when: str
    command: str
    units: tuple[Unit, ...] = ()
    undone: bool = False
    settled: bool = True
    ended_ns: int = 0

    @property
    def changes(self) -> tuple[Record, ...]:
        """What was really written, in the order of writing."""
        return tuple(record for unit in self.units if unit.state == "made" for record in unit.records)

    @property
    def is_undo(self) -> bool:
        """True if this entry itself took back another one."""
        return self.command.split(" ", 1)[0] == "undo"

    def digests(self) -> set[str]:
        """All bytes that this entry speaks of, also those of units that came to nothing."""
        records = (record for unit in self.units for record in unit.records)
        return {known for record in records for known in (record.before, record.after) if known}


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: `os.write` may stop early."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_all(descriptor: int) -> bytes:
    """Everything from here to the end of the file."""
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def let_go(descriptor: int) -> None:
    """Close a folder or a lock: there is nothing in them that an error could lose."""
    with suppress(OSError):
        os.close(descriptor)


def sync_folder(path: str) -> None:
    """Make the names in a folder last through a power cut (Windows has no such call)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        let_go(descriptor)


class StateFolder:
    """The state of one vault. Whatever writes here, except for a lock, holds the write lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._blobs = os.path.join(path, "blobs")
        self._journal = os.path.join(path, "journal")

    def make(self) -> None:
        """Make the folders, for nobody else to read: they hold the text of private notes."""
        for folder in (os.fspath(self.path), self._blobs, self._journal):
            os.makedirs(folder, mode=0o700, exist_ok=True)

    # -- bytes by their digest

    def keep(self, versions: Iterable[bytes]) -> None:
        """Store versions of files so that they outlast a power cut. What is there is not written again."""
        for data in versions:
            name = os.path.join(self._blobs, digest(data))
            if not os.path.exists(name):
                _write_whole(name, data)
        sync_folder(self._blobs)

    def load(self, wanted: str) -> bytes | None:
        """The bytes of that digest, None if they are not kept (any more) or not what they should be."""
        data = _read_if_there(os.path.join(self._blobs, wanted))
        return data if data is not None and digest(data) == wanted else None

    # -- the journal

    def begin_entry(self, when: str, command: str, records: Sequence[Record]) -> int:
        """Write down the first intent of a plan; the number of the new entry."""
        number = max((number for number, _ in self._numbers()), default=0) + 1
        name = self._name(number, settled=False)
        head = {"number": number, "when": when, "command": command}
        _append(name, [head, _intent(0, records)], os.O_CREAT | os.O_EXCL)
        sync_folder(self._journal)
        return number

    def begin_unit(self, number: int, unit: int, records: Sequence[Record]) -> None:
        """Write down a further intent. No byte of these files may change before this has returned."""
        _append(self._name(number, settled=False), [_intent(unit, records)])

    def end_unit(self, number: int, unit: int, state: UnitState) -> None:
        """Write down how a unit ended."""
        _append(self._name(number, settled=False), [{"unit": unit, "state": state}])

    def settle(self, number: int) -> None:
        """Put an entry away: there is nothing left in it to look after."""
        os.rename(self._name(number, settled=False), self._name(number, settled=True))
        sync_folder(self._journal)

    def mark_undone(self, number: int) -> None:
        """Remember that an entry was taken back."""
        settled = os.path.exists(self._name(number, settled=True))
        _append(self._name(number, settled=settled), [{"undone": True}])

    def entries(self) -> tuple[Entry, ...]:
        """All entries, newest first."""
        found = (self._read(number, settled) for number, settled in self._numbers())
        return tuple(sorted(filter(None, found), key=lambda entry: entry.number, reverse=True))

    def unsettled(self) -> tuple[Entry, ...]:
        """What was interrupted, oldest first. Entries without an intent never touched the vault: they go."""
        found = []
        for number in sorted(number for number, settled in self._numbers() if not settled):
            if entry := self._read(number, settled=False):
                found.append(entry)
            else:
                os.unlink(self._name(number, settled=False))
        return tuple(found)

    def is_interrupted(self) -> bool:
        """Whether anything is unsettled: a run was cut short, or is writing at this moment."""
        return any(not settled for _, settled in self._numbers())

    def prune(self, when: str) -> None:
        """Forget what is older than 30 days or beyond 200 MB, never the newest entry nor an unsettled one."""
        needed: set[str] = set()
        size = 0
        for position, entry in enumerate(self.entries()):
            size += sum(self._size(blob) for blob in entry.digests() - needed)
            if position and entry.settled and (size > KEPT_BYTES or _is_old(entry.when, when)):
                os.unlink(self._name(entry.number, settled=True))
            else:
                needed |= entry.digests()
        for blob in set(os.listdir(self._blobs)) - needed:
            os.unlink(os.path.join(self._blobs, blob))

    def _size(self, blob: str) -> int:
        with suppress(FileNotFoundError):
            return os.stat(os.path.join(self._blobs, blob)).st_size
        return 0

    def _name(self, number: int, *, settled: bool) -> str:
        return os.path.join(self._journal, f"{number:08}.{'jsonl' if settled else 'open'}")

    def _numbers(self) -> list[tuple[int, bool]]:
        try:
            names = os.listdir(self._journal)
        except FileNotFoundError:
            return []
        parts = (name.partition(".") for name in names)
        return [(int(stem), suffix == "jsonl") for stem, _, suffix in parts if stem.isdigit()]

    def _read(self, number: int, settled: bool) -> Entry | None:
        name = self._name(number, settled=settled)
        data = _read_if_there(name)
        entry = None if data is None else _entry(_lines(data), settled)
        with suppress(FileNotFoundError):
            return replace(entry, ended_ns=os.stat(name).st_mtime_ns) if entry else None
        return entry

    # -- locks

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold a lock for as long as the block runs; LockedError, naming the holder, if another has it.

        The kernel keeps the lock and frees it when we die, however we die. The process number in
        the file is for the message only: numbers are used again, so they prove nothing.
        """
        with _locked(os.path.join(self.path, f"{name}.lock"), looks=1) as holder:
            if holder is not None:
                raise LockedError(
                    f"another vaultkit is at work on this vault ({holder})",
                    f"stop it first, or let it do the work (the lock: {name})",
                )
            yield

    @contextmanager
    def hold_write(self) -> Iterator[None]:
        """Hold the short lock that is taken around every write, waiting some ten seconds for it."""
        with _locked(os.path.join(self.path, "write.lock"), looks=_PATIENCE) as holder:
            if holder is not None:
                raise LockedError(
                    f"another vaultkit keeps writing to this vault ({holder})",
                    "wait for it to end, then try again",
                )
            yield


def _write_whole(name: str, data: bytes) -> None:
    """Write a file of ours so that under its name there is all of it or nothing."""
    part = f"{name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(part, name)


def _read_if_there(name: str) -> bytes | None:
    try:
        descriptor = os.open(name, os.O_RDONLY | _BINARY)
    except FileNotFoundError:
        return None
    try:
        return read_all(descriptor)
    finally:
        os.close(descriptor)


def _append(name: str, lines: Sequence[dict[str, Any]], flags: int = 0) -> None:
    """Add lines of JSON to a file, safely on the disk.

    The line break comes first as well: a line that a crash cut short then stays alone, and is
    passed over by `_lines`. `json` writes the surrogates of odd file names as ASCII escapes.
    """
    data = "".join(f"\n{json.dumps(line)}\n" for line in lines).encode("ascii")
    descriptor = os.open(name, os.O_WRONLY | os.O_APPEND | _BINARY | flags, 0o600)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _intent(unit: int, records: Sequence[Record]) -> dict[str, Any]:
    return {"unit": unit, "records": [asdict(record) for record in records]}


def _lines(data: bytes) -> Iterator[dict[str, Any]]:
    for line in data.splitlines():
        with suppress(ValueError):
            yield json.loads(line)


def _entry(lines: Iterable[dict[str, Any]], settled: bool) -> Entry | None:
    """An entry as its lines tell it, None if it never got as far as an intent."""
    head: dict[str, Any] = {}
    units: dict[int, Unit] = {}
    undone = False
    for line in lines:
        if "records" in line:
            units[line["unit"]] = Unit(tuple(Record(**record) for record in line["records"]))
        elif "state" in line and line["unit"] in units:
            units[line["unit"]] = Unit(units[line["unit"]].records, line["state"])
        elif "number" in line:
            head = line
        undone = undone or "undone" in line
    if not head or not units:
        return None
    return Entry(**head, units=tuple(units.values()), undone=undone, settled=settled)


def _is_old(then: str, now: str) -> bool:
    """By days only, so that texts with and without a time zone can be compared."""
    try:
        return date.fromisoformat(now[:10]) - date.fromisoformat(then[:10]) > timedelta(days=KEPT_DAYS)
    except ValueError:
        return False


@contextmanager
def _locked(name: str, looks: int) -> Iterator[str | None]:
    """Try for a lock; yields None when it is ours, else who has it."""
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
    try:
        for look in range(looks):
            if _try_lock(descriptor):
                _sign(descriptor)
                yield None
                return
            if look + 1 < looks:
                time.sleep(0.05)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield os.read(descriptor, 200).decode("utf-8", "replace").strip() or "of unknown number"
    finally:
        let_go(descriptor)


def _sign(descriptor: int) -> None:
    """Say in the lock file who holds it. A disk too full for that is no reason not to hold it."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        write_all(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode())


if sys.platform == "win32":

    def _try_lock(descriptor: int) -> bool:
        """Lock one byte far behind the text, which must stay readable for others."""
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
