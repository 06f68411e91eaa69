"""Capacity, activity, tiers, the network, invitations and introductions, each asked of a small vault."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import ask, day, graph_of, note_of

from vaultkit.errors import UnknownNoteError
from vaultkit.files import shipped_texts
from vaultkit.insights.capacity import capacity
from vaultkit.kinds.outreach import Outreach
from vaultkit.regions import render_section
from vaultkit.templating import Templates, TemplateText

TODAY = "2026-04-10"
TEMPLATES = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})


def person(name: str, *lines: str) -> str:
    fields = "\n".join(("type: contact", *lines))
    return f"=== People/{name}.md\n---\n{fields}\n---\n"


def rows(text: str, question: str, settings: str = "", **arguments: Any) -> list[dict[str, Any]]:
    return ask(graph_of(text, settings), question, TODAY, **arguments)


def shown(text: str, question: str) -> str:
    """The answer to a question as it stands in a note."""
    return render_section(graph_of(text), question, {}, day(TODAY), TEMPLATES)


# -- capacity


def test_without_a_cadence_nothing_is_asked() -> None:
    assert rows(person("Ann"), "capacity") == []


def test_paused_and_excluded_people_ask_for_nothing() -> None:
    text = person("Ann", "cadence: 7d") + person("Bob", "cadence: 7d", "status: paused")
    (found,) = rows(text + person("Cid", "cadence: 7d", "status: archived"), "capacity")
    assert (found["touches"], found["asked"], found["people"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("cadence", "words"), [("1y", "less than 1 touch a week"), ("5d", "1 touch a week"), ("never", "")]
)
def test_what_is_asked_seldom_is_not_nothing(cadence: str, words: str) -> None:
    text = shown(person("Ann", f"cadence: {cadence}"), "capacity")
    assert f"Your cadences ask for {words} (1 person)" in text if words else "Nobody has a `cadence:`" in text


WHO_IS_KNOWN = {
    "invites": person("Ann", "topics: [tea]") + "=== Fair.md\n---\ntype: event\ndate: 2026-04-20\nrsvp: going\ntopics: [tea]\n---\n",
    "intros": person("Ann", "offers: [ux review]") + person("Bob", "asks: [ux review]", "met_on: 2020-01-01"),
    "ways-in": person("Ann", "communities: Club") + person("Bob", "leader: true", "communities: Club"),
    "contacts-spaces": person("Ann", "communities: Club"),
}  # fmt: skip


@pytest.mark.parametrize("question", WHO_IS_KNOWN)
def test_an_answer_that_is_empty_for_strangers_says_what_makes_somebody_known(question: str) -> None:
    text = WHO_IS_KNOWN[question]
    assert "`met_on:`" in shown(text, question)
    assert rows(text.replace("type: contact\n", "type: contact\nmet_on: 2020-01-01\n", 1), question)


def test_a_guest_who_is_due_is_so_by_the_line_of_the_reason() -> None:
    text = WHO_IS_KNOWN["invites"].replace("topics: [tea]", "topics: [tea]\ncadence: 1m", 1)
    (found,) = rows(text, "invites")
    assert [(str(reason["words"]), reason["evidence"]["line"]) for reason in found["reasons"]] == [
        ("cares about tea", 3),
        ("due 2026-04-10", 4),
    ]


def test_the_weakest_ties_move_first_and_only_to_a_wider_tier() -> None:
    text = (
        person("Ann", "cadence: 7d", "last_contact: 2026-04-09")
        + person("Bob", "tier: inner", "last_contact: 2024-04-09")
        + person("Cid", "cadence: 2y")
    )
    (found,) = rows(text, "capacity", "weekly_budget = 1\n")
    assert [(move["name"], move["before"], move["tier"]) for move in found["moves"]] == [
        ("Bob", "inner", "close"),
        ("Ann", "7d", "inner"),
    ]


def test_a_move_says_what_it_saves() -> None:
    (found,) = capacity(graph_of(person("Ann", "cadence: 1d"), "weekly_budget = 1\n"), day(TODAY))
    assert [str(move) for move in found.moves] == ["Ann: 1d to inner, saves 6.5 a week"]


# -- activity


def test_touches_by_week() -> None:
    text = person("Ann", "last_contact: 2026-04-07") + person("Bob") + "## Log\n- 2026-04-06 call\n- 2026-03-31 call\n"
    found = rows(text, "activity", weeks=2)
    assert [(row["week"], row["touches"], row["people"]) for row in found] == [
        ("2026-03-30", 1, 1),
        ("2026-04-06", 2, 2),
    ]


def test_without_a_touch_there_is_no_activity() -> None:
    assert rows(person("Ann", "last_contact: 2027-01-01"), "activity") == []


# -- tiers


def test_people_by_tier() -> None:
    text = person("Ann", "tier: close") + person("Bob", "tier: odd") + person("Cid", "tier: close", "status: archived")
    found = {row["tier"]: row["names"] for row in rows(text, "tiers")}
    assert (found["close"], found["none"], found["inner"]) == (["Ann"], ["Bob"], [])
    assert rows("=== A.md\nText.\n", "tiers") == []


# -- the network


def test_the_network_around_me() -> None:
    text = (
        person("Ann", "last_contact: 2026-04-09", 'knows: ["[[Bob]]", "[[Cid]]"]')
        + person("Bob")
        + person("Cid", "status: archived")
    )
    found = rows(text, "network")
    assert [(row["number"], row["name"], row["is_known"], row["knows"]) for row in found] == [
        (1, "Ann", True, ["People/Bob.md"]),
        (2, "Bob", False, ["People/Ann.md"]),
    ]
    assert [row["knows"] for row in rows(text, "network", limit=1)] == [[]]


# -- invitations

EVENT = """
=== Events/Social.md
---
type: event
date: 2026-04-20
location: Paris, France
rsvp: going
topics: [design, tea]
people: ["[[Guest]]"]
---
=== Events/Past.md
---
type: event
date: 2026-04-10
rsvp: going
topics: [design]
---
=== Events/Maybe.md
---
type: event
date: 2026-04-20
rsvp: maybe
topics: [design]
---
=== Events/Off.md
---
type: event
date: 2026-04-20
rsvp: going
status: cancelled
topics: [design]
---
=== Events/Undated.md
---
type: event
rsvp: going
topics: [design]
---
"""


def test_invitations_by_topic_and_city() -> None:
    friend = ("relationship: friend",)
    text = (
        EVENT
        + person("Ann", *friend, "topics: [Design, tea]", "cadence: 1w", "last_contact: 2026-04-01")
        + person("Bob", *friend, "location: Paris")
        + person("Cid", *friend, "topics: [cooking]", "location: Lyon")
        + person("Dot", "topics: [design]")
        + person("Eve", *friend, "topics: [design]", "reach: observe")
        + person("Fay", *friend, "topics: [design]", "status: do-not-contact")
        + person("Gus", *friend, "topics: [design]", "status: paused")
        + person("Guest", *friend, "topics: [design]")
        + person("Hal", *friend)
    )
    found = rows(text, "invites")
    assert [(row["name"], row["event"], row["points"]) for row in found] == [
        ("Ann", "Social", 16),
        ("Bob", "Social", 2),
    ]
    assert len(rows(text, "invites", limit=1)) == 1
    assert rows(text, "invites", event="Past") == []
    with pytest.raises(UnknownNoteError):
        rows(text, "invites", event="Ball")


# -- introductions

PAIR = person("Ann", "relationship: friend", "offers: [motion design]") + person(
    "Bob", "relationship: friend", "asks: [motion design for a film]"
)


def pairs(text: str) -> list[tuple[str, str, float]]:
    return [(row["name"], row["other"], row["points"]) for row in rows(text, "intros")]


def test_an_offer_that_meets_an_ask() -> None:
    (found,) = rows(PAIR, "intros")
    assert (found["name"], found["other"], found["state"], found["points"]) == ("Ann", "Bob", "idea", 3)
    assert found["bridges"]
    assert found["next"] == "ask Ann and Bob"


def test_what_both_have_counts_by_its_rarity_and_the_city_by_one() -> None:
    common = ("communities: [Book Club]", "topics: [tea]", "location: Paris")
    text = PAIR.replace("relationship: friend", "\n".join(("relationship: friend", *common)))
    (found,) = rows(text, "intros")
    assert [(reason["rule"], reason["points"]) for reason in found["reasons"]] == [
        ("match", 3),
        ("topic", 0.91),
        ("circle", 0.91),
        ("city", 1),
    ]
    assert not found["bridges"]


def test_somebody_who_waits_for_me_is_not_to_be_asked_yet() -> None:
    text = PAIR + "## Log\n- 2026-04-01 email in: are you there?\n"
    assert pairs(text) == []


def test_who_is_never_introduced() -> None:
    for line in ("do_not_ask: true", "reach: observe", "status: archived", "relationship: stranger"):
        assert pairs(PAIR.replace("relationship: friend", line, 1)) == [], line
    assert pairs(PAIR.replace("offers: [", 'knows: ["[[Bob]]"]\noffers: [')) == []
    assert pairs(PAIR.replace("[motion design]", '["!motion design"]')) == []


def test_one_topic_alone_is_too_little() -> None:
    text = person("Ann", "relationship: friend", "topics: [tea]") + person(
        "Bob", "relationship: friend", "topics: [tea]"
    )
    assert pairs(text) == []
    assert pairs(person("Ann", "relationship: friend", "offers: [tea]", "asks: [tea]")) == []


def test_of_a_crowd_those_are_thought_of_whom_you_know_best() -> None:
    crowd = "".join(
        person(f"P{n:02}", "relationship: friend", "communities: [Big]", "location: Rome") for n in range(51)
    )
    assert pairs(crowd) == []
    asking = PAIR.replace("relationship: friend", "tier: inner", 1) + "".join(
        person(f"P{n:02}", "relationship: friend", "offers: [motion design]", "location: Rome") for n in range(60)
    )
    found = pairs(asking)
    assert len(found) == 50
    assert ("Ann", "Bob", 3) in found
    assert ("Bob", "P59", 3) not in found


def note(**fields: str) -> str:
    lines = "\n".join(f"{name}: {value}" for name, value in fields.items())
    return f'=== Outreach/Intro.md\n---\ntype: outreach\nkind: intro-offer\nto: ["[[Ann]]", "[[Bob]]"]\n{lines}\n---\n'


@pytest.mark.parametrize(
    ("fields", "state", "following"),
    [
        ({}, "idea", "ask Ann and Bob"),
        ({"asked": '"[[Ann]]"'}, "asked", "ask Bob"),
        ({"asked": '["[[Ann]]", "[[Bob]]"]', "agreed": '"[[Ann]]"'}, "asked", "wait for Bob"),
        ({"agreed": '["[[Ann]]", "[[Bob]]"]'}, "agreed", "introduce them"),
    ],
)
def test_an_introduction_under_way(fields: dict[str, str], state: str, following: str) -> None:
    (found,) = rows(PAIR + note(**fields), "intros")
    assert (found["state"], found["next"], found["note"]) == (state, following, "Outreach/Intro.md")


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [
        ({"made": "2026-01-01"}, False),
        ({"status": "done"}, False),
        ({"declined": '"[[Bob]]"'}, False),
        ({"declined": '"[[Bob]]"', "sent": "2026-01-01"}, False),
        ({"declined": '"[[Bob]]"', "sent": "2025-01-01"}, True),
    ],
)
def test_an_introduction_that_is_over(fields: dict[str, str], is_offered: bool) -> None:
    assert bool(pairs(PAIR + note(**fields))) is is_offered


def test_one_note_may_name_the_other_person_as_about() -> None:
    text = PAIR + note(about='"[[Bob]]"').replace(', "[[Bob]]"]', "]") + person("Cid")
    assert [row["note"] for row in rows(text, "intros")] == ["Outreach/Intro.md"]
    strange = (
        PAIR + note(about='"[[Cid]]"') + '=== Outreach/Other.md\n---\ntype: outreach\nkind: hello\nto: "[[Ann]]"\n---\n'
    )
    assert [row["note"] for row in rows(strange, "intros")] == [""]


@pytest.mark.parametrize(
    ("fields", "state"),
    [("status: declined", "declined"), ("status: no-reply", "closed"), ("agreed: Ann", "asked"), ("", "idea")],
)
def test_the_states_of_an_introduction(fields: str, state: str) -> None:
    record = note_of(f"---\ntype: outreach\nto: [Ann, Bob]\n{fields}\n---\n", "O.md").record
    assert isinstance(record, Outreach)
    assert record.intro_state == state


def test_nothing_is_asked_of_an_empty_vault() -> None:
    empty = graph_of("=== A.md\nText.\n")
    for question in ("capacity", "activity", "tiers", "network", "invites", "intros"):
        assert ask(empty, question, TODAY) == []


# -- who is left in peace, and what is counted once

MET_OR_PAUSED = """
=== People/Ob.md
---
type: contact
reach: observe
cadence: weekly
---
=== 2026-04-08 Talk.md
---
type: event
people: ["[[Ob]]"]
---
"""


def test_whom_you_only_observe_is_no_follow_up_anywhere() -> None:
    graph = graph_of(MET_OR_PAUSED)
    assert ask(graph, "after-events", TODAY) == []
    assert ask(graph, "capacity", TODAY) == []
    assert [row["name"] for row in ask(graph, "upcoming", "2026-04-08", within="30d")] == []


def test_a_promise_to_somebody_paused_does_not_bring_their_cadence_back() -> None:
    text = "=== Ann.md\n---\ntype: contact\ncadence: 7d\nstatus: paused\n---\n- [ ] send it 📅 2026-04-09\n"
    assert rows(text, "capacity") == []


def test_who_is_paused_is_in_no_new_introduction_and_is_no_prospect() -> None:
    text = person("Ann", "tier: close", "offers: [logos]", "want_to_know: true") + person(
        "Bob", "tier: close", "asks: [logos]"
    )
    paused = text.replace("tier: close\noffers", "tier: close\nstatus: paused\noffers")
    assert len(rows(text, "intros")) == len(rows(text, "prospects")) == 1
    assert rows(paused, "intros") == rows(paused, "prospects") == []
    running = '=== I.md\n---\ntype: outreach\nkind: intro-offer\nto: ["[[Ann]]", "[[Bob]]"]\n---\n'
    assert [row["note"] for row in rows(paused + running, "intros")] == ["I.md"]


def test_who_knows_whom_and_who_is_invited_may_be_told_by_an_alias() -> None:
    text = person("Ann Lee", "tier: close", "aliases: [Annie]", "asks: [logos]", "topics: [ux]")
    text += person("Bob", "tier: close", "offers: [logos]", 'knows: "[[Annie]]"')
    assert rows(text, "intros") == []
    assert len(rows(text.replace("[[Annie]]", "[[Nobody]]"), "intros")) == 1
    event = "=== 2026-05-01 Talk.md\n---\ntype: event\nrsvp: going\ntopics: [ux]\ninvited: [Annie]\n---\n"
    assert rows(text + event, "invites") == []
    two = person("Other", "aliases: [Annie]")
    assert len(rows(text + event + two, "invites")) == 1, "of two of a name nobody is meant"


def test_a_topic_that_is_written_twice_counts_once() -> None:
    text = person("Ann", "tier: close", "asks: [logos]", "topics: [ux, UX, ux]")
    text += person("Bob", "tier: close", "offers: [logos]", "topics: [Ux, ux]")
    (pair,) = rows(text, "intros")
    assert [reason["rule"] for reason in pair["reasons"]] == ["match", "topic"]
    event = "=== 2026-05-01 Talk.md\n---\ntype: event\nrsvp: going\ntopics: [ux]\n---\n"
    assert [row["points"] for row in rows(text + event, "invites")] == [13, 13]


def test_names_without_a_letter_are_told_apart() -> None:
    text = person("Ann", "tier: close", "asks: [logos]", "topics: ['🎻']", "communities: ['🎻']")
    text += person("Bob", "tier: close", "offers: [logos]", "topics: ['🎺']", "communities: ['🎺']")
    (pair,) = rows(text, "intros")
    assert [reason["rule"] for reason in pair["reasons"]] == ["match"]
    (same,) = rows(text.replace("🎺", "🎻"), "intros")
    assert [reason["rule"] for reason in same["reasons"]] == ["match", "topic", "circle"]


def test_of_a_crowd_of_guests_the_best_are_listed() -> None:
    everybody = "".join(person(f"P{n:02}", "tier: close", "topics: [ux]") for n in range(60))
    best = person("Zed", "tier: close", "topics: [ux]", "location: Lyon")
    event = "=== 2026-05-01 Talk.md\n---\ntype: event\nrsvp: going\nlocation: Lyon\ntopics: [ux]\n---\n"
    found = rows(everybody + best + event, "invites")
    assert [row["name"] for row in found] == ["Zed", *(f"P{n:02}" for n in range(49))]


def test_weeks_before_the_year_one_are_none() -> None:
    text = person("Ann", "last_contact: 2026-04-01")
    (first, *_, last) = rows(text, "activity", weeks="999999999")
    assert (first["week"], last["week"]) == ("0001-01-08", "2026-04-06")


def test_the_next_event_to_invite_to_comes_first() -> None:
    text = person("Ann", "tier: close", "topics: [ux]")
    for name, on in (("Autumn", "2026-09-01"), ("Spring", "2026-05-01")):
        text += f"=== {name}.md\n---\ntype: event\ndate: {on}\nrsvp: going\ntopics: [ux]\n---\n"
    templates = Templates({path: TemplateText(words, path) for path, words in shipped_texts("templates").items()})
    section = render_section(graph_of(text), "invites", {}, day(TODAY), templates)
    assert section.split("\n\n")[0].startswith("**[[Spring]]**, Fri 1 May\n- [[Ann]] · 13 — ")
    assert section.split("\n\n")[1].startswith("**[[Autumn]]**, Tue 1 Sep\n- [[Ann]] · 13 — ")
