"""Questions about goals: what they want, who serves them, who could help, and how varied the network is."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import ask, graph_of

from vaultkit.errors import UnknownNoteError
from vaultkit.graph import Graph
from vaultkit.topics import rarity

TODAY = "2026-04-10"


def column(graph: Graph, question: str, name: str = "name", **arguments: Any) -> list[Any]:
    return [found[name] for found in ask(graph, question, TODAY, **arguments)]


def words(graph: Graph, question: str, **arguments: Any) -> dict[str, list[str]]:
    """The reasons of each row, as `words +points`; they add up."""
    found = ask(graph, question, TODAY, **arguments)
    assert all(row["points"] == round(sum(reason["points"] for reason in row["reasons"]), 2) for row in found)
    return {row["name"]: [f"{r['words']} {r['points']:+g}" for r in row["reasons"]] for row in found}


# -- goals and coverage

TREE = """
=== Far.md
---
type: goal
horizon: long-term
excitement: 3.5
---
=== Near.md
---
type: goal
parent: "[[Far]]"
excitement: 5
target: 2026-12-31
outcomes: [a desk]
wants_people: [baker, "[[Ann]]"]
---
=== Nearer.md
---
type: goal
parent: "[[Near]]"
---
=== Paused.md
---
type: goal
status: paused
parent: "[[Far]]"
wants_people: [pilot]
---
=== Below paused.md
---
type: goal
parent: "[[Paused]]"
---
=== Ring A.md
---
type: goal
parent: "[[Ring B]]"
---
=== Ring B.md
---
type: goal
parent: "[[Ring A]]"
---
=== Ann.md
---
type: contact
---
"""


def test_goals_stand_below_the_one_they_serve() -> None:
    found = ask(graph_of(TREE), "goals", TODAY)
    assert [(row["name"], row["excitement"], row["covered"]) for row in found[:3]] == [
        ("Near", 5, "1/2"),
        ("Far", 3.5, ""),
        ("Below paused", None, ""),
    ]
    tree = sorted(found, key=lambda row: int(row["place"]))
    assert [(row["name"], row["depth"]) for row in tree] == [
        ("Far", 0),
        ("Near", 1),
        ("Nearer", 2),
        ("Below paused", 0),
        ("Ring A", 0),
        ("Ring B", 1),
    ]
    assert found[0]["gaps"] == ["baker"]
    assert found[0]["outcomes"] == ["a desk"]
    assert found[0]["parents"] == ["Far.md"]
    assert isinstance(found[0]["excitement"], int)


def test_one_goal_or_some() -> None:
    assert column(graph_of(TREE), "goals", goal="nearer") == ["Nearer"]
    assert column(graph_of(TREE), "goals", goal="Paused.md") == []
    assert column(graph_of(TREE), "goals", limit=1) == ["Near"]
    with pytest.raises(UnknownNoteError):
        column(graph_of(TREE), "goals", goal="gone")


def test_coverage_lists_every_want_of_the_active_goals() -> None:
    found = ask(graph_of(TREE), "coverage", TODAY)
    assert [(row["goal"], row["kind"], row["name"], row["found"]) for row in found] == [
        ("Near", "person", "baker", []),
        ("Near", "person", "Ann", ["Ann"]),
    ]
    assert found[1]["places"] == [{"path": "Ann.md", "line": 1, "text": ""}]
    assert found[0]["evidence"]["line"] == 7
    assert column(graph_of(TREE), "coverage", goal="Far") == []
    assert column(graph_of(TREE), "coverage", limit=1) == ["baker"]


# -- helpers, recommenders, development

HELP = """
=== Goal.md
---
type: goal
wants_help: [Referral, advice]
wants_orgs: ["[[Acme]]"]
---
=== Acme.md
---
type: organization
hiring: true
url: https://acme.example
offers: [coffee, "!development/secret"]
---
=== Calm.md
---
type: organization
offers: [development/mentoring]
status: interested
---
=== Club.md
---
type: space
offers: [development/evenings, tea]
---
=== Ann.md
---
type: contact
org: "[[Acme]]"
can_help: [referral]
last_contact: 2026-04-01
---
=== Bob.md
---
type: contact
former_orgs: "[[Acme]]"
can_help: [advice]
---
=== Cid.md
---
type: contact
org: ["[[Acme]]", "[[Calm]]", Nowhere]
---
=== Dot.md
---
type: contact
org: "[[Acme]]"
can_help: [referral, advice]
reach: observe
---
=== Eve.md
---
type: contact
org: "[[Acme]]"
can_help: [referral]
status: archived
---
"""


def test_helpers_say_so_or_are_where_the_goal_wants_to_be() -> None:
    found = ask(graph_of(HELP), "helpers", TODAY)
    assert [(row["help"], row["name"], row["how"]) for row in found] == [
        ("Referral", "Ann", "can help: referral, at Acme"),
        ("Referral", "Cid", "at Acme"),
        ("advice", "Ann", "at Acme"),
        ("advice", "Bob", "can help: advice"),
        ("advice", "Cid", "at Acme"),
    ]
    assert (found[0]["strength"], found[0]["last"]) == (56, "2026-04-01")
    assert found[0]["evidence"] == {"path": "Ann.md", "line": 4, "text": "referral"}
    assert column(graph_of(HELP), "helpers", limit=1) == ["Ann"]


def test_recommenders_can_refer_and_are_where_people_are_hired() -> None:
    graph = graph_of(HELP.replace("can_help: [advice]", "can_help: [referral]\norg: Calm"))
    assert column(graph, "recommenders") == ["Ann"]
    more = graph_of(
        HELP.replace("=== Cid.md\n---\ntype: contact\n", "=== Cid.md\n---\ntype: contact\ncan_help: referral\n")
    )
    found = ask(more, "recommenders", TODAY)
    assert [(row["name"], row["org"], row["role"]) for row in found] == [
        ("Ann", "Acme", "https://acme.example"),
        ("Cid", "Acme", "https://acme.example"),
    ]
    assert column(more, "recommenders", limit=1) == ["Ann"]


def test_development_is_an_offer_of_that_sort() -> None:
    found = ask(graph_of(HELP), "development", TODAY)
    assert [(row["name"], row["kind"], row["offers"]) for row in found] == [
        ("Calm", "organization", ["mentoring"]),
        ("Club", "space", ["evenings"]),
    ]
    assert column(graph_of(HELP), "development", limit=1) == ["Calm"]


# -- focus

WEEK = """
=== Goal.md
---
type: goal
excitement: 4
topics: [tea]
---
=== Other.md
---
type: goal
topics: [silence]
---
=== People/Due.md
---
type: contact
topics: [tea]
follow_up: 2026-04-09
---
=== People/Rhythm.md
---
type: contact
topics: [tea]
goals: "[[Goal]]"
cadence: 30d
last_contact: 2026-03-16
---
=== People/Near.md
---
type: contact
topics: [tea]
last_contact: 2026-04-09
---
=== People/Far.md
---
type: contact
topics: [tea]
---
=== People/Quiet.md
---
type: contact
goals: "[[Goal]]"
snooze: 2026-05-01
---
=== People/Watched.md
---
type: contact
goals: "[[Goal]]"
reach: observe
---
=== People/Unrelated.md
---
type: contact
topics: [coffee]
---
=== Spaces/Join.md
---
type: space
status: to-join
topics: [tea]
---
=== Spaces/Found.md
---
type: space
status: found
topics: [tea]
next_check: 2026-04-10
---
=== Spaces/Left.md
---
type: space
status: left
topics: [tea]
next_check: 2026-04-01
---
=== Spaces/Later.md
---
type: space
status: member
topics: [tea]
next_check: 2026-05-01
---
=== Spaces/Elsewhere.md
---
type: space
status: to-join
---
=== Events/Today.md
---
type: event
date: 2026-04-10
topics: [tea]
---
=== Events/Month.md
---
type: event
date: 2026-05-10
goals: "[[Goal]]"
---
=== Events/Year.md
---
type: event
date: 2026-12-10
topics: [tea]
---
=== Events/Other.md
---
type: event
date: 2026-04-10
---
=== Events/Past.md
---
type: event
date: 2026-04-09
topics: [tea]
---
=== Events/Off.md
---
type: event
date: 2026-04-11
status: cancelled
topics: [tea]
---
=== Events/Declined.md
---
type: event
date: 2026-04-11
rsvp: not-going
topics: [tea]
---
=== Events/Undated.md
---
type: event
topics: [tea]
---
"""


def test_focus_is_what_serves_a_goal_and_is_timely() -> None:
    assert words(graph_of(WEEK), "focus") == {
        "Rhythm": ["goal Goal +3", "tea is a topic of Goal +1", "due 2026-04-15 +2"],
        "Due": ["tea is a topic of Goal +1", "due 2026-04-09 +3"],
        "Near": ["tea is a topic of Goal +1", "tie 57 of 100 +1.1"],
        "Found": ["tea is a topic of Goal +1", "found, not joined +1", "to look at since 2026-04-10 +1"],
        "Month": ["goal Goal +3", "on 2026-05-10 +1"],
    }
    assert set(column(graph_of(WEEK), "focus", "goal")) == {"Goal"}
    assert column(graph_of(WEEK), "focus", goal="Other") == []
    assert column(graph_of(WEEK), "focus", limit=2) == ["Rhythm", "Due"]


def test_focus_when_the_first_choices_are_gone() -> None:
    kept = {"Spaces/Found.md", "Events/Month.md", "People/Near.md"}
    graph = graph_of(
        "".join(f"=== {part}" for part in WEEK.split("=== ") if part.strip() and part.split("\n")[0] not in kept)
    )
    found = words(graph, "focus")
    assert found["Join"] == ["tea is a topic of Goal +1", "to join +2"]
    assert found["Today"] == ["tea is a topic of Goal +1", "on 2026-04-10 +2"]
    assert found["Far"] == ["tea is a topic of Goal +1"]
    later = graph_of("".join(f"=== {part}" for part in WEEK.split("=== ") if part.startswith(("Goal", "Events/Year"))))
    assert words(later, "focus") == {"Year": ["tea is a topic of Goal +1", "on 2026-12-10 +0"]}


# -- who and topics

TALK = """
=== Me.md
---
type: me
---
=== Ann.md
---
type: contact
pronouns: she/her
topics: [UX design, tea]
last_contact: 2026-04-10
---
=== Bob.md
---
type: contact
aliases: [Bobby]
topics: [design of UX and tables]
---
=== Cid.md
---
type: contact
topics: [interfaces, ux design]
---
=== Dot.md
---
type: contact
topics: [interfaces]
---
=== Eve.md
---
type: contact
topics: [ux design]
status: archived
---
=== Fay.md
---
type: contact
reach: observe
topics: [ux design]
---
=== Gil.md
---
type: contact
---
=== Talk.md
---
type: event
date: 2026-03-12
rsvp: going
speakers: ["[[Ann]]", Bobby, Nobody, "[[Eve]]", "[[Club of UX design]]"]
org: ["[[Gil]]", "[[Ann]]"]
topics: [ux design]
---
=== Older talk.md
---
type: event
date: 2026-02-12
people: "[[Bob]]"
speakers: "[[Ann]]"
topics: [ux design]
---
=== Missed.md
---
type: event
date: 2026-02-13
speakers: "[[Dot]]"
topics: [ux design]
---
=== Coming.md
---
type: event
date: 2026-05-12
rsvp: going
speakers: "[[Dot]]"
topics: [ux design]
---
=== Off.md
---
type: event
date: 2026-03-13
rsvp: going
status: cancelled
speakers: "[[Dot]]"
topics: [ux design]
---
=== Undated.md
---
type: event
rsvp: going
topics: [ux design]
---
=== Club of UX design.md
---
type: space
---
=== Desk.md
---
type: space
topics: [tea, ux design]
---
=== Org.md
---
type: organization
topics: [ux design, glass]
---
"""

SYNONYMS = '[synonyms]\n"ux design" = ["interfaces"]\n'


def test_who_ranks_by_topic_talk_and_tie() -> None:
    assert words(graph_of(TALK, SYNONYMS), "who", topic="UX Design") == {
        "Ann": ["topic +30", "attended her talk 2026-03-12 +20", "tie 57 of 100 +11.4"],
        "Bob": ["topic design of UX and tables +20", "attended their talk 2026-03-12 +20", "tie 49 of 100 +9.8"],
        "Cid": ["topic +30"],
        "Dot": ["topic interfaces (ux design ↔ interfaces) +15"],
        "Gil": ["attended their event 2026-03-12 +10"],
    }
    assert column(graph_of(TALK), "who", topic="ux design", limit=1) == ["Ann"]
    assert column(graph_of(TALK), "who", topic="glass") == []


def test_topics_lists_people_by_tie_and_spaces() -> None:
    found = ask(graph_of(TALK), "topics", TODAY)
    assert [(row["name"], row["count"], row["people"], row["spaces"]) for row in found] == [
        ("UX design", 2, ["Ann", "Cid"], ["Desk"]),
        ("interfaces", 2, ["Cid", "Dot"], []),
        ("tea", 1, ["Ann"], ["Desk"]),
        ("design of UX and tables", 1, ["Bob"], []),
    ]
    assert found[0]["people_paths"] == ["Ann.md", "Cid.md"]
    assert found[0]["evidence"] == {"path": "Ann.md", "line": 4, "text": ""}
    assert column(graph_of(TALK), "topics", limit=1) == ["UX design"]


def test_one_topic_is_taken_with_what_is_near_it() -> None:
    (found,) = ask(graph_of(TALK, SYNONYMS), "topics", TODAY, topic="ux design")
    assert (found["name"], found["count"]) == ("ux design", 4)
    assert found["spaces"] == ["Club of UX design", "Desk"]
    assert found["space_paths"] == ["Club of UX design.md", "Desk.md"]
    assert ask(graph_of(TALK), "topics", TODAY, topic="glass") == []


def test_a_topic_may_be_a_sign() -> None:
    graph = graph_of("=== Ann.md\n---\ntype: contact\ntopics: [🎻, ➕]\n---\n")
    assert column(graph, "topics") == ["➕", "🎻"]
    assert column(graph, "who", topic="🎻") == ["Ann"]


def test_a_topic_is_rarer_the_fewer_have_it() -> None:
    graph = graph_of(TALK)
    assert (rarity(graph, "Tea"), rarity(graph, "interfaces"), rarity(graph, "unheard of")) == (1.44, 0.91, 1.44)


# -- help

NEED = """
=== Ann.md
---
type: contact
can_help: [visa advice]
offers: [insight/visa rules]
topics: [visa, tea]
last_contact: 2026-04-10
---
=== Bob.md
---
type: contact
topics: [visa]
last_contact: 2024-01-01
---
=== Cid.md
---
type: contact
topics: [visa]
status: do-not-contact
---
=== Dot.md
---
type: contact
topics: [cooking]
---
"""


def test_help_marks_whom_one_lost_sight_of() -> None:
    assert words(graph_of(NEED), "help", need="a visa question") == {
        "Ann": ["can help: visa advice +20", "offers: visa rules +20", "topic: visa +15", "tie 57 of 100 +17.1"],
        "Bob": ["topic: visa +15", "tie 2 of 100 +0.6"],
    }
    found = ask(graph_of(NEED), "help", TODAY, need="visa")
    assert [(row["name"], row["state"], row["first"]) for row in found] == [
        ("Ann", "untracked", ""),
        ("Bob", "dormant", "reconnect"),
    ]
    assert column(graph_of(NEED), "help", need="visa", limit=1) == ["Ann"]
    assert column(graph_of(NEED), "help", need="cooking for guests") == ["Dot"]


# -- diversity

VARIED = """
=== Me.md
---
type: me
communities: Choir
---
=== Ann.md
---
type: contact
industry: Film
location: Lyon, France
relationship: friend
knows: "[[Cid]]"
---
=== Bob.md
---
type: contact
industry: film
location: Lyon (3e)
title: baker
---
=== Cid.md
---
type: contact
title: pilot
tier: inner
last_contact: 2026-04-10
do_not_ask: true
---
=== Dot.md
---
type: contact
title: sailor
---
=== Eve.md
---
type: contact
industry: film
status: archived
title: sailor
---
=== Fay.md
---
type: contact
title: sailor
reach: observe
communities: Choir
---
=== Reach baker.md
---
type: goal
wants_people: [baker]
---
=== Reach pilot.md
---
type: goal
wants_people: [pilot]
---
=== Reach sailor.md
---
type: goal
wants_people: [sailor]
---
"""


def test_diversity_counts_industries_cities_and_weak_ties() -> None:
    found = ask(graph_of(VARIED), "diversity", TODAY)
    assert [(row["what"], row["name"], row["count"], row["share"]) for row in found] == [
        ("industry", "not known", 3, 0.6),
        ("industry", "Film", 2, 0.4),
        ("city", "not known", 3, 0.6),
        ("city", "Lyon", 2, 0.4),
        ("tie", "weak (under 30 of 100)", 4, 0.8),
        ("goal", "Reach baker", 0, 0),
        ("goal", "Reach sailor", 0, 0),
    ]
    assert found[-1]["path"] == "Reach sailor.md"
    assert len(column(graph_of(VARIED), "diversity", limit=2)) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: baker\n", "title: baker\nknows: '[[Ann]]'\n"),
        ("title: baker\n", "title: baker\ncommunities: Choir\n"),
        ("title: baker\n", "title: baker\nrelationship: friend\n"),
        ("industry: Film\n", "communities: Books\n"),
    ],
)
def test_a_goal_can_be_reached_by_acquaintance_introduction_or_circle(before: str, after: str) -> None:
    text = VARIED.replace(before, after)
    if "Books" in after:
        text = text.replace("title: baker\n", "title: baker\ncommunities: Books\n")
    goals = [row["name"] for row in ask(graph_of(text), "diversity", TODAY) if row["what"] == "goal"]
    assert goals == ["Reach sailor"]


def test_those_not_to_be_asked_open_no_doors() -> None:
    text = VARIED.replace("title: baker\n", "title: baker\nknows: '[[Cid]]'\ncommunities: Books\n").replace(
        "do_not_ask: true\n", "do_not_ask: true\ncommunities: Books\n"
    )
    goals = [row["name"] for row in ask(graph_of(text), "diversity", TODAY) if row["what"] == "goal"]
    assert goals == ["Reach baker", "Reach sailor"]


def test_without_a_contact_no_goal_can_be_reached() -> None:
    graph = graph_of("=== G.md\n---\ntype: goal\n---\n")
    assert [(row["what"], row["name"]) for row in ask(graph, "diversity", TODAY)] == [("goal", "G")]
