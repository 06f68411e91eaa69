"""The only door to the disk of a vault: what is there, and how it is changed without harm.

How a note is replaced (`_Step`): the new bytes are laid ready beside it, whole and synced, and the
two files change places in one call of the kernel. Then we look at what came out. If it is not
what the change was computed from, somebody saved in between: the files change places again and
the change is a conflict. So a note is old or new at every moment, and a save is never overwritten.

How several files change together (a unit): the intent is in the journal before the first byte, and
everything is laid ready before the first file changes place, so that a full disk is met while
there is nothing to take back. The file that came out stays until all are through: taking back is
another change of places. `recover` runs the same steps again after a crash.
"""

from __future__ import annotations

import errno
import functools
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self, TypeVar

from vaultkit.errors import DiskError, MissingVaultError, RefusedError, VaultkitError
from vaultkit.model import Problem, Scan, Source, Stamp, digest
from vaultkit.plan import Change, Plan
from vaultkit.state import (
    Entry,
    Record,
    StateFolder,
    Unit,
    UnitState,
    let_go,
    read_all,
    state_path,
    write_all,
)

LARGEST = 5 * 1000 * 1000
"""A note of more bytes is no note a person wrote: it is left out, and said so."""

OWN_FOLDER = ".vaultkit"
_IDENTITY = f"{OWN_FOLDER}/vault-id"
_LONGEST_STEM = 200  # bytes; with what is added, it must stay below 255
_PRUNE_EVERY = 32  # entries; reading the whole journal at each save would be slow

_T = TypeVar("_T")
_Begun = Literal["old", "new", "torn", "other"]

# Flags that a system does not have are left out; O_BINARY exists on Windows only, and must be set there.
_COMMON: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ: int = os.O_RDONLY | _COMMON | getattr(os, "O_NONBLOCK", 0)
_CREATE: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _COMMON
_FOLDER: int = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)
_HOLDS_FOLDERS = os.open in os.supports_dir_fd and os.link in os.supports_dir_fd

_TEMP = re.compile(r"\.vaultkit-(\d+)-[0-9a-f]{16}(-part)?\.tmp")

# What editors, sed and office programs leave beside a file while they work; the rest starts with a dot.
_PASSING = re.compile(r"[.#].*|~\$.*|.*~|.*___jb_(?:tmp|old)___|4913|sed[A-Za-z0-9]{6}", re.DOTALL)

