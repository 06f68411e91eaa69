"""Ties, circles, matches and fits: the figures that ranked answers are made of."""

from __future__ import annotations

import pytest
from helpers import day, graph_of, settings_of

from vaultkit.circles import circles, members, my_spaces
from vaultkit.fit import best_fit, goal_fit, wants
from vaultkit.graph import Graph
from vaultkit.matching import best_match, match, shared_topics, sort_of, spoken
from vaultkit.model import total
from vaultkit.ties import colleagues_at, is_acquainted, is_loose_colleague, know_each_other, tie, ways

TODAY = day("2026-04-10")

NETWORK = """
=== Me.md
---
type: me
org: "[[Acme]]"
communities: [Book Club]
former_orgs: Old Press
---
=== Acme.md
---
type: organization
---
=== Spaces/Meetup.md
---
type: space
status: member
topics: [podcasts]
---
=== People/Ann.md
---
type: contact
tier: inner
org: "[[Acme]]"
former_orgs: Old Press
communities: ["[[Meetup]]"]
knows: ["[[Cid]]"]
---
## Log
- 2026-04-10 call: long
- 2026-03-10 email out: a question
=== People/Bob.md
---
type: contact
communities: ["[[Meetup]]", "[[Meetup]]"]
relationship: friend
do_not_ask: true
org: Acme
---
=== People/Cid.md
---
type: contact
communities: ["[[Meetup]]"]
introduced_by: "[[Dot]]"
---
=== People/Dot.md
---
type: contact
status: archived
communities: ["[[Meetup]]"]
knows: [Nobody, "[[Dot]]", "[[Acme]]"]
---
=== People/Eve.md
---
type: contact
relationship: stranger
knows: ["[[Cid]]"]
---
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(NETWORK)


def strength(graph: Graph, name: str) -> list[tuple[str, float]]:
    return [(reason.rule, reason.points) for reason in tie(graph, graph.find_contact(name), TODAY).reasons]


def test_the_strength_of_a_tie_adds_up(graph: Graph) -> None:
    found = tie(graph, graph.find_contact("Ann"), TODAY)
    assert strength(graph, "Ann") == [("recency", 40), ("frequency", 5), ("two-way", 8), ("tier", 15)]
    assert found.strength == total(found.reasons) == 68
    assert (str(found.last), found.days) == ("2026-04-10", 2)


def test_recency_halves_in_180_days() -> None:
    graph = graph_of("=== A.md\n---\ntype: contact\nlast_contact: 2025-10-12\n---\n")
    assert strength(graph, "A")[0] == ("recency", 20)


def test_older_than_24_months_counts_for_recency_only() -> None:
    graph = graph_of("=== A.md\n---\ntype: contact\nlast_contact: 2024-01-01\n---\n")
    assert strength(graph, "A") == [("recency", 2)]


def test_without_any_contact_there_is_no_tie(graph: Graph) -> None:
    assert tie(graph, graph.find_contact("Cid"), TODAY).strength == 0


@pytest.mark.parametrize(("name", "known"), [("Ann", True), ("Bob", True), ("Cid", False), ("Eve", False)])
def test_who_is_acquainted(graph: Graph, name: str, known: bool) -> None:
    assert is_acquainted(graph, graph.find_contact(name), TODAY) is known


def test_a_note_that_is_no_contact_is_no_acquaintance(graph: Graph) -> None:
    assert not is_acquainted(graph, graph.notes["Acme.md"], TODAY)


def test_ways_go_through_mutual_contacts(graph: Graph) -> None:
    found = ways(graph, graph.find_contact("Cid"), TODAY)
    assert [(way.name, way.cost, way.knows, way.may_ask) for way in found] == [
        ("Ann", 110 - 68 + 30, True, True),
        ("Bob", 110 + 60, False, False),
    ]
    assert all(way.cost == total(way.reasons) for way in found)
    assert found[1].words == "Bob and Cid are both in Meetup"


def test_knowing_goes_both_ways_and_by_introduction(graph: Graph) -> None:
    people = {name: graph.find_contact(name) for name in ("Ann", "Bob", "Cid", "Dot")}
    assert know_each_other(graph, people["Cid"], people["Ann"])
    assert know_each_other(graph, people["Dot"], people["Cid"])
    assert not know_each_other(graph, people["Ann"], people["Bob"])


def test_colleagues(graph: Graph) -> None:
    ann, cid = graph.find_contact("Ann"), graph.find_contact("Cid")
    assert is_loose_colleague(graph, ann, TODAY)
    more = graph_of(NETWORK.replace("- 2026-03-10", "- 2026-02-01 lunch\n- 2026-03-10"))
    assert not is_loose_colleague(more, more.find_contact("Ann"), TODAY)
    assert colleagues_at(graph, cid) is None
    assert not is_loose_colleague(graph, cid, TODAY)


def test_circles_by_note_or_by_name(graph: Graph) -> None:
    keys = [circle.key for circle in circles(graph, graph.find_contact("Ann"))]
    assert keys == ["Acme.md", "old press", "Spaces/Meetup.md"]
    assert [note.title for note, _ in members(graph)["Spaces/Meetup.md"]] == ["Ann", "Bob", "Cid"]
    assert my_spaces(graph) == {"Spaces/Meetup.md", "book club"}


def test_without_a_note_about_oneself() -> None:
    graph = graph_of("=== A.md\n---\ntype: contact\norg: Acme\n---\n")
    assert my_spaces(graph) == frozenset()
    assert colleagues_at(graph, graph.find_contact("A")) is None


SYNONYMS = '[synonyms]\npromotion = ["social media", "marketing"]\n'


@pytest.mark.parametrize(
    ("offer", "ask", "words", "share", "overlap"),
    [
        ("skill/design", "a designer", ("designer",), 1, 1),
        ("skill/social media", "promotion of events", ("promotion ↔ social media",), 0.5, 1),
        ("promotion", "promotion", ("promotion",), 1, 1),
        ("skill/promotion", "social media plan", ("social media ↔ promotion",), 2 / 3, 1),
        ("bold motion pieces", "motion work for films", ("motion",), 1 / 3, 1 / 3),
    ],
)
def test_an_offer_meets_an_ask(offer: str, ask: str, words: tuple[str, ...], share: float, overlap: float) -> None:
    found = match(offer, ask, settings_of(SYNONYMS))
    assert found is not None
    assert found.words == words
    assert found.share == pytest.approx(share)
    assert found.overlap == pytest.approx(overlap)


def test_what_does_not_meet() -> None:
    settings = settings_of(SYNONYMS)
    assert match("skill/juggling", "promotion of events", settings) is None
    assert best_match(["!skill/design"], ["a designer"], settings) is None
    best = best_match(["skill/design", "ux design"], ["ux designers"], settings)
    assert best is not None
    assert best.offer == "ux design"


def test_offers_are_sorted_by_their_first_word() -> None:
    assert [(sort_of(offer), spoken(offer)) for offer in ("skill/a b", "and/or not", "a b/c")] == [
        ("skill", "a b"),
        ("and", "or not"),
        ("other", "a b/c"),
    ]
    assert shared_topics(["UX Design", "tea"], ["ux design"]) == ("UX Design",)


GOALS = """
=== Goal.md
---
type: goal
wants_people: [UX designer, "[[Bob]]", recruiter]
wants_orgs: ["[[Acme]]", "[[Nowhere]]"]
wants_spaces: ["[[Meetup]]", podcast circle, book club]
wants_help: [referral, advice]
topics: [a, b, c, d]
---
=== Acme.md
---
type: organization
---
=== Meetup.md
---
type: space
---
=== Reading.md
---
type: space
kind: club
topics: [books]
---
=== People/Ann.md
---
type: contact
title: Senior UX designer
goals: ["[[Goal]]"]
topics: [a, b, c, d]
can_help: [Referral]
---
=== People/Bob.md
---
type: contact
org: "[[Acme]]"
---
=== People/Cid.md
---
type: contact
status: archived
role: recruiter
---
=== Event.md
---
type: event
date: 2026-05-01
space: "[[Meetup]]"
---
=== Plain.md
Nothing.
"""


def test_how_a_note_fits_a_goal() -> None:
    graph = graph_of(GOALS)
    goal = graph.notes["Goal.md"]
    fits = {
        path: [(reason.rule, reason.points) for reason in goal_fit(graph, graph.notes[path], goal)]
        for path in ("People/Ann.md", "People/Bob.md", "Event.md", "Meetup.md", "Plain.md")
    }
    assert fits == {
        "People/Ann.md": [("goal", 3), ("role", 2), ("topic", 1), ("topic", 1), ("topic", 1)],
        "People/Bob.md": [("org", 2)],
        "Event.md": [("org", 2)],
        "Meetup.md": [("wanted", 2)],
        "Plain.md": [],
    }
    assert total(best_fit(graph, graph.notes["People/Ann.md"])) == 8
    assert goal_fit(graph, goal, graph.notes["Plain.md"]) == ()


def test_what_of_a_goals_wants_is_there() -> None:
    found = {want.want: [name for name, _ in want.found] for want in wants(graph_of(GOALS))}
    assert found == {
        "UX designer": ["Ann"],
        "Bob": ["Bob"],
        "recruiter": [],
        "Acme": ["Acme"],
        "Nowhere": [],
        "Meetup": ["Meetup"],
        "podcast circle": [],
        "book club": ["Reading"],
        "referral": ["Ann"],
        "advice": [],
    }
    assert not next(want for want in wants(graph_of(GOALS)) if want.want == "advice").is_covered


@pytest.mark.parametrize(
    ("said", "is_known"),
    [("met_on: 2026-04-10", True), ("met_on: 2027-01-01", False), ("met_context: school", True), ("title: CEO", False)],
)
def test_a_note_that_says_how_you_met_makes_an_acquaintance(said: str, is_known: bool) -> None:
    graph = graph_of(f"=== A.md\n---\ntype: contact\n{said}\n---\n")
    assert is_acquainted(graph, graph.notes["A.md"], day("2026-04-10")) is is_known


def test_an_alumni_club_is_shared_as_a_school_and_as_a_community() -> None:
    texts = {
        f"{name}.md": f'---\ntype: contact\n{more}school: "[[Uni]]"\ncommunities: "[[Uni]]"\n---\n'
        for name, more in (("A", ""), ("B", "tier: close\n"))
    }
    graph = graph_of({**texts, "Uni.md": "---\ntype: space\n---\n"})
    assert [way.name for way in ways(graph, graph.notes["A.md"], day("2026-04-10"))] == ["B"]


def test_an_organization_is_one_circle_under_each_of_its_names() -> None:
    graph = graph_of("""
        === Orgs/Acme.md
        ---
        type: organization
        aliases: [Acme Inc]
        ---
        === A.md
        ---
        type: contact
        org: "[[Acme Inc]]"
        ---
        === B.md
        ---
        type: contact
        org: acme inc
        ---
        === C.md
        ---
        type: contact
        org: "[Acme](Orgs/Acme.md)"
        ---
    """)
    assert {path: len(people) for path, people in members(graph).items()} == {"Orgs/Acme.md": 3}
