"""Whatever happens in the middle of a write, a note is old or new, and a save of the user is not lost.

A failpoint is a call into the system. Each scenario is run again and again: killed at the first
failpoint, at the second, and so on until it comes to its end; then the same with errors.
To widen the tests, add a scenario to SCENARIOS or an error to ERRORS.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from live import vaultkit

from vaultkit import open_vault
from vaultkit.cli import READERS
from vaultkit.errors import VaultkitError
from vaultkit.files import Applied, VaultFiles
from vaultkit.files import folder as folder_module
from vaultkit.plan import Change, Move, Plan
from vaultkit.refactor import move_plan
from vaultkit.state import StateFolder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed in the middle: needs fork")

NOW = "2026-03-02T09:00:00"
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)

# A kill around a call that only looks leaves the disk as a kill around the next writing call does.
WRITING = (
    *("open", "write", "fsync", "close", "link", "rename", "replace", "unlink", "mkdir", "rmdir"),
    *("ftruncate", "fchmod", "fchown", "setxattr"),
)
STRIDE = 13  # tried with 1
ENDLESS = 1000
LOOKING = ("read", "fstat", "stat", "lstat", "listdir", "scandir", "listxattr", "getxattr", "lseek")


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where thousands of small vaults are made; in memory if possible, as they sync at every step.

    What vaultkit remembers lies there too, not in the home folder of whoever runs the tests.
    """
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="vaultkit-", dir=memory) as folder:
        monkeypatch.setenv("XDG_STATE_HOME", os.path.join(folder, "state"))
        yield Path(folder)


# -- scenarios


@dataclass(frozen=True)
class Scenario:
    """Notes as they are and as they shall be (None: no such note); those of `unit` change together.

    `moves` come last in the unit, and `between` is what notes hold right before that.
    """

    name: str
    before: dict[str, bytes | None]
    after: dict[str, bytes | None]
    unit: tuple[str, ...] = ()
    hard_links: dict[str, str] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    between: dict[str, bytes] = field(default_factory=dict)

    def lay_out(self, root: Path) -> VaultFiles:
        """Make the vault."""
        for path, data in self.before.items():
            if data is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(data)
        for name, path in self.hard_links.items():
            (root / name).hardlink_to(root / path)
        if "link" in self.lacks:  # there, a torn id stays, and the user is told to delete it
            (root / ".vaultkit").mkdir()
            (root / ".vaultkit/vault-id").write_text(f"{'0' * 32}\n")
        return VaultFiles(root)

    def plan(self, vault: VaultFiles) -> Plan:
        """The plan, computed from the vault as it is before anything happened."""
        moves = tuple(Move(path, to, "a test", "merge") for path, to in self.moves)
        changed = self.between if moves else self.after
        return Plan(tuple(self._change(vault, path) for path in changed), moves=moves)

    def is_done(self, root: Path) -> bool:
        """A plan with moves that was carried out cannot be carried out again."""
        return bool(self.moves) and all(look(root, path) == data for path, data in self.after.items())

    def _change(self, vault: VaultFiles, path: str) -> Change:
        after = self.between.get(path, self.after[path])
        text = None if after is None else after.decode()
        return Change(path, vault.read(path), text, "a test", "merge" if path in self.unit else "")

    def check_whole(self, root: Path) -> None:
        """Every note is wholly old or wholly new, except for what must be written in place."""
        for path in set(self.after) - set(self.hard_links.values()) - self._new_without_links():
            assert look(root, path) in (self.before[path], self.after[path], self.between.get(path)), path

    def _new_without_links(self) -> set[str]:
        return {path for path, data in self.before.items() if data is None and "link" in self.lacks}

    def check_together(self, root: Path) -> None:
        """Every unit is all old or all new, and nothing of ours lies about."""
        unit = self.unit or tuple(self.after)[:1]
        versions = (self.before, self.after)
        now = {path: look(root, path) for path in self.after}
        assert any(all(now[path] == version[path] for path in unit) for version in versions), now
        assert all(now[path] in (self.before[path], self.after[path]) for path in now), now
        assert [path.name for path in root.rglob(".vaultkit-*")] == []

    def check_done(self, root: Path) -> None:
        """Everything is new, and nothing else has changed."""
        assert {path: look(root, path) for path in self.after} == self.after
        others = {path: data for path, data in self.before.items() if path not in self.after}
        assert {path: look(root, path) for path in others} == others
        assert [path.name for path in root.rglob("*your edit*")] == []


