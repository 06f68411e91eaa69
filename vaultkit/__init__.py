"""vaultkit runs a professional network out of plain Markdown notes.

>>> import vaultkit
>>> vault = vaultkit.open_vault("my-vault")        # doctest: +SKIP
>>> for person in vault.due(today="2026-04-10"):   # doctest: +SKIP
...     print(person.name, person.points, person.due)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from vaultkit.workspace import Workspace

__all__ = ["__version__", "open_vault"]


def open_vault(path: str | os.PathLike[str]) -> Workspace:
    """Read the vault in the folder *path*. Nothing is written, now or by any question asked of it.

    The result has `.notes` (by path), `.graph`, `.settings`, `.findings()`, and every question as a
    method: `.due(today="2026-04-10", within="14d")`, `.birthdays()`, `.ask("after-events")`. Without
    `today` the clock is asked, in the vault's time zone.

    Raises MissingVaultError if there is no such folder, SettingsError if its `vaultkit.toml` cannot
    be used. Faults in notes raise nothing: they are `.findings()`.
    """
    from pathlib import Path

    from vaultkit.workspace import Workspace

    return Workspace(Path(path))


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("vaultkit")
    raise AttributeError(f"module 'vaultkit' has no attribute {name!r}")
