"""A goal: what the network is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from vaultkit.model import Document
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    date_field,
    link_field,
    links_field,
    list_field,
    number_field,
    read_record,
    word_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Record):
    """What you want to reach, and whom and what it takes."""

    kind: ClassVar[str] = "goal"
    words: ClassVar[tuple[str, ...]] = ("goal",)

    status: str = word_field("active, paused, achieved or dropped; without it, active.")
    horizon: str = word_field("long-term, 1y or 3m.")
    target: date | None = date_field("When it should be reached.")
    excitement: float | None = number_field("How much you look forward to it, 1 to 5.")
    outcomes: tuple[str, ...] = list_field("What reaching it would bring.")
    wants_people: tuple[Ref, ...] = links_field("Roles, or people, it takes.")
    wants_orgs: tuple[Ref, ...] = links_field("Organizations it takes.")
    wants_spaces: tuple[Ref, ...] = links_field("Spaces it takes.")
    wants_help: tuple[str, ...] = list_field("Help it takes: advice, referral, hiring, mentor, review, intro.")
    topics: tuple[str, ...] = list_field("What it is about.")
    parent: Ref | None = link_field("The goal it serves.")

    @property
    def is_active(self) -> bool:
        """Worked on now."""
        return self.status in ("", "active")


def read(_: Document, reader: FieldReader) -> Goal:
    """The goal that a note describes."""
    return read_record(Goal, reader)
