"""An interaction: a note of its own for a talk or message when a log line is too small."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - the field is called date
from typing import ClassVar

from vaultkit.dates import day_of_name
from vaultkit.model import Document, Problem
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
    word_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction(Record):
    """A touch with everybody in `people`, in its `direction`."""

    kind: ClassVar[str] = "interaction"
    words: ClassVar[tuple[str, ...]] = ("interaction",)

    date: Date | None = date_field("The day.")
    people: tuple[Ref, ...] = links_field("With whom.")
    channel: str = word_field("How: email, call, slack ….")
    direction: str = word_field("in, out or both.")
    topics: tuple[str, ...] = list_field("What about.")
    event: Ref | None = link_field("The event it belongs to.")
    uid: str = text_field("Identity across imports.")


def read(document: Document, reader: FieldReader) -> Interaction:
    """The interaction that a note describes; without a date of its own it has that of its file's name."""
    interaction = read_record(Interaction, reader)
    if interaction.date is None:
        interaction = replace(interaction, date=day_of_name(document.path, "", "YYYY-MM-DD"))
        if interaction.date is None:
            message, hint = "an interaction without a date counts for nothing", "write date: YYYY-MM-DD"
            reader.problems.append(Problem(document.path, 1, 1, "no-date", message, hint))
    return interaction
