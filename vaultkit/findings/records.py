"""What only the graph and the day show of records: dates to come, nobody who is me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.model import Problem


def of_vault(graph: Graph, today: date) -> Iterator[Problem]:
    """What is wrong with contacts on a day."""
    yield from _future_contacts(graph, today)
    if graph.me is None and graph.contacts:
        hint = "make one with: vaultkit new me 'Your Name'"
        yield Problem("", 0, 0, "no-me", "no note says who you are; drafts show placeholders", hint)


def _future_contacts(graph: Graph, today: date) -> Iterator[Problem]:
    for note in graph.contacts:
        contact = note.record
        if isinstance(contact, Contact) and contact.last_contact and contact.last_contact > today:
            message = f"last_contact {contact.last_contact} lies in the future and is ignored"
            yield Problem(
                note.path,
                note.line_of("last_contact"),
                1,
                "future-last-contact",
                message,
                "write the day you were in touch",
            )
