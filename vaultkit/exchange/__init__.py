"""Foreign formats, one file each; dropping a file in adds a format.

A module `metadata.py` is the format `metadata`; the first line of its docstring says what it is. Its
`files(graph)` gives the texts of the files to write, by name; `objects(graph)`, if it has one, the same
knowledge as objects for `--format jsonl`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from vaultkit.graph import Graph


@dataclass(frozen=True, slots=True)
class Format:
    """A foreign format: what it is, the texts of its files by name, and its objects if it has any."""

    name: str
    about: str
    files: Callable[[Graph], Mapping[str, str]]
    objects: Callable[[Graph], Iterator[dict[str, Any]]] | None


def _discover() -> Mapping[str, Format]:
    found: dict[str, Format] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        name = module_info.name.replace("_", "-")
        about = (module.__doc__ or "").split("\n", 1)[0]
        found[name] = Format(name, about, module.files, getattr(module, "objects", None))
    return MappingProxyType(found)


#: All formats by name.
FORMATS = _discover()
