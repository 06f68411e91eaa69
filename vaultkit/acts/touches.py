"""A touch is logged; somebody is hidden for a while."""

from __future__ import annotations

from datetime import date

from vaultkit.acts.fields import edited, plan_of, with_value
from vaultkit.edits import append_log
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.kinds.contact import read_log_line
from vaultkit.plan import Plan
from vaultkit.records import Note


def log_plan(
    graph: Graph,
    person: Note,
    day: date,
    *,
    channel: str = "",
    direction: str = "",
    text: str = "",
    gave: str = "",
    got: str = "",
    next_day: date | None = None,
    clear_date: bool = False,
) -> Plan:
    """Log a touch in the person's note; set `follow_up` to *next_day*, or take it out with *clear_date*."""
    words = " ".join(text.split())
    head = " ".join(filter(None, (str(day), " ".join(channel.split()), direction)))
    ledger = "".join(f" {name}:: {' '.join(what.split())}" for name, what in (("gave", gave), ("got", got)) if what)
    line = f"{head}{f': {words}' if words else ''}{ledger}"
    entry = read_log_line(line, 1)
    if entry is None or (entry.channel, entry.direction) != (" ".join(channel.split()), direction or "both"):
        raise RefusedError(f"'{line}' is no log line", "a channel is one or two words, such as email or coffee")
    note = edited(person, append_log(person.document, graph.settings.headings.log, line), graph.settings)
    if next_day or clear_date:
        note = with_value(note, "follow_up", str(next_day or ""), graph.settings)
    return plan_of(person, note, f"log a touch with {person.title}{f', next on {next_day}' if next_day else ''}")


def snooze_plan(graph: Graph, person: Note, until: date | None) -> Plan:
    """Hide a person until a day; None shows them again."""
    note = with_value(person, "snooze", str(until or ""), graph.settings)
    return plan_of(
        person, note, f"snooze {person.title} until {until}" if until else f"end the snooze of {person.title}"
    )
