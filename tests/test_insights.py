"""The questions about the network, each asked of a small vault."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import ask, day, graph_of, needed, note_of

from vaultkit.dates import Period
from vaultkit.errors import UnknownNameError, UnknownPersonError, UsageError
from vaultkit.files import shipped_texts
from vaultkit.insights import QUESTIONS
from vaultkit.problems import CODES
from vaultkit.questions import parse_arguments, row, within

TODAY = "2026-04-10"

PEOPLE = """
=== People/Ann.md
---
type: contact
tier: close
last_contact: 2026-03-01
birthday: 1990-04-12
---
=== People/Bob.md
---
type: contact
cadence: 30d
last_contact: 2026-03-11
---
- [ ] one day, ask about the wall
=== People/Cid.md
---
type: contact
tier: close
last_contact: 2026-03-20
anniversary: 2010-04-20
---
=== People/Dee.md
---
type: contact
reach: observe
cadence: 1d
last_contact: 2026-03-20
---
=== People/Eva.md
---
type: contact
cadence: 1d
last_contact: 2026-03-01
snooze: 2026-04-20
---
=== People/Fay.md
---
type: contact
status: archived
birthday: 1980-04-10
---
- [ ] something
"""


def names(question: str, **arguments: Any) -> list[str]:
    return [found["name"] for found in ask(graph_of(PEOPLE), question, TODAY, **arguments)]


# -- due


def test_due_lists_who_is_overdue_or_due_today() -> None:
    assert names("due") == ["Ann", "Bob"]


def test_due_looks_ahead_if_asked() -> None:
    assert names("due", within="10d") == ["Ann", "Cid", "Bob"]
    assert names("due", within="9d") == ["Ann", "Bob"]


def test_due_of_one_tier_and_at_most_so_many() -> None:
    assert names("due", tier="close") == ["Ann"]
    assert names("due", tier="close", within="1m") == ["Ann", "Cid"]
    assert names("due", limit=1) == ["Ann"]
    assert names("due", limit=0) == []


def test_people_one_only_observes_are_never_due() -> None:
    graph = graph_of(PEOPLE)
    (dee,) = (found for found in ask(graph, "contacts", TODAY) if found["name"] == "Dee")
    assert dee["state"] == "overdue"
    assert "Dee" not in names("due", within="1y")


# -- contacts


def test_contacts_are_listed_by_name_whatever_their_state() -> None:
    assert names("contacts") == ["Ann", "Bob", "Cid", "Dee", "Eva", "Fay"]
    assert names("contacts", state="snoozed") == ["Eva"]
    assert names("contacts", state="excluded", limit="5") == ["Fay"]
    assert names("contacts", tier="close") == ["Ann", "Cid"]


@pytest.mark.parametrize(
    ("question", "arguments", "words", "hint"),
    [
        ("contacts", {"state": "overdu"}, "no state is called 'overdu'", "did you mean 'overdue'"),
        ("contacts", {"tier": "clos"}, "no tier is called 'clos'", "did you mean 'close'"),
        ("due", {"tier": "x"}, "no tier is called 'x'", "there are: active, close"),
        ("problems", {"severity": "eror"}, "no severity is called 'eror'", "did you mean 'error'"),
    ],
)
def test_a_word_that_does_not_exist_is_refused(question: str, arguments: dict[str, str], words: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as fault:
        names(question, **arguments)
    assert fault.value.message == words
    assert hint in fault.value.hint


# -- birthdays


def occasions(**arguments: Any) -> list[tuple[str, str, int, int | None]]:
    found = ask(graph_of(PEOPLE), "birthdays", TODAY, **arguments)
    return [(o["name"], o["occasion"], o["in_days"], o["age"]) for o in found]


def test_birthdays_and_anniversaries_a_week_ahead_or_as_far_as_asked() -> None:
    assert occasions() == [("Ann", "birthday", 2, 36)]
    assert occasions(within="10d") == [("Ann", "birthday", 2, 36), ("Cid", "anniversary", 10, 16)]
    assert occasions(within="10d", limit=1) == [("Ann", "birthday", 2, 36)]
    assert occasions(within="1d") == []


@pytest.mark.parametrize(("today", "shown"), [("2026-04-15", [-3]), ("2026-04-16", []), ("2026-04-13", [-1])])
def test_a_birthday_is_belated_for_three_days(today: str, shown: list[int]) -> None:
    assert [o["in_days"] for o in ask(graph_of(PEOPLE), "birthdays", today) if o["name"] == "Ann"] == shown


def test_the_lead_of_birthdays_can_be_set() -> None:
    graph = graph_of(PEOPLE, 'birthday_lead = "1d"\n')
    assert ask(graph, "birthdays", TODAY) == []
    assert len(ask(graph, "birthdays", "2026-04-11")) == 1


def test_a_birthday_says_where_it_is_written() -> None:
    (found,) = ask(graph_of(PEOPLE), "birthdays", TODAY)
    assert found["evidence"] == {"path": "People/Ann.md", "line": 5, "text": ""}


# -- after events, replies, loops

MET = """
=== People/Ann.md
---
type: contact
---
=== People/bob.md
---
type: contact
---
## Log
- 2026-04-09 email out: thank you
=== People/Cid.md
---
type: contact
---
=== Events/Panel.md
---
type: event
name: Spring Panel
date: 2026-04-08
people: ["[[Cid]]", "[[Ann]]", "[[bob]]"]
---
=== Events/Breakfast.md
---
type: event
date: 2026-04-10
people: ["[[Cid]]"]
---
"""


def test_after_events_lists_whom_one_met_and_has_not_written_to() -> None:
    found = ask(graph_of(MET), "after-events", TODAY)
    assert [(f["name"], f["event"], f["event_path"]) for f in found] == [
        ("Cid", "Breakfast", "Events/Breakfast.md"),
        ("Ann", "Spring Panel", "Events/Panel.md"),
    ]
    assert [f["name"] for f in ask(graph_of(MET), "after-events", TODAY, limit=1)] == ["Cid"]


WROTE = """
=== People/Ann.md
---
type: contact
---
## Log
- 2026-04-08 email in: how are you?
=== People/Bob.md
---
type: contact
---
## Log
- 2026-04-01 sms in: lunch?
- 2026-04-05 in: lunch??
=== People/Cid.md
---
type: contact
---
## Log
- 2026-04-01 email in: hello
- 2026-04-01 email out: hello
=== People/Dee.md
---
type: contact
snooze: 2026-05-01
---
## Log
- 2026-04-01 email in: hello
"""


def test_replies_lists_who_waits_for_an_answer_the_longest_first() -> None:
    found = ask(graph_of(WROTE), "replies", TODAY)
    assert [(f["name"], f["since"], f["due"], f["said"]) for f in found] == [
        ("Bob", "2026-04-05", "2026-04-07", "lunch??"),
        ("Ann", "2026-04-08", "2026-04-10", "email: how are you?"),
    ]
    assert len(ask(graph_of(WROTE), "replies", TODAY, limit="1")) == 1
    assert ask(graph_of(WROTE), "replies", "2026-03-31") == []


def test_the_time_for_an_answer_can_be_set() -> None:
    found = ask(graph_of(WROTE, '[follow_up]\nreply_within = "5d"\n'), "replies", TODAY)
    assert [f["due"] for f in found] == ["2026-04-10", "2026-04-13"]


def test_loops_lists_tasks_without_a_date() -> None:
    graph = graph_of("""
        === People/Bob.md
        ---
        type: contact
        ---
        - [ ] second
        - [ ] dated 📅 2026-04-12
        === People/ann.md
        ---
        type: contact
        ---
        === Project.md
        - [ ] ask [[ann]] and [[Bob]]
        === People/Zed.md
        ---
        type: contact
        status: do-not-contact
        ---
        - [ ] never
    """)
    found = ask(graph, "loops", TODAY)
    assert [(f["name"], f["task"], f["evidence"]["line"]) for f in found] == [
        ("ann", "ask ann and Bob", 1),
        ("Bob", "second", 4),
        ("Bob", "ask ann and Bob", 1),
    ]
    assert len(ask(graph, "loops", TODAY, limit=2)) == 2


# -- unresolved, problems


def test_unresolved_lists_missing_notes_the_most_linked_first() -> None:
    graph = graph_of("=== a.md\n[[Zed]] [[once]] [[ZED#x]] [b](zed.md)\n=== b.md\n[[Also once]] [[a]] [[#x]]\n")
    found = ask(graph, "unresolved", TODAY)
    assert [(f["target"], f["count"]) for f in found] == [
        ("Zed", 2),
        ("Also once", 1),
        ("once", 1),
        ("zed.md", 1),
    ]
    assert found[0]["places"] == [
        {"path": "a.md", "line": 1, "text": "[[Zed]]"},
        {"path": "a.md", "line": 1, "text": "[[ZED#x]]"},
    ]
    assert len(ask(graph, "unresolved", TODAY, limit=1)) == 1


# -- practice, pitches


EVENTS = """
=== Cancelled.md
---
type: event
date: 2026-04-12
rsvp: going
status: cancelled
---
=== Elsewhere.md
---
type: event
date: 2026-04-12
rsvp: not-going
---
=== Past.md
---
type: event
date: 2026-04-09
rsvp: going
---
=== Undated.md
---
type: event
rsvp: going
---
=== Fair.md
---
type: event
start: 2026-04-14
end: 2026-04-16
rsvp: maybe
---
=== Later.md
---
type: event
date: 2026-04-20
rsvp: going
---
"""
PITCH = """
=== Minute.md
---
type: pitch
audience: a room
seconds: 60
practiced: [2026-04-01, 2026-04-09, 2026-05-01]
---
## Who
I am Ann.
"""


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-04-10", ["2026-04-11 coming", "2026-04-13 coming"]),
        ("2026-04-11", ["2026-04-11 due", "2026-04-13 coming"]),
        ("2026-04-12", ["2026-04-11 due", "2026-04-13 coming"]),
        ("2026-04-13", ["2026-04-13 due"]),
        ("2026-04-14", ["2026-04-13 due"]),
        ("2026-04-15", ["2026-04-17 coming", "2026-04-19 coming"]),
        ("2026-04-21", []),
    ],
)
def test_practice_is_due_three_days_and_one_day_before_the_next_event(today: str, expected: list[str]) -> None:
    found = ask(graph_of(EVENTS + PITCH), "practice", today)
    assert [f"{each['day']} {each['state']}" for each in found] == expected
    assert {(each["pitch"], each["pitch_path"]) for each in found} <= {("Minute", "Minute.md")}


@pytest.mark.parametrize(
    ("practiced", "today", "expected"),
    [
        ("2026-04-10", "2026-04-11", ["2026-04-11", "2026-04-13"]),
        ("2026-04-11", "2026-04-11", ["2026-04-13"]),
        ("2026-04-12", "2026-04-12", ["2026-04-13"]),
        ("2026-04-12", "2026-04-13", ["2026-04-13"]),
        ("2026-04-13", "2026-04-13", []),
        ("2026-04-13", "2026-04-12", ["2026-04-11", "2026-04-13"]),
    ],
)
def test_practice_settles_the_days_up_to_it(practiced: str, today: str, expected: list[str]) -> None:
    text = f"=== Pitch.md\n---\ntype: pitch\npracticed: {practiced}\n---\n"
    assert [each["day"] for each in ask(graph_of(EVENTS + text), "practice", today)] == expected


def test_practice_without_a_pitch_and_at_most_so_many() -> None:
    found = ask(graph_of(EVENTS), "practice", TODAY, limit=1)
    assert [(each["words"], each["pitch"]) for each in found] == [("practise before Fair (Apr 14)", "")]


def test_pitches_say_how_they_stand() -> None:
    (pitch,) = ask(graph_of(PITCH), "pitches", TODAY)
    assert (pitch["words"], pitch["missing"], pitch["times"], pitch["last"]) == (
        3,
        ["learn", "offer", "next"],
        2,
        "2026-04-09",
    )
    (bare,) = ask(graph_of("=== Bare.md\n---\ntype: pitch\n---\n"), "pitches", TODAY)
    assert (bare["times"], bare["last"], bare["confidence"]) == (0, None, None)


# -- promotions


LETTERS = """
=== People/Ann.md
---
type: contact
---
=== People/Pro.md
---
type: contact
stage: professional
---
=== People/Old.md
---
type: contact
status: archived
---
=== Plain.md
text
=== Letters/1.md
---
type: outreach
to: ["[[Ann]]", "[[Pro]]", "[[Old]]", "[[Plain]]", Nobody]
replied: 2026-04-01
receptive: true
---
=== Letters/2.md
---
type: outreach
to: "[[Ann]]"
replied: 2026-04-05
receptive: true
---
=== Letters/3.md
---
type: outreach
to: "[[Ann]]"
status: replied
receptive: true
---
"""


def promoted(text: str) -> list[tuple[str, str | None, str]]:
    return [(each["name"], each["replied"], each["outreach"]) for each in ask(graph_of(text), "promotions", TODAY)]


def test_promotions_are_those_who_answered_gladly_by_the_newest_answer() -> None:
    assert promoted(LETTERS) == [("Ann", "2026-04-05", "2")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("replied: 2026-04-05", "replied: 2026-05-05", [("Ann", "2026-04-01", "1")]),
        ("receptive: true", "receptive: false", []),
        ("receptive: true", "x: y", []),
        ("replied: 2026-04-0", "sent: 2026-04-0", [("Ann", None, "3")]),
        ("status: replied", "status: sent", [("Ann", "2026-04-05", "2")]),
    ],
)
def test_who_is_promoted(before: str, after: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert promoted(LETTERS.replace(before, after)) == expected


# -- space-checks


@pytest.mark.parametrize(
    ("lines", "is_listed"),
    [
        ("next_check: 2026-04-10", True),
        ("next_check: 2026-01-01\nstatus: member", True),
        ("next_check: 2026-04-11", False),
        ("next_check: 2026-04-10\nstatus: left", False),
        ("check_every: 1m", False),
    ],
)
def test_a_space_is_looked_at_on_its_day(lines: str, is_listed: bool) -> None:
    found = ask(graph_of(f"=== Club.md\n---\ntype: space\n{lines}\n---\n"), "space-checks", TODAY)
    assert bool(found) == is_listed


FAULTS = """
=== a.md
---
type: contact
handle: @x
cadence: soon
---
"""


def test_problems_lists_what_is_at_least_so_severe() -> None:
    def found(**arguments: Any) -> list[tuple[str, str]]:
        return [(p["severity"], p["code"]) for p in ask(graph_of(FAULTS), "problems", TODAY, **arguments)]

    told = [("error", "yaml"), ("warning", "bad-cadence")]
    assert found() == [("warning", "no-goal"), *told]
    assert found(severity="error") == [("error", "yaml")]
    assert found(severity="info") == [("warning", "no-goal"), ("info", "no-me"), *told]
    assert found(limit=1) == [("warning", "no-goal")]


def test_every_code_has_a_severity_and_a_sentence() -> None:
    for code, (severity, words) in CODES.items():
        assert code == code.lower()
        assert severity in ("error", "warning", "info")
        assert words.endswith(".")


# -- upcoming

AHEAD = """
=== People/Ann.md
---
type: contact
cadence: 30d
last_contact: 2026-03-15
birthday: 1990-04-12
anniversary: 04-10
---
=== People/Bob.md
---
type: contact
snooze: 2026-04-20
---
=== People/Cid.md
---
type: contact
status: deceased
birthday: 1990-04-12
---
=== People/Dee.md
---
type: contact
cadence: 30d
last_contact: 2026-01-01
---
=== Fair.md
---
type: event
kind: conference
location: Lyon
start: 2026-04-13
end: 2026-04-14
rsvp: going
---
=== Off.md
---
type: event
date: 2026-04-13
status: cancelled
---
=== Declined.md
---
type: event
date: 2026-04-13
rsvp: not-going
---
=== Undated.md
---
type: event
---
=== Goal.md
---
type: goal
target: 2026-04-24
---
=== Endless.md
---
type: goal
---
=== Given up.md
---
type: goal
status: dropped
target: 2026-04-24
---
"""


def test_upcoming_holds_everything_from_tomorrow_by_date() -> None:
    found = ask(graph_of(AHEAD), "upcoming", TODAY)
    assert [(f["day"], f["what"], f["name"], f["words"]) for f in found] == [
        ("2026-04-12", "birthday", "Ann", "turns 36"),
        ("2026-04-13", "event", "Fair", "conference, Lyon, going"),
        ("2026-04-14", "follow-up", "Ann", "every 30d"),
        ("2026-04-20", "follow-up", "Bob", "snoozed until then"),
        ("2026-04-24", "goal", "Goal", "target date"),
    ]
    assert [f["evidence"]["line"] for f in found] == [5, 5, 3, 1, 3]


def test_upcoming_as_far_and_as_many_as_asked() -> None:
    graph = graph_of(AHEAD)
    assert [f["name"] for f in ask(graph, "upcoming", TODAY, within="3d")] == ["Ann", "Fair"]
    assert [f["name"] for f in ask(graph, "upcoming", TODAY, limit=1)] == ["Ann"]
    assert ask(graph, "upcoming", TODAY, within="never") == []


def test_a_birthday_today_comes_up_again_in_a_year() -> None:
    found = ask(graph_of(AHEAD), "upcoming", TODAY, within="1y")
    assert ("2027-04-10", "anniversary", "") in [(f["day"], f["what"], f["words"]) for f in found]


# -- arguments


@pytest.mark.parametrize("given", ["2w", Period(2, "w"), "14", 14])
def test_an_argument_is_text_or_a_value(given: Any) -> None:
    values = QUESTIONS["due"].values(graph_of(AHEAD), {"within": given, "limit": "3"})
    assert values["within"].days == 14
    assert (values["limit"], values["tier"]) == (3, None)


def test_an_argument_that_is_not_given_has_its_default() -> None:
    assert QUESTIONS["upcoming"].values(graph_of(AHEAD), {}) == {"within": Period(14, "d"), "limit": None}
    assert QUESTIONS["upcoming"].values(graph_of(AHEAD), {"within": None}) == {"within": Period(14, "d"), "limit": None}


@pytest.mark.parametrize(
    ("question", "arguments", "words", "hint"),
    [
        ("due", {"withn": "2w"}, "'due' takes no 'withn'", "did you mean 'within'?"),
        ("loops", {"xyz": "1"}, "'loops' takes no 'xyz'", "it takes: limit"),
        ("due", {"within": "soon"}, "'soon' is no period of time", "write 14d, 2w or 3m"),
        ("due", {"limit": "-1"}, "'-1' is no whole number", "write digits, such as 5"),
        ("due", {"limit": "many"}, "'many' is no whole number", "write digits, such as 5"),
        ("due", {"limit": 2.5}, "'2.5' is no whole number", "write digits, such as 5"),
        ("due", {"limit": True}, "'True' is no whole number", "write digits, such as 5"),
    ],
)
def test_an_argument_that_cannot_be_used_is_refused(
    question: str, arguments: dict[str, Any], words: str, hint: str
) -> None:
    with pytest.raises(UsageError) as fault:
        QUESTIONS[question].answer(graph_of(PEOPLE), day(TODAY), arguments)
    assert (fault.value.message, fault.value.hint) == (words, hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("within=14d limit=5", {"within": "14d", "limit": "5"}),
        ('tier="best friends"', {"tier": "best friends"}),
        ("a=b=c  d=", {"a": "b=c", "d": ""}),
    ],
)
def test_the_arguments_of_a_region_are_read(text: str, expected: dict[str, str]) -> None:
    assert parse_arguments(text) == expected


@pytest.mark.parametrize("text", ["within", "=5", "within = 5", 'tier="open'])
def test_arguments_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_arguments(text)


def test_every_question_says_what_it_is_and_answers_an_empty_vault() -> None:
    for name, question in QUESTIONS.items():
        assert question.name == name
        assert question.about.endswith(".")
        try:
            found = question.answer(graph_of(""), day(TODAY), needed(question))
        except UnknownPersonError:
            assert "name" in needed(question)
        else:
            assert [getattr(each, "code", each) for each in found] == (["no-goal"] if name == "problems" else [])


def test_a_row_holds_what_json_can_hold() -> None:
    assert row(within("How far.", Period(2, "w")))["default"] == "2w"
    (touch,) = (t for t in graph_of(WROTE).touches("People/Ann.md"))
    assert row(touch) == {
        "start": "2026-04-08",
        "end": "2026-04-08",
        "direction": "in",
        "via": "log",
        "evidence": {"path": "People/Ann.md", "line": 5, "text": "email: how are you?"},
    }


def test_the_columns_of_a_question_are_fields_of_its_results() -> None:
    texts = shipped_texts("example-vault")
    notes = {path: text for path, text in texts.items() if path.endswith(".md")}
    graph = graph_of({**notes, "x.md": "[[zz]]"}, texts["vaultkit.toml"].replace('timezone = "Europe/Paris"', ""))
    for question in QUESTIONS.values():
        results = question.answer(graph, day(TODAY), needed(question))
        assert results, question.name
        assert set(question.columns) <= set(row(results[0])), question.name


def test_note_texts_never_leak_into_the_kind() -> None:
    assert note_of("---\ntype: contact\ntier: close\n---\n").kind == "contact"