# Second versions, as Syncthing, Dropbox, ownCloud, Synology, Resilio and `_Step.clear` name them.
_CONFLICT_COPY = re.compile(
    r"""  \.sync-conflict-\d{8}-\d{6}(?:-\w+)?
        | \ \((?:[^()]*\ )?conflicted\ copy(?:\ [^()]*)?\)
        | _[^_/]+_[A-Z][a-z]{2}-\d\d-\d{4}-\d{4}_\w*Conflict(?:_\d+)?
        | \.[Cc]onflict\d*
        | \ \(your\ edit(?:\ [\d -]+)?\)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Applied:
    """What became of a plan.

    `written` is on the disk. `conflicts` were not written, because the file is not (or no longer)
    what the change was computed from; read again and plan again. `failures` carry a sentence.
    `stamps` are those of the written files, by path. `kept` are files in which a save of the user
    was put that would otherwise be lost; `recovered` says what an earlier, interrupted run left.
    """

    written: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    failures: tuple[tuple[Change, str], ...] = ()
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()


class VaultFiles:
    """A vault's folder. Paths are relative to it, with `/`, as on disk; nothing outside it is touched."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._require_root()

    def _require_root(self) -> None:
        try:
            with os.scandir(self._real):
                return
        except FileNotFoundError:
            why = "does not exist"
        except NotADirectoryError:
            why = "is not a folder"
        except OSError as error:
            why = f"cannot be read: {_reason(error)}"
        raise MissingVaultError(os.fspath(self.root), why)

    # -- looking

    def identity(self) -> str | None:
        """The random name of the vault, the sign that it is really there; None before the first write."""
        source = self.read(_IDENTITY)
        found = source.text.strip() if source else ""
        return found if re.fullmatch(r"[0-9a-f]{32}", found) else None

    def scan(self) -> Scan:
        """Everything that lies in the vault. Folders are not followed through links, so this ends."""
        self._require_root()
        notes: dict[str, Stamp] = {}
        others: list[str] = []
        problems: list[Problem] = []
        for prefix, files in self._walk("", problems):
            for entry in files:
                path = prefix + entry.name
                if not entry.name.endswith(".md"):
                    others.append(path)
                elif copied := _CONFLICT_COPY.search(entry.name):
                    partner = prefix + entry.name[: copied.start()] + entry.name[copied.end() :]
                    problems.append(_conflict_copy(path, partner))
                else:
                    self._scan_note(entry, path, notes, problems)
        return Scan(notes, frozenset(others), tuple(sorted(problems)))

    def _scan_note(self, entry: os.DirEntry[str], path: str, notes: dict[str, Stamp], problems: list[Problem]) -> None:
        try:
            if entry.is_symlink():
                self._real_parts(path)
            status = entry.stat()
        except FileNotFoundError:  # it went while we looked, or is a link that leads nowhere
            return
        except OSError as error:
            problems.append(_unreadable(path, error))
        except DiskError as error:
            problems.append(Problem(path, 1, 1, "unreadable", error.message.removeprefix(f"{path} "), error.hint))
        else:
            if status.st_size > LARGEST:
                problems.append(_too_large(path, status.st_size))
            else:
                notes[path] = _stamp(status)

    def _walk(self, start: str, problems: list[Problem]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
        """Every visible folder below *start* as (`path/`, its files); files are regular, or links to such."""
        waiting = [start]
        while waiting:
            prefix = waiting.pop()
            files: list[os.DirEntry[str]] = []
            try:
                with os.scandir(os.path.join(self._real, prefix)) as entries:
                    for entry in entries:
                        if entry.name[0] == "." or _PASSING.fullmatch(entry.name):
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            if not getattr(entry, "is_junction", bool)():
                                waiting.append(f"{prefix}{entry.name}/")
                        elif _is_file(entry):
                            files.append(entry)
            except FileNotFoundError:
                continue
            except OSError as error:
                problems.append(_unreadable(prefix.rstrip("/") or ".", error))
            yield prefix, files

    def read(self, path: str) -> Source | None:
        """The file as it is now; None if there is none (any more), or no regular one.

        Raises DiskError if it cannot be read, is too large, or is a link that leads out of the vault.
        """
        seen = self._look(path, LARGEST)
        return Source.from_bytes(path, seen.data) if seen else None

    def stamp(self, path: str) -> Stamp | None:
        """The stamp of a file, as `scan` would give it; None if there is none."""
        with _naming(path):
            try:
                status = os.lstat(self._real_path(path))
            except (FileNotFoundError, NotADirectoryError):
                return None
        return _stamp(status) if stat.S_ISREG(status.st_mode) else None

    def read_texts(self, folder: str, suffix: str) -> dict[str, Source]:
        """The files below a folder whose names end in *suffix*, by their path in that folder."""
        parent = f"{folder.strip('/')}/"
        found: dict[str, Source] = {}
        if not os.path.isdir(self._real_path(parent.rstrip("/"))):
            return found
        for prefix, files in self._walk(parent, []):
            for path in sorted(prefix + entry.name for entry in files if entry.name.endswith(suffix)):
                if source := self.read(path):
                    found[path.removeprefix(parent)] = source
        return found

    def _look(self, path: str, limit: int | None = None) -> _Seen | None:
        with _naming(path):
            return _read_file(self._real_path(path), None, limit)

    def _real_path(self, path: str) -> str:
        return os.path.join(self._real, *self._real_parts(path))

    def _real_parts(self, path: str) -> tuple[str, ...]:
        """Where a path leads, links followed, part by part from the root; refuses to lead out of it."""
        parts = path.split("/")
        foreign = os.sep != "/" and (os.sep in path or ":" in path)
        if foreign or not _is_encodable(path) or any(part in {"", ".", ".."} for part in parts):
            raise RefusedError(f"{path!r} is no path in a vault")
        real = os.path.realpath(os.path.join(self._real, *parts))
        root = self._real.rstrip(os.sep) + os.sep
        if not real.startswith(root):
            raise DiskError(f"{path} is a link that leads out of the vault", "put the file itself there, not a link")
        return tuple(real.removeprefix(root).split(os.sep))

    # -- writing

    def apply(self, plan: Plan, *, command: str, when: str) -> Applied:
        """Make the changes of a plan that still fit what is on the disk; what failed is in the result.

        *when* is what the journal says; the clock is not read here. Raises LockedError if another
        vaultkit keeps writing, DiskError if nothing can be remembered outside of the vault.
        """
        if not plan:
            return Applied()
        with self._writing() as state:
            recovered = self._recover(state)
            log = _Log(state, command, when)
            results = [self._apply_unit(unit, log) for unit in plan.units()]
            log.close()
        return replace(_joined(results), recovered=tuple(recovered))

    def _apply_unit(self, unit: tuple[Change, ...], log: _Log) -> Applied:
        with ExitStack() as opened:
            try:
                looked = [(change, self._check(change)) for change in unit]
                steps = [
                    opened.enter_context(self._step(change, before))
                    for change, before in looked
                    if before != change.data
                ]
                if not steps:
                    return Applied()
                log.begin(steps)
            except _ConflictError:
                return Applied(conflicts=unit)
            except VaultkitError as error:
                return _failed(unit, error)
            return _carry_out(unit, steps, log)

    def _check(self, change: Change) -> bytes | None:
        """The bytes of the file now, if the change may be made to it (or is made already)."""
        self._writable_parts(change.path)
        seen = self._look(change.path)
        current = seen.data if seen else None
        if not (_is_utf8(current) and _is_utf8(change.after)):
            raise RefusedError(
                f"{change.path}: holds bytes that are not UTF-8, so it is never written",
                "save it as UTF-8, then try again",
            )
        if current != change.data and _digest(current) != change.expected:
            raise _ConflictError
        return current

    def _writable_parts(self, path: str) -> tuple[str, ...]:
        """The real place of a note that may be written: a visible `.md` file, seen from the vault's root."""
        real = self._real_parts(path)
        if any(part.startswith(".") for part in (*path.split("/"), *real)) or not real[-1].endswith(".md"):
            raise RefusedError(f"{path}: only notes (.md) outside of hidden folders are written")
        return real

    @contextmanager
    def _step(self, change: Change, before: bytes | None) -> Iterator[_Step]:
        *parents, name = self._writable_parts(change.path)
        with ExitStack() as opened:
            with _naming(change.path):
                folder = opened.enter_context(_Folder.open(self._real, parents, make=True))
            yield _Step(change.path, change.why, folder, name, _temp_name(), before, change.data)

    @contextmanager
    def _writing(self) -> Iterator[StateFolder]:
        """The state folder, with the short lock that keeps other writers out."""
        with _naming("the record of changes outside of the vault"):
            state = self._make_state()
            with state.hold_write():
                yield state

    def _make_state(self) -> StateFolder:
        identity = self.identity()
        if identity is None:
            with _naming(_IDENTITY), _Folder.open(self._real, (OWN_FOLDER,), make=True) as folder:
                folder.create("vault-id", f"{secrets.token_hex(16)}\n".encode())
            identity = self.identity()
        if identity is None:
            raise DiskError(f"{_IDENTITY} does not hold an id", "if this is your vault, delete the file and try again")
        state = StateFolder(state_path(identity, self.root))
        state.make()
        return state

    def _state(self) -> StateFolder | None:
        identity = self.identity()
        return StateFolder(state_path(identity, self.root)) if identity else None

    def hold_watch(self) -> AbstractContextManager[None]:
        """The lock of the one watcher that a vault can have; LockedError says who has it."""
        with _naming("the lock outside of the vault"):
            return self._make_state().hold("watch")

    # -- after a crash

    def recover(self) -> tuple[str, ...]:
        """Bring what a crash cut short to one of its two ends; sentences about what was done.

        Interrupted again, it can be run again: every step looks at the files, not at what was planned.
        """
        if self._state() is None:
            return tuple(self._sweep(None))
        with self._writing() as state:
            return (*self._recover(state), *self._sweep(state))

    def _recover(self, state: StateFolder) -> list[str]:
        said: list[str] = []
        for entry in state.unsettled():
            tidy = True
            for number, unit in enumerate(entry.units):
                try:
                    said += self._settle(state, entry, number, unit)
                except (OSError, VaultkitError, _ConflictError) as error:
                    tidy = False
                    said.append(f"'{entry.command}' was interrupted and is still unfinished: {_words(error)}")
            if tidy:
                state.settle(entry.number)
        return said

    def _settle(self, state: StateFolder, entry: Entry, number: int, unit: Unit) -> list[str]:
        """Finish a unit if all its files are as we know them, else take it back, as far as it got.

        One of which nothing is to be seen yet is dropped: whoever was told nothing will run it again.
        """
        said: list[str] = []
        with ExitStack() as opened:
            steps = [opened.enter_context(self._step_again(state, record)) for record in unit.records]
            known = [step for step in steps if step is not None]
            if unit.state in {"begun", "failed"}:
                for step in known:
                    step.rescue()
                begun = {step.begun() for step in known} | ({"other"} if len(known) < len(steps) else set())
                names = ", ".join(record.path for record in unit.records)
                if begun == {"old"}:
                    end: UnitState = "dropped"
                elif unit.state == "failed" or "other" in begun:
                    end = "dropped"
                    for step in reversed(known):
                        step.put_back()
                    said.append(f"took back what '{entry.command}' of {entry.when} had begun in {names}")
                else:
                    end = "made"
                    for step in known:
                        step.bring(step.after)
                    if "old" in begun or "torn" in begun:
                        said.append(f"finished what '{entry.command}' of {entry.when} had begun in {names}")
                state.end_unit(entry.number, number, end)
            said += [f"kept a version of {step.path} as {kept}" for step in known if (kept := step.clear())]
        return said

    @contextmanager
    def _step_again(self, state: StateFolder, record: Record) -> Iterator[_Step | None]:
        """The step of an earlier run; None if its bytes or its folder are gone, so that it is left alone."""
        with ExitStack() as opened:
            step: _Step | None = None
            before = state.load(record.before) if record.before else None
            after = state.load(record.after) if record.after else None
            if (before is None) == (record.before is None) and (after is None) == (record.after is None):
                with suppress(FileNotFoundError, NotADirectoryError, VaultkitError):
                    *parents, name = self._writable_parts(record.path)
                    folder = opened.enter_context(_Folder.open(self._real, parents))
                    step = _Step(record.path, record.why, folder, name, record.temp, before, after)
            yield step

    def _sweep(self, state: StateFolder | None) -> list[str]:
        """Remove temporary files of dead runs that no journal tells of, unless they hold unknown text."""
        said: list[str] = []
        for prefix in (f"{OWN_FOLDER}/", *(prefix for prefix, _ in self._walk("", []))):
            with suppress(OSError), _Folder.open(self._real, prefix.split("/")[:-1]) as folder:
                for name in folder.names():
                    found = _TEMP.fullmatch(name)
                    if not found or _is_running(int(found[1])):
                        continue
                    seen = folder.read(name)
                    if seen is None:
                        continue
                    ours = found[2] or prefix == f"{OWN_FOLDER}/" or not seen.data
                    if ours or (state and state.load(digest(seen.data)) is not None):
                        folder.unlink(name)
                    else:
                        said.append(f"{prefix}{name} was left by another run; look at it, then delete it")
        return said

    # -- what was done

    def history(self) -> tuple[Entry, ...]:
        """What was applied, newest first."""
        state = self._state()
        with _naming("the record of changes outside of the vault"):
            return tuple(entry for entry in state.entries() if entry.changes) if state else ()

    def undo_plan(self, number: int | None = None) -> tuple[Plan, Entry]:
        """The plan that restores the files of an entry (the newest that can be), and the entry.

        The files must still hold what we wrote, or applying the plan will report them as conflicts.
        """
        entry = _to_undo(self.history(), number)
        state = self._state()
        assert state is not None  # there is a history
        ends: dict[str, tuple[str | None, str | None, str]] = {}
        for index, unit in enumerate(entry.units):
            for record in unit.records if unit.state == "made" else ():
                first = ends[record.path][0] if record.path in ends else record.before
                label = f"undo-{entry.number}-{index}" if len(unit.records) > 1 else ""
                ends[record.path] = (first, record.after, label)
        why = f"undo {entry.number} ({entry.command})"
        changes = [
            _undoing(path, why, unit, _loaded(state, path, first), _loaded(state, path, last))
            for path, (first, last, unit) in reversed(ends.items())
        ]
        return Plan(tuple(changes)), entry

    def mark_undone(self, entry: Entry) -> None:
        """Remember that an entry was taken back, so that the next undo goes one further."""
        with self._writing() as state:
            state.mark_undone(entry.number)


# -- one file, step by step


class _ConflictError(Exception):
    """The file is not what the change was computed from."""

    def __str__(self) -> str:
        return "a file was saved at the same moment"


@dataclass(frozen=True, slots=True)
class _Step:
    """One file on its way from `before` to `after`; None is "no such file".

    Every method looks at the disk and remembers nothing, so that after a crash they can be called
    again. `swap` and what it calls raise `_ConflictError`, and leave what the user saved in place.
    """

    path: str
    why: str
    folder: _Folder
    name: str
    temp: str
    before: bytes | None
    after: bytes | None

    @property
    def record(self) -> Record:
        return Record(self.path, _digest(self.before), _digest(self.after), self.why, self.temp)

    def now(self) -> bytes | None:
        seen = self.folder.read(self.name)
        return seen.data if seen else None

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
        if laid and (data is None or laid.data != data):
            self.clear()
        if data is not None and not (laid and laid.data == data) and not self._has_more_names():
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
        if laid and not self._is_known(laid.data) and self.now() == self.after:
            self.swap(laid.data, self.after)

    def clear(self) -> str:
        """Remove what lies beside the file; the name under which it was kept, if it is the user's.

        An editor that had the file open may have saved into it after it was taken out.
        """
        self.folder.discard(_part_name(self.temp))
        seen = self.folder.read(self.temp)
        if seen is None:
            return ""
        if self._is_known(seen.data) or self.folder.same(self.temp, self.name):
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
                raise _ConflictError from None
            seen = self.folder.read(self.temp)
            out = seen.data if seen else None
            if out == wanted:
                if turn:
                    raise _ConflictError
                return None
            put, wanted = out, put
        raise _ConflictError

    def _replace(self, expected: bytes) -> None:
        """What is left where files cannot change places: look again, and at once replace."""
        if self.now() != expected:
            raise _ConflictError
        self.folder.replace(self.temp, self.name)

    def _put(self, data: bytes) -> None:
        """Give the new file its name, which nothing may have."""
        try:
            self.folder.put(self.temp, self.name, data)
        except FileExistsError:
            raise _ConflictError from None

    def _take_away(self, expected: bytes | None) -> None:
        """Move the file aside, and look at it then: only what nobody changed may go."""
        try:
            self.folder.replace(self.name, self.temp)
        except FileNotFoundError:
            raise _ConflictError from None
        seen = self.folder.read(self.temp)
        if seen is None or seen.data != expected:
            self._put(seen.data if seen else b"")
            raise _ConflictError

    def _overwrite(self, data: bytes, expected: bytes) -> None:
        """Write in place. The old bytes are in the journal; `_is_torn` knows a file cut short here."""
        try:
            descriptor = self.folder.descriptor(self.name, os.O_RDWR | _COMMON)
        except FileNotFoundError:
            raise _ConflictError from None
        try:
            if read_all(descriptor) != expected:
                raise _ConflictError
            _fill(descriptor, data)
            named = self.folder.status(self.name)
            if named is None or not os.path.samestat(named, os.fstat(descriptor)):
                _fill(descriptor, expected)
                raise _ConflictError
        finally:
            os.close(descriptor)


def _shared_length(first: bytes, second: bytes) -> int:
    """How many bytes two files have in common from the start."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))


def _fill(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)


class _Log:
    """The journal entry of one plan, begun with its first intent: a plan that changes nothing leaves none."""

    def __init__(self, state: StateFolder, command: str, when: str) -> None:
        self._state = state
        self._command = command
        self._when = when
        self._number = 0
        self._unit = -1
        self._tidy = True

    def begin(self, steps: Sequence[_Step]) -> None:
        """Write down what is about to happen, all bytes included. Nothing may be written before this."""
        records = [step.record for step in steps]
        with _naming(steps[0].path):
            versions = [data for step in steps for data in (step.before, step.after) if data is not None]
            self._state.keep(versions)
            if self._number:
                self._state.begin_unit(self._number, self._unit + 1, records)
            else:
                self._number = self._state.begin_entry(self._when, self._command, records)
        self._unit += 1

    def end(self, state: UnitState, *, tidy: bool) -> None:
        """Write down how it ended. If that fails, `recover` will see it for itself."""
        self._tidy = self._tidy and tidy
        try:
            self._state.end_unit(self._number, self._unit, state)
        except OSError:
            self._tidy = False

    def close(self) -> None:
        """Put the entry away if it is whole, and now and then forget old ones."""
        with suppress(OSError):
            if self._number and self._tidy:
                self._state.settle(self._number)
            if self._number and self._number % _PRUNE_EVERY == 0:
                self._state.prune(self._when)


def _carry_out(unit: tuple[Change, ...], steps: Sequence[_Step], log: _Log) -> Applied:
    """Write a unit whose intent is in the journal: all of it, or nothing that stays."""
    result, state = Applied(), _write(steps)
    end: UnitState = "made"
    if state is not None:
        result = Applied(conflicts=unit) if isinstance(state, _ConflictError) else _failed(unit, state)
        end = "dropped" if _put_back(steps) else "failed"
    kept: dict[str, str] = {}
    tidy = end != "failed"
    for step in steps if tidy else ():
        try:
            kept[step.path] = step.clear()
        except OSError:
            tidy = False
    log.end(end, tidy=tidy)
    result = replace(result, kept=tuple(filter(None, kept.values())))
    if end != "made":
        return result
    written = tuple(change for change in unit if any(step.path == change.path for step in steps))
    late = tuple(change for change in written if kept.get(change.path))
    return replace(result, written=written, conflicts=late, stamps=_stamps(steps))


def _write(steps: Sequence[_Step]) -> VaultkitError | _ConflictError | None:
    """Lay everything ready, then let everything change places; what went wrong, or None."""
    try:
        for step in steps:
            with _naming(step.path):
                step.stage(step.after)
        for step in steps:
            with _naming(step.path):
                step.swap(step.after, step.before)
    except (VaultkitError, _ConflictError) as error:
        return error
    return None


def _put_back(steps: Sequence[_Step]) -> bool:
    """Take back what was written of a unit; False if that did not work (`recover` will try again)."""
    try:
        for step in reversed(steps):
            step.put_back()
    except (OSError, _ConflictError):
        return False
    return True


def _stamps(steps: Sequence[_Step]) -> dict[str, Stamp]:
    """The stamps of our own writes. A file that was saved since gets none: it is to be read again."""
    stamps: dict[str, Stamp] = {}
    for step in steps:
        with suppress(OSError):
            seen = step.folder.read(step.name)
            if seen and seen.data == step.after:
                stamps[step.path] = _stamp(seen.status)
    return stamps


def _joined(results: Iterable[Applied]) -> Applied:
    results = list(results)
    return Applied(
        tuple(change for result in results for change in result.written),
        tuple(change for result in results for change in result.conflicts),
        tuple(failure for result in results for failure in result.failures),
        {path: stamp for result in results for path, stamp in result.stamps.items()},
        tuple(path for result in results for path in result.kept),
    )


def _failed(unit: tuple[Change, ...], error: VaultkitError) -> Applied:
    """A unit fails as one: every change says why, the one at fault first hand."""
    cause = _words(error)
    own = {change.path: cause for change in unit if cause.startswith(f"{change.path}:")}
    return Applied(
        failures=tuple((change, own.get(change.path, f"{change.path}: not written, as {cause}")) for change in unit)
    )


# -- files in a folder that is held open


@dataclass(frozen=True, slots=True)
class _Seen:
    data: bytes
    status: os.stat_result


class _Folder:
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
        return os.open(self._at(name), flags, mode, dir_fd=self._held)

    def names(self) -> list[str]:
        return os.listdir(self._path if self._held is None else self._held)

    def read(self, name: str) -> _Seen | None:
        return _read_file(self._at(name), self._held)

    def status(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(self._at(name), dir_fd=self._held, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def same(self, first: str, second: str) -> bool:
        """True if both are names of one file."""
        one, other = self.status(first), self.status(second)
        return one is not None and other is not None and os.path.samestat(one, other)

    def sync(self) -> None:
        """Make the names last through a power cut."""
        if self._held is not None:
            os.fsync(self._held)

    def lay(self, name: str, data: bytes, like: str = "") -> None:
        """Write a file of ours; it has its name only when it is whole, and *like*'s owner and mode."""
        model = self.status(like) if like else None
        part = _part_name(name)
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
        temp = _temp_name()
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
            return _patiently(lambda: os.rename(self._at(temp), self._at(name)))
        try:
            held = self._held
            os.link(self._at(temp), self._at(name), src_dir_fd=held, dst_dir_fd=held, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self._write_new(name, self._laid(temp) if data is None else data)
        return None

    def _laid(self, temp: str) -> bytes:
        seen = self.read(temp)
        return seen.data if seen else b""

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
        _patiently(lambda: os.replace(self._at(source), self._at(target), src_dir_fd=self._held, dst_dir_fd=self._held))

    def exchange(self, first: str, second: str) -> bool:
        """Let two files change places at once; False where the system has no such call."""
        return self._held is not None and exchange(self._held, first, second)

    def unlink(self, name: str) -> None:
        _patiently(lambda: os.unlink(self._at(name), dir_fd=self._held))

    def discard(self, name: str) -> None:
        """Unlink, if it is there."""
        with suppress(FileNotFoundError):
            self.unlink(name)


def _enter(outer: int, part: str, make: bool) -> int:
    flags = _FOLDER | _COMMON
    try:
        return os.open(part, flags, dir_fd=outer)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):
        os.mkdir(part, dir_fd=outer)
        os.fsync(outer)
    return os.open(part, flags, dir_fd=outer)


def _read_file(name: str, folder: int | None, limit: int | None = None) -> _Seen | None:
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
            return _Seen(data, after)
        time.sleep(0.02)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), name)


