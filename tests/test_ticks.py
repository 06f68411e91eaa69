"""A ticked row of a dashboard is acted on once: notes in, notes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers import notes
from live import TODAY, Desk, contents, vaultkit

TICK = "Today.md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody who can be waiting for something, and a dashboard that says so."""
    made = Desk(
        tmp_path / "vault",
        notes(
            """
            === People/Rita Reply.md
            ---
            type: contact
            ---
            ## Log
            - 2026-04-01 email in: when do we meet?
            === People/Nora Nudge.md
            ---
            type: contact
            ---
            ## Log
            - 2026-04-01 email out: when do we meet?
            === People/Evan Event.md
            ---
            type: contact
            ---
            ## Log
            === People/Otto Oneoff.md
            ---
            type: contact
            follow_up: 2026-04-09
            org: Acme
            ---
            ## Log
            - 2026-04-01 call: about the fair
            === People/Tara Task.md
            ---
            type: contact
            ---
            - [ ] send the list 📅 2026-04-10 ^list
            - [ ] later: call again 📅 2026-09-01

            ## Log
            === People/Dora Diary.md
            ---
            type: contact
            ---
            ## Log
            === People/Cara Cadence.md
            ---
            type: contact
            cadence: 30d
            ---
            ## Log
            - 2026-03-01 coffee: the usual
            === Events/Panel.md
            ---
            type: event
            date: 2026-04-09
            people: ["[[Evan Event]]"]
            ---
            === Daily/2026-04-02.md
            Busy.
              * [ ] book a room with [[Dora Diary]] 📅 2026-04-05
            === Today.md
            # Today

            <!-- vaultkit: due -->
            <!-- /vaultkit -->

            <!-- vaultkit: replies -->
            <!-- /vaultkit -->

            <!-- vaultkit: after-events -->
            <!-- /vaultkit -->
            """
        ),
    )
    made.render()
    return made


def tick(desk: Desk, name: str, *, dashboard: str = TICK, sign: str = "x", every: bool = False) -> None:
    """Tick the first row of somebody, or every one."""
    row = f"- [ ] [[{name}]]"
    text = desk[dashboard]
    assert row in text, text
    desk[dashboard] = text.replace(row, row.replace("[ ]", f"[{sign}]"), -1 if every else 1)


def appended(desk: Desk, name: str, before: str) -> str:
    """What has been added to the end of somebody's note."""
    now = desk[f"People/{name}.md"]
    assert now.startswith(before)
    return now[len(before) :]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Rita Reply", "- 2026-04-10 out: answered\n"),
        ("Nora Nudge", "- 2026-04-10 out: asked again\n"),
        ("Evan Event", "- 2026-04-10 out: wrote after we met\n"),
        ("Cara Cadence", "- 2026-04-10: in touch\n"),
    ],
)
def test_a_tick_logs_what_the_row_shows(desk: Desk, name: str, line: str) -> None:
    before = desk[f"People/{name}.md"]
    tick(desk, name)
    desk.render()
    assert appended(desk, name, before) == line
    assert f"[[{name}]]" not in desk[TICK]


def test_a_one_off_date_goes(desk: Desk) -> None:
    tick(desk, "Otto Oneoff")
    desk.render()
    assert desk["People/Otto Oneoff.md"] == (
        "---\ntype: contact\norg: Acme\n---\n## Log\n"
        "- 2026-04-01 call: about the fair\n- 2026-04-10: follow-up of 2026-04-09\n"
    )


def test_a_promise_is_ticked_where_it_stands(desk: Desk) -> None:
    tick(desk, "Tara Task")
    tick(desk, "Dora Diary")
    desk.render()
    assert desk["People/Tara Task.md"] == (
        "---\ntype: contact\n---\n"
        "- [x] send the list 📅 2026-04-10 ✅ 2026-04-10 ^list\n"
        "- [ ] later: call again 📅 2026-09-01\n"
        '\n## Log\n- 2026-04-10: did "send the list"\n'
    )
    assert desk["Daily/2026-04-02.md"] == (
        "Busy.\n  * [x] book a room with [[Dora Diary]] 📅 2026-04-05 ✅ 2026-04-10\n"
    )
    assert desk["People/Dora Diary.md"].endswith('## Log\n- 2026-04-10: did "book a room with Dora Diary"\n')


