"""The few nouns everything else speaks of. All are frozen values.

Lines and columns count from 1; columns count characters (code points), not bytes.
Paths are relative to the vault, with `/`, spelled exactly as on disk.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntFlag
from typing import Literal

BOM = b"\xef\xbb\xbf"


def digest(data: bytes) -> str:
    """The fingerprint by which two versions of a file are told apart (BLAKE2b, 128 bits, hex)."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def fold(name: str) -> str:
    """A name as Obsidian compares it: NFC, case ignored, U+00A0 a space like any other."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).replace("\xa0", " ")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read.

    `text` is without the byte order mark and with every line ending as it is in the file.
    Bytes that are not UTF-8 are kept as lone surrogates, so `encode(text)` gives them back.
    """

    path: str
    text: str
    digest: str
    newline: str = "\n"
    bom: bool = False

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decode *data*, losing nothing."""
        body = data.removeprefix(BOM)
        text = body.decode("utf-8", "surrogateescape")
        crlf = text.count("\r\n")
        newline = "\r\n" if crlf and crlf * 2 > text.count("\n") else "\n"
        return cls(path, text, digest(data), newline, bom=len(body) != len(data))

    @classmethod
    def from_text(cls, path: str, text: str) -> Source:
        """A source made of text, as a new file would be written."""
        return cls.from_bytes(path, text.encode("utf-8", "surrogateescape"))

    def encode(self, text: str) -> bytes:
        """*text* as this file would hold it."""
        return (BOM if self.bom else b"") + text.encode("utf-8", "surrogateescape")

    @property
    def is_utf8(self) -> bool:
        """False if the file holds bytes that are no UTF-8 (then it is read, and never written)."""
        try:
            self.text.encode()
        except UnicodeEncodeError:
            return False
        return True


Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in the user's text, where, and what to do. A value; it is never raised.

    `code` is one of `vaultkit.problems.CODES`, which also says how severe it is.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""


class Context(IntFlag):
    """Where in a note a part stands, as far as it matters for what it means."""

    PLAIN = 0
    QUOTE = 1
    COMMENT = 2
    GENERATED = 4
    TASK = 8


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value of a property, as text: nothing is turned into a number, a date or a bool."""

    text: str
    line: int
    column: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """One frontmatter property. `items` holds its values: one for a scalar, any number for a list.

    `shape` is `map` for what Obsidian's property editor cannot hold (nested values); such a
    property has no items; the texts in it are `nested`, for the sake of their links. `last_line` is
    the line on which its value ends.
    """

    name: str
    items: tuple[Scalar, ...]
    shape: Literal["empty", "scalar", "list", "map"]
    line: int
    column: int
    last_line: int
    nested: tuple[Scalar, ...] = ()

    @property
    def text(self) -> str:
        """The first value, or an empty text."""
        return self.items[0].text if self.items else ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A root-level heading; `text` is raw, as written."""

    level: int
    text: str
    line: int


LinkKind = Literal["wikilink", "markdown", "embed", "property"]
_SIZE = re.compile(r"(?:.*\|)?(\d{1,5})(?:x(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written: `target` is the path part, `subpath` what follows the first `#`.

    `text` is all of it as it stands in the file, from `line` and `column` on (but for a property
    whose YAML escapes it). The definition of a reference (`[x]: Note.md`) is a link too.
    `property` names the frontmatter property that holds it (kind `property`), else it is empty.
    """

    kind: LinkKind
    target: str
    subpath: str
    display: str
    text: str
    line: int
    column: int
    context: Context = Context.PLAIN

    @property
    def size(self) -> tuple[int, int | None] | None:
        """Width and height in pixels that an embed asks for (`![[a.png|640x480]]`, `![alt|100](a.png)`)."""
        found = _SIZE.fullmatch(self.display) if self.kind == "embed" else None
        return (int(found[1]), int(found[2]) if found[2] else None) if found else None

    property: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag without its `#`."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Field:
    """A Dataview inline field: `key:: value`, `[key:: value]` or `(key:: value)`."""

    name: str
    value: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Task:
    """A task: `status` is the character in its box, `text` what follows, signs included.

    Dates are as written (`YYYY-MM-DD`), from the Tasks plugin's emoji or Dataview's fields, and so
    are the other signs: `priority` is highest, high, medium, low or lowest, `recurrence` the words
    after 🔁, `id` and `depends_on` what 🆔 and ⛔ name. What is not there is empty.
    `title` is the text without dates and other signs. `parent` is the line of the item above it.
    """

    status: str
    text: str
    title: str
    line: int
    due: str = ""
    scheduled: str = ""
    start: str = ""
    done: str = ""
    cancelled: str = ""
    created: str = ""
    priority: str = ""
    recurrence: str = ""
    id: str = ""
    depends_on: str = ""
    parent: int = 0
    links: tuple[Link, ...] = ()
    section: str = ""
    context: Context = Context.PLAIN

    @property
    def is_open(self) -> bool:
        """Only a blank box is open (Obsidian help, Basic formatting: any other character is done)."""
        return self.status == " "

    @property
    def is_done(self) -> bool:
        """Ticked. `-` is cancelled in the Tasks plugin, so it is neither open nor done."""
        return self.status in {"x", "X"}


