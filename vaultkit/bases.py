"""Bases: what the formulas of a `.base` file name: files, folders, tags and properties, with their places.

Source: Obsidian help, Bases syntax and Functions. Formulas are not evaluated here; what they name is
found so that it can follow a rename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from vaultkit.markdown.frontmatter import guarded_events
from vaultkit.model import Source

NamedKind = Literal["file", "folder", "tag", "property"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a base names: the text as it stands, from offset *start* to *end* of the file's text."""

    kind: NamedKind
    text: str
    start: int
    end: int


_QUOTED = r"(?P<quote>\\?[\"'])(?P<name>(?:(?!(?P=quote))[^\n])*?)(?P=quote)"
_FILES = re.compile(rf"(?:\b(?:link|file|hasLink|linksTo)\(\s*|\bfile\.path\s*[!=]=\s*){_QUOTED}")
_WIKILINK = re.compile(r"\[\[(?P<name>[^\[\]|#\n]+)[^\[\]\n]*\]\]")
_FOLDERS = re.compile(rf"(?:\binFolder\(\s*|\bfile\.folder\s*[!=]=\s*){_QUOTED}")
_TAGS = re.compile(r"\b(?:hasTag|(?:file\.)?tags\.contains\w*)\(([^()]*)\)")
_STRING = re.compile(_QUOTED)
_NOTE_PROPERTY = re.compile(r"(?<![\w.])note(?:\.(?P<name>[\w-]+)|\[\\?[\"'](?P<quoted>[^\"'\]\\\n]+)\\?[\"']\])")
_BARE = re.compile(r"(?<![\w.\"'\\-])(?P<name>[A-Za-z_][\w-]*)(?![\w(\"'-])")
#: Words of a formula that are no properties.
_WORDS = frozenset({"file", "formula", "note", "this", "true", "false", "null", "values", "value", "index", "acc"})


def named_in(source: Source) -> tuple[Named, ...]:
    """All that a base names, by place; nothing of one that is no YAML."""
    try:
        spans = list(_texts(source.text))
    except Exception:  # noqa: BLE001 - PyYAML raises a dozen classes; all mean that this is no base
        return ()
    found: set[Named] = set()
    for role, start, end in spans:
        found |= set(_named(source.text, role, start, end))
    return tuple(sorted(found, key=lambda named: (named.start, named.end)))


def _named(text: str, role: str, start: int, end: int) -> Iterator[Named]:
    part = text[start:end]
    if role == "property":
        yield from _property(part.strip("\"'"), start + len(part) - len(part.lstrip("\"'")))
        return
    kinds: tuple[tuple[re.Pattern[str], NamedKind], ...] = ((_FILES, "file"), (_WIKILINK, "file"), (_FOLDERS, "folder"))
    for pattern, kind in kinds:
        for match in pattern.finditer(part):
            yield _at(kind, match, start)
    for call in _TAGS.finditer(part):
        for match in _STRING.finditer(call[1]):
            yield _at("tag", match, start + call.start(1))
    for match in _NOTE_PROPERTY.finditer(part):
        group = "name" if match["name"] else "quoted"
        yield Named("property", match[group], start + match.start(group), start + match.end(group))
    bare = _STRING.sub(lambda match: " " * len(match[0]), part.strip("\"'").rjust(len(part.rstrip("\"'"))))
    for match in _BARE.finditer(bare):
        if match["name"] not in _WORDS:
            yield _at("property", match, start)


def _property(text: str, start: int) -> Iterator[Named]:
    """A property's id where a column is named: `rating`, `note.rating`; `file.name` is none."""
    if not text.startswith(("file.", "formula.")):
        head = len("note.") if text.startswith("note.") else 0
        yield Named("property", text[head:], start + head, start + len(text))


def _at(kind: NamedKind, match: re.Match[str], base: int) -> Named:
    return Named(kind, match["name"], base + match.start("name"), base + match.end("name"))


def _texts(text: str) -> Iterator[tuple[str, int, int]]:
    """The spans of a base's text that name something, as (`formula` or `property`, start, end)."""
    way: list[Any] = []
    key: str | None = None
    event: Any
    for event in guarded_events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            way.append(key if isinstance(event, yaml.MappingStartEvent) else [key])
            key = None
        elif isinstance(event, yaml.CollectionEndEvent):
            way.pop()
            key = None
        elif isinstance(event, yaml.ScalarEvent):
            names = [part[0] if isinstance(part, list) else part for part in way if part is not None]
            is_key = not isinstance(way[-1], list) and key is None if way else False
            role = _role([name for name in names if name], key, is_key=is_key)
            if role:
                yield role, *_span(event)
            key = event.value if is_key else None


def _role(way: list[str], key: str | None, *, is_key: bool) -> str:
    """What a text means that stands under the keys *way*, as the value of *key* or as a key itself."""
    if is_key:
        return "property" if way[-1:] in (["properties"], ["summaries"]) else ""
    if "filters" in way or key == "filters" or way[:1] == ["formulas"]:
        return "formula"
    if way[-1:] == ["order"] or (key == "property" and way[-1:] in (["sort"], ["groupBy"])) or key == "groupBy":
        return "property"
    return ""


def _span(event: Any) -> tuple[int, int]:
    return int(event.start_mark.index), int(event.end_mark.index)
