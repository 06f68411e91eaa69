"""Small acts as plans: notes in, the changed text of a note out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from helpers import day, graph_of, note_of, notes, settings_of

from vaultkit.acts import (
    checked_plan,
    find_intro,
    find_pitch,
    folder_for,
    free_path,
    intro_plan,
    joined_plan,
    log_plan,
    new_plan,
    practice_plan,
    snooze_plan,
    stage_plan,
    stubs_plan,
)
from vaultkit.errors import (
    AmbiguousNameError,
    RefusedError,
    UnknownNameError,
    UnknownNoteError,
    UnknownPersonError,
    UsageError,
    VaultkitError,
)
from vaultkit.graph import Graph, build
from vaultkit.kinds.pitch import Part, Pitch
from vaultkit.missing import missing_circles
from vaultkit.plan import Plan
from vaultkit.vault import make_vault

TODAY = day("2026-04-10")


def written(plan: Plan) -> dict[str, str]:
    """The new text of every note that a plan writes."""
    return {change.path: change.after or "" for change in plan}


def properties(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", "Text.", ""))


# -- stages


def person(*lines: str) -> Graph:
    return graph_of({"Ann.md": properties("type: contact", *lines)})


@pytest.mark.parametrize(
    ("before", "stage", "after"),
    [
        (["stage: known # since May"], "professional", ["stage: professional # since May"]),
        (["tier: close"], "Reconnecting", ["tier: close", "stage: reconnecting"]),
        (["Stage: ''"], "known", ["Stage: known"]),
    ],
)
def test_a_stage_is_set_and_nothing_else(before: list[str], stage: str, after: list[str]) -> None:
    graph = person(*before)
    assert written(stage_plan(graph, graph.notes["Ann.md"], stage)) == {"Ann.md": properties("type: contact", *after)}


def test_a_stage_that_is_set_already_writes_nothing() -> None:
    graph = person("stage: known")
    assert not stage_plan(graph, graph.notes["Ann.md"], "known")


def test_a_stage_that_does_not_exist_names_those_that_do() -> None:
    graph = person()
    with pytest.raises(UnknownNameError) as fault:
        stage_plan(graph, graph.notes["Ann.md"], "best friend")
    assert (fault.value.message, fault.value.hint) == (
        "no stage is called 'best friend'",
        "there are: known, professional, reconnecting",
    )


def test_a_stage_goes_by_its_own_name() -> None:
    text = {"Ann.md": properties("type: contact", "phase: known")}
    settings = '[fields]\nstage = ["phase", "stage"]\n'
    graph = graph_of(text, settings)
    assert "phase: professional\n" in written(stage_plan(graph, graph.notes["Ann.md"], "professional"))["Ann.md"]


# -- spaces


def space(*lines: str) -> Graph:
    return graph_of({"Club.md": properties("type: space", *lines)})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["next_check: 2026-04-10", "check_every: 1m"], ["next_check: 2026-05-10", "check_every: 1m"]),
        (["next_check: 2026-01-01", "check_every: weekly"], ["next_check: 2026-04-17", "check_every: weekly"]),
        (["check_every: 1q"], ["check_every: 1q", "next_check: 2026-07-10"]),
        (["next_check: 2026-04-10"], []),
        (["next_check: 2026-04-10", "check_every: never"], ["check_every: never"]),
    ],
)
def test_a_space_that_was_checked_comes_up_in_its_time(before: list[str], after: list[str]) -> None:
    graph = space(*before)
    assert written(checked_plan(graph, graph.notes["Club.md"], TODAY)) == {"Club.md": properties("type: space", *after)}


def test_a_check_of_a_space_without_dates_writes_nothing() -> None:
    graph = space()
    assert not checked_plan(graph, graph.notes["Club.md"], TODAY)


def test_a_time_that_cannot_be_read_is_refused_with_its_place() -> None:
    graph = space("next_check: 2026-04-10", "check_every: now and then")
    with pytest.raises(RefusedError, match=r"Club\.md:4: 'now and then' in 'check_every' is no period of time"):
        checked_plan(graph, graph.notes["Club.md"], TODAY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ["status: member", "joined: 2026-04-10"]),
        (["status: to-join"], ["status: member", "joined: 2026-04-10"]),
        (["joined: 2020-01-01", "status: left"], ["joined: 2026-04-10", "status: member"]),
    ],
)
def test_joining_a_space(before: list[str], after: list[str]) -> None:
    graph = space(*before)
    assert written(joined_plan(graph, graph.notes["Club.md"], TODAY)) == {"Club.md": properties("type: space", *after)}


def test_a_member_does_not_join_again() -> None:
    graph = space("status: member", "joined: 2025-01-01")
    assert not joined_plan(graph, graph.notes["Club.md"], TODAY)


# -- pitches


PITCHES = """
=== Old.md
---
type: pitch
practiced: [2026-03-01, 2026-04-10]
---
=== New.md
---
type: pitch
practiced: 2026-02-01
---
=== Fit.md
---
type: pitch
goals: ["[[Lead]]"]
practiced: [2026-04-01]
---
=== Lead.md
---
type: goal
---
"""
SOCIAL = """
=== Social.md
---
type: event
date: 2026-04-14
rsvp: going
goals: ["[[Lead]]"]
---
"""


def test_practice_is_noted_down_once_a_day() -> None:
    graph = graph_of(PITCHES)
    assert not practice_plan(graph, graph.notes["Old.md"], TODAY)
    plan = practice_plan(graph, graph.notes["New.md"], TODAY, 4)
    assert written(plan) == {
        "New.md": "---\ntype: pitch\npracticed:\n  - 2026-02-01\n  - 2026-04-10\nconfidence: 4\n---\n"
    }
    assert practice_plan(graph, graph.notes["Old.md"], TODAY, 5).changes[0].after == (
        "---\ntype: pitch\npracticed: [2026-03-01, 2026-04-10]\nconfidence: 5\n---\n"
    )
    with pytest.raises(RefusedError, match="6 is no confidence"):
        practice_plan(graph, graph.notes["New.md"], TODAY, 6)


def test_the_pitch_that_is_meant() -> None:
    assert find_pitch(graph_of(PITCHES), "fit", TODAY).path == "Fit.md"
    assert find_pitch(graph_of(PITCHES), "", TODAY).path == "New.md"
    assert find_pitch(graph_of(PITCHES + SOCIAL), "", TODAY).path == "Fit.md"
    with pytest.raises(UnknownNoteError):
        find_pitch(graph_of(PITCHES), "Lead", TODAY)
    with pytest.raises(RefusedError) as fault:
        find_pitch(graph_of(SOCIAL), "", TODAY)
    assert "vaultkit render pitch-60" in fault.value.hint
    assert "vaultkit new pitch" in fault.value.hint


@pytest.mark.parametrize(
    ("body", "parts", "missing"),
    [
        pytest.param("", [], ["who", "learn", "offer", "next"], id="empty"),
        pytest.param("Hello.\n", [("", "Hello.")], ["who", "learn", "offer", "next"], id="no heading"),
        pytest.param(
            "## Who\nI am Ann.\n\n## Learn\n\n## Offer\r\nA hand.\r\nTwo.\n",
            [("Who", "I am Ann."), ("Offer", "A hand.\nTwo.")],
            ["learn", "next"],
            id="an empty part is none",
        ),
        pytest.param(
            "A draft.\n\n## Checks\n- ok\n\n## Message\n```text\nHello,\n\nI am Ann.\n```\n\n- [ ] send it\n",
            [("Message", "Hello,\n\nI am Ann.")],
            ["who", "learn", "offer", "next"],
            id="a draft's message",
        ),
        pytest.param("## Message\nHello.\n", [("Message", "Hello.")], ["who", "learn", "offer", "next"], id="no fence"),
        pytest.param("```\nHello.\n```\n", [("", "Hello.")], ["who", "learn", "offer", "next"], id="all in a fence"),
        pytest.param(
            "Hello.\n<!-- vaultkit: due -->\n- [ ] somebody\n<!-- /vaultkit -->\nBye.\n",
            [("", "Hello.\nBye.")],
            ["who", "learn", "offer", "next"],
            id="a region is nothing to say",
        ),
    ],
)
def test_what_a_pitch_says(body: str, parts: list[tuple[str, str]], missing: list[str]) -> None:
    record = note_of(f"---\ntype: pitch\n---\n{body}", "Pitch.md").record
    assert isinstance(record, Pitch)
    assert record.parts == tuple(Part(*part) for part in parts)
    assert list(record.missing_parts) == missing
    assert record.word_count == sum(len(text.split()) for _, text in parts)


def test_a_pitch_covers_what_it_says_it_covers() -> None:
    record = note_of("---\ntype: pitch\ncovers: [Who, next]\n---\n## Offer\nA hand.\n", "Pitch.md").record
    assert isinstance(record, Pitch)
    assert record.missing_parts == ("learn",)


# -- introductions


INTROS = """
=== People/Mei.md
---
type: contact
---
=== People/Tom.md
---
type: contact
---
=== People/Uma.md
---
type: contact
---
=== Outreach/Two artists.md
---
type: outreach
kind: intro-offer
to: ["[[Mei]]", "[[Tom]]"]
---
=== Outreach/Mei and Uma.md
---
type: outreach
kind: intro-offer
to: ["[[Mei]]", "[[Uma]]"]
---
=== Outreach/Hello Tom.md
---
type: outreach
kind: hello
to: ["[[Tom]]"]
---
"""


def intro(*lines: str) -> Graph:
    both = 'to: ["[[Mei]]", "[[People/Tom|Tom]]"]'
    text = "\n".join(("---", "type: outreach", "kind: intro-offer", both, *lines, "---", ""))
    return graph_of({**notes(INTROS), "Outreach/Two artists.md": text})


def step(graph: Graph, name: str, by: str = "") -> str:
    """The lines that a step adds to the introduction's note, without those that were there and stay."""
    path = "Outreach/Two artists.md"
    before = graph.notes[path].document.source.text.split("\n")
    plan = intro_plan(graph, graph.notes[path], name, TODAY, by)
    after = written(plan)[path].split("\n") if plan else before
    return " · ".join(line for line in after if line not in before)


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (("Two artists",), "Two artists"),
        (("Outreach/Two artists.md",), "Two artists"),
        (("artists",), "Two artists"),
        (("Uma",), "Mei and Uma"),
        (("Mei", "Tom"), "Two artists"),
        (("tom", "mei"), "Two artists"),
        (("Tom",), "Two artists"),
    ],
)
def test_an_introduction_is_found_by_its_name_or_its_people(names: tuple[str, ...], path: str) -> None:
    assert find_intro(graph_of(INTROS), names).name == path


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (("Tom", "Uma"), UnknownNoteError),
        (("Nobody",), UnknownPersonError),
        (("Mei", "Nobody"), UnknownPersonError),
    ],
)
def test_an_introduction_that_is_not_there(names: tuple[str, ...], fault: type[VaultkitError]) -> None:
    with pytest.raises(fault):
        find_intro(graph_of(INTROS), names)


