"""Who wrote to you and has no answer yet, the longest wait first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.model import Reason
from vaultkit.priority import follow_ups
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "since", "due", "said")


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that waits for an answer: when it came, by when to answer, what it said."""

    name: str
    path: str
    since: date
    due: date
    said: str
    reason: Reason


def replies(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Reply, ...]:
    """Every unanswered message of today or before. A snooze or pause silences it."""
    rule = graph.settings.follow_up.reply_within
    found = [
        Reply(f.name, f.path, reason.since, rule.after(reason.since), _unquoted(reason.evidence.text), reason)
        for f in follow_ups(graph, today)
        for reason in f.reasons
        if reason.rule == "reply" and reason.since
    ]
    return tuple(sorted(found, key=lambda reply: (reply.since, reply.name.casefold(), reply.path))[:limit])


def _unquoted(text: str) -> str:
    """The dashboard puts it in quotes; a quote inside must not end them."""
    return text.replace("“", '"').replace("”", '"')
