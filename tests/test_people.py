"""Questions about people: leaders, whom one knows already, whom one lost sight of, and how to reach others."""

from __future__ import annotations

import pytest
from helpers import answer, day, graph_of, names

from vaultkit.approach import best_idea, ideas, seen
from vaultkit.circles import coming_events, leaders, next_event
from vaultkit.errors import UnknownNoteError, UnknownPersonError
from vaultkit.graph import Graph
from vaultkit.ties import best_way, may_ask, named_via, ways

TODAY = "2026-04-10"


# -- leaders, affiliations, ways in

LEADERS = """
=== Me.md
---
type: me
communities: ["[[Forum]]"]
---
=== Forum.md
---
type: space
---
=== Club.md
---
type: space
---
=== Spring.md
---
type: event
date: 2026-05-02
space: "[[Club]]"
org: [Acme]
---
=== Past.md
---
type: event
date: 2026-04-01
space: "[[Club]]"
---
=== Running.md
---
type: event
start: 2026-04-08
end: 2026-04-10
org: [Acme]
rsvp: maybe
---
=== Off.md
---
type: event
date: 2026-04-20
space: "[[Club]]"
status: cancelled
---
=== Declined.md
---
type: event
date: 2026-04-21
space: "[[Club]]"
rsvp: not-going
---
=== Undated.md
---
type: event
space: "[[Club]]"
---
=== People/Lea.md
---
type: contact
leader: true
leader_kind: guru
reach: observe
title: Director
org: Acme
communities: ["[[Club]]", "[[Club]]"]
affiliations: ["[[Club]]", Guild]
relationship: acquaintance
---
=== People/Lou.md
---
type: contact
tags: [Thought-Leader]
leader_kind: role
communities: ["[[Club]]", "[[Forum]]"]
---
=== People/Old.md
---
type: contact
leader: true
status: deceased
communities: ["[[Club]]"]
---
=== People/Ann.md
---
type: contact
tier: close
communities: ["[[Club]]"]
---
=== People/Bob.md
---
type: contact
relationship: friend
communities: ["[[Club]]"]
---
## Log
- 2026-04-01 call
=== People/Cid.md
---
type: contact
relationship: friend
do_not_ask: true
communities: ["[[Club]]"]
---
=== People/Stranger.md
---
type: contact
communities: ["[[Club]]"]
---
"""


def test_leaders_are_marked_by_a_property_or_a_tag() -> None:
    assert [note.title for note in leaders(graph_of(LEADERS))] == ["Lea", "Lou"]
    assert [(row.name, row.kind, row.badge, row.title) for row in answer(LEADERS, "leaders")] == [
        ("Lou", "role", "", ""),
        ("Lea", "", "observe", "Director"),
    ]
    assert names(LEADERS, "leaders", kind="analyst") == []


def test_an_affiliation_counts_each_leader_once() -> None:
    assert [(row.name, row.count, row.leaders, row.has_note) for row in answer(LEADERS, "affiliations")] == [
        ("Club", 2, ("Lea", "Lou"), True),
        ("Acme", 1, ("Lea",), False),
        ("Forum", 1, ("Lou",), True),
        ("Guild", 1, ("Lea",), False),
    ]
    assert [str(place) for place in answer(LEADERS, "affiliations")[0].places] == [
        "People/Lea.md:8",
        "People/Lou.md:5",
    ]


def test_ways_in_go_through_contacts_spaces_and_events() -> None:
    assert [
        (row.name, row.space, row.contacts, row.leaders, row.is_mine, row.event, str(row.day))
        for row in answer(LEADERS, "ways-in")
    ] == [
        ("Lea", "Club", ("Bob", "Ann"), 2, False, "Spring", "2026-05-02"),
        ("Lou", "Club", ("Bob", "Ann"), 2, False, "Spring", "2026-05-02"),
        ("Lou", "Forum", (), 1, True, "", "None"),
    ]


def test_a_leader_is_no_way_in_to_themselves() -> None:
    graph = graph_of(LEADERS.replace("tags: [Thought-Leader]", "tags: [Thought-Leader]\nrelationship: friend"))
    assert {row.name: row.contacts for row in answer(graph, "ways-in") if row.space == "Club"} == {
        "Lea": ("Bob", "Ann", "Lou"),
        "Lou": ("Bob", "Ann"),
    }