def test_an_introduction_that_is_not_there_says_how_it_begins() -> None:
    with pytest.raises(UnknownNoteError) as refused:
        find_intro(graph_of(INTROS), ("Tom", "Uma"))
    assert refused.value.hint == "ask both first: vaultkit render intro-offer --to Tom --about Uma"
    with pytest.raises(UnknownNoteError) as refused:
        find_intro(graph_of(notes(INTROS) | {"Ann.md": properties("type: contact")}), ("Ann",))
    assert not refused.value.hint


def test_two_introductions_that_fit_are_both_named() -> None:
    text = INTROS.replace("Mei and Uma", "One more").replace("[[Uma]]", "[[Tom]]")
    with pytest.raises(AmbiguousNameError, match=r"One more .*Two artists"):
        find_intro(graph_of(text), ("Mei", "Tom"))


@pytest.mark.parametrize(
    ("lines", "name", "by", "added"),
    [
        ([], "asked", "Tom", 'asked: ·   - "[[People/Tom]]"'),
        (['asked: ["[[Mei]]"]'], "asked", "Tom", 'asked: ["[[Mei]]", "[[People/Tom]]"]'),
        (['asked: ["[[Tom]]"]'], "asked", "Tom", ""),
        ([], "agreed", "Mei", 'asked: ·   - "[[Mei]]" · agreed: ·   - "[[Mei]]"'),
        (['asked: ["[[Mei]]"]'], "Agreed", "mei", 'agreed: ·   - "[[Mei]]"'),
        (['asked: "[[Mei]]"'], "declined", "Mei", 'declined: ·   - "[[Mei]]" · status: declined'),
        (
            ['asked: ["[[Mei]]"]', 'agreed: ["[[Mei]]", "[[Tom]]"]', "status: draft"],
            "made",
            "",
            "status: sent · made: 2026-04-10 · follow_up: 2026-04-24",
        ),
        (['agreed: ["[[Mei]]", "[[Tom]]"]', "made: 2026-04-01"], "made", "", ""),
        (["made: 2026-03-20", "follow_up: 2026-04-03", "status: sent"], "closed", "", "status: done"),
    ],
)
def test_a_step_of_an_introduction(lines: list[str], name: str, by: str, added: str) -> None:
    assert step(intro(*lines), name, by) == added