def test_a_row_settles_every_reason_it_shows(desk: Desk) -> None:
    desk["People/Ada All.md"] = (
        "---\ntype: contact\ncadence: 30d\nfollow_up: 2026-04-10\n---\n"
        "- [ ] send the book 📅 2026-04-01\n\n## Log\n- 2026-04-01 email in: and?\n"
    )
    desk.replace("Events/Panel.md", '["[[Evan Event]]"]', '["[[Ada All]]"]')
    desk.render()
    tick(desk, "Ada All")
    desk.render()
    assert desk["People/Ada All.md"] == (
        "---\ntype: contact\ncadence: 30d\n---\n"
        "- [x] send the book 📅 2026-04-01 ✅ 2026-04-10\n\n## Log\n- 2026-04-01 email in: and?\n"
        '- 2026-04-10 out: wrote after we met; follow-up of 2026-04-10; did "send the book"\n'
    )


@pytest.mark.parametrize(
    "words",
    [
        "1. buy rope",
        "- bring it",
        "> quote them",
        "a ^b",
        "a :: b",
        "with `code` and [[Nobody]]",
        "ä" * 250,
        "on " * 80 + "off",
    ],
)
def test_a_promise_is_found_whatever_its_words(desk: Desk, words: str) -> None:
    text = f"---\ntype: contact\n---\n- [ ] {words} 📅 2026-04-10\n\n## Log\n"
    desk["People/Bob.md"] = text
    desk.render()
    tick(desk, "Bob")
    desk.render()
    assert f"- [x] {words} 📅 2026-04-10 ✅ 2026-04-10\n" in desk["People/Bob.md"]
    assert desk["People/Bob.md"].count("- 2026-04-10: did ") == 1


def test_the_next_promise_in_the_same_words_waits_for_its_own_tick(desk: Desk) -> None:
    desk["People/Bob.md"] = "---\ntype: contact\n---\n- [ ] call 📅 2026-04-08\n- [ ] call 📅 2026-04-09\n"
    for ticked in (1, 2):
        desk.render()
        tick(desk, "Bob")
        desk.render()
        assert desk["People/Bob.md"].count("- [x] call") == ticked
    assert "[[Bob]]" not in desk[TICK]


def test_what_somebody_said_is_no_reason(desk: Desk) -> None:
    desk.replace("People/Rita Reply.md", "when do we meet?", "we met at the fair, there was no answer since then")
    desk.render()
    before = desk["People/Rita Reply.md"]
    tick(desk, "Rita Reply", every=True)
    desk.render()
    assert appended(desk, "Rita Reply", before) == "- 2026-04-10 out: answered\n"


def test_a_person_ticked_twice_is_logged_once(desk: Desk) -> None:
    desk["Other.md"] = "<!-- vaultkit: replies -->\n<!-- /vaultkit -->\n"
    desk.render()
    before = desk["People/Rita Reply.md"]
    tick(desk, "Rita Reply", every=True)
    tick(desk, "Rita Reply", dashboard="Other.md")
    desk.render()
    assert appended(desk, "Rita Reply", before) == "- 2026-04-10 out: answered\n"
    assert "Rita" not in desk[TICK] + desk["Other.md"]


def test_several_people_in_several_dashboards(desk: Desk) -> None:
    desk["Other.md"] = "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
    desk.render()
    tick(desk, "Rita Reply")
    tick(desk, "Nora Nudge", dashboard="Other.md")
    desk.render()
    assert "- 2026-04-10 out: answered" in desk["People/Rita Reply.md"]
    assert "- 2026-04-10 out: asked again" in desk["People/Nora Nudge.md"]


def test_a_capital_x_is_a_tick_too_and_other_signs_are_not(desk: Desk) -> None:
    before = contents(desk.root)
    tick(desk, "Rita Reply", sign="-")
    outcome = desk.render()
    assert desk["People/Rita Reply.md"] == before["People/Rita Reply.md"].decode()
    assert any(problem.code == "kept-edit" for problem in outcome.plan.problems)
    tick(desk, "Rita Reply", sign="X")
    desk.render()
    assert desk["People/Rita Reply.md"].endswith("- 2026-04-10 out: answered\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Met at school.\n", "Met at school.\n\n## Log\n- 2026-04-10: in touch\n", id="no heading"),
        pytest.param("Met at school.", "Met at school.\n\n## Log\n- 2026-04-10: in touch\n", id="no line end"),
        pytest.param(
            "## Log\n\n- 2026-03-01: b\n- 2026-02-01: a\n\n## More\n",
            "## Log\n\n- 2026-04-10: in touch\n- 2026-03-01: b\n- 2026-02-01: a\n\n## More\n",
            id="newest first",
        ),
        pytest.param(
            "## Log\n* 2026-02-01: a\n  and more\n* 2026-03-01: b\n  and more\n\n## More\n",
            "## Log\n* 2026-02-01: a\n  and more\n* 2026-03-01: b\n  and more\n* 2026-04-10: in touch\n\n## More\n",
            id="oldest first",
        ),
        pytest.param(
            "## Log\r\n- 2026-03-01: b\r\n", "## Log\r\n- 2026-03-01: b\r\n- 2026-04-10: in touch\r\n", id="crlf"
        ),
        pytest.param("## log\n", "## log\n- 2026-04-10: in touch\n", id="small letters"),
        pytest.param("# Log\n\n# More\n", "# Log\n- 2026-04-10: in touch\n\n# More\n", id="empty log"),
    ],
)
def test_where_the_line_goes(desk: Desk, before: str, after: str) -> None:
    newline = "\r\n" if "\r\n" in before else "\n"
    head = "---\ntype: contact\ncadence: 1d\ncreated: 2026-01-01\n---\n".replace("\n", newline)
    desk["People/Bob.md"] = head + before
    desk.render()
    tick(desk, "Bob")
    desk.render()
    assert desk["People/Bob.md"] == head + after


