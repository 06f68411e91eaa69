"""What stands inside the lines: links, tags, tasks, inline fields, block ids, with exact positions.

Code spans and HTML comments are blanked out in place first, so offsets stay true.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from vaultkit.model import Block, Context, Field, Footnote, Heading, Item, Link, LinkKind, Property, Tag, Task

if TYPE_CHECKING:
    from vaultkit.markdown.blocks import Blocks, Run
    from vaultkit.markdown.regions import Regions


class Lines:
    r"""A text and where its lines begin. Only `\\n` ends a line, whatever `str.splitlines` thinks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def start(self, number: int) -> int:
        """The offset at which line *number* (from 1) begins; past the end, the text's length."""
        return self._starts[number - 1] if number <= len(self._starts) else len(self.text)

    def line(self, number: int) -> str:
        r"""Line *number* without its `\\n`."""
        return self.text[self.start(number) : self.start(number + 1)].removesuffix("\n")

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of an offset."""
        number = bisect_right(self._starts, offset)
        return number, offset - self._starts[number - 1] + 1


# A tag's characters, as Obsidian's own converter has them (OBSIDIAN: obsidian-importer).
# In a link's text (`[#tag words](url)`) a bracket may stand before it.
_TAG = re.compile(
    r"(?:(?<!\S)|(?<=(?<!\[)\[)(?=#[^\[\]\n]*\]\())#([^\u2000-\u206F\u2E00-\u2E7F'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s\x00]+)"
)
_HTML_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"(?<!%)%%(?!%)(.*?)(?<!%)%%(?!%)")
_COMMENT_MARK = re.compile(r"(?<!%)%%(?!%)")
_COMMENT_OPEN = re.compile(r"[ \t>]*%%(?!%)")
_WIKILINK = re.compile(r"(!?)\[\[((?:(?!\[\[|\]\])[^\n\x00])+)\]\]")
# The words may hold code (blanked by NULs), brackets and embeds; a backslash before the bracket makes it none.
_MARKDOWN_LINK = re.compile(
    r"(?<!(?<!\\)\\)(!?)\[((?:\\.|[^\[\]\\\n]|\[(?:\[[^\[\]\n]*\]|[^\[\]\n])*\])*)\]"
    r"\([ \t]*(?:<([^<>\n\x00]*)>|((?:[^\s()\x00]|\([^\s()\x00]*\))*))"
    r"(?:[ \t]+(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\([^()\n]*\)))?[ \t]*\)"
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
#: What parts a wikilink's target from the text to show; in a table it is escaped.
BAR = re.compile(r"\\?\|")
_TASK = re.compile(
    r"[ \t>\u200b]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:>[ \t]*)?)+\[([^\n])\](?:[ \t]+(.*)|\r?)$", re.DOTALL
)
_ITEM = re.compile(r"[ \t>\u200b]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+", re.DOTALL)
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^([A-Za-z0-9-]+)[ \t]*\r?$")
_FIELD_LINE = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?)?"
    r"([^\s:\[\]()`][^:\[\]()`\n]{0,60}?)::(?:[ \t]+(.*?))?[ \t]*\r?$",
    re.MULTILINE,
)
_FIELD_INLINE = re.compile(r"[\[(]([^\s:\[\]()][^:\[\]()\n]{0,60}?)::[ \t]*((?:\[\[[^\[\]\n]*\]\]|[^\[\]()\n])*)[\])]")
_DATE = r"[ \t]*(\d{4}-\d{2}-\d{2})"
# The signs of the Tasks plugin (its help, "Tasks Emoji Format"), …
_SIGNED_DATES = {
    "due": re.compile(rf"(?:📅|📆|🗓)\ufe0f?{_DATE}"),
    "scheduled": re.compile(rf"(?:⏳|⌛)\ufe0f?{_DATE}"),
    "start": re.compile(rf"🛫\ufe0f?{_DATE}"),
    "done": re.compile(rf"✅\ufe0f?{_DATE}"),
    "cancelled": re.compile(rf"❌\ufe0f?{_DATE}"),
    "created": re.compile(rf"➕\ufe0f?{_DATE}"),
}
_PRIORITIES = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_PRIORITY = re.compile(f"[{''.join(_PRIORITIES)}]")
_RECURRENCE = re.compile(r"🔁\ufe0f?[ \t]*([^📅📆🗓⏳⌛✅➕🛫❌🆔⛔🏁🔺⏫🔼🔽⏬#^\[(]*)")
_SIGNED_WORDS = {
    "id": re.compile(r"🆔\ufe0f?[ \t]*([A-Za-z0-9_-]+)"),
    "depends_on": re.compile(r"⛔\ufe0f?[ \t]*([A-Za-z0-9_-]+(?:[ \t]*,[ \t]*[A-Za-z0-9_-]+)*)"),
}
# … and the same as Dataview's fields (the same help, "Dataview Format").
_FIELD_DATES = {
    "due": "due",
    "scheduled": "scheduled",
    "start": "start",
    "completion": "done",
    "cancelled": "cancelled",
    "created": "created",
}
_FIELD_WORDS = {"priority": "priority", "repeat": "recurrence", "id": "id", "dependson": "depends_on"}
_BARE_DUE = re.compile(rf"(?<!\S)due::{_DATE}")
_SIGNS = re.compile(
    r"(?:📅|📆|🗓|⏳|⌛|✅|➕|🛫|❌)\ufe0f?[ \t]*\d{4}-\d{2}-\d{2}"
    rf"|{_RECURRENCE.pattern}|[{''.join(_PRIORITIES)}]\ufe0f?"
    rf"|{_SIGNED_WORDS['id'].pattern}|{_SIGNED_WORDS['depends_on'].pattern}|🏁\ufe0f?[ \t]*[A-Za-z]+"
)
#: The definition of a reference: `[x]: Note.md`, `[x]: <Big note.md>`.
_REFERENCE = re.compile(r"^[ \t>]*(\[((?:\\.|[^\[\]\\\n])+)\]:[ \t]*(?:<([^<>\n]*)>|(\S+)))", re.MULTILINE)
_FOOTNOTE = re.compile(r"^[ \t>]*\[\^([^\]\s]+)\]:", re.MULTILINE)
_INLINE_FOOTNOTE = re.compile(r"(?<![\[\\])\^\[[^\]^\n]+\]")
# Math: `$$…$$`, and `$…$` whose signs touch what is between them, so that prices are none (pandoc's rule).
_MATH_BLOCK = re.compile(r"(?<![\\$])\$\$(?!\$)(.+?)(?<!\\)\$\$", re.DOTALL)
_MATH = re.compile(r"(?<![\\$])\$(?![\s$])[^$\n]*?(?<![\s\\])\$(?![\d$])")


@dataclass(slots=True)
class Inline:
    """All that was found, in the order of the text."""

    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    #: The lines of `%%` blocks of several lines, in which nothing is read.
    hidden: frozenset[int] = frozenset()


def read_inline(lines: Lines, blocks: Blocks, regions: Regions) -> Inline:
    """Read every run of text. Lines inside a `%%` block of several lines are passed over."""
    comments = _comment_lines(lines, blocks)
    hidden = frozenset(comments)
    found = Inline(hidden=hidden)
    visible = [heading for heading in blocks.headings if heading.line not in hidden]
    for block_run in blocks.runs:
        run = _below(visible, block_run) if hidden else block_run
        context = Context.QUOTE if run.quote else Context.PLAIN
        if run.first in regions.lines:
            context |= Context.GENERATED
        _read_run(found, lines, run, context, comments)
    return found


def _below(headings: Sequence[Heading], run: Run) -> Run:
    """The run below the heading that is shown above it: one in a comment heads nothing."""
    above = bisect_right(headings, run.first, key=lambda heading: heading.line)
    return replace(run, section=headings[above - 1].text if above else "")


def _comment_lines(lines: Lines, blocks: Blocks) -> dict[int, int]:
    """The lines of `%%` blocks of several lines, each with how many of its characters belong to the comment."""
    if "%%" not in lines.text:
        return {}
    hidden: dict[int, int] = {}
    is_open = False
    for run in blocks.runs:
        numbers = range(run.first, run.last + 1)
        marks = {number: list(_COMMENT_MARK.finditer(lines.line(number))) for number in numbers}
        last = max((number for number in numbers if len(marks[number]) % 2), default=0)
        for number in numbers:
            is_odd = len(marks[number]) % 2 > 0
            if is_open:
                hidden[number] = marks[number][0].end() if marks[number] else len(lines.line(number))
                is_open = not is_odd
            elif is_odd and _COMMENT_OPEN.match(lines.line(number)):
                hidden[number] = len(lines.line(number))
                is_open = True
            elif is_odd:
                # Behind other text it opens only what the same paragraph closes.
                is_open = number < last
    return hidden


def _read_run(found: Inline, lines: Lines, run: Run, context: Context, hidden: Mapping[int, int]) -> None:
    start, end = lines.start(run.first), lines.start(run.last + 1)
    text = readable(lines.text[start:end])
    if hidden:
        parts = []
        for number in range(run.first, run.last + 1):
            low, high = lines.start(number) - start, lines.start(number + 1) - start
            first = min(low + hidden.get(number, 0), high)
            parts.append("\x00" * (first - low) + text[first:high])
        text = "".join(parts)
    is_item = run.item > 0 and run.first not in hidden
    task = _TASK.match(text) if is_item else None
    if task:
        context |= Context.TASK
    if "[^" in text or "^[" in text:
        notes = [Footnote(m[1], lines.position(start + m.end(1))[0]) for m in _FOOTNOTE.finditer(text)]
        inner = [Footnote("", lines.position(start + m.start())[0]) for m in _INLINE_FOOTNOTE.finditer(text)]
        found.footnotes += (*notes, *inner)
    if run.definition and (reference := _REFERENCE.match(lines.text[start:end])) and reference[2][0] != "^":
        found.links += _defined(reference, lines, start, context)
        return
    pieces = _cells(text) if run.row else ((0, text),)
    links = [link for offset, piece in pieces for link in _links(piece, lines, start + offset, context)]
    found.links += links
    if "#" in text:
        # A colour in an attribute of HTML is no tag, nor is what stands in a link's path.
        tagged = _HTML_TAG.sub(_blank, text) if "<" in text else text
        tagged = _WIKILINK.sub(_blank, tagged) if "[[" in tagged else tagged
        tagged = _MARKDOWN_LINK.sub(_without_destination, tagged) if "](" in tagged else tagged
        found.tags += (
            Tag(m[1], *lines.position(start + m.start())) for m in _TAG.finditer(tagged) if not m[1].isdigit()
        )
    fields = list(_fields(text, lines, start)) if "::" in text else []
    found.fields += fields
    if "^" in text:
        block = _BLOCK_ID.search(text.rstrip("\n"))
        if block:
            found.blocks.append(Block(block[1], run.last))
    if task:
        raw = lines.text[start + task.start(2) : start + task.end(2)] if task[2] else ""
        found.tasks.append(_task(task[1], raw, fields, tuple(links), run, context))
    elif is_item:
        head = _ITEM.match(text)
        raw = lines.text[start + (head.end() if head else 0) : end]
        found.items.append(Item(" ".join(raw.split()), run.first, run.section, context, run.item, run.parent))


def readable(text: str) -> str:
    """The text with code, math and HTML comments blanked, each character by a NUL, lines kept."""
    if "`" in text:
        text = _CODE.sub(_blank, text)
    if "$" in text:
        text = _MATH.sub(_blank, _MATH_BLOCK.sub(_blank, text))
    return _without_html_comments(text) if "<!--" in text else text


def _without_html_comments(text: str) -> str:
    """Found by hand: a pattern would look for the end of each opening again."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[at:start], re.sub(r"[^\n]", "\x00", text[start : end + 3])]
        at = end + 3
    return "".join([*parts, text[at:]])


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "\x00", match[0])


