"""What only the graph and the day show of records: dates to come, long drafts, nobody who is me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vaultkit.channels import limit_of, size
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.outreach import Outreach
from vaultkit.missing import missing_circles
from vaultkit.model import Problem


def of_vault(graph: Graph, today: date) -> Iterator[Problem]:
    """What is wrong with contacts and drafts on a day."""
    yield from _future_contacts(graph, today)
    yield from _long_drafts(graph)
    if graph.me is None and graph.contacts:
        hint = "make one with: vaultkit new me 'Your Name'"
        yield Problem("", 0, 0, "no-me", "no note says who you are; drafts show placeholders", hint)
    yield from _goals(graph)


def _goals(graph: Graph) -> Iterator[Problem]:
    """A network is for something: what, and where it is to lead in the end."""
    goals = [note.record for note in graph.active_goals]
    if not goals:
        hint = "make one with: vaultkit new goal 'What you want to reach'"
        yield Problem("", 0, 0, "no-goal", "no active goal: nothing says what the network is for", hint)
    elif not any(isinstance(goal, Goal) and goal.horizon == "long-term" for goal in goals):
        hint = "write horizon: long-term in the goal that the others serve"
        yield Problem("", 0, 0, "no-long-term-goal", "no active goal is for the long term", hint)


def missing(graph: Graph) -> tuple[Problem, ...]:
    """Every place that names a circle without a note; only told when it is asked for."""
    return tuple(
        Problem(
            place.path,
            place.line,
            1,
            "missing-circle",
            f"there is no note about '{circle.name}'",
            f"make the {circle.kind} with: vaultkit new --stubs",
        )
        for circle in missing_circles(graph)
        for place in circle.places
    )


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
