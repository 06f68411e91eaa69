"""What only the graph and the day show of records: dates to come, nobody who is me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.goal import Goal
from vaultkit.missing import missing_circles
from vaultkit.model import Problem


def of_vault(graph: Graph, today: date) -> Iterator[Problem]:
    """What is wrong with contacts on a day."""
    yield from _future_contacts(graph, today)
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
