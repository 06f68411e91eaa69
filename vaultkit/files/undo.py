"""The plan that takes back what an earlier plan did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vaultkit.errors import RefusedError
from vaultkit.model import Source
from vaultkit.plan import Change, Move, Plan
from vaultkit.state import Entry, StateFolder


def restoring(state: StateFolder, entry: Entry) -> Plan:
    """The plan that restores the files of an entry, to the byte."""
    ends: dict[str, tuple[str | None, str | None, str]] = {}
    moves: list[Move] = []
    why = f"undo {entry.number} ({entry.command})"
    for index, unit in enumerate(entry.units):
        label = f"undo-{entry.number}-{index}" if len(unit.records) > 1 else ""
        made = [
            Move(record.to, record.path, why, label, record.made)
            for record in (unit.records if unit.state == "made" else ())
            if record.to
        ]
        moves += reversed(made)
        for record in unit.records if unit.state == "made" else ():
            if record.to:
                continue
            path = record.path
            for move in made:
                path = replace(move, path=move.to, to=move.path).moved(path)
            first = ends[path][0] if path in ends else record.before
            ends[path] = (first, record.after, label)
    changes = [
        _undoing(path, why, unit, _loaded(state, path, first), _loaded(state, path, last))
        for path, (first, last, unit) in reversed(ends.items())
    ]
    return Plan(tuple(changes), moves=tuple(moves))


def entry_to_undo(history: Sequence[Entry], number: int | None) -> Entry:
    """The entry of that number, or the newest that can be undone; refuses what cannot."""
    if number is None:
        found = next((entry for entry in history if not entry.undone and not entry.is_undo), None)
        if found is None:
            hint = "'vaultkit undo --list' shows what was done" if history else ""
            raise RefusedError("there is nothing to undo", hint)
        return found
    found = next((entry for entry in history if entry.number == number), None)
    if found is None:
        oldest = min((entry.number for entry in history), default=0)
        why = "is no longer kept (30 days, 200 MB)" if 0 < number < oldest else "does not exist"
        raise RefusedError(f"change {number} {why}", "'vaultkit undo --list' shows what there is")
    if found.undone:
        raise RefusedError(f"change {number} is undone already", "'vaultkit undo --list' shows what was done")
    return found


def _loaded(state: StateFolder, path: str, wanted: str | None) -> bytes | None:
    if wanted is None:
        return None
    data = state.load(wanted)
    if data is None:
        raise RefusedError(f"the earlier text of {path} is no longer kept, so the change cannot be undone")
    return data


def _undoing(path: str, why: str, unit: str, original: bytes | None, ours: bytes | None) -> Change:
    """The change back, to the byte: a byte order mark that only one side has is taken as text."""
    before = None if ours is None else Source.from_bytes(path, ours)
    if original is None:
        return Change(path, before, None, why, unit)
    old = Source.from_bytes(path, original)
    if before is None or ours is None or before.bom == old.bom:
        return Change(path, before, original.decode() if before is None else old.text, why, unit)
    raw = replace(before, text=ours.decode(), bom=False)
    return Change(path, raw, original.decode(), why, unit)