@dataclass(frozen=True, slots=True)
class Item:
    """A list item that is no task; `section` is the text of the heading above it.

    `last_line` is where the item ends, with all that is nested in it; `parent` is the line of the
    item above it (0: none).
    """

    text: str
    line: int
    section: str
    context: Context = Context.PLAIN
    last_line: int = 0
    parent: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A block id (`^id`, without the sign)."""

    id: str
    line: int


@dataclass(frozen=True, slots=True)
class Callout:
    """A callout: the `[!type]` that begins a quote (Obsidian help, Callouts).

    `fold` is `+` (open), `-` (closed) or empty; `metadata` is what follows a bar (`[!note|wide]`).
    """

    type: str
    title: str
    line: int
    fold: str = ""
    metadata: str = ""

    @property
    def kind(self) -> str:
        """The type that decides how it looks: aliases are followed, an unknown one is a note."""
        return _CALLOUTS.get(self.type, "note")


_CALLOUTS = {
    word: kind
    for kind, words in {
        "note": "",
        "abstract": "summary tldr",
        "info": "",
        "todo": "",
        "tip": "hint important",
        "success": "check done",
        "question": "help faq",
        "warning": "caution attention",
        "failure": "fail missing",
        "danger": "error",
        "bug": "",
        "example": "",
        "quote": "cite",
    }.items()
    for word in (kind, *words.split())
}


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's definition (`[^id]: text`); one written in the text (`^[text]`) has no id."""

    id: str
    line: int


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a note that vaultkit fills.

    `arguments` is the text after the question's name. `start` and `end` are character offsets of
    the text between the markers' lines; `close_end` is where the closing marker ends.
    `sha` is what the closing marker says we last wrote, empty if we never did.
    """

    name: str
    arguments: str
    line: int
    close_line: int
    start: int
    end: int
    close_end: int
    sha: str
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Markdown understood, the network unknown. Every part carries its line.

    `body_line` is the line after the frontmatter (1 if there is none). `frontmatter_end` is the
    character offset of the line that closes it, -1 if there is none.
    `sound` is False when the frontmatter could not be read as YAML; it is then never edited.
    """

    source: Source
    properties: tuple[Property, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    tags: tuple[Tag, ...] = ()
    tasks: tuple[Task, ...] = ()
    items: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    blocks: tuple[Block, ...] = ()
    callouts: tuple[Callout, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    regions: tuple[Region, ...] = ()
    problems: tuple[Problem, ...] = ()
    body_line: int = 1
    frontmatter_end: int = -1
    sound: bool = True

    @property
    def path(self) -> str:
        """Where the note lies in the vault."""
        return self.source.path

    @property
    def name(self) -> str:
        """The note's name as links use it: the file's name without `.md`."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".md")

    def sections(self, heading: str) -> tuple[range, ...]:
        """The lines of every section that a heading of these words begins, its subsections included."""
        wanted = heading.casefold()
        found = []
        for first in self.headings:
            if first.text.strip().casefold() == wanted:
                ends = (h.line for h in self.headings if h.line > first.line and h.level <= first.level)
                found.append(range(first.line, next(ends, self.source.text.count("\n") + 2)))
        return tuple(found)

    def lines_below(self, heading: str) -> range:
        """The lines of the first such section; none without it."""
        return next(iter(self.sections(heading)), range(0))

    @property
    def is_writable(self) -> bool:
        """False for what is read and never written: no UTF-8, or in the middle of a git conflict."""
        return self.source.is_utf8 and all(problem.code != "in-conflict" for problem in self.problems)

    def property(self, name: str) -> Property | None:
        """The property of that name (case ignored; of two, the last, as YAML readers do)."""
        wanted = name.casefold()
        return next((p for p in reversed(self.properties) if p.name.casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something is known from."""

    path: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stands where it stands: a rule, its words, its points, and the evidence.

    `since` is the day that an action goes back to: of a message, an event, a promise.
    """

    rule: str
    words: str
    points: float
    evidence: Evidence
    since: date | None = None

    def __str__(self) -> str:
        if not self.points:
            return self.words
        return f"{self.words} ({'+' if self.points > 0 else '−'}{abs(self.points):g})"


def total(reasons: Iterable[Reason]) -> float:
    """What the points of reasons add up to, to the cent; a whole number where it is one."""
    cents = round(sum(reason.points for reason in reasons), 2)
    return int(cents) if cents == int(cents) else cents


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a changed file is recognised without reading it (nanoseconds, bytes)."""

    mtime_ns: int
    size: int
    inode: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class DiskLink:
    """A link that the disk has in place of a file: the path in the vault it leads to, empty if it leads out of it."""

    to: str
    is_relative: bool = True


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies in the vault: notes with their stamps, other files, and what could not be seen.

    `sheets` are those of the other files that are read for their links: canvases and bases. `links`
    are those of all files that are links on the disk.
    """

    notes: dict[str, Stamp] = field(default_factory=dict)
    sheets: dict[str, Stamp] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    links: dict[str, DiskLink] = field(default_factory=dict)
