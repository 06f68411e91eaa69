"""Birthdays and anniversaries: coming, today, and just missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vaultkit.dates import Birthday, Period
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT, within
from vaultkit.records import Note

ARGUMENTS = (within("How far to look ahead (setting `birthday_lead`, 7 days)."), LIMIT)
COLUMNS = ("name", "occasion", "day", "in_days", "age")

_BELATED = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A birthday or anniversary kept on `day`; `in_days` is negative for a belated one.

    `age` is what they turn, None if the year is not known.
    """

    name: str
    path: str
    occasion: str
    day: date
    in_days: int
    age: int | None
    evidence: Evidence


def birthdays(
    graph: Graph, today: date, *, within: Period | None = None, limit: int | None = None
) -> tuple[Occasion, ...]:
    """Occasions from three days ago to the end of *within*, by date. Excluded people have none."""
    horizon = (within or graph.settings.birthday_lead).after(today)
    found = [
        occasion
        for note in graph.contacts
        if isinstance(note.record, Contact) and not note.record.is_excluded
        for name in ("birthday", "anniversary")
        for occasion in _occasions(graph, note, name, today, horizon)
    ]
    return tuple(sorted(found, key=lambda o: (o.day, o.name.casefold(), o.path))[:limit])


def _occasions(graph: Graph, note: Note, field_name: str, today: date, horizon: date) -> Iterator[Occasion]:
    kept: Birthday | None = getattr(note.record, field_name)
    if kept is None:
        return
    following, before = kept.around(today, graph.settings.follow_up.feb29)
    days = [following] if following <= horizon else []
    if before and today - before <= _BELATED and following != today:
        days.insert(0, before)
    for day in days:
        evidence = Evidence(note.path, note.line_of(field_name))
        yield Occasion(note.title, note.path, field_name, day, (day - today).days, kept.age_on(day), evidence)
