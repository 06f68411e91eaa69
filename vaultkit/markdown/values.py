"""The values of properties as a program reads them: numbers, true and false, lists, nested maps.

Everywhere else a value is the text that stands in the note; this is for those who hand values on.
A plain value is read by the core schema of YAML 1.2 (yaml.org/spec/1.2.2, chapter 10.3), as Obsidian
does: `yes`, `12:30` and dates are texts. What has no counterpart in JSON stays text too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from vaultkit.markdown.frontmatter import NULLS, boundary, guarded_events, plain_json
from vaultkit.model import Document, Property

_FLAGS = {word: word.casefold() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile("0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
#: A number of more digits is none that anybody counts with, and turning it into one takes long.
_LONGEST = 300


def property_values(document: Document) -> dict[str, Any]:
    """The properties of a note by name, as JSON could hold them. Never raises.

    Where the YAML is faulty, each property that can be read alone is; of any other, the text that
    was rescued. An anchor (`*x`) is not followed, and what has a YAML tag is text.
    """
    found = boundary(document.source.text) if document.properties else None
    if found is None:
        return {}
    block = document.source.text[found[0] : found[1]]
    values = _read(plain_json(block) if block.lstrip().startswith("{") else block)
    if values is None:
        lines = document.source.text.split("\n")
        values = {}
        for prop in document.properties:
            values.update(_read("\n".join((*lines[prop.line - 1 : prop.last_line], ""))) or {})
    return {prop.name: values[prop.name] if prop.name in values else _rescued(prop) for prop in document.properties}


def _rescued(prop: Property) -> str | list[str]:
    texts = [item.text for item in prop.items]
    return texts if prop.shape == "list" else "".join(texts)


def _read(block: str) -> dict[str, Any] | None:
    try:
        events = iter(guarded_events(block))
        return _mapping(events, block) if isinstance(next(events), yaml.MappingStartEvent) else None
    except Exception:  # noqa: BLE001 - PyYAML raises a dozen classes; all mean that it cannot be read
        return None


def _mapping(events: Iterator[Any], block: str) -> dict[str, Any]:
    """A map by the texts of its names; a name that is no text by itself is passed over, as the reader does."""
    found: dict[str, Any] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        _value(key, events, block)
        value = _value(next(events), events, block)
        if isinstance(key, yaml.ScalarEvent):
            found[key.value] = value
    return found


def _value(event: Any, events: Iterator[Any], block: str) -> Any:
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, block)
    if isinstance(event, yaml.SequenceStartEvent):
        found = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            found.append(_value(item, events, block))
        return found
    if isinstance(event, yaml.AliasEvent) or (event.tag is not None and not event.value):
        return block[event.start_mark.index : event.end_mark.index]
    is_plain = event.style not in ("'", '"', "|", ">") and event.tag is None
    return plain_value(event.value) if is_plain else event.value


def plain_value(text: str) -> bool | float | str | None:
    """What a value without quotes means in YAML 1.2; infinity and "not a number" stay text, as JSON has neither."""
    if text in NULLS:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if len(text) > _LONGEST:
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
