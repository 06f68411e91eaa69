"""Points: what gives how many, that they add up, and in which order people are listed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from helpers import ask, contact_row, day, graph_of, standing

from vaultkit import open_vault
from vaultkit.graph import Graph
from vaultkit.priority import FollowUp, follow_ups

TODAY = "2026-04-10"
EXAMPLE = Path(__file__).parent.parent / "example-vault"


def points(graph: Graph, today: str = TODAY, name: str = "Sam Rivera") -> dict[str, int]:
    """The points of a contact by the words that stand before them."""
    return {reason["words"]: reason["points"] for reason in contact_row(graph, name, today)["reasons"]}


def sam(fields: str = "", body: str = "") -> str:
    return f"=== People/Sam Rivera.md\n---\ntype: contact\n{fields}\n---\n{body}\n"


# -- the example vault


@pytest.fixture(scope="module")
def people() -> tuple[FollowUp, ...]:
    return open_vault(EXAMPLE).ask("contacts", day(TODAY))


def test_the_points_of_everybody_in_the_example_add_up(people: tuple[FollowUp, ...]) -> None:
    assert len(people) > 20
    for person in people:
        assert person.points == sum(reason.points for reason in person.reasons), person.name


def test_sam_rivera_in_the_example_has_82_points(people: tuple[FollowUp, ...]) -> None:
    (found,) = (person for person in people if person.name == "Sam Rivera")
    assert (found.points, found.state, found.due, found.days) == (82, "overdue", day("2026-03-20"), 21)
    assert [str(reason) for reason in found.reasons] == [
        "late 21 of 30 d (+28)",
        'promised "send gym list" (+30)',
        "goal Promotion to lead (+15)",
        "close tier (+9)",
    ]


def test_every_reason_in_the_example_says_where_it_comes_from(people: tuple[FollowUp, ...]) -> None:
    for reason in (reason for person in people for reason in person.reasons):
        lines = (EXAMPLE / reason.evidence.path).read_text(encoding="utf-8").splitlines()
        assert 1 <= reason.evidence.line <= len(lines)


# -- late


@pytest.mark.parametrize(
    ("last", "words", "worth"),
    [
        ("2026-03-10", "late 1 of 30 d", 1),
        ("2026-02-18", "late 21 of 30 d", 28),
        ("2026-02-09", "late 30 of 30 d", 40),
        ("2025-12-01", "late 100 of 30 d", 40),
    ],
)
def test_lateness_grows_to_40_points_over_one_cadence(last: str, words: str, worth: int) -> None:
    assert points(graph_of(sam(f"cadence: 30d\nlast_contact: {last}"))) == {words: worth}


def test_half_a_point_is_rounded_up() -> None:
    """40 × 1/80 and 40 × 3/80: Python's own rounding would give 0 and 2."""
    assert points(graph_of(sam("cadence: 80d\nlast_contact: 2026-01-19"))) == {"late 1 of 80 d": 1}
    assert points(graph_of(sam("cadence: 80d\nlast_contact: 2026-01-17"))) == {"late 3 of 80 d": 2}


def test_a_cadence_of_months_is_as_long_as_those_months() -> None:
    assert points(graph_of(sam("cadence: 1m\nlast_contact: 2026-02-01"))) == {"late 40 of 28 d": 40}


def test_a_cadence_that_is_not_late_gives_its_name_and_no_points() -> None:
    assert points(graph_of(sam("cadence: 30d\nlast_contact: 2026-03-11"))) == {"every 30d": 0}


@pytest.mark.parametrize(
    ("due", "worth"), [("2026-04-10", 0), ("2026-04-03", 20), ("2026-03-27", 40), ("2026-01-01", 40)]
)
def test_a_one_off_is_wholly_late_after_14_days(due: str, worth: int) -> None:
    found = points(graph_of(sam(f"follow_up: {due}")))
    assert sum(found.values()) == worth
    assert found[f"follow-up date {due}"] == 0


def test_a_snoozed_cadence_is_late_from_the_snooze_date() -> None:
    graph = graph_of(sam("cadence: 30d\nlast_contact: 2026-01-01\nsnooze: 2026-04-07"))
    assert points(graph) == {"late 3 of 30 d": 4}


def test_a_reply_an_event_and_a_nudge_have_their_own_points_and_no_lateness() -> None:
    assert points(graph_of(sam(body="## Log\n- 2026-03-20 email in: hello"))) == {"they wrote 2026-03-20": 40}
    assert points(graph_of(sam(body="## Log\n- 2026-03-20 email out: hello"))) == {"no answer since 2026-03-20": 5}


