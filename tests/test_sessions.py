"""The manual of the command line is a test: what stands in sessions/*.md is typed, and must appear.

In a block of the kind `console`, `$ ` begins a command, `> ` continues it, and the rest is what
appears, data and words as they come. `[exit 2]` ends a command that failed. A moment is written
`TIME`, the home folder `~`. Each file starts in a fresh copy of the example vault, `~/my-vault`.

UPDATE_EXPECTED=1 pytest tests/test_sessions.py writes what appears into the files.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from live import PATIENCE, VAULTKIT, environment, example

SESSIONS = sorted((Path(__file__).parent / "sessions").glob("*.md"))
IS_UPDATE = bool(os.environ.get("UPDATE_EXPECTED"))

_BLOCK = re.compile(r"^(`{3,})console\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*(?:\n> .*)*)\n?((?:(?!\$ ).*\n)*)", re.MULTILINE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d[+\-:\d]*| \d\d:\d\d\b)")

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="a session needs a shell")


def typed(command: str, home: Path) -> str:
    """What appears when *command* is typed in the vault."""
    vaultkit = f'vaultkit() {{ {shlex.join(VAULTKIT)} "$@"; }}\n'
    done = subprocess.run(
        ["sh", "-c", vaultkit + re.sub(r"^> ", "", command, flags=re.MULTILINE)],
        cwd=home / "my-vault",
        env=environment(HOME=str(home), XDG_STATE_HOME=str(home / ".state")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        check=False,
    )
    shown = _MOMENT.sub("TIME", done.stdout.decode().replace(str(home), "~")).rstrip("\n")
    return "\n".join(filter(None, (shown, f"[exit {done.returncode}]" if done.returncode else "")))


def played(text: str, type_in: Callable[[str], str]) -> str:
    """The session's text with what really appears in place of what is expected."""

    def block(match: re.Match[str]) -> str:
        parts = [
            f"$ {command[1]}\n" + (f"{shown}\n" if (shown := type_in(command[1])) else "")
            for command in _COMMAND.finditer(match[2])
        ]
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`{3,}", "".join(parts))), default=0))
        return f"{fence}console\n" + "\n".join(parts) + f"{fence}\n"

    return _BLOCK.sub(block, text)


def play(session: Path, home: Path) -> str:
    """The text of a session as it really goes."""
    example(home / "my-vault")
    return played(session.read_text(encoding="utf-8"), lambda command: typed(command, home))


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Future[str]]:
    """The chosen sessions, played at the same time."""
    mine = [item for item in request.session.items if item.path == request.path and isinstance(item, pytest.Function)]
    pool = ThreadPoolExecutor(os.cpu_count())
    chosen: list[Any] = [item.callspec.params["session"] for item in mine]
    return {session: pool.submit(play, session, tmp_path_factory.mktemp("home")) for session in chosen}


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_a_session_shows_what_the_manual_says(session: Path, running: dict[Path, Future[str]]) -> None:
    expected = session.read_text(encoding="utf-8")
    shown = running[session].result()
    if IS_UPDATE:
        session.write_text(shown, encoding="utf-8")
    assert shown == expected or IS_UPDATE
