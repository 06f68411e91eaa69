"""Text to text, surgically: an edit changes only its own lines, and is checked before it is handed on.

No dumper ever touches a user's note; a value is spliced in where the reader found the old one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import yaml

from vaultkit.errors import RefusedError
from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines, split_link
from vaultkit.markdown.scalars import frontmatter_texts
from vaultkit.model import Document, Property, Source, Task, fold


@dataclass(frozen=True, slots=True)
class Splice:
    """A part of a text, from *start* to *end*, and what stands there instead."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with all splices made. Raises RefusedError if two overlap."""
    parts, at = [], 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        if splice.start < at:
            raise RefusedError("two changes overlap, so none is made", "change one of them in your editor first")
        parts += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*parts, text[at:]])


_SAFE_PLAIN = re.compile(r"[A-Za-zÀ-ÿ0-9][\w./ ()À-ÿ+@-]*", re.ASCII)
_LOOKS_TYPED = re.compile(r"(?i)true|false|yes|no|on|off|null|~|[-+]?[0-9][0-9_.,:eExXa-fA-F+-]*|\d{1,2}:\d{2}.*")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def yaml_text(value: str) -> str:
    """*value* as a YAML scalar that every YAML reader takes for the same text."""
    if _ISO_DAY.fullmatch(value):
        return value
    if _SAFE_PLAIN.fullmatch(value) and not _LOOKS_TYPED.fullmatch(value) and value == value.strip():
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """*value* in double quotes, as YAML reads them."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", escaped)
    return f'"{escaped}"'


def frontmatter_text(pairs: Sequence[tuple[str, str | bool | float | Sequence[str]]]) -> str:
    """A frontmatter block; lists stand one item a line, as Obsidian writes them. Empty values are left out."""
    lines = ["---"]
    for name, value in pairs:
        if isinstance(value, bool | int | float):
            lines.append(f"{name}: {str(value).lower() if isinstance(value, bool) else f'{value:g}'}")
        elif isinstance(value, str):
            if value:
                lines.append(f"{name}: {yaml_text(value)}")
        elif value:
            lines += [f"{name}:", *(f"  - {yaml_text(item)}" for item in value)]
    return "\n".join([*lines, "---", ""])


def set_property(document: Document, name: str, value: str | int) -> str:
    """The note's text with the property *name* set to the text *value*, or to a number.

    Raises RefusedError where that cannot be done without touching anything else: broken
    frontmatter, JSON, a value that is no single scalar on one line.
    """
    check_sound(document)
    prop = document.property(name)
    text = document.source.text
    lines = Lines(text)
    newline = document.source.newline
    written = yaml_text(value) if isinstance(value, str) else str(value)
    if prop is None:
        line = f"{name}: {written}{newline}"
        if document.frontmatter_end < 0:
            edited = f"---{newline}{line}---{newline}{text}"
        else:
            check_block(document)
            edited = text[: document.frontmatter_end] + line + text[document.frontmatter_end :]
        return _verified(document, edited, name, str(value))
    check_block(document)
    start, end = value_span(document, prop, lines)
    gap = "" if text[start - 1 : start].isspace() else " "
    return _verified(document, text[:start] + gap + written + text[end:], name, str(value))


def add_items(document: Document, name: str, items: Sequence[str]) -> str:
    """The note's text with more *items* in the property *name*, which becomes a list if it is none.

    What is there stays as it is written. Raises RefusedError as `set_property` does, and for a
    property that holds nested values.
    """
    check_sound(document)
    prop = document.property(name)
    if not items:
        return document.source.text
    if prop is None and document.frontmatter_end < 0:
        block = frontmatter_text([(name, items)]).replace("\n", document.source.newline)
        return _verified(document, f"{block}{document.source.text}", name, items)
    check_block(document)
    text = document.source.text
    lines = Lines(text)
    newline = document.source.newline
    bullets = "".join(f"  - {yaml_text(item)}{newline}" for item in items)
    if prop is None:
        at = document.frontmatter_end
        edited = f"{text[:at]}{name}:{newline}{bullets}{text[at:]}"
    elif prop.shape in ("map", "scalar") and (prop.shape == "map" or prop.last_line != prop.line):
        message = f"{document.path}:{prop.line}: '{prop.name}' is no list and no single value, so it is not changed"
        raise RefusedError(message, "change it in your editor")
    else:
        edited = _with_items(document, prop, items, lines, newline)
    return _verified(document, edited, name, (*(item.text for item in prop.items if prop), *items) if prop else items)


def append_item(document: Document, name: str, value: str) -> str:
    """The note's text with one more item in the list *name*, unless it is there already.

    A link is there already if any item links to the same target, whatever it is shown as. A single
    value becomes a list, which an absent or empty property starts. Raises RefusedError as `add_items` does.
    """
    prop = document.property(name)
    if prop is not None and _meant(value) <= {each for item in prop.items for each in _meant(item.text)}:
        check_sound(document)
        return document.source.text
    return add_items(document, name, [value])


def _meant(value: str) -> set[str]:
    """What an item says, to tell whether two say the same: the targets of its links, else its words."""
    targets = {split_link(inside)[0] for inside in re.findall(r"\[\[([^\[\]\n]+)\]\]", value)}
    return {f"[[{fold(target.removesuffix('.md'))}]]" for target in targets} or {fold(" ".join(value.split()))}


def _with_items(document: Document, prop: Property, items: Sequence[str], lines: Lines, newline: str) -> str:
    """The text with items added behind those that a property has, in the way in which these are written."""
    text = lines.text
    start, end = lines.start(prop.line), lines.start(prop.last_line + 1)
    closing = _closing_bracket(text, start, end) if prop.shape == "list" else -1
    if closing >= 0:
        head = text[:closing].rstrip()
        comma = " " if head.endswith(",") else ", " if prop.items else ""
        return f"{head}{comma}{', '.join(map(yaml_text, items))}{text[closing:]}"
    indent = "  "
    if prop.shape == "list" and prop.items:
        first = re.match(r"[ \t]*(?=-[ \t])", lines.line(prop.items[0].line))
        indent = first[0] if first else indent
        held = [t for t in frontmatter_texts(text) if t.span(0, 0)[0] < end]
        end = lines.start(lines.position(held[-1].span(0, len(held[-1].value))[1])[0] + 1)
    bullets = "".join(f"{indent}- {yaml_text(item)}{newline}" for item in items)
    if prop.shape == "scalar":
        at, until = value_span(document, prop, lines)
        return f"{text[:at].rstrip()}{newline}{indent}- {text[at:until]}{text[until:end]}{bullets}{text[end:]}"
    return f"{text[:end]}{bullets}{text[end:]}"


def _closing_bracket(text: str, start: int, end: int) -> int:
    """Where the bracket stands that closes a list written in one line or between brackets; -1 for another list."""
    opening = re.compile(r"[^\n]*?:[ \t]*\[").match(text, start, end)
    if not opening:
        return -1
    quoted_or_sign = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[\[\]]", re.DOTALL)
    depth = 1
    for sign in quoted_or_sign.finditer(text, opening.end(), end):
        depth += {"[": 1, "]": -1}.get(sign[0], 0)
        if depth == 0:
            return sign.start()
    return -1


def remove_property(document: Document, name: str) -> str:
    """The note's text without the property *name*; a comment on its line stays as a line of its own.

    Raises RefusedError as `set_property` does. A note without the property is returned as it is.
    """
    check_sound(document)
    prop = document.property(name)
    if prop is None:
        return document.source.text
    check_block(document)
    lines = Lines(document.source.text)
    text = document.source.text
    start, end = lines.start(prop.line), lines.start(prop.last_line + 1)
    comment = re.search(r"[ \t](#[^\n]*\n?)$", text[start:end]) if prop.line == prop.last_line else None
    kept = comment[1] if comment and not (prop.items and prop.items[0].quoted and "#" in prop.items[0].text) else ""
    return _verified(document, text[:start] + kept + text[end:], name, None)


def rename_property(document: Document, name: str, new: str) -> str:
    """The note's text with the property *name* called *new*: the key is spelled anew, nothing else.

    Raises RefusedError as `set_property` does, but JSON is no hindrance; and for a note that has
    both names, or one of its properties twice. A note without the property is returned as it is.
    """
    check_sound(document)
    prop = document.property(name)
    if prop is None:
        return document.source.text
    other = document.property(new)
    if any(problem.code == "duplicate-property" for problem in document.problems):
        raise RefusedError(
            f"{document.path}: it has a property twice, so none is renamed", "keep one of the two lines, then try again"
        )
    if other is not None and other is not prop:
        message = f"{document.path}:{other.line}: it has both '{prop.name}' and '{other.name}'"
        raise RefusedError(message, "keep one of the two, then try again")
    span = key_span(document, prop)
    if span is None:
        hint = "change it in your editor"
        raise RefusedError(f"{document.path}:{prop.line}: '{prop.name}' cannot be renamed safely", hint)
    text = document.source.text
    edited = text[: span[0]] + key_text(text[span[0] : span[1]], new) + text[span[1] :]
    after = parse(Source.from_text(document.path, edited))
    wanted = [replace(p, name=new) if p is prop else p for p in document.properties]
    if [_content(p) for p in after.properties] != [_content(p) for p in wanted] or _body(document) != _body(after):
        message = f"{document.path}: '{name}' cannot be renamed without changing more"
        raise RefusedError(message, "change it in your editor")
    return edited


_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\n]|\'\')*\'|[^\s"\'][^\n]*?(?=[ \t]*(?::(?:\s|$)|\n))')


def key_span(document: Document, prop: Property) -> tuple[int, int] | None:
    """Where the name of a property stands, its quotes included; None if it is not spelled there as it is read."""
    lines = Lines(document.source.text)
    found = _KEY.match(lines.text, lines.start(prop.line) + prop.column - 1)
    if not found:
        return None
    try:
        spelled = yaml.safe_load(found[0]) if found[0][0] in "\"'" else found[0]
    except yaml.YAMLError:
        return None
    return found.span() if spelled == prop.name else None


def key_text(old: str, new: str) -> str:
    """A property's name as it takes the place of *old*: quotes stay, and come where YAML needs them."""
    if old[0] == '"':
        return json.dumps(new, ensure_ascii=False)
    if old[0] == "'":
        return "'" + new.replace("'", "''") + "'"
    return yaml_text(new)


