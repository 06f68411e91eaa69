"""Blocks: which lines are prose, list items, table rows or headings. markdown-it-py decides.

Only its block rules run; what stands inside a line is read in `inline.py` from the note's own
characters, so that every part keeps its exact line and column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence

from vaultkit.model import Callout, Heading

if TYPE_CHECKING:
    from markdown_it.token import Token

    from vaultkit.markdown.inline import Lines

#: Above this size a note is read line by line: block parsing would take seconds.
MAX_PARSED = 1_000_000
#: Two levels for each depth of bullets; the default of 20 loses bullets at depth ten.
_MAX_NESTING = 420

#: A line that begins or ends a fence.
_FENCE_SIGNS = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})(.*)")
_UNCLOSED = "fences without an end"


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it-py's signature
    """A fence; one in a list item goes on if its lines begin further left, up to the line that closes it.

    To CommonMark, and to Obsidian, the item ends there, and the closing line opens a fence that
    swallows the rest of the note.
    """
    close = 0 if silent or not state.blkIndent else _outdented_end(state, start, end)
    if not close:
        return fence(state, start, end, silent)
    state.line = close + 1
    state.push("fence", "code", 0).map = [start, state.line]
    return True


def _outdented_end(state: StateBlock, start: int, end: int) -> int:
    """The line that closes a fence in a list item whose own lines all begin further left, 0 if none does."""

    def words(line: int) -> str:
        return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]

    def is_outdented(line: int) -> bool:
        return state.sCount[line] < state.blkIndent or state.isEmpty(line)

    opening = _FENCE_SIGNS.match(words(start))
    first = next((line for line in range(start + 1, end) if not state.isEmpty(line)), end)
    if not opening or first == end or not is_outdented(first):
        return 0
    # Where one search has failed, those that begin before that line need not be made.
    if start < state.env.get(_UNCLOSED, {}).get((end, opening[1]), 0):
        return 0
    last = first
    for last in range(first, end):
        found = _FENCE_SIGNS.match(words(last)) if is_outdented(last) else None
        if not is_outdented(last) or (found and found[2].strip() and found[1][0] == opening[1][0]):
            break
        if found and found[1].startswith(opening[1]):
            return last
    state.env.setdefault(_UNCLOSED, {})[end, opening[1]] = last
    return 0


_PARSER = (
    MarkdownIt("zero", {"html": True, "maxNesting": _MAX_NESTING})
    .enable(["table", "code", "fence", "blockquote", "hr", "list", "reference", "html_block", "heading", "lheading"])
    .disable("inline")
)
_PARSER.block.ruler.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of running text, first to last (from 1, both included).

    `item` is 0, or, for the first text of a list item, the line on which the whole item ends, and
    `parent` then the line of the item above it (0: none). `definition` marks what only defines a
    reference or footnote.
    """

    first: int
    last: int
    quote: bool = False
    item: int = 0
    row: bool = False
    section: str = ""
    parent: int = 0
    definition: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """The note's runs of text in order. Lines in no run hold code, HTML or nothing."""

    runs: tuple[Run, ...]
    headings: tuple[Heading, ...]
    code: frozenset[int]
    html_starts: frozenset[int]
    callouts: tuple[Callout, ...] = ()


def read_blocks(lines: Lines, body_line: int) -> Blocks:
    """The blocks of a note's body, which begins on *body_line*."""
    body = lines.text[lines.start(body_line) :]
    if len(body) <= MAX_PARSED:
        try:
            references: dict[str, Any] = {}
            tokens = _PARSER.parse(_as_markdown(body), references)
            return _with_definitions(_from_tokens(tokens, body_line), references, lines, body_line)
        except RecursionError:
            pass
    return _by_line(body, body_line)


#: Zero-width spaces before an item, as some editors leave them: in Obsidian the item is then below none.
_UNNESTED = re.compile(r"^\u200b[\u200b \t]*(?=(?:[-*+]|\d{1,9}[.)])[ \t])", re.MULTILINE)


def _as_markdown(body: str) -> str:
    """The text for markdown-it-py, line for line: a lone CR is a line end to it and to nobody else here."""
    body = re.sub(r"\r(?!\n)", " ", body)
    return _UNNESTED.sub("", body) if "\u200b" in body else body


