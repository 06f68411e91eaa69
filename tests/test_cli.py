"""The command line as a process: options, exit codes, streams, terminals."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import needed, notes
from live import PATIENCE, TODAY, VAULTKIT, Desk, contents, environment, example, several, vaultkit

from vaultkit.insights import QUESTIONS

FORMATS = ("table", "md", "json", "jsonl", "csv")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A small vault."""
    return Desk(
        tmp_path / "vault",
        notes(
            """
            === People/Ann Lee.md
            ---
            type: contact
            cadence: 30d
            birthday: 1990-04-11
            last_contact: 2027-01-01
            ---
            - [ ] find the book

            ## Log
            - 2026-04-01 email in: when do we meet?
            === People/Bob.md
            ---
            type: contact
            follow_up: 2026-04-09
            ---
            Knows [[Nobody]].
            === Events/Fair.md
            ---
            type: event
            date: 2026-04-09
            people: ["[[Bob]]"]
            ---
            === Events/Next fair.md
            ---
            type: event
            date: 2026-04-15
            rsvp: going
            ---
            === Outreach/Letter.md
            ---
            type: outreach
            to: ["[[Bob]]"]
            status: replied
            receptive: true
            ---
            === Pitches/Minute.md
            ---
            type: pitch
            ---
            === Spaces/Club.md
            ---
            type: space
            next_check: 2026-04-10
            ---
            === Today.md
            <!-- vaultkit: due -->
            <!-- /vaultkit -->
            """
        ),
    )


# -- options


@pytest.mark.parametrize(
    "arguments",
    [
        ["--vault", "V", "--today", TODAY, "--format", "csv", "--quiet", "due"],
        ["due", "--vault", "V", "--today", TODAY, "--format", "csv", "--quiet"],
        ["--vault", "V", "list", "--today", TODAY, "due", "--format", "csv", "-q"],
        ["list", "--format", "csv", "--vault", "V", "-q", "--today", TODAY, "due"],
        ["--format", "json", "--today", "2020-01-01", "due", "--vault", "V", "--today", TODAY, "-q", "--format", "csv"],
        ["--quiet", "--vault=V", "--today=today", f"--today={TODAY}", "due", "--format=csv"],
    ],
    ids=" ".join,
)
def test_common_options_stand_before_or_after_the_name(desk: Desk, arguments: list[str]) -> None:
    placed = [str(desk.root) if word == "V" else word.replace("=V", f"={desk.root}") for word in arguments]
    done = vaultkit(*placed, at=desk.root.parent)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "name,points,due,days,why,reasons"
    assert [line.split(",")[0] for line in done.out.splitlines()[1:]] == ["Ann Lee", "Bob"]


def test_the_day_comes_from_the_environment_too(desk: Desk) -> None:
    assert "late" not in vaultkit("due", at=desk.root, VAULTKIT_TODAY="2026-04-02").out
    done = vaultkit("due", at=desk.root, VAULTKIT_TODAY="nonsense")
    assert (done.code, "'nonsense' is no date" in done.err) == (2, True)
    assert vaultkit("due", "--today", TODAY, at=desk.root, VAULTKIT_TODAY="nonsense").code == 0


@pytest.mark.parametrize(
    "command",
    [
        "",
        "check",
        "due",
        "init",
        "intro",
        "list",
        "log",
        "new",
        "practice",
        "render",
        "show",
        "snooze",
        "space",
        "stage",
        "undo",
        "watch",
        "why",
    ],
)
def test_every_command_has_help_that_fits_the_screen(command: str, tmp_path: Path) -> None:
    done = vaultkit(*([command] if command else []), "--help", at=tmp_path, COLUMNS="80")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: vaultkit")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "\\b" not in done.out
    assert "--vault DIR" in done.out


def test_version(tmp_path: Path) -> None:
    assert re.fullmatch(r"vaultkit \d+\.\d+\.\d+\S*\n", vaultkit("--version", at=tmp_path).out)


