"""`vaultkit export canvas`: the picture of the network holds by JSON Canvas 1.0, and nothing in it overlaps."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers import day, graph_of, notes
from live import EXAMPLE, Desk, contents, vaultkit

from vaultkit import open_vault
from vaultkit.canvas import read_canvas
from vaultkit.errors import DiskError, RefusedError, UnknownNoteError, UsageError
from vaultkit.exchange import FORMATS
from vaultkit.exchange.canvas import _cell, _slots
from vaultkit.files import VaultFiles
from vaultkit.graph import Graph
from vaultkit.model import Source

TODAY = day("2026-04-10")

#: Everybody and everything that may be in the picture, and what must not be.
SMALL = """
    === Me.md
    ---
    type: me
    name: Jean
    org: "[[Acme]]"
    ---
    === People/Ann.md
    ---
    type: contact
    tier: close
    org: ["[[Acme]]"]
    knows: ["[[Bob]]", "[[Hush]]"]
    distinct_from: ["[[Cat]]"]
    goals: ["[[Lead]]"]
    ---
    [[Cat]] ![[Bob]]
    === People/Bob.md
    ---
    type: contact
    met_on: 2026-01-01
    knows: "[[Ann]]"
    introduced_by: "[[Ann]]"
    communities: "[[Club]]"
    ---
    === People/Cat.md
    ---
    type: contact
    ---
    === People/Hush.md
    ---
    type: contact
    private: true
    org: "[[Secret Ltd]]"
    ---
    === People/Old.md
    ---
    type: contact
    status: archived
    ---
    === Acme.md
    ---
    type: organization
    goals: ["[[Lead]]"]
    ---
    === Secret Ltd.md
    ---
    type: organization
    ---
    === Club.md
    ---
    type: space
    org: "[[Acme]]"
    found_via: "[[Bob]]"
    ---
    === Lead.md
    ---
    type: goal
    wants_orgs: ["[[Acme]]"]
    ---
    === Done.md
    ---
    type: goal
    status: achieved
    ---
    === Plain.md
    [[Ann]]
