"""A dashboard: a note that is mostly regions. Any other note may hold regions too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vaultkit.model import Document
from vaultkit.records import FieldReader, Record, read_record, word_field


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard(Record):
    """Says only that the note is one; the regions say what it shows."""

    kind: ClassVar[str] = "dashboard"
    words: ClassVar[tuple[str, ...]] = ("dashboard",)

    view: str = word_field("Which dashboard it is.")


def read(_: Document, reader: FieldReader) -> Dashboard:
    """The dashboard that a note is."""
    return read_record(Dashboard, reader)