@functools.cache
def _exchange_call() -> Callable[..., int] | None:
    """`renameat2` of Linux or `renameatx_np` of macOS: same arguments, and 2 means "exchange" to both."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    calls = (getattr(library, name, None) for name in ("renameat2", "renameatx_np"))
    return next(filter(None, calls), None)


def exchange(folder: int, first: str, second: str) -> bool:
    """Let two files of an open folder change places; False where that cannot be done."""
    import ctypes

    call = _exchange_call()
    if call is None:
        return False
    if call(folder, os.fsencode(first), folder, os.fsencode(second), 2) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), second)


_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
_IN_USE = {5, 32, 33}  # Windows: a virus scanner or an indexer has the file open for a moment


def _patiently(act: Callable[[], _T]) -> _T:
    for pause in (0.05, 0.1, 0.2, 0.4, 0.8, 1.0):
        try:
            return act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
        time.sleep(pause)
    return act()


def _temp_name() -> str:
    return f".vaultkit-{os.getpid()}-{secrets.token_hex(8)}.tmp"


def _part_name(temp: str) -> str:
    return f"{temp.removesuffix('.tmp')}-part.tmp"


def _is_file(entry: os.DirEntry[str]) -> bool:
    """True for a regular file or a link to one; a link in a circle is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_running(process: int) -> bool:
    """True for another process that lives. We ourselves do not write while we sweep."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":  # there, `os.kill` with 0 is a Ctrl-C
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is_encodable(path: str) -> bool:
    """False for what no file can be called."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _digest(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _is_utf8(text: bytes | str | None) -> bool:
    """True for what is UTF-8, or can be written as such (None is nothing to object to)."""
    try:
        if isinstance(text, str):
            text.encode()
        elif text is not None:
            text.decode()
    except UnicodeError:
        return False
    return True


