"""How many touches there were in each of the last weeks, against your weekly budget."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from vaultkit.graph import Graph
from vaultkit.questions import Argument

_WEEKS = 12
ARGUMENTS = (Argument("weeks", "number", "How many weeks back, this one included.", _WEEKS),)
COLUMNS = ("week", "touches", "people", "budget")


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday (ISO 8601): touches (a person on a day is one), and how many people."""

    week: date
    touches: int
    people: int
    budget: int


def activity(graph: Graph, today: date, *, weeks: int = _WEEKS) -> tuple[Week, ...]:
    """The last *weeks* weeks, the oldest first; those without a touch too. Empty without any touch ever."""
    days = {
        (note.path, day)
        for note in graph.contacts
        for touch in graph.touches(note.path)
        if (day := touch.day(today)) is not None
    }
    if not days:
        return ()
    touches = Counter(_monday(day) for _, day in days)
    people = Counter(week for _, week in {(path, _monday(day)) for path, day in days})
    this = _monday(today)
    listed = (this - timedelta(weeks=back) for back in reversed(range(weeks)))
    return tuple(Week(week, touches[week], people[week], graph.settings.weekly_budget) for week in listed)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
