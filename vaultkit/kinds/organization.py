"""An organization: a company, school, association or nonprofit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vaultkit.model import Document
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    flag_field,
    link_field,
    links_field,
    list_field,
    read_record,
    text_field,
    word_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Record):
    """Where people work, study or belong."""

    kind: ClassVar[str] = "organization"
    words: ClassVar[tuple[str, ...]] = ("organization", "organisation", "company", "org")

    aliases: tuple[str, ...] = list_field("Other names.")
    url: str = text_field("Web page.")
    industry: str = text_field("Industry.")
    location: str = text_field("City.")
    domains: tuple[str, ...] = list_field("Mail domains of its people.")
    parent: Ref | None = link_field("The organization it belongs to.")
    kind_of: str = word_field("company, school, association or nonprofit.")
    hiring: bool = flag_field("It is hiring.")
    offers: tuple[str, ...] = list_field("What it offers: `development/…`.")
    asks: tuple[str, ...] = list_field("What it looks for.")
    volunteer_run: bool = flag_field("It is run by volunteers.")
    volunteer_roles: tuple[str, ...] = list_field("What volunteers do there.")
    topics: tuple[str, ...] = list_field("What it is about.")
    goals: tuple[Ref, ...] = links_field("The goals it matters for.")
    status: str = word_field("interested, applied, member or former.")


def read(_: Document, reader: FieldReader) -> Organization:
    """The organization that a note describes."""
    return read_record(Organization, reader)
