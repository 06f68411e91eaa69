"""Foreign formats, one file each; dropping a file in adds a format.

A module `metadata.py` is the format `metadata`; the first line of its docstring says what it is. Its
`files(graph, today, **arguments)` gives the texts of the files to write, by name, and `ARGUMENTS`
declares its arguments as those of a question are. `objects(graph)`, if it has one, gives the same
knowledge as objects for `--format jsonl`. Its files can be replaced at any time, as nobody but us writes
them; where people do, `is_ours(text)` says whether a file is still as it was written.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from vaultkit.graph import Graph
from vaultkit.questions import Argument, values


@dataclass(frozen=True, slots=True)
class Format:
    """A foreign format: what it is, what it takes, how its files and its objects (if it has any) are made.

    `is_ours` knows a text that can be replaced without a loss; None says that all can.
    """

    name: str
    about: str
    make: Callable[..., Mapping[str, str]]
    objects: Callable[[Graph], Iterator[dict[str, Any]]] | None = None
    arguments: tuple[Argument, ...] = ()
    is_ours: Callable[[str], bool] | None = None

    def files(self, graph: Graph, today: date, arguments: Mapping[str, Any] | None = None) -> Mapping[str, str]:
        """The texts of its files by name. Raises UsageError for an argument that it does not take."""
        return self.make(graph, today, **values(self.name, self.arguments, graph, arguments or {}))


def _discover() -> Mapping[str, Format]:
    found: dict[str, Format] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        name = module_info.name.replace("_", "-")
        found[name] = Format(
            name,
            about=(module.__doc__ or "").split("\n", 1)[0],
            make=module.files,
            objects=getattr(module, "objects", None),
            arguments=getattr(module, "ARGUMENTS", ()),
            is_ours=getattr(module, "is_ours", None),
        )
    return MappingProxyType(found)


#: All formats by name.
FORMATS = _discover()