#: The first words of a callout: `[!type|metadata]- title`.
_CALLOUT = re.compile(r"\[!([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]([+-]?)(?:[ \t]+([^\n]*))?")


def _with_definitions(blocks: Blocks, references: dict[str, Any], lines: Lines, body_line: int) -> Blocks:
    """The blocks with what markdown-it-py takes out: definitions of references, and of footnotes like them."""
    found = [*references.get("references", {}).values(), *references.get("duplicate_refs", ())]
    if not found:
        return blocks
    runs = list(blocks.runs)
    for reference in found:
        first, last = reference["map"][0] + body_line, reference["map"][1] + body_line - 1
        above = [heading.text for heading in blocks.headings if heading.line < first]
        is_quote = lines.line(first).lstrip().startswith(">")
        runs.append(Run(first, last, is_quote, section=above[-1] if above else "", definition=True))
    return replace(blocks, runs=tuple(sorted(runs, key=lambda run: run.first)))


def _from_tokens(tokens: Sequence[Token], body_line: int) -> Blocks:
    reader = _Reader(body_line)
    for token in tokens:
        reader.take(token)
    return reader.blocks()


class _Reader:
    """Walks over the tokens of a note; forgotten once the blocks are known."""

    def __init__(self, body_line: int) -> None:
        self._body_line = body_line
        self._runs: list[Run] = []
        self._headings: list[Heading] = []
        self._callouts: list[Callout] = []
        self._code: set[int] = set()
        self._html: set[int] = set()
        self._section = ""
        self._quotes = 0
        self._begins_quote = False
        self._in_row = False
        #: The item whose first text is still to come, the lines of all open items, the open heading.
        self._item: list[int] | None = None
        self._items: list[int] = []
        self._heading: Token | None = None

    def blocks(self) -> Blocks:
        """What was found."""
        runs, headings, callouts = tuple(self._runs), tuple(self._headings), tuple(self._callouts)
        return Blocks(runs, headings, frozenset(self._code), frozenset(self._html), callouts)

    def take(self, token: Token) -> None:
        """The next token."""
        if token.map is None:
            self._close(token)
        elif token.type == "inline":
            if not self._in_row:
                self._text(token, token.map)
        elif token.type != "paragraph_open":
            self._begins_quote = token.type == "blockquote_open"
            self._open(token, token.map)

    def _close(self, token: Token) -> None:
        if token.type == "blockquote_close":
            self._quotes -= 1
        elif token.type == "heading_close":
            self._heading = None
        elif token.type == "tr_close":
            self._in_row = False
        elif token.type == "list_item_close":
            self._items.pop()

    def _open(self, token: Token, span: list[int]) -> None:
        first, end = span[0] + self._body_line, span[1] + self._body_line
        if token.type == "blockquote_open":
            self._quotes += 1
        elif token.type == "list_item_open":
            self._item = span
            self._items.append(first)
        elif token.type == "heading_open":
            self._heading = token
        elif token.type in ("fence", "code_block"):
            self._code.update(range(first, end))
        elif token.type == "html_block":
            self._html.add(first)
        elif token.type == "tr_open":
            self._in_row = True
            self._runs.append(Run(first, first, self._quotes > 0, row=True, section=self._section))

    def _text(self, token: Token, span: list[int]) -> None:
        first, last = span[0] + self._body_line, span[1] + self._body_line - 1
        heading, item = self._heading, self._item
        # Obsidian takes a setext underline below several lines for no heading of theirs.
        if heading is not None and heading.level == 0 and "\n" not in token.content:
            self._section = token.content
            self._headings.append(Heading(int(heading.tag[1:]), self._section, first))
        end = parent = 0
        if item is not None and item[0] == span[0] and heading is None:
            end, parent = (
                item[1] + self._body_line - 1,
                next((line for line in reversed(self._items) if line < first), 0),
            )
            self._item = None
        self._runs.append(Run(first, last, self._quotes > 0, end, section=self._section, parent=parent))
        callout = _CALLOUT.match(token.content) if self._begins_quote and heading is None else None
        if callout:
            word, metadata, fold, title = (callout[group] or "" for group in range(1, 5))
            self._callouts.append(Callout(word.strip().casefold(), title.strip(), first, fold, metadata.strip()))
        self._begins_quote = False


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