"""


def canvas_of(graph: Graph, **arguments: str) -> dict[str, Any]:
    """The canvas, which must be a valid one."""
    ((name, text),) = FORMATS["canvas"].files(graph, TODAY, arguments).items()
    check_valid(name, text, graph.vault.notes)
    found: dict[str, Any] = json.loads(text)
    return found


def check_valid(name: str, text: str, there: Mapping[str, Any]) -> None:
    """JSON Canvas 1.0: the keys a node and an edge must have, and what they may be."""
    canvas = json.loads(text)
    assert list(canvas) == ["nodes", "edges"]
    ids = [item["id"] for item in (*canvas["nodes"], *canvas["edges"])]
    assert len(ids) == len(set(ids))
    more = {"file": {"file"}, "text": {"text"}, "group": {"label"}}
    for node in canvas["nodes"]:
        needed = {"id", "type", "x", "y", "width", "height"} | more[node["type"]]
        assert needed <= node.keys() <= needed | {"color"}
        assert all(type(node[key]) is int for key in ("x", "y", "width", "height"))
        assert node.get("color", "1") in "123456"
        assert node["type"] != "file" or node["file"] in there
    cards = {node["id"] for node in canvas["nodes"] if node["type"] == "file"}
    for edge in canvas["edges"]:
        assert {"id", "fromNode", "toNode"} <= edge.keys()
        assert {edge["fromNode"], edge["toNode"]} <= cards
        assert {edge["fromSide"], edge["toSide"]} <= {"top", "right", "bottom", "left"}
        assert {edge.get("fromEnd", "none"), edge.get("toEnd", "none")} <= {"none", "arrow"}
    read = read_canvas(Source.from_text(name, text))
    assert read.problems == ()
    assert [card.path for card in read.cards if card.type == "file"] == [
        node["file"] for node in canvas["nodes"] if node["type"] == "file"
    ]
    check_apart(canvas)


def check_apart(canvas: dict[str, Any]) -> None:
    """No two cards touch; a frame runs around a card or leaves it out, and never cuts it."""
    cards = [box(node) for node in canvas["nodes"] if node["type"] != "group"]
    assert not [pair for pair in combinations(cards, 2) if touch(*pair)]
    for frame in (box(node) for node in canvas["nodes"] if node["type"] == "group"):
        assert all(not touch(frame, card) or within(card, frame) for card in cards)
    frames = [box(node) for node in canvas["nodes"] if node["type"] == "group"]
    assert all(within(inner, outer) for outer, inner in pairwise(frames))


Box = tuple[int, int, int, int]


def box(node: dict[str, Any]) -> Box:
    return node["x"], node["y"], node["x"] + node["width"], node["y"] + node["height"]


def touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def within(inner: Box, outer: Box) -> bool:
    return outer[0] < inner[0] and outer[1] < inner[1] and inner[2] < outer[2] and inner[3] < outer[3]


def paths(canvas: dict[str, Any]) -> list[str]:
    return [node["file"] for node in canvas["nodes"] if node["type"] == "file"]


def lines(canvas: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """The edges as (from, arrows, to, label)."""
    names = {node["id"]: node.get("file", "").rsplit("/", 1)[-1].removesuffix(".md") for node in canvas["nodes"]}
    found = set()
    for edge in canvas["edges"]:
        arrows = f"{'<' if edge.get('fromEnd') == 'arrow' else ''}-{'' if edge.get('toEnd') == 'none' else '>'}"
        found.add((names[edge["fromNode"]], arrows, names[edge["toNode"]], edge["label"]))
    return found


def rings(canvas: dict[str, Any]) -> dict[str, set[str]]:
    """Who stands within which frame, but not within a smaller one."""
    found: dict[str, set[str]] = {}
    for frame in reversed([node for node in canvas["nodes"] if node["type"] == "group"]):
        seen = set().union(*found.values())
        found[frame["label"]] = {
            node["file"] for node in canvas["nodes"] if node["type"] == "file" and within(box(node), box(frame))
        } - seen
    return found


def example() -> Graph:
    return open_vault(EXAMPLE).graph


# -- what is in it


def test_people_and_what_they_hang_on_are_in_it() -> None:
    canvas = canvas_of(graph_of(SMALL))
    assert paths(canvas) == [
        "Acme.md",
        "Club.md",
        "Lead.md",
        "Me.md",
        "People/Ann.md",
        "People/Bob.md",
        "People/Cat.md",
    ]
    assert "Hush" not in json.dumps(canvas)
    assert "Secret" not in json.dumps(canvas)
    assert {node["file"]: node["color"] for node in canvas["nodes"] if node["type"] == "file"} == {
        "Me.md": "1",
        "Acme.md": "2",
        "Club.md": "4",
        "Lead.md": "6",
        **dict.fromkeys(("People/Ann.md", "People/Bob.md", "People/Cat.md"), "5"),
    }


def test_typed_links_are_edges_and_two_cards_have_one() -> None:
    assert lines(canvas_of(graph_of(SMALL))) == {
        ("Me", "->", "Acme", "org"),
        ("Ann", "->", "Acme", "org"),
        ("Bob", "->", "Ann", "introduced_by, knows"),
        ("Ann", "->", "Lead", "goals"),
        ("Club", "<->", "Bob", "communities, found_via"),
        ("Club", "->", "Acme", "org"),
        ("Acme", "<->", "Lead", "goals, wants_orgs"),
    }


def test_whom_somebody_knows_has_no_arrow() -> None:
    texts = notes(SMALL)
    texts["People/Bob.md"] = "---\ntype: contact\n---\n"
    assert ("Ann", "-", "Bob", "knows") in lines(canvas_of(graph_of(texts)))


def test_you_are_in_the_middle_and_tiers_are_rings() -> None:
    canvas = canvas_of(graph_of(SMALL))
    (me,) = (node for node in canvas["nodes"] if node.get("file") == "Me.md")
    assert (me["x"] + me["width"] / 2, me["y"] + me["height"] / 2) == (0, 0)
    assert rings(canvas) == {
        "close": {"Me.md", "People/Ann.md"},
        "no tier": {"People/Bob.md"},
        "not met yet": {"People/Cat.md"},
    }


def test_the_stronger_tie_is_nearer() -> None:
    texts = {"Me.md": "---\ntype: me\n---\n"}
    for number in range(12):
        log = "## Log\n- 2026-04-01 call\n" if number >= 6 else ""
        texts[f"P{number:02}.md"] = f"---\ntype: contact\ntier: close\n---\n{log}"
    canvas = canvas_of(graph_of(texts))
    nearest = sorted(
        (max(abs(node["x"] + 120) // 340, abs(node["y"] + 40) // 180), node["file"])
        for node in canvas["nodes"]
        if node["type"] == "file"
    )
    assert [path for ring, path in nearest if ring == 2] == [f"P{number:02}.md" for number in range(2, 6)]


def test_only_what_serves_a_goal() -> None:
    graph = graph_of(SMALL)
    ((name, _),) = FORMATS["canvas"].files(graph, TODAY, {"goal": "lead"}).items()
    assert name == "Lead.canvas"
    assert paths(canvas_of(graph, goal="lead")) == ["Acme.md", "Lead.md", "Me.md", "People/Ann.md"]
    assert paths(canvas_of(graph, goal="Done")) == ["Acme.md", "Done.md", "Me.md"]
    with pytest.raises(UnknownNoteError, match="no goal is called 'fly'"):
        FORMATS["canvas"].files(graph, TODAY, {"goal": "fly"})
    with pytest.raises(UsageError, match="'canvas' takes no 'tier'"):
        FORMATS["canvas"].files(graph, TODAY, {"tier": "close"})


def test_a_vault_without_you_or_without_anybody_has_a_canvas_too() -> None:
    texts = notes(SMALL)
    del texts["Me.md"]
    assert "People/Ann.md" in paths(canvas_of(graph_of(texts)))
    assert paths(canvas_of(graph_of({"Plain.md": "[[x]]"}))) == []


def test_a_path_that_is_no_utf8_is_written_as_an_escape() -> None:
    graph = graph_of({"Zo\udceb.md": "---\ntype: contact\n---\n"})
    (text,) = FORMATS["canvas"].files(graph, TODAY).values()
    assert text.encode().decode() == text
    assert json.loads(text)["nodes"][-1]["file"] == "Zo\udceb.md"


# -- how it is laid out


def test_the_example_vault() -> None:
    canvas = canvas_of(example())
    assert len(paths(canvas)) > 20
    assert canvas == canvas_of(example())
    assert len(paths(canvas_of(example(), goal="promotion"))) < len(paths(canvas))


def test_the_same_notes_give_the_same_bytes_in_any_order() -> None:
    texts = notes(SMALL)
    backwards = dict(reversed(texts.items()))
    make = FORMATS["canvas"].files
    assert make(graph_of(texts), TODAY) == make(graph_of(backwards), TODAY)


def many(count: int) -> dict[str, str]:
    """An invented network of that many contacts."""
    chance = random.Random(7)
    texts = {"Me.md": '---\ntype: me\nname: Jean\norg: "[[Org 1]]"\n---\n'}
    for number in range(40):
        texts[f"Org {number}.md"] = "---\ntype: organization\n---\n"
        texts[f"Space {number}.md"] = f'---\ntype: space\norg: "[[Org {number}]]"\n---\n'
    for number in range(count):
        tier = chance.choice(["inner", "close", "active", "warm", "outer", ""])
        texts[f"Person {number}.md"] = (
            f'---\ntype: contact\ntier: {tier}\norg: "[[Org {chance.randrange(40)}]]"\n'
            f'communities: ["[[Space {chance.randrange(40)}]]"]\nknows: ["[[Person {chance.randrange(count)}]]"]\n---\n'
        )
    return texts


def test_five_hundred_contacts_stand_apart() -> None:
    graph = graph_of(many(500))
    start = time.perf_counter()
    FORMATS["canvas"].files(graph, TODAY)
    print(f"a canvas of 500 contacts: {time.perf_counter() - start:.3f} s")
    assert len(paths(canvas_of(graph))) == 581


@pytest.mark.parametrize("radius", [1, 2, 5])
def test_the_cells_of_a_ring_are_all_there_once(radius: int) -> None:
    cells = [_cell(slot, radius) for slot in range(8 * radius)]
    span = range(-radius, radius + 1)
    assert set(cells) == {(x, y) for x in span for y in span if max(abs(x), abs(y)) == radius}
    assert len(cells) == len(set(cells))


@pytest.mark.parametrize(
    ("wanted", "slots"),
    [
        ([], []),
        ([0.0, 0.5], [0, 4]),
        ([0.5, 0.5, 0.5], [4, 5, 6]),
        ([0.9, 0.95, 0.99], [5, 6, 7]),
        ([0.5] * 8, list(range(8))),
    ],
)
def test_each_has_a_place_of_its_own_near_the_wanted_one(wanted: list[float], slots: list[int]) -> None:
    assert _slots(wanted, 8) == slots


# -- where it is written


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault", notes(SMALL))


def test_in_the_vault_it_is_written_like_a_note_and_undone(desk: Desk) -> None:
    vault = desk.open()
    assert vault.export("canvas", desk.root, today=TODAY) == ("network.canvas",)
    assert "network.canvas" in vault.vault.canvases
    assert "network.canvas" in vault.vault.others
    assert vault.export("canvas", desk.root, today=TODAY) == ()
    assert desk.open().export("canvas", desk.root / "a/b", today=TODAY, goal="Lead") == ("Lead.canvas",)
    desk.open().undo()
    vault = desk.open()
    vault.undo()
    assert not [path for path in desk.paths if path.endswith(".canvas")]
    assert not vault.vault.canvases
    assert not [path for path in vault.vault.others if path.endswith(".canvas")]


def test_when_notes_changed_it_follows(desk: Desk) -> None:
    desk.open().export("canvas", desk.root, today=TODAY)
    desk["People/Dan.md"] = "---\ntype: contact\n---\n"
    assert desk.open().export("canvas", desk.root, today=TODAY, dry_run=True) == ("network.canvas",)
    assert "Dan" not in desk["network.canvas"]
    assert desk.open().export("canvas", desk.root, today=TODAY) == ("network.canvas",)
    assert "Dan" in desk["network.canvas"]


@pytest.mark.parametrize("inside", [True, False])
def test_a_canvas_that_you_changed_is_left_as_it_is(desk: Desk, tmp_path: Path, inside: bool) -> None:
    target = desk.root if inside else tmp_path / "out"
    desk.open().export("canvas", target, today=TODAY)
    file = target / "network.canvas"
    mine = file.read_text(encoding="utf-8").replace('"x": -120', '"x": -121')
    file.write_text(mine, encoding="utf-8")
    with pytest.raises(RefusedError, match=r"network\.canvas was changed since vaultkit wrote it"):
        desk.open().export("canvas", target, today=TODAY)
    assert file.read_text(encoding="utf-8") == mine
    assert desk.open().export("canvas", target, today=TODAY, force=True) == ("network.canvas",)
    assert file.read_text(encoding="utf-8") != mine


def test_a_hidden_folder_and_one_outside_are_no_places_for_people(desk: Desk, tmp_path: Path) -> None:
    vault = desk.open()
    assert not vault.is_own_place("canvas", desk.root / ".obsidian/x")
    assert not vault.is_own_place("canvas", tmp_path)
    assert not vault.is_own_place("metadata", desk.root)
    assert vault.is_own_place("canvas", desk.root)
    assert VaultFiles(desk.root).path_of(desk.root / "a" / "b") == "a/b"


def test_what_cannot_be_written_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DiskError):
        desk.open().export("canvas", desk.root / "Plain.md", today=TODAY)
    vault = desk.open()
    (desk.root / "network.canvas").mkdir()
    with pytest.raises(DiskError, match=r"network\.canvas was changed meanwhile"):
        vault.export("canvas", desk.root, today=TODAY)


def test_the_command_line(desk: Desk, tmp_path: Path) -> None:
    shown = vaultkit("export", "canvas", ".", "--goal", "Lead", at=desk.root)
    assert (shown.out, shown.code) == ("wrote Lead.canvas: export canvas\n", 0)
    shown = vaultkit("export", "canvas", "../out", "--dry-run", at=desk.root)
    assert (shown.out, shown.code) == ("would write ../out/network.canvas\n", 0)
    shown = vaultkit("export", "canvas", "../out", at=desk.root)
    assert list(contents(tmp_path / "out")) == ["network.canvas"]
    desk["Lead.canvas"] = "{}"
    shown = vaultkit("export", "canvas", ".", "--goal", "Lead", at=desk.root)
    assert (shown.out, shown.code) == ("", 2)
    assert "Lead.canvas was changed since" in shown.err
    shown = vaultkit("export", "canvas", ".", "--goal", "Lead", "--force", at=desk.root)
    assert (shown.out, shown.code) == ("wrote Lead.canvas: export canvas\n", 0)
