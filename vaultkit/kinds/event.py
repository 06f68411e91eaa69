"""An event: a coffee, call, panel or conference at which you were, or will be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - the field is called date
from typing import ClassVar

from vaultkit.dates import day_of_name, parse_period
from vaultkit.model import Document, Problem
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    date_field,
    flag_field,
    link_field,
    links_field,
    list_field,
    read_record,
    text_field,
    word,
    word_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """`people` are those you talked with; `attendees` were merely there. Its own `kind` is `kind_of`."""

    kind: ClassVar[str] = "event"
    words: ClassVar[tuple[str, ...]] = ("event", "meeting", "call")

    kind_of: str = word_field(
        "coffee, call, meeting, social-hour, panel, webinar, workshop, conference (property `kind`)."
    )
    date: Date | None = date_field("The day.")
    start: Date | None = date_field("The first day, or date and time.")
    end: Date | None = date_field("The last day (included), or date and time.")
    location: str = text_field("City.")
    url: str = text_field("Web page.")
    org: tuple[Ref, ...] = links_field("Who runs it.")
    space: Ref | None = link_field("The space it belongs to.")
    people: tuple[Ref, ...] = links_field("With whom you talked.")
    attendees: tuple[Ref, ...] = links_field("Who was there.")
    speakers: tuple[Ref, ...] = links_field("Who spoke.")
    invited: tuple[Ref, ...] = links_field("Whom you invited.")
    rsvp: str = word_field("going, maybe or not-going.")
    status: str = word_field("planned, done or cancelled.")
    follow_up_within: str = text_field("How soon to write to the people you met: `1d`, `none`.")
    volunteers_wanted: bool = flag_field("It looks for volunteers.")
    topics: tuple[str, ...] = list_field("What it is about.")
    goals: tuple[Ref, ...] = links_field("The goals it matters for.")
    uid: str = text_field("Identity across imports (iCalendar UID).")

    @property
    def first_day(self) -> Date | None:
        """The day on which it begins."""
        return self.start or self.date or self.end

    @property
    def last_day(self) -> Date | None:
        """The day on which it ends; a date-only `end` is included."""
        return self.end or self.date or self.start

    @property
    def is_cancelled(self) -> bool:
        """It does not, or did not, take place."""
        return self.status in ("cancelled", "canceled")


def read(document: Document, reader: FieldReader) -> Event:
    """The event that a note describes.

    Without a date of its own it has that of its file's name (`2026-04-08 Panel.md`); without a
    `kind`, the word of its `type` is one (`type: call`).
    """
    event = read_record(Event, reader)
    if event.follow_up_within and parse_period(event.follow_up_within) is None:
        scalar = reader.scalar("follow_up_within")
        message = f"'{scalar.text}' in 'follow_up_within' is no period of time"
        reader.report(scalar, "bad-period", message, "write 1d, 2w or none")
    if event.first_day is None:
        event = replace(event, date=day_of_name(document.path, "", "YYYY-MM-DD"))
        if event.date is None:
            hint = "write date: YYYY-MM-DD"
            reader.problems.append(
                Problem(document.path, 1, 1, "no-date", "an event without a date counts for nothing", hint)
            )
    kind = document.property("type")
    if not event.kind_of and kind and word(kind.text) in ("call", "meeting"):
        event = replace(event, kind_of=word(kind.text))
    return event