def _stamp(status: os.stat_result) -> Stamp:
    """A stamp. On Windows, listing a folder tells no file numbers, so they are left out there."""
    inode = 0 if os.name == "nt" else status.st_ino
    return Stamp(status.st_mtime_ns, status.st_size, inode, status.st_ctime_ns)


# -- undo


def _to_undo(history: Sequence[Entry], number: int | None) -> Entry:
    if number is None:
        found = next((entry for entry in history if not entry.undone and not entry.is_undo), None)
        if found is None:
            raise RefusedError("there is nothing to undo", "'vaultkit undo --list' shows what was done")
        return found
    found = next((entry for entry in history if entry.number == number), None)
    if found is None:
        oldest = min((entry.number for entry in history), default=0)
        why = "is no longer kept (30 days, 200 MB)" if 0 < number < oldest else "does not exist"
        raise RefusedError(f"change {number} {why}", "'vaultkit undo --list' shows what there is")
    if found.undone:
        raise RefusedError(f"change {number} is undone already", "'vaultkit undo --list' shows what was done")
    return found


def _loaded(state: StateFolder, path: str, wanted: str | None) -> bytes | None:
    if wanted is None:
        return None
    data = state.load(wanted)
    if data is None:
        raise RefusedError(f"the earlier text of {path} is no longer kept, so the change cannot be undone")
    return data