def test_of_many_contacts_ten_are_named() -> None:
    crowd = "".join(
        f"=== F{number:02}.md\n---\ntype: contact\nrelationship: friend\ncommunities: Hall\n---\n"
        for number in range(12)
    )
    graph = graph_of(crowd.replace("type: contact\n", "type: contact\nleader: true\n", 1))
    (hall,) = answer(graph, "ways-in")
    assert (hall.count, len(hall.contacts), hall.contacts[0], hall.contacts[-1]) == (11, 10, "F01", "F10")


def test_the_next_event_of_a_circle() -> None:
    graph = graph_of(LEADERS)
    assert [note.title for note in coming_events(graph, day(TODAY))["acme"]] == ["Running", "Spring"]
    found = next_event(graph, "Club.md", day(TODAY))
    assert found is not None
    assert found.title == "Spring"
    assert next_event(graph, "Forum.md", day(TODAY)) is None


# -- known

KNOWN = """
=== Me.md
---
type: me
org: Acme
former_orgs: Old Press
school: High School
industries: [Marketing]
---
=== Goal.md
---
type: goal
topics: [film]
wants_orgs: ["[[Bank]]", "[[Vague]]", Nowhere]
---
=== Bank.md
---
type: organization
industry: banking
---
=== Vague.md
---
type: organization
---
=== People/School.md
---
type: contact
school: [High School, Other School]
industry: marketing
---
=== People/Former.md
---
type: contact
org: [Old Press, Elsewhere, "[[Bank]]"]
---
=== People/Work.md
---
type: contact
met_context: work
industry: film
---
=== People/Social.md
---
type: contact
met_context: social
industry: Banking
---
=== People/Classmate.md
---
type: contact
met_context: school
industry: marketing
---
=== People/Online.md
---
type: contact
met_context: online
industry: marketing
---
=== People/Chef.md
---
type: contact
school: High School
industry: cooking
org: "[[Vague]]"
---
=== People/Staged.md
---
type: contact
school: High School
industry: marketing
stage: professional
---
=== People/Tagged.md
---
type: contact
school: High School
industry: marketing
---
#professional
=== People/Observed.md
---
type: contact
school: High School
industry: marketing
reach: observe
---
=== People/Gone.md
---
type: contact
school: High School
industry: marketing
status: archived
---
"""


def test_whom_one_may_already_know() -> None:
    found = answer(KNOWN, "known")
    assert [(row.name, row.industry, [str(reason) for reason in row.reasons]) for row in found] == [
        ("Former", "banking", ["both at work at Old Press (+3)", "banking is the industry of Bank (+2)"]),
        ("School", "marketing", ["both at school at High School (+3)", "marketing is an industry of yours (+2)"]),
        ("Classmate", "marketing", ["you met at school (+1)", "marketing is an industry of yours (+2)"]),
        ("Social", "Banking", ["you met socially (+1)", "Banking is the industry of Bank (+2)"]),
        ("Work", "film", ["you met at work (+1)", "film is a topic of Goal (+2)"]),
    ]


def test_without_a_note_about_oneself_goals_name_the_industries() -> None:
    text = KNOWN.replace("type: me", "type: plain")
    assert names(text, "known") == ["Social", "Work"]


# -- reconnect

DORMANT = """
=== Me.md
---
type: me
topics: [tea, chess]
communities: [Club]
---
=== Goal.md
---
type: goal
topics: [chess]
---
=== People/Long.md
---
type: contact
last_contact: 2023-04-01
topics: [tea, chess]
communities: [Club]
can_help: [advice, intro]
---
=== People/Fresh.md
---
type: contact
last_contact: 2025-04-01
priority: highest
---
=== People/Low.md
---
type: contact
status: dormant
priority: low
topics: [tea]
---
=== People/Near.md
---
type: contact
last_contact: 2024-04-01
tier: close
---
=== People/Often.md
---
type: contact
---
## Log
- 2024-01-01 call
- 2024-01-02 call
- 2024-01-03 call
- 2024-01-04 call
- 2024-01-05 call
=== People/Observed.md
---
type: contact
last_contact: 2024-04-01
reach: observe
---
=== People/Awake.md
---
type: contact
last_contact: 2026-04-01
---
=== People/Gone.md
---
type: contact
status: archived
last_contact: 2020-04-01
---
"""


