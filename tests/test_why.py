"""Why something is listed: notes in, reasons out; and every reason of every question adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from helpers import day, graph_of, settings_of
from live import TODAY, Desk, several

from vaultkit.errors import VaultkitError
from vaultkit.files import shipped_texts
from vaultkit.graph import Graph, build
from vaultkit.insights import QUESTIONS
from vaultkit.model import total
from vaultkit.questions import Question
from vaultkit.vault import make_vault
from vaultkit.why import reasons_of, why

#: What may be asked of a question that needs a word: it takes what it understands.
ASKED = ("ux design", "social media", "advice", "referral", "First Rung", "Promotion to lead")


@cache
def example() -> Graph:
    texts = shipped_texts("example-vault")
    settings = settings_of(texts["vaultkit.toml"].replace('timezone = "Europe/Paris"', ""))
    return build(make_vault({p: text for p, text in texts.items() if p.endswith(".md")}, settings), settings)


def answers(question: Question) -> Iterator[Any]:
    """Every result on the example vault; a question that needs something is asked about everybody and much else."""
    if not question.asks_for:
        yield from question.answer(example(), day(TODAY))
        return
    for word in (*ASKED, *(note.title for note in example().vault if note.kind)):
        try:
            yield from question.answer(example(), day(TODAY), {argument.name: word for argument in question.asks_for})
        except VaultkitError:
            continue


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.is_ranked])
def test_the_reasons_of_every_ranked_row_add_up_to_its_points(name: str) -> None:
    found = list(answers(QUESTIONS[name]))
    assert found
    for result in found:
        assert result.points == total(result.reasons), result
        for reason in result.reasons:
            check_place(reason.evidence.path, reason.evidence.line)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_row_says_where_it_is_known_from(name: str) -> None:
    for result in answers(QUESTIONS[name]):
        for reason in reasons_of(QUESTIONS[name], result):
            assert reason.words
            check_place(reason.evidence.path, reason.evidence.line)


def check_place(path: str, line: int) -> None:
    """The note is there, and so is the line; what is said of the vault as a whole has neither."""
    if path:
        assert 1 <= line <= example().notes[path].document.source.text.count("\n") + 1


@pytest.mark.parametrize("note", [note for note in example().vault if note.kind], ids=lambda note: note.path)
def test_every_note_of_the_network_is_explained(note: Any) -> None:
    found = why(example(), note, day(TODAY))
    assert found.mentions or found.standing
    for mention in found.mentions:
        if mention.points is not None:
            assert mention.points == total(mention.reasons)


VAULT = """
=== People/Ann.md
---
type: contact
cadence: 30d
last_contact: 2026-03-01
---
- [ ] one day, ask about the wall
=== People/Bob.md
---
type: contact
---
## Log
- 2026-04-09 email in: shall we meet?
=== Events/Panel.md
---
type: event
date: 2026-04-09
people: ["[[Ann]]"]
---
=== Plain.md
[[Nowhere]]
"""


def told(text: str, path: str) -> tuple[list[tuple[str, str, list[str]]], str]:
    graph = graph_of(text)
    found = why(graph, graph.notes[path], day(TODAY))
    return [(m.question, m.name, [str(reason) for reason in m.reasons]) for m in found.mentions], found.standing


def test_every_question_that_names_somebody_with_its_reasons() -> None:
    mentions, standing = told(VAULT, "People/Ann.md")
    assert mentions == [
        ("after-events", "", ["met at Panel (+35)"]),
        ("due", "", ["met at Panel (+35)"]),
        ("loops", "", ["task one day, ask about the wall"]),
    ]
    assert standing == ""


def test_a_note_is_named_by_the_rows_of_others_too() -> None:
    mentions, standing = told(VAULT, "Events/Panel.md")
    assert mentions == [("after-events", "Ann", ["met at Panel (+35)"])]
    assert standing == ""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["status: archived"], "`status: archived` takes them out of everything (Eva.md:3)"),
        (["reach: observe", "tier: close"], "`reach: observe` means that you do not write to them (Eva.md:3)"),
        ([], "no `cadence` and no `tier` says how often"),
        (["tier: close", "snooze: 2026-05-01"], "snoozed until 2026-05-01; `vaultkit snooze Eva --clear` ends it"),
        (["status: dormant"], "`status: dormant` lets them rest (Eva.md:3); `status: active` brings them back"),
        (["status: paused", "tier: close"], "`status: paused` leaves dated promises"),
        (["tier: close", "last_contact: 2020-01-01"], "dormant, silent since 2020-01-01"),
        (["tier: close", "last_contact: 2026-04-01"], "not due before 2026-05-01; last contact 2026-04-01"),
        (["tier: close", "created: 2026-04-01"], "not due before 2026-05-01; last contact never"),
    ],
)
def test_why_somebody_is_not_due(lines: list[str], words: str) -> None:
    mentions, standing = told("\n".join(("=== Eva.md", "---", "type: contact", *lines, "---", "")), "Eva.md")
    assert not [question for question, _, _ in mentions if question == "due"]
    assert words in standing


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("type: event\ndate: 2020-01-01", "it is past, cancelled, or you do not go"),
        ("type: goal\nstatus: dropped", "it is not active, or has no date"),
        ("type: organization", "write `topics`"),
        ("type: outreach", "it waits for nothing"),
        ("type: space", "write `next_check` with a date"),
        ("type: interaction\ndate: 2020-01-01", "no question asks about a note of the kind interaction"),
        ("aliases: x", "it is a plain note; a `type`, such as `type: contact`"),
    ],
)
def test_what_nothing_names_says_what_to_write(lines: str, words: str) -> None:
    mentions, standing = told(f"=== X.md\n---\n{lines}\n---\n", "X.md")
    assert mentions == []
    assert words in standing


def test_a_row_without_reasons_is_explained_by_its_columns() -> None:
    (found,) = QUESTIONS["unresolved"].answer(graph_of(VAULT), day(TODAY))
    (reason,) = reasons_of(QUESTIONS["unresolved"], found)
    assert (reason.rule, reason.words, str(reason.evidence)) == ("listed", "target Nowhere, count 1", "Plain.md:1")
    (found, *_) = QUESTIONS["problems"].answer(graph_of(VAULT), day(TODAY))
    (reason,) = reasons_of(QUESTIONS["problems"], found)
    assert reason.words.startswith("severity warning, message ")


def test_every_question_explains_itself_on_the_command_line(tmp_path: Any) -> None:
    desk = Desk(tmp_path / "vault", dict(shipped_texts("example-vault")))
    asked = [question.name for question in QUESTIONS.values() if not question.asks_for]
    commands = [["list", name, "--explain", "--today", TODAY] for name in asked]
    for name, done in zip(asked, several(*commands, at=desk.root), strict=True):
        assert done.code == 0
        results = QUESTIONS[name].answer(example(), day(TODAY))
        reasons = sum(len(reasons_of(QUESTIONS[name], result)) for result in results)
        lines = re.findall(r"^  (?:[+-] *[\d.]+| *[+-][\d.]+|    0)  [\w-]+: .+  \(.+:\d+\)$", done.out, re.MULTILINE)
        assert len(lines) == reasons, name
