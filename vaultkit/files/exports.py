"""Files for other programs, in a folder that the user names: each is old or new at every moment.

They are made from the notes and can be made again at any time, so nothing is remembered of them. The
folder may lie anywhere, a hidden one in the vault included, because that is where such programs look;
but only the names that are asked for are written there. A file that may hold words of the user's is
not replaced.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from vaultkit.errors import RefusedError
from vaultkit.files.folder import Folder, temp_name
from vaultkit.files.words import naming


def write_exports(
    target: Path, files: Mapping[str, bytes], is_ours: Callable[[str], bool] | None = None, *, dry_run: bool = False
) -> tuple[str, ...]:
    """Let the files of the folder *target* be these, and make it if need be; the names of those that were not so yet.

    Raises RefusedError, before anything is written, if *target* is a file, if a name belongs to a link or
    a folder, or if *is_ours* does not know what a file holds as written by us.
    """
    with naming(os.fspath(target)):
        if os.path.lexists(target) and not os.path.isdir(target):
            raise RefusedError(f"{target} is no folder", "name a folder; it is made if it is missing")
        if dry_run and not os.path.lexists(target):
            return tuple(files)
        if not dry_run:
            os.makedirs(target, exist_ok=True)
        with Folder.open(os.path.realpath(target), ()) as folder:
            for name in files:
                _require_file(folder, name, target)
            there = {name: folder.read(name) for name in files}
            changed = tuple(name for name, data in files.items() if there[name] != data)
            for name in changed:
                require_ours(os.fspath(target / name), there[name], is_ours)
            for name in () if dry_run else changed:
                _replace(folder, name, files[name])
    return changed


def require_ours(path: str, data: bytes | None, is_ours: Callable[[str], bool] | None) -> None:
    """Refuse to replace what *is_ours* does not know; without it everything may be replaced."""
    if data is not None and is_ours is not None and not is_ours(data.decode("utf-8", "surrogateescape")):
        message = f"{path} was changed since vaultkit wrote it, or is another file, and is left as it is"
        raise RefusedError(message, "move it away, or replace it with --force")


def _require_file(folder: Folder, name: str, target: Path) -> None:
    status = folder.status(name)
    if status is not None and not stat.S_ISREG(status.st_mode):
        what = "a link" if stat.S_ISLNK(status.st_mode) else "no file"
        raise RefusedError(f"{target / name} is {what}, and is left as it is", "move it away, or name another folder")


def _replace(folder: Folder, name: str, data: bytes) -> None:
    temp = temp_name()
    try:
        folder.lay(temp, data, like=name)
        folder.replace(temp, name)
    finally:
        folder.discard(temp)
    folder.sync()
