"""One note with one field changed, under the name that it has there; and the plan that writes it."""

from __future__ import annotations

from vaultkit.config import Settings
from vaultkit.edits import append_item, remove_property, set_property
from vaultkit.model import Source
from vaultkit.plan import Change, Plan
from vaultkit.records import Note, properties_of
from vaultkit.vault import read_note


def edited(note: Note, text: str, settings: Settings) -> Note:
    """The note with another text."""
    source = note.document.source
    return read_note(Source.from_bytes(source.path, source.encode(text)), settings)


def with_value(note: Note, field: str, value: str | int, settings: Settings) -> Note:
    """The note with a field set, or without it for an empty text. Raises RefusedError as the edits do."""
    found = properties_of(note.document, field, settings)
    if value != "":
        return edited(note, set_property(note.document, _name(note, field, settings), value), settings)
    for prop in found:
        note = edited(note, remove_property(note.document, prop.name), settings)
    return note


def with_item(note: Note, field: str, value: str, settings: Settings) -> Note:
    """The note with one more item in a field that is a list, unless it is there. Raises RefusedError likewise."""
    return edited(note, append_item(note.document, _name(note, field, settings), value), settings)


def _name(note: Note, field: str, settings: Settings) -> str:
    found = properties_of(note.document, field, settings)
    return found[0].name if found else settings.names_of(field)[0]


def plan_of(before: Note, after: Note, why: str) -> Plan:
    """The plan that writes a changed note; empty if nothing changed."""
    if before.document.source.text == after.document.source.text:
        return Plan()
    return Plan((Change(before.path, before.document.source, after.document.source.text, why),))
