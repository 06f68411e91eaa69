"""What only the graph and the day show of records: dates to come, long drafts, nobody who is me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vaultkit.channels import limit_of, size
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Problem


def of_vault(graph: Graph, today: date) -> Iterator[Problem]:
    """What is wrong with contacts and drafts on a day."""
    yield from _future_contacts(graph, today)
    yield from _long_drafts(graph)
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


def _long_drafts(graph: Graph) -> Iterator[Problem]:
    """Messages not yet sent that their channel would refuse."""
    for note in graph.vault:
        draft = note.record
        if not isinstance(draft, Outreach) or draft.status not in ("", "draft", "ready") or not draft.message:
            continue
        limit = limit_of(draft.channel, graph.settings.limits)
        length = size(draft.message, draft.channel)
        if limit is not None and length > limit:
            message = f"the message is {length} long; {draft.channel} takes {limit}"
            yield Problem(note.path, note.line_of("channel"), 1, "draft-over-limit", message, "shorten it")
