"""How many touches a week your cadences ask for, against your budget, and what would ease it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.config import Settings
from vaultkit.followups import follow_up
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence
from vaultkit.records import Note
from vaultkit.ties import tie

ARGUMENTS = ()
COLUMNS = ("touches", "budget", "people", "moves")


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who could be met more rarely: from a cadence to a tier, and the touches a week that saves."""

    name: str
    path: str
    before: str
    tier: str
    saves: float
    evidence: Evidence

    def __str__(self) -> str:
        return f"{self.name}: {self.before} to {self.tier}, saves {self.saves:g} a week"


@dataclass(frozen=True, slots=True)
class Capacity:
    """What all cadences ask for. `asked` is touches a week to the cent, `touches` rounded.

    `moves` lists the cheapest moves to a wider tier that bring it into the budget, none if it is.
    `places` are the lines of the cadences.
    """

    touches: int
    asked: float
    budget: int
    people: int
    moves: tuple[Move, ...]
    places: tuple[Evidence, ...]

    @property
    def is_over(self) -> bool:
        """The cadences ask for more than the budget."""
        return self.touches > self.budget


def capacity(graph: Graph, today: date) -> tuple[Capacity, ...]:
    """One result: the sum of 7 / the days of each cadence, of everybody who is tracked now.

    Paused, excluded and only observed people ask for nothing. Nothing is returned if nobody has a cadence or tier.
    """
    tracked = tuple(_tracked(graph, today))
    if not tracked:
        return ()
    asked = round(sum(rate for _, rate, _ in tracked), 2)
    budget = graph.settings.weekly_budget
    moves = _moves(graph, tracked, asked - budget, today) if round(asked) > budget else ()
    places = tuple(_place(note) for note, _, _ in tracked)
    return (Capacity(round(asked), asked, budget, len(tracked), moves, places),)


def _tracked(graph: Graph, today: date) -> Iterator[tuple[Note, float, str]]:
    """Who has a cadence in force, the touches a week it asks for, and the cadence's name."""
    for note in graph.contacts:
        contact = note.record
        assert isinstance(contact, Contact)
        standing = follow_up(graph, note, today)
        if contact.is_approachable and contact.status != "paused" and standing.rhythm:
            yield note, 7 / standing.rhythm.days, contact.cadence or contact.tier


def _moves(graph: Graph, tracked: tuple[tuple[Note, float, str], ...], excess: float, today: date) -> tuple[Move, ...]:
    """The weakest ties first, each to the next wider tier, until the excess is gone."""
    offered = sorted(
        (
            (tie(graph, note, today).strength, move)
            for note, rate, before in tracked
            if (move := _move(graph, note, rate, before))
        ),
        key=lambda pair: (pair[0], -pair[1].saves, pair[1].name.casefold(), pair[1].path),
    )
    sums = itertools.accumulate((move.saves for _, move in offered), initial=0.0)
    return tuple(move for (_, move), saved in zip(offered, sums, strict=False) if saved < excess)


def _move(graph: Graph, note: Note, rate: float, before: str) -> Move | None:
    wider = _wider(graph.settings, rate)
    if wider is None:
        return None
    tier, new_rate = wider
    return Move(note.title, note.path, before, tier, round(rate - new_rate, 2), _place(note))


def _place(note: Note) -> Evidence:
    return Evidence(note.path, note.line_of("cadence" if getattr(note.record, "cadence", "") else "tier"))


def _wider(settings: Settings, rate: float) -> tuple[str, float] | None:
    """The nearest tier that asks for fewer touches a week."""
    rates = ((name, 7 / period.days) for name, period in settings.tiers.items() if period)
    return max(((name, other) for name, other in rates if other < rate), key=lambda pair: pair[1], default=None)
