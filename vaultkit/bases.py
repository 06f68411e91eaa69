"""Bases: what the formulas of a `.base` file name: files, folders, tags and properties, with their places.

Source: Obsidian help, Bases syntax and Functions. Formulas are not evaluated here; what they name is
found so that it can follow a rename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from vaultkit.markdown.frontmatter import guarded_events
from vaultkit.markdown.scalars import Quote, YamlText, written
from vaultkit.model import Source

NamedKind = Literal["file", "folder", "tag", "property"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a base names; it stands from offset *start* to *end* of the file's text.

    `text` is the name itself. In the file YAML may escape it, in the way of the quotes around it
    (`quote`); `quoted` does so with another name.
    """

    kind: NamedKind
    text: str
    start: int
    end: int
    quote: Quote = ""

    def quoted(self, name: str) -> str:
        """*name* as it would stand in place of this one."""
        return written(name, self.quote)


def named_in(source: Source) -> tuple[Named, ...]:
    """All that a base names, by place; nothing of one that is no YAML."""
    try:
        events = guarded_events(source.text)
    except Exception:  # noqa: BLE001 - PyYAML raises a dozen classes; all mean that this is no base
        return ()
    found = {named for role, event in _texts(events) for named in _named(role, YamlText(source.text, event))}
    return tuple(sorted(found, key=lambda named: (named.start, named.end, named.kind)))


# -- the YAML


_Role = Literal["formula", "property"]
#: The keys of these maps are ids of properties; `*` is a place in a list.
_IDS_AS_KEYS = {("properties",), ("views", "*", "summaries"), ("views", "*", "columnSize")}
_IDS = {
    ("views", "*", "order", "*"),
    ("views", "*", "sort", "*", "property"),
    ("views", "*", "groupBy"),
    ("views", "*", "groupBy", "property"),
}


def _texts(events: Sequence[Any]) -> Iterator[tuple[_Role, Any]]:
    """The texts of a base that name something."""
    way: list[str] = []
    #: For each open map whether a key comes next; None for a list.
    awaiting: list[bool | None] = []
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            way.pop()
            awaiting.pop()
            if way and awaiting[-1] is not None:
                awaiting[-1] = not awaiting[-1]
            continue
        is_key = bool(awaiting and awaiting[-1])
        if isinstance(event, yaml.ScalarEvent):
            role = _role(tuple(way[:-1] if is_key else way), event.value, is_key=is_key)
            if role:
                yield role, event
        if is_key:
            way[-1] = event.value if isinstance(event, yaml.ScalarEvent) else "?"
        if isinstance(event, yaml.CollectionStartEvent):
            is_list = isinstance(event, yaml.SequenceStartEvent)
            way.append("*" if is_list else "")
            awaiting.append(None if is_list else True)
        elif awaiting and awaiting[-1] is not None:
            awaiting[-1] = not is_key


def _role(way: tuple[str, ...], text: str, *, is_key: bool) -> _Role | None:
    """What a text means that stands at the end of this way."""
    if is_key:
        return "property" if way in _IDS_AS_KEYS else None
    if way[:1] == ("filters",) or way[:3] == ("views", "*", "filters"):
        return "formula"
    if len(way) == 2 and way[0] in ("formulas", "summaries"):
        return "formula"
    # Views of other kinds have keys of their own (`image: note.cover`).
    return "property" if way in _IDS or (way[:2] == ("views", "*") and text.startswith("note.")) else None


# -- the formulas


