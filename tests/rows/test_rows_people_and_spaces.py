"""Thought leaders, people to get back to or to know, and spaces: what the example vault says of them on its day."""

from __future__ import annotations

from typing import Any

import pytest
from example import TEMPLATES, TODAY, after, draft, graph, texts

from vaultkit.acts import stubs_plan
from vaultkit.drafts import Request, make_draft
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.insights import QUESTIONS
from vaultkit.model import total
from vaultkit.regions import render_section

AMELIE = "People/Amélie Rochefort.md"
DESMOND = "People/Desmond Oyelaran.md"
LUCY = "People/Lucy Adeyemi.md"
PAULINE = "People/Pauline Girard.md"
ROHIT = "People/Rohit Menon.md"
FIRST_RUNG = "Spaces/First Rung Paris.md"
RHONE = "Spaces/Rhône Digital Forum.md"
PANEL = "Events/2026-04-09 Panel on captions for everyone.md"


def answer(found: Graph, question: str, **arguments: Any) -> list[Any]:
    results = list(QUESTIONS[question].answer(found, TODAY, arguments))
    assert all(total(result.reasons) == result.points for result in results if QUESTIONS[question].is_ranked)
    return results


def names(found: Graph, question: str, **arguments: Any) -> list[str]:
    return [result.name for result in answer(found, question, **arguments)]


def section(found: Graph, question: str, **arguments: Any) -> str:
    return render_section(found, question, arguments, TODAY, TEMPLATES)


@pytest.fixture(scope="module")
def vault() -> Graph:
    return graph()


# -- thought leaders


def test_row_3_1_a_list_of_thought_leaders(vault: Graph) -> None:
    leaders = names(vault, "leaders")
    assert leaders == ["Odile Marchand", "Desmond Oyelaran", "Amélie Rochefort", "Ingrid Solheim"]
    # Of them only Ingrid has a cadence, so that only she is ever due.
    assert [name for name in names(vault, "due", within="10y") if name in leaders] == ["Ingrid Solheim"]
    idle = graph(texts({"People/Ingrid Solheim.md": ("cadence: quarterly\n", "")}))
    assert not [name for name in names(idle, "due", within="10y") if name in leaders]


def test_row_3_2_leaders_are_analysts_paths_or_roles(vault: Graph) -> None:
    assert [(leader.kind, leader.name) for leader in answer(vault, "leaders")] == [
        ("analyst", "Odile Marchand"),
        ("path", "Desmond Oyelaran"),
        ("role", "Amélie Rochefort"),
        ("", "Ingrid Solheim"),
    ]
    shown = section(vault, "leaders")
    assert "**Analysts, whom you read**\n\n- [[Odile Marchand]]" in shown
    assert "**Why? (fill in)**" in shown.split("[[Ingrid Solheim]]")[0].split("[[Amélie Rochefort]]")[1]
    assert "Explains one chart a week, and says what it cannot show" in shown
    assert names(vault, "leaders", kind="path") == ["Desmond Oyelaran"]


def test_row_3_3_some_are_only_observed(vault: Graph) -> None:
    assert {leader.name: leader.badge for leader in answer(vault, "leaders")} == {
        "Odile Marchand": "observe",
        "Desmond Oyelaran": "observe",
        "Amélie Rochefort": "",
        "Ingrid Solheim": "",
    }
    with pytest.raises(RefusedError) as refusal:
        make_draft(vault, Request("hello", to="Desmond"), TODAY, TEMPLATES)
    assert "you only observe Desmond Oyelaran (reach: observe)" in refusal.value.message
    assert refusal.value.exit_code == 2
    assert "Desmond" in make_draft(vault, Request("hello", to="Desmond", force=True), TODAY, TEMPLATES).message


def test_row_3_4_every_affiliation_of_the_leaders_with_its_count(vault: Graph) -> None:
    assert [(found.name, found.count, found.has_note) for found in answer(vault, "affiliations")] == [
        ("Content Craft Slack", 2, True),
        ("First Rung Paris", 2, True),
        ("First Rung Marketing", 1, True),
        ("Fjordlys Institute", 1, False),
        ("Lanternfish Toys", 1, False),
        ("Papillon Radio", 1, False),
        ("Rhône Digital Forum", 1, True),
        ("École des Quais", 1, True),
    ]
    shown = section(vault, "affiliations")
    assert "| [[First Rung Paris]] | 2 | [[Amélie Rochefort]], [[Desmond Oyelaran]] | yes |" in shown
    assert "| Papillon Radio | 1 | [[Amélie Rochefort]] | missing |" in shown
    plan = stubs_plan(vault)
    assert {"Fjordlys Institute", "Lanternfish Toys", "Papillon Radio"} <= {
        change.path.rsplit("/", 1)[-1].removesuffix(".md") for change in plan.changes
    }
    made = graph(after(texts(), plan))
    assert not stubs_plan(made)
    assert all(found.has_note for found in answer(made, "affiliations"))


