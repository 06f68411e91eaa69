"""Topics: which notes are about what, looked up by topic instead of note by note."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.matching import match
from vaultkit.model import Evidence
from vaultkit.names import name_key
from vaultkit.records import Note


@dataclass(frozen=True, slots=True)
class Mention:
    """A note that has a topic, as it spells it."""

    note: Note
    topic: str
    evidence: Evidence


@once_per_graph
def mentions(graph: Graph) -> Mapping[str, tuple[Mention, ...]]:
    """The contacts, organizations, spaces and events that have a topic, by its key.

    Left out are excluded people, and those whom you only observe: with them one does not talk about it.
    """
    found: dict[str, dict[str, Mention]] = defaultdict(dict)
    for kind in (Contact.kind, Organization.kind, Space.kind, Event.kind):
        for note in graph.of_kind(kind):
            if isinstance(note.record, Contact) and not note.record.is_approachable:
                continue
            evidence = Evidence(note.path, note.line_of("topics"))
            for topic in getattr(note.record, "topics", ()):
                found[name_key(topic)].setdefault(note.path, Mention(note, topic, evidence))
    return MappingProxyType({key: tuple(those.values()) for key, those in found.items()})


@dataclass(frozen=True, slots=True)
class Near:
    """A topic that says what is looked for: `exactly`, or by the words that meet (a synonym, a wider topic)."""

    key: str
    exactly: bool
    words: tuple[str, ...] = ()


def near_topics(graph: Graph, wanted: str) -> tuple[Near, ...]:
    """The topics that say all of what is *wanted*, the exact one first, the others by name."""
    found = (near(graph, key, wanted) for key in mentions(graph))
    return tuple(sorted((one for one in found if one), key=lambda one: (not one.exactly, one.key)))


def near(graph: Graph, text: str, wanted: str) -> Near | None:
    """How a text says all of what is *wanted*, by its words, their stems, or a synonym; None if it does not."""
    key = name_key(text)
    if key == name_key(wanted):
        return Near(key, exactly=True)
    met = match(key, name_key(wanted), graph.settings)
    return Near(key, exactly=False, words=met.words) if met and met.share == 1 else None


def rarity(graph: Graph, topic: str) -> float:
    """The weight of a shared topic, 1 / ln(1 + contacts that have it): the rarer, the more it says (Adamic, Adar)."""
    return round(1 / math.log(1 + max(1, _contacts_with(graph).get(name_key(topic), 0))), 2)


@once_per_graph
def _contacts_with(graph: Graph) -> Mapping[str, int]:
    """How many contacts have a topic, by its key."""
    return {key: sum(isinstance(one.note.record, Contact) for one in those) for key, those in mentions(graph).items()}