def test_a_note_whose_properties_are_broken_is_logged_to_all_the_same(desk: Desk) -> None:
    head = '---\ntype: contact\nfollow_up: 2026-04-09\norg: "open\n---\n'
    desk["People/Bob.md"] = head + "## Log\n"
    desk.render()
    tick(desk, "Bob")
    desk.render()
    assert desk["People/Bob.md"] == head + "## Log\n- 2026-04-10: follow-up of 2026-04-09\n"
    assert "[[Bob]]" not in desk[TICK]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\n", id="git conflict"),
        pytest.param(b"M\xfcller\n", id="not UTF-8"),
    ],
)
def test_a_tick_that_cannot_be_logged_stays(desk: Desk, body: bytes) -> None:
    note = b"---\ntype: contact\ncadence: 1d\n---\n" + body
    desk["People/Bob.md"] = note
    desk["Other.md"] = "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
    desk.render()
    tick(desk, "Bob")
    tick(desk, "Rita Reply", dashboard="Other.md")
    (row,) = [line for line in desk[TICK].split("\n") if line.startswith("- [x] [[Bob]]")]
    outcome = desk.render()
    assert (desk.root / "People/Bob.md").read_bytes() == note
    assert row in desk[TICK], "the tick must not be lost"
    assert [problem.path for problem in outcome.plan.problems if problem.code == "tick-unclear"] == ["People/Bob.md"]
    assert "answered" in desk["People/Rita Reply.md"], "the other dashboard goes on"
    desk["People/Bob.md"] = "---\ntype: contact\ncadence: 1d\n---\n"
    desk.render()
    assert desk["People/Bob.md"].endswith("## Log\n- 2026-04-10: in touch\n")
    assert "[[Bob]]" not in desk[TICK]


def test_a_row_that_names_nobody_is_said(desk: Desk) -> None:
    before = {path: data for path, data in contents(desk.root).items() if path.startswith("People/")}
    desk.replace(TICK, "<!-- vaultkit: due -->\n", "<!-- vaultkit: due -->\n- [x] buy milk\n- [x] [[Nobody]]\n")
    outcome = desk.render()
    assert [problem.code for problem in outcome.plan.problems] == ["kept-edit", "tick-unclear", "tick-unclear"]
    assert {path: data for path, data in contents(desk.root).items() if path.startswith("People/")} == before
    assert "buy milk" in desk[f"Today (your edit {TODAY}).md"]


def test_the_row_of_a_note_that_was_renamed_or_deleted(desk: Desk) -> None:
    tick(desk, "Rita Reply", every=True)
    (desk.root / "People/Rita Reply.md").unlink()
    outcome = desk.render()
    codes = [problem.code for problem in outcome.plan.problems]
    assert set(codes) == {"kept-edit", "tick-unclear"}
    assert "Rita" not in desk[TICK]
    assert "- [x] [[Rita Reply]]" in desk[f"Today (your edit {TODAY}).md"]


def test_a_birthday_alone_has_no_box(desk: Desk) -> None:
    desk["People/Bob.md"] = "---\ntype: contact\nbirthday: 1990-04-10\n---\n"
    desk["Other.md"] = "<!-- vaultkit: birthdays -->\n<!-- /vaultkit -->\n"
    desk.render()
    assert "[[Bob]] — birthday today" in desk["Other.md"]
    assert "[ ]" not in desk["Other.md"]
    assert "Bob" not in desk[TICK]


