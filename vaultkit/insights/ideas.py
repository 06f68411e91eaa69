"""Ideas how to get in touch with somebody, the best first, each with the command to type."""

from __future__ import annotations

from datetime import date

from vaultkit import approach
from vaultkit.approach import Idea
from vaultkit.graph import Graph
from vaultkit.questions import LIMIT, NAME

ARGUMENTS = (NAME, LIMIT)
COLUMNS = ("approach", "points", "words", "command", "reasons")


def ideas(graph: Graph, today: date, *, name: str, limit: int | None = None) -> tuple[Idea, ...]:
    """Write to them, be introduced, meet at an event or in a space, answer what they say.

    None for those whom you only observe, and for excluded people. Raises UnknownPersonError or
    AmbiguousNameError.
    """
    return approach.ideas(graph, graph.find_contact(name), today)[:limit]
