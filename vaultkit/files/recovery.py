"""What is done after a crash: every unit that was cut short is brought to one of its two ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace

from vaultkit.errors import VaultkitError
from vaultkit.files.folder import TEMP, Folder
from vaultkit.files.moves import MoveStep, open_move
from vaultkit.files.paths import OWN_FOLDER
from vaultkit.files.scan import walk
from vaultkit.files.steps import ConflictError, Step, open_step
from vaultkit.files.words import in_words
from vaultkit.model import digest
from vaultkit.names import few
from vaultkit.plan import Move
from vaultkit.state import Entry, Record, StateFolder, Unit, UnitState


def settle_all(root: str, state: StateFolder) -> list[str]:
    """Bring every unit that was cut short to one of its two ends; sentences about what was done."""
    said: list[str] = []
    for entry in state.unsettled():
        tidy = True
        for number, unit in enumerate(entry.units):
            try:
                said += _settle(root, state, entry, number, unit)
            except (OSError, VaultkitError, ConflictError) as error:
                tidy = False
                said.append(f"'{entry.command}' was interrupted and is still unfinished: {in_words(error)}")
        if tidy:
            state.settle(entry.number)
    return said


def _settle(root: str, state: StateFolder, entry: Entry, number: int, unit: Unit) -> list[str]:
    """Finish a unit if all its files are as we know them, else take it back, as far as it got.

    One of which nothing is to be seen yet is dropped: whoever was told nothing will run it again.
    """
    said: list[str] = []
    with ExitStack() as opened:
        moves = [_move_again(opened, root, record) for record in unit.records if record.to]
        was_moved = any(move is not None and move.is_made() for move in moves)
        if unit.state == "failed":
            _take_back((), moves)
        is_moved = any(move is not None and move.is_made() for move in moves)
        records = [_at_its_place(record, unit) if is_moved else record for record in unit.records if not record.to]
        steps = [_step_again(opened, root, state, record) for record in records]
        known = [step for step in steps if step is not None]
        if unit.state in {"begun", "failed"}:
            for step in known:
                step.rescue()
            begun = {step.begun() for step in known} | ({"other"} if len(known) < len(steps) else set())
            what = f"what '{entry.command}' of {entry.when} had begun in {few(record.path for record in unit.records)}"
            if is_moved:  # moves come last, so everything before them is done
                end: UnitState = "made"
                said.append(f"finished {what}")
            elif begun <= {"old"} and not was_moved:
                end = "dropped"
            elif unit.state == "failed" or "other" in begun or not _finish(known, moves):
                end = "dropped"
                _take_back(known, moves)
                said.append(f"took back {what}")
            else:
                end = "made"
                if "old" in begun or "torn" in begun or moves:
                    said.append(f"finished {what}")
            state.end_unit(entry.number, number, end)
        said += [f"kept a version of {step.path} as {kept}" for step in known if (kept := step.clear())]
        for move in filter(None, moves):
            move.tidy()
    return said


def _finish(steps: Sequence[Step], moves: Sequence[MoveStep | None]) -> bool:
    """Bring everything to its end; False if a move cannot be made (any more)."""
    for step in steps:
        step.bring(step.after)
    try:
        for move in moves:
            if move is None:
                return False
            move.check()
            move.make()
    except (ConflictError, VaultkitError):
        return False
    return True


def _take_back(steps: Sequence[Step], moves: Sequence[MoveStep | None]) -> None:
    for move in reversed(moves):
        if move is not None:
            move.put_back()
    for step in reversed(steps):
        step.put_back()


def _move_again(opened: ExitStack, root: str, record: Record) -> MoveStep | None:
    """The move of an earlier run; None if one of its folders is gone, so that it cannot have been made."""
    with suppress(FileNotFoundError, NotADirectoryError, VaultkitError):
        return replace(open_move(opened, root, Move(record.path, record.to, record.why)), made=record.made)
    return None


def _at_its_place(record: Record, unit: Unit) -> Record:
    """The record of a file whose folder lies elsewhere since the moves of its unit were made.

    A file that moved by itself left what lies beside it where it was.
    """
    path = record.path
    for move in unit.records:
        if move.to and path != move.path:
            path = Move(move.path, move.to, "").moved(path)
    return replace(record, path=path)


def _step_again(opened: ExitStack, root: str, state: StateFolder, record: Record) -> Step | None:
    """The step of an earlier run; None if its bytes or its folder are gone, so that it is left alone."""
    before = state.load(record.before) if record.before else None
    after = state.load(record.after) if record.after else None
    if (before is None) == (record.before is None) and (after is None) == (record.after is None):
        with suppress(FileNotFoundError, NotADirectoryError, VaultkitError):
            return open_step(opened, root, record.path, record.why, before, after, record.temp)
    return None


def sweep(root: str, state: StateFolder | None) -> list[str]:
    """Remove temporary files of dead runs that no journal tells of, unless they hold unknown text."""
    said: list[str] = []
    for prefix in (f"{OWN_FOLDER}/", *(prefix for prefix, _ in walk(root, "", []))):
        with suppress(OSError), Folder.open(root, prefix.split("/")[:-1]) as folder:
            for name in folder.names():
                found = TEMP.fullmatch(name)
                if not found or _is_running(int(found[1])):
                    continue
                data = folder.read(name)
                if data is None:
                    continue
                ours = found[2] or prefix == f"{OWN_FOLDER}/" or not data
                if ours or (state and state.load(digest(data)) is not None):
                    folder.unlink(name)
                else:
                    said.append(f"{prefix}{name} was left by another run; look at it, then delete it")
    return said


def _is_running(process: int) -> bool:
    """True for another process that lives. We ourselves do not write while we sweep."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":  # there, `os.kill` with 0 is a Ctrl-C
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