# -- promises, events, birthdays


@pytest.mark.parametrize(
    ("due", "worth"),
    [("2026-04-10", 30), ("2026-04-11", 15), ("2026-04-17", 15), ("2026-04-18", 0)],
)
def test_a_promise_gives_30_points_when_due_and_15_a_week_before(due: str, worth: int) -> None:
    found = points(graph_of(sam(body=f"- [ ] send the list 📅 {due}")))
    assert found == {'promised "send the list"': worth}


def test_a_late_promise_is_late_and_a_promise() -> None:
    found = points(graph_of(sam(body="- [ ] send the list 📅 2026-04-03")))
    assert found == {"late 7 of 14 d": 20, 'promised "send the list"': 30}


def test_a_promise_far_ahead_is_not_told_while_something_else_is_due() -> None:
    graph = graph_of(sam("cadence: 30d\nlast_contact: 2026-03-11", "- [ ] send the list 📅 2026-06-01"))
    assert points(graph) == {"every 30d": 0}


@pytest.mark.parametrize(
    ("held", "worth"),
    [
        ("2026-04-10", 0),
        ("2026-04-09", 35),
        ("2026-04-08", 35),
        ("2026-04-07", 25),
        ("2026-04-03", 25),
        ("2026-04-02", 10),
        ("2026-03-20", 10),
    ],
)
def test_an_event_gives_fewer_points_the_longer_it_is_over(held: str, worth: int) -> None:
    graph = graph_of(f"{sam()}=== Spring Panel.md\n---\ntype: event\ndate: {held}\npeople: ['[[Sam Rivera]]']\n---\n")
    assert points(graph) == {"met at Spring Panel": worth}


def test_an_event_without_follow_up_gives_none() -> None:
    graph = graph_of(
        f"{sam()}=== Spring Panel.md\n---\ntype: event\ndate: 2026-04-09\n"
        "people: ['[[Sam Rivera]]']\nfollow_up_within: none\n---\n"
    )
    assert points(graph) == {}


def test_an_event_can_say_how_soon_to_write() -> None:
    graph = graph_of(
        f"{sam()}=== Spring Panel.md\n---\ntype: event\ndate: 2026-04-09\n"
        "people: ['[[Sam Rivera]]']\nfollow_up_within: 3d\n---\n"
    )
    assert standing(graph, "Sam Rivera", TODAY).due == day("2026-04-12")


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1990-04-10", {"birthday today": 20}),
        ("1990-04-11", {"birthday 2026-04-11": 8}),
        ("1990-04-17", {"birthday 2026-04-17": 8}),
        ("1990-04-18", {}),
        ("1990-04-09", {}),
    ],
)
def test_a_birthday_gives_points_today_and_a_week_before(born: str, expected: dict[str, int]) -> None:
    assert points(graph_of(sam(f"birthday: {born}"))) == expected


# -- goals

GOAL = """
=== Goals/Become lead.md
---
type: goal
status: active
wants_people: [head of content]
wants_orgs: ["[[Acme]]"]
topics: [Social media]
---
=== Acme.md
---
type: organization
---
"""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('goals: ["[[Become lead]]"]', {"goal Become lead": 15}),
        ('goals: ["[[Become lead]]"]\norg: ["[[Acme]]"]', {"goal Become lead": 15}),
        ('org: ["[[Acme]]"]', {"goal Become lead by Acme": 8}),
        ("org: acme", {"goal Become lead by acme": 8}),
        ("title: Head of Content, EMEA", {"goal Become lead by head of content": 8}),
        ("role: head of content", {"goal Become lead by head of content": 8}),
        ("topics: [climbing, social media]", {"goal Become lead by social media": 8}),
        (
            'org: ["[[Acme]]"]\ntitle: Head of Content\ntopics: [social media]',
            {"goal Become lead by Acme": 8},
        ),
        ("title: Ahead of content", {}),
        ("topics: [media]", {}),
    ],
)
def test_a_goal_gives_15_points_by_name_and_8_by_what_it_takes(fields: str, expected: dict[str, int]) -> None:
    assert points(graph_of(sam(fields) + GOAL)) == expected


def test_a_person_whom_a_goal_names_gets_8_points() -> None:
    graph = graph_of(f"{sam()}=== Lead.md\n---\ntype: goal\nwants_people: ['[[Sam Rivera]]']\n---\n")
    assert points(graph) == {"goal Lead by name": 8}