def _without_destination(match: re.Match[str]) -> str:
    words = match.end(2) - match.start() + len("](")
    return match[0][:words] + "\x00" * (len(match[0]) - words)


def _cells(row: str) -> Iterator[tuple[int, str]]:
    start = 0
    for bar in re.finditer(r"(?<!\\)\|", row):
        yield start, row[start : bar.start()]
        start = bar.end()
    yield start, row[start:]


def _links(text: str, lines: Lines, base: int, context: Context) -> Iterator[Link]:
    spans = [m.span() for m in _COMMENT.finditer(text)] if "%%" in text else []
    for match in _link_matches(text):
        commented = any(low <= match.start() < high for low, high in spans)
        at = context | Context.COMMENT if commented else context
        if parts := _parts(match):
            kind: LinkKind = "embed" if match[1] else "wikilink" if match.re is _WIKILINK else "markdown"
            target, subpath, display = parts
            written = lines.text[base + match.start() : base + match.end()]
            if "\x00" in display:  # code in the words was blanked
                display = lines.text[base + match.start(2) : base + match.end(2)]
            yield Link(kind, target, subpath, display, written, *lines.position(base + match.start()), at)


def _link_matches(text: str) -> Iterable[re.Match[str]]:
    """What is written as a link of either kind, in the order of the text."""
    wiki = list(_WIKILINK.finditer(text)) if "[[" in text else []
    if "](" not in text:
        return wiki
    # `[[Ada]](CEO)` is a wikilink and some words.
    begun = {match.start() for match in wiki}
    outer = [match for match in _MARKDOWN_LINK.finditer(text) if match.start() not in begun]
    # A picture can be the words of a link: `[![alt](a.png)](Note.md)`.
    inner = (m for match in outer if "](" in match[2] for m in _MARKDOWN_LINK.finditer(text, *match.span(2)))
    return sorted((*wiki, *outer, *inner), key=lambda match: match.start())


