"""The example vault as the tests of the nine habits ask about it, on its own day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from vaultkit.config import read_settings
from vaultkit.drafts import Draft, Request, make_draft
from vaultkit.files import shipped_texts
from vaultkit.graph import Graph, build
from vaultkit.plan import Plan
from vaultkit.templating import Templates, TemplateText
from vaultkit.vault import make_vault

TODAY = date(2026, 4, 10)
TEMPLATES = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})


def texts(changes: Mapping[str, tuple[str, str]] | None = None) -> dict[str, str]:
    """The texts of all notes by path; *changes* replace a text in a note, which must hold it once."""
    found = {path: text for path, text in shipped_texts("example-vault").items() if path.endswith((".md", ".toml"))}
    for path, (before, after) in (changes or {}).items():
        assert found[path].count(before) == 1, (path, before)
        found[path] = found[path].replace(before, after)
    return found


def graph(notes: Mapping[str, str] | None = None) -> Graph:
    """The graph of the example vault, or of the texts given."""
    found = dict(texts() if notes is None else notes)
    settings = read_settings(found.pop("vaultkit.toml"))
    return build(make_vault(found, settings), settings)


def draft(vault: Graph, name: str, **given: Any) -> Draft:
    """A draft of that name on the vault's day."""
    return make_draft(vault, Request(name, **given), TODAY, TEMPLATES)


def after(notes: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """The texts as they are once a plan is carried out."""
    return {**notes, **{change.path: change.after for change in plan.changes if change.after is not None}}
