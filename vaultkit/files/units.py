"""Changes that happen together: all of them are made, or nothing of them stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace

from vaultkit.errors import RefusedError, VaultkitError
from vaultkit.files.folder import temp_name
from vaultkit.files.moves import MoveStep, open_move
from vaultkit.files.paths import writable_parts
from vaultkit.files.scan import read_bytes, stamp_of
from vaultkit.files.steps import ConflictError, Step, digest_of, open_step
from vaultkit.files.words import in_words, naming
from vaultkit.model import Stamp
from vaultkit.plan import Change, Move
from vaultkit.state import StateFolder, UnitState

_PRUNE_EVERY = 32  # entries; reading the whole journal at each save would be slow


@dataclass(frozen=True)
class Applied:
    """What became of a plan.

    `written` is on the disk, `moved` at its new place. `conflicts` were not written, because the file
    is not (or no longer) what the change was computed from; read again and plan again. `failures` carry a sentence.
    `stamps` are those of the written files, by path. `kept` are files in which a save of the user
    was put that would otherwise be lost; `recovered` says what an earlier, interrupted run left.
    """

    written: tuple[Change, ...] = ()
    moved: tuple[Move, ...] = ()
    conflicts: tuple[Change | Move, ...] = ()
    failures: tuple[tuple[Change | Move, str], ...] = ()
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()


def apply_units(
    root: str, units: Iterable[tuple[Change | Move, ...]], state: StateFolder, command: str, when: str
) -> Applied:
    """Make the changes of units that still fit what is on the disk, with one entry in the journal."""
    log = _Log(state, command, when)
    results = [_apply_unit(root, unit, log) for unit in units]
    log.close()
    return _joined(results)


def _apply_unit(root: str, unit: tuple[Change | Move, ...], log: _Log) -> Applied:
    with ExitStack() as opened:
        try:
            changes = [change for change in unit if isinstance(change, Change)]
            names = _one_of_each(root, changes)
            looked = [(change, _check(root, change)) for change in changes if names[change.path] == change.path]
            steps = [_step(opened, root, change, before) for change, before in looked if before != change.data]
            moves = [_move(opened, root, move) for move in unit if isinstance(move, Move)]
            if not steps and not moves:
                return Applied()
            log.begin(steps, moves)
        except ConflictError:
            return Applied(conflicts=unit)
        except VaultkitError as error:
            return _failed(unit, error)
        result = _carry_out(unit, steps, moves, log)
        done = {change.path for change in result.written}
        return replace(result, written=tuple(change for change in changes if names[change.path] in done))


def _one_of_each(root: str, changes: Sequence[Change]) -> dict[str, str]:
    """The path by which each file is changed: a link on the disk and its file may both be in a unit."""
    first: dict[tuple[str, ...], Change] = {}
    names: dict[str, str] = {}
    for change in changes:
        other = first.setdefault(writable_parts(root, change.path), change)
        if other is not change and other.data != change.data:
            raise RefusedError(
                f"{change.path}: is one file with {other.path} (a link on the disk), and the two would differ",
                "put a file of its own in place of the link",
            )
        names[change.path] = other.path
    return names


def _check(root: str, change: Change) -> bytes | None:
    """The bytes of the file now, if the change may be made to it (or is made already)."""
    current = read_bytes(root, change.path)
    if not (_is_utf8(current) and _is_utf8(change.after)):
        raise RefusedError(
            f"{change.path}: holds bytes that are not UTF-8, so it is never written",
            "save it as UTF-8, then try again",
        )
    if current != change.data and digest_of(current) != change.expected:
        raise ConflictError
    return current


def _step(opened: ExitStack, root: str, change: Change, before: bytes | None) -> Step:
    with naming(change.path):
        return open_step(opened, root, change.path, change.why, before, change.data, temp_name(), make=True)


def _move(opened: ExitStack, root: str, move: Move) -> MoveStep:
    with naming(move.path):
        step = open_move(opened, root, move, make=True)
        step.check()
    return step


class _Log:
    """The journal entry of one plan, begun with its first intent: a plan that changes nothing leaves none."""

    def __init__(self, state: StateFolder, command: str, when: str) -> None:
        self._state = state
        self._command = command
        self._when = when
        self._number = 0
        self._unit = -1
        self._tidy = True

    def begin(self, steps: Sequence[Step], moves: Sequence[MoveStep]) -> None:
        """Write down what is about to happen, all bytes included. Nothing may be written before this."""
        records = [*(step.record for step in steps), *(move.record for move in moves)]
        with naming(records[0].path):
            versions = [data for step in steps for data in (step.before, step.after) if data is not None]
            self._state.keep(versions)
            if self._number:
                self._state.begin_unit(self._number, self._unit + 1, records)
            else:
                self._number = self._state.begin_entry(self._when, self._command, records)
        self._unit += 1

    def end(self, state: UnitState, *, tidy: bool) -> None:
        """Write down how it ended. If that fails, `recover` will see it for itself."""
        self._tidy = self._tidy and tidy
        try:
            self._state.end_unit(self._number, self._unit, state)
        except OSError:
            self._tidy = False

    def close(self) -> None:
        """Put the entry away if it is whole, and now and then forget old ones."""
        with suppress(OSError):
            if self._number and self._tidy:
                self._state.settle(self._number)
            if self._number and self._number % _PRUNE_EVERY == 0:
                self._state.prune(self._when)


def _carry_out(unit: tuple[Change | Move, ...], steps: Sequence[Step], moves: Sequence[MoveStep], log: _Log) -> Applied:
    """Write a unit whose intent is in the journal: all of it, or nothing that stays."""
    result, state = Applied(), _write(steps, moves)
    end: UnitState = "made"
    if state is not None:
        result = Applied(conflicts=unit) if isinstance(state, ConflictError) else _failed(unit, state)
        end = "dropped" if _put_back(steps, moves) else "failed"
    kept: dict[str, str] = {}
    tidy = end != "failed"
    for step in steps if tidy else ():
        try:
            kept[step.path] = step.clear()
        except OSError:
            tidy = False
    for move in moves if tidy else ():
        with suppress(OSError):
            move.tidy()
    log.end(end, tidy=tidy)
    result = replace(result, kept=tuple(filter(None, kept.values())))
    if end != "made":
        return result
    changed = {step.path for step in steps}
    written = tuple(change for change in unit if isinstance(change, Change) and change.path in changed)
    moved = tuple(step.move for step in moves)
    return replace(result, written=written, moved=moved, stamps={} if moved else _stamps(steps))


def _write(steps: Sequence[Step], moves: Sequence[MoveStep]) -> VaultkitError | ConflictError | None:
    """Lay everything ready, then let everything change places, then move; what went wrong, or None."""
    try:
        for step in steps:
            with naming(step.path):
                step.stage(step.after)
        for step in steps:
            with naming(step.path):
                step.swap(step.after, step.before)
        for move in moves:
            with naming(move.move.path):
                move.make()
    except (VaultkitError, ConflictError) as error:
        return error
    return None


def _put_back(steps: Sequence[Step], moves: Sequence[MoveStep]) -> bool:
    """Take back what was written of a unit; False if that did not work (`recover` will try again)."""
    try:
        for move in reversed(moves):
            move.put_back()
        for step in reversed(steps):
            step.put_back()
    except (OSError, ConflictError):
        return False
    return True


def _stamps(steps: Sequence[Step]) -> dict[str, Stamp]:
    """The stamps of our own writes. A file that was saved since gets none: it is to be read again."""
    stamps: dict[str, Stamp] = {}
    for step in steps:
        with suppress(OSError):
            seen = step.folder.look(step.name)
            if seen and seen.data == step.after:
                stamps[step.path] = stamp_of(seen.status)
    return stamps


def _joined(results: Iterable[Applied]) -> Applied:
    results = list(results)
    return Applied(
        tuple(change for result in results for change in result.written),
        tuple(move for result in results for move in result.moved),
        tuple(change for result in results for change in result.conflicts),
        tuple(failure for result in results for failure in result.failures),
        {path: stamp for result in results for path, stamp in result.stamps.items()},
        tuple(path for result in results for path in result.kept),
    )


def _failed(unit: tuple[Change | Move, ...], error: VaultkitError) -> Applied:
    """A unit fails as one: every change says why, the one at fault first hand."""
    cause = in_words(error)
    own = {change.path: cause for change in unit if cause.startswith(f"{change.path}:")}
    return Applied(
        failures=tuple((change, own.get(change.path, f"{change.path}: not written, as {cause}")) for change in unit)
    )


def _is_utf8(text: bytes | str | None) -> bool:
    """True for what is UTF-8, or can be written as such (None is nothing to object to)."""
    try:
        if isinstance(text, str):
            text.encode()
        elif text is not None:
            text.decode()
    except UnicodeError:
        return False
    return True
