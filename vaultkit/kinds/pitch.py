"""A pitch: how you introduce yourself, and when you practised it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from vaultkit.channels import words
from vaultkit.markdown.inline import Lines
from vaultkit.model import Document
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    dates_field,
    links_field,
    list_field,
    number_field,
    read_record,
    text_field,
    word_field,
)

#: What every pitch says: who you are, what you want to learn, what you offer, what comes next.
PARTS = ("who", "learn", "offer", "next")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is said: its heading (empty above the first) and its words."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitch(Record):
    """The four parts: who, learn, offer, next."""

    kind: ClassVar[str] = "pitch"
    words: ClassVar[tuple[str, ...]] = ("pitch",)

    audience: str = text_field("For whom it is meant.")
    channel: str = word_field("How it is given.")
    seconds: float | None = number_field("How long it takes.")
    goals: tuple[Ref, ...] = links_field("The goals it serves.")
    covers: tuple[str, ...] = list_field("The parts it holds: who, learn, offer, next.")
    practiced: tuple[date, ...] = dates_field("The days on which you practised it.")
    confidence: float | None = number_field("How sure you feel, 1 to 5.")

    #: What is said, part by part: below `Message` if there is such a heading, else all of the note.
    parts: tuple[Part, ...] = ()

    @property
    def word_count(self) -> int:
        """How many words are said."""
        return sum(words(part.text) for part in self.parts)

    @property
    def missing_parts(self) -> tuple[str, ...]:
        """Which of the four parts it neither lists under `covers` nor has a heading for."""
        there = {word.casefold() for word in (*self.covers, *(part.heading for part in self.parts))}
        return tuple(part for part in PARTS if part not in there)


def read(document: Document, reader: FieldReader) -> Pitch:
    """The pitch that a note describes, with what is said."""
    return read_record(Pitch, reader, parts=_parts(document))


_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[^\n`]*\n(?P<text>.*?)\n?(?P=fence)[`~]*", re.DOTALL)


def _parts(document: Document) -> tuple[Part, ...]:
    """The parts below each heading that are not empty; the fence of a draft's message is left out."""
    lines = Lines(document.source.text)
    last = len(document.source.text.split("\n"))
    starts = [("", document.body_line - 1), *((h.text, h.line) for h in document.headings)]
    ends = [line - 1 for _, line in starts[1:]] + [last]
    generated = {line for region in document.regions for line in range(region.line, region.close_line + 1)}
    found = []
    for (heading, start), end in zip(starts, ends, strict=True):
        numbers = (number for number in range(start + 1, end + 1) if number not in generated)
        text = "\n".join(lines.line(number).rstrip() for number in numbers).strip()
        fence = _FENCE.search(text) if heading.casefold() == "message" else _FENCE.fullmatch(text)
        text = fence["text"].strip() if fence else text
        if text:
            found.append(Part(heading, text))
    message = [part for part in found if part.heading.casefold() == "message"]
    return tuple(message or found)