def test_row_3_5_contacts_and_spaces_are_ways_in(vault: Graph) -> None:
    way = answer(vault, "ways-in")[0]
    assert (way.name, way.space, way.leaders) == ("Amélie Rochefort", "First Rung Paris", 2)
    assert "Mei Tanaka" in way.contacts
    assert (way.event, str(way.day)) == ("2026-04-14 First Rung spring social", "2026-04-14")
    # Ingrid asked not to be used as a door.
    assert not [found for found in answer(vault, "ways-in") if "Ingrid Solheim" in found.contacts]


# -- people one knows


def test_row_4_1_whom_one_may_already_know(vault: Graph) -> None:
    known = answer(vault, "known")
    assert known[0].name == "Lucy Adeyemi"
    assert [reason.words for reason in known[0].reasons] == [
        "both at school at École des Quais",
        "you met at school",
        "cybersecurity is an industry of yours",
    ]
    assert "Pauline Girard" not in names(vault, "known")
    chef = graph(texts({PAULINE: ("industry: hospitality", "industry: marketing")}))
    assert "Pauline Girard" in names(chef, "known")
    tagged = graph(texts({LUCY: ("stage: known", "tags: [professional]")}))
    assert "Lucy Adeyemi" not in names(tagged, "known")


def test_of_the_dormant_some_are_novel_and_some_familiar(vault: Graph) -> None:
    assert [(row.name, row.label, row.is_long) for row in answer(vault, "reconnect")] == [
        ("Lucy Adeyemi", "novel", False),
        ("Pauline Girard", "novel", True),
    ]
    near = graph(texts({PAULINE: ("tier: warm", "tier: close")}))
    assert [row.label for row in answer(near, "reconnect")] == ["novel", "familiar"]


# -- people to get to know


def test_row_5_1_the_unreachable_sink(vault: Graph) -> None:
    assert names(vault, "prospects") == ["Amélie Rochefort", "Rohit Menon"]
    assert names(vault, "prospects", goal="promotion") == ["Amélie Rochefort", "Rohit Menon"]
    far = {
        "People/Near.md": '---\ntype: contact\nwant_to_know: true\ncommunities: ["[[Content Craft Slack]]"]\n---\n',
        "People/Far.md": (
            "---\ntype: contact\nwant_to_know: true\nemail: far@example.org\ntitle: UX designer\n"
            'goals: ["[[Promotion to lead]]"]\ntopics: [social media, ux design, team management]\n---\n'
        ),
    }
    found = answer(graph(texts() | far), "prospects")
    assert [row.name for row in found] == ["Amélie Rochefort", "Rohit Menon", "Near", "Far"]
    assert "no tie and no shared space yet" in [reason.words for reason in found[-1].reasons]


def test_row_5_2_colleagues_one_has_not_met_much(vault: Graph) -> None:
    rohit = answer(vault, "prospects")[1]
    assert (rohit.tie, rohit.badges[0]) == ("loose", "colleague, 1 interaction")
    line = "- 2026-03-12 meeting: asked"
    twice = graph(texts({ROHIT: (line, f"- 2026-03-20 coffee\n{line}")}))
    assert "colleague, 2 interactions" in next(r for r in answer(twice, "prospects") if r.path == ROHIT).badges
    thrice = graph(texts({ROHIT: (line, f"- 2026-03-20 coffee\n- 2026-03-27 coffee\n{line}")}))
    assert "Rohit Menon" not in names(thrice, "prospects")


def test_row_5_3_people_seen_at_events(vault: Graph) -> None:
    amelie = answer(vault, "prospects")[0]
    assert "seen at 2 events" in amelie.badges
    assert [place.path for place in amelie.seen] == [
        PANEL,
        "Events/2026-03-12 Design talk on the family app.md",
    ]
    assert "seen at 2 events ([[2026-04-09 Panel on captions for everyone]], [[2026-03-12 " in section(
        vault, "prospects"
    )
    listed = texts({PANEL: ('  - "[[Viktor Hale]]"', '  - "[[Bare]]"')})
    bare = graph(listed | {"People/Bare.md": "---\ntype: contact\n---\n"})
    found = next(row for row in answer(bare, "prospects") if row.name == "Bare")
    assert (found.tie, found.badges) == ("seen", ("seen at 1 event",))