@pytest.mark.parametrize(
    "command",
    [["due"], ["list", "due"], ["list", "contacts"], ["show", "Rita"], ["check"], ["render", "--dry-run"]],
    ids=" ".join,
)
def test_commands_that_only_read_count_the_tick_and_write_nothing(desk: Desk, command: list[str]) -> None:
    tick(desk, "Rita Reply")
    before = contents(desk.root)
    done = vaultkit(*command, "--today", TODAY, at=desk.root)
    assert done.code == 0, done
    assert contents(desk.root) == before
    if command[-1] == "due":
        assert "Rita" not in done.out
    if command[0] == "show":
        assert "last contact 2026-04-10" in done.out


def test_undo_leaves_the_box_blank_and_the_log_as_it_was(desk: Desk) -> None:
    note, dashboard = desk["People/Rita Reply.md"], desk[TICK]
    tick(desk, "Rita Reply", every=True)
    desk.render()
    assert desk.open().undo().is_complete
    assert desk["People/Rita Reply.md"] == note
    assert desk[TICK] == dashboard
    desk.render()
    assert desk["People/Rita Reply.md"] == note, "nothing is acted on once more"


def test_a_tick_counts_on_the_day_it_is_acted_on(desk: Desk) -> None:
    tick(desk, "Cara Cadence")
    assert "Cara" not in [f.name for f in desk.open().due("2026-04-12")]
    desk.render("2026-04-12")
    assert desk["People/Cara Cadence.md"].endswith("- 2026-04-12: in touch\n")


def test_the_same_row_ticked_on_two_days_is_logged_on_both(desk: Desk) -> None:
    desk.replace("People/Cara Cadence.md", "30d", "1d")
    desk.render()
    for day in ("2026-04-10", "2026-04-11"):
        desk.render(day)
        tick(desk, "Cara Cadence")
        desk.render(day)
    assert desk["People/Cara Cadence.md"].endswith("- 2026-04-10: in touch\n- 2026-04-11: in touch\n")


def test_a_tick_outside_of_a_region_is_a_task_like_any_other(desk: Desk) -> None:
    before = contents(desk.root)
    desk[TICK] = desk[TICK] + "\n- [x] [[Rita Reply]] is a friend\n"
    desk.render()
    assert desk["People/Rita Reply.md"] == before["People/Rita Reply.md"].decode()


@pytest.mark.parametrize("arguments", ["due limit=five", "no-such-question"])
def test_a_tick_in_a_region_that_cannot_be_filled_is_acted_on_once(desk: Desk, arguments: str) -> None:
    desk["People/Bob.md"] = "---\ntype: contact\ncadence: 1d\n---\n"
    desk["Other.md"] = "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
    desk.render()
    tick(desk, "Bob", dashboard="Other.md")
    desk.replace("Other.md", "vaultkit: due", f"vaultkit: {arguments}")
    for day in ("2026-04-10", "2026-04-11", "2026-04-12"):
        desk.open().render(date.fromisoformat(day))
    assert desk["People/Bob.md"].count("in touch") == 1
    assert "- [ ] [[Bob]]" in desk["Other.md"]


def test_undo_leaves_a_kept_edit_where_it_is(desk: Desk) -> None:
    desk.render()
    desk.replace(TICK, "- [ ] [[Rita Reply]]", "MY PRECIOUS WORDS\n- [ ] [[Rita Reply]]")
    desk.render()
    space = desk.open()
    space.undo(space.files.history()[0].number)
    assert "MY PRECIOUS WORDS" in desk[f"Today (your edit {TODAY}).md"]


def test_a_task_is_found_by_its_words_though_another_tick_moved_it(desk: Desk) -> None:
    desk["People/Ann.md"] = (
        "---\ntype: contact\nfollow_up: 2026-04-09\n---\n## Follow-ups\n"
        "- [ ] send the list 📅 2026-04-08\n- [ ] introduce [[Bob]] 📅 2026-04-09\n"
    )
    desk["People/Bob.md"] = "---\ntype: contact\n---\n"
    desk["Other.md"] = "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
    desk.render()
    tick(desk, "Ann", dashboard="Other.md")
    tick(desk, "Bob", dashboard="Other.md")
    desk.render()
    assert "- [x] introduce [[Bob]] 📅 2026-04-09 ✅ 2026-04-10" in desk["People/Ann.md"]
    assert "follow_up" not in desk["People/Ann.md"]


def test_an_edit_is_not_kept_again_and_again_while_a_template_is_broken(desk: Desk) -> None:
    desk["Other.md"] = "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
    desk.render()
    desk.replace("Other.md", "<!-- /vaultkit", "my own words\n<!-- /vaultkit")
    desk["templates/sections/due.md"] = "```\nnever closed\n"
    desk.render()
    desk.render()
    assert "my own words" in desk["Other.md"]
    assert [path for path in desk.paths if path.startswith("Other (your edit")] == []