def look(root: Path, path: str) -> bytes | None:
    return (root / path).read_bytes() if (root / path).exists() else None


def save_by_rename(path: Path, data: bytes) -> None:
    aside = path.with_name(".aside")
    aside.write_bytes(data)
    aside.rename(path)


def save_in_place(path: Path, data: bytes) -> None:
    path.write_bytes(data)


OLD, NEW = b"---\ntype: contact\n---\nold\r\n", b"---\ntype: contact\nlast_contact: 2026-03-02\n---\nnew\r\n"
SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "two notes together and one alone",
        {"People/Ann.md": OLD, "Tom.md": b"Tom\n", "Home.md": b"Home\n", "Not ours.md": b"x"},
        {"People/Ann.md": NEW, "Tom.md": b"", "Home.md": b"Home, new\n"},
        unit=("People/Ann.md", "Tom.md"),
    ),
    Scenario(
        "a new note in a new folder together with a change and a removal",
        {"Ann.md": OLD, "Pitches/2026/Ann.md": None, "Draft.md": b"ours\n"},
        {"Pitches/2026/Ann.md": b"Hello\n", "Ann.md": NEW, "Draft.md": None},
        unit=("Pitches/2026/Ann.md", "Ann.md", "Draft.md"),
    ),
    Scenario(
        "a note with two names together with another",
        {"Ann.md": OLD, "Tom.md": b"Tom, a long text\n"},
        {"Ann.md": NEW, "Tom.md": b"short\n"},
        unit=("Ann.md", "Tom.md"),
        hard_links={"Ann too.md": "Ann.md"},
    ),
    Scenario(
        "two notes together on a disk that cannot exchange files",
        {"Ann.md": OLD, "Tom.md": b"Tom\n"},
        {"Ann.md": NEW, "Tom.md": b"Tom, new\n"},
        unit=("Ann.md", "Tom.md"),
        lacks=("exchange",),
    ),
    Scenario(
        "two new notes together on a disk without links",
        {"Ann.md": None, "Tom.md": None, "Home.md": OLD},
        {"Ann.md": NEW, "Tom.md": b"Tom, new\n", "Home.md": NEW},
        unit=("Ann.md", "Tom.md", "Home.md"),
        lacks=("exchange", "link"),
    ),
)
MOVES = (
    Scenario(
        "a note that goes to a new folder, and what links to it",
        {"People/Ann.md": OLD, "Home.md": b"[[People/Ann]]\n", "Old/2026/Ann B.md": None},
        {"People/Ann.md": None, "Home.md": b"[[Old/2026/Ann B]]\n", "Old/2026/Ann B.md": NEW},
        unit=("People/Ann.md", "Home.md", "Old/2026/Ann B.md"),
        moves=(("People/Ann.md", "Old/2026/Ann B.md"),),
        between={"People/Ann.md": NEW, "Home.md": b"[[Old/2026/Ann B]]\n"},
    ),
    Scenario(
        "a folder, with notes in it that change",
        {"People/Ann.md": OLD, "People/in/Tom.md": b"Tom\n", "Known/Ann.md": None, "Known/in/Tom.md": None},
        {"People/Ann.md": None, "People/in/Tom.md": None, "Known/Ann.md": NEW, "Known/in/Tom.md": b"Tom\n"},
        unit=("People/Ann.md", "People/in/Tom.md", "Known/Ann.md", "Known/in/Tom.md"),
        moves=(("People", "Known"),),
        between={"People/Ann.md": NEW},
    ),
    Scenario(
        "a note that changes and goes from one folder to another",
        {"People/Ann.md": OLD, "People/Tom.md": b"[[Ann]]\n", "Old/Bo.md": b"Bo\n", "Old/Ann.md": None},
        {"People/Ann.md": None, "People/Tom.md": b"[[Old/Ann]]\n", "Old/Ann.md": NEW},
        unit=("People/Ann.md", "People/Tom.md", "Old/Ann.md"),
        moves=(("People/Ann.md", "Old/Ann.md"),),
        between={"People/Ann.md": NEW, "People/Tom.md": b"[[Old/Ann]]\n"},
    ),
    Scenario(
        "a picture that goes to the trash, on a disk that can neither exchange nor rename with care",
        {"a.png": b"\x89PNG\xff", ".trash/a.png": None, "Home.md": OLD},
        {"a.png": None, ".trash/a.png": b"\x89PNG\xff", "Home.md": NEW},
        unit=("a.png", ".trash/a.png", "Home.md"),
        moves=(("a.png", ".trash/a.png"),),
        between={"Home.md": NEW},
        lacks=("exchange", "rename"),
    ),
)
SCENARIOS = (*SCENARIOS, *MOVES)
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


