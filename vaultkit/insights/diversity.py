"""How varied your network is: industries, cities, weak ties, and goals for which nobody can be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vaultkit.circles import circles, members, my_circles, my_spaces
from vaultkit.fit import goal_fit, goals_in_order
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence
from vaultkit.names import plain_name, town
from vaultkit.questions import LIMIT
from vaultkit.records import Note
from vaultkit.ties import WEAK, acquaintances, is_acquainted, tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("what", "name", "count", "share")

_SHARED = ("communities", "org", "affiliations")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of your contacts: of an `industry` or a `city`, or with a weak `tie`; `share` is of all contacts.

    Or a `goal` with no person who serves it and can be reached; only then has it a `path`. `places`
    are the notes that it is known from.
    """

    what: Literal["industry", "city", "tie", "goal"]
    name: str
    path: str
    count: int
    share: float
    places: tuple[Evidence, ...]


def diversity(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Share, ...]:
    """The shares, the largest first, then the goals. Excluded people do not count."""
    people = [note for note in graph.contacts if isinstance(note.record, Contact) and not note.record.is_excluded]
    found: list[Share] = []
    if people:
        found += _shares("industry", people, lambda contact: contact.industry)
        found += _shares("city", people, lambda contact: town(contact.location))
        weak = [Evidence(note.path, 1) for note in people if tie(graph, note, today).strength < WEAK]
        found.append(_share("tie", f"weak (under {WEAK} of 100)", weak, people))
    unreachable = _unreachable(graph, people, today)
    found += [Share("goal", goal.title, goal.path, 0, 0, (Evidence(goal.path, 1),)) for goal in unreachable]
    return tuple(found[:limit])


def _shares(what: Literal["industry", "city"], people: list[Note], read: Callable[[Contact], str]) -> list[Share]:
    """Each word with its share; those that say none are `not known`."""
    spelled: dict[str, str] = {}
    places: dict[str, list[Evidence]] = defaultdict(list)
    field = "location" if what == "city" else what
    for note in people:
        assert isinstance(note.record, Contact)
        text = read(note.record)
        places[plain_name(text)].append(Evidence(note.path, note.line_of(field)))
        spelled.setdefault(plain_name(text), text or "not known")
    found = [_share(what, spelled[key], those, people) for key, those in places.items()]
    return sorted(found, key=lambda share: (-share.count, share.name.casefold()))


def _share(what: Literal["industry", "city", "tie"], name: str, places: list[Evidence], people: list[Note]) -> Share:
    return Share(what, name, "", len(places), round(len(places) / len(people), 2), tuple(places))


def _unreachable(graph: Graph, people: list[Note], today: date) -> Iterator[Note]:
    """The goals that nobody serves whom you can reach: you know them, share a circle, or could be introduced."""
    guides = {note.path for note in people if _is_guide(note) and is_acquainted(graph, note, today)}
    open_circles = {circle.key for circle in my_circles(graph, _SHARED)} | my_spaces(graph)
    open_circles |= {
        key
        for key, those in members(graph).items()
        if any(note.path in guides and circle.field in _SHARED for note, circle in those)
    }

    def is_reachable(note: Note) -> bool:
        assert isinstance(note.record, Contact)
        return note.record.is_approachable and (
            is_acquainted(graph, note, today)
            or any(other.path in guides for other, _ in acquaintances(graph).get(note.path, ()))
            or any(circle.key in open_circles for circle in circles(graph, note, _SHARED))
        )

    reachable = [note for note in people if is_reachable(note)]
    for goal in goals_in_order(graph):
        if not any(goal_fit(graph, note, goal) for note in reachable):
            yield goal


def _is_guide(note: Note) -> bool:
    """One may ask them for an introduction."""
    return isinstance(note.record, Contact) and note.record.is_approachable and not note.record.do_not_ask
