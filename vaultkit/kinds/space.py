"""A space: a community, meetup, forum or committee in which people meet."""

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
    list_field,
    number_field,
    read_record,
    text_field,
    word_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Space(Record):
    """Where your field comes together, online or in person. Its own `kind` is the field `kind_of`."""

    kind: ClassVar[str] = "space"
    words: ClassVar[tuple[str, ...]] = ("space", "community", "group")

    aliases: tuple[str, ...] = list_field("Other names.")
    kind_of: str = word_field("association, meetup, slack, discord, forum, alumni or committee (property `kind`).")
    formats: tuple[str, ...] = list_field("What happens there: social-hour, panel, webinar, workshop ….")
    where: str = word_field("online, in-person or hybrid.")
    size: str = text_field("How many people: small, medium, large, or a number.")
    location: str = text_field("City.")
    org: tuple[Ref, ...] = links_field("Who runs it.")
    url: str = text_field("Web page.")
    join_url: str = text_field("Where to join.")
    member_info: str = text_field("What new members should know.")
    status: str = word_field("found, to-join, applied, member or left.")
    joined: date | None = date_field("When you joined.")
    found_via: Ref | None = link_field("How you found it.")
    comfort: float | None = number_field("How much at ease you are there, 1 to 5.")
    next_check: date | None = date_field("When to look again for events.")
    check_every: str = text_field("How often to look.")
    active: date | None = date_field("When it was last seen active.")
    volunteer_run: bool = flag_field("It is run by volunteers.")
    volunteer_roles: tuple[str, ...] = list_field("What volunteers do there.")
    offers: tuple[str, ...] = list_field("What it offers.")
    asks: tuple[str, ...] = list_field("What it looks for.")
    topics: tuple[str, ...] = list_field("What it is about.")
    goals: tuple[Ref, ...] = links_field("The goals it matters for.")


def read(_: Document, reader: FieldReader) -> Space:
    """The space that a note describes."""
    return read_record(Space, reader)
