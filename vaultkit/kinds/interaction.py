"""An interaction: a note of its own for a talk or message when a log line is too small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the field is called date
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
    read_record,
    text_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction(Record):
    """A touch with everybody in `people`, in its `direction`."""

    kind: ClassVar[str] = "interaction"
    words: ClassVar[tuple[str, ...]] = ("interaction",)

    date: Date | None = date_field("The day.")
    people: tuple[Ref, ...] = links_field("With whom.")
    channel: str = text_field("How: email, call, slack ….")
    direction: str = text_field("in, out or both.")
    topics: tuple[str, ...] = list_field("What about.")
    event: Ref | None = link_field("The event it belongs to.")
    uid: str = text_field("Identity across imports.")


def read(_: Document, reader: FieldReader) -> Interaction:
    """The interaction that a note describes."""
    return read_record(Interaction, reader)
