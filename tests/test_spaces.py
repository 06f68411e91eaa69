"""Questions about spaces: which suit, who is in them, and where a volunteer is wanted."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import answer, graph_of, names

from vaultkit.errors import UnknownNameError
from vaultkit.fit import goals_meant
from vaultkit.graph import Graph

TODAY = "2026-04-10"


def told(text: str | Graph, question: str, **arguments: Any) -> dict[str, list[str]]:
    return {row.name: [str(reason) for reason in row.reasons] for row in answer(text, question, **arguments)}


# -- spaces

SPACES = """
=== Me.md
---
type: me
comfort: [Coffee, small, social hour, medium, panel]
---
=== Goal.md
---
type: goal
topics: [chess]
---
=== Dropped.md
---
type: goal
status: dropped
topics: [tea]
---
=== Club.md
---
type: space
formats: [panel, social-hour]
size: "40"
status: member
comfort: 4
topics: [Chess]
---
=== Forum.md
---
type: space
formats: [conference]
size: 2,000
status: found
topics: [tea]
---
=== Guild.md
---
type: space
size: 120
---
=== Crowd.md
---
type: space
formats: [panel]
size: about a dozen
---
=== Day.md
---
type: event
kind: webinar
date: 2026-04-20
space: "[[Forum]]"
---
=== Second day.md
---
type: event
kind: panel
date: 2026-04-21
space: "[[Forum]]"
---
=== Elsewhere.md
---
type: event
kind: webinar
date: 2026-04-21
---
=== Nameless.md
---
type: event
date: 2026-04-22
space: "[[Forum]]"
---
"""


def test_spaces_by_goal_and_comfort() -> None:
    assert told(SPACES, "spaces") == {
        "Club": [
            "Chess is a topic of Goal (+1)",
            "social-hour is number 3 of what you like (+3)",
            "small is number 2 of what you like (+4)",
            "comfort 4 of 5 (+4)",
        ],
        "Guild": ["medium is number 4 of what you like (+2)"],
        "Crowd": ["panel is number 5 of what you like (+1)"],
        "Forum": ["large is not among what you like"],
    }
    assert [(row.is_mine, row.next_event, str(row.day)) for row in answer(SPACES, "spaces")][-1] == (
        False,
        "Day",
        "2026-04-20",
    )


def test_sizes_count_only_where_sizes_are_named() -> None:
    text = SPACES.replace("[Coffee, small, social hour, medium, panel]", "[panel]")
    assert told(text, "spaces")["Guild"] == []
    assert told(text, "spaces")["Crowd"] == ["panel is number 1 of what you like (+5)"]


def test_without_a_note_about_oneself_nothing_is_known_of_comfort() -> None:
    text = SPACES.replace("type: me", "type: plain")
    assert told(text, "spaces")["Club"] == ["Chess is a topic of Goal (+1)", "comfort 4 of 5 (+4)"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"holds": "social hour"}, ["Club"]),
        ({"holds": "panel"}, ["Club", "Crowd", "Forum"]),
        ({"holds": "webinar"}, ["Forum"]),
        ({"holds": "opera"}, []),
        ({"topic": "chess"}, ["Club"]),
        ({"status": "found"}, ["Forum"]),
        ({"goal": "Goal"}, ["Club"]),
        ({"goal": "Dropped"}, ["Forum"]),
        ({"goal": "Dropped", "status": "member"}, []),
    ],
)
def test_spaces_of_one_sort(arguments: dict[str, str], expected: list[str]) -> None:
    assert names(SPACES, "spaces", **arguments) == expected


def test_a_status_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        answer(SPACES, "spaces", status="joind")


def test_the_goals_that_are_meant() -> None:
    graph = graph_of(SPACES)
    assert [note.title for note in goals_meant(graph, None)] == ["Goal"]
    assert [note.title for note in goals_meant(graph, "drop")] == ["Dropped"]


# -- spaces of contacts and of leaders

PEOPLE = """
=== Me.md
---
type: me
communities: ["[[Mine]]"]
school: Old School
---
=== Goal.md
---
type: goal
topics: [chess]
---
=== Mine.md
---
type: space
---
=== Left.md
---
type: space
status: left
---
=== Big.md
---
type: space
url: https://example.org/big
topics: [chess]
---
=== Small.md
---
type: space
join_url: https://example.org/small/join
url: https://example.org/small
---
=== Bank.md
---
type: organization
url: https://example.org/bank
status: interested
---
=== Joined.md
---
type: organization
status: member
---
=== People/Ann.md
---
type: contact
last_contact: 2026-04-10
communities: ["[[Big]]", "[[Mine]]", "[[Left]]", Choir]
---
=== People/Bob.md
---
type: contact
relationship: friend
affiliations: ["[[Small]]", "[[Bank]]"]
communities: ["[[Big]]"]
---
=== People/Stranger.md
---
type: contact
communities: ["[[Small]]"]
---
=== People/Lea.md
---
type: contact
leader: true
reach: observe
relationship: muse
communities: ["[[Small]]", "[[Mine]]", "[[Left]]", Circle, "[[Small]]"]
affiliations: ["[[Bank]]", "[[Joined]]", Old School]
org: Firm
---
=== People/Lou.md
---
type: contact
leader: true
communities: ["[[Small]]", "[[Big]]"]
---
"""


def test_spaces_that_contacts_are_in() -> None:
    assert told(PEOPLE, "contacts-spaces") == {
        "Big": ["Ann is in it, tie 57 of 100 (+9)", "Bob is in it, tie 0 of 100 (+6)"],
        "Choir": ["Ann is in it, tie 57 of 100 (+9)"],
        "Small": ["Bob is in it, tie 0 of 100 (+6)"],
    }


def test_of_many_contacts_the_strongest_ties_are_told() -> None:
    crowd = "".join(
        f"=== F{number}.md\n---\ntype: contact\nrelationship: friend\ncommunities: Hall\n---\n" for number in range(7)
    )
    (hall,) = answer(crowd, "contacts-spaces")
    assert (hall.count, hall.points, len(hall.reasons)) == (7, 42, 6)
    assert str(hall.reasons[-1]) == "2 more (+12)"


def test_spaces_of_the_leaders() -> None:
    found = answer(PEOPLE, "leaders-spaces")
    assert [(row.name, row.leaders, row.status, row.join_url, row.points) for row in found] == [
        ("Small", ("Lea", "Lou"), "", "https://example.org/small/join", 4),
        ("Big", ("Lou",), "", "https://example.org/big", 3),
        ("Bank", ("Lea",), "interested", "https://example.org/bank", 2),
        ("Circle", ("Lea",), "", "", 2),
    ]


# -- volunteering

VOLUNTEERS = """
=== Me.md
---
type: me
offers: [skill/posters, "!skill/photos"]
---
=== Goal.md
---
type: goal
wants_spaces: ["[[Club]]"]
---
=== Club.md
---
type: space
org: "[[Guild]]"
volunteer_run: true
volunteer_roles: [posters, photos]
---
=== Guild.md
---
type: organization
volunteer_run: true
volunteer_roles: [posters, welcome desk]
---
=== Firm.md
---
type: organization
volunteer_roles: [posters]
---
=== Left.md
---
type: space
status: left
volunteer_run: true
volunteer_roles: [posters]
---
=== Quiet.md
---
type: event
date: 2026-04-11
space: "[[Club]]"
---
=== Fair.md
---
type: event
date: 2026-04-12
space: "[[Club]]"
volunteers_wanted: true
---
"""


def test_no_role_where_you_left() -> None:
    guild = "=== Guild.md\n---\ntype: organization\nvolunteer_run: true\nvolunteer_roles: posters\n---\n"
    assert names(guild, "volunteering") == ["Guild"]
    assert names(guild.replace("volunteer_run", "status: former\nvolunteer_run"), "volunteering") == []


def test_where_volunteers_are_wanted() -> None:
    found = answer(VOLUNTEERS, "volunteering")
    assert [(row.name, row.role, row.match, row.words, row.event, str(row.day), row.points) for row in found] == [
        ("Club", "posters", "posters ↔ skill/posters", ("posters",), "Fair", "2026-04-12", 10),
        ("Club", "photos", "", (), "Fair", "2026-04-12", 5),
        ("Guild", "welcome desk", "", (), "", "None", 0),
    ]
    assert [str(reason) for reason in found[0].reasons] == [
        "posters ↔ skill/posters (+5)",
        "Fair looks for volunteers (+3)",
        "Goal wants Club (+2)",
    ]


def test_without_a_note_about_oneself_nothing_is_offered() -> None:
    assert answer(VOLUNTEERS.replace("type: me", "type: plain"), "volunteering")[0].match == ""
