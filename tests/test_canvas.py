"""Canvases: cards, links, and the exact place of every string in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vaultkit.canvas import Canvas, json_text, read_canvas
from vaultkit.markdown.inline import Lines
from vaultkit.model import Source


def canvas_of(text: str) -> Canvas:
    return read_canvas(Source.from_text("Board.canvas", text))


def nodes(*found: dict[str, Any], ascii_only: bool = False) -> str:
    return json.dumps({"nodes": found, "edges": []}, ensure_ascii=ascii_only, indent="\t")


def test_the_cards_in_their_order() -> None:
    canvas = canvas_of(
        nodes(
            {"id": "1", "type": "text", "text": "# Plan"},
            {"id": "2", "type": "file", "file": "a/b.md", "subpath": "#One#Two"},
            {"id": "3", "type": "link", "url": "https://example.org"},
            {"id": "4", "type": "group", "label": "x", "background": "sky.png"},
            {"id": "5", "type": "group"},
            {"id": "6", "type": "file"},
            {"id": "7", "type": "text"},
            {"x": 1},
        )
    )
    assert [(card.id, card.type, card.path, card.subpath) for card in canvas.cards] == [
        ("1", "text", "", ""),
        ("2", "file", "a/b.md", "One#Two"),
        ("3", "link", "", ""),
        ("4", "group", "sky.png", ""),
        ("5", "group", "", ""),
        ("6", "file", "", ""),
        ("7", "text", "", ""),
    ]
    assert canvas.path == "Board.canvas"
    assert canvas.problems == ()


def test_a_file_card_is_a_link_to_the_exact_path() -> None:
    canvas = canvas_of('{"nodes": [\n  {"id": "a", "type": "file", "file": "a/b.md", "subpath": "#One"}\n]}')
    (link,) = canvas.links
    assert (link.kind, link.target, link.subpath, link.text) == ("embed", "/a/b.md", "One", "a/b.md")
    assert (link.line, link.column) == (2, 40)
    (card,) = canvas.cards
    assert card.piece is not None
    start, end = card.piece.span(0, len(card.path))
    assert canvas.source.text[start:end] == "a/b.md"
    assert card.subpath_piece is not None
    start, end = card.subpath_piece.span(0, 4)
    assert canvas.source.text[start:end] == "#One"


def test_a_card_without_a_path_links_to_nothing() -> None:
    assert canvas_of(nodes({"id": "a", "type": "file", "file": ""})).links == ()


TEXT = 'Zoë said "hi" 🎉 [[Ann]]\n\n- [ ] tab\t[x](Bo.md) \\ / [[Cy|c]]'


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_link_in_a_text_card_has_its_place_in_the_file(ascii_only: bool) -> None:
    source = nodes({"id": "é", "type": "text", "text": TEXT}, ascii_only=ascii_only)
    canvas = canvas_of(source)
    lines = Lines(source)
    assert [(link.text, link.kind) for link in canvas.links] == [
        ("[[Ann]]", "wikilink"),
        ("[x](Bo.md)", "markdown"),
        ("[[Cy|c]]", "wikilink"),
    ]
    for link in canvas.links:
        at = lines.start(link.line) + link.column - 1
        assert source[at:].startswith(link.text)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_character_of_a_text_has_its_place(ascii_only: bool) -> None:
    source = nodes({"type": "text", "text": TEXT}, ascii_only=ascii_only)
    (card,) = canvas_of(source).cards
    piece = card.piece
    assert piece is not None
    assert piece.value == TEXT
    for start, char in enumerate(TEXT):
        low, high = piece.span(start, start + 1)
        assert json.loads(f'"{source[low:high]}"') == char


@pytest.mark.parametrize(
    "escaped",
    [
        r"\ud83c\udf89 [[A]]",
        r"\uD83C\uDF89 [[A]]",
        r"\ud83c [[A]]",
        r"\udf89 [[A]]",
        r"\ud83c\u0041 [[A]]",
        r"\/\b [[A]]",
        r"\udcc3\udca9 [[A]]",
        r"\ufeff[[A]]",
        r"\u0000[[A]]",
    ],
)
def test_escapes_of_all_sorts(escaped: str) -> None:
    source = f'{{"nodes": [{{"type": "text", "text": "{escaped}"}}]}}'
    (link,) = canvas_of(source).links
    assert source[link.column - 1 :].startswith("[[A]]")


def test_a_text_card_may_have_properties_of_its_own() -> None:
    source = nodes({"type": "text", "text": '---\norg: "[[Acme]]"\n---\n[[Bo]]'})
    assert [(link.target, link.property) for link in canvas_of(source).links] == [("Acme", "org"), ("Bo", "")]


def test_strings_elsewhere_are_no_cards() -> None:
    source = json.dumps(
        {
            "meta": [["nodes"], {"type": "file", "file": "a.md"}],
            "nodes": {"0": {"type": "file", "file": "a.md"}},
            "edges": [{"id": "e", "fromNode": "a", "label": "[[Ann]]"}],
        }
    )
    canvas = canvas_of(source)
    assert canvas.cards == ()
    assert canvas.links == ()


@pytest.mark.parametrize(
    "node",
    [
        {"type": "file", "file": 3},
        {"type": "file", "file": ["a.md"]},
        {"type": "file", "file": {"file": "a.md"}},
        {"type": 1, "file": "a.md"},
        {"type": "text", "text": None},
        {"type": "text", "text": True},
        {"type": "odd", "file": "a.md", "text": "[[x]]"},
    ],
)
def test_values_of_another_type_link_to_nothing(node: dict[str, Any]) -> None:
    canvas = canvas_of(nodes(node))
    assert canvas.links == ()
    assert canvas.problems == ()


@pytest.mark.parametrize(
    "text", ["", "  \n", "{}", "[]", "3", '"nodes"', "null", '{"nodes": []}', '{"nodes": [3, "x", []]}']
)
def test_what_holds_no_cards(text: str) -> None:
    canvas = canvas_of(text)
    assert canvas.cards == ()
    assert canvas.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{", 1, 2),
        ('{"nodes": [\n  {"id": }\n]}', 2, 10),
        ("not JSON", 1, 1),
        ("[" * 100_000, 1, 1),
        ("[" * 60 + "]" * 60, 1, 1),
        ('{"a": ' * 60 + "1" + "}" * 60, 1, 1),
        ("9" * 5_000, 1, 1),
    ],
    ids=lambda value: str(value)[:15],
)
def test_what_cannot_be_read_says_where(text: str, line: int, column: int) -> None:
    canvas = canvas_of(text)
    (problem,) = canvas.problems
    assert (problem.code, problem.path, problem.line, problem.column) == ("canvas", "Board.canvas", line, column)
    assert canvas.cards == ()


def test_a_text_for_a_json_string_is_as_obsidian_writes_it() -> None:
    text = 'a "b" \\ é 🎉\n\t/'
    assert json_text(text) == 'a \\"b\\" \\\\ é 🎉\\n\\t/'
    assert json.loads(f'"{json_text(text)}"') == text