@pytest.mark.parametrize("status", ["paused", "achieved", "dropped"])
def test_a_goal_that_is_not_active_gives_nothing(status: str) -> None:
    goal = GOAL.replace("status: active", f"status: {status}")
    assert points(graph_of(sam('goals: ["[[Become lead]]"]\norg: ["[[Acme]]"]') + goal)) == {}


def test_several_goals_count_once() -> None:
    second = "=== Goals/Second.md\n---\ntype: goal\n---\n"
    graph = graph_of(sam('goals: ["[[Second]]", "[[Become lead]]"]') + GOAL + second)
    assert points(graph) == {"goal Become lead": 15}


def test_being_a_leader_gives_nothing() -> None:
    assert points(graph_of(sam("leader: true"))) == {}


# -- the person


@pytest.mark.parametrize(("tier", "worth"), [("inner", 12), ("close", 9), ("active", 6), ("warm", 3)])
def test_the_tier_gives_points(tier: str, worth: int) -> None:
    assert points(graph_of(sam(f"tier: {tier}\ncadence: never"))) == {f"{tier} tier": worth}


def test_the_outer_tier_gives_none() -> None:
    assert points(graph_of(sam("tier: outer\ncadence: never"))) == {}


@pytest.mark.parametrize(
    ("priority", "worth", "sign"), [("highest", 20, "+20"), ("high", 10, "+10"), ("low", -10, "−10")]
)
def test_a_priority_gives_or_takes_points(priority: str, worth: int, sign: str) -> None:
    graph = graph_of(sam(f"priority: {priority}"))
    assert points(graph) == {f"{priority} priority": worth}
    (found,) = follow_ups(graph, day(TODAY))
    assert [str(reason) for reason in found.reasons] == [f"{priority} priority ({sign})"]


def weekly(silence: int) -> Graph:
    """Four contacts a week apart, the last of them *silence* days ago."""
    days = [day(TODAY) - timedelta(days=silence + 7 * back) for back in range(4)]
    return graph_of(sam(body="## Log\n" + "".join(f"- {d} coffee\n" for d in days)))


@pytest.mark.parametrize(
    ("silence", "drifts"),
    [(0, False), (21, False), (22, True), (60, True), (97, True), (98, False), (300, False)],
)
def test_a_weekly_rhythm_drifts_from_22_to_97_days(silence: int, drifts: bool) -> None:
    expected = {f"drifting, {silence} d silent": 8} if drifts else {}
    assert points(weekly(silence)) == expected


def test_three_contacts_are_no_rhythm() -> None:
    log = "## Log\n- 2026-03-01 coffee\n- 2026-03-08 coffee\n- 2026-03-15 coffee\n"
    assert not standing(graph_of(sam(body=log)), "Sam Rivera", TODAY).is_drifting


def test_a_burst_of_days_is_no_rhythm_until_it_makes_three_weeks() -> None:
    burst = "".join(f"- 2026-03-{number:02} chat\n" for number in range(1, 5))
    assert not standing(graph_of(sam(body=f"## Log\n{burst}")), "Sam Rivera", TODAY).is_drifting
    before = "- 2026-02-01 chat\n- 2026-02-08 chat\n- 2026-02-15 chat\n- 2026-02-22 chat\n"
    # Gaps 7 7 7 7 1 1 1: seven of them have the median 7, which makes 49 days.
    assert standing(graph_of(sam(body=f"## Log\n{before}{burst}")), "Sam Rivera", TODAY).is_drifting


def test_a_favour_got_and_not_returned_gives_6_points() -> None:
    owed = "## Log\n- 2026-01-05 call: advice got:: a referral\n"
    assert points(graph_of(sam(body=owed))) == {"you owe a favour": 6}
    assert points(graph_of(sam(body=f"{owed}- 2026-02-05 call gave:: a review\n"))) == {}
    assert points(graph_of(sam(body=f"{owed}- 2026-02-05 call got:: a lead gave:: a review\n"))) == {
        "you owe a favour": 6
    }


def test_a_favour_of_more_than_two_years_ago_is_forgotten() -> None:
    assert points(graph_of(sam("cadence: never", "## Log\n- 2024-04-10 call got:: a referral\n"))) == {
        "you owe a favour": 6
    }
    assert points(graph_of(sam("cadence: never", "## Log\n- 2024-04-09 call got:: a referral\n"))) == {}