# -- exit codes


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["due"], 0),
        (["check"], 0),
        (["check", "--strict"], 1),
        (["render", "--dry-run"], 0),
        (["nonsense"], 2),
        (["due", "--nonsense"], 2),
        (["due", "--limit", "x"], 2),
        (["show", "Nobody"], 2),
        (["list"], 2),
        (["log"], 2),
        (["undo"], 2),
        (["--vault", "nowhere", "due"], 2),
    ],
    ids=str,
)
def test_exit_codes(desk: Desk, arguments: list[str], code: int) -> None:
    assert vaultkit(*arguments, at=desk.root).code == code


def test_an_error_in_a_note_is_a_finding_for_check_only(desk: Desk) -> None:
    desk["People/Cid.md"] = '---\norg: "open\n---\n'
    assert vaultkit("check", at=desk.root).code == 1
    for command in (["due"], ["render"], ["list", "problems"]):
        assert vaultkit(*command, at=desk.root).code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_a_failure_of_output(desk: Desk) -> None:
    (desk.root / "People").chmod(0o500)
    done = vaultkit("log", "Ann", "called", at=desk.root)
    (desk.root / "People").chmod(0o700)
    assert done.code == 4
    assert "People/Ann Lee.md" in done.err


def test_a_state_folder_that_cannot_be_made_is_a_failure_of_output(desk: Desk) -> None:
    before = contents(desk.root)
    done = vaultkit("log", "Ann", "called", at=desk.root, XDG_STATE_HOME=str(desk.root / "Today.md"))
    assert done.code == 4
    assert "Traceback" not in done.err
    assert contents(desk.root) == before


