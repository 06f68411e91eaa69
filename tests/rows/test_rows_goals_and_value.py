"""Goals and value, on the example vault: what is promised of each, and what a change does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from example import TEMPLATES, TODAY, draft, graph, texts

from vaultkit.acts import log_plan
from vaultkit.cli import group
from vaultkit.graph import Graph
from vaultkit.insights import QUESTIONS
from vaultkit.model import total
from vaultkit.regions import render_section

EXAMPLE = Path(__file__).parents[2] / "example-vault"

GOAL = "Goals/Promotion to lead.md"
DESK = "Goals/Run a content desk.md"
ROHIT = "People/Rohit Menon.md"
SAM = "People/Sam Rivera.md"
LINK = 'goals: ["[[Promotion to lead]]"]\n'


def ask(question: str, where: Graph | None = None, **arguments: Any) -> tuple[Any, ...]:
    found = QUESTIONS[question].answer(where or graph(), TODAY, arguments)
    for row in found:
        if QUESTIONS[question].is_ranked:
            assert row.points == total(row.reasons)
    return found


def names(question: str, where: Graph | None = None, **arguments: Any) -> list[str]:
    return [row.name for row in ask(question, where, **arguments)]


def changed(path: str, before: str, after: str = "") -> Graph:
    return graph(texts({path: (before, after)}))


def section(question: str, where: Graph | None = None, **arguments: str) -> str:
    return render_section(where or graph(), question, arguments, TODAY, TEMPLATES).strip()


def with_plan(notes: Mapping[str, str], name: str, **more: str) -> dict[str, str]:
    """The texts after `vaultkit log NAME` with such options."""
    known = graph(notes)
    plan = log_plan(known, known.find_contact(name), TODAY, **more)  # type: ignore[arg-type]
    return {**notes, **{change.path: change.after for change in plan.changes if change.after is not None}}


def test_row_0_1_with_whom_to_talk_about_a_topic() -> None:
    first, *_ = ask("who", topic="ux design")
    assert first.name == "Rohit Menon"
    assert [reason.words for reason in first.reasons[:2]] == ["topic", "attended his talk 2026-03-12"]
    done = CliRunner().invoke(group, ["list", "who", "podcasting", "--vault", str(EXAMPLE), "--today", str(TODAY)])
    assert done.exit_code == 0
    assert "nobody yet; 2 spaces cover it" in done.output
    assert ask("who", topic="podcasting") == ()


def test_row_0_2_who_can_give_the_help_a_goal_wants() -> None:
    assert names("helpers") == ["Clara Vasseur"]
    wanted = changed(DESK, "wants_help: [referral]\n", 'wants_help: [referral]\nwants_orgs: ["[[Harbourlight]]"]\n')
    found = ask("helpers", wanted, goal="content desk")
    assert [(row.name, row.how) for row in found] == [
        ("Priya Raman", "at Harbourlight"),
        ("Clara Vasseur", "can help: referral"),
        ("Rohit Menon", "at Harbourlight"),
    ]
    assert {row.help for row in found} == {"referral"}
    assert ask("helpers", changed(DESK, "wants_help: [referral]\n")) == ()


def test_row_1_1_coverage_of_a_goal() -> None:
    (goal,) = ask("goals", goal="Promotion")
    assert goal.covered == "3/5"
    assert goal.gaps == ("recruiter", "coaching circle")
    found = ask("coverage", goal="Promotion")
    assert [row.is_covered for row in found].count(True) == 3
    assert [row.name for row in found if not row.is_covered] == ["recruiter", "coaching circle"]
    assert "person: recruiter | nothing yet" in section("coverage")


def test_row_1_2_goals_by_excitement_then_target() -> None:
    assert names("goals") == ["Promotion to lead", "Run a content desk"]
    assert names("goals", changed(DESK, "excitement: 4", "excitement: 6")) == [
        "Run a content desk",
        "Promotion to lead",
    ]
    equal = texts({DESK: ("excitement: 4", "excitement: 5")})
    assert names("goals", graph(equal)) == ["Promotion to lead", "Run a content desk"]
    equal[GOAL] = equal[GOAL].replace("target: 2026-12-31", "target: 2030-12-31")
    assert names("goals", graph(equal)) == ["Run a content desk", "Promotion to lead"]
    assert "decide what we do not post" in section("goals")


def test_row_1_3_focus_on_what_is_nearest_a_goal() -> None:
    found = ask("focus", goal="Promotion")
    assert [(row.what, row.name) for row in found] == [
        ("person", "Rohit Menon"),
        ("person", "Clara Vasseur"),
        ("person", "Sam Rivera"),
        ("space", "First Rung Paris"),
        ("event", "2026-04-14 First Rung spring social"),
    ]
    unlinked = changed(ROHIT, LINK)
    assert names("due").index("Rohit Menon") < names("due", unlinked).index("Rohit Menon")
    assert names("focus", unlinked, goal="Promotion")[0] == "Clara Vasseur"
    for question in ("due", "focus"):
        before = next(row for row in ask(question) if row.name == "Rohit Menon")
        after = next(row for row in ask(question, unlinked) if row.name == "Rohit Menon")
        assert "goal Promotion to lead" in [reason.words for reason in before.reasons]
        assert "goal Promotion to lead" not in [reason.words for reason in after.reasons]
        assert after.points < before.points
    assert "Sam Rivera" not in names("focus", changed(SAM, LINK))
    (sam,) = (row for row in ask("due", changed(SAM, LINK)) if row.name == "Sam Rivera")
    assert "goal" not in {reason.rule for reason in sam.reasons}


def test_row_1_5_who_could_recommend_you_and_where_you_could_develop() -> None:
    assert names("development") == ["First Rung Marketing"]
    (row,) = ask("recommenders")
    assert (row.name, row.org, row.role) == ("Clara Vasseur", "Northquay Media", "https://example.org/northquay")
    assert (row.strength, str(row.last)) == (63, "2026-04-08")
    assert ask("recommenders", changed("Organizations/Northquay Media.md", "hiring: true", "hiring: false")) == ()


def test_row_2_1_favours_owed_and_given_back() -> None:
    assert [(row.name, row.side) for row in ask("favours")] == [
        ("Mei Tanaka", "you owe"),
        ("Tomás Ibarra", "owed to you"),
    ]
    got = with_plan(texts(), "Sam", got="reviewed CV")
    (sam,) = (row for row in ask("favours", graph(got)) if row.name == "Sam Rivera")
    assert (sam.balance, sam.words, sam.evidence.path) == (1, "reviewed CV", SAM)
    assert "[[Sam Rivera]] — you owe: 1 favour, last: reviewed CV" in section("favours", graph(got))
    assert "You reviewed CV: thank you again." in draft(graph(got), "catch-up", to="Sam").message
    even = with_plan(got, "Sam", gave="a list of gyms")
    assert "Sam Rivera" not in names("favours", graph(even))
    assert "thank you" not in draft(graph(even), "catch-up", to="Sam").message


def test_row_2_2_the_card_before_you_go() -> None:
    card = section("before-you-go")
    assert len(card.split("\n")) <= 25
    parts = [row.part for row in ask("before-you-go")]
    assert (parts.count("offer"), parts.count("win")) == (3, 3)
    assert "gain" in parts
    wins = [row.words for row in ask("before-you-go") if row.part == "win"]
    assert wins == sorted(wins, reverse=True)
    again = section("before-you-go", changed("Me.md", "  - skill/short captions\n", "  - skill/long captions\n"))
    assert "- short captions" in card
    assert "- short captions" not in again
    assert "- long captions" in again


def test_row_2_3_offers_by_sort() -> None:
    rows = ask("offers")
    assert list(dict.fromkeys(row.sort for row in rows)) == ["skill", "insight", "access"]
    assert "photo retouching" not in {row.name for row in rows}
    plain = changed("Me.md", "  - skill/short captions\n", "  - short captions\n")
    assert [row.name for row in ask("offers", plain) if row.sort == "other"] == ["short captions"]


def test_row_2_4_which_offers_they_would_want() -> None:
    (row,) = (row for row in ask("matches") if row.name == "First Rung Marketing")
    assert (row.offer, row.ask) == ("social media", "promotion of events")
    assert row.words == ("promotion ↔ social media",)
    assert "promotion ↔ social media" in section("matches")
    unlike = changed("vaultkit.toml", '"promotion" = ["social media", "marketing"]', '"promotion" = ["marketing"]')
    assert "First Rung Marketing" not in names("matches", unlike)


def test_row_2_5_help_for_the_next_event_of_a_group() -> None:
    (row,) = ask("offer-help")
    assert (row.offer, row.event) == ("social media", "2026-04-14 First Rung spring social")
    assert "Offer social media for [[2026-04-14 First Rung spring social]] (2026-04-14)" in section("offer-help")
    assert row.command.startswith("vaultkit render offer-help --to ")
    past = ("date: 2026-04-14", "date: 2026-04-09")
    assert ask("offer-help", changed("Events/2026-04-14 First Rung spring social.md", *past)) == ()
    assert ask("offer-help", changed("Spaces/First Rung Paris.md", "status: to-join", "status: member")) == ()


def test_row_7_2_the_card_says_what_you_offer_and_gain() -> None:
    card = section("before-you-go")
    assert card.index("**Offer**") < card.index("**Gain**")
    assert "- space: coaching circle" in card
    assert "- talks about social media, ux design, team management" in card


def test_row_9_8_whom_to_call_on_in_need() -> None:
    (lucy,) = ask("help", need="cybersecurity question")
    assert (lucy.name, lucy.state, lucy.first) == ("Lucy Adeyemi", "dormant", "reconnect")
    assert section("help", need="cybersecurity").endswith("dormant, `reconnect` first")
    (clara,) = ask("help", need="referral")
    assert (clara.name, clara.first) == ("Clara Vasseur", "")
    shares = {(row.what, row.name): row for row in ask("diversity")}
    assert shares["city", "Paris"].count == 5
    assert sum(row.share for row in shares.values() if row.what == "industry") > 0.95
    assert shares["tie", "weak (under 30 of 100)"].count > 0