def _undoing(path: str, why: str, unit: str, original: bytes | None, ours: bytes | None) -> Change:
    """The change back, to the byte: a byte order mark that only one side has is taken as text."""
    before = None if ours is None else Source.from_bytes(path, ours)
    if original is None:
        return Change(path, before, None, why, unit)
    old = Source.from_bytes(path, original)
    if before is None or ours is None or before.bom == old.bom:
        return Change(path, before, original.decode() if before is None else old.text, why, unit)
    raw = replace(before, text=ours.decode(), bom=False)
    return Change(path, raw, original.decode(), why, unit)


# -- words


_REASONS = {
    errno.ENOSPC: "the disk is full; make room, then try again",
    errno.EDQUOT: "your disk quota is used up; make room, then try again",
    errno.EACCES: "no permission; check who may read and write it",
    errno.EPERM: "no permission; check who may read and write it",
    errno.EROFS: "the disk is read-only; make it writable, then try again",
    errno.EIO: "the disk reports an error; check the disk, then try again",
    errno.EMFILE: "too many files are open; close some programs, then try again",
    errno.ENFILE: "too many files are open; close some programs, then try again",
    errno.ENAMETOOLONG: "the name is too long for the disk; shorten it",
    errno.EFBIG: "it is larger than 5 MB; split it",
    errno.EBUSY: "it keeps changing while it is read; try again when that has ended",
    errno.ELOOP: "it is a link that leads nowhere; put the file itself there",
}


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or f"{error.strerror or error}; put that right, then try again"


