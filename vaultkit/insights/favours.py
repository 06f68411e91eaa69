"""What you owe and what is owed to you: favours of the last 24 months, a line for each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.favours import balance
from vaultkit.favours import favours as ledger
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "balance", "side", "day", "words")


@dataclass(frozen=True, slots=True)
class Account:
    """How you stand with somebody: `balance` is favours got less favours given, `side` says it in words.

    `words` and `day` are those of the last favour on that side.
    """

    name: str
    path: str
    balance: int
    side: str
    day: date
    words: str
    evidence: Evidence


def favours(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Account, ...]:
    """Everybody with whom you are not even: what you owe first, the most first."""
    found = []
    for path, exchanged in ledger(graph, today).items():
        note, more = graph.notes[path], balance(exchanged)
        if not more or (isinstance(note.record, Contact) and note.record.is_excluded):
            continue
        last = [favour for favour in exchanged if favour.is_got is (more > 0)][-1]
        side = "you owe" if more > 0 else "owed to you"
        found.append(Account(note.title, path, more, side, last.day, last.words, last.evidence))
    return tuple(sorted(found, key=lambda a: (a.balance < 0, -abs(a.balance), a.name.casefold(), a.path))[:limit])