def _parts(match: re.Match[str]) -> tuple[str, str, str] | None:
    """Target, subpath and display text of a link; None for an address, and for what names nothing."""
    if match.re is _WIKILINK:
        target, subpath, display = split_link(match[2])
    else:
        destination = match[3] if match[3] is not None else match[4]
        if _SCHEME.match(destination):
            return None
        target, subpath = _path_and_subpath(destination)
        display = match[2]
    return (target, subpath, display) if target or subpath else None


def _defined(reference: re.Match[str], lines: Lines, base: int, context: Context) -> Iterator[Link]:
    destination = reference[3] if reference[3] is not None else reference[4]
    if destination and not _SCHEME.match(destination):
        where = lines.position(base + reference.start(1))
        yield Link("markdown", *_path_and_subpath(destination), reference[2], reference[1], *where, context)


def _path_and_subpath(destination: str) -> tuple[str, str]:
    """The parts of a Markdown link's destination; `%23` is a `#` in the file's name."""
    path, _, subpath = destination.partition("#")
    return unquote(path).strip(), unquote(subpath).strip()


def split_link(inside: str) -> tuple[str, str, str]:
    """Target, subpath and display text of what stands between `[[` and `]]`."""
    path, bar, display = inside, "", ""
    found = BAR.search(inside)
    if found:
        path, bar, display = inside[: found.start()], "|", inside[found.end() :]
    target, _, subpath = path.partition("#")
    return target.strip(), subpath.strip(), display.strip() if bar else ""