_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z))|(?P<word>[^\W\d]\w*)|(?P<number>\d[\w.]*)|\s+|(?P<sign>.)""",
    re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\n]|\\.)+/[a-z]*")
_WIKILINK = re.compile(r"\[\[([^\[\]|#\n]+)(?:[|#][^\[\]\n]*)?\]\]")
#: Words of a formula that are no properties.
_WORDS = frozenset({"file", "formula", "note", "this", "true", "false", "null", "values", "value", "index", "acc"})
#: What the properties of a note hang on.
_HOLDERS = {("note",), ("this",), ("this", "note"), ("file", "properties"), ("this", "file", "properties")}
#: What the texts in the brackets of a function name, and of which the first only does.
_TAKES: dict[str, NamedKind] = {
    "hasTag": "tag",
    "inFolder": "folder",
    "hasLink": "file",
    "linksTo": "file",
    "link": "file",
    "file": "file",
    "hasProperty": "property",
}
_FIRST_ONLY = {"link", "file"}
_CONTAINS = {"contains", "containsAny", "containsAll"}
_COMPARED: dict[tuple[str, ...], NamedKind] = {("file", "folder"): "folder", ("file", "path"): "file"}


def _at(text: YamlText, kind: NamedKind, start: int, end: int) -> Named:
    """A part of a text as something that is named."""
    return Named(kind, text.value[start:end], *text.span(start, end), text.quote)


def _named(role: _Role, text: YamlText) -> Iterator[Named]:
    if role == "property":
        head = len("note.") if text.value.startswith("note.") else 0
        if not text.value.startswith(("file.", "formula.")):
            yield _at(text, "property", head, len(text.value))
        return
    if link := _WIKILINK.fullmatch(text.value):
        yield _at(text, "file", *link.span(1))
        return
    reader = _Formula(text)
    for token in _tokens(text.value):
        yield from reader.take(token)


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    """The words, texts and signs of a formula; regular expressions and blanks are passed over."""
    at, before = 0, ""
    while at < len(formula):
        # After a value a slash divides; elsewhere it begins a regular expression.
        is_value = re.match(r"[\w)\]\"']", before[-1:]) is not None
        pattern = None if is_value else _PATTERN.match(formula, at)
        token = pattern or _TOKEN.match(formula, at)
        assert token is not None  # any sign is one
        at = token.end()
        if not token[0].isspace():
            before = token[0]
            if not pattern:
                yield token


@dataclass(slots=True)
class _Bracket:
    """An open bracket: what the texts in it name, and whether the first of them only."""

    kind: NamedKind | None
    is_first_only: bool = False


class _Formula:
    """Reads one formula, token by token; what a word or text names depends on what stands before it."""

    def __init__(self, text: YamlText) -> None:
        self._text = text
        #: `file.path` as far as it is read, and whether a dot says that it goes on.
        self._chain: tuple[str, ...] = ()
        self._is_dotted = False
        #: What the text behind `==` names.
        self._compared: NamedKind | None = None
        self._open: list[_Bracket] = []

    def take(self, token: re.Match[str]) -> Iterator[Named]:
        """The next token, and what it names."""
        if token["word"]:
            yield from self._word(token)
        elif token["string"]:
            yield from self._string(token)
            self._chain, self._is_dotted, self._compared = _VALUE, False, None
        else:
            self._sign(token[0])

    def _string(self, token: re.Match[str]) -> Iterator[Named]:
        start, end = token.start() + 1, token.end() - 1
        kind = (self._open[-1].kind if self._open else None) or self._compared
        if link := _WIKILINK.search(token[0]):
            yield _at(self._text, "file", token.start() + link.start(1), token.start() + link.end(1))
        elif kind and token[0].endswith(token[0][0]):
            name = self._text.value[start:end]
            end = start + len(name.rstrip("/") if kind == "folder" else name)
            if end > start:
                yield _at(self._text, kind, start, end)

    def _word(self, token: re.Match[str]) -> Iterator[Named]:
        word, holder = token["word"], self._chain if self._is_dotted else ()
        if self._is_dotted:
            is_property = holder in _HOLDERS and (holder != ("this",) or word not in ("file", "formula", "note"))
        else:
            is_property = word not in _WORDS
        is_call = re.compile(r"\s*\(").match(self._text.value, token.end()) is not None
        if is_property and not is_call:
            yield _at(self._text, "property", *token.span())
        self._chain, self._is_dotted, self._compared = (*holder, word)[-_LONGEST:], False, None

    def _sign(self, sign: str) -> None:
        chain, self._is_dotted = self._chain, sign == "."
        if sign in "([":
            self._open.append(self._bracket(chain, sign))
            self._chain = ()
        elif sign in ")]":
            self._open = self._open[:-1]
            self._chain = _VALUE
        elif sign == "," and self._open:
            if self._open[-1].is_first_only:
                self._open[-1].kind = None
            self._chain = ()
        elif sign in "=!":
            self._compared = _COMPARED.get(chain[-2:], self._compared)
        elif sign != ".":
            self._chain, self._compared = (), None

    def _bracket(self, chain: tuple[str, ...], sign: str) -> _Bracket:
        if sign == "[":
            if chain:
                return _Bracket("property" if chain in _HOLDERS else None)
            return _Bracket(self._open[-1].kind if self._open else None)
        name = chain[-1] if chain else ""
        if name in _CONTAINS and chain[-2:-1] == ("tags",):
            return _Bracket("tag")
        if name == "startsWith" and chain[-3:-1] in _COMPARED:
            return _Bracket("folder")
        return _Bracket(_TAKES.get(name), name in _FIRST_ONLY)


#: As many words of a chain are remembered; all that mean something are shorter.
_LONGEST = 5
#: Stands for a value that is no name: a text, or what a function gives.
_VALUE = ("()",)