def _content(prop: Property) -> tuple[str, str, tuple[str, ...]]:
    return prop.name, prop.shape, tuple(item.text for item in prop.items)


def value_span(document: Document, prop: Property, lines: Lines) -> tuple[int, int]:
    """Where the value stands that may be replaced."""
    line_start = lines.start(prop.line)
    line = lines.line(prop.line).rstrip("\r")
    if prop.shape == "empty":
        colon = line.index(":", len(prop.name))
        return line_start + colon + 1, line_start + colon + 1
    if prop.shape != "scalar" or prop.last_line != prop.line or prop.items[0].line != prop.line:
        raise RefusedError(
            f"{document.path}:{prop.line}: '{prop.name}' is no single value, so it is not changed",
            "change it in your editor",
        )
    scalar = prop.items[0]
    rest = line[scalar.column - 1 :]
    pattern = r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'' if scalar.quoted else re.escape(scalar.text)
    found = re.match(pattern, rest)
    if not found:
        raise RefusedError(
            f"{document.path}:{prop.line}: '{prop.name}' cannot be changed safely", "change it in your editor"
        )
    start = line_start + scalar.column - 1
    return start, start + found.end()


def check_writable(document: Document) -> None:
    """Raise RefusedError for a note that is read and never written."""
    if not document.is_writable:
        raise RefusedError(f"{document.path} is not in a state to be written", "mend it first: vaultkit check")


