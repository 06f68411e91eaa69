"""A pitch: how you introduce yourself, and when you practised it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

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


def read(_: Document, reader: FieldReader) -> Pitch:
    """The pitch that a note describes."""
    return read_record(Pitch, reader)
