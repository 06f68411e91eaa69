"""What lies in a vault: which files there are, which of them are notes, and what a file holds."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator

from vaultkit.errors import DiskError
from vaultkit.files.folder import read_file
from vaultkit.files.paths import real_parts, real_path
from vaultkit.files.words import naming, reason
from vaultkit.model import DiskLink, Problem, Scan, Source, Stamp
from vaultkit.obsidian import SHEETS

LARGEST = 5 * 1000 * 1000
"""A note of more bytes is no note a person wrote: it is left out, and said so."""

# What editors, sed and office programs leave beside a file while they work; the rest starts with a dot.
_PASSING = re.compile(r"#.*|~\$.*|.*~|.*___jb_(?:tmp|old)___|4913|sed[A-Za-z0-9]{6}", re.DOTALL)

# Second versions, as Syncthing, Dropbox, ownCloud, Synology, Resilio and `Step.clear` name them.
_CONFLICT_COPY = re.compile(
    r"""  \.sync-conflict-\d{8}-\d{6}(?:-\w+)?
        | \ \((?:[^()]*\ )?conflicted\ copy(?:\ [^()]*)?\)
        | _[^_/]+_[A-Z][a-z]{2}-\d\d-\d{4}-\d{4}_\w*Conflict(?:_\d+)?
        | \.[Cc]onflict\d*
        | \ \(your\ edit(?:\ [\d -]+)?\)
    """,
    re.VERBOSE,
)


def scan_vault(root: str) -> Scan:
    """Everything that lies in the vault. Folders are not followed through links, so this ends."""
    notes: dict[str, Stamp] = {}
    sheets: dict[str, Stamp] = {}
    others: list[str] = []
    problems: list[Problem] = []
    links: dict[str, DiskLink] = {}
    for prefix, files in walk(root, "", problems):
        for entry in files:
            path = prefix + entry.name
            if entry.is_symlink():
                links[path] = _read_link(root, path)
            if not entry.name.endswith(".md"):
                others.append(path)
                if entry.name.endswith(SHEETS):
                    _scan_note(root, entry, path, sheets, problems)
            elif copied := _CONFLICT_COPY.search(entry.name):
                others.append(path)  # it is not read as a note, but its name is taken
                partner = prefix + entry.name[: copied.start()] + entry.name[copied.end() :]
                problems.append(_conflict_copy(path, partner, copied[0]))
            else:
                _scan_note(root, entry, path, notes, problems)
    others += (p.path for p in problems if p.code == "too-large")  # not read, and yet what links mean
    return Scan(notes, sheets, frozenset(others), tuple(sorted(problems)), links)


def _read_link(root: str, path: str) -> DiskLink:
    """Where a link of the disk leads by itself: perhaps to another link."""
    place = os.path.join(root, *path.split("/"))
    try:
        leads = os.readlink(place)
    except OSError:  # it went while we looked
        return DiskLink("")
    folder, name = os.path.split(os.path.join(os.path.dirname(place), leads))
    real = os.path.join(os.path.realpath(folder), name)
    inside = root.rstrip(os.sep) + os.sep
    to = real.removeprefix(inside).replace(os.sep, "/") if real.startswith(inside) else ""
    return DiskLink(to, is_relative=not os.path.isabs(leads))


def _scan_note(root: str, entry: os.DirEntry[str], path: str, notes: dict[str, Stamp], problems: list[Problem]) -> None:
    try:
        if entry.is_symlink():
            real_parts(root, path)
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
            notes[path] = stamp_of(status)


def walk(root: str, start: str, problems: list[Problem]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Every visible folder below *start* as (`path/`, its files); files are regular, or links to such."""
    waiting = [start]
    while waiting:
        prefix = waiting.pop()
        files: list[os.DirEntry[str]] = []
        try:
            with os.scandir(os.path.join(root, prefix)) as entries:
                for entry in entries:
                    if entry.name[0] == ".":
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if not getattr(entry, "is_junction", bool)():
                            waiting.append(f"{prefix}{entry.name}/")
                    elif (entry.name.endswith(".md") or not _PASSING.fullmatch(entry.name)) and _is_file(entry):
                        files.append(entry)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(_unreadable(prefix.rstrip("/") or ".", error))
        yield prefix, files


def _is_file(entry: os.DirEntry[str]) -> bool:
    """True for a regular file or a link to one; a link in a circle is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def read_source(root: str, path: str) -> Source | None:
    """A file that is not too large, as it is now; None if there is no regular one."""
    data = read_bytes(root, path, LARGEST)
    return None if data is None else Source.from_bytes(path, data)


def read_bytes(root: str, path: str, limit: int | None = None) -> bytes | None:
    """What a file holds now; None if there is no regular one."""
    with naming(path):
        seen = read_file(real_path(root, path), None, limit)
    return seen.data if seen else None


def read_stamp(root: str, path: str) -> Stamp | None:
    """The stamp of a file now; None if there is no regular one."""
    with naming(path):
        try:
            status = os.lstat(real_path(root, path))
        except (FileNotFoundError, NotADirectoryError):
            return None
    return stamp_of(status) if stat.S_ISREG(status.st_mode) else None


def stamp_of(status: os.stat_result) -> Stamp:
    """A stamp. On Windows, listing a folder tells no file numbers, so they are left out there."""
    inode = 0 if os.name == "nt" else status.st_ino
    return Stamp(status.st_mtime_ns, status.st_size, inode, status.st_ctime_ns)


def read_texts(root: str, folder: str, suffix: str) -> dict[str, Source]:
    """The files below a folder whose names end in *suffix*, by their path in that folder."""
    parent = f"{folder.strip('/')}/"
    found: dict[str, Source] = {}
    if not os.path.isdir(real_path(root, parent.rstrip("/"))):
        return found
    for prefix, files in walk(root, parent, []):
        for path in sorted(prefix + entry.name for entry in files if entry.name.endswith(suffix)):
            if source := read_source(root, path):
                found[path.removeprefix(parent)] = source
    return found


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(path, 1, 1, "unreadable", f"cannot be read: {reason(error)}")


def _too_large(path: str, size: int) -> Problem:
    message = f"is {size / 1e6:.1f} MB; notes larger than {LARGEST // 10**6} MB are left out"
    return Problem(path, 1, 1, "too-large", message, "split it, or move it out of the vault")


def is_note_name(name: str) -> bool:
    """Whether a visible file of that name is a note, and no second version of one."""
    return name.endswith(".md") and not _CONFLICT_COPY.search(name)


def _conflict_copy(path: str, partner: str, mark: str) -> Problem:
    if mark.startswith(" (your edit"):
        message = f"keeps an edit of yours that was in {partner}, and is not read as a note"
        return Problem(path, 1, 1, "kept-edit", message, "move what you need, then delete it")
    message = f"is a second version of {partner}, and is not read as a note of its own"
    return Problem(path, 1, 1, "conflict-copy", message, "merge what you need, then delete it")
