"""The watcher: keeps the dashboards what `vaultkit render` would make them, until it is stopped.

Events are only a doorbell. Whatever rings, the vault is compared with the disk (a stat of every
note), what differs is read, and the dashboards are rendered from the result. So a lost event costs
time and never truth, and our own writes, which ring too, find nothing to do.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from vaultkit import clock
from vaultkit.errors import DiskError, MissingVaultError, VaultkitError
from vaultkit.model import Problem
from vaultkit.plan import Plan
from vaultkit.workspace import Applied, Outcome, Workspace

_RINGS = frozenset({"created", "modified", "moved", "deleted", "closed"})


class Clock(Protocol):
    """The times that the watcher asks for; a test brings its own."""

    def today(self, zone: Any) -> date:
        """The day in a zone."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""

    def wall(self) -> float:
        """Seconds of the wall clock."""


class RealClock:
    """The machine's clock; a fixed day if one is given."""

    def __init__(self, override: str = "") -> None:
        self._override = override

    def today(self, zone: Any) -> date:
        """The day in a zone, or the fixed one."""
        return clock.today(zone, self._override)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return clock.monotonic()

    def wall(self) -> float:
        """Seconds of the wall clock."""
        return clock.wall()


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the watcher is, in seconds."""

    #: Work starts after this much quiet, …
    quiet: float = 0.3
    #: … and at the latest this long after the first ring.
    longest: float = 3.0
    #: Between two renders that wrote something.
    between: float = 3.0
    #: A note that vanished or shrank is looked at again after this, as editors save in odd ways.
    doubt: float = 2.0
    #: The day, and the machine's sleep, are looked at this often.
    tick: float = 5.0
    #: The whole vault is compared with the disk this often, whatever rang.
    rescan: float = 300.0


class _Bell(FileSystemEventHandler):
    """Rings on any change that could matter. It runs in watchdog's thread and must never raise there."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.rings: queue.SimpleQueue[str] = queue.SimpleQueue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ring, unless something was merely opened or happened in a hidden folder."""
        with suppress(Exception):
            if event.event_type in _RINGS:
                paths = (str(path) for path in (event.src_path, event.dest_path) if path)
                inside = (path.removeprefix(self._root).replace("\\", "/") for path in paths)
                if not all("/." in path for path in inside):
                    self.rings.put("change")


