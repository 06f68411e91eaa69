"""Acts on the example vault: practise, promote, check a space; and a vault that has no goal."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from example import TODAY, graph, texts
from live import Desk, vaultkit

from vaultkit.acts import checked_plan, joined_plan, practice_plan, stage_plan
from vaultkit.config import Settings
from vaultkit.dashboards import render_plan
from vaultkit.files import shipped_texts
from vaultkit.findings import findings
from vaultkit.graph import build
from vaultkit.insights import QUESTIONS
from vaultkit.plan import Plan
from vaultkit.problems import severity
from vaultkit.templating import Templates, TemplateText
from vaultkit.vault import make_vault

LUKASZ = "People/Łukasz Nowak.md"
PARIS = "Spaces/First Rung Paris.md"
PITCH = "Pitches/Sixty seconds for a room.md"


def after(notes: dict[str, str], plan: Plan) -> dict[str, str]:
    """The texts as a plan leaves them."""
    return {**notes, **{change.path: change.after or "" for change in plan}}


def rendered(notes: dict[str, str], today: date = TODAY) -> dict[str, str]:
    """The texts after `vaultkit render`."""
    templates = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})
    return after(notes, render_plan(graph(notes), today, templates))


def ticked(question: str, today: date = TODAY) -> dict[str, str]:
    """The texts after the first row of a question is ticked in a dashboard and rendered."""
    notes = {**texts(), "Acts.md": f"<!-- vaultkit: {question} -->\n<!-- /vaultkit -->\n"}
    shown = rendered(notes, today)
    assert "- [ ] [[" in shown["Acts.md"], shown["Acts.md"]
    shown["Acts.md"] = shown["Acts.md"].replace("- [ ]", "- [x]", 1)
    return rendered(shown, today)


def added_and_taken(path: str, notes: dict[str, str]) -> tuple[list[str], list[str]]:
    """The lines of a note that are there now and were not, and those that were and are not."""
    before, now = texts()[path].split("\n"), notes[path].split("\n")
    return [line for line in now if line not in before], [line for line in before if line not in now]


def test_row_1_4_a_goal_is_asked_for(tmp_path: Path) -> None:
    empty = build(make_vault({}, Settings()), Settings())
    (found,) = findings(empty, TODAY)
    assert (found.code, severity(found)) == ("no-goal", "warning")
    assert "no active goal" in found.message
    done = vaultkit("check", at=Desk(tmp_path / "vault", {}).root)
    assert (done.code, done.out.count("no active goal")) == (0, 1)
    told = {problem.code for problem in findings(graph(), TODAY)}
    assert not told & {"no-goal", "no-long-term-goal"}
    near = graph(texts({"Goals/Run a content desk.md": ("horizon: long-term", "horizon: 1y")}))
    assert "no-long-term-goal" in {problem.code for problem in findings(near, TODAY)}


def test_row_4_3_promote_to_a_professional_contact() -> None:
    (proposed,) = QUESTIONS["promotions"].answer(graph(), TODAY)
    assert (proposed.name, proposed.stage, str(proposed.replied)) == ("Łukasz Nowak", "reconnecting", "2026-03-31")
    changed = (["stage: professional"], ["stage: reconnecting"])
    by_tick = ticked("promotions")
    assert added_and_taken(LUKASZ, by_tick) == changed
    assert {path for path in texts() if texts()[path] != by_tick[path] and "vaultkit:" not in texts()[path]} == {LUKASZ}
    assert "Łukasz" not in by_tick["Acts.md"]
    here = graph()
    by_command = after(texts(), stage_plan(here, here.find_contact("lukasz"), "professional"))
    assert by_command[LUKASZ] == by_tick[LUKASZ]
    assert QUESTIONS["promotions"].answer(graph(by_command), TODAY) == ()


def test_row_6_5_a_space_is_to_be_looked_at() -> None:
    ask = QUESTIONS["space-checks"].answer
    assert ask(graph(), TODAY - timedelta(days=1)) == ()
    (due,) = ask(graph(), TODAY)
    assert (due.name, due.url, due.join_url) == (
        "First Rung Paris",
        "https://example.org/first-rung/paris",
        "https://example.org/first-rung/paris/join",
    )
    assert due.member_info.startswith("New members are welcomed")
    here = graph()
    checked = after(texts(), checked_plan(here, here.find_note("First Rung Paris"), TODAY))
    moved = (["next_check: 2026-05-10"], ["next_check: 2026-04-10"])
    assert added_and_taken(PARIS, checked) == moved
    assert ask(graph(checked), TODAY) == ()
    assert [each.name for each in ask(graph(checked), date(2026, 5, 10))] == ["First Rung Paris"]
    by_tick = ticked("space-checks")
    assert added_and_taken(PARIS, by_tick) == moved
    assert "[[First Rung Paris]]" not in by_tick["Acts.md"]
    joined = after(texts(), joined_plan(here, here.find_note("First Rung Paris"), TODAY))
    assert added_and_taken(PARIS, joined) == (["status: member", "joined: 2026-04-10"], ["status: to-join"])


def test_row_7_1_practise_a_pitch() -> None:
    ask = QUESTIONS["practice"].answer
    words = "practise before 2026-04-14 First Rung spring social (Apr 14)"
    three_days_ahead = date(2026, 4, 11)
    (first, second) = ask(graph(), TODAY)
    assert [(row.day, row.state, row.words) for row in (first, second)] == [
        (three_days_ahead, "coming", words),
        (date(2026, 4, 13), "coming", words),
    ]
    assert [(row.day, row.state) for row in ask(graph(), three_days_ahead)] == [
        (three_days_ahead, "due"),
        (date(2026, 4, 13), "coming"),
    ]
    here = graph()
    plan = practice_plan(here, here.find_note("Sixty seconds"), three_days_ahead)
    done = after(texts(), plan)
    assert added_and_taken(PITCH, done) == (
        ["practiced: [2026-04-02, 2026-04-06, 2026-04-11]"],
        ["practiced: [2026-04-02, 2026-04-06]"],
    )
    again = graph(done)
    assert not practice_plan(again, again.find_note("Sixty seconds"), three_days_ahead)
    assert [row.day for row in ask(again, three_days_ahead)] == [date(2026, 4, 13)]
    (pitch,) = QUESTIONS["pitches"].answer(again, three_days_ahead)
    assert (pitch.times, pitch.last, pitch.missing, pitch.confidence) == (3, three_days_ahead, (), 3)