DRAFTED = """\
---

- [ ] ask [[Mei]] 📅 2026-04-08
- [ ] ask [Tom](People/Tom.md) 📅 2026-04-08
- [ ] ask [[Nobody]] 📅 2026-04-08
- [ ] ask [[Mei]] for her slides 📅 2026-04-08
- [ ] see whether [[Mei]] and [[Tom]] have answered 📅 2026-04-22
"""


@pytest.mark.parametrize(
    ("lines", "name", "by", "ticked"),
    [
        ([], "asked", "Mei", ["ask [[Mei]]"]),
        (['asked: "[[Uma]]"'], "agreed", "Tom", ["ask [Tom](People/Tom.md)"]),
        (['asked: ["[[Mei]]", "[[Tom]]"]', 'agreed: "[[Mei]]"'], "agreed", "Tom", ["ask [[Mei]]", "ask [Tom](People/Tom.md)", "see whether [[Mei]] and [[Tom]] have answered"]),
        (['asked: ["[[Mei]]"]'], "declined", "Mei", ["ask [[Mei]]", "see whether [[Mei]] and [[Tom]] have answered"]),
        (['asked: "[[Tom]]"'], "asked", "Tom", ["ask [Tom](People/Tom.md)"]),
        (['agreed: ["[[Mei]]", "[[Tom]]"]'], "made", "", ["see whether [[Mei]] and [[Tom]] have answered"]),
    ],
)  # fmt: skip
def test_a_step_ticks_the_tasks_of_the_draft_that_it_settles(
    lines: list[str], name: str, by: str, ticked: list[str]
) -> None:
    graph = intro(*lines, *DRAFTED.splitlines())
    found = graph.notes["Outreach/Two artists.md"]
    text = written(intro_plan(graph, found, name, TODAY, by))[found.path]
    done = [line for line in text.splitlines() if line.startswith("- [x]")]
    assert [line.removeprefix("- [x] ").partition(" 📅")[0] for line in done] == ticked
    assert all(line.endswith(" ✅ 2026-04-10") for line in done)