def check_sound(document: Document) -> None:
    """Raise RefusedError for a note whose properties cannot be changed: it is never written, or they cannot be read."""
    check_writable(document)
    if not document.sound:
        where = document.problems[0] if document.problems else None
        reason = f"{where.path}:{where.line}: {where.message}" if where else f"{document.path} cannot be read"
        raise RefusedError(f"{reason}; the note is left alone", "mend that first")


def check_block(document: Document) -> None:
    """Raise RefusedError for properties that are JSON, or of which one stands twice."""
    first = Lines(document.source.text).line(2).lstrip()
    if first.startswith("{") or any(p.code == "duplicate-property" for p in document.problems):
        raise RefusedError(
            f"{document.path}: its frontmatter is JSON or has a property twice, so it is not changed",
            "change it in your editor",
        )


def _verified(document: Document, edited: str, name: str, value: str | Sequence[str] | None) -> str:
    """The edited text, if nothing but that one property has changed. Else a refusal: our own bug."""
    after = parse(Source.from_text(document.path, edited))
    before_rest = [_content(p) for p in document.properties if not _is(p, name)]
    after_rest = [_content(p) for p in after.properties if not _is(p, name)]
    now = after.property(name)
    wanted = (value,) if isinstance(value, str) else tuple(value or ())
    is_right = now is None if value is None else now is not None and tuple(i.text for i in now.items) == wanted
    if before_rest != after_rest or not is_right or _body(document) != _body(after):
        raise RefusedError(
            f"{document.path}: '{name}' cannot be changed without changing more", "change it in your editor"
        )
    return edited