def test_the_favour_that_is_shown_is_the_newest_that_counts() -> None:
    log = "## Log\n- 2026-03-05 call got:: a lead\n- 2026-01-05 call got:: a referral\n- 2027-01-05 got:: tea\n"
    graph = graph_of(sam(body=log))
    (reason,) = (r for r in contact_row(graph, "Sam Rivera", TODAY)["reasons"] if r["rule"] == "favour")
    assert reason["evidence"]["text"] == "a lead"


# -- travel

ME = "=== Me.md\n---\ntype: me\nlocation: Paris\n---\n"


def fair(fields: str) -> str:
    return f"=== Fair.md\n---\ntype: event\nlocation: Lyon\n{fields}\n---\n"


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ("date: 2026-04-10", True),
        ("date: 2026-04-24", True),
        ("date: 2026-04-25", False),
        ("date: 2026-04-09", False),
        ("date: 2026-04-20\nstatus: cancelled", False),
        ("date: 2026-04-20\nrsvp: not-going", False),
        ("rsvp: going", False),
    ],
)
def test_an_event_in_their_city_within_14_days_gives_8_points(fields: str, is_told: bool) -> None:
    found = points(graph_of(sam("location: Lyon, France") + ME + fair(fields)))
    held = fields.split("\n", maxsplit=1)[0].removeprefix("date: ")
    assert found == ({f"you are in Lyon, France on {held}": 8} if is_told else {})


@pytest.mark.parametrize("location", ["", "Paris", "Nantes"])
def test_nobody_travels_home_or_elsewhere(location: str) -> None:
    event = fair("date: 2026-04-12") + "=== Gala.md\n---\ntype: event\nlocation: Paris\ndate: 2026-04-12\n---\n"
    assert points(graph_of(sam(f"location: {location}") + ME + event)) == {}


def test_without_a_note_about_me_no_city_is_home() -> None:
    found = points(graph_of(sam("location: Lyon") + fair("date: 2026-04-12")))
    assert found == {"you are in Lyon on 2026-04-12": 8}


# -- order


def test_people_are_sorted_by_points_then_due_date_then_name() -> None:
    graph = graph_of("""
        === b.md
        ---
        type: contact
        name: bea
        cadence: 30d
        last_contact: 2026-03-10
        priority: low
        ---
        === A.md
        ---
        type: contact
        name: Zoe
        ---
        === c.md
        ---
        type: contact
        cadence: 30d
        last_contact: 2026-03-20
        ---
        === d.md
        ---
        type: contact
        name: C
        cadence: 30d
        last_contact: 2026-03-20
        ---
        === e.md
        ---
        type: contact
        name: Ada
        cadence: 30d
        last_contact: 2026-03-21
        ---
        === f.md
        ---
        type: contact
        name: Yan
        tier: inner
        cadence: never
        ---
    """)
    found = follow_ups(graph, day(TODAY))
    assert [(f.name, f.points) for f in found] == [
        ("Yan", 12),
        ("c", 0),
        ("C", 0),
        ("Ada", 0),
        ("Zoe", 0),
        ("bea", -9),
    ]
    assert [row["name"] for row in ask(graph, "due", TODAY)] == ["bea"]
    assert [row["name"] for row in ask(graph, "due", TODAY, within="30d")] == ["c", "C", "Ada", "bea"]


# -- how things stand, beyond the table of cases


def test_an_own_dormant_status_takes_somebody_off_the_list() -> None:
    found = contact_row(graph_of(sam("status: dormant\ncadence: 30d\nlast_contact: 2026-01-01")), "Sam Rivera", TODAY)
    assert (found["state"], found["why"]) == ("dormant", "99 d silent")
    found = contact_row(graph_of(sam("status: dormant\ncadence: 30d")), "Sam Rivera", TODAY)
    assert (found["state"], found["why"]) == ("dormant", "dormant")


@pytest.mark.parametrize(("last", "state"), [("2025-04-10", "untracked"), ("2025-04-09", "dormant")])
def test_somebody_is_dormant_after_more_than_365_days(last: str, state: str) -> None:
    assert contact_row(graph_of(sam(f"last_contact: {last}")), "Sam Rivera", TODAY)["state"] == state


def test_an_unknown_tier_is_a_warning() -> None:
    found = contact_row(graph_of(sam("tier: best friends")), "Sam Rivera", TODAY)
    assert (found["state"], found["warnings"]) == ("untracked", ["unknown tier"])