def test_an_introduction_that_was_made_is_sent() -> None:
    task = "- [ ] send to [[Mei]] and [[Tom]], then write `made: 2026-04-09` into [[{}]] 📅 2026-04-09\n"
    bodies = {
        "Outreach/Meet.md": properties("type: outreach\nkind: introduction")
        + task.format("Two artists")
        + "- [ ] ask [[Mei]] and [[Tom]] how it went 📅 2026-04-23\n",
        "Outreach/Other.md": properties("type: outreach\nkind: introduction") + task.format("Mei and Uma"),
    }
    text = notes(INTROS)["Outreach/Two artists.md"].replace("kind:", 'agreed: ["[[Mei]]", "[[Tom]]"]\nkind:')
    graph = graph_of({**notes(INTROS), **bodies, "Outreach/Two artists.md": text})
    made = written(intro_plan(graph, find_intro(graph, ("Mei", "Tom")), "made", TODAY))
    assert sorted(made) == ["Outreach/Meet.md", "Outreach/Two artists.md"]
    assert made["Outreach/Meet.md"].count("- [x]") == 1
    assert "how it went 📅 2026-04-23\n" in made["Outreach/Meet.md"]


@pytest.mark.parametrize(
    ("lines", "name", "by", "fault", "words", "hint"),
    [
        ([], "done", "", UnknownNameError, "no step of an introduction is called 'done'", "agreed, asked"),
        ([], "asked", "", UsageError, "who was asked?", "add --by 'Mei' or --by 'Tom'"),
        ([], "agreed", "", UsageError, "who has agreed?", "add --by 'Mei' or --by 'Tom'"),
        ([], "made", "Mei", UsageError, "an introduction is made for both", "leave out --by"),
        ([], "asked", "Uma", UsageError, "Uma is not among those of Outreach/Two artists.md:4", "see its `to`"),
        ([], "asked", "Nobody", UnknownPersonError, "no contact is called 'Nobody'", ""),
        ([], "made", "", RefusedError, "Mei and Tom have not agreed yet", "agreed --by Mei"),
        (['agreed: "[[Mei]]"'], "made", "", RefusedError, "Tom has not agreed yet", "agreed --by Tom"),
        (['declined: "[[Tom]]"'], "agreed", "Tom", RefusedError, "5: Tom has declined", "take the name out"),
    ],
)
def test_a_step_that_does_not_fit_says_why(
    lines: list[str], name: str, by: str, fault: type[VaultkitError], words: str, hint: str
) -> None:
    with pytest.raises(fault) as refused:
        step(intro(*lines), name, by)
    assert words in refused.value.message
    assert hint in refused.value.hint