# -- failpoints


class Failpoints:
    """Stands around the calls into the system; `act` gets the number of the call, its name and itself.

    `half` does half of the write that is under way.
    """

    def __init__(self, names: tuple[str, ...], act: Callable[[int, str, Callable[[], Any]], Any]) -> None:
        self.count = 0
        self._names = tuple(name for name in names if hasattr(os, name))
        self._act = act
        self.half: Callable[[], object] = lambda: None

    @contextmanager
    def armed(self, lacks: tuple[str, ...] = ()) -> Iterator[None]:
        """Let nothing pass by unseen while the block runs, on a disk that *lacks* some calls."""
        real = {name: getattr(os, name) for name in self._names}
        real_exchange = folder_module.exchange
        for name, call in real.items():
            setattr(os, name, self._around(name, call))
        real_rename, real_flagged = folder_module.rename_new, folder_module._renamed
        folder_module.exchange = self._around("exchange", real_exchange)
        folder_module.rename_new = self._around("rename_new", real_rename)
        if "rename" in lacks:
            folder_module._renamed = lambda *_: False
        if "exchange" in lacks:
            folder_module.exchange = lambda *_: False
        if "link" in lacks:
            os.link = refuse_link
        try:
            yield
        finally:
            folder_module.exchange = real_exchange
            folder_module.rename_new, folder_module._renamed = real_rename, real_flagged
            for name, call in real.items():
                setattr(os, name, call)

    def _around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **keywords: Any) -> Any:
            self.count += 1
            if name == "write":
                self.half = lambda: call(args[0], bytes(args[1])[: len(args[1]) // 2])
            return self._act(self.count, name, lambda: call(*args, **keywords))

        return wrapped


def refuse_link(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "no links here")


def killed(moment: int, how: str, deed: Callable[[], object], lacks: tuple[str, ...] = ()) -> bool:
    """Do a deed in a child that is killed at a failpoint; False if it came to its end before that.

    `within` a call is half-way through a write, and right after any other call.
    """
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return True
        assert os.WEXITSTATUS(status) == 0, "the child failed by itself; its traceback is above"
        return False

    def act(number: int, name: str, call: Callable[[], Any]) -> Any:
        if number == moment:
            if how == "within":
                with suppress(OSError):
                    failpoints.half() if name == "write" else call()
            os.kill(os.getpid(), signal.SIGKILL)
        return call()

    failpoints = Failpoints(WRITING, act)
    status = 1
    try:
        with failpoints.armed(lacks):
            deed()
        status = 0
    except BaseException as error:  # a child must never come back into pytest
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def apply(vault: VaultFiles, plan: Plan) -> Applied:
    return vault.apply(plan, command="merge", when=NOW)


def finish(scenario: Scenario, root: Path, plan: Plan) -> None:
    """What the next run finds and does."""
    vault = VaultFiles(root)
    vault.recover()
    scenario.check_together(root)
    assert vault.recover() == ()
    if scenario.is_done(root):
        return
    result = apply(vault, plan)
    assert not result.conflicts
    assert not result.failures
    scenario.check_done(root)
    scenario.check_together(root)


@every_scenario
@pytest.mark.parametrize("how", ["before", "within"])
def test_killed_at_any_moment(scenario: Scenario, how: str, ground: Path) -> None:
    moment, running = 0, True
    while running:
        moment += 1
        root = ground / f"vault {moment}"
        vault = scenario.lay_out(root)
        plan = scenario.plan(vault)
        running = killed(moment, how, lambda: apply(vault, plan), scenario.lacks)  # noqa: B023
        scenario.check_whole(root)
        finish(scenario, root, plan)
        shutil.rmtree(root)
    print(f"{moment - 1} moments")
    assert moment > len(WRITING)


@every_scenario
def test_killed_again_while_recovering(scenario: Scenario, ground: Path) -> None:
    """Some moments of the first run, and of the recovery every moment."""
    moment, kills, running = 1, 0, True
    while running:
        moment += STRIDE
        root = ground / f"vault {moment}"
        vault = scenario.lay_out(root)
        plan = scenario.plan(vault)
        running = killed(moment, "within", lambda: apply(vault, plan), scenario.lacks)  # noqa: B023
        again = 1
        while killed(again, "within", lambda: VaultFiles(root).recover(), scenario.lacks):  # noqa: B023
            scenario.check_whole(root)
            again += 1
            kills += 1
            assert again < ENDLESS, "recovery never comes to its end"
        finish(scenario, root, plan)
        shutil.rmtree(root)
    print(f"{kills} kills")


@every_scenario
@pytest.mark.parametrize("forever", [False, True], ids=["once", "for ever"])
def test_an_error_at_any_moment(scenario: Scenario, forever: bool, ground: Path) -> None:
    """The errors take turns: one moment meets one of them, and neighbouring moments another."""
    moment, running = 0, True

    def act(number: int, name: str, call: Callable[[], Any]) -> Any:
        if number == moment or (forever and number > moment):
            if name == "close":
                call()
            error = ERRORS[moment % len(ERRORS)]
            raise OSError(error, os.strerror(error))
        return call()

    while running:
        moment += 1
        root = ground / f"vault {moment}"
        vault = scenario.lay_out(root)
        plan = scenario.plan(vault)
        failpoints = Failpoints(WRITING + LOOKING, act)
        open_files = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
        try:
            with failpoints.armed(scenario.lacks):
                result = apply(vault, plan)
        except VaultkitError:
            result = Applied()
        assert open_files == (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0), moment
        running = failpoints.count >= moment
        check_report(scenario, root, plan, result, forever=forever)
        finish(scenario, root, plan)
        shutil.rmtree(root)
    print(f"{moment - 1} moments")


def check_report(scenario: Scenario, root: Path, plan: Plan, result: Applied, *, forever: bool) -> None:
    """What is said is true: written is new, anything else is old (or, if nothing works, whole)."""
    scenario.check_whole(root)
    assert not result.conflicts
    written = {change.path for change in result.written}
    for move in result.moved:
        assert look(root, move.path) is None
    for change in plan:
        if change.path in written:
            assert look(root, change.path) == scenario.after[change.path], change.path
        elif not forever:
            assert look(root, change.path) == scenario.before[change.path], change.path
    for failed, sentence in result.failures:
        assert sentence.startswith(f"{failed.path}: "), sentence


# -- the user saves at the same time


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
@pytest.mark.parametrize("saves", [save_by_rename, save_in_place], ids=["rename", "in place"])
def test_a_save_that_was_swapped_out_when_we_were_killed_comes_back(
    saves: Callable[[Path, bytes], None], ground: Path
) -> None:
    """The worst moment: the user's save was moved aside, and nobody has looked at it yet."""
    scenario, root = SCENARIOS[0], ground / "vault"
    vault = scenario.lay_out(root)
    plan = scenario.plan(vault)
    killed_at_exchange(2, lambda: apply(vault, plan), lambda: saves(root / "Tom.md", b"theirs\n"))
    assert look(root, "Tom.md") == scenario.after["Tom.md"]
    said = VaultFiles(root).recover()
    assert look(root, "Tom.md") == b"theirs\n"
    assert look(root, "People/Ann.md") == OLD
    assert said == (f"took back what 'merge' of {NOW} had begun in People/Ann.md, Tom.md",)
    assert [path.name for path in root.rglob(".vaultkit-*")] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
@pytest.mark.parametrize("edited", [None, "Tom.md", "People/Ann.md"])
def test_what_the_user_edits_after_a_crash_is_left_and_the_rest_taken_back(edited: str | None, ground: Path) -> None:
    scenario, root = SCENARIOS[0], ground / "vault"
    vault = scenario.lay_out(root)
    plan = scenario.plan(vault)
    killed_at_exchange(1, lambda: apply(vault, plan), lambda: None)
    if edited:
        save_by_rename(root / edited, b"theirs\n")
    (sentence,) = VaultFiles(root).recover()
    expected = {path: (scenario.before if edited else scenario.after)[path] for path in scenario.unit}
    if edited:
        expected[edited] = b"theirs\n"
    assert {path: look(root, path) for path in scenario.unit} == expected
    assert sentence.startswith("took back" if edited else "finished")
    assert len(vault.history()) == (0 if edited else 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
def test_the_next_write_first_settles_what_was_interrupted(ground: Path) -> None:
    scenario, root = SCENARIOS[0], ground / "vault"
    vault = scenario.lay_out(root)
    plan = scenario.plan(vault)
    killed_at_exchange(1, lambda: apply(vault, plan), lambda: None)
    result = apply(vault, Plan((Change("New.md", None, "new\n", "a test"),)))
    assert result.recovered == (f"finished what 'merge' of {NOW} had begun in People/Ann.md, Tom.md",)
    assert [look(root, path) for path in scenario.unit] == [scenario.after[path] for path in scenario.unit]


@pytest.mark.parametrize("scenario", MOVES, ids=lambda scenario: scenario.name)
def test_the_next_write_leaves_nothing_of_a_move_lying_about(scenario: Scenario, ground: Path) -> None:
    """It does not sweep as `recover` does, so everything must be known from the journal."""
    moment, running, settled = 0, True, 0
    while running:
        moment += 1
        root = ground / f"vault {moment}"
        vault = scenario.lay_out(root)
        apply(vault, Plan((Change("First.md", None, "", "makes the id"),)))
        plan = scenario.plan(vault)
        running = killed(moment, "within", lambda: apply(vault, plan), scenario.lacks)  # noqa: B023
        result = apply(vault, Plan((Change("Next.md", None, "", "a test"),)))
        scenario.check_together(root)
        assert not vault.is_interrupted()
        settled += any(words.startswith("finished what 'merge'") for words in result.recovered)
        shutil.rmtree(root)
    print(f"{settled} times finished, and said so")
    assert settled


@pytest.fixture
def cut_short(ground: Path) -> Path:
    """A vault in which a `mv` was killed right after the note had moved; an older act is in the journal."""
    root = ground / "vault"
    root.mkdir()
    (root / "vaultkit.toml").touch()
    (root / "Ann.md").write_bytes(OLD)
    (root / "Home.md").write_bytes(b"[[Ann]]\n")
    workspace = open_vault(root)
    workspace.apply(Plan((Change("First.md", None, "first\n", "a test"),)), "new")
    child = os.fork()
    if child:
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        return root
    real = folder_module.rename_new

    def rename(folder: int, name: str, target: int, new: str) -> None:
        real(folder, name, target, new)
        os.kill(os.getpid(), signal.SIGKILL)

    try:
        folder_module.rename_new = rename
        workspace.carry_out(lambda: move_plan(workspace.graph, "Ann", "Bea"), "mv")
    finally:
        os._exit(1)


FINISHED = "finished what 'mv' of "


def test_undo_takes_back_the_act_that_was_interrupted(cut_short: Path) -> None:
    outcome = open_vault(cut_short).undo()
    (sentence,) = outcome.applied.recovered
    assert sentence.startswith(FINISHED)
    assert sentence.endswith(" had begun in Home.md, Ann.md")
    assert {path: look(cut_short, path) for path in ("Ann.md", "Bea.md", "Home.md")} == {
        "Ann.md": OLD,
        "Bea.md": None,
        "Home.md": b"[[Ann]]\n",
    }
    assert look(cut_short, "First.md") == b"first\n"


def test_an_open_vault_settles_before_it_plans(cut_short: Path) -> None:
    workspace = open_vault(cut_short)
    outcome = workspace.carry_out(lambda: move_plan(workspace.graph, "Bea", "Cleo"), "mv")
    assert outcome.applied.recovered[0].startswith(FINISHED)
    assert look(cut_short, "Home.md") == b"[[Cleo]]\n"
    assert not workspace.files.is_interrupted()
    assert workspace.settle() == ()


def test_what_stays_unfinished_is_tried_at_every_write_and_told_once(
    cut_short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patch:
        patch.setattr(StateFolder, "end_unit", fail)
        workspace = open_vault(cut_short)
        (words,) = workspace.settle()
        assert "is still unfinished" in words
        assert workspace.settle() == workspace.recover() == ()
        plan = Plan((Change("Next.md", None, "", "a test"),))
        assert workspace.apply(plan, "new").recovered == ()
        assert workspace.files.is_interrupted()
    (words, *_) = workspace.settle()
    assert words.startswith(FINISHED)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("mv", "Ann", "Bea"), "vaultkit: no note, file or folder is called 'Ann'"),
        (("undo",), "moved Bea.md to Ann.md"),
        (("undo", "--list"), "   2  "),
        (("new", "contact", "Dan"), "wrote Dan.md"),
    ],
)
def test_every_command_that_writes_says_first_what_was_finished(
    cut_short: Path, command: tuple[str, ...], words: str
) -> None:
    ran = vaultkit(*command, at=cut_short)
    assert ran.err.startswith(FINISHED)
    assert ran.err.count(FINISHED) == 1
    assert words in ran.out + ran.err
    assert not VaultFiles(cut_short).is_interrupted()


@pytest.mark.parametrize(
    "command", [("undo", "--dry-run"), ("mv", "Bea", "Cleo", "--dry-run"), *((c,) for c in sorted(READERS))]
)
def test_what_only_reads_settles_nothing(cut_short: Path, command: tuple[str, ...]) -> None:
    more = {"list": ("loops",), "show": ("Bea",), "why": ("Bea",), "export": ("metadata", "out")}.get(command[0], ())
    ran = vaultkit(*command, *more, at=cut_short)
    assert ran.code in (0, 1), ran.err
    assert FINISHED not in ran.err
    assert VaultFiles(cut_short).is_interrupted()


def killed_at_exchange(turn: int, deed: Callable[[], object], before: Callable[[], object]) -> None:
    """Do a deed in a child that is killed right after files changed places; *before* comes right before."""
    child = os.fork()
    if child:
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        return
    real, turns = folder_module.exchange, 0

    def exchange(folder: int, first: str, second: str) -> bool:
        nonlocal turns
        turns += 1
        if turns == turn:
            before()
            real(folder, first, second)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(folder, first, second)

    try:
        folder_module.exchange = exchange
        deed()
    finally:
        os._exit(1)


SAVES = 300


def user(path: Path, save: Callable[[Path, bytes], None]) -> int:
    """Save numbered versions; how many of them were nowhere to be found afterwards."""
    lost = 0
    for number in range(SAVES):
        mark = f"save {number};".encode()
        save(path, b"# Ann\n" + mark + b"\n")
        time.sleep(number % 7 / 2000)
        patience = time.monotonic() + 2
        while not (found := is_kept(path.parent, mark)) and time.monotonic() < patience:
            time.sleep(0.001)
        lost += not found
    return lost


def is_kept(folder: Path, mark: bytes) -> bool:
    return any(mark in path.read_bytes() for path in folder.glob("Ann*.md"))


@pytest.mark.parametrize("save", [save_by_rename, save_in_place], ids=["rename", "in place"])
def test_a_save_of_the_user_is_never_lost(save: Callable[[Path, bytes], None], ground: Path) -> None:
    """Our edit keeps the text it was computed from; so if a mark is gone, a save was overwritten."""
    path = ground / "vault/Ann.md"
    path.parent.mkdir()
    path.write_bytes(b"# Ann\n")
    vault = VaultFiles(path.parent)
    child = os.fork()
    if not child:
        status = 255
        try:
            status = min(user(path, save), 254)
        finally:
            os._exit(status)
    written = conflicts = 0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        source = vault.read("Ann.md")
        if source is None or not source.text:
            continue  # caught between emptying and filling: the watcher looks again later
        result = apply(vault, Plan((Change("Ann.md", source, f"{source.text}ours\n", "a test"),)))
        assert not result.failures
        written += len(result.written)
        conflicts += len(result.conflicts)
    print(f"{SAVES} saves, {written} writes of ours, {conflicts} conflicts")
    assert written
    assert f"save {SAVES - 1};" in path.read_text() or is_kept(path.parent, f"save {SAVES - 1};".encode())
