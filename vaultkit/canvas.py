"""Canvases: the cards of a `.canvas` file and their links, each with its place in the file's own text.

Source: JSON Canvas 1.0 (jsoncanvas.org/spec/1.0). A file card and the links in a text card are
links of the canvas (Obsidian 1.12). Every string is found in the text as it stands, so that a path
can be changed without a byte more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines
from vaultkit.model import Document, Link, Problem, Source

_TOKEN = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
#: More than anybody lays out by hand; deeper nesting than the format knows.
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """A string in a JSON text: what it says, and the offset of each of its characters (and of its end)."""

    value: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the value stands in the file's text."""
        return self.offsets[start], self.offsets[end]


@dataclass(frozen=True, slots=True)
class Card:
    """One node of a canvas. `path` is the file of a file card, or the picture behind a group.

    `document` is what stands in a text card, parsed; `piece` is the string that holds path or text.
    """

    id: str
    type: str
    path: str = ""
    subpath: str = ""
    piece: Piece | None = None
    subpath_piece: Piece | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Canvas:
    """A canvas understood. `links` have their places in the canvas file."""

    source: Source
    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """Where it lies in the vault."""
        return self.source.path


def read_canvas(source: Source) -> Canvas:
    """Understand a canvas. What cannot be read as one has no cards, and says so in its problems."""
    if not source.text.strip():
        return Canvas(source)
    try:
        json.loads(source.text)
        strings = list(_strings(source.text))
    except (ValueError, RecursionError) as fault:
        place = getattr(fault, "lineno", 1), getattr(fault, "colno", 1)
        problem = Problem(source.path, *place, "canvas", "the canvas cannot be read", "open it in Obsidian and save it")
        return Canvas(source, problems=(problem,))
    nodes: dict[int, dict[str, Piece]] = {}
    for where, piece in strings:
        if len(where) == 3 and where[0] == "nodes" and isinstance(where[1], int):
            nodes.setdefault(where[1], {})[str(where[2])] = piece
    cards = tuple(_card(source, node) for node in nodes.values())
    lines = Lines(source.text)
    return Canvas(source, cards, tuple(link for card in cards for link in _links(card, lines)))


def _card(source: Source, node: Mapping[str, Piece]) -> Card:
    kind = node["type"].value if "type" in node else ""
    name = node["id"].value if "id" in node else ""
    if kind == "text" and "text" in node:
        text = node["text"]
        return Card(name, kind, piece=text, document=parse(replace(source, text=text.value)))
    held = node.get("file" if kind == "file" else "background" if kind == "group" else "")
    if held is None or not held.value:
        return Card(name, kind)
    below = node.get("subpath") if kind == "file" else None
    return Card(name, kind, held.value, below.value.removeprefix("#") if below else "", held, below)


def _links(card: Card, lines: Lines) -> Iterator[Link]:
    if card.piece is None:
        return
    if card.document is None:
        where = lines.position(card.piece.offsets[0])
        # A card names its file by the whole path, and by nothing shorter.
        yield Link("embed", f"/{card.path}", card.subpath, "", card.piece.value, *where)
        return
    inner = Lines(card.document.source.text)
    for link in card.document.links:
        offset = card.piece.offsets[inner.start(link.line) + link.column - 1]
        line, column = lines.position(offset)
        yield replace(link, line=line, column=column)


def _strings(text: str) -> Iterator[tuple[tuple[str | int, ...], Piece]]:
    """Every string value of a JSON text with its way from the root, as `("nodes", 0, "file")`.

    The text is known to be JSON. Raises RecursionError for what is nested too deep.
    """
    way: list[Any] = []
    key: str | None = None
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "{[":
            way.append("" if sign == "{" else 0)
            key = None
            if len(way) > _MAX_DEPTH:
                raise RecursionError
        elif sign in "}]":
            way.pop()
        elif sign == ",":
            key = None
            if way and isinstance(way[-1], int):
                way[-1] += 1
        elif sign == ":":
            way[-1] = key
        elif sign[0] == '"':
            piece = _piece(text, token.start(), token.end())
            if way and isinstance(way[-1], str) and key is None:
                key = piece.value
            else:
                yield tuple(way), piece


def _piece(text: str, start: int, end: int) -> Piece:
    value = json.loads(text[start:end], strict=False)
    if "\\" not in text[start:end]:
        return Piece(value, tuple(range(start + 1, end)))
    offsets: list[int] = []
    at = start + 1
    while at < end - 1:
        offsets.append(at)
        if text[at] != "\\":
            at += 1
        elif text[at + 1] != "u":
            at += 2
        else:
            is_pair = re.match(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}", text[at : at + 12])
            at += 12 if is_pair else 6
    return Piece(value, (*offsets, end - 1))


def json_text(text: str) -> str:
    """*text* as it stands inside a JSON string (without the quotes), as Obsidian writes it."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
