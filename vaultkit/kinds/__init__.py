"""Kinds of notes, one file each; dropping a file in adds a kind. `read` decides which one a note is."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vaultkit.config import KindRule, Settings
from vaultkit.model import Document
from vaultkit.records import FieldReader, Note, Record, schema


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of note: its record class and how to read it."""

    name: str
    record: type[Record]
    read: Callable[[Document, FieldReader], Record]


def _discover() -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        record = next(
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Record) and value.__module__ == module.__name__
        )
        found[record.kind] = Kind(record.kind, record, module.read)
    return MappingProxyType(found)


#: All kinds by name.
KINDS = _discover()


#: Every field of every kind.
FIELDS = frozenset(name for kind in KINDS.values() for name, _, _ in schema(kind.record))


def read(document: Document, settings: Settings) -> Note:
    """The note that a document is: its record if it is of a kind, and the problems of its fields."""
    name = kind_of(document, settings)
    if not name:
        return Note(document)
    reader = FieldReader(document, settings)
    record = KINDS[name].read(document, reader)
    return Note(document, record, tuple(reader.problems))


def kind_of(document: Document, settings: Settings) -> str:
    """The first that says what a note is: `type`, a `categories` link, a tag, its folder; else empty."""
    if any(problem.code == "unfilled-template" for problem in document.problems) or _is_drawing(document):
        return ""
    if settings.obsidian.is_template(document.path) or document.property("merged_into"):
        return ""
    name = _by_word(document, settings, "type") or _by_word(document, settings, "categories")
    name = name or _by_tag(document, settings) or _by_folder(document, settings)
    if name == "contact" and _is_excluded(document.name, settings):
        return ""
    return name


def _by_word(document: Document, settings: Settings, property_name: str) -> str:
    found = document.property(property_name)
    for item in found.items if found else ():
        word = item.text.strip().strip("[]").rsplit("/", 1)[-1].split("|")[0].casefold()
        for kind in KINDS.values():
            if word in kind.record.words or word in _folded(_rule(kind.name, settings).types):
                return kind.name
    return ""


def _by_tag(document: Document, settings: Settings) -> str:
    tags = {tag.name.casefold() for tag in document.tags}
    for kind in KINDS:
        for wanted in _folded(_rule(kind, settings).tags):
            name = wanted.removeprefix("#")
            if any(tag == name or tag.startswith(name + "/") for tag in tags):
                return kind
    return ""


def _by_folder(document: Document, settings: Settings) -> str:
    for kind in KINDS:
        for folder in _rule(kind, settings).folders:
            if folder and document.path.startswith(folder.strip("/") + "/"):
                return kind
    return ""


def _rule(kind: str, settings: Settings) -> KindRule:
    return settings.kinds.get(kind, KindRule())


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def _is_drawing(document: Document) -> bool:
    return document.path.endswith(".excalidraw.md") or document.property("excalidraw-plugin") is not None


def _is_excluded(name: str, settings: Settings) -> bool:
    words = {word.casefold() for word in re.findall(r"\w+", name)}
    return any(word.casefold() in words for word in settings.exclude)
