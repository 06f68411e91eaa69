"""Findings for other tools: SARIF logs, and annotations on GitHub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from live import TODAY, Desk, vaultkit

from vaultkit.cli.reports import github, sarif
from vaultkit.model import Problem
from vaultkit.problems import CODES

LINK = Problem("People/Zoë #1, a:b.md", 3, 7, "unresolved-link", "no note is called 'x, 100%'", "make the note")
NOBODY = Problem("", 0, 0, "no-me", "no note says who you are")
DATE = Problem("People/Zoë #1, a:b.md", 0, 0, "yaml", "bad\r\nline")


def test_github_gets_a_command_for_each_finding() -> None:
    assert github([LINK, NOBODY, DATE]) == [
        (
            "::warning file=People/Zoë #1%2C a%3Ab.md,line=3,col=7,title=unresolved-link"
            "::no note is called 'x, 100%25' — make the note"
        ),
        "::notice title=no-me::no note says who you are",
        "::error file=People/Zoë #1%2C a%3Ab.md,line=1,col=1,title=yaml::bad%0D%0Aline",
    ]


def test_a_sarif_log_names_rules_and_places() -> None:
    log = sarif([LINK, NOBODY, DATE])
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["no-me", "unresolved-link", "yaml"]
    assert [(r["ruleId"], r["ruleIndex"], r["level"]) for r in run["results"]] == [
        ("unresolved-link", 1, "warning"),
        ("no-me", 0, "note"),
        ("yaml", 2, "error"),
    ]
    assert run["results"][0]["message"] == {"text": "no note is called 'x, 100%' — make the note"}
    assert run["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "People/Zo%C3%AB%20%231%2C%20a%3Ab.md"},
                "region": {"startLine": 3, "startColumn": 7},
            }
        }
    ]
    assert "locations" not in run["results"][1]
    assert run["results"][2]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 1}


def test_every_code_is_a_rule_that_a_scanner_can_show() -> None:
    (run,) = sarif([Problem("a.md", 1, 1, code, "x") for code in CODES])["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert "](" not in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


#: What no vault should lack.
COMPLETE = {"Me.md": "---\ntype: me\n---\n", "Goal.md": "---\ntype: goal\nhorizon: long-term\n---\n[[Goal]]\n"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault", {"A.md": "---\nx: @me\ny: on\n---\n[[Nobody]]\n", **COMPLETE})


def test_check_prints_sarif_and_nothing_else_does(desk: Desk) -> None:
    done = vaultkit("check", "--format", "sarif", "--today", TODAY, at=desk.root)
    assert done.code == 1
    assert [result["ruleId"] for result in json.loads(done.out)["runs"][0]["results"]] == [
        "yaml",
        "yaml-typed",
        "unresolved-link",
    ]
    assert vaultkit("--format", "sarif", "check", at=desk.root).out == done.out
    for arguments in (
        ["--format", "sarif", "due"],
        ["due", "--format", "github"],
        ["--format", "github", "list", "due"],
    ):
        refused = vaultkit(*arguments, at=desk.root)
        assert (refused.code, refused.out) == (2, "")
        assert arguments[arguments.index("--format") + 1] in refused.err
        assert "table, md, json, jsonl, csv" in refused.err.replace("'", "")


def test_a_fix_is_narrowed_shown_written_and_undone(desk: Desk) -> None:
    before = desk["A.md"]
    dry = vaultkit("check", "--fix", "--dry-run", "--today", TODAY, at=desk.root)
    assert (dry.code, desk["A.md"]) == (1, before)
    assert '+x: "@me"\n+y: "on"\n' in dry.out
    assert "nothing was written (dry run)" in dry.err
    some = vaultkit("check", "--fix", "--severity", "error", "--today", TODAY, at=desk.root)
    assert (some.code, some.err) == (0, "3 notes, 0 findings, 0 errors\n")
    assert desk["A.md"] == before.replace("@me", '"@me"')
    rest = vaultkit("check", "--fix", "--code", "yaml-typed", "--format", "json", "--today", TODAY, at=desk.root)
    assert json.loads(rest.out) == []
    assert "wrote A.md: mend yaml-typed" in rest.err
    assert desk["A.md"] == before.replace("@me", '"@me"').replace(": on", ': "on"')
    none = vaultkit("check", "--fix", "--dry-run", "--today", TODAY, at=desk.root)
    assert (none.code, "nothing to write" in none.err) == (0, True)
    assert vaultkit("undo", at=desk.root).code == vaultkit("undo", at=desk.root).code == 0
    assert desk["A.md"] == before


def test_many_files_are_mended_only_if_somebody_says_yes(tmp_path: Path) -> None:
    notes = {f"{number}.md": "---\nx: @me\n---\n[[1]]\n" for number in range(11)}
    desk = Desk(tmp_path / "vault", notes)
    refused = vaultkit("check", "--fix", at=desk.root)
    assert (refused.code, refused.out) == (2, "")
    assert "11 files would be changed, and nobody can be asked; nothing is written\n" in refused.err
    assert "vaultkit check --fix --yes" in refused.err
    assert vaultkit("check", "--fix", "--dry-run", at=desk.root).out.count('+x: "@me"') == 11
    assert {path: desk[path] for path in notes} == notes
    written = vaultkit("check", "--fix", "--yes", at=desk.root)
    assert (written.code, written.out.count("\nwrote ")) == (0, 11)
    assert desk["10.md"] == notes["10.md"].replace("@me", '"@me"')


def test_many_findings_are_counted_by_code(tmp_path: Path) -> None:
    links = "".join(f"[[x{number}]]\n" for number in range(9))
    desk = Desk(tmp_path / "vault", {"A.md": links, "B.md": "alone", **COMPLETE})
    assert vaultkit("check", at=desk.root).err == "4 notes, 10 findings, 0 errors\n"
    desk["C.md"] = "alone"
    found = vaultkit("check", at=desk.root)
    assert found.err.splitlines() == [
        "5 notes, 11 findings, 0 errors",
        "unresolved-link 9, orphan 2",
        "silence what you never want to hear of with [check] ignore in vaultkit.toml",
    ]
    assert vaultkit("check", "--quiet", at=desk.root).err == ""


def test_a_code_is_explained_without_a_vault(tmp_path: Path) -> None:
    done = vaultkit("check", "--explain", "yaml-typed", at=tmp_path)
    assert (done.code, done.err) == (0, "")
    level, meaning = CODES["yaml-typed"]
    assert done.out.splitlines()[0] == f"yaml-typed ({level}): {meaning}"
    assert "check --fix" in done.out
    assert "check --fix" not in vaultkit("check", "--explain", "orphan", at=tmp_path).out
    (row,) = json.loads(vaultkit("check", "--explain", "orphan", "--format", "json", at=tmp_path).out)
    assert (row["code"], row["severity"], row["fixable"]) == ("orphan", "info", False)
    unknown = vaultkit("check", "--explain", "orfan", at=tmp_path)
    assert (unknown.code, unknown.err) == (2, "vaultkit: no code is called 'orfan'\n  did you mean 'orphan'?\n")
    none = vaultkit("check", "--explain", "zzz", at=tmp_path)
    assert none.err.endswith(f"bad-number, bad-period, and {len(CODES) - 10} more\n")


def test_a_code_that_does_not_exist_is_refused(desk: Desk) -> None:
    done = vaultkit("check", "--code", "yml", at=desk.root)
    assert (done.code, "no code is called 'yml'" in done.err, "'yaml'" in done.err) == (2, True, True)


def test_what_is_silenced_does_not_count(desk: Desk) -> None:
    desk["vaultkit.toml"] = '[check.folders]\n"A.md" = ["all"]\n'
    done = vaultkit("check", "--strict", "--fix", at=desk.root)
    assert (done.code, done.out) == (0, "")
    assert desk["A.md"].startswith("---\nx: @me")
