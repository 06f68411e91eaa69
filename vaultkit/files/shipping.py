"""What comes with vaultkit, how it is laid out in a folder, and where vaults are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from vaultkit.errors import DiskError, RefusedError
from vaultkit.files.folder import Folder
from vaultkit.files.words import naming


def shipped(name: Literal["templates", "example-vault"]) -> Path:
    """A folder that comes with vaultkit: in the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parents[1]
    found = next((place / name for place in (package, package.parent) if (place / name).is_dir()), None)
    if found is None:
        raise DiskError(f"the installation of vaultkit lacks its folder '{name}'", "install it again")
    return found


def shipped_texts(name: Literal["templates", "example-vault"]) -> dict[str, str]:
    """All files of a shipped folder, by their path in it."""
    root = shipped(name)
    with naming(os.fspath(root)):
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in paths}


def install(target: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Make the files that are missing below *target*, and their folders; the paths of those made."""
    written = []
    with naming(os.fspath(target)):
        os.makedirs(target, exist_ok=True)
    for path, data in files.items():
        *parents, name = path.split("/")
        if any(part in {"", ".", ".."} for part in (*parents, name)):
            raise RefusedError(f"{path!r} is no path in a vault")
        with naming(path), Folder.open(os.path.realpath(target), parents, make=True) as folder:
            if folder.create(name, data):
                written.append(path)
    return tuple(written)


def find_vault(start: Path) -> Path | None:
    """The nearest folder, from *start* upward, that is a vault: it has `vaultkit.toml` or `.obsidian`."""
    here = Path(os.path.abspath(start))
    signs = ("vaultkit.toml", ".obsidian")
    places = (here, *here.parents)
    return next((place for place in places if any((place / sign).exists() for sign in signs)), None)