# -- notes for circles without one


CIRCLES = """
=== People/Ann.md
---
type: contact
leader: true
org: ["[[Acme]]", Hill Press]
school: "[[Old College]]"
communities: ["[[Spaces/Film club.md]]", Sea club, "[[Known]]"]
affiliations: ["[[Old College]]", "[[acme]]", "[[logo.png]]", "[[Ann]]"]
---
=== People/Bob.md
---
type: contact
org: Small Shop
school: ["[[Night School]]"]
former_orgs: ["[[Alias Inc]]", "[[../Up/Away]]", "[[.hidden/Den]]"]
communities: "[[sea club]]"
---
=== People/Cid.md
---
type: contact
leader: true
status: archived
org: Gone Ltd
---
=== Me.md
---
type: me
former_orgs: [Plain Sons, "[[Linked Sons]]"]
---
=== Known.md
---
type: organization
aliases: [Alias Inc]
---
"""
LOGO = {"logo.png": ""}


def test_circles_without_a_note() -> None:
    found = [
        ("/".join(filter(None, (circle.folder, circle.name))), circle.kind, circle.is_school, len(circle.places))
        for circle in missing_circles(graph_of({**notes(CIRCLES), **LOGO}))
    ]
    assert found == [
        ("Acme", "organization", False, 2),
        ("Away", "organization", False, 1),
        ("Den", "organization", False, 1),
        ("Spaces/Film club", "space", False, 1),
        ("Hill Press", "organization", False, 1),
        ("Linked Sons", "organization", False, 1),
        ("Night School", "organization", True, 1),
        ("Old College", "organization", False, 2),
        ("Sea club", "space", False, 2),
    ]


def test_a_note_is_made_for_each_and_then_no_more() -> None:
    texts = {**notes(CIRCLES), **LOGO}
    plan = stubs_plan(graph_of(texts))
    assert {change.unit for change in plan} == {"stubs"}
    made = written(plan)
    assert sorted(made) == [
        "Acme.md",
        "Away.md",
        "Den.md",
        "Hill Press.md",
        "Linked Sons.md",
        "Night School.md",
        "Old College.md",
        "Sea club.md",
        "Spaces/Film club.md",
    ]
    assert made["Acme.md"] == "---\ntype: organization\n---\n"
    assert made["Night School.md"] == "---\ntype: organization\nkind: school\n---\n"
    assert made["Spaces/Film club.md"] == "---\ntype: space\nstatus: found\n---\n"
    after = graph_of({**texts, **made})
    assert missing_circles(after) == ()
    assert not stubs_plan(after)
    assert after.resolve("Film club") is not None


