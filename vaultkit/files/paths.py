"""Where a path of the vault leads on the disk, and which paths are refused.

*root* is always the real path of the vault's folder, links followed.
"""

from __future__ import annotations

import os

from vaultkit.errors import DiskError, RefusedError
from vaultkit.obsidian import SHEETS, TRASH

OWN_FOLDER = ".vaultkit"
#: Files that are written: notes, what links to them, and the card with its QR code.
WRITABLE = (".md", *SHEETS, ".vcf", ".svg")


def real_path(root: str, path: str) -> str:
    """The place of a file on the disk, links followed."""
    return os.path.join(root, *real_parts(root, path))


def real_parts(root: str, path: str) -> tuple[str, ...]:
    """Where a path leads, links followed, part by part from the root; refuses to lead out of it."""
    parts = _parts(path)
    real = os.path.realpath(os.path.join(root, *parts))
    inside = root.rstrip(os.sep) + os.sep
    if not real.startswith(inside):
        raise DiskError(f"{path} is a link that leads out of the vault", "put the file itself there, not a link")
    return tuple(real.removeprefix(inside).split(os.sep))


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    foreign = os.sep != "/" and (os.sep in path or ":" in path)
    if foreign or not _is_encodable(path) or any(part in {"", ".", ".."} for part in parts):
        raise RefusedError(f"{path!r} is no path in a vault")
    return parts


def writable_parts(root: str, path: str) -> tuple[str, ...]:
    """The real place of a file that may be written: a visible note, canvas or base, from the vault's root."""
    real = real_parts(root, path)
    if any(part.startswith(".") for part in (*path.split("/"), *real)) or not real[-1].endswith(WRITABLE):
        raise RefusedError(f"{path}: only notes, canvases, bases and cards outside of hidden folders are written")
    return real


def movable_parts(root: str, path: str) -> tuple[str, ...]:
    """The place of a file or folder that may be moved, or may come there: visible, or in the trash.

    Only the folders around it are followed through links: a link is moved itself.
    """
    *parents, name = _parts(path)
    real = (*(real_parts(root, "/".join(parents)) if parents else ()), name)
    shown = real[1:] if real[0] == TRASH and len(real) > 1 else real
    if any(part.startswith(".") for part in shown):
        raise RefusedError(f"{path}: nothing in a hidden folder is moved")
    return real


def _is_encodable(path: str) -> bool:
    """False for what no file can be called."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False
