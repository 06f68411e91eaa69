"""Your network, or one goal's part of it, as a canvas that Obsidian opens.

Format: JSON Canvas 1.0 (jsoncanvas.org/spec/1.0). You are in the middle. Around you stand your contacts in
rings: tier by tier, in each tier the strongest tie nearest; people who have something in common stand
in the same direction. Organizations, spaces and goals are outermost, near their people. Everything
stands on a grid, each card in a cell of its own, so no two can overlap.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vaultkit.circles import circles
from vaultkit.fit import goal_fit
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.model import digest
from vaultkit.names import file_name
from vaultkit.questions import GOAL
from vaultkit.records import Note
from vaultkit.seals import UNSEALED, is_sealed, sealed
from vaultkit.ties import is_acquainted, ties

ARGUMENTS = (GOAL,)

#: Pixels: a cell of the grid, and the card in it. What is between them is for edges, frames and their labels.
_CELL = (340, 180)
_CARD = (240, 80)
_LEGEND_SIZE = (420, 220)
#: Obsidian's colours: 1 red, 2 orange, 3 yellow, 4 green, 5 cyan, 6 purple.
_COLOURS = {Me.kind: "1", Contact.kind: "5", Organization.kind: "2", Space.kind: "4", Goal.kind: "6"}
_LEGEND = (
    "# {title}\n\nYou (red) and, around you, your contacts (cyan), the nearest tiers first."
    " Outside: organizations (orange), spaces (green) and goals (purple)."
)
#: Links in the text, and the property that names those whom somebody is not.
_NO_TIES = frozenset({"link", "embed", "distinct_from"})

is_ours = is_sealed


def files(graph: Graph, today: date, goal: str = "") -> Mapping[str, str]:
    """The canvas of the whole network, or of what serves a goal. Raises UnknownNoteError for a goal there is not."""
    wanted = graph.find_note(goal, Goal.kind) if goal else None
    title = wanted.title if wanted else "network"
    picture = _Picture(graph, today, wanted)
    text = _json([*picture.nodes(title[:1].upper() + title[1:])], [*picture.edges()])
    return {f"{file_name(title)}.canvas": sealed(text)}


def _json(nodes: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> str:
    """As Obsidian saves it: each node and edge on a line."""

    def listed(items: Sequence[dict[str, Any]]) -> str:
        return ",\n".join(f"\t\t{json.dumps(item, ensure_ascii=False)}" for item in items)

    text = f'{{\n\t"nodes":[\n{listed(nodes)}\n\t],\n\t"edges":[\n{listed(edges)}\n\t]\n}}\n'
    return re.sub("[\ud800-\udfff]", lambda byte: f"\\u{ord(byte[0]):04x}", text)  # bytes of a path that are no UTF-8


@dataclass(frozen=True, slots=True)
class _Tie:
    """The typed links between two notes of the picture: what they are called, and how many arrows they have."""

    source: str
    target: str
    label: str
    arrows: int


@dataclass(frozen=True, slots=True)
class _Band:
    """The contacts of a tier, the strongest tie first."""

    label: str
    people: tuple[str, ...]


class _Picture:
    """Who and what is in the picture, and in which cell; forgotten once it is drawn."""

    def __init__(self, graph: Graph, today: date, goal: Note | None) -> None:
        self.graph = graph
        people = [note for note in graph.contacts if _is_shown(note) and (goal is None or goal_fit(graph, note, goal))]
        inner = {note.path for note in people} | ({graph.me.path} if graph.me else set())
        self.ties = _ties(graph, inner, _surroundings(graph, goal))
        linked = {path for tie in self.ties for path in (tie.source, tie.target)}
        self.outer = sorted((linked - inner) | ({goal.path} if goal else set()))
        self.cells: dict[str, tuple[int, int]] = {graph.me.path: (0, 0)} if graph.me else {}
        self.frames: list[tuple[str, int]] = []
        self._place(_bands(graph, people, today))

    def _place(self, bands: Iterable[_Band]) -> None:
        """Give everybody a cell, ring by ring from the middle."""
        bands = tuple(bands)
        wanted = _directions(self.graph, [path for band in bands for path in band.people])
        radius = 0
        for band in bands:
            radius = self._ring(band.people, wanted, radius)
            self.frames.append((band.label, radius))
        around: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for tie in self.ties:
            for one, other in ((tie.source, tie.target), (tie.target, tie.source)):
                around[one] += [self.cells[other]] if other in self.cells else []
        self._ring(self.outer, {path: _direction(around[path]) for path in self.outer}, radius)

    def _ring(self, paths: Sequence[str], wanted: Mapping[str, float], radius: int) -> int:
        """Place notes on as many rings beyond *radius* as they fill; the radius of the last."""
        left = list(paths)
        while left:
            radius += 1
            here, left = left[: 8 * radius], left[8 * radius :]
            here.sort(key=lambda path: (wanted[path], path))
            slots = _slots([wanted[path] for path in here], 8 * radius)
            self.cells.update(zip(here, (_cell(slot, radius) for slot in slots), strict=True))
        return radius

    def nodes(self, title: str) -> Iterator[dict[str, Any]]:
        """The frames, the largest first (the order is that of the layers), the legend, the cards."""
        for label, radius in reversed(self.frames):
            yield {"id": _id("group", label), "type": "group", **_frame(radius), "label": label}
        edge = max((max(map(abs, cell)) for cell in self.cells.values()), default=0)
        yield {"id": UNSEALED, "type": "text", **_corner(edge + 1), "text": _LEGEND.format(title=title)}
        for path in sorted(self.cells):
            colour = _COLOURS[self.graph.notes[path].kind]
            yield {"id": _id(path), "type": "file", **_card(self.cells[path]), "color": colour, "file": path}

    def edges(self) -> Iterator[dict[str, Any]]:
        """The typed links: one edge between two cards, whatever it is called."""
        for tie in self.ties:
            sides = _sides(self.cells[tie.source], self.cells[tie.target])
            yield {
                "id": _id(tie.source, tie.target, tie.label),
                "fromNode": _id(tie.source),
                "fromSide": sides[0],
                "toNode": _id(tie.target),
                "toSide": sides[1],
                **({"fromEnd": "arrow"} if tie.arrows == 2 else {"toEnd": "none"} if tie.arrows == 0 else {}),
                "label": tie.label,
            }


# -- what is in it


def _is_shown(note: Note) -> bool:
    contact = note.record
    return isinstance(contact, Contact) and not contact.is_excluded and not contact.private


def _surroundings(graph: Graph, goal: Note | None) -> frozenset[str]:
    """The notes that may stand outside: organizations, spaces, and the goals worked on, or the one asked for."""
    goals = (goal,) if goal else graph.active_goals
    return frozenset(note.path for note in (*graph.of_kind(Organization.kind), *graph.of_kind(Space.kind), *goals))


def _ties(graph: Graph, inner: set[str], outer: frozenset[str]) -> tuple[_Tie, ...]:
    """The typed links among the people, and to what surrounds them; and those of that among itself."""
    typed = [edge for edge in graph.edges if edge.type not in _NO_TIES and edge.source != edge.target]
    near = {end for edge in typed for end in (edge.source, edge.target) if {edge.source, edge.target} & inner}
    shown = inner | (outer & near)
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in typed:
        if {edge.source, edge.target} <= shown:
            one, other = sorted((edge.source, edge.target))
            found[one, other][edge.type].add(edge.source)
    return tuple(_tie(*pair, said) for pair, said in sorted(found.items()))


def _tie(one: str, other: str, said: Mapping[str, set[str]]) -> _Tie:
    """What the notes say of each other. Whom somebody knows, they know too, so that has no arrow."""
    sources = sorted(set().union(*(found for name, found in said.items() if name != "knows")))
    start, end = (other, one) if sources == [other] else (one, other)
    return _Tie(start, end, ", ".join(sorted(said)), len(sources))


def _bands(graph: Graph, people: Iterable[Note], today: date) -> Iterator[_Band]:
    """The contacts by tier, then those without: whom you know, and whom you have not met. Empty ones are left out."""
    strength = ties(graph, today)
    found: dict[str, list[Note]] = defaultdict(list)
    for note in people:
        tier = note.record.tier if isinstance(note.record, Contact) else ""
        known = "no tier" if is_acquainted(graph, note, today) else "not met yet"
        found[tier if tier in graph.settings.tiers else known].append(note)
    for label in (*graph.settings.tiers, "no tier", "not met yet"):
        if label in found:
            nearest = sorted(found[label], key=lambda note: (-strength[note.path].strength, note.path))
            yield _Band(label, tuple(note.path for note in nearest))


# -- where it stands


def _directions(graph: Graph, people: Sequence[str]) -> dict[str, float]:
    """The direction in which each contact should stand, in turns from 0 to 1: those of a circle side by side."""

    def home(path: str) -> tuple[bool, str, str]:
        own = circles(graph, graph.notes[path], ("org", "communities", "school", "affiliations"))
        return (not own, own[0].name.casefold() if own else "", path)

    return {path: (rank + 0.5) / len(people) for rank, path in enumerate(sorted(people, key=home))}


def _direction(cells: Iterable[tuple[int, int]]) -> float:
    """The direction in which cells lie on the whole, in turns clockwise from the top."""
    angles = [math.atan2(x, -y) for x, y in cells if (x, y) != (0, 0)]
    east, north = sum(map(math.sin, angles)), sum(map(math.cos, angles))
    return round(math.atan2(east, north) / math.tau % 1, 6) % 1 if angles else 0.0


def _slots(wanted: Sequence[float], count: int) -> list[int]:
    """The places on a ring of *count* (at least as many) for directions in ascending order: each in its own."""
    slots: list[int] = []
    for direction in wanted:
        slots.append(max(int(direction * count), slots[-1] + 1 if slots else 0))
    for back, place in enumerate(reversed(range(len(slots)))):
        slots[place] = min(slots[place], count - 1 - back)
    return slots


def _cell(slot: int, radius: int) -> tuple[int, int]:
    """The cell of a place on a square ring, clockwise from the top."""
    if slot <= radius:
        return slot, -radius
    if slot <= 3 * radius:
        return radius, slot - 2 * radius
    if slot <= 5 * radius:
        return 4 * radius - slot, radius
    if slot <= 7 * radius:
        return -radius, 6 * radius - slot
    return slot - 8 * radius, -radius


def _card(cell: tuple[int, int]) -> dict[str, int]:
    (x, y), (wide, high), (width, height) = cell, _CELL, _CARD
    return {"x": x * wide - width // 2, "y": y * high - height // 2, "width": width, "height": height}


def _corner(radius: int) -> dict[str, int]:
    """The place of the legend: the corner of a ring that nobody stands on, and outward from there."""
    corner, (width, height) = _card((-radius, -radius)), _LEGEND_SIZE
    x, y = corner["x"] + corner["width"] - width, corner["y"] + corner["height"] - height
    return {"x": x, "y": y, "width": width, "height": height}


def _frame(radius: int) -> dict[str, int]:
    """The frame around everything up to a ring; it runs between that ring and the next."""
    wide, high = ((2 * radius + 1) * size for size in _CELL)
    return {"x": -(wide // 2), "y": -(high // 2), "width": wide, "height": high}


def _sides(start: tuple[int, int], end: tuple[int, int]) -> tuple[str, str]:
    """The sides of two cards that face each other."""
    x, y = ((there - here) * size for here, there, size in zip(start, end, _CELL, strict=True))
    if abs(x) >= abs(y):
        return ("right", "left") if x > 0 else ("left", "right")
    return ("bottom", "top") if y > 0 else ("top", "bottom")


def _id(*words: str) -> str:
    return digest("\0".join(words).encode("utf-8", "surrogateescape"))[:16]
