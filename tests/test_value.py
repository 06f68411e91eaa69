"""Questions about what you are worth to each other: offers, who wants them, favours, the card to take along."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import ask, contact_row, day, graph_of

from vaultkit.favours import balance, favours
from vaultkit.graph import Graph
from vaultkit.matching import within_reach
from vaultkit.names import possessive, town

TODAY = "2026-04-10"


def column(graph: Graph, question: str, name: str = "name", **arguments: Any) -> list[Any]:
    return [found[name] for found in ask(graph, question, TODAY, **arguments)]


# -- favours

LEDGER = """
=== Ann.md
---
type: contact
aliases: [Annie]
---
## Log
- 2026-03-01 call got:: a lead
- 2026-02-01 call gave:: a review
- 2024-04-09 call gave:: too long ago
- 2026-05-01 call gave:: not yet
=== Bob.md
---
type: contact
---
=== Cid.md
---
type: contact
status: deceased
---
## Log
- 2026-03-01 got:: everything
=== Dot.md
---
type: contact
---
## Log
- 2026-03-01 got:: one
- 2026-03-02 got:: two gave:: three
=== Talk.md
---
type: interaction
date: 2026-04-01
people: ["[[Bob]]", Annie, "[[Bob]]", "[[Talk]]", Nobody]
---
gave:: an introduction
Got::
mood:: fine
=== Undated.md
---
type: interaction
people: "[[Bob]]"
---
gave:: nothing that counts
=== Mail.md
---
type: outreach
to: "[[Bob]]"
sent: 2026-04-02
replied: 2026-04-03
---
[gave:: a template]
=== Draft.md
---
type: outreach
to: "[[Bob]]"
---
got:: not sent yet
"""


def test_favours_of_logs_interactions_and_messages() -> None:
    found = ask(graph_of(LEDGER), "favours", TODAY)
    assert [(row["name"], row["balance"], row["side"], row["day"], row["words"]) for row in found] == [
        ("Dot", 1, "you owe", "2026-03-02", "two"),
        ("Bob", -2, "owed to you", "2026-04-03", "a template"),
        ("Ann", -1, "owed to you", "2026-04-01", "an introduction"),
    ]
    assert found[1]["evidence"] == {"path": "Mail.md", "line": 7, "text": "a template"}
    assert found[2]["evidence"]["path"] == "Talk.md"
    assert column(graph_of(LEDGER), "favours", limit=1) == ["Dot"]


def test_a_favour_in_an_interaction_settles_what_one_owes() -> None:
    owing = "=== Ann.md\n---\ntype: contact\n---\n## Log\n- 2026-03-01 got:: a lead\n"
    talk = "=== Talk.md\n---\ntype: interaction\ndate: 2026-04-01\npeople: '[[Ann]]'\n---\ngave:: a review\n"
    rules = [reason["rule"] for reason in contact_row(graph_of(owing), "Ann", TODAY)["reasons"]]
    assert rules == ["favour"]
    assert contact_row(graph_of(owing + talk), "Ann", TODAY)["reasons"] == []
    assert balance(favours(graph_of(owing + talk), day(TODAY))["Ann.md"]) == 0


# -- offers

ME = """
=== Me.md
---
type: me
offers: [plain words, zeal/none too many, access/a room, skill/baking, insight/rents, "!skill/secret", and/or bread]
topics: [bread, rye]
---
"""


def test_offers_by_sort_without_what_is_kept_back() -> None:
    found = ask(graph_of(ME), "offers", TODAY)
    assert [(row["sort"], row["name"]) for row in found] == [
        ("skill", "baking"),
        ("insight", "rents"),
        ("access", "a room"),
        ("and", "or bread"),
        ("zeal", "none too many"),
        ("other", "plain words"),
    ]
    assert found[0]["evidence"] == {"path": "Me.md", "line": 3, "text": ""}
    assert column(graph_of(ME), "offers", limit=1) == ["baking"]


# -- matches

ASKS = """
=== Ann.md
---
type: contact
asks: [a baker, rents in town]
topics: [Rye, bread]
---
=== Bob.md
---
type: contact
asks: [skill/bakery]
topics: [bread]
---
=== Cid.md
---
type: contact
asks: [a room]
reach: observe
---
=== Dot.md
---
type: contact
asks: [a house with many rooms and doors by the sea]
---
=== Eve.md
---
type: contact
topics: [bread]
---
=== Firm.md
---
type: organization
asks: [loaves]
---
=== Club.md
---
type: space
asks: [baking]
---
"""

BREAD = '[synonyms]\nloaves = ["baking"]\n'


def test_matches_name_the_words_that_meet() -> None:
    found = ask(graph_of(ME + ASKS, BREAD), "matches", TODAY)
    assert [(row["offer"], row["name"], row["ask"], row["words"], row["points"]) for row in found] == [
        ("baking", "Ann", "a baker", ["baker"], 5.16),
        ("rents", "Ann", "rents in town", ["rents"], 3.66),
        ("baking", "Club", "baking", ["baking"], 3),
        ("baking", "Firm", "loaves", ["loaves ↔ baking"], 3),
    ]
    assert [reason["words"] for reason in found[0]["reasons"]] == [
        "asks for a baker: baker",
        "you share Rye",
        "you share bread",
    ]
    assert all(row["points"] == round(sum(r["points"] for r in row["reasons"]), 2) for row in found)
    assert column(graph_of(ME + ASKS), "matches", limit=1) == ["Ann"]


def test_words_within_reach_are_ones_own_and_those_that_mean_the_same() -> None:
    settings = graph_of(ME, BREAD + 'cars = ["wheels"]\n').settings
    assert within_reach(("skill/baking",), settings) == {"bak", "loav"}


# -- offers of help

GROUPS = """
=== Club.md
---
type: space
status: found
org: ["[[Society]]", Nowhere]
---
=== Society.md
---
type: organization
status: interested
volunteer_roles: [baking for guests]
---
=== Old.md
---
type: space
status: left
asks: [baking]
---
=== Evening.md
---
type: event
date: 2026-04-11
space: "[[Club]]"
topics: [rents]
---
=== Later evening.md
---
type: event
date: 2026-04-12
space: "[[Club]]"
org: "[[Society]]"
---
=== Cancelled.md
---
type: event
date: 2026-04-11
org: "[[Society]]"
status: cancelled
---
=== Today.md
---
type: event
date: 2026-04-10
org: "[[Society]]"
---
=== Undated.md
---
type: event
org: "[[Society]]"
---
=== Old evening.md
---
type: event
date: 2026-04-11
space: "[[Old]]"
---
"""

PEOPLE = """
=== Ann.md
---
type: contact
communities: "[[Club]]"
reach: observe
---
=== Bob.md
---
type: contact
org: "[[Society]]"
---
=== Cid Day.md
---
type: contact
org: "[[Society]]"
last_contact: 2026-04-01
---
"""


def test_help_is_offered_for_the_next_event_of_a_group_to_join() -> None:
    found = ask(graph_of(ME + GROUPS + PEOPLE), "offer-help", TODAY)
    assert [(row["offer"], row["name"], row["event"], row["day"], row["ask"], row["to"]) for row in found] == [
        ("baking", "Club", "Evening", "2026-04-11", "baking for guests", "Cid Day")
    ]
    assert found[0]["command"] == 'vaultkit render offer-help --to "Cid Day" --about Club --event Evening'
    assert column(graph_of(ME + GROUPS + PEOPLE), "offer-help", limit=0) == []


def test_an_event_of_two_hosts_is_offered_help_once() -> None:
    graph = graph_of(ME + GROUPS.replace("=== Evening.md\n---\ntype: event\n", "=== Evening.md\n---\ntype: note\n"))
    assert column(graph, "offer-help") == ["Club"]
    (row,) = ask(graph, "offer-help", TODAY)
    assert (row["event"], row["to"]) == ("Later evening", "")
    assert row["command"] == 'vaultkit render offer-help --about Club --event "Later evening"'


def test_without_asks_the_topics_of_the_event_count_if_an_offer_says_all_of_one() -> None:
    no_roles = GROUPS.replace("volunteer_roles: [baking for guests]\n", "")
    (row,) = ask(graph_of(ME + no_roles), "offer-help", TODAY)
    assert (row["offer"], row["ask"], row["words"]) == ("rents", "rents", ["rents"])
    assert ask(graph_of(ME + no_roles.replace("[rents]", "[rents in town]")), "offer-help", TODAY) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("status: found", "status: member"),
        ("status: interested", "status: member"),
        ("type: me\n", "type: me\norg: '[[Society]]'\n"),
        ("type: me\n", "type: me\ncommunities: '[[Club]]'\n"),
    ],
)
def test_members_offer_no_help_from_outside(before: str, after: str) -> None:
    assert ask(graph_of((ME + GROUPS).replace(before, after)), "offer-help", TODAY) == []


# -- the card

CARD = """
=== Me.md
---
type: me
name: Jo
offers: [skill/one, skill/two, skill/three, skill/bread, "!skill/none"]
wins: [undated win, 2026-01-01 first, 2026-03-01 third, 2026-02-01 second, 2027-01-01 to come]
asks: [a, b, c]
---
=== Exciting.md
---
type: goal
excitement: 5
wants_people: [baker]
wants_orgs: [Mill]
wants_help: [advice]
---
=== Served.md
---
type: goal
wants_spaces: [circle]
topics: [t, u, v, w]
---
=== Hall.md
---
type: space
asks: [bread]
---
=== Soon.md
---
type: event
date: 2026-04-12
rsvp: going
space: "[[Hall]]"
org: Nobody
goals: "[[Served]]"
---
=== Later.md
---
type: event
date: 2026-04-13
rsvp: going
---
=== Maybe.md
---
type: event
date: 2026-04-11
rsvp: maybe
---
=== Off.md
---
type: event
date: 2026-04-11
rsvp: going
status: cancelled
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
"""


def card(text: str) -> list[tuple[str, str]]:
    return [(row["part"], row["words"]) for row in ask(graph_of(text), "before-you-go", TODAY)]


def test_the_card_is_for_the_next_event_and_its_goal() -> None:
    assert card(CARD) == [
        ("offer", "bread"),
        ("offer", "one"),
        ("offer", "two"),
        ("win", "2026-03-01 third"),
        ("win", "2026-02-01 second"),
        ("win", "2026-01-01 first"),
        ("gain", "a"),
        ("gain", "b"),
        ("gain", "space: circle"),
        ("gain", "talks about t, u, v"),
    ]
    (first, *_) = ask(graph_of(CARD), "before-you-go", TODAY)
    assert (first["event"], first["event_path"], first["day"]) == ("Soon", "Soon.md", "2026-04-12")
    assert (first["name"], first["evidence"]["line"]) == ("Jo", 4)


def test_without_an_event_the_card_is_for_the_first_goal() -> None:
    text = CARD.replace("rsvp: going", "rsvp: maybe")
    assert card(text)[6:] == [("gain", "a"), ("gain", "b"), ("gain", "person: baker"), ("gain", "organization: Mill")]
    assert card(text)[:2] == [("offer", "one"), ("offer", "two")]
    (first, *_) = ask(graph_of(text), "before-you-go", TODAY)
    assert (first["event"], first["day"]) == ("", None)


def test_an_event_without_a_space_asks_for_nothing() -> None:
    assert card(CARD.replace('space: "[[Hall]]"\n', ""))[0] == ("offer", "one")


def test_without_a_note_about_oneself_the_card_has_what_the_goal_wants() -> None:
    text = "=== Goal.md\n---\ntype: goal\nwants_people: [baker]\n---\n"
    assert card(text) == [("gain", "person: baker")]
    assert card("=== Me.md\n---\ntype: me\nwins: [a win]\n---\n") == [("win", "a win")]


# -- words


@pytest.mark.parametrize(
    ("pronouns", "word"), [("he/him", "his"), ("She/Her", "her"), ("they/them", "their"), ("", "their")]
)
def test_possessives(pronouns: str, word: str) -> None:
    assert possessive(pronouns) == word


def test_the_town_of_a_location() -> None:
    assert [town(text) for text in ("Lyon, France", "Lyon (3e)", " Oslo")] == ["Lyon", "Lyon", "Oslo"]
