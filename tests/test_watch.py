"""The watcher, as a process of its own, while notes are saved in every manner that editors have."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from live import PATIENCE, TODAY, VAULTKIT, Ran, contents, environment, lay_out, stamps, vaultkit, wait_until

import vaultkit as package
from vaultkit.watch import Pace, Watcher

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")

DASHBOARD = """\
# Today

<!-- vaultkit: due -->
<!-- /vaultkit -->

My own words.
"""
ANN = """\
---
type: contact
cadence: 30d
---
Met at the fair.

## Log
- 2026-02-01 call: about the fair
"""
#: Long enough for a watcher that reacts to itself to be seen doing so.
A_WHILE = 2.5


def small(folder: Path) -> Path:
    """A vault in which Ann is due."""
    return lay_out(folder / "vault", {"Today.md": DASHBOARD, "People/Ann.md": ANN})


def crowded(folder: Path) -> Path:
    """A vault of fifteen people."""
    people = {f"People/Ann {number:02}.md": ANN for number in range(15)}
    return lay_out(folder / "vault", {"Today.md": DASHBOARD, **people})


def run(*arguments: str, at: Path) -> Ran:
    """Run another vaultkit beside the watcher."""
    return vaultkit(*arguments, "--today", TODAY, at=at, XDG_STATE_HOME=str(at.parent / "state"))


Scenario = Callable[[Path], None]
SCENARIOS: list[Scenario] = []


def scenario(act: Scenario) -> Scenario:
    """Something that happens to a vault of its own, in the folder that *act* is given."""
    SCENARIOS.append(act)
    return act


class Watching:
    """A `vaultkit watch` that runs; what it says is in `words`."""

    def __init__(self, root: Path, log: Path, *options: str) -> None:
        self.root = root
        self.log = log
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [*VAULTKIT, "watch", "--today", TODAY, *options],
                cwd=root,
                env=environment(XDG_STATE_HOME=str(root.parent / "state")),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )

    @property
    def words(self) -> str:
        """All that was said up to now."""
        return self.log.read_text(encoding="utf-8")

    def until_said(self, words: str) -> None:
        """Wait until these words were said."""
        wait_until(lambda: words in self.words or self.process.poll() is not None, f"{words!r} in {self.words!r}")
        assert words in self.words, (self.words, self.process.poll())

    def until_shown(self, words: str, *, gone: bool = False) -> None:
        """Wait until the dashboard shows these words, or shows them no more."""
        wait_until(lambda: (words in shown(self.root)) is not gone, f"{words!r} {gone=}: {self.words}")

    def end(self, sign: int = signal.SIGTERM) -> int:
        """Stop it; its exit code."""
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


def shown(root: Path, path: str = "Today.md") -> str:
    """The text of a note; empty while an editor has it away."""
    try:
        return (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


@contextmanager
def watching(root: Path, *options: str) -> Iterator[Watching]:
    """A watcher that holds the vault; it ends with the block."""
    watcher = Watching(root, root.parent / "watch.log", *options)
    try:
        watcher.until_said("watching")
        yield watcher
    finally:
        if watcher.process.poll() is None:
            watcher.process.kill()
            watcher.process.wait()


# -- saving


def by_rename(place: Path, text: str) -> None:
    """As most editors save: a new file takes the place of the old one."""
    temp = place.with_name(f".{place.name}.swp")
    temp.write_text(text, encoding="utf-8")
    temp.replace(place)


def in_place(place: Path, text: str) -> None:
    """As Obsidian saves: the file is emptied and written."""
    place.write_text(text, encoding="utf-8")


def slowly(place: Path, text: str) -> None:
    """Emptied, and written only after a pause."""
    with place.open("w", encoding="utf-8") as file:
        file.flush()
        time.sleep(0.6)
        file.write(text)


def by_delete_and_create(place: Path, text: str) -> None:
    """As some sync tools save: for a moment there is no such note."""
    place.unlink()
    time.sleep(0.6)
    place.write_text(text, encoding="utf-8")


def with_vim(place: Path, text: str) -> None:
    """As vim saves, backup file, `4913` and all."""
    vim = shutil.which("vim")
    if vim is None:
        pytest.skip("vim is not installed")
    (place.parent.parent.parent / "new-text").write_text(text, encoding="utf-8")
    keys = ["-c", "%d", "-c", "0r ../../new-text", "-c", "wq"]
    subprocess.run(
        [vim, "-u", "NONE", "-N", "-n", "-es", *keys, place.name],
        cwd=place.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    )


def saved(save: Callable[[Path, str], None]) -> Scenario:
    """A note is saved in a manner, and the dashboard follows."""

    def act(folder: Path) -> None:
        vault = small(folder)
        with watching(vault) as watcher:
            watcher.until_shown("[[Ann]]")
            text = f"{ANN}- {TODAY} coffee: we talked\n"
            save(vault / "People/Ann.md", text)
            watcher.until_shown("[[Ann]]", gone=True)
            assert watcher.end() == 0
        assert shown(vault, "People/Ann.md") == text
        assert "My own words." in shown(vault)
        assert "unexpected" not in watcher.words

    act.__name__ = f"a_note_saved_{save.__name__}_is_followed"
    return act


for manner in (by_rename, in_place, slowly, by_delete_and_create, with_vim):
    scenario(saved(manner))


@scenario
def notes_that_come_go_and_move_are_followed(folder: Path) -> None:
    vault = small(folder)
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        (vault / "New folder" / "deep").mkdir(parents=True)
        (vault / "New folder" / "deep" / "Bob.md").write_text(ANN)
        watcher.until_shown("[[Bob]]")
        (vault / "New folder").rename(vault / "Friends")
        (vault / "Friends" / "deep" / "Bob.md").rename(vault / "Friends" / "Robert.md")
        watcher.until_shown("[[Robert]]")
        (vault / "Friends" / "Robert.md").unlink()
        watcher.until_shown("[[Robert]]", gone=True)
        assert "[[Ann]]" in shown(vault)


@scenario
def it_follows_without_being_told_by_the_system(folder: Path) -> None:
    vault = small(folder)
    with watching(vault, "--poll") as watcher:
        watcher.until_shown("[[Ann]]")
        by_rename(vault / "People/Ann.md", f"{ANN}- {TODAY} coffee: we talked\n")
        watcher.until_shown("[[Ann]]", gone=True)


# -- ticks, and its own writes


def tick(root: Path, name: str) -> bool:
    """Tick a row of the dashboard as an editor does; False if the row is not there."""
    text = shown(root)
    ticked = text.replace(f"- [ ] [[{name}]]", f"- [x] [[{name}]]")
    if ticked != text:
        by_rename(root / "Today.md", ticked)
    return ticked != text


@scenario
def a_ticked_row_is_logged_once_and_then_there_is_peace(folder: Path) -> None:
    vault = small(folder)
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        assert tick(vault, "Ann")
        watcher.until_shown("[[Ann]]", gone=True)
        assert shown(vault, "People/Ann.md") == f"{ANN}- {TODAY}: in touch\n"
        before = stamps(vault)
        time.sleep(A_WHILE)
        assert stamps(vault) == before
        assert watcher.words.count("act on a tick") == 1


@scenario
def a_vault_in_which_nothing_happens_is_not_written(folder: Path) -> None:
    vault = small(folder)
    run("render", at=vault)
    before = stamps(vault)
    with watching(vault) as watcher:
        time.sleep(A_WHILE)
        assert stamps(vault) == before
        assert watcher.end() == 0
    assert "wrote" not in watcher.words


# -- ending


def ended(sign: signal.Signals) -> Scenario:
    """A signal ends it."""

    def act(folder: Path) -> None:
        with watching(small(folder)) as watcher:
            watcher.until_shown("[[Ann]]")
            assert watcher.end(sign) == 0
            assert watcher.words.endswith("stopped\n")

    act.__name__ = f"{sign.name}_ends_it"
    return act


for each in (signal.SIGINT, signal.SIGTERM):
    scenario(ended(each))


@scenario
def a_second_watcher_is_refused_and_told_who_holds_the_vault(folder: Path) -> None:
    vault = small(folder)
    with watching(vault) as watcher:
        second = run("watch", at=vault)
        assert second.code == 3
        assert str(watcher.process.pid) in second.err
        other = run("log", "Ann", "called", at=vault)
        assert other.code == 0, "single commands go on working beside a watcher"
        watcher.until_shown("[[Ann]]", gone=True)


# -- the day


class TestClock:
    """A clock whose day is set by the test; the seconds are real."""

    __test__ = False

    def __init__(self, day: str) -> None:
        self.day = date.fromisoformat(day)

    def today(self, zone: Any) -> date:  # noqa: ARG002 - the clock of a test knows one zone
        return self.day

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()


def test_the_dashboards_turn_with_the_day(tmp_path: Path) -> None:
    vault = small(tmp_path)
    (vault / "People/Ann.md").write_text(ANN.replace("30d", "3m"))
    clock = TestClock("2026-04-30")
    said: list[str] = []
    pace = Pace(quiet=0.05, longest=0.5, between=0.1, doubt=0.1, tick=0.1)
    watcher = Watcher(package.open_vault(vault), said.append, clock=clock, pace=pace)
    thread = threading.Thread(target=watcher.run)
    thread.start()
    try:
        wait_until(lambda: "Nobody is waiting" in shown(vault), "the dashboard of the eve")
        clock.day = date(2026, 5, 1)
        wait_until(lambda: "[[Ann]]" in shown(vault), f"Ann is due on the day: {said}")
        clock.day = date(2026, 5, 8)
        wait_until(lambda: "late 7 of" in shown(vault), f"a week later she is late: {said}")
    finally:
        watcher.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


# -- trouble


@scenario
def killed_at_any_moment_every_note_is_whole_and_each_tick_logged_once(folder: Path) -> None:
    rounds = 20
    names = [f"Ann {number:02}" for number in range(rounds)]
    text = ANN + "- 2026-04-01 email in: when do we meet?\n"
    root = lay_out(folder / "vault", {"Today.md": DASHBOARD, **{f"People/{name}.md": text for name in names}})
    assert run("render", at=root).code == 0
    chance = random.Random(20260410)
    for number, name in enumerate(names):
        watcher = Watching(root, folder / "watch.log")
        time.sleep(chance.uniform(0, 0.6))
        (root / "Diary.md").write_text(f"Round {number} with [[{name}]].\n" * 40)
        tick(root, name)
        time.sleep(chance.uniform(0, 0.9))
        watcher.process.kill()
        watcher.process.wait()
        for path, data in contents(root).items():
            if path.startswith("People/"):
                assert data.decode() in (text, f"{text}- {TODAY} out: answered\n"), path
        assert shown(root).startswith("# Today\n\n<!-- vaultkit: due -->\n")
        assert shown(root).endswith(" -->\n\nMy own words.\n")
        if f"[[{name}]]" in shown(root) and "answered" not in shown(root, f"People/{name}.md"):
            assert f"- [x] [[{name}]]" in shown(root), "a tick that is not logged yet is still to be seen"
    done = run("render", at=root)
    assert done.code == 0, done
    for name in names:
        assert shown(root, f"People/{name}.md") == f"{text}- {TODAY} out: answered\n"
    assert sorted(contents(root)) == sorted(
        ["Diary.md", "Today.md", "vaultkit.toml", *(f"People/{name}.md" for name in names)]
    )
    assert not re.search(r"\[\[Ann", shown(root))
    assert not [path.name for path in root.rglob(".vaultkit-*")]


@scenario
def an_emptied_folder_is_not_believed(folder: Path) -> None:
    crowd = crowded(folder)
    with watching(crowd) as watcher:
        watcher.until_shown("[[Ann 14]]")
        before = shown(crowd)
        (crowd / "People").rename(folder / "away")
        watcher.until_said("has lost 15 of 16 notes at once; nothing is written")
        time.sleep(A_WHILE)
        assert shown(crowd) == before
        (folder / "away").rename(crowd / "People")
        watcher.until_said("all is well again")
        assert shown(crowd) == before
        assert watcher.end() == 0


@scenario
def a_vault_that_went_away_is_not_made_anew(folder: Path) -> None:
    crowd = crowded(folder)
    with watching(crowd) as watcher:
        watcher.until_shown("[[Ann 14]]")
        before = shown(crowd)
        crowd.rename(folder / "away")
        watcher.until_said("does not exist")
        crowd.mkdir()
        watcher.until_said("nothing is written")
        assert os.listdir(crowd) == []
        crowd.rmdir()
        (folder / "away").rename(crowd)
        watcher.until_said("all is well again")
        assert shown(crowd) == before
        assert tick(crowd, "Ann 03")
        watcher.until_shown("[[Ann 03]]", gone=True)


@scenario
def broken_settings_are_said_and_forgiven(folder: Path) -> None:
    vault = small(folder)
    good = (vault / "vaultkit.toml").read_text()
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        (vault / "vaultkit.toml").write_text("weekly_budgte = 5\n")
        watcher.until_said("vaultkit.toml:1: unknown setting 'weekly_budgte' (did you mean 'weekly_budget'?)")
        before = shown(vault)
        by_rename(vault / "People/Ann.md", f"{ANN}- {TODAY} coffee: we talked\n")
        time.sleep(A_WHILE)
        assert shown(vault) == before
        (vault / "vaultkit.toml").write_text(good)
        watcher.until_shown("[[Ann]]", gone=True)
        watcher.until_said("all is well again")
        assert watcher.words.count("unknown setting") == 1
        assert watcher.end() == 0


@scenario
def a_broken_note_and_a_broken_template_stop_nothing(folder: Path) -> None:
    vault = small(folder)
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        (vault / "People/Bob.md").write_bytes(b'---\ntype: contact\ncadence: 1d\norg: "open\n\xff\xfe---\n')
        (vault / "Other.md").write_text("<!-- vaultkit: mine -->\n<!-- /vaultkit -->\n")
        (vault / "templates" / "sections").mkdir(parents=True)
        (vault / "templates" / "sections" / "mine.md").write_text("{{ nobody }}\n")
        watcher.until_said("templates/sections/mine.md:1: 'nobody' is undefined")
        (vault / "templates" / "sections" / "mine.md").write_text("{{ today }} is here\n")
        wait_until(lambda: f"{TODAY} is here" in shown(vault, "Other.md"), watcher.words)
        assert watcher.end() == 0


# -- all of them at once, since a watcher mostly waits


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[Scenario, Future[None]]:
    """The chosen scenarios, under way at the same time."""
    mine = [item for item in request.session.items if item.path == request.path and isinstance(item, pytest.Function)]
    chosen: list[Any] = [item.callspec.params["act"] for item in mine if hasattr(item, "callspec")]
    pool = ThreadPoolExecutor(len(SCENARIOS))
    return {act: pool.submit(act, tmp_path_factory.mktemp("watch")) for act in chosen}


@pytest.mark.parametrize("act", SCENARIOS, ids=lambda act: act.__name__)
def test_watching(act: Scenario, running: dict[Scenario, Future[None]]) -> None:
    running[act].result()
