"""Regions: the parts of a note that vaultkit fills, between two marker lines.

`<!-- vaultkit: NAME arguments -->` … `<!-- /vaultkit sha=… -->`, or the same between `%%`. What is
between the markers is ours; the markers' own lines and all else are the user's.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaultkit.model import Problem, Region, Source

if TYPE_CHECKING:
    from vaultkit.markdown.blocks import Blocks
    from vaultkit.markdown.inline import Lines

_BEGIN = re.compile(r" {0,3}(?:<!--|(%%))")
_ENDS = ("-->", "%%")
_NAME = re.compile(r"[^\s>%]+")
_SHA = re.compile(r"/vaultkit(?![\w])[ \t]*(?:sha=([0-9a-f]+))?")
_TICKED = re.compile(r"^([ \t>\u200b]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)[xX](?=\])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of a note, and every line that is generated text (markers included)."""

    found: tuple[Region, ...] = ()
    lines: frozenset[int] = frozenset()


def fingerprint(body: str) -> str:
    """What the closing marker remembers of the text we wrote, so that a later edit is noticed.

    Line endings, blanks at line ends and ticks are left out: git, editors and the user's own
    tick change those, and none of them is an edit that could be lost.
    """
    lines = (line.rstrip() for line in unticked(body).replace("\r\n", "\n").split("\n"))
    return hashlib.sha256("\n".join(lines).strip().encode("utf-8", "surrogateescape")).hexdigest()[:12]


def unticked(body: str) -> str:
    """The text with every ticked box blank."""
    return _TICKED.sub(r"\1 ", body)


def close_marker(region: Region, body: str) -> str:
    """The closing marker line (without its line end) for the text *body*."""
    sha = fingerprint(body)
    return f"%% /vaultkit sha={sha} %%" if region.percent else f"<!-- /vaultkit sha={sha} -->"


@dataclass(frozen=True, slots=True)
class _Marker:
    """A marker line: the opening one has a name, the closing one none."""

    name: str
    arguments: str
    sha: str
    percent: bool


def _marker(line: str) -> _Marker | None:
    """The marker that a line is. It is taken apart by hand: a pattern would try every way to share out blanks."""
    begin = _BEGIN.match(line)
    body = line.rstrip(" \t\r")
    end = next((sign for sign in _ENDS if body.endswith(sign)), "")
    if not begin or not end or len(body) - len(end) < begin.end():
        return None
    inside = body[begin.end() : -len(end)].strip(" \t")
    if inside.startswith("vaultkit:"):
        name, _, arguments = inside.removeprefix("vaultkit:").strip(" \t").replace("\t", " ").partition(" ")
        return _Marker(name, arguments.strip(), "", bool(begin[1])) if _NAME.fullmatch(name) else None
    closing = _SHA.fullmatch(inside)
    return _Marker("", "", closing[1] or "", bool(begin[1])) if closing else None


def read_regions(source: Source, lines: Lines, blocks: Blocks) -> tuple[Regions, tuple[Problem, ...]]:
    """The regions, or, if their markers do not fit together, none of them and the reason."""
    if "vaultkit" not in source.text:
        return Regions(), ()
    found: list[Region] = []
    generated: set[int] = set()
    faults: list[tuple[int, str]] = []
    opened: tuple[int, _Marker] | None = None
    for number in range(1, lines.count + 1):
        line = lines.line(number)
        if "vaultkit" not in line or number in blocks.code:
            continue
        marker = _marker(line)
        if marker is None or not (marker.percent or number in blocks.html_starts):
            continue
        opening = marker if marker.name else None
        if opening:
            if opened:
                faults.append((opened[0], "this region has no closing marker"))
            opened = (number, opening)
        elif opened is None:
            faults.append((number, "this closing marker has no region before it"))
        else:
            first, start = opened
            generated.update(range(first, number + 1))
            found.append(
                Region(
                    name=start.name,
                    arguments=start.arguments,
                    line=first,
                    close_line=number,
                    start=lines.start(first + 1),
                    end=lines.start(number),
                    close_end=lines.start(number) + len(line.rstrip("\r")),
                    sha=marker.sha,
                    percent=start.percent,
                )
            )
            opened = None
    if opened:
        faults.append((opened[0], "this region has no closing marker"))
    if not faults:
        return Regions(tuple(found), frozenset(generated)), ()
    # Half a dashboard must not feed the graph: what follows an open marker stays ours.
    generated.update(range(min(number for number, _ in faults), lines.count + 1))
    hint = "each '<!-- vaultkit: NAME -->' needs one '<!-- /vaultkit -->' below it, each on a line of its own"
    problems = tuple(Problem(source.path, number, 1, "region", message, hint) for number, message in faults)
    return Regions((), frozenset(generated)), problems