def test_row_5_4_the_shortest_path(vault: Graph) -> None:
    first = answer(vault, "path", name="Amélie")[0]
    assert (first.name, first.why, str(first.last)) == (
        "Priya Raman",
        "Priya Raman knows Amélie Rochefort",
        "2026-04-07",
    )
    costs = [step.points for step in answer(vault, "path", name="Amélie") if step.may_ask]
    assert costs == sorted(costs)
    assert [(step.name, step.why) for step in answer(vault, "path", name="Sam")] == [
        ("Sam Rivera", "you know each other")
    ]
    assert "[[Sam Rivera]]: you know each other" in section(vault, "path", name="Sam")
    assert answer(vault, "path", name="Viktor") == []


def test_row_5_5_everybody_has_an_idea_or_the_line(vault: Graph) -> None:
    best = answer(vault, "ideas", name="Amélie")[0]
    assert (best.approach, best.words) == ("intro", "ask Priya Raman to introduce you")
    assert best.command == 'vaultkit render intro-request --about "Amélie Rochefort" --via "Priya Raman"'
    assert [idea.approach for idea in answer(vault, "ideas", name="Rohit")] == ["direct", "intro", "content"]
    nobody = graph(texts() | {"People/Nobody.md": "---\ntype: contact\nwant_to_know: true\n---\n"})
    for prospect in answer(nobody, "prospects"):
        ideas = answer(nobody, "ideas", name=prospect.path)
        assert prospect.idea == (ideas[0] if ideas else None)
        if not ideas:
            assert "no way in yet: add knows/org/space" in section(nobody, "ideas", name=prospect.path)
    assert "no way in yet: add knows/org/space" in section(nobody, "prospects")


# -- spaces


def test_row_6_1_spaces_by_what_they_hold(vault: Graph) -> None:
    assert names(vault, "spaces") == ["First Rung Paris", "Content Craft Slack", "Rhône Digital Forum"]
    assert names(vault, "spaces", holds="panel") == ["First Rung Paris", "Content Craft Slack"]
    assert names(vault, "spaces", holds="Conference") == ["Rhône Digital Forum"]


def test_row_6_2_spaces_by_goal_and_comfort(vault: Graph) -> None:
    # A conference that serves the goal and suits me stands first, until I say that I do not like large rooms.
    liked = {
        RHONE: ("comfort: 2", 'comfort: 5\ngoals: ["[[Promotion to lead]]"]'),
        "Me.md": ("comfort: [coffee,", "comfort: [large, conference, coffee, small,"),
    }
    assert names(graph(texts(liked)), "spaces")[0] == "Rhône Digital Forum"
    lowered = {**liked, "Me.md": ("comfort: [coffee,", "comfort: [conference, coffee, small,")}
    assert names(graph(texts(lowered)), "spaces")[0] == "First Rung Paris"


def test_row_6_3_spaces_that_contacts_are_in(vault: Graph) -> None:
    assert [(found.name, found.count) for found in answer(vault, "contacts-spaces")] == [
        ("First Rung Paris", 3),
        ("Rhône Digital Forum", 1),
    ]
    joined = graph(texts({FIRST_RUNG: ("status: to-join", "status: member")}))
    assert names(joined, "contacts-spaces") == ["Rhône Digital Forum"]
    assert draft(vault, "ask-groups", to="Mei").message.count("?") == 1


def test_row_6_4_spaces_of_the_leaders(vault: Graph) -> None:
    assert names(vault, "leaders-spaces") == ["First Rung Paris", "First Rung Marketing", "Rhône Digital Forum"]
    joined = graph(texts({FIRST_RUNG: ("status: to-join", "status: member")}))
    assert names(joined, "leaders-spaces") == ["First Rung Marketing", "Rhône Digital Forum"]


def test_row_6_6_volunteering(vault: Graph) -> None:
    found = answer(vault, "volunteering")
    assert [(role.name, role.role, role.event) for role in found] == [
        ("First Rung Paris", "event promotion", "2026-04-14 First Rung spring social"),
        ("First Rung Paris", "welcome desk", "2026-04-14 First Rung spring social"),
    ]
    assert found[0].match == "event promotion ↔ skill/social media"
    assert found[0].match in section(vault, "volunteering")
    paid = {
        FIRST_RUNG: ("volunteer_run: true\n", ""),
        "Organizations/First Rung Marketing.md": ("volunteer_run: true\n", ""),
    }
    assert names(graph(texts(paid)), "volunteering") == []
