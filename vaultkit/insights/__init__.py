"""Questions about the network, one file each; dropping a file in adds a question.

A module `after_events.py` answers the question `after-events` with its function `after_events`;
the first line of its docstring says what it is, `ARGUMENTS` what it takes, `COLUMNS` what a table
of its results shows.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from vaultkit.questions import Question


def _discover() -> Mapping[str, Question]:
    found: dict[str, Question] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        name = module_info.name.replace("_", "-")
        about = (module.__doc__ or "").split("\n", 1)[0]
        found[name] = Question(name, about, module.ARGUMENTS, module.COLUMNS, getattr(module, module_info.name))
    return MappingProxyType(found)


#: All questions by name.
QUESTIONS = _discover()