def test_a_name_that_no_file_can_have_is_kept_in_the_note() -> None:
    texts = {"Ann.md": properties("type: contact", "leader: true", "org: 'Either/Or: Films'")}
    made = written(stubs_plan(graph_of(texts)))
    assert made == {"Either-Or- Films.md": '---\ntype: organization\nname: "Either/Or: Films"\n---\n'}
    assert not stubs_plan(graph_of({**texts, **made}))


def test_notes_for_circles_go_where_their_kind_lies() -> None:
    settings = '[organizations]\nfolders = ["Orgs"]\n[spaces]\nfolders = ["Spaces"]\n'
    assert "Orgs/Acme.md" in written(stubs_plan(graph_of({**notes(CIRCLES), **LOGO}, settings)))


def test_a_new_pitch_has_a_heading_for_each_part() -> None:
    (text,) = written(new_plan(graph_of(""), "pitch", "For a room", {}, TODAY)).values()
    assert text == "---\ntype: pitch\n---\n## Who\n\n## Learn\n\n## Offer\n\n## Next\n"


# -- touches, notes


def test_a_touch_is_logged_with_what_was_given_and_got() -> None:
    graph = person("follow_up: 2026-04-09")
    ann = graph.notes["Ann.md"]
    plan = log_plan(graph, ann, TODAY, channel="email", direction="out", text="sent it", got="a review")
    assert written(plan)["Ann.md"].endswith("\n## Log\n- 2026-04-10 email out: sent it got:: a review\n")
    plan = log_plan(graph, ann, TODAY, gave="a hand", clear_date=True)
    assert "follow_up" not in written(plan)["Ann.md"]
    assert written(plan)["Ann.md"].endswith("- 2026-04-10 gave:: a hand\n")
    plan = log_plan(graph, ann, TODAY, next_day=day("2026-05-01"))
    assert "follow_up: 2026-05-01\n" in written(plan)["Ann.md"]
    with pytest.raises(RefusedError, match="is no log line"):
        log_plan(graph, ann, TODAY, channel="in")


def test_a_snooze_is_set_and_ended() -> None:
    graph = person("snooze: 2026-04-20")
    ann = graph.notes["Ann.md"]
    assert "snooze: 2026-05-01" in written(snooze_plan(graph, ann, day("2026-05-01")))["Ann.md"]
    assert "snooze" not in written(snooze_plan(graph, ann, None))["Ann.md"]


@pytest.mark.parametrize(
    ("kind", "name", "fields", "path", "head"),
    [
        ("person", "Bob", {"tier": ["close"]}, "Bob.md", "type: contact\ntier: close\ncreated: 2026-04-10\n"),
        (
            "pitch",
            "One",
            {"seconds": ["60"], "confidence": ["x"]},
            "One.md",
            "type: pitch\nseconds: 60\nconfidence: x\n",
        ),
        ("goal", "One", {"topics": ["a", "b, c"]}, "One.md", 'type: goal\ntopics:\n  - a\n  - "b, c"\n'),
        ("space", "One", {"volunteer_run": ["Yes"]}, "One.md", "type: space\nvolunteer_run: true\n"),
        (
            "space",
            "One",
            {"volunteer_run": ["maybe"], "topics": ["x"]},
            "One.md",
            "type: space\nvolunteer_run: maybe\ntopics: x\n",
        ),
        ("event", "Fair", {}, "Fair.md", "type: event\ndate: 2026-04-10\n"),
        ("event", "2026-05-01 Fair", {}, "2026-05-01 Fair.md", "type: event\n"),
        ("goal", "Deep/A: B", {}, "Deep-A- B.md", 'type: goal\nname: "Deep/A: B"\n'),
        ("space", "Old/Club", {}, "Old/Club.md", "type: space\n"),
    ],
)
def test_a_note_is_made(kind: str, name: str, fields: dict[str, list[str]], path: str, head: str) -> None:
    graph = graph_of({"Old/x.md": ""})
    ((made, text),) = written(new_plan(graph, kind, name, fields, TODAY)).items()
    assert made == path
    assert text.startswith(f"---\n{head}---\n")


