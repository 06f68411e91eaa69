"""Whom to get in touch with now, the most pressing first."""

from __future__ import annotations

from datetime import date

from vaultkit.dates import Period
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.priority import FollowUp, follow_ups
from vaultkit.questions import LIMIT, TIER, within

ARGUMENTS = (within("Also who becomes due within this time."), TIER, LIMIT)
COLUMNS = ("name", "points", "due", "days", "why", "reasons")


def due(
    graph: Graph,
    today: date,
    *,
    within: Period | None = None,
    tier: str | None = None,
    limit: int | None = None,
) -> tuple[FollowUp, ...]:
    """Everybody overdue or due today; with *within*, also who becomes due by then.

    People whom you only observe (`reach: observe`) are never listed.
    """
    horizon = within.after(today) if within else today
    found = [
        follow_up
        for follow_up in follow_ups(graph, today)
        if follow_up.state in ("overdue", "due", "soon", "ok")
        and follow_up.due is not None
        and follow_up.due <= horizon
        and tier in (None, follow_up.tier)
        and not _is_only_observed(graph, follow_up.path)
    ]
    return tuple(found[:limit])


def _is_only_observed(graph: Graph, path: str) -> bool:
    record = graph.notes[path].record
    return isinstance(record, Contact) and record.reach == "observe"