def test_of_three_who_fell_silent_one_is_familiar() -> None:
    found = answer(DORMANT, "reconnect")
    assert [(row.name, row.label, row.points, row.is_long, row.silence) for row in found] == [
        ("Long", "novel", 7, True, 1105),
        ("Fresh", "novel", 6, False, 374),
        ("Near", "familiar", 0, False, 739),
        ("Low", "novel", 2, False, None),
        ("Often", "familiar", 0, False, 826),
    ]
    assert [str(reason) for reason in found[0].reasons] == [
        "1 day of contact ever (+2)",
        "silent for 3 years (+1)",
        "chess is a topic of Goal (+1)",
        "both care about chess (+1)",
        "both care about tea (+1)",
        "can help with advice, intro (+1)",
    ]
    assert [str(reason) for reason in found[3].reasons] == [
        "0 days of contact ever (+2)",
        "in none of your circles (+1)",
        "both care about tea (+1)",
        "low priority (−2)",
    ]


@pytest.mark.parametrize(("last", "is_listed"), [("2026-04-10", False), ("2026-03-12", False), ("2026-03-11", True)])
def test_who_was_in_touch_lately_is_not_silent_whatever_the_status(last: str, is_listed: bool) -> None:
    text = f"=== Ann.md\n---\ntype: contact\nstatus: dormant\nlast_contact: {last}\n---\n"
    assert bool(answer(text, "reconnect")) == is_listed


def test_without_a_note_about_oneself_no_topic_is_shared() -> None:
    assert answer(DORMANT.replace("type: me", "type: plain"), "reconnect")[1].points == 6


# -- prospects, paths, ideas

NETWORK = """
=== Me.md
---
type: me
org: Acme
communities: ["[[Slack]]", "[[Club]]"]
topics: [tea]
---
=== Goal.md
---
type: goal
wants_people: [designer]
topics: [chess]
---
=== Slack.md
---
type: space
kind: slack
---
=== Club.md
---
type: space
---
=== Meetup.md
---
type: space
---
=== Talk.md
---
type: event
date: 2026-03-01
rsvp: going
people: ["[[Met]]"]
speakers: ["[[Seen]]"]
attendees: ["[[Seen]]", "[[Met]]", "[[Friend]]", Faceless, The Bare, "[[Slack]]"]
---
=== Later talk.md
---
type: event
date: 2026-03-08
status: done
attendees: ["[[Seen]]"]
---
=== Missed.md
---
type: event
date: 2026-03-15
status: done
rsvp: not-going
attendees: ["[[Seen]]"]
---
=== Not mine.md
---
type: event
date: 2026-03-15
attendees: ["[[Seen]]"]
---
=== Undated.md
---
type: event
rsvp: going
attendees: ["[[Seen]]"]
---
=== Coming.md
---
type: event
date: 2026-04-20
rsvp: going
space: "[[Club]]"
speakers: ["[[Seen]]"]
attendees: ["[[Seen]]", "[[Bare]]"]
---
=== Other.md
---
type: event
date: 2026-04-21
space: "[[Meetup]]"
---
=== People/Friend.md
---
type: contact
relationship: friend
org: Acme
communities: ["[[Slack]]"]
knows: ["[[Second]]", "[[Observed]]", "[[Gone]]"]
---
## Log
- 2026-04-01 call
- 2026-03-01 call
- 2026-02-01 call
=== People/Met.md
---
type: contact
relationship: met
knows: ["[[Second]]"]
---
=== People/Closed.md
---
type: contact
relationship: friend
do_not_ask: true
knows: ["[[Unasked]]"]
communities: ["[[Slack]]"]
---
=== People/Unasked.md
---
type: contact
---
=== People/Second.md
---
type: contact
title: Designer
approach: direct
reach: direct
email: second@example.org
linkedin: https://example.org/second
topics: [tea]
---
=== People/Seen.md
---
type: contact
reach: via
via: "[[Met]]"
email: seen@example.org
---
=== People/Bare.md
---
type: contact
aliases: [The Bare]
---
=== People/Colleague.md
---
type: contact
org: Acme
phone: "+1 555 0100"
---
=== People/Fellow.md
---
type: contact
want_to_know: true
communities: ["[[Slack]]", "[[Club]]", "[[Meetup]]"]
---
=== People/Far.md
---
type: contact
want_to_know: true
---
=== People/Observed.md
---
type: contact
want_to_know: true
reach: observe
---
=== People/Gone.md
---
type: contact
want_to_know: true
status: archived
---
"""


@pytest.fixture(scope="module")
def network() -> Graph:
    return graph_of(NETWORK)


