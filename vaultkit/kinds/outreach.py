"""Outreach: a message, from draft to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from vaultkit.model import Document
from vaultkit.names import plain_name
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    date_field,
    flag_field,
    link_field,
    links_field,
    read_record,
    word_field,
)

#: Where an introduction stands, in the order in which it gets there.
IntroState = Literal["idea", "asked", "agreed", "declined", "made", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach(Record):
    """A draft that was sent is a touch on its `sent` date. Its own `kind` is the field `kind_of`."""

    kind: ClassVar[str] = "outreach"
    words: ClassVar[tuple[str, ...]] = ("outreach",)

    kind_of: str = word_field("Which draft it is: hello, reconnect, follow-up, intro-offer … (property `kind`).")
    channel: str = word_field("How it is sent.")
    tone: str = word_field("casual, warm or formal.")
    to: tuple[Ref, ...] = links_field("To whom.")
    via: Ref | None = link_field("Through whom.")
    about: Ref | None = link_field("About whom or what.")
    event: Ref | None = link_field("The event it refers to.")
    goals: tuple[Ref, ...] = links_field("The goals it serves.")
    status: str = word_field("draft, ready, sent, replied, scheduled, no-reply, declined or done.")
    sent: date | None = date_field("When you sent it.")
    replied: date | None = date_field("When they answered.")
    follow_up: date | None = date_field("When to ask again.")
    receptive: bool = flag_field("They seemed glad to hear from you.")
    asked: tuple[Ref, ...] = links_field("Of an introduction: who was asked.")
    agreed: tuple[Ref, ...] = links_field("Of an introduction: who agreed.")
    declined: tuple[Ref, ...] = links_field("Of an introduction: who declined.")
    made: date | None = date_field("Of an introduction: when it was made.")

    #: The text to be sent, without its subject: it stands in the first fence below the heading
    #: `Message`, or in the first of all.
    message: str = ""

    @property
    def missing_yes(self) -> tuple[Ref, ...]:
        """Of an introduction: who has not agreed yet."""
        agreed = {plain_name(ref.name) for ref in self.agreed}
        return tuple(ref for ref in self.to if plain_name(ref.name) not in agreed)

    @property
    def intro_state(self) -> IntroState:
        """Of an introduction: idea, asked, agreed (by both), declined (by one), made, closed.

        What is furthest along counts; a no counts more than a yes.
        """
        if self.status in ("done", "no-reply"):
            return "closed"
        if self.made:
            return "made"
        if self.declined or self.status == "declined":
            return "declined"
        if len(self.to) > 1 and not self.missing_yes:
            return "agreed"
        return "asked" if self.asked or self.agreed or self.sent or self.status == "sent" else "idea"

    @property
    def is_open(self) -> bool:
        """It may still be answered, or asked again."""
        is_answered = self.status == "replied" and self.replied is None
        return not is_answered and self.status not in ("no-reply", "declined", "scheduled", "done")


def read(document: Document, reader: FieldReader) -> Outreach:
    """The outreach that a note describes, with its message."""
    return read_record(Outreach, reader, message=message_in(document.source.text))


_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n`]*\n(.*?)^\1[`~]*[ \t]*\r?$", re.MULTILINE | re.DOTALL)


def message_in(text: str) -> str:
    """The message that a draft's note holds, empty if there is none."""
    heading = re.search(r"^## Message[ \t]*\r?$", text, re.MULTILINE)
    fence = _FENCE.search(text, heading.end() if heading else 0)
    message = fence[2].replace("\r\n", "\n").strip("\n") if fence else ""
    return re.sub(r"\ASubject:[^\n]*\n+", "", message)
