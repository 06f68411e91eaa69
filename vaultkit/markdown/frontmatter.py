"""Frontmatter: where it begins and ends, and its properties as text with their lines.

python-frontmatter is the reading API; the boundary and the YAML loader are ours, because its own
turn `NO` into False, `+49…` into a number, a leading rule into metadata, and deep nesting into a
crash. Values are built from libyaml's events, so nothing is resolved, expanded or executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from vaultkit.markdown.inline import Lines, property_links
from vaultkit.model import Link, Problem, Property, Scalar, Source, Tag

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_SIZE = 64 * 1024
MAX_DEPTH = 32
MAX_EVENTS = 5_000

_OPEN = re.compile(r"---[ \t]*\r?\n")
_CLOSE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_KEY_LINE = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s#\-\[\]{}"'&*!|>%@`][^\n]*?|-[^\s][^\n]*?)[ \t]*:(?=\s|$)""")
_BULLET = re.compile(r"[ ]*-(?:[ \t]+|$)")
_UNQUOTED_LINK = re.compile(r"!?\[\[[^\[\]\n]+\]\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: What means "no value" when it stands without quotes.
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _HostileError(Exception):
    """More than a hand-written frontmatter ever holds."""


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """What the head of a note says. `end` is the offset of its closing line, -1 without one."""

    properties: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    tags: tuple[Tag, ...] = ()
    problems: tuple[Problem, ...] = ()
    body_line: int = 1
    end: int = -1
    sound: bool = True


def boundary(text: str) -> tuple[int, int, int] | None:
    """Offsets of the frontmatter's first character, of its closing line, and of the body.

    Only `---` on the very first line opens it (Obsidian 1.4.10), and only a line of exactly
    `---` closes it; blanks after either are let pass.
    """
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return None
    after = text.find("\n", closing.start())
    return opening.end(), closing.start(), len(text) if after < 0 else after + 1


class _TextHandler(BaseHandler):
    """python-frontmatter's handler with our boundary and a loader that keeps every value as text."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.sound = True

    def split(self, text: str) -> tuple[str, str]:
        found = boundary(text)
        assert found is not None  # `read_frontmatter` has looked
        start, end, body = found
        return text[start:end], text[body:]

    def load(self, fm: str, **_: object) -> dict[str, Property]:
        properties: dict[str, Property] = {}
        for entry in self._entries(fm):
            earlier = properties.pop(entry.name, None)
            if earlier:
                hint = f"keep one of lines {earlier.line} and {entry.line}"
                self._report(entry.line, entry.column, "duplicate-property", f"'{entry.name}' stands twice", hint)
            properties[entry.name] = entry
        return properties

    def _entries(self, block: str) -> Sequence[Property]:
        if len(block) > MAX_SIZE:
            self._refuse(f"the frontmatter is larger than {MAX_SIZE // 1024} KiB")
            return ()
        try:
            return self._read(block, 2)
        except _HostileError as fault:
            self._refuse(str(fault))
            return ()
        except _NotAMappingError:
            self.sound = False
            hint = "write 'name: value' on each line, or move the text below the frontmatter"
            self._report(1, 1, "frontmatter-shape", "the frontmatter is not a set of properties", hint)
            return ()
        except Exception:  # noqa: BLE001 - PyYAML raises a dozen classes; all mean the same
            return tuple(self._read_leniently(block))

    def _read(self, block: str, first_line: int) -> tuple[Property, ...]:
        if block.lstrip().startswith("{"):
            block = plain_json(block)
        return tuple(_Builder(self, block, first_line).properties())

    def _read_leniently(self, block: str) -> Iterator[Property]:
        """Property by property, so that one bad line does not take the others with it."""
        if block.lstrip().startswith("{") and "{{" not in block:
            self.sound = False
            self._report(2, 1, "yaml", "the JSON cannot be read", "look for a missing comma, quote or bracket")
            return
        for line, chunk in _chunks(block):
            try:
                yield from self._read(chunk, line)
            except _HostileError as fault:
                self._refuse(str(fault))
            except Exception as fault:  # noqa: BLE001 - the same
                self.sound = False
                if chunk.lstrip().startswith("#"):
                    self._report(line, 1, "yaml", f"a comment cannot be read: {_reason(fault)}", _remedy("", chunk))
                else:
                    yield from self._rescue(chunk, line, fault)

    def _rescue(self, chunk: str, line: int, fault: Exception) -> Iterator[Property]:
        name, colon, value = chunk.partition(":")
        raw = value.strip()
        row, column = _place(chunk, line, fault)
        name = name.strip().strip("\"'")
        head, _, rest = chunk.partition("\n")
        if colon and rest.strip() and (found := self._alone(head, line)):
            # The property is sound; the line below it belongs to nothing.
            number, stray = next((n, text.strip()) for n, text in enumerate(rest.split("\n"), line + 1) if text.strip())
            self._report(number, 1, "yaml", f"'{stray[:40]}' is no property", "write it as 'name: value'")
            yield from found
            return
        if not colon:
            self._report(row, column, "yaml", f"'{chunk.strip()[:40]}' is no property", "write it as 'name: value'")
            return
        bullets = [text for text in rest.split("\n") if text.strip()]
        if not head.partition(":")[2].strip() and bullets and all(_BULLET.match(text) for text in bullets):
            yield self._rescued_list(name, line, rest)
            return
        self._report(row, column, "yaml", f"'{name}' cannot be read: {_reason(fault)}", _remedy(name, value.rstrip()))
        if raw and "\n" not in value.rstrip() and "{{" not in raw and "<%" not in raw:
            start = len(chunk) - len(value.lstrip()) + 1
            links = tuple(Scalar(m[0], line, start + m.start()) for m in _UNQUOTED_LINK.finditer(raw))
            is_list = links and not _UNQUOTED_LINK.sub("", raw).strip(" ,")
            items = links if is_list else (Scalar(raw, line, start),)
            yield Property(name, items, "scalar" if len(items) == 1 else "list", line, 1, line)

    def _rescued_list(self, name: str, line: int, rest: str) -> Property:
        """A list, item by item, so that one bad item does not take the others with it."""
        items: list[Scalar] = []
        last = line
        for number, text in enumerate(rest.split("\n"), line + 1):
            bullet = _BULLET.match(text)
            if not bullet:
                continue
            last = number
            try:
                items += (item for prop in self._read(f"{name}:\n{text}\n", number - 1) for item in prop.items)
            except Exception as fault:  # noqa: BLE001 - the same
                raw = text[bullet.end() :].strip()
                self._report(
                    number, bullet.end() + 1, "yaml", f"'{name}' cannot be read: {_reason(fault)}", _remedy("-", raw)
                )
                items.append(Scalar(raw, number, bullet.end() + 1))
        return Property(name, tuple(items), "list", line, 1, last)

    def _alone(self, text: str, line: int) -> tuple[Property, ...]:
        """The property that stands on one line, none if it has no value there or cannot be read."""
        try:
            return tuple(prop for prop in self._read(text + "\n", line) if prop.text)
        except Exception:  # noqa: BLE001 - the same
            return ()

    def _refuse(self, message: str) -> None:
        self.sound = False
        self._report(1, 1, "frontmatter-hostile", message, "shorten it, and write plain properties without anchors")

    def _report(self, line: int, column: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.path, line, column, code, message, hint))

    def warn_unquoted(self, name: str, scalar: Scalar) -> None:
        """A link without quotes is a nested list to YAML; we read it, Obsidian does not."""
        hint = f'write {name}: "{scalar.text}"'
        self._report(scalar.line, scalar.column, "unquoted-link", f"the link in '{name}' has no quotes", hint)

    def warn_nested(self, name: str, line: int) -> None:
        """Nested values are kept in the file and not read."""
        self._report(line, 1, "not-flat", f"'{name}' holds nested values", "use one property for each value")

    def warn_comment(self, name: str, line: int, column: int) -> None:
        """`tags: #vip` is an empty property with a comment."""
        self._report(
            line, column, "yaml-comment", f"in '{name}', the text after ' #' is a comment", "put the value in quotes"
        )

    def warn_alias(self, name: str, line: int, column: int) -> None:
        """Anchors are how a short note becomes a huge one, and Obsidian writes none."""
        message = f"'{name}' cannot be read: '*' and '&' have a meaning in YAML"
        self._report(line, column, "yaml", message, "put the value in quotes")

    def warn_tag(self, name: str, line: int, column: int) -> None:
        """A YAML tag such as `!!python/name:` is read as nothing but text."""
        self._report(
            line, column, "yaml", f"'{name}' has a YAML tag ('!'), which is ignored", "put the value in quotes"
        )


class _NotAMappingError(Exception):
    """The block is a list or a text."""


class _Builder:
    """Builds properties from YAML events; no value is ever interpreted."""

    def __init__(self, handler: _TextHandler, block: str, first_line: int) -> None:
        self._handler = handler
        self._block = block
        self._lines = Lines(block)
        self._first = first_line
        self._events = guarded_events(block)
        self._at = 0

    def properties(self) -> Iterator[Property]:
        root = self._next()
        if root is None:
            return
        if not isinstance(root, yaml.MappingStartEvent):
            raise _NotAMappingError
        while not isinstance(self._peek(), yaml.MappingEndEvent):
            key = self._next()
            if not isinstance(key, yaml.ScalarEvent):
                self._skip(key)
                self._handler.warn_nested("?", self._line(key))
                self._skip(self._next())
                continue
            yield self._property(key)

    def _property(self, key: Any) -> Property:
        name, line = key.value, self._line(key)
        value = self._next()
        position = (line, self._column(key))
        if isinstance(value, yaml.ScalarEvent):
            scalar = self._scalar(name, value)
            last = self._last_line(value)
            self._check_comment(name, value, line)
            if scalar is None:
                return Property(name, (), "empty", *position, last)
            return Property(name, (scalar,), "scalar", *position, last)
        if isinstance(value, yaml.AliasEvent):
            self._handler.warn_alias(name, self._line(value), self._column(value))
            raw = self._slice(value, value)
            return Property(name, (Scalar(raw, line, self._column(value)),), "scalar", *position, line)
        if isinstance(value, yaml.SequenceStartEvent):
            return self._list(name, value, position)
        below: list[Scalar] = []
        end = self._skip(value, below)
        self._handler.warn_nested(name, line)
        return Property(name, (), "map", *position, self._last_line(end), tuple(below))

    def _list(self, name: str, start: Any, position: tuple[int, int]) -> Property:
        items: list[Scalar] = []
        below: list[Scalar] = []
        nested = False
        begin = self._at
        while not isinstance(self._peek(), yaml.SequenceEndEvent):
            value = self._next()
            if isinstance(value, yaml.ScalarEvent):
                scalar = self._scalar(name, value)
                if scalar:
                    items.append(scalar)
                continue
            inner: list[Scalar] = []
            end = self._skip(value, inner)
            link = self._unquoted(value, end)
            if link:
                items.append(link)
                self._handler.warn_unquoted(name, link)
            else:
                nested = True
                below += inner
        end = self._next()
        whole = self._unquoted(start, end) if nested or self._at - begin == 1 else None
        if whole:
            self._handler.warn_unquoted(name, whole)
            return Property(name, (whole,), "scalar", *position, self._last_line(end))
        if nested:
            self._handler.warn_nested(name, position[0])
        shape: Literal["list", "map"] = "list" if not nested or items else "map"
        return Property(name, tuple(items), shape, *position, self._last_line(end), tuple(below))

    def _unquoted(self, start: Any, end: Any) -> Scalar | None:
        raw = self._slice(start, end)
        if not _UNQUOTED_LINK.fullmatch(raw):
            return None
        return Scalar(raw, self._line(start), self._column(start))

    def _scalar(self, name: str, event: Any) -> Scalar | None:
        quoted = event.style in ("'", '"', "|", ">")
        if event.tag is not None:
            self._handler.warn_tag(name, self._line(event), self._column(event))
            if not event.value:  # `!x` is all tag and no value
                return Scalar(self._slice(event, event), self._line(event), self._column(event))
        if not quoted and event.value in NULLS:
            return None
        return Scalar(event.value, self._line(event), self._column(event), quoted)

    def _check_comment(self, name: str, event: Any, line: int) -> None:
        end = event.end_mark.index
        rest = self._block[end : self._end_of_line(end)]
        sign = re.match(r"\s*#[^\s#]", rest)
        if sign and event.style not in ("|", ">"):
            self._handler.warn_comment(name, line, self._lines.position(end)[1] + sign.end() - 2)

    def _end_of_line(self, index: int) -> int:
        end = self._block.find("\n", index)
        return len(self._block) if end < 0 else end

    def _skip(self, event: Any, below: list[Scalar] | None = None) -> Any:
        """The last event of a value; the texts in it go to *below*."""
        depth = 0
        while True:
            if isinstance(event, yaml.ScalarEvent) and below is not None:
                below.append(Scalar(event.value, self._line(event), self._column(event)))
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth == 0:
                return event
            event = self._next()

    def _slice(self, start: Any, end: Any) -> str:
        return self._block[start.start_mark.index : end.end_mark.index]

    # libyaml takes other signs for line ends too (U+2028, U+0085, a lone CR), so places are counted anew.

    def _line(self, event: Any) -> int:
        return self._lines.position(int(event.start_mark.index))[0] + self._first - 1

    def _column(self, event: Any) -> int:
        return self._lines.position(int(event.start_mark.index))[1]

    def _last_line(self, event: Any) -> int:
        line, column = self._lines.position(int(event.end_mark.index))
        return max(self._first, line + self._first - 1 - (1 if column == 1 and line > 1 else 0))

    def _peek(self) -> Any:
        return self._events[self._at]

    def _next(self) -> Any:
        if self._at >= len(self._events):
            return None
        event = self._events[self._at]
        self._at += 1
        return event


def guarded_events(block: str) -> list[Any]:
    """All events of the first YAML document; more than any frontmatter needs is refused early."""
    loader = _LOADER(block)
    events: list[Any] = []
    depth = 0
    try:
        while True:
            event = loader.get_event()
            if isinstance(event, yaml.StreamEndEvent):
                return events
            if isinstance(event, yaml.DocumentStartEvent) and events:
                raise _NotAMappingError
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                events.append(event)
            if depth > MAX_DEPTH:
                raise _HostileError(f"the frontmatter is nested more than {MAX_DEPTH} deep")
            if len(events) > MAX_EVENTS:
                raise _HostileError(f"the frontmatter holds more than {MAX_EVENTS} values")
    except yaml.MarkedYAMLError as fault:
        # libyaml itself refuses what is nested 1,000 deep, before its first event.
        if "nesting depth" in (fault.problem or ""):
            raise _HostileError(f"the frontmatter is nested more than {MAX_DEPTH} deep") from None
        raise
    finally:
        loader.dispose()


def plain_json(block: str) -> str:
    """JSON frontmatter as YAML reads it: the same text, but for pairs of surrogate escapes."""
    try:
        json.loads(block)
    except (ValueError, RecursionError):
        return block
    return re.sub(
        r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})",
        lambda pair: f"\\U{0x10000 + ((int(pair[1], 16) - 0xD800) << 10) + int(pair[2], 16) - 0xDC00:08x}",
        block,
        flags=re.IGNORECASE,
    )


def _chunks(block: str) -> Iterator[tuple[int, str]]:
    """The block cut before each line that begins a property, with the line number of each part."""
    start, chunk = 2, ""
    for number, line in enumerate(block.split("\n"), 2):
        if chunk and _KEY_LINE.match(line):
            yield start, chunk
            start, chunk = number, ""
        elif not chunk:
            start = number
        chunk += line + "\n"
    yield start, chunk


def _place(chunk: str, line: int, fault: Exception) -> tuple[int, int]:
    """Line and column of a fault: where the reader stopped, or, if it ran to the end, where the value begins."""
    control = _CONTROL.search(chunk)
    if control:
        before = chunk[: control.start()]
        return line + before.count("\n"), len(before) - before.rfind("\n")
    end = chunk.rstrip().count("\n")
    marks = (getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None))
    mark = next((mark for mark in marks if mark and mark.line <= end), None)
    return (line + mark.line, mark.column + 1) if mark else (line, 1)


def _reason(fault: Exception) -> str:
    words = getattr(fault, "problem", None) or str(fault) or type(fault).__name__
    return " ".join(str(words).split())[:100]


def _remedy(name: str, raw: str) -> str:
    if "{{" in raw or "<%" in raw:
        return "fill the template in, or leave the value empty"
    if "\t" in raw:
        return "use spaces instead of tabs"
    if _CONTROL.search(raw):
        return "take the control character out"
    if len(_UNQUOTED_LINK.findall(raw)) > 1:
        return "write a list with one quoted link on each line"
    if "\n" in raw:
        return "mend that line; the lines of a list begin alike"
    quoted = raw.strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'put it in quotes: {name}{"" if name == "-" else ":"} "{quoted[:60]}"'


def read_frontmatter(source: Source, lines: Lines) -> Frontmatter:
    """The properties of a note, its links and tags among them, and what is wrong with them."""
    text = source.text
    if not text.startswith("---"):
        return Frontmatter()
    found = boundary(text)
    if found is None:
        return _unclosed(source)
    start, end, body = found
    handler = _TextHandler(source.path)
    metadata, _ = frontmatter.parse(text[:body], handler=handler)
    properties = tuple(value for value in metadata.values() if isinstance(value, Property))
    if any(problem.code == "frontmatter-shape" for problem in handler.problems):
        return Frontmatter(problems=tuple(handler.problems), sound=False)
    is_template = re.search(r"\{\{|<%", text[start:end]) is not None
    if is_template:
        # Template code is bad YAML by nature; saying so once is enough.
        hint = 'fill it in; a folder of templates is left out by templates = "FOLDER" in vaultkit.toml'
        handler.problems = [Problem(source.path, 1, 1, "unfilled-template", "template code in the frontmatter", hint)]
    return Frontmatter(
        properties=properties,
        links=tuple(link for prop in properties for link in property_links(prop, lines)),
        # To Obsidian a template whose code is no YAML has no properties; its tags must not make it a contact.
        tags=() if is_template and not handler.sound else tuple(t for prop in properties for t in _tags(prop, lines)),
        problems=tuple(handler.problems),
        body_line=text.count("\n", 0, body) + (1 if text[:body].endswith("\n") else 2),
        end=end,
        sound=handler.sound,
    )


def _unclosed(source: Source) -> Frontmatter:
    opening = _OPEN.match(source.text)
    if not opening or not _KEY_LINE.match(source.text, opening.end()):
        return Frontmatter()
    hint = "add a line of exactly --- after the last property"
    problem = Problem(source.path, 1, 1, "frontmatter-open", "the frontmatter has no closing ---", hint)
    return Frontmatter(problems=(problem,), sound=False)


def _tags(prop: Property, lines: Lines) -> Iterator[Tag]:
    if prop.name.casefold() != "tags":
        return
    for item in prop.items:
        written = item.text.strip()
        if name := written.removeprefix("#"):
            if re.search(r"[\s,]", name) or name.isdigit():
                continue
            at = lines.start(item.line) + item.column - 1
            place = lines.text.find(written, at, lines.start(prop.last_line + 1))
            yield Tag(name, *lines.position(max(at, place)))