def test_whom_one_may_get_to_know(network: Graph) -> None:
    found = answer(network, "prospects")
    assert [(row.name, row.points, row.tie, row.badges) for row in found] == [
        ("Seen", 16, "second-degree", ("seen at 2 events", "via Met")),
        ("Fellow", 15, "none", ()),
        ("Second", 15, "second-degree", ("via Friend",)),
        ("Colleague", 13, "loose", ("colleague, 0 interactions",)),
        ("Bare", 2, "seen", ("seen at 1 event",)),
        ("Far", -17, "none", ()),
    ]


def test_a_prospect_says_how_near_they_are(network: Graph) -> None:
    told = {row.name: [str(reason) for reason in row.reasons] for row in answer(network, "prospects")}
    assert told["Far"] == ["no tie and no shared space yet (−20)", "you want to know them (+3)"]
    assert told["Bare"] == ["seen at 1 event (+2)"]


def test_prospects_of_a_goal(network: Graph) -> None:
    assert names(network, "prospects", goal="Goal") == ["Second"]
    with pytest.raises(UnknownNoteError):
        answer(network, "prospects", goal="Nothing")


def test_somebody_who_was_met_and_is_wanted_stays_a_prospect() -> None:
    graph = graph_of(
        NETWORK.replace(
            "want_to_know: true\n---\n=== People/Obs", "want_to_know: true\nmet_on: 2026-01-01\n---\n=== People/Obs"
        )
    )
    assert "Far" in names(graph, "prospects")


def test_more_mutual_contacts_than_ten_open_no_more_doors() -> None:
    friends = "".join(
        f'=== F{number}.md\n---\ntype: contact\nrelationship: friend\nknows: ["[[Star]]"]\n---\n'
        for number in range(11)
    )
    (star,) = answer(f"{friends}=== Star.md\n---\ntype: contact\n---\n", "prospects")
    assert [reason.rule for reason in star.reasons] == ["way"]


def test_whom_one_has_only_seen(network: Graph) -> None:
    found = seen(network, day(TODAY))
    assert {path: [place.path for place in places] for path, places in found.items()} == {
        "People/Seen.md": ["Later talk.md", "Talk.md"],
        "People/Bare.md": ["Talk.md"],
    }


def test_the_path_goes_through_every_mutual_contact(network: Graph) -> None:
    found = answer(network, "path", name="Second")
    assert [(step.name, step.why, step.may_ask, str(step.last)) for step in found] == [
        ("Friend", "Friend knows Second", True, "2026-04-01"),
        ("Met", "Met knows Second", True, "2026-03-01"),
    ]
    assert names(network, "path", name="Second", limit=1) == ["Friend"]
    assert [(step.name, step.may_ask) for step in answer(network, "path", name="Unasked")] == [("Closed", False)]


def test_the_path_to_an_acquaintance_is_none(network: Graph) -> None:
    (step,) = answer(network, "path", name="Friend")
    assert (step.why, step.is_direct, step.points) == ("you know each other", True, 0)
    (untold,) = answer(network, "path", name="Closed")
    assert (untold.why, untold.last) == ("you know each other", None)
    assert answer(network, "path", name="Closed", limit=0) == []


def test_there_is_no_path_to_nobody_or_the_excluded(network: Graph) -> None:
    assert answer(network, "path", name="Far") == []
    assert answer(network, "path", name="Gone") == []
    with pytest.raises(UnknownPersonError):
        answer(network, "path", name="Nobody")


def told(graph: Graph, name: str) -> list[tuple[str, float, str]]:
    return [(idea.approach, idea.points, idea.words) for idea in answer(graph, "ideas", name=name)]


def test_ideas_how_to_get_in_touch(network: Graph) -> None:
    assert told(network, "Second") == [
        ("direct", 17, "write to them: email, linkedin"),
        ("intro", 9, "ask Friend to introduce you"),
        ("intro", 8, "ask Met to introduce you"),
        ("content", 1, "answer what they say about tea"),
    ]
    assert told(network, "Colleague") == [
        ("intro", 6, "ask Friend to introduce you"),
        ("direct", 5, "write to them: slack, phone"),
    ]
    assert told(network, "Seen") == [
        ("intro", 13, "ask Met to introduce you"),
        ("event", 8, "meet them at Coming"),
    ]
    assert told(network, "Bare") == [("event", 6, "meet them at Coming")]
    assert told(network, "Fellow") == [
        ("intro", 6, "ask Friend to introduce you"),
        ("event", 5, "meet them at Coming"),
        ("space", 4, "say hello in Club"),
        ("event", 3, "meet them at Other"),
        ("space", 3, "say hello in Slack"),
    ]
    assert told(network, "Far") == told(network, "Observed") == told(network, "Gone") == []