# -- regions in which a tick means something else


FIELDS = {
    "People/Ann.md": "---\ntype: contact\nstage: known\ncadence: 1d\nlast_contact: 2026-04-01\n---\n",
    "Spaces/Club.md": "---\ntype: space\nnext_check: 2026-04-10\ncheck_every: 1m\n---\n",
    "Pitches/Minute.md": "---\ntype: pitch\npracticed: [2026-04-01]\n---\nHello.\n",
    "Events/Social.md": "---\ntype: event\ndate: 2026-04-11\nrsvp: going\n---\n",
    "Outreach/Hello.md": '---\ntype: outreach\nto: "[[Ann]]"\nstatus: replied\nreceptive: true\n---\n',
    "Acts.md": "".join(
        f"<!-- vaultkit: {name} -->\n<!-- /vaultkit -->\n" for name in ("promotions", "space-checks", "practice", "due")
    ),
}
MEANT = [
    ("Ann", "People/Ann.md", "stage: known", "stage: professional"),
    ("Club", "Spaces/Club.md", "next_check: 2026-04-10", "next_check: 2026-05-10"),
    ("Minute", "Pitches/Minute.md", "[2026-04-01]", "[2026-04-01, 2026-04-10]"),
]


@pytest.fixture
def acts(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "acts", FIELDS)
    made.render()
    return made


def tick_first(desk: Desk, name: str) -> None:
    """Tick the first row that links to a note."""
    rows = [line for line in desk["Acts.md"].split("\n") if f"[[{name}]]" in line]
    desk.replace("Acts.md", rows[0], rows[0].replace("- [ ]", "- [x]"))


@pytest.mark.parametrize(("name", "path", "before", "after"), MEANT)
def test_a_tick_changes_one_field_and_logs_nothing(acts: Desk, name: str, path: str, before: str, after: str) -> None:
    tick_first(acts, name)
    was = contents(acts.root)
    acts.render()
    changed = {p for p, data in contents(acts.root).items() if data != was[p]}
    assert changed == {path, "Acts.md"}
    assert acts[path] == FIELDS[path].replace(before, after)
    assert f"[[{name}]]" not in acts["Acts.md"].split("<!-- vaultkit: due -->")[0]


def test_a_tick_in_each_of_two_regions_means_two_things(acts: Desk) -> None:
    acts["Acts.md"] = acts["Acts.md"].replace("- [ ]", "- [x]")
    acts.render()
    for _, path, before, after in MEANT:
        assert FIELDS[path].replace(before, after) in acts[path]
    assert acts["People/Ann.md"].endswith("## Log\n- 2026-04-10: in touch\n")


@pytest.mark.parametrize(("name", "path", "before", "after"), MEANT)
def test_undo_takes_it_back_and_blanks_the_box(acts: Desk, name: str, path: str, before: str, after: str) -> None:
    tick_first(acts, name)
    acts.render()
    acts.open().undo()
    assert acts[path] == FIELDS[path]
    assert "- [x]" not in acts["Acts.md"]


def test_reading_counts_such_a_tick_as_done(acts: Desk) -> None:
    tick_first(acts, "Club")
    before = contents(acts.root)
    assert acts.open().ask("space-checks", TODAY) == ()
    assert contents(acts.root) == before


def test_a_row_that_names_no_note_of_that_kind_is_kept(acts: Desk) -> None:
    acts.replace("Acts.md", "- [ ] [[Club]]", "- [x] [[Ann]] and no")
    outcome = acts.render()
    (told,) = [problem for problem in outcome.plan.problems if problem.code == "tick-unclear"]
    assert told.message == "this ticked row names no space; nothing was changed"
    assert told.hint == "tick rows that link to a space"
    assert acts["People/Ann.md"] == FIELDS["People/Ann.md"]
    assert [path for path in acts.paths if path.startswith("Acts (your edit")]


def test_a_tick_that_cannot_be_acted_on_stays(acts: Desk) -> None:
    acts.replace("Spaces/Club.md", "check_every: 1m", "check_every: at times")
    tick_first(acts, "Club")
    (told,) = [problem for problem in acts.render().plan.problems if problem.code == "tick-unclear"]
    assert told.path == "Spaces/Club.md"
    assert told.message.startswith("the tick cannot be acted on: Spaces/Club.md:4: 'at times'")
    assert "- [x] [[Club]]" in acts["Acts.md"]
    acts.replace("Spaces/Club.md", "check_every: at times", "check_every: 1w")
    acts.render()
    assert "next_check: 2026-04-17" in acts["Spaces/Club.md"]
    assert "- [x]" not in acts["Acts.md"]
