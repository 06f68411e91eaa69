"""Vaults on disk and vaultkit as a process: what the tests of the rim have in common."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vaultkit import open_vault
from vaultkit.workspace import Outcome, Workspace

EXAMPLE = Path(__file__).parent.parent / "example-vault"
TODAY = "2026-04-10"
VAULTKIT = (sys.executable, "-m", "vaultkit")
#: No test waits so long unless something is broken.
PATIENCE = 60.0


@dataclass(frozen=True)
class Ran:
    """A command that has ended: what it said, and its exit code."""

    out: str
    err: str
    code: int


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: English, UTF-8, UTC, a hundred columns, and no colours asked for."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "LC_CTYPE", "LANG")}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "TZ": "UTC", "COLUMNS": "100", **more}


def vaultkit(*arguments: str, at: Path, **more: str) -> Ran:
    """Run vaultkit in the folder *at*; *more* goes into its environment."""
    done = subprocess.run(
        [*VAULTKIT, *arguments],
        cwd=at,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.stdout, done.stderr, done.returncode)


_SEVERAL = """
import json, sys
from vaultkit.cli import main
codes = []
for command in json.loads(sys.argv[1]):
    sys.argv = ["vaultkit", *command]
    try:
        main()
    except SystemExit as end:
        codes.append(end.code or 0)
    for stream in (sys.stdout, sys.stderr):
        print("====", file=stream, flush=True)
print(json.dumps(codes))
"""


def several(*commands: Sequence[str], at: Path) -> list[Ran]:
    """Run one command after the other in a single process: much is started only once."""
    done = subprocess.run(
        [sys.executable, "-c", _SEVERAL, json.dumps(commands)],
        cwd=at,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    *outs, codes = done.stdout.split("====\n")
    errs = done.stderr.split("====\n")
    assert len(outs) == len(commands), (commands[len(outs)], done.stderr)
    return [Ran(out, err, code) for out, err, code in zip(outs, errs, json.loads(codes), strict=False)]


def example(folder: Path) -> Path:
    """A copy of the example vault."""
    shutil.copytree(EXAMPLE, folder)
    return folder


def lay_out(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """A vault with these notes."""
    for path, text in {"vaultkit.toml": 'timezone = "Europe/Paris"\n', **texts}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every visible file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".vaultkit" not in path.parts
    }


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file: a file that was written anew shows."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.stat()
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = (status.st_ino, status.st_mtime_ns)
    return found


def wait_until(is_so: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    """Wait for something to become true; fail with *what* if it never does."""
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end, f"it never happened: {what}"
        time.sleep(0.05)


class Desk:
    """A vault on disk, and what vaultkit makes of it."""

    def __init__(self, folder: Path, texts: Mapping[str, str | bytes]) -> None:
        self.root = lay_out(folder, texts)

    def __getitem__(self, path: str) -> str:
        """The text of a note, with its line ends as they are."""
        return (self.root / path).read_bytes().decode()

    def __setitem__(self, path: str, text: str | bytes) -> None:
        lay_out(self.root, {"vaultkit.toml": self["vaultkit.toml"], path: text})

    @property
    def paths(self) -> list[str]:
        """The files there are, but for the settings."""
        return [path for path in contents(self.root) if path != "vaultkit.toml"]

    def open(self) -> Workspace:
        """The vault as it is on disk now."""
        return open_vault(self.root)

    def render(self, today: str = TODAY) -> Outcome:
        """`vaultkit render`; twice, as the second time there must be nothing to do."""
        outcome = self.open().render(date.fromisoformat(today))
        assert outcome.is_complete, outcome.applied
        again = self.open().render_plan(date.fromisoformat(today))
        assert not again, again.diff()
        return outcome

    def replace(self, path: str, old: str, new: str) -> None:
        """The user changes some words of a note."""
        text = self[path]
        assert old in text, f"{old!r} is not in {text!r}"
        self[path] = text.replace(old, new)