def test_an_idea_has_its_command(network: Graph) -> None:
    commands = {idea.words: idea.command for idea in answer(network, "ideas", name="Fellow")}
    assert commands == {
        "ask Friend to introduce you": "vaultkit render intro-request --about Fellow --via Friend",
        "meet them at Coming": "vaultkit render hello --to Fellow --event Coming",
        "meet them at Other": "vaultkit render hello --to Fellow --event Other",
        "say hello in Club": "vaultkit render hello --to Fellow",
        "say hello in Slack": "vaultkit render hello --to Fellow --channel slack",
    }


def test_the_best_idea_is_the_first(network: Graph) -> None:
    for note in network.contacts:
        found = ideas(network, note, day(TODAY))
        assert best_idea(network, note, day(TODAY)) == (found[0] if found else None)


@pytest.mark.parametrize(
    ("log", "draft"),
    [
        ("", "hello"),
        ("- 2026-04-01 call\n- 2026-04-02 call\n", "hello"),
        ("- 2026-04-01 call\n- 2026-04-02 call\n- 2026-04-03 call\n", "catch-up"),
        ("- 2024-04-01 call\n", "reconnect"),
    ],
)
def test_the_draft_depends_on_how_well_one_knows_them(log: str, draft: str) -> None:
    graph = graph_of(f"=== Ann Lee.md\n---\ntype: contact\nemail: ann@example.org\n---\n## Log\n{log}")
    (idea,) = answer(graph, "ideas", name="Ann")
    assert idea.command == f'vaultkit render {draft} --to "Ann Lee"'


def test_a_name_is_quoted_for_the_shell() -> None:
    graph = graph_of("=== A.md\n---\ntype: contact\nname: Ann $(x)\nemail: ann@example.org\n---\n")
    (idea,) = answer(graph, "ideas", name="Ann")
    assert idea.command == "vaultkit render hello --to 'Ann $(x)'"


# -- ties


def test_the_best_way_is_the_first_that_may_be_gone(network: Graph) -> None:
    for note in network.contacts:
        every = [way for way in ways(network, note, day(TODAY)) if way.may_ask]
        assert best_way(network, note, day(TODAY)) == (every[0] if every else None)


@pytest.mark.parametrize(
    ("via", "found"),
    [('"[[Ann]]"', "Ann"), ("Annie", "Ann"), ("Club", None), ("Both", None), ("the web", None), ("", None)],
)
def test_the_way_that_a_note_names(via: str, found: str | None) -> None:
    graph = graph_of(f"""
        === Ann.md
        ---
        type: contact
        aliases: [Annie, Both]
        ---
        === Bob.md
        ---
        type: contact
        aliases: [Both]
        ---
        === Club.md
        ---
        type: space
        ---
        === Zed.md
        ---
        type: contact
        via: {via}
        ---
    """)
    named = named_via(graph, graph.find_contact("Zed"))
    assert (named.title if named else None) == found
    assert named_via(graph, graph.notes["Club.md"]) is None


def test_who_may_be_asked(network: Graph) -> None:
    asked = [note.title for note in network.contacts if may_ask(network, note, day(TODAY))]
    assert asked == ["Friend", "Met"]
    assert not may_ask(network, network.notes["Club.md"], day(TODAY))


def test_commands_name_one_of_two_who_are_called_alike_by_path() -> None:
    twin = "---\ntype: contact\nwant_to_know: true\nemail: t@example.com\n---\n"
    text = f"=== A/Twin.md\n{twin}=== B/Twin.md\n{twin}=== Sole.md\n{twin}"
    commands = [row.idea.command for row in answer(text, "prospects")]
    assert commands == [f"vaultkit render hello --to {name}" for name in ("Sole", "A/Twin", "B/Twin")]


def test_a_person_is_no_circle() -> None:
    text = "=== A.md\n---\ntype: contact\nname: Ann Lee\naliases: [Annie]\nleader: true\ncommunities: [Annie]\n---\n"
    assert [(row.name, row.path) for row in answer(text, "affiliations")] == [("Annie", "")]
