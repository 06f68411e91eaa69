"""The example vault, rendered, is tests/golden/, byte for byte, wherever and however it is rendered.

UPDATE_EXPECTED=1 pytest tests/test_golden.py writes tests/golden/ anew.
"""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from live import TODAY, contents, example, stamps, vaultkit

import vaultkit as package
from vaultkit.files import VaultFiles
from vaultkit.model import Scan

GOLDEN = Path(__file__).parent / "golden"

#: Who is due, when and why; where nothing applies, None. Worked out by hand from the notes.
STANDINGS = {
    "Łukasz Nowak": ("overdue", "2026-04-03", "2026-04-01", "reply", 7),
    "Sam Rivera": ("overdue", "2026-03-20", "2026-02-18", "cadence", 21),
    "Daniel Kwarteng": ("overdue", "2026-04-09", "2026-04-02", "nudge", 1),
    "Priya Raman": ("overdue", "2026-04-09", "2026-04-07", "task", 1),
    "Clara Vasseur": ("due", "2026-04-10", "2026-04-08", "reply", 0),
    "Rohit Menon": ("due", "2026-04-10", "2026-03-12", "date", 0),
    "Zoë Martens": ("due", "2026-04-10", "2026-04-09", "event", 0),
    "Mei Tanaka": ("due", "2026-04-10", "2026-03-10", "cadence", 0),
    "Ben Achterberg": ("due", "2026-04-10", "2026-03-25", "cadence", 0),
    "Ingrid Solheim": ("soon", "2026-04-14", "2026-01-14", "cadence", -4),
    "Tomás Ibarra": ("ok", "2026-08-23", "2026-02-23", "cadence", -135),
    "Hugo Ferrand": ("ok", "2027-03-18", "2026-03-18", "cadence", -342),
    "Nadia Haddad": ("snoozed", "2026-05-04", "2026-03-18", "snooze", None),
    "Clara Lindqvist": ("paused", None, "2025-12-05", "", None),
    "Lucy Adeyemi": ("dormant", None, "2024-11-16", "510 d silent", None),
    "Pauline Girard": ("dormant", None, "2022-06-11", "1399 d silent", None),
    "Odile Marchand": ("untracked", None, None, "", None),
    "Desmond Oyelaran": ("untracked", None, None, "", None),
    "Amélie Rochefort": ("untracked", None, None, "", None),
    "Viktor Hale": ("excluded", None, None, "archived", None),
    "Greta Lind": ("excluded", None, None, "do-not-contact", None),
    "Marcel Dubreuil": ("excluded", None, None, "deceased", None),
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example vault that is only read."""
    return example(tmp_path_factory.mktemp("example") / "vault")


def rendered(folder: Path, **more: str) -> dict[str, bytes]:
    """The bytes of a fresh copy of the example vault, rendered by a process of its own."""
    example(folder)
    done = vaultkit("render", "--today", TODAY, at=folder, **more)
    assert (done.code, done.err) == (0, "")
    return contents(folder)


def test_the_rendered_example_is_the_golden_one(tmp_path: Path) -> None:
    shown = rendered(tmp_path / "vault")
    if os.environ.get("UPDATE_EXPECTED"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, data in shown.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(data)
    expected = contents(GOLDEN)
    assert sorted(shown) == sorted(expected)
    for path, data in shown.items():
        assert data.decode() == expected[path].decode(), path


def test_only_the_dashboards_are_written(tmp_path: Path) -> None:
    before = contents(example(tmp_path / "first"))
    shown = rendered(tmp_path / "second")
    dashboards = sorted(path for path in before if path.startswith("Dashboards/"))
    assert len(dashboards) == 11
    assert sorted(path for path in shown if shown[path] != before[path]) == dashboards


def test_a_second_render_touches_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    rendered(folder)
    before = stamps(folder)
    done = vaultkit("render", "--today", TODAY, at=folder)
    assert (done.code, done.out, done.err) == (0, "", "nothing to write\n")
    assert stamps(folder) == before


def test_the_folder_and_the_machines_zone_change_no_byte(tmp_path: Path) -> None:
    here = rendered(tmp_path / "a", TZ="Asia/Tokyo")
    there = rendered(tmp_path / "quite another" / "plače", TZ="America/Los_Angeles")
    assert here == there == contents(GOLDEN)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_reading_changes_no_byte(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = example(tmp_path / "vault")
    scan = VaultFiles.scan

    def shuffled(files: VaultFiles) -> Scan:
        found = scan(files)
        paths = list(found.notes)
        random.Random(seed).shuffle(paths)
        return replace(found, notes={path: found.notes[path] for path in paths})

    monkeypatch.setattr(VaultFiles, "scan", shuffled)
    package.open_vault(folder).render(date.fromisoformat(TODAY))
    assert contents(folder) == contents(GOLDEN)


def test_the_example_has_no_error_and_one_intended_warning(vault: Path) -> None:
    done = vaultkit("check", "--today", TODAY, "--format", "csv", at=vault)
    assert done.code == 0
    assert [line.split(",")[:4] for line in done.out.splitlines()[1:]] == [
        ["People/Hugo Ferrand.md", "12", "11", "bad-birthday"]
    ]


def test_where_everybody_stands(vault: Path) -> None:
    found = {
        person.name: (
            person.state,
            str(person.due) if person.due else None,
            str(person.last) if person.last else None,
            person.why,
            person.days,
        )
        for person in package.open_vault(vault).ask("contacts", TODAY)
    }
    assert found == STANDINGS


def test_who_is_due_in_the_order_of_points(vault: Path) -> None:
    due = package.open_vault(vault).due(TODAY)
    assert [(person.name, person.points) for person in due] == [
        ("Sam Rivera", 82),
        ("Łukasz Nowak", 50),
        ("Clara Vasseur", 48),
        ("Priya Raman", 47),
        ("Zoë Martens", 35),
        ("Rohit Menon", 15),
        ("Mei Tanaka", 14),
        ("Daniel Kwarteng", 13),
        ("Ben Achterberg", 8),
    ]


def test_the_points_of_the_reasons_add_up(vault: Path) -> None:
    for person in package.open_vault(vault).ask("contacts", TODAY):
        assert sum(reason.points for reason in person.reasons) == person.points, person.name


def test_every_reason_names_a_line_that_exists(vault: Path) -> None:
    for person in package.open_vault(vault).ask("contacts", TODAY):
        for reason in person.reasons:
            lines = (vault / reason.evidence.path).read_text(encoding="utf-8").split("\n")
            assert 1 <= reason.evidence.line <= len(lines), (person.name, reason)


def test_what_the_dashboards_ask(vault: Path) -> None:
    opened = package.open_vault(vault)
    assert [reply.name for reply in opened.ask("replies", TODAY)] == ["Łukasz Nowak", "Clara Vasseur"]
    assert [row.name for row in opened.ask("after-events", TODAY)] == ["Zoë Martens"]
    assert [row.name for row in opened.ask("birthdays", TODAY)] == ["Daniel Kwarteng", "Tomás Ibarra", "Priya Raman"]
    assert [row.name for row in opened.ask("birthdays", TODAY, within="30d")] == [
        "Daniel Kwarteng",
        "Tomás Ibarra",
        "Priya Raman",
        "Clara Lindqvist",
        "Mei Tanaka",
    ]
    assert [row.path for row in opened.ask("problems", TODAY)] == ["People/Hugo Ferrand.md"]
