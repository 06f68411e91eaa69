"""The only door to the disk of a vault: what is there, and how it is changed without harm.

How a note is replaced (`steps`): the new bytes are laid ready beside it, whole and synced, and the
two files change places in one call of the kernel. Then we look at what came out. If it is not
what the change was computed from, somebody saved in between: the files change places again and
the change is a conflict. So a note is old or new at every moment, and a save is never overwritten.

How several files change together (`units`): the intent is in the journal before the first byte, and
everything is laid ready before the first file changes place, so that a full disk is met while
there is nothing to take back. The file that came out stays until all are through: taking back is
another change of places. `recovery` runs the same steps again after a crash.

What a path is stands in `paths`, what lies in a vault in `scan`, what comes with vaultkit in
`shipping`, what is written for other programs in `exports`; `undo` plans the way back. All calls
into the system that write are in `folder`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from vaultkit.errors import DiskError, MissingVaultError
from vaultkit.files.exports import require_ours, write_exports
from vaultkit.files.folder import Folder
from vaultkit.files.paths import OWN_FOLDER
from vaultkit.files.recovery import settle_all, sweep
from vaultkit.files.scan import LARGEST, is_note_name, read_source, read_stamp, read_texts, scan_vault
from vaultkit.files.shipping import find_vault, install, shipped, shipped_texts
from vaultkit.files.undo import entry_to_undo, restoring
from vaultkit.files.units import Applied, apply_units
from vaultkit.files.words import naming, reason
from vaultkit.model import Scan, Source, Stamp
from vaultkit.plan import Plan
from vaultkit.state import Entry, StateFolder, state_path

__all__ = [
    "LARGEST",
    "OWN_FOLDER",
    "Applied",
    "VaultFiles",
    "find_vault",
    "install",
    "require_ours",
    "shipped",
    "shipped_texts",
    "write_exports",
]

_IDENTITY = f"{OWN_FOLDER}/vault-id"


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
            why = f"cannot be read: {reason(error)}"
        raise MissingVaultError(os.fspath(self.root), why)

    # -- looking

    def identity(self) -> str | None:
        """The random name of the vault, the sign that it is really there; None before the first write."""
        source = self.read(_IDENTITY)
        found = source.text.strip() if source else ""
        return found if re.fullmatch(r"[0-9a-f]{32}", found) else None

    def scan(self) -> Scan:
        """Everything that lies in the vault."""
        self._require_root()
        return scan_vault(self._real)

    def is_note(self, path: str) -> bool:
        """Whether a file of that name is read as a note; a second version of one is not."""
        return is_note_name(path.rsplit("/", 1)[-1])

    def path_of(self, folder: Path) -> str | None:
        """Where a folder (which may be missing yet) lies in the vault; None if that is outside, or hidden."""
        real = os.path.realpath(folder)
        inside = self._real.rstrip(os.sep) + os.sep
        if not (real + os.sep).startswith(inside):
            return None
        path = (real + os.sep).removeprefix(inside).rstrip(os.sep).replace(os.sep, "/")
        return None if any(part.startswith(".") for part in path.split("/")) else path

    def read(self, path: str) -> Source | None:
        """The file as it is now; None if there is none (any more), or no regular one.

        Raises DiskError if it cannot be read, is too large, or is a link that leads out of the vault.
        """
        return read_source(self._real, path)

    def stamp(self, path: str) -> Stamp | None:
        """The stamp of a file, as `scan` would give it; None if there is none."""
        return read_stamp(self._real, path)

    def read_texts(self, folder: str, suffix: str) -> dict[str, Source]:
        """The files below a folder whose names end in *suffix*, by their path in that folder."""
        return read_texts(self._real, folder, suffix)

    # -- writing

    def apply(self, plan: Plan, *, command: str, when: str) -> Applied:
        """Make the changes of a plan that still fit what is on the disk; what failed is in the result.

        *when* is what the journal says; the clock is not read here. Raises LockedError if another
        vaultkit keeps writing, DiskError if nothing can be remembered outside of the vault.
        """
        if not plan:
            return Applied()
        with self._writing() as state:
            recovered = settle_all(self._real, state)
            applied = apply_units(self._real, plan.units(), state, command, when)
        return replace(applied, recovered=tuple(recovered))

    @contextmanager
    def _writing(self) -> Iterator[StateFolder]:
        """The state folder, with the short lock that keeps other writers out."""
        with naming("the record of changes outside of the vault"):
            state = self._make_state()
            with state.hold_write():
                yield state

    def _make_state(self) -> StateFolder:
        identity = self.identity()
        if identity is None:
            with naming(_IDENTITY), Folder.open(self._real, (OWN_FOLDER,), make=True) as folder:
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
        with naming("the lock outside of the vault"):
            return self._make_state().hold("watch")

    # -- after a crash

    def is_interrupted(self) -> bool:
        """Whether `recover` has something to bring to an end. It lists one folder, so it may be asked often."""
        state = self._state()
        with naming("the record of changes outside of the vault"):
            return state is not None and state.is_interrupted()

    def recover(self) -> tuple[str, ...]:
        """Bring what a crash cut short to one of its two ends; sentences about what was done.

        Interrupted again, it can be run again: every step looks at the files, not at what was planned.
        """
        if self._state() is None:
            return tuple(sweep(self._real, None))
        with self._writing() as state:
            return (*settle_all(self._real, state), *sweep(self._real, state))

    # -- what was done

    def history(self) -> tuple[Entry, ...]:
        """What was applied, newest first."""
        state = self._state()
        with naming("the record of changes outside of the vault"):
            return tuple(entry for entry in state.entries() if entry.changes) if state else ()

    def undo_plan(self, number: int | None = None) -> tuple[Plan, Entry]:
        """The plan that restores the files of an entry (the newest that can be), and the entry.

        The files must still hold what we wrote, or applying the plan will report them as conflicts.
        """
        entry = entry_to_undo(self.history(), number)
        state = self._state()
        assert state is not None  # there is a history
        return restoring(state, entry), entry

    def mark_undone(self, entry: Entry) -> None:
        """Remember that an entry was taken back, so that the next undo goes one further."""
        with self._writing() as state:
            state.mark_undone(entry.number)