# -- data and words


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example vault, with a link that leads nowhere: it has an answer to every question."""
    folder = example(tmp_path_factory.mktemp("demo") / "vault")
    (folder / "Loose end.md").write_text("[[Nobody]]\n")
    return folder


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_in_every_format(demo: Path, question: str) -> None:
    asked = ["list", question, *needed(QUESTIONS[question]).values()]
    commands = [[*asked, "--today", TODAY, "--format", form] for form in FORMATS]
    table, markdown, array, lines, sheet = several(*commands, at=demo)
    for done in (table, markdown, array, lines, sheet):
        assert done.code == 0
        assert "\x1b" not in done.out + done.err
    columns = QUESTIONS[question].columns
    found = json.loads(array.out)
    assert found
    assert all(set(columns) <= set(each) for each in found)
    assert [json.loads(line) for line in lines.out.splitlines()] == found
    header, *rows = csv.reader(io.StringIO(sheet.out))
    assert tuple(header) == columns
    assert [len(each) for each in rows] == [len(columns)] * len(found)
    assert table.out.split("\n")[0].split() == " ".join(columns).replace("_", " ").split()
    assert len(table.out.splitlines()) == len(found) + 1
    assert markdown.out.strip()
    assert markdown.err == ""


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_answer_is_empty_data_and_words_on_stderr(tmp_path: Path, form: str) -> None:
    desk = Desk(tmp_path / "empty", {})
    done = vaultkit("due", "--format", form, at=desk.root)
    assert done.code == 0
    if form == "json":
        assert json.loads(done.out) == []
    elif form == "csv":
        assert done.out == "name,points,due,days,why,reasons\n"
    elif form in ("jsonl", "table"):
        assert done.out == ""
    assert form == "md" or done.err.startswith("Nobody is waiting for you.")


def test_quiet_leaves_the_data(desk: Desk) -> None:
    done = vaultkit("list", "contacts", "--quiet", "--today", TODAY, at=desk.root)
    assert done.err == ""
    assert "Ann Lee" in done.out


def test_no_cell_is_a_formula(desk: Desk) -> None:
    for number, name in enumerate(("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1", " =2", "-12")):
        desk[f"People/P{number}.md"] = f'---\ntype: contact\nname: "{name}"\ncadence: 1d\n---\n'
    done = vaultkit("list", "contacts", "--format", "csv", "--today", TODAY, at=desk.root)
    cells = [cell for row in csv.reader(io.StringIO(done.out)) for cell in row]
    dangerous = [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "＝") or re.match(r"-(?!\d+$)", cell)]
    assert dangerous == []
    assert "'=1+1" in cells
    assert "'@SUM(A1)" in cells


EVIL = "\x1b]0;pwned\x07\x1b[31mred\x9b2J\u202egnp\u200b"


def test_nothing_steers_the_terminal(desk: Desk) -> None:
    quoted = json.dumps(EVIL)
    desk["People/Evil.md"] = (
        f"---\ntype: contact\nname: {quoted}\ncadence: 1d\ncreated: 2026-01-01\nsnooze: {quoted}\n---\n"
        f"- [ ] {EVIL} 📅 2026-04-01\n\n## Log\n- 2026-04-01 email in: {EVIL} [[{EVIL}]]\n"
    )
    (desk.root / f"People/{EVIL.replace('/', '')} too.md").write_text(f'---\ntype: contact\norg: "{EVIL}\n---\n')
    commands = [
        ["due", "--explain"],
        *(
            ["list", name, *needed(question).values(), "--format", form]
            for (name, question), form in zip(QUESTIONS.items(), itertools.cycle(FORMATS), strict=False)
        ),
        *(["list", "contacts", "--format", form] for form in FORMATS),
        ["check"],
        ["show", "People/Evil"],
        ["show", "P"],
        ["show", EVIL],
        ["render", "--dry-run"],
        ["render", "hello", "--to", "People/Evil", "--stdout"],
        ["log", "People/Evil", "called", EVIL, "--dry-run"],
        ["new", "contact", EVIL, "--dry-run"],
        ["render", EVIL],
        ["list", EVIL],
        [EVIL],
        ["render"],
        ["undo", "--list"],
    ]
    for command, done in zip(
        commands, several(*([*command, "--today", TODAY] for command in commands), at=desk.root), strict=True
    ):
        assert "Traceback" not in done.err, command
        bad = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]", done.out + done.err)
        assert bad == [], command


# -- streams


@pytest.mark.parametrize(
    "more",
    [
        {"LC_ALL": "C", "PYTHONUTF8": ""},
        {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"},
    ],
    ids=lambda more: next(iter(more.values())),
)
def test_a_stream_that_cannot_show_a_letter(desk: Desk, more: dict[str, str]) -> None:
    desk["People/Łu.md"] = "---\ntype: contact\nname: Łu 🎉 Żak\ncadence: 1d\n---\n"
    for command in (
        ["due"],
        ["list", "contacts"],
        ["due", "--format", "json"],
        ["due", "--format", "csv"],
        ["show", "lu"],
        ["render"],
    ):
        done = subprocess.run(
            [*VAULTKIT, *command, "--today", TODAY],
            cwd=desk.root,
            env=environment(**more),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        assert b"Traceback" not in done.stderr
        if command != ["render"]:
            assert b"ak" in done.stdout, command
    assert "Łu 🎉 Żak" in (desk.root / "Today.md").read_text(encoding="utf-8"), "files are UTF-8 all the same"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as POSIX has them")
@pytest.mark.parametrize(
    "command",
    [
        ["list", "contacts"],
        ["list", "contacts", "--format", "jsonl"],
        ["list", "contacts", "--format", "csv"],
        ["check"],
    ],
    ids=" ".join,
)
def test_a_reader_that_leaves_early_is_no_error(desk: Desk, command: list[str]) -> None:
    for number in range(600):
        desk[f"People/P {number} {'x' * 150}.md"] = "---\ntype: contact\ncadence: soon\n---\n"
    with subprocess.Popen(
        [*VAULTKIT, *command, "--today", TODAY],
        cwd=desk.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
        process.wait(PATIENCE)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


# -- a real terminal


def on_terminal(desk: Desk, *arguments: str, answers: dict[str, str] | None = None, **more: str) -> str:
    """What a terminal shows; *answers* are typed when their question appears."""
    pexpect = pytest.importorskip("pexpect")
    if sys.platform == "win32":
        pytest.skip("no terminal of this kind")
    env = environment(TERM="xterm-256color", **more)
    child = pexpect.spawn(
        VAULTKIT[0], [*VAULTKIT[1:], *arguments], cwd=str(desk.root), env=env, encoding="utf-8", timeout=PATIENCE
    )
    shown = ""
    for question, answer in (answers or {}).items():
        child.expect_exact(question)
        shown += child.before + question
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, shown + child.before
    return shown + str(child.before)


def test_the_severity_of_findings_is_coloured_on_a_terminal_only(tmp_path: Path) -> None:
    me = {"Me.md": "---\ntype: me\n---\n"}
    desk = Desk(tmp_path / "vault", {**me, "A.md": "[[x]]\n", "B.md": "alone\n"})
    on = on_terminal(desk, "check")
    assert "A.md:1:1: \x1b[33mwarning\x1b[0m unresolved-link: " in on
    assert "B.md:1:1: \x1b[2minfo\x1b[0m orphan: " in on
    assert "\x1b[" not in on_terminal(desk, "check", NO_COLOR="1")
    assert "A.md:1:1: warning unresolved-link: " in vaultkit("check", at=desk.root).out


def test_a_terminal_is_asked_before_many_files_are_mended(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {f"{number}.md": "---\nx: @me\n---\n[[1]]\n" for number in range(11)})
    shown = on_terminal(desk, "check", "--fix", answers={"11 files will be changed. Go on?": "y"})
    assert shown.index('+x: "@me"') < shown.index("Go on?") < shown.index("wrote 10.md")
    assert '"@me"' in desk["10.md"]


def test_a_diff_is_coloured_on_a_terminal_only(desk: Desk) -> None:
    on = on_terminal(desk, "log", "Ann", "called", "--dry-run", "--today", TODAY)
    assert f"\x1b[32m+- {TODAY}: called\x1b[0m" in on
    off = vaultkit("log", "Ann", "called", "--dry-run", "--today", TODAY, at=desk.root)
    assert "\x1b" not in off.out
    assert f"+- {TODAY}: called\n" in off.out
    assert "\x1b[3" not in on_terminal(desk, "log", "Ann", "called", "--dry-run", "--today", TODAY, NO_COLOR="1")


def test_only_our_own_colours_reach_a_terminal(desk: Desk) -> None:
    desk["People/Evil.md"] = f"---\ntype: contact\nname: {json.dumps(EVIL)}\ncadence: 1d\n---\n"
    for command in (["list", "contacts"], ["due"], ["log", "People/Evil", EVIL, "--dry-run"], ["show", "People/Evil"]):
        shown = on_terminal(desk, *command, "--today", TODAY)
        rest = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", rest), command
        assert "\x1b[31mred" not in shown


@pytest.mark.parametrize(("answer", "is_kept"), [("y", False), ("", False), ("n", True)])
def test_a_settled_date_is_asked_about(desk: Desk, answer: str, is_kept: bool) -> None:
    question = "The follow-up date 2026-04-09 of Bob is settled. Take it out? [Y/n]: "
    shown = on_terminal(desk, "log", "Bob", "called", "--today", TODAY, answers={question: answer})
    assert "wrote People/Bob.md" in shown
    assert ("follow_up" in desk["People/Bob.md"]) is is_kept
    assert desk["People/Bob.md"].endswith(f"- {TODAY}: called\n")


def test_a_table_fits_a_narrow_terminal(desk: Desk) -> None:
    shown = on_terminal(desk, "list", "contacts", "--today", TODAY, COLUMNS="60")
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines()) <= 60


# -- the teleprompter


PITCH = {
    "Minute.md": "---\ntype: pitch\nseconds: 60\n---\n## Who\nI am \x1b[31mAnn\u202e.\n\n## Offer\nA hand.\n",
    "Long.md": "---\ntype: pitch\nseconds: 1\npracticed: [2026-04-01]\n---\nToo long for a second.\n",
    "Empty.md": "---\ntype: pitch\npracticed: [2026-04-02]\n---\n",
}
CLOCK = re.compile(r"0:0\d of 1:00, \d:\d\d left")


@pytest.fixture
def stage(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "stage", PITCH)


def rehearsal(desk: Desk, *arguments: str, **more: str) -> Any:
    """`vaultkit practice` on a terminal, its clock running."""
    pexpect = pytest.importorskip("pexpect")
    if sys.platform == "win32":
        pytest.skip("no terminal of this kind")
    env = environment(TERM="xterm-256color", **more)
    words = [*VAULTKIT[1:], "practice", *arguments, "--today", TODAY]
    return pexpect.spawn(VAULTKIT[0], words, cwd=str(desk.root), env=env, encoding="utf-8", timeout=PATIENCE)


def ended(child: Any) -> int:
    import pexpect

    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


def test_practice_shows_the_pitch_and_a_clock_and_notes_the_day_down(stage: Desk) -> None:
    child = rehearsal(stage, "minute")
    child.expect(CLOCK)
    shown = child.before
    assert "Minute: 5 words, about 2 s at 140 words a minute, planned for 60 s" in shown
    assert "\x1b[1mWho\x1b[0m" in shown
    assert "I am \\x1b[31mAnn\\u202e." in shown
    assert "A hand." in shown
    child.sendline("")
    child.expect_exact("How sure do you feel, 1 to 5?")
    child.sendline("7")
    child.expect_exact("a number from 1")
    child.expect_exact("How sure do you feel, 1 to 5?")
    child.sendline("4")
    assert ended(child) == 0
    assert "practiced:\n  - 2026-04-10\nconfidence: 4\n---" in stage["Minute.md"]


def test_practice_part_by_part_without_colours_and_without_confidence(stage: Desk) -> None:
    child = rehearsal(stage, "minute", "--parts", NO_COLOR="1")
    child.expect(CLOCK)
    assert "Who" in child.before
    assert "Offer" not in child.before
    assert "\x1b" not in child.before
    child.sendline("")
    child.expect_exact("A hand.")
    child.expect(CLOCK)
    child.sendline("")
    child.expect_exact("1 to 5?")
    child.sendline("")
    assert ended(child) == 0
    assert "practiced:\n  - 2026-04-10\n---" in stage["Minute.md"]


def test_a_drafted_pitch_is_practised_paragraph_by_paragraph(tmp_path: Path) -> None:
    text = "---\ntype: pitch\nseconds: 60\n---\n## Message\nI am Ann.\n\nA hand.\n"
    child = rehearsal(Desk(tmp_path / "drafted", {"Minute.md": text}), "--parts", NO_COLOR="1")
    child.expect(CLOCK)
    assert "Message" in child.before
    assert "A hand." not in child.before
    child.sendline("")
    child.expect_exact("A hand.")
    child.expect(CLOCK)
    assert "Message" not in child.before
    child.sendcontrol("c")
    assert ended(child) == 130


@pytest.mark.parametrize("give_up", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_practice_that_is_given_up_writes_nothing(stage: Desk, give_up: str) -> None:
    before = contents(stage.root)
    child = rehearsal(stage, "minute")
    child.expect(CLOCK)
    child.send(give_up)
    child.expect_exact("given up; nothing was written")
    assert ended(child) == 130
    assert contents(stage.root) == before


def test_practice_says_when_the_time_is_over_and_a_dry_run_writes_nothing(stage: Desk) -> None:
    before = contents(stage.root)
    child = rehearsal(stage, "long", "--dry-run", "--confidence", "5")
    child.expect(r"0:0\d of 0:01, 0:0[1-9] over")
    child.sendline("")
    child.expect_exact("+practiced: [2026-04-01, 2026-04-10]")
    assert ended(child) == 0
    assert contents(stage.root) == before


def test_practice_without_planned_seconds_counts_up(stage: Desk) -> None:
    stage["Minute.md"] = "---\ntype: pitch\n---\nHello.\n"
    child = rehearsal(stage, "minute")
    child.expect_exact("0:01  Enter when you are done")
    child.sendline("")
    child.expect_exact("1 to 5?")
    child.send("\x03")
    assert ended(child) == 0
    assert "practiced" in stage["Minute.md"]


def test_practice_without_a_terminal(stage: Desk) -> None:
    refused = vaultkit("practice", "minute", at=stage.root)
    assert (refused.code, refused.out) == (2, "")
    assert "vaultkit practice 'Minute' --done" in refused.err
    for words in ("wrote Minute.md: Minute was practised\n", ""):
        done = vaultkit("practice", "minute", "--done", "--today", TODAY, at=stage.root)
        assert (done.code, done.out) == (0, words)
    assert stage["Minute.md"].count("2026-04-10") == 1


def test_practice_of_an_empty_pitch_is_refused(stage: Desk) -> None:
    child = rehearsal(stage, "empty")
    child.expect_exact("Empty.md has no text to practise")
    assert ended(child) == 2
