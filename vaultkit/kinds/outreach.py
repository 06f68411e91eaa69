"""Outreach: a message, from draft to answer."""

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
    flag_field,
    link_field,
    links_field,
    read_record,
    text_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach(Record):
    """A draft that was sent is a touch on its `sent` date. Its own `kind` is the field `kind_of`."""

    kind: ClassVar[str] = "outreach"
    words: ClassVar[tuple[str, ...]] = ("outreach",)

    kind_of: str = text_field("Which draft it is: hello, reconnect, follow-up, intro-offer … (property `kind`).")
    channel: str = text_field("How it is sent.")
    tone: str = text_field("casual, warm or formal.")
    to: tuple[Ref, ...] = links_field("To whom.")
    via: Ref | None = link_field("Through whom.")
    about: Ref | None = link_field("About whom or what.")
    event: Ref | None = link_field("The event it refers to.")
    goals: tuple[Ref, ...] = links_field("The goals it serves.")
    status: str = text_field("draft, ready, sent, replied, scheduled, no-reply, declined or done.")
    sent: date | None = date_field("When you sent it.")
    replied: date | None = date_field("When they answered.")
    follow_up: date | None = date_field("When to ask again.")
    receptive: bool = flag_field("They seemed glad to hear from you.")
    asked: tuple[Ref, ...] = links_field("Of an introduction: who was asked.")
    agreed: tuple[Ref, ...] = links_field("Of an introduction: who agreed.")
    declined: tuple[Ref, ...] = links_field("Of an introduction: who declined.")
    made: date | None = date_field("Of an introduction: when it was made.")


def read(_: Document, reader: FieldReader) -> Outreach:
    """The outreach that a note describes."""
    return read_record(Outreach, reader)