@pytest.mark.parametrize(
    ("kind", "name", "fields", "fault"),
    [
        ("persn", "Bob", {}, UnknownNameError),
        ("contact", " ", {}, UsageError),
        ("contact", "ann", {}, RefusedError),
        ("me", "Ann", {}, RefusedError),
        ("contact", "Bob", {"teir": ["close"]}, UnknownNameError),
        ("contact", "Bob", {"tier": ["close", "warm"]}, UsageError),
    ],
)
def test_a_note_that_is_not_made(
    kind: str, name: str, fields: dict[str, list[str]], fault: type[VaultkitError]
) -> None:
    graph = graph_of({"Ann.md": properties("type: contact"), "Me.md": properties("type: me")})
    with pytest.raises(fault):
        new_plan(graph, kind, name, fields, TODAY)


def test_a_note_goes_where_its_kind_lies() -> None:
    texts = {f"People/{name}.md": properties("type: contact") for name in ("Ann", "Bob")}
    assert folder_for(graph_of({**texts, "Cid.md": properties("type: contact")}), "contact") == "People"
    assert folder_for(graph_of(texts), "space") == ""
    obsidian = {"app.json": '{"newFileLocation": "folder", "newFileFolderPath": "Inbox"}'}
    settings = settings_of("", obsidian)
    assert folder_for(build(make_vault(texts, settings), settings), "contact") == "Inbox"


def test_a_note_may_get_a_number_and_there_is_an_end_to_that() -> None:
    graph = graph_of({"a.md": "", "A 2.md": ""})
    assert free_path(graph, "", "A", number=True) == "A 3.md"
    full = graph_of({f"{'a' if number == 1 else f'a {number}'}.md": "" for number in range(1, 10_000)})
    with pytest.raises(RefusedError, match="too many"):
        free_path(full, "", "a", number=True)


# -- refusals


@pytest.mark.parametrize(
    "act",
    [
        lambda graph, note: stage_plan(graph, note, "known"),
        lambda graph, note: practice_plan(graph, note, TODAY),
        lambda graph, note: joined_plan(graph, note, TODAY),
    ],
    ids=["stage", "practice", "joined"],
)
@pytest.mark.parametrize("text", ['{"type": "TYPE"}', 'type: TYPE\norg: "open'], ids=["JSON", "broken"])
def test_a_note_that_cannot_be_edited_is_left_alone(act: Callable[..., Any], text: str, request: Any) -> None:
    name = request.node.callspec.id.split("-")[1]
    kind = {"stage": "contact", "practice": "pitch", "joined": "space"}[name]
    note = note_of(f"---\n{text.replace('TYPE', kind)}\n---\n", "Note.md")
    assert note.kind == kind
    with pytest.raises(RefusedError, match=r"Note\.md"):
        act(graph_of("", ""), note)


def test_a_stub_whose_file_would_be_another_notes_gets_a_number() -> None:
    long = "x" * 210
    texts = {
        "Ann.md": f'---\ntype: contact\norg: ["[[Ac:me]]", "[[{long}1]]", "[[{long}2]]"]\n---\n',
        "Ac-me.md": "A plain note.\n",
    }
    plan = stubs_plan(graph_of(texts))
    assert [change.path for change in plan.changes] == ["Ac-me 2.md", f"{'x' * 200}.md", f"{'x' * 200} 2.md"]
    made = {change.path: str(change.after) for change in plan.changes}
    assert "name: Ac:me" in made["Ac-me 2.md"] or 'name: "Ac:me"' in made["Ac-me 2.md"]
    assert not stubs_plan(graph_of({**texts, **made})).changes
