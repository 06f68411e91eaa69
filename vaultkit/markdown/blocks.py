"""Blocks: which lines are prose, list items, table rows or headings. markdown-it-py decides.

Only its block rules run; what stands inside a line is read in `inline.py` from the note's own
characters, so that every part keeps its exact line and column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from vaultkit.model import Heading

if TYPE_CHECKING:
    from markdown_it.token import Token

    from vaultkit.markdown.inline import Lines

#: Above this size a note is read line by line: block parsing would take seconds.
MAX_PARSED = 1_000_000
#: Two levels for each depth of bullets; the default of 20 loses bullets at depth ten.
_MAX_NESTING = 420

_PARSER = (
    MarkdownIt("zero", {"html": True, "maxNesting": _MAX_NESTING})
    .enable(["table", "code", "fence", "blockquote", "hr", "list", "reference", "html_block", "heading", "lheading"])
    .disable("inline")
)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of running text, first to last (from 1, both included).

    `item` is 0, or, for the first text of a list item, the line on which the whole item ends.
    """

    first: int
    last: int
    quote: bool = False
    item: int = 0
    row: bool = False
    section: str = ""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The note's runs of text in order. Lines in no run hold code, HTML or nothing."""

    runs: tuple[Run, ...]
    headings: tuple[Heading, ...]
    code: frozenset[int]
    html_starts: frozenset[int]


def read_blocks(lines: Lines, body_line: int) -> Blocks:
    """The blocks of a note's body, which begins on *body_line*."""
    body = lines.text[lines.start(body_line) :]
    if len(body) <= MAX_PARSED:
        try:
            # A lone CR is a line end to markdown-it-py and to nobody else here.
            tokens = _PARSER.parse(re.sub(r"\r(?!\n)", " ", body))
            return _from_tokens(tokens, body_line)
        except RecursionError:
            pass
    return _by_line(body, body_line)


def _from_tokens(tokens: Sequence[Token], body_line: int) -> Blocks:
    runs: list[Run] = []
    headings: list[Heading] = []
    code: set[int] = set()
    html: set[int] = set()
    quotes, section, in_row = 0, "", False
    item: list[int] | None = None
    heading: Token | None = None
    for token in tokens:
        if token.type == "blockquote_open":
            quotes += 1
        elif token.type == "blockquote_close":
            quotes -= 1
        elif token.type == "heading_close":
            heading = None
        elif token.type == "tr_close":
            in_row = False
        elif token.map is None:
            continue
        elif token.type == "list_item_open":
            item = token.map
        elif token.type == "heading_open":
            heading = token
        elif token.type in ("fence", "code_block"):
            code.update(range(token.map[0] + body_line, token.map[1] + body_line))
        elif token.type == "html_block":
            html.add(token.map[0] + body_line)
        elif token.type == "tr_open":
            in_row = True
            runs.append(Run(token.map[0] + body_line, token.map[0] + body_line, quotes > 0, row=True, section=section))
        elif token.type == "inline" and not in_row:
            first, last = token.map[0] + body_line, token.map[1] + body_line - 1
            # Obsidian takes a setext underline below several lines for no heading of theirs.
            if heading is not None and heading.level == 0 and "\n" not in token.content:
                section = token.content
                headings.append(Heading(int(heading.tag[1:]), section, first))
            is_item = item is not None and item[0] == token.map[0] and heading is None
            runs.append(
                Run(first, last, quotes > 0, item[1] + body_line - 1 if item and is_item else 0, section=section)
            )
            item = None if is_item else item
    return Blocks(tuple(runs), tuple(headings), frozenset(code), frozenset(html))


_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_ATX = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\r?$")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def _by_line(body: str, body_line: int) -> Blocks:
    """The same, roughly, for notes too large or too deeply nested to be parsed."""
    runs: list[Run] = []
    headings: list[Heading] = []
    code: set[int] = set()
    html: set[int] = set()
    fence, section = "", ""
    for number, line in enumerate(body.split("\n"), body_line):
        mark = _FENCE.match(line)
        if fence:
            code.add(number)
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip(" `~\r"):
                fence = ""
            continue
        if mark:
            fence = mark[1]
            code.add(number)
            continue
        heading = _ATX.match(line)
        if heading:
            section = heading[2] or ""
            headings.append(Heading(len(heading[1]), section, number))
        if line.startswith("<!--"):
            html.add(number)
        elif line.strip():
            runs.append(
                Run(number, number, line.lstrip().startswith(">"), number if _ITEM.match(line) else 0, section=section)
            )
    return Blocks(tuple(runs), tuple(headings), frozenset(code), frozenset(html))