def test_a_paused_person_can_be_snoozed() -> None:
    found = contact_row(graph_of(sam("status: paused\nsnooze: 2026-05-01")), "Sam Rivera", TODAY)
    assert (found["state"], found["due"], found["why"]) == ("snoozed", "2026-05-01", "snooze")


def test_a_snooze_that_has_come_does_not_move_a_promise() -> None:
    body = "- [ ] send the list 📅 2026-04-01"
    found = contact_row(graph_of(sam("cadence: 30d\nsnooze: 2026-04-08", body)), "Sam Rivera", TODAY)
    assert (found["due"], found["why"]) == ("2026-04-01", "task")


def test_of_equally_early_reasons_the_first_in_order_decides() -> None:
    body = "- [ ] answer 📅 2026-04-10\n\n## Log\n- 2026-04-08 email in: hello"
    found = contact_row(graph_of(sam("cadence: 2d\nfollow_up: 2026-04-10", body)), "Sam Rivera", TODAY)
    assert (found["due"], found["why"]) == ("2026-04-10", "reply")
    rules = [reason["rule"] for reason in found["reasons"]]
    assert rules == ["reply", "task", "date"]


def test_a_baseline_in_the_future_does_not_count() -> None:
    found = contact_row(graph_of(sam("cadence: 30d\nmet_on: 2027-01-01\ncreated: 2026-04-01")), "Sam Rivera", TODAY)
    assert found["due"] == "2026-05-01"


def test_an_event_that_is_still_going_on_counts_as_today() -> None:
    event = "=== Fair.md\n---\ntype: event\nstart: 2026-04-08\nend: 2026-04-12\npeople: ['[[Sam Rivera]]']\n---\n"
    found = contact_row(graph_of(sam("cadence: 30d") + event), "Sam Rivera", TODAY)
    assert (found["last"], found["why"], found["due"]) == (TODAY, "cadence", "2026-05-10")


# -- settings


@pytest.mark.parametrize(
    ("setting", "body"),
    [
        ("reply_within", "## Log\n- 2026-04-01 email in: hello"),
        ("nudge_after", "## Log\n- 2026-04-01 email out: hello"),
        ("max_nudges", "## Log\n- 2026-04-01 email out: hello"),
        ("after_event", "=== Fair.md\n---\ntype: event\ndate: 2026-04-08\npeople: '[[Sam Rivera]]'\n---\n"),
        ("dormant_after", "## Log\n- 2020-01-01 coffee"),
    ],
)
def test_a_rule_can_be_switched_off(setting: str, body: str) -> None:
    text = sam(body=body)
    off = "0" if setting == "max_nudges" else '"never"'
    assert contact_row(graph_of(text), "Sam Rivera", TODAY)["state"] != "untracked"
    assert contact_row(graph_of(text, f"[follow_up]\n{setting} = {off}\n"), "Sam Rivera", TODAY)["state"] == "untracked"


@pytest.mark.parametrize(
    ("setting", "state"),
    [('soon = "never"', "ok"), ('soon = "2d"', "ok"), ('soon = "3d"', "soon"), ("", "soon")],
)
def test_what_soon_is_can_be_set(setting: str, state: str) -> None:
    text = sam("follow_up: 2026-04-13")
    assert contact_row(graph_of(text, f"[follow_up]\n{setting}\n"), "Sam Rivera", TODAY)["state"] == state


def test_an_event_may_never_expire() -> None:
    text = sam() + "=== Fair.md\n---\ntype: event\ndate: 2026-01-08\npeople: '[[Sam Rivera]]'\n---\n"
    assert contact_row(graph_of(text), "Sam Rivera", TODAY)["why"] == ""
    assert contact_row(graph_of(text, '[follow_up]\nevent_expires = "never"\n'), "Sam Rivera", TODAY)["why"] == "event"


def test_a_tier_of_ones_own_gives_a_cadence() -> None:
    text = sam("tier: Best Friends\nlast_contact: 2026-04-01")
    found = contact_row(graph_of(text, '[tiers]\n"Best friends" = "9d"\n'), "Sam Rivera", TODAY)
    assert (found["state"], found["due"]) == ("due", TODAY)


def test_a_reason_without_points_is_told_without_a_number() -> None:
    (found,) = follow_ups(graph_of(sam("cadence: 30d\nlast_contact: 2026-04-01")), day(TODAY))
    assert [str(reason) for reason in found.reasons] == ["every 30d"]