class Watcher:
    """Keeps one vault fresh. `run` returns after `stop` (which any thread or signal may call)."""

    def __init__(
        self,
        workspace: Workspace,
        say: Callable[[str], None],
        *,
        clock: Clock | None = None,
        pace: Pace | None = None,
        polling: bool = False,
    ) -> None:
        self.workspace = workspace
        self._say = say
        self._clock: Clock = clock or RealClock()
        self._pace = pace or Pace()
        self._polling = polling
        self._bell = _Bell(str(workspace.root))
        self._stopped = threading.Event()
        self._observer: Any = None
        self._told: frozenset[Problem] = frozenset()
        self._complaint = ""
        self._is_frozen = False
        self._rendered: tuple[int, date] | None = None

    def stop(self) -> None:
        """Make `run` return; a write that has begun is finished first."""
        self._stopped.set()
        self._bell.rings.put("stop")

    def run(self, begun: Callable[[], None] = lambda: None) -> None:
        """Watch until stopped; *begun* is called once the vault is ours.

        Raises LockedError if the vault is being watched already.
        """
        with self.workspace.hold_watch():
            begun()
            for words in self.workspace.recover():
                self._say(words)
            self._start_observer()
            try:
                self._loop()
            finally:
                self._stop_observer()

    # -- the loop

    def _loop(self) -> None:
        worked: date | None = None
        scanned = self._clock.monotonic()
        drift = self._clock.wall() - scanned
        earliest = 0.0
        is_waiting = True
        while not self._stopped.is_set():
            now = self._clock.monotonic()
            has_slept = abs(self._clock.wall() - now - drift) > 5
            drift = self._clock.wall() - now
            is_due = has_slept or self._is_frozen or now - scanned >= self._pace.rescan
            day = self._today()
            if (is_waiting or is_due or day != worked) and now >= earliest:
                self._check_observer()
                scanned, worked, is_waiting = now, day, False
                if self._work(day):
                    earliest = self._clock.monotonic() + self._pace.between
            pause = earliest - self._clock.monotonic() if is_waiting else self._pace.tick
            is_waiting |= self._wait(pause)

    def _today(self) -> date:
        return self._clock.today(self.workspace.settings.zone)

    def _wait(self, longest: float) -> bool:
        """Wait for a ring, then for quiet; True if it rang."""
        try:
            self._bell.rings.get(timeout=max(0.01, longest))
        except queue.Empty:
            return False
        until = self._clock.monotonic() + self._pace.longest
        while not self._stopped.is_set() and self._clock.monotonic() < until:
            try:
                self._bell.rings.get(timeout=self._pace.quiet)
            except queue.Empty:
                break
        return True

    def _work(self, day: date) -> bool:
        """Bring the vault up to date and the dashboards with it; True if something was written.

        Whatever goes wrong is said once and tried again at the next ring: a watcher that died of
        one bad moment would be worse than none.
        """
        try:
            self._refresh()
            is_fresh = self._rendered == (self.workspace.revision, day)
            outcome = Outcome(Plan()) if is_fresh else self.workspace.render(day)
        except VaultkitError as fault:
            self._complain(f"{fault.message} ({fault.hint})" if fault.hint else fault.message)
            self._is_frozen = isinstance(fault, DiskError | MissingVaultError)
            return False
        except Exception as fault:  # noqa: BLE001 - see above
            self._complain(f"unexpected: {type(fault).__name__}: {fault}")
            return False
        if self._complaint:
            self._say("all is well again")
        self._complaint, self._is_frozen = "", False
        if not is_fresh:
            self._rendered = (self.workspace.revision, day) if outcome.is_complete else None
            self._tell(outcome.applied, outcome.plan.problems)
        return bool(outcome.applied.written)

    def _refresh(self) -> None:
        """Read what has changed; what vanished or shrank is believed only after a second look."""
        sizes = {path: len(note.document.source.text) for path, note in self.workspace.notes.items()}
        changed = self.workspace.refresh(guarded=True)
        notes = self.workspace.notes
        doubtful = [
            path
            for path in changed
            if path in sizes and (path not in notes or len(notes[path].document.source.text) * 10 < sizes[path])
        ]
        if doubtful:
            self._stopped.wait(self._pace.doubt)
            self.workspace.refresh(guarded=True)

    def _tell(self, applied: Applied, problems: tuple[Problem, ...]) -> None:
        for change in applied.written:
            self._say(f"wrote {change.path}: {change.why}")
        for words in applied.recovered:
            self._say(words)
        for path in applied.kept:
            self._say(f"a save of yours came in between; it is kept in {path}")
        for _, words in applied.failures:
            self._say(words)
        for problem in problems:
            if problem not in self._told:
                self._say(f"{problem.path}:{problem.line}: {problem.message}")
        self._told = frozenset(problems)

    def _complain(self, words: str) -> None:
        if words != self._complaint:
            self._say(words)
        self._complaint = words

    # -- the observer

    def _start_observer(self) -> None:
        root = str(self.workspace.root)
        for make in (PollingObserver,) if self._polling else (Observer, PollingObserver):
            try:
                observer = make()
                observer.schedule(self._bell, root, recursive=True)
                observer.start()
            except OSError as fault:
                self._say(f"the system cannot watch this folder ({fault}); looking at it again and again instead")
                continue
            self._observer = observer
            return

    def _check_observer(self) -> None:
        """An observer can die without a word; then there is a new one, and the scan makes up for it."""
        observer = self._observer
        is_alive = observer is not None and observer.is_alive() and all(e.is_alive() for e in observer.emitters)
        if not is_alive or self._is_frozen:
            self._stop_observer()
            with suppress(OSError):
                self._start_observer()

    def _stop_observer(self) -> None:
        if self._observer is not None:
            with suppress(Exception):  # watchdog raises KeyError after some renames; the threads are daemons
                self._observer.stop()
                self._observer.join(1)
        self._observer = None
