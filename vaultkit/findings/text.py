"""What stands in a note's text: damage of a wrong encoding, marks that should not be, dates that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.encodings import is_suspect, mended
from vaultkit.markdown.inline import Lines
from vaultkit.model import Context, Document, Problem

_TASK_DATES = ("due", "scheduled", "start", "done", "cancelled", "created")
_CODE = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*(\S*)")
#: Fences that hold text, as the messages of drafts do; what is in any other is code, and left alone.
_TEXT = frozenset({"", "text", "txt", "md", "markdown"})
_OPEN = re.compile(r"(?:[ \t]*\r?\n)*(---[ \t]*\r?\n)(?=[^\s#:\-][^\n:]*:(?:\s))")
_INSIDE = re.compile(r"(?:[^\s#:\-][^\n:]*:(?:[ \t].*)?|[ \t]+.*|-[ \t].*|#.*|[ \t]*)\r?\n")
_CLOSE = re.compile(r"---[ \t]*\r?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Damage:
    """A run of characters that a wrong encoding left, and what it was."""

    line: int
    column: int
    text: str
    meant: str


def of_document(document: Document) -> Iterator[Problem]:
    """What is wrong with the text of a note, besides what its reader has told."""
    if document.source.bom:
        message = "the file begins with a byte order mark"
        yield Problem(document.path, 1, 1, "byte-order-mark", message, "save it as UTF-8 without BOM in your editor")
    yield from _second_frontmatter(document)
    yield from _dates(document)
    last = 0
    for damage in damages(document):
        if damage.line != last:
            last = damage.line
            message = f"'{damage.text}' is '{damage.meant}', read in a wrong encoding"
            where = (document.path, damage.line, damage.column)
            yield Problem(*where, "wrong-encoding", message, f"write '{damage.meant}'")


def _second_frontmatter(document: Document) -> Iterator[Problem]:
    if document.frontmatter_end < 0:
        return
    lines = Lines(document.source.text)
    opening = _OPEN.match(lines.text, lines.start(document.body_line))
    if not opening:
        return
    at = opening.end()
    while not _CLOSE.match(lines.text, at):
        inside = _INSIDE.match(lines.text, at)
        if not inside:
            return
        at = inside.end()
    hint = "move its lines into the first block, and delete it"
    place = lines.position(opening.start(1))
    yield Problem(document.path, *place, "second-frontmatter", "a second block of properties is not read", hint)


def _dates(document: Document) -> Iterator[Problem]:
    """Dates of tasks and inline fields that are on no calendar (`📅 2026-02-30`)."""
    lines = Lines(document.source.text)
    wrong: set[tuple[int, str]] = set()
    generated = generated_lines(document)
    for task in document.tasks:
        if not task.context & Context.GENERATED:
            wrong |= {(lines.start(task.line), text) for name in _TASK_DATES if (text := getattr(task, name))}
    for field in document.fields:
        written = re.match(r"\[*(\d{4}-\d{2}-\d{2})", field.value)
        if written and field.line not in generated:
            wrong.add((lines.start(field.line) + field.column - 1, written[1]))
    told: set[tuple[int, int]] = set()
    for start, text in sorted(wrong):
        place = lines.position(lines.text.find(text, start))
        if not _is_day(text) and place not in told:
            told.add(place)
            yield Problem(document.path, *place, "bad-date", f"'{text}' is no date", "write a day that exists")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def generated_lines(document: Document) -> frozenset[int]:
    """The lines of a note's regions, markers included: that text is not the user's."""
    return frozenset(n for region in document.regions for n in range(region.line, region.close_line + 1))


def damages(document: Document) -> Iterator[Damage]:
    """What a wrong encoding left in a note, in the order of the text; code and regions are left alone."""
    text = document.source.text
    if not is_suspect(text):
        return
    generated = generated_lines(document)
    fence = language = ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence, language = mark[1], mark[2].casefold()
        elif mark and fence and not mark[2] and mark[1].startswith(fence):
            fence = language = ""
        if number not in generated and language in _TEXT:
            yield from _in_line(number, line)


def _in_line(number: int, line: str) -> Iterator[Damage]:
    at = 0
    for code in (*_CODE.finditer(line), None):
        end = code.start() if code else len(line)
        piece = line[at:end]
        repaired = mended(piece)
        if repaired != piece:
            runs = zip(_NON_ASCII.finditer(piece), _NON_ASCII.findall(repaired), strict=True)
            yield from (Damage(number, at + run.start() + 1, run[0], meant) for run, meant in runs if run[0] != meant)
        at = code.end() if code else end


_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