def _is(prop: Property, name: str) -> bool:
    return prop.name.casefold() == name.casefold()


def _body(document: Document) -> str:
    return document.source.text[Lines(document.source.text).start(document.body_line) :]


def append_log(document: Document, heading: str, line: str) -> str:
    """The note's text with the bullet *line* (without its bullet) added to its log.

    It goes where the newest entries stand: above the others if they run backwards, else below.
    A note without the heading gets it at its end. Raises RefusedError for a note that is never
    written, and where the line would not be read as an entry of the log (below an open fence, say).
    """
    check_writable(document)
    edited = _with_log_line(document, heading, line)
    after = parse(Source.from_text(document.path, edited))
    entry = " ".join(line.split())
    below = after.lines_below(heading)
    items = [item.text for item in after.items]
    if any(item.text == entry and item.line in below for item in after.items):
        items.remove(entry)
        if sorted(items) == sorted(item.text for item in document.items) and len(after.tasks) == len(document.tasks):
            return edited
    hint = "look for a fence (```) or comment that is not closed, or log it by hand"
    raise RefusedError(f"{document.path}: a line under '{heading}' would not be read as one", hint)


def _with_log_line(document: Document, heading: str, line: str) -> str:
    newline = document.source.newline
    text = document.source.text
    lines = Lines(text)
    section = document.lines_below(heading)
    if not section:
        gap = "" if not text or text.endswith(("\n\n", "\r\n\r\n")) else newline
        ending = "" if not text or text.endswith("\n") else newline
        return f"{text}{ending}{gap}## {heading}{newline}- {line}{newline}"
    entries = [i for i in document.items if i.line in section and re.match(r"\**\[*\d{4}", i.text)]
    bullet = _bullet(lines.line(entries[0].line)) if entries else "- "
    days = [item.text.lstrip("*[")[:10] for item in entries]
    if days and days[0] > days[-1]:
        at = lines.start(entries[0].line)
        return f"{text[:at]}{bullet}{line}{newline}{text[at:]}"
    first, end = section.start, entries[-1].last_line + 1 if entries else section.stop
    last = max((number for number in range(first, end) if lines.line(number).strip()), default=first)
    at = lines.start(last + 1)
    ending = "" if text[:at].endswith("\n") else newline
    return f"{text[:at]}{ending}{bullet}{line}{newline}{text[at:]}"


def blank_boxes(document: Document, rows: frozenset[int]) -> str:
    """The note's text with the ticked boxes on these lines blank."""
    lines = Lines(document.source.text)
    text = document.source.text
    for row in sorted(rows, reverse=True):
        box = re.match(r"[ \t>\u200b]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[[xX]\]", lines.line(row))
        if box:
            at = lines.start(row) + box.end() - 2
            text = f"{text[:at]} {text[at + 1 :]}"
    return text


def _bullet(line: str) -> str:
    found = re.match(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+", line)
    return "- " if not found or found[0].strip()[0].isdigit() else found[0]


def tick_task(document: Document, task: Task, day: date) -> str:
    """The note's text with an open task ticked and dated `✅ day`. Raises RefusedError if it is not there."""
    check_writable(document)
    lines = Lines(document.source.text)
    line = lines.line(task.line)
    box = re.match(r"([ \t>\u200b]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:>[ \t]*)?)+\[) (\].*?)([ \t]*\r?)$", line)
    if not box or not task.is_open:
        raise RefusedError(f"{document.path}:{task.line}: the task is not there any more", "tick it in its own note")
    block = re.search(r"[ \t]+\^[A-Za-z0-9-]+$", box[2])
    head, tail = (box[2][: block.start()], block[0]) if block else (box[2], "")
    edited = f"{box[1]}x{head} ✅ {day}{tail}{box[3]}"
    at = lines.start(task.line)
    return document.source.text[:at] + edited + document.source.text[at + len(line) :]
