"""Approach: ideas how to get in touch with somebody, each with its points and the command to type.

An idea counts more the shorter the way: a channel that is known, a mutual contact who may be asked,
an event at which both may be, a space that both are in, a topic that both care about. What a
person's own note says (`approach`, `via`, `reach`) comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from vaultkit.circles import Circle, circles, coming, my_keys, my_spaces, next_event
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.space import Space
from vaultkit.matching import shared_topics
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import plain_name, typed
from vaultkit.records import Note, Ref
from vaultkit.ties import LOOSE, Way, best_way, colleagues_at, is_acquainted, named_via, tie, ways

#: The words of `approach`, the shortest way first.
Approach = Literal["direct", "intro", "event", "space", "content"]
APPROACHES: tuple[Approach, ...] = get_args(Approach)
_PARTS = {"speak": ("speaks", 6), "attend": ("is listed", 4), "belong": ("may come", 3)}
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Idea:
    """A way to get in touch with the contact `name`: what to do, and the command that helps.

    `through` is the path of the mutual contact, event or space that it goes through, if any.
    """

    name: str
    path: str
    approach: Approach
    words: str
    command: str
    points: float
    reasons: tuple[Reason, ...]
    through: str = ""


def ideas(graph: Graph, note: Note, today: date) -> tuple[Idea, ...]:
    """Every idea how to get in touch with a contact, the best first.

    None for those whom you only observe, and for those who are not to be contacted.
    """
    return _ideas(graph, note, today, ways(graph, note, today))


def best_idea(graph: Graph, note: Note, today: date) -> Idea | None:
    """The best idea; it costs little, even where circles are large."""
    way = best_way(graph, note, today)
    return next(iter(_ideas(graph, note, today, (way,) if way else ())), None)


def _ideas(graph: Graph, note: Note, today: date, through: Iterable[Way]) -> tuple[Idea, ...]:
    contact = note.record
    if not isinstance(contact, Contact) or not contact.is_approachable:
        return ()
    found = (
        *_direct(graph, note, contact, today),
        *_intros(graph, note, through),
        *_events(graph, note, today),
        *_spaces(graph, note, today),
        *_content(graph, note, contact),
    )
    order = {name: place for place, name in enumerate(APPROACHES)}
    return tuple(sorted(found, key=lambda idea: (-idea.points, order[idea.approach], idea.words.casefold())))


def name_to_type(graph: Graph, note: Note) -> str:
    """How a note is named in a command: by its title, or by its path where another one is called so too."""
    is_unique = _called_alike(graph)[note.kind, plain_name(note.title)] < 2
    return typed(note.title if is_unique else note.path.removesuffix(".md"))


@once_per_graph
def _called_alike(graph: Graph) -> Counter[tuple[str, str]]:
    """How many notes of a kind go by each name, as a command compares names."""
    return Counter(
        (note.kind, name)
        for note in graph.vault
        for name in {plain_name(name) for name in (note.title, note.name, *getattr(note.record, "aliases", ()))}
    )


def _idea(note: Note, approach: Approach, words: str, command: str, given: list[Reason], through: str = "") -> Idea:
    contact = note.record
    if isinstance(contact, Contact) and contact.approach == approach:
        evidence = Evidence(note.path, note.line_of("approach"))
        given = [*given, Reason("approach", f"their note says: {approach}", 10, evidence)]
    return Idea(note.title, note.path, approach, words, command, total(given), tuple(given), through)


def _direct(graph: Graph, note: Note, contact: Contact, today: date) -> Iterator[Idea]:
    """Write to them, by a channel that is known; not where the note asks for another way."""
    given = list(channels(graph, note))
    if not given or contact.reach == "via":
        return
    words = f"write to them: {', '.join(reason.rule for reason in given)}"
    if is_acquainted(graph, note, today):
        given.append(Reason("met", "you have met", 5, Evidence(note.path, note.line_of("met_on"))))
    if contact.reach == "direct":
        given.append(Reason("reach", "their note says: direct", 2, Evidence(note.path, note.line_of("reach"))))
    yield _idea(
        note,
        "direct",
        words,
        f"vaultkit render {_first_draft(graph, note, today)} --to {name_to_type(graph, note)}",
        given,
    )


def channels(graph: Graph, note: Note) -> Iterator[Reason]:
    """How somebody can be written to; the rule of each reason is the channel."""
    contact = note.record
    assert isinstance(contact, Contact)
    shared = colleagues_at(graph, note)
    if shared:
        yield Reason("slack", f"you both work at {shared.name}", 4, shared.evidence)
    for name, words, points in (
        ("email", "the address is known", 3),
        ("linkedin", "the profile is known", 2),
        ("phone", "the number is known", 1),
    ):
        if getattr(contact, name):
            yield Reason(name, words, points, Evidence(note.path, note.line_of(name)))


def _first_draft(graph: Graph, note: Note, today: date) -> str:
    known = tie(graph, note, today)
    if known.last and (today - known.last).days > _YEAR:
        return "reconnect"
    return "hello" if known.days <= LOOSE else "catch-up"


def _intros(graph: Graph, note: Note, through: Iterable[Way]) -> Iterator[Idea]:
    """Ask a mutual contact; the cheaper the way, the more points."""
    named = named_via(graph, note)
    for way in through:
        if not way.may_ask:
            continue
        mutual = graph.notes[way.path]
        given = [way_reason(way)]
        if named and named.path == way.path:
            evidence = Evidence(note.path, note.line_of("via"))
            given.append(Reason("via", f"their note says: via {way.name}", 5, evidence))
        command = (
            f"vaultkit render intro-request --about {name_to_type(graph, note)} --via {name_to_type(graph, mutual)}"
        )
        yield _idea(note, "intro", f"ask {way.name} to introduce you", command, given, way.path)


def way_reason(way: Way) -> Reason:
    """A way as a reason: 13 points at most, the cheaper the more."""
    points = max(0, int((170 - way.cost) / 10 + 0.5))
    return Reason("way", f"{way.words}, cost {way.cost:g}", points, way.reasons[-1].evidence)


def _events(graph: Graph, note: Note, today: date) -> Iterator[Idea]:
    """The coming events at which they speak, or are listed, or whose space or organization is theirs."""
    found: dict[str, tuple[str, Evidence]] = {}
    for event, part, evidence in _listed_at(graph, today).get(note.path, ()):
        found.setdefault(event.path, (part, evidence))
    for circle in circles(graph, note, ("communities", "affiliations")):
        following = next_event(graph, circle.key, today)
        if following:
            found.setdefault(following.path, ("belong", circle.evidence))
    for path, (part, evidence) in found.items():
        event = graph.notes[path]
        said, points = _PARTS[part]
        where = f" ({evidence.text})" if part == "belong" else ""
        given = [Reason("event", f"{note.title} {said}{where}", points, evidence)]
        if isinstance(event.record, Event) and event.record.rsvp == "going":
            given.append(Reason("going", "you are going", 2, Evidence(path, event.line_of("rsvp"))))
        command = f"vaultkit render hello --to {name_to_type(graph, note)} --event {name_to_type(graph, event)}"
        yield _idea(note, "event", f"meet them at {event.title}", command, given, path)


@once_per_graph
def _listed_at(graph: Graph, today: date) -> Mapping[str, tuple[tuple[Note, str, Evidence], ...]]:
    """The coming events at which each person speaks or is listed, by the person's path."""
    found: dict[str, list[tuple[Note, str, Evidence]]] = defaultdict(list)
    for note in coming(graph, today):
        event = note.record
        assert isinstance(event, Event)
        for part, refs in (("speak", event.speakers), ("attend", (*event.attendees, *event.people))):
            for path, evidence in _people(graph, note, refs):
                found[path].append((note, part, evidence))
    return MappingProxyType({path: tuple(events) for path, events in found.items()})