def _fields(text: str, lines: Lines, base: int) -> Iterator[Field]:
    for match in _FIELD_LINE.finditer(text):
        yield Field(match[1].strip("*_ "), match[2] or "", *lines.position(base + match.start(1)))
    for match in _FIELD_INLINE.finditer(text):
        yield Field(match[1].strip(), match[2].strip(), *lines.position(base + match.start()))


def _task(status: str, raw: str, fields: list[Field], links: tuple[Link, ...], run: Run, context: Context) -> Task:
    signs: dict[str, str] = {}
    for name, pattern in (*_SIGNED_DATES.items(), *_SIGNED_WORDS.items(), ("recurrence", _RECURRENCE)):
        match = pattern.search(raw)
        if match:
            signs[name] = match[1].strip()
    priority = _PRIORITY.search(raw)
    if priority:
        signs["priority"] = _PRIORITIES[priority[0]]
    for found in fields:
        key = found.name.casefold()
        date = re.match(r"\[*(\d{4}-\d{2}-\d{2})", found.value)
        if key in _FIELD_DATES and date:
            signs.setdefault(_FIELD_DATES[key], date[1])
        elif key in _FIELD_WORDS and found.value:
            signs.setdefault(_FIELD_WORDS[key], found.value)
    bare = _BARE_DUE.search(raw)
    if bare:
        signs.setdefault("due", bare[1])
    text = " ".join(raw.split())
    return Task(
        status,
        text,
        _title(text),
        run.first,
        links=links,
        section=run.section,
        context=context,
        parent=run.parent,
        **signs,
    )


def _title(text: str) -> str:
    """The words of a task: without dates, signs, fields and block id; links as they are shown."""
    words = _SIGNS.sub(" ", text)
    words = _FIELD_INLINE.sub(" ", words)
    words = re.sub(r"(?<!\S)due::\s*\S+", " ", words)
    words = _BLOCK_ID.sub(" ", words)
    words = _WIKILINK.sub(lambda m: _shown(m[2]), words)
    words = _MARKDOWN_LINK.sub(lambda m: m[2], words)
    return " ".join(words.split())


def _shown(inside: str) -> str:
    target, _, display = split_link(inside)
    return display or target.rsplit("/", 1)[-1]


def plain(text: str) -> str:
    """Text as it is read aloud: links as they are shown."""
    return _MARKDOWN_LINK.sub(lambda m: m[2], _WIKILINK.sub(lambda m: _shown(m[2]), text))


def property_links(prop: Property, lines: Lines) -> Iterator[Link]:
    """Links in a property's values (`"[[Acme]]"`, and Markdown links since Obsidian 1.11)."""
    items = sorted((*prop.items, *prop.nested), key=lambda item: (item.line, item.column))
    places = [*(lines.start(item.line) + item.column - 1 for item in items), lines.start(prop.last_line + 1)]
    for item, start, end in zip(items, places, places[1:], strict=False):
        at = start
        for match in _link_matches(item.text):
            written = lines.text.find(match[0], at, end)
            if written >= 0:  # else an escape stands in it, and the value's own place has to do
                at = written
            if parts := _parts(match):
                yield Link("property", *parts, match[0], *lines.position(at), property=prop.name)
            at += len(match[0]) if written >= 0 else 0
