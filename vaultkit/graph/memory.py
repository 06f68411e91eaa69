"""Remembering the last answer of what is asked of one graph many times over."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from vaultkit.graph import Graph

P = ParamSpec("P")
R = TypeVar("R")


def once_per_graph(ask: Callable[Concatenate[Graph, P], R]) -> Callable[Concatenate[Graph, P], R]:
    """Work out an answer once for each graph: every region of a render asks again.

    Only the answers about the graph that was asked last are kept.
    """
    last: list[tuple[Graph, dict[Any, R]]] = []

    @wraps(ask)
    def remembered(graph: Graph, *args: P.args, **more: P.kwargs) -> R:
        if not last or last[0][0] is not graph:
            last[:] = [(graph, {})]
        answers = last[0][1]
        key = (args, tuple(sorted(more.items())))
        if key not in answers:
            answers[key] = ask(graph, *args, **more)
        return answers[key]

    return cast("Callable[Concatenate[Graph, P], R]", remembered)
