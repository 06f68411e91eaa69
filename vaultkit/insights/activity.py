"""How many touches there were in each of the last weeks, against your weekly budget."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from vaultkit.graph import Graph
from vaultkit.model import Evidence
from vaultkit.questions import Argument

_WEEKS = 12
ARGUMENTS = (Argument("weeks", "number", "How many weeks back, this one included.", _WEEKS),)
COLUMNS = ("week", "touches", "people", "budget")


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday (ISO 8601): touches (a person on a day is one), how many people, and where it is written."""

    week: date
    touches: int
    people: int
    budget: int
    places: tuple[Evidence, ...]


def activity(graph: Graph, today: date, *, weeks: int = _WEEKS) -> tuple[Week, ...]:
    """The last *weeks* weeks, the oldest first; those without a touch too. Empty without any touch ever."""
    found: dict[date, dict[tuple[str, date], Evidence]] = defaultdict(dict)
    for note in graph.contacts:
        for touch in graph.touches(note.path):
            day = touch.day(today)
            if day is not None:
                found[_monday(day)].setdefault((note.path, day), touch.evidence)
    if not found:
        return ()
    this, budget = _monday(today), graph.settings.weekly_budget
    since_year_one = (this - date.min).days // 7
    listed = (this - timedelta(weeks=back) for back in reversed(range(min(weeks, since_year_one))))
    return tuple(
        Week(week, len(found[week]), len({path for path, _ in found[week]}), budget, tuple(found[week].values()))
        for week in listed
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
