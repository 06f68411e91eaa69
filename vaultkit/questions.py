"""What a question about the network is: its name, its arguments, its answer's columns.

A question has one name, the same as a region, after `vaultkit list`, and in Python; its arguments
are declared once, here read from text, from the command line, or from Python values alike.
"""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from vaultkit.dates import Birthday, Period, parse_period
from vaultkit.errors import UnknownNameError, UsageError, nearest
from vaultkit.graph import Graph
from vaultkit.records import word

ArgumentType = Literal["period", "number", "word", "tier", "text"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a question. `default` is a value as the question takes it.

    One that is `required` has none, and is typed without its name: `vaultkit list path Sam`.
    """

    name: str
    type: ArgumentType
    about: str
    default: Any = None
    choices: tuple[str, ...] = ()
    required: bool = False


LIMIT = Argument("limit", "number", "At most this many.")
TIER = Argument("tier", "tier", "Only people of this tier.")
GOAL = Argument("goal", "text", "Only for this goal: its name, or a part of it.")
NAME = Argument("name", "text", "A contact: a name, an alias, or a part of a name.", required=True)


def within(about: str, default: Period | None = None) -> Argument:
    """The argument that says how far to look ahead."""
    return Argument("within", "period", about, default)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `ask(graph, today, **arguments)` answers it with a tuple of frozen results."""

    name: str
    about: str
    arguments: tuple[Argument, ...]
    columns: tuple[str, ...]
    ask: Callable[..., tuple[Any, ...]]

    @property
    def is_ranked(self) -> bool:
        """Its results have points, and reasons whose points add up to them."""
        return "points" in self.columns

    @property
    def asks_for(self) -> tuple[Argument, ...]:
        """The arguments without which it cannot be asked."""
        return tuple(argument for argument in self.arguments if argument.required)

    def answer(self, graph: Graph, today: date, arguments: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
        """The results, with *arguments* as text or as values. Raises UsageError for a bad one."""
        return self.ask(graph, today, **self.values(graph, arguments or {}))

    def values(self, graph: Graph, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """All arguments as the question takes them: `values`."""
        return values(self.name, self.arguments, graph, arguments)


def values(asked: str, declared: tuple[Argument, ...], graph: Graph, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of what is *asked*, as it takes them, defaults filled in.

    Raises UsageError for an argument that does not exist or cannot be read, UnknownNameError
    for a word that is none of its choices; a tier must be one of the settings'.
    """
    known = {argument.name: argument for argument in declared}
    for name in arguments:
        if name not in known:
            near = nearest(name, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"it takes: {', '.join(known) or 'nothing'}"
            raise UsageError(f"'{asked}' takes no '{name}'", hint)
    for argument in declared:
        if argument.required and not str(arguments.get(argument.name) or "").strip():
            raise UsageError(f"'{asked}' needs '{argument.name}'", argument.about)
    return {
        name: argument.default if (given := arguments.get(name)) is None else _value(argument, given, graph)
        for name, argument in known.items()
    }


def _value(argument: Argument, given: Any, graph: Graph) -> Any:
    if argument.type == "period":
        period = given if isinstance(given, Period) else parse_period(str(given))
        if period is None:
            raise UsageError(f"'{given}' is no period of time", "write 14d, 2w or 3m")
        return period
    if argument.type == "number":
        if not re.fullmatch(r"\d{1,9}", str(given)):
            raise UsageError(f"'{given}' is no whole number", "write digits, such as 5")
        return int(given)
    if argument.type == "text":
        return " ".join(str(given).split()) or argument.default
    choices = tuple(graph.settings.tiers) if argument.type == "tier" else argument.choices
    if word(str(given)) not in choices:
        raise UnknownNameError(argument.name, str(given), choices)
    return word(str(given))


def parse_arguments(text: str) -> dict[str, str]:
    """`within=14d limit=5` as a mapping. Raises UsageError for anything else."""
    try:
        parts = shlex.split(text)
    except ValueError as fault:
        raise UsageError(f"the arguments '{text}' cannot be read: {fault}") from None
    pairs: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or not name:
            raise UsageError(f"'{part}' is no argument", "write name=value")
        pairs[name] = value
    return pairs


def row(result: Any) -> dict[str, Any]:
    """A result as JSON can hold it: dates as `YYYY-MM-DD`, tuples as lists, results as objects."""
    return {field.name: _plain(getattr(result, field.name)) for field in dataclasses.fields(result)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period | Birthday):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return row(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
