"""`vaultkit rename-property`: a property gets another name in every note, and in the bases that use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultkit.bases import Named
from vaultkit.edits import rename_property
from vaultkit.errors import RefusedError, UnknownNameError
from vaultkit.graph import Graph
from vaultkit.kinds import FIELDS
from vaultkit.model import Problem
from vaultkit.plan import Change, Plan
from vaultkit.refactor.relink import base_changes, left_alone

_NAME = re.compile(r"[^\s:#\[\]{}\"'&*!|>%@`,-][^:#\n\[\]{},\"']*")


def rename_property_plan(graph: Graph, old: str, new: str) -> Plan:
    """The plan that renames a property everywhere; letter case does not count for *old* (Obsidian 1.4.5).

    A note that has both, or cannot be edited, is left alone and named in the plan's problems. Raises
    UnknownNameError if no note has the property, RefusedError if *new* is no name for one.
    """
    old, new = old.strip(), new.strip()
    if not _NAME.fullmatch(new):
        raise RefusedError(f"'{new}' is no name for a property", "letters, digits, blanks, _ and - are allowed")
    why = f"rename the property {old} to {new}"
    changes: list[Change] = []
    problems: list[Problem] = []
    for note in graph.vault:
        prop = note.document.property(old)
        if prop is None or prop.name == new:
            continue
        try:
            after = rename_property(note.document, old, new)
        except RefusedError as refusal:
            problems.append(left_alone(note.path, refusal, prop.line))
        else:
            changes.append(Change(note.path, note.document.source, after, why, "rename"))
    if not changes and not problems:
        raise UnknownNameError(
            "property", old, {prop.name for note in graph.vault for prop in note.document.properties}
        )
    in_bases, left = base_changes(graph, lambda named: _in_base(named, old, new), why)
    return Plan((*changes, *in_bases), (*problems, *left, *_settings_problems(graph, old, new)))


def _in_base(named: Named, old: str, new: str) -> str | None:
    return new if named.kind == "property" and named.text.casefold() == old.casefold() else None


def _settings_problems(graph: Graph, old: str, new: str) -> Iterator[Problem]:
    """What still knows the property by its old name."""
    settings = graph.settings
    kind = settings.obsidian.types.get(old.casefold())
    if kind and new.casefold() not in settings.obsidian.types:
        message = f"Obsidian still has the type '{kind}' for '{old}'"
        yield Problem(".obsidian/types.json", 1, 1, "settings-name", message, f"set the type of '{new}' in Obsidian")
    if old.casefold() in ("type", "categories") and new.casefold() not in ("type", "categories"):
        message = f"by '{old}' vaultkit knows which notes are contacts, events and so on; '{new}' is not read for that"
        hint = 'take it back with: vaultkit undo; or name the folders: [people] folders = ["People"]'
        yield Problem("vaultkit.toml", 1, 1, "settings-name", message, hint)
    for field in sorted(FIELDS):
        names = [name.casefold() for name in settings.names_of(field)]
        if old.casefold() in names and new.casefold() not in names:
            listed = ", ".join(f'"{name}"' for name in (*settings.names_of(field), new))
            message = f"vaultkit does not read '{new}' as the field '{field}'"
            yield Problem(
                "vaultkit.toml", 1, 1, "settings-name", message, f"write under [fields]: {field} = [{listed}]"
            )
