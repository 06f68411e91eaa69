"""A space was looked at, or joined."""

from __future__ import annotations

from datetime import date

from vaultkit.acts.fields import plan_of, with_value
from vaultkit.config import Settings
from vaultkit.dates import parse_period
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.kinds.space import Space
from vaultkit.plan import Plan
from vaultkit.records import Note


def checked(space: Note, today: date, settings: Settings) -> Note:
    """The space with its next check `check_every` from today; without such a time there is no next one.

    Raises RefusedError if that time cannot be read.
    """
    assert isinstance(space.record, Space)
    every = space.record.check_every
    period = parse_period(every) if every else None
    if every and period is None:
        where = f"{space.path}:{space.line_of('check_every')}"
        raise RefusedError(f"{where}: '{every}' in 'check_every' is no period of time", "write 2w, 1m or quarterly")
    return with_value(space, "next_check", str(period.after(today)) if period else "", settings)


def checked_plan(graph: Graph, space: Note, today: date) -> Plan:
    """Note down that a space was looked at today."""
    after = checked(space, today, graph.settings)
    following = getattr(after.record, "next_check", None)
    words = f"next on {following}" if following else "no next check is set"
    return plan_of(space, after, f"{space.title} was checked, {words}")


def joined_plan(graph: Graph, space: Note, today: date) -> Plan:
    """Note down that you joined a space today. One that says that you are a member stays as it is."""
    assert isinstance(space.record, Space)
    if space.record.status == "member":
        return Plan()
    after = with_value(space, "status", "member", graph.settings)
    return plan_of(space, with_value(after, "joined", str(today), graph.settings), f"you joined {space.title}")
