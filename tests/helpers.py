"""How the tests write notes and ask about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from textwrap import dedent
from typing import Any

from vaultkit.config import Settings, read_settings
from vaultkit.findings import findings
from vaultkit.followups import Standing, follow_up
from vaultkit.graph import Graph, Touch, build
from vaultkit.insights import QUESTIONS
from vaultkit.markdown import parse
from vaultkit.model import Document, Problem, Source, total
from vaultkit.questions import Question, row
from vaultkit.records import Note
from vaultkit.vault import Vault, make_vault, read_note

#: The zone of all tests, so that they say the same on every machine.
ZONE = 'timezone = "Europe/Paris"\n'


def day(text: str) -> date:
    return date.fromisoformat(text)


def notes(text: str) -> dict[str, str]:
    """Several notes in one text: each begins with a line such as `=== People/Sam Rivera.md`."""
    parts = re.split(r"^=== (.+)\n", dedent(text), flags=re.MULTILINE)
    assert not parts[0].strip(), f"text before the first note: {parts[0]!r}"
    return {path.strip(): body for path, body in zip(parts[1::2], parts[2::2], strict=True)}


def unescaped(text: str) -> str:
    """The text with each `⟨A0⟩` as the character of that number, up to `⟨end⟩`."""
    text = re.sub(r"⟨([0-9A-F]+)⟩", lambda match: chr(int(match[1], 16)), text)
    return text.split("⟨end⟩", maxsplit=1)[0]


def shown(text: str) -> str:
    """The text with what cannot be seen written in that way."""
    return "".join(char if char.isprintable() else f"⟨{ord(char):X}⟩" for char in text)


def settings_of(settings: str = "", obsidian: Mapping[str, str] | None = None) -> Settings:
    return read_settings(ZONE + dedent(settings), obsidian)


def vault_of(text: str | Mapping[str, str], settings: str = "") -> Vault:
    texts = notes(text) if isinstance(text, str) else text
    return make_vault(texts, settings_of(settings))


def graph_of(text: str | Mapping[str, str], settings: str = "") -> Graph:
    return build(vault_of(text, settings), settings_of(settings))


def note_of(text: str, path: str = "People/Sam Rivera.md", settings: str = "") -> Note:
    return read_note(Source.from_text(path, dedent(text)), settings_of(settings))


def document_of(text: str, path: str = "Note.md") -> Document:
    return parse(Source.from_text(path, dedent(text)))


def standing(graph: Graph, name: str, today: str) -> Standing:
    return follow_up(graph, graph.find_contact(name), day(today))


def touches(graph: Graph, name: str = "Sam Rivera") -> list[str]:
    """The touches with somebody, as `2026-03-01 both log`."""
    return [_words(touch) for touch in graph.touches(graph.find_contact(name).path)]


def _words(touch: Touch) -> str:
    days = str(touch.start) if touch.start == touch.end else f"{touch.start}..{touch.end}"
    return f"{days} {touch.direction} {touch.via}"


def ask(graph: Graph, question: str, today: str, **arguments: Any) -> list[dict[str, Any]]:
    """The answer to a question as the JSON rows that `vaultkit list` prints."""
    return [row(result) for result in QUESTIONS[question].answer(graph, day(today), arguments)]


#: What to ask for where a question needs to be told.
ASKED_FOR = {"topic": "ux design", "need": "referral", "name": "Sam"}


def needed(question: Question) -> dict[str, str]:
    """The arguments without which a question cannot be asked, as they fit the example vault."""
    return {argument.name: ASKED_FOR[argument.name] for argument in question.asks_for}


def answer(where: str | Graph, question: str, today: str = "2026-04-10", **arguments: Any) -> list[Any]:
    """The results of a question; the reasons of each add up to its points and stand on real lines."""
    graph = graph_of(where) if isinstance(where, str) else where
    found = list(QUESTIONS[question].answer(graph, day(today), arguments))
    for result in found if QUESTIONS[question].is_ranked else ():
        assert total(result.reasons) == result.points
        assert all(reason.evidence.path in graph.notes and reason.evidence.line > 0 for reason in result.reasons)
    if any(argument.name == "limit" for argument in QUESTIONS[question].arguments):
        assert not QUESTIONS[question].answer(graph, day(today), {**arguments, "limit": 0})
    return found


def names(where: str | Graph, question: str, **arguments: Any) -> list[str]:
    """Whom, or what, the answer to a question names."""
    return [result.name for result in answer(where, question, **arguments)]


def contact_row(graph: Graph, name: str, today: str) -> dict[str, Any]:
    (found,) = (each for each in ask(graph, "contacts", today) if each["name"] == name)
    return found


#: What every small vault lacks: a note about oneself, a goal, and links between its notes.
LACKING = ("no-me", "no-goal", "no-long-term-goal", "orphan")


def problems_in(graph: Graph, today: str = "2026-04-10") -> list[Problem]:
    """What is wrong in the vault, but for what every small vault lacks."""
    return [problem for problem in findings(graph, day(today)) if problem.code not in LACKING]


def codes(graph: Graph, today: str = "2026-04-10") -> list[str]:
    return [problem.code for problem in problems_in(graph, today)]
