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
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from live import PATIENCE, TODAY, VAULTKIT, contents, environment, lay_out, stamps, vaultkit, wait_until

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


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A vault in which Ann is due."""
    return lay_out(tmp_path / "vault", {"Today.md": DASHBOARD, "People/Ann.md": ANN})


class Watching:
    """A `vaultkit watch` that runs; what it says is in `words`."""

    def __init__(self, root: Path, log: Path, *options: str) -> None:
        self.root = root
        self.log = log
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [*VAULTKIT, "watch", "--today", TODAY, *options],
                cwd=root,
                env=environment(),
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


@pytest.mark.parametrize("save", [by_rename, in_place, slowly, by_delete_and_create, with_vim])
def test_a_note_saved_in_any_manner_is_followed(vault: Path, save: Callable[[Path, str], None]) -> None:
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        text = f"{ANN}- {TODAY} coffee: we talked\n"
        save(vault / "People/Ann.md", text)
        watcher.until_shown("[[Ann]]", gone=True)
        assert watcher.end() == 0
    assert shown(vault, "People/Ann.md") == text
    assert "My own words." in shown(vault)
    assert "unexpected" not in watcher.words


def test_notes_that_come_go_and_move_are_followed(vault: Path) -> None:
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


def test_it_follows_without_being_told_by_the_system(vault: Path) -> None:
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


def test_a_ticked_row_is_logged_once_and_then_there_is_peace(vault: Path) -> None:
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        assert tick(vault, "Ann")
        watcher.until_shown("[[Ann]]", gone=True)
        assert shown(vault, "People/Ann.md") == f"{ANN}- {TODAY}: in touch\n"
        before = stamps(vault)
        time.sleep(A_WHILE)
        assert stamps(vault) == before
        assert watcher.words.count("act on a tick") == 1


def test_a_vault_in_which_nothing_happens_is_not_written(vault: Path) -> None:
    vaultkit("render", "--today", TODAY, at=vault)
    before = stamps(vault)
    with watching(vault) as watcher:
        time.sleep(A_WHILE)
        assert stamps(vault) == before
        assert watcher.end() == 0
    assert "wrote" not in watcher.words


# -- ending


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(vault: Path, sign: int) -> None:
    with watching(vault) as watcher:
        watcher.until_shown("[[Ann]]")
        assert watcher.end(sign) == 0
        assert watcher.words.endswith("stopped\n")


def test_a_second_watcher_is_refused_and_told_who_holds_the_vault(vault: Path) -> None:
    with watching(vault) as watcher:
        second = vaultkit("watch", at=vault)
        assert second.code == 3
        assert str(watcher.process.pid) in second.err
        other = vaultkit("log", "Ann", "called", "--today", TODAY, at=vault)
        assert other.code == 0, "single commands go on working beside a watcher"
        watcher.until_shown("[[Ann]]", gone=True)


# -- the day


class TestClock:
    """A clock whose day is set by the test; the seconds are real."""

    __test__ = False

    def __init__(self, day: str) -> None:
        self.day = date.fromisoformat(day)

    def today(self, zone: Any) -> date:
        return self.day

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()


def test_the_dashboards_turn_with_the_day(vault: Path) -> None:
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


def test_killed_at_any_moment_every_note_is_whole_and_each_tick_logged_once(tmp_path: Path) -> None:
    rounds = 20
    names = [f"Ann {number:02}" for number in range(rounds)]
    text = ANN + "- 2026-04-01 email in: when do we meet?\n"
    root = lay_out(tmp_path / "vault", {"Today.md": DASHBOARD, **{f"People/{name}.md": text for name in names}})
    assert vaultkit("render", "--today", TODAY, at=root).code == 0
    chance = random.Random(20260410)
    for number, name in enumerate(names):
        watcher = Watching(root, tmp_path / "watch.log")
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
    done = vaultkit("render", "--today", TODAY, at=root)
    assert done.code == 0, done
    for name in names:
        assert shown(root, f"People/{name}.md") == f"{text}- {TODAY} out: answered\n"
    assert sorted(contents(root)) == sorted(
        ["Diary.md", "Today.md", "vaultkit.toml", *(f"People/{name}.md" for name in names)]
    )
    assert not re.search(r"\[\[Ann", shown(root))
    assert not [path.name for path in root.rglob(".vaultkit-*")]


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    """A vault of fifteen people."""
    people = {f"People/Ann {number:02}.md": ANN for number in range(15)}
    return lay_out(tmp_path / "vault", {"Today.md": DASHBOARD, **people})


def test_an_emptied_folder_is_not_believed(crowd: Path, tmp_path: Path) -> None:
    with watching(crowd) as watcher:
        watcher.until_shown("[[Ann 14]]")
        before = shown(crowd)
        (crowd / "People").rename(tmp_path / "away")
        watcher.until_said("has lost 15 of 16 notes at once; nothing is written")
        time.sleep(A_WHILE)
        assert shown(crowd) == before
        (tmp_path / "away").rename(crowd / "People")
        watcher.until_said("all is well again")
        assert shown(crowd) == before
        assert watcher.end() == 0


def test_a_vault_that_went_away_is_not_made_anew(crowd: Path, tmp_path: Path) -> None:
    with watching(crowd) as watcher:
        watcher.until_shown("[[Ann 14]]")
        before = shown(crowd)
        crowd.rename(tmp_path / "away")
        watcher.until_said("does not exist")
        crowd.mkdir()
        watcher.until_said("nothing is written")
        assert os.listdir(crowd) == []
        crowd.rmdir()
        (tmp_path / "away").rename(crowd)
        watcher.until_said("all is well again")
        assert shown(crowd) == before
        assert tick(crowd, "Ann 03")
        watcher.until_shown("[[Ann 03]]", gone=True)


def test_broken_settings_are_said_and_forgiven(vault: Path) -> None:
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


def test_a_broken_note_and_a_broken_template_stop_nothing(vault: Path) -> None:
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