def _words(error: Exception) -> str:
    if isinstance(error, VaultkitError):
        return "; ".join(filter(None, (error.message, error.hint)))
    return _reason(error) if isinstance(error, OSError) else str(error)


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """Turn an error of the system into one sentence that says of what."""
    try:
        yield
    except OSError as error:
        raise DiskError(f"{what}: {_reason(error)}") from error


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(path, 1, 1, "unreadable", f"cannot be read: {_reason(error)}")


def _too_large(path: str, size: int) -> Problem:
    message = f"is {size / 1e6:.1f} MB; notes larger than {LARGEST // 10**6} MB are left out"
    return Problem(path, 1, 1, "too-large", message, "split it, or move it out of the vault")


def _conflict_copy(path: str, partner: str) -> Problem:
    message = f"is a second version of {partner}, and is not read as a note of its own"
    return Problem(path, 1, 1, "conflict-copy", message, "merge what you need, then delete it")


# -- what is shipped, and where vaults are


def shipped(name: Literal["templates", "example-vault"]) -> Path:
    """A folder that comes with vaultkit: beside this module in a wheel, one level up in a checkout."""
    here = Path(__file__).parent
    found = next((place / name for place in (here, here.parent) if (place / name).is_dir()), None)
    if found is None:
        raise DiskError(f"the installation of vaultkit lacks its folder '{name}'", "install it again")
    return found


def shipped_texts(name: Literal["templates", "example-vault"]) -> dict[str, str]:
    """All files of a shipped folder, by their path in it."""
    root = shipped(name)
    with _naming(os.fspath(root)):
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in paths}


def install(target: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Make the files that are missing below *target*, and their folders; the paths of those made."""
    written = []
    with _naming(os.fspath(target)):
        os.makedirs(target, exist_ok=True)
    for path, data in files.items():
        *parents, name = path.split("/")
        if any(part in {"", ".", ".."} for part in (*parents, name)):
            raise RefusedError(f"{path!r} is no path in a vault")
        with _naming(path), _Folder.open(os.path.realpath(target), parents, make=True) as folder:
            if folder.create(name, data):
                written.append(path)
    return tuple(written)


def find_vault(start: Path) -> Path | None:
    """The nearest folder, from *start* upward, that is a vault: it has `vaultkit.toml` or `.obsidian`."""
    here = Path(os.path.abspath(start))
    signs = ("vaultkit.toml", ".obsidian")
    places = (here, *here.parents)
    return next((place for place in places if any((place / sign).exists() for sign in signs)), None)
