"""Managed regions: filled from templates, never at the cost of a user's word.

Text inside a region that is not what we last wrote is the user's: a tick is acted on
(`vaultkit.ticks`), any other edit is kept in a note of its own before the region is filled again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vaultkit.edits import blank_boxes
from vaultkit.errors import TemplateError, UnknownNameError, VaultkitError
from vaultkit.graph import Graph
from vaultkit.insights import QUESTIONS
from vaultkit.markdown.regions import close_marker, fingerprint
from vaultkit.model import Context, Document, Problem, Region, Task
from vaultkit.questions import Question, parse_arguments
from vaultkit.records import Note
from vaultkit.templating import Templates, link

__all__ = ["Refreshed", "refresh", "render_section", "untick"]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A note with its regions filled: its new text, the edits to keep (line, text), and what went wrong."""

    text: str
    kept: tuple[tuple[int, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def refresh(
    graph: Graph,
    note: Note,
    today: date,
    templates: Templates,
    *,
    held: frozenset[tuple[str, int]] = frozenset(),
    unclear: frozenset[tuple[str, int]] = frozenset(),
) -> Refreshed:
    """Fill every region of a note but those in *held* (path, line); keep the text of those in *unclear*.

    A region that cannot be filled stays as it is, with a problem.
    """
    document = note.document
    text = document.source.text
    kept: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for region in reversed(document.regions):
        if (document.path, region.line) in held:
            continue
        try:
            body = _body(graph, region, today, templates, document.path)
        except VaultkitError as fault:
            problems.append(_problem(document.path, region, fault))
            continue
        current = text[region.start : region.end]
        is_edited = _is_users(region, current) and fingerprint(current) != fingerprint(body)
        if is_edited or (document.path, region.line) in unclear:
            kept.insert(0, (region.line, current.strip("\r\n")))
        newline = document.source.newline
        filled = body.replace("\n", newline) + newline if body else ""
        ending = "" if text[: region.start].endswith("\n") else newline
        text = text[: region.start] + ending + filled + close_marker(region, body) + text[region.close_end :]
    return Refreshed(text, tuple(kept), tuple(sorted(problems)))


def _is_users(region: Region, current: str) -> bool:
    return bool(current.strip()) and fingerprint(current) != region.sha


def _body(graph: Graph, region: Region, today: date, templates: Templates, source: str) -> str:
    _check_region(graph, region, templates)
    body = render_section(graph, region.name, parse_arguments(region.arguments), today, templates, source)
    lines = [line.rstrip() for line in body.strip("\n").split("\n")]
    # A line that looks like a marker would cut the region in two at the next reading.
    return "\n".join(re.sub(r"^(\s{0,3})(<!--|%%)(\s*/?vaultkit)", r"\1\\\2\3", line) for line in lines)


def render_section(
    graph: Graph, name: str, arguments: Mapping[str, Any], today: date, templates: Templates, source: str = ""
) -> str:
    """The Markdown of the section *name*, which answers the question of the same name if there is one.

    *source* is the path of the note in which it will stand; links are written as seen from there.

    Raises TemplateError for a template that does not work, UsageError for a bad argument.
    """
    question = QUESTIONS.get(name)
    context: dict[str, Any] = {
        "today": today,
        "args": dict(arguments),
        **{other.replace("-", "_"): _Asker(graph, QUESTIONS[other], today) for other in QUESTIONS},
    }
    if question:
        values = question.values(graph, arguments)
        everything = question.ask(graph, today, **{**values, **({"limit": None} if "limit" in values else {})})
        context.update(args=values, results=everything[: values.get("limit")], total=len(everything))
    filters = {"link": lambda path, display="": link(graph, str(path), display, source)}
    return templates.render(f"sections/{name}.md", context, filters=filters)


class _Asker:
    """A question as a template calls it: `due(within="14d")`."""

    def __init__(self, graph: Graph, question: Question, today: date) -> None:
        self._graph, self._question, self._today = graph, question, today

    def __call__(self, **arguments: Any) -> tuple[Any, ...]:
        return self._question.answer(self._graph, self._today, arguments)

    def __str__(self) -> str:
        name = self._question.name.replace("-", "_")
        raise TypeError(f"{name} is a question: write {name}()")


def _problem(path: str, region: Region, fault: VaultkitError) -> Problem:
    if region.name not in QUESTIONS and isinstance(fault, UnknownNameError):
        code = "unknown-question"
    else:
        code = "region-template" if isinstance(fault, TemplateError) else "region-argument"
    return Problem(path, region.line, 1, code, fault.message, fault.hint)


def untick(document: Document) -> str:
    """The note's text with every ticked row of its regions blank again."""
    return blank_boxes(document, frozenset(task.line for _, task in ticked_rows(document)))


def region_of(document: Document, line: int) -> Region | None:
    """The region that a line lies in."""
    return next((region for region in document.regions if region.line < line < region.close_line), None)


def question_problems(graph: Graph, templates: Templates) -> tuple[Problem, ...]:
    """Regions that ask what nobody can answer, or with arguments that do not fit; nothing is filled."""
    found = []
    for note in graph.vault:
        for region in note.document.regions:
            try:
                _check_region(graph, region, templates)
            except VaultkitError as fault:
                found.append(_problem(note.path, region, fault))
    return tuple(found)


def _check_region(graph: Graph, region: Region, templates: Templates) -> None:
    question = QUESTIONS.get(region.name)
    if question is None and f"sections/{region.name}.md" not in templates.texts:
        raise UnknownNameError("question", region.name, {*QUESTIONS, *templates.names("sections")})
    arguments = parse_arguments(region.arguments)
    if question:
        question.values(graph, arguments)


def ticked_rows(document: Document) -> tuple[tuple[Region, Task], ...]:
    """The ticked rows in the note's regions."""
    rows = []
    for task in document.tasks:
        region = region_of(document, task.line) if task.is_done and task.context & Context.GENERATED else None
        if region:
            rows.append((region, task))
    return tuple(rows)
