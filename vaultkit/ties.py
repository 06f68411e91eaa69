"""Ties: how strong the tie between you and somebody is, and through whom somebody can be reached.

Strength is a number from 0 to 100: 40 for recency (half-life 180 days), 30 for frequency (days of
contact in the last 24 months, 12 at most), 15 for the share of them in which they took part, 15 for
the tier. Weak ties are no worse ties (Granovetter 1973): this only says how surely one can ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from vaultkit.circles import Circle, circles, identity, members, my_circles
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence, Reason, total
from vaultkit.records import Note

_HALF_LIFE = 180
_WINDOW = timedelta(days=730)
_OFTEN = 12
#: The circles by which people may know each other.
_SHARED = ("communities", "org", "affiliations")
#: At most so many days of contact with somebody of your own organization make a loose tie.
LOOSE = 2
#: A tie below this strength is weak: last contact long ago, or seldom any.
WEAK = 30


@dataclass(frozen=True, slots=True)
class Tie:
    """The tie to one person: its strength with reasons, the day of the last contact, how many such days."""

    path: str
    strength: int
    reasons: tuple[Reason, ...]
    last: date | None
    days: int


@once_per_graph
def ties(graph: Graph, today: date) -> Mapping[str, Tie]:
    """The tie to every contact, by path."""
    return MappingProxyType({note.path: _tie(graph, note, today) for note in graph.contacts})


def tie(graph: Graph, note: Note, today: date) -> Tie:
    """The tie to one contact."""
    return ties(graph, today)[note.path]


def _tie(graph: Graph, note: Note, today: date) -> Tie:
    touches = [(day, touch) for touch in graph.touches(note.path) if (day := touch.day(today))]
    last = max((day for day, _ in touches), default=None)
    given = tuple(_strength(graph, note, touches, last, today))
    return Tie(note.path, int(total(given)), given, last, len({day for day, _ in touches}))


def _strength(graph: Graph, note: Note, touches: list, last: date | None, today: date) -> Iterator[Reason]:  # type: ignore[type-arg]
    if last is not None:
        silence = (today - last).days
        newest = next(touch for day, touch in reversed(touches) if day == last)
        points = round(40 * 0.5 ** (silence / _HALF_LIFE))
        yield Reason("recency", f"last contact {last}", points, newest.evidence)
        recent = [(day, touch) for day, touch in touches if day >= today - _WINDOW]
        days = {day for day, _ in recent}
        if days:
            often = round(30 * min(len(days), _OFTEN) / _OFTEN)
            yield Reason("frequency", f"{_days(len(days))} of contact in 24 months", often, newest.evidence)
            theirs = {day for day, touch in recent if touch.direction in ("in", "both")}
            yield Reason(
                "two-way", f"they took part in {len(theirs)}", round(15 * len(theirs) / len(days)), newest.evidence
            )
    contact = note.record
    tiers = tuple(graph.settings.tiers)
    if isinstance(contact, Contact) and contact.tier in tiers:
        points = round(15 * (len(tiers) - tiers.index(contact.tier)) / len(tiers))
        yield Reason("tier", f"{contact.tier} tier", points, Evidence(note.path, note.line_of("tier")))


def _days(count: int) -> str:
    return f"{count} {'day' if count == 1 else 'days'}"


def is_acquainted(graph: Graph, note: Note, today: date) -> bool:
    """You know each other: there was contact, or the note says how you met or what you are to each other."""
    contact = note.record
    if not isinstance(contact, Contact):
        return False
    is_met = contact.met_on <= today if contact.met_on else bool(contact.met_at or contact.met_context)
    said = is_met or (contact.relationship and contact.relationship != "stranger")
    return bool(said or contact.tier or contact.cadence) or tie(graph, note, today).last is not None


def colleagues_at(graph: Graph, note: Note) -> Circle | None:
    """The organization at which both of you work, if any."""
    mine = {circle.key for circle in my_circles(graph, ("org",))}
    return next((circle for circle in circles(graph, note, ("org",)) if circle.key in mine), None)


def is_loose_colleague(graph: Graph, note: Note, today: date) -> bool:
    """A colleague with whom there was contact on two days at most (an article's "colleagues you haven't met much")."""
    return colleagues_at(graph, note) is not None and tie(graph, note, today).days <= LOOSE


@dataclass(frozen=True, slots=True)
class Way:
    """A way to somebody through a mutual contact. The points of `reasons` add up to `cost`: less is better.

    `words` say how the mutual contact knows them; `may_ask` is False if they are not to be asked.
    """

    path: str
    name: str
    cost: float
    words: str
    knows: bool
    last: date | None
    may_ask: bool
    reasons: tuple[Reason, ...]


def ways(graph: Graph, note: Note, today: date) -> tuple[Way, ...]:
    """Every way to somebody through one contact of yours, the best first; those not to be asked last.

    Cost: (110 - the strength of your tie to the mutual contact) + 30 if they know each other, 60 if
    they are only in the same space or organization.
    """
    return tuple(sorted(_ways(graph, note, today, members(graph)), key=_order))


def best_way(graph: Graph, note: Note, today: date) -> Way | None:
    """The best of the ways that may be gone. It costs little, even where circles are large."""
    listed = (way for way in _ways(graph, note, today, _doors(graph, today)) if way.may_ask)
    return min(listed, key=_order, default=None)


def _order(way: Way) -> tuple[bool, float, str]:
    return (not way.may_ask, way.cost, way.name.casefold())


def _ways(
    graph: Graph, note: Note, today: date, people: Mapping[str, tuple[tuple[Note, Circle], ...]]
) -> tuple[Way, ...]:
    """The ways through whoever knows them, and through *people* of their circles."""
    found: dict[str, Reason] = {}
    for mutual, evidence in _knowing(graph, note):
        found.setdefault(mutual.path, Reason("knows", f"{mutual.title} knows {note.title}", 30, evidence))
    for circle in circles(graph, note, _SHARED):
        for mutual, theirs in people.get(circle.key, ()):
            if theirs.field in _SHARED:
                words = f"{mutual.title} and {note.title} are both in {circle.name}"
                found.setdefault(mutual.path, Reason("circle", words, 60, theirs.evidence))
    listed = (_way(graph, graph.notes[path], reason, today) for path, reason in found.items() if path != note.path)
    return tuple(way for way in listed if way)


@once_per_graph
def _doors(graph: Graph, today: date) -> Mapping[str, tuple[tuple[Note, Circle], ...]]:
    """Of every circle the two contacts who are best to ask: two, since one may be the person meant."""
    found = {}
    for key, people in members(graph).items():
        listed = [each for each in people if each[1].field in _SHARED and may_ask(graph, each[0], today)]
        ordered = sorted(listed, key=lambda each: (-tie(graph, each[0], today).strength, each[0].title.casefold()))
        found[key] = tuple(ordered[:2])
    return MappingProxyType(found)


def named_via(graph: Graph, note: Note) -> Note | None:
    """The contact whom a contact's note names as the way to them (`via`)."""
    via = note.record.via if isinstance(note.record, Contact) else ""
    return graph.person(via, note.path) if via else None


def may_ask(graph: Graph, note: Note, today: date) -> bool:
    """You know them and may ask them for an introduction."""
    contact = note.record
    is_willing = isinstance(contact, Contact) and contact.is_approachable and not contact.do_not_ask
    return is_willing and is_acquainted(graph, note, today)


def _way(graph: Graph, mutual: Note, link: Reason, today: date) -> Way | None:
    contact = mutual.record
    if not isinstance(contact, Contact) or contact.is_excluded or not is_acquainted(graph, mutual, today):
        return None
    known = tie(graph, mutual, today)
    evidence = known.reasons[0].evidence if known.reasons else Evidence(mutual.path, 1)
    near = Reason("tie", f"your tie to {mutual.title} is {known.strength} of 100", 110 - known.strength, evidence)
    is_willing = may_ask(graph, mutual, today)
    given = (near, link)
    return Way(mutual.path, mutual.title, total(given), link.words, link.rule == "knows", known.last, is_willing, given)


@once_per_graph
def acquaintances(graph: Graph) -> Mapping[str, tuple[tuple[Note, Evidence], ...]]:
    """Who knows whom among the contacts, either way round: by `knows`, `introduced_by` and `via`."""
    found: dict[str, dict[str, Evidence]] = {}
    for note, other, line in (*_named_contacts(graph), *_named_ways(graph)):
        if other in graph.notes and other != note.path and isinstance(graph.notes[other].record, Contact):
            evidence = Evidence(note.path, line)
            found.setdefault(note.path, {}).setdefault(other, evidence)
            found.setdefault(other, {}).setdefault(note.path, evidence)
    return MappingProxyType(
        {path: tuple((graph.notes[other], e) for other, e in known.items()) for path, known in found.items()}
    )


def _named_contacts(graph: Graph) -> Iterator[tuple[Note, str, int]]:
    for note in graph.contacts:
        contact = note.record
        assert isinstance(contact, Contact)
        introduced = (contact.introduced_by,) if contact.introduced_by else ()
        for ref in (*contact.knows, *introduced):
            yield note, identity(graph, ref, note.path), ref.line


def _named_ways(graph: Graph) -> Iterator[tuple[Note, str, int]]:
    for note in graph.contacts:
        via = named_via(graph, note)
        if via:
            yield note, via.path, note.line_of("via")


def _knowing(graph: Graph, note: Note) -> tuple[tuple[Note, Evidence], ...]:
    return acquaintances(graph).get(note.path, ())


def know_each_other(graph: Graph, one: Note, other: Note) -> bool:
    """One of the two notes says that they know each other."""
    return any(known.path == other.path for known, _ in _knowing(graph, one))