def _people(graph: Graph, note: Note, refs: Iterable[Ref]) -> Iterator[tuple[str, Evidence]]:
    """The contacts whom references mean, by note, or by the one name or alias."""
    for ref in refs:
        found = graph.person(ref.target or ref.text, note.path)
        if found:
            yield found.path, Evidence(note.path, ref.line, note.title)


def _spaces(graph: Graph, note: Note, today: date) -> Iterator[Idea]:
    """The spaces that both are in."""
    for circle in circles(graph, note, ("communities",)):
        if circle.key not in my_spaces(graph):
            continue
        given = [Reason("space", f"both in {circle.name}", 3, circle.evidence)]
        event = next_event(graph, circle.key, today)
        if event:
            given.append(Reason("next", f"next: {event.title}", 1, Evidence(event.path, 1)))
        space = graph.notes.get(circle.key)
        is_slack = space is not None and isinstance(space.record, Space) and space.record.kind_of == "slack"
        command = f"vaultkit render hello --to {name_to_type(graph, note)}{' --channel slack' if is_slack else ''}"
        yield _idea(note, "space", f"say hello in {circle.name}", command, given, circle.path)


def _content(graph: Graph, note: Note, contact: Contact) -> Iterator[Idea]:
    """Answer what they say about a topic that both care about: a point for each, 3 at most."""
    mine = graph.me.record.topics if graph.me and isinstance(graph.me.record, Me) else ()
    shared = shared_topics(contact.topics, mine)[:3]
    if shared:
        evidence = Evidence(note.path, note.line_of("topics"))
        given = [Reason("topic", f"both care about {topic}", 1, evidence) for topic in shared]
        command = f"vaultkit render hello --to {name_to_type(graph, note)}"
        yield _idea(note, "content", f"answer what they say about {', '.join(shared)}", command, given)


def in_common(graph: Graph, note: Note) -> tuple[Circle, ...]:
    """The spaces, schools and former organizations that are theirs and yours."""
    found = circles(graph, note, ("communities", "affiliations", "school", "former_orgs"))
    mine = my_keys(graph)
    return tuple({circle.key: circle for circle in reversed(found) if circle.key in mine}.values())[::-1]


@once_per_graph
def seen(graph: Graph, today: date) -> Mapping[str, tuple[Evidence, ...]]:
    """Whom you have seen and never met: listed at past events at which you were, the newest event first.

    You were there if the event is done or you were going; with whoever stands among its `people`
    you have talked.
    """
    found: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for note in sorted(graph.of_kind(Event.kind), key=_newest):
        event = note.record
        assert isinstance(event, Event)
        was_there = event.rsvp == "going" or (event.status == "done" and event.rsvp != "not-going")
        if was_there and not event.is_cancelled and event.last_day and event.last_day <= today:
            met = {path for path, _ in _people(graph, note, event.people)}
            for path, evidence in _people(graph, note, (*event.speakers, *event.attendees)):
                if path not in met and not is_acquainted(graph, graph.notes[path], today):
                    found[path].setdefault(note.path, evidence)
    return MappingProxyType({path: tuple(events.values()) for path, events in found.items()})


def _newest(note: Note) -> tuple[int, str]:
    day = note.record.last_day if isinstance(note.record, Event) else None
    return (-day.toordinal() if day else 0, note.path)
