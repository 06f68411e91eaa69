"""The conductor: an open vault folder. It remembers; all thinking is done by the rooms below."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vaultkit import clock, obsidian
from vaultkit.card import Card, Version, make_card
from vaultkit.config import FILE, Settings, read_settings
from vaultkit.dashboards import render_plan, settled
from vaultkit.dates import parse_when
from vaultkit.errors import DiskError, RefusedError, UnknownNameError, UsageError, VaultGoneError, VaultkitError
from vaultkit.exchange import FORMATS, Format
from vaultkit.files import Applied, VaultFiles, find_vault, install, require_ours, shipped_texts, write_exports
from vaultkit.findings import findings, is_told, missing
from vaultkit.fixes import fix_plan
from vaultkit.graph import Graph, build
from vaultkit.insights import QUESTIONS
from vaultkit.kinds import FIELDS
from vaultkit.model import Problem, Scan, Source, Stamp
from vaultkit.names import few
from vaultkit.plan import Change, Plan
from vaultkit.priority import FollowUp
from vaultkit.records import Note
from vaultkit.refactor import Place, moving_plan
from vaultkit.regions import question_problems, untick
from vaultkit.state import Entry
from vaultkit.templating import Templates, TemplateText
from vaultkit.vault import Vault, read_note

__all__ = ["Applied", "Outcome", "Workspace", "example_vault", "lay_out", "vault_above"]

#: How often a plan is made anew when somebody saves a note between its making and its writing.
_TRIES = 5
#: More notes gone at once than this, and more than half of all, is no tidying up.
_MANY = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan: what was written, and what was not and why.

    `left` are files that an undo leaves as they are on purpose.
    """

    plan: Plan
    applied: Applied = Applied()
    left: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Everything that was planned is on the disk."""
        return not self.applied.conflicts and not self.applied.failures


def vault_above(start: Path) -> Path | None:
    """The nearest vault from the folder *start* upward, None if there is none."""
    return find_vault(start)


def lay_out(target: Path, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Make the files of a new vault; those that are there stay as they are. The paths of the new ones."""
    return install(target, {path: text.encode() for path, text in texts.items()})


def example_vault() -> Mapping[str, str]:
    """The texts of the example vault, by path."""
    return shipped_texts("example-vault")


class Workspace:
    """An open vault. Make one with `vaultkit.open_vault`."""

    def __init__(self, folder: str | Path) -> None:
        self.files = VaultFiles(Path(folder))
        self.settings = Settings()
        self.vault = Vault()
        self.templates = Templates({})
        self._identity = self.files.identity()
        self._stamps: dict[str, Stamp] = {}
        self._read_problems: dict[str, Problem] = {}
        self._told = set[str]()
        self._settings_sources: tuple[Source | None, ...] = ()
        #: Counts up whenever notes, settings or templates have become others.
        self.revision = 0
        self._graph: Graph | None = None
        self._settled: tuple[Graph, date, Graph] | None = None
        self.refresh()

    @property
    def root(self) -> Path:
        """The vault's folder."""
        return self.files.root

    # -- reading

    def refresh(self, *, guarded: bool = False) -> frozenset[str]:
        """Read what has changed on the disk since the last time; the paths of the notes that differ.

        The result is always that of opening the vault anew. Raises SettingsError if
        `vaultkit.toml` cannot be used; what was read before then stays in force. With *guarded*,
        raises VaultGoneError if the vault looks as if it were not really there.
        """
        scan = self.files.scan()
        if guarded:
            self._check_presence(scan)
        self._refresh_settings()
        self._refresh_templates()
        own = self.settings.templates.strip("/") + "/"
        present = {p: stamp for p, stamp in {**scan.notes, **scan.sheets}.items() if not p.startswith(own)}
        gone = frozenset(self._stamps.keys() - present.keys())
        changed = [path for path, stamp in present.items() if self._stamps.get(path) != stamp]
        notes: list[Note] = []
        sheets: list[Source] = []
        with _bulk(len(changed)):
            for path in changed:
                source = self._read(path)
                if source is None:
                    gone |= {path}
                elif not self._differs(source):
                    continue
                elif path in scan.sheets:
                    sheets.append(source)
                else:
                    notes.append(read_note(source, self.settings))
        self._stamps = {path: stamp for path, stamp in present.items() if path not in gone}
        self._read_problems = {
            p: problem for p, problem in self._read_problems.items() if p in present or p + "/" == own
        }
        problems = (*scan.problems, *self._read_problems.values())
        lost = gone & (self.vault.notes.keys() | self.vault.sheets)
        others = scan.others | {path for path in scan.notes if path.startswith(own)}
        around = (others, problems, scan.links)
        if notes or sheets or lost or (self.vault.others, self.vault.problems, self.vault.links) != around:
            vault = self.vault.without(lost).with_notes(notes).with_sheets(sheets)
            self._set_vault(vault.with_surroundings(others, problems).with_links(scan.links))
        return frozenset((*(note.path for note in notes), *(source.path for source in sheets))) | lost

    def _check_presence(self, scan: Scan) -> None:
        """An unmounted disk lists as an empty folder; that must not look like everything deleted."""
        if self._identity and self.files.identity() != self._identity:
            raise VaultGoneError(str(self.root), "has lost its mark (.vaultkit/vault-id) or been replaced")
        own = self.settings.templates.strip("/") + "/"
        present = {path for path in (*scan.notes, *scan.sheets) if not path.startswith(own)}
        known = self._stamps.keys()
        lost = len(known - present) - len(present - known)  # a folder that was renamed loses nothing
        if lost > _MANY and lost * 2 > len(self._stamps):
            raise VaultGoneError(str(self.root), f"has lost {lost} of {len(self._stamps)} notes at once")
        self._identity = self._identity or self.files.identity()

    def _read(self, path: str) -> Source | None:
        try:
            source = self.files.read(path)
        except DiskError as fault:
            self._read_problems[path] = Problem(path, 1, 1, "unreadable", fault.message, fault.hint)
            return None
        self._read_problems.pop(path, None)
        return source

    def _differs(self, source: Source) -> bool:
        """True for a file that is not the one we know: a stamp may change where the text does not."""
        known = self.vault.source(source.path)
        return known is None or known.digest != source.digest

    def _refresh_settings(self) -> None:
        names = (FILE, *(f"{obsidian.FOLDER}/{name}" for name in obsidian.FILES))
        sources = tuple(self.files.read(name) for name in names)
        if sources == self._settings_sources:
            return
        toml, *others = (source.text if source else "" for source in sources)
        settings = read_settings(toml, dict(zip(obsidian.FILES, others, strict=True)), FIELDS)
        self._settings_sources = sources
        is_other = settings != self.settings
        self.settings = settings
        self._graph = self._settled = None
        if is_other:
            self._stamps = {}
            self._set_vault(Vault())

    def _refresh_templates(self) -> None:
        folder = self.settings.templates.strip("/")
        shipped = {path: TemplateText(text, path) for path, text in shipped_texts("templates").items()}
        own = {
            path: TemplateText(source.text.replace("\r\n", "\n"), f"{folder}/{path}")
            for path, source in self._own_templates(folder).items()
        }
        templates = Templates(shipped, own)
        if templates.texts != self.templates.texts:
            self.templates = templates
            self.revision += 1

    def _own_templates(self, folder: str) -> Mapping[str, Source]:
        """The vault's own templates; one that cannot be read is a problem and stops nothing else."""
        self._read_problems.pop(folder, None)
        try:
            return self.files.read_texts(folder, ".md") if folder else {}
        except DiskError as fault:
            self._read_problems[folder] = Problem(folder, 1, 1, "unreadable", fault.message, fault.hint)
            return {}

    def _set_vault(self, vault: Vault) -> None:
        self.vault = vault
        self.revision += 1
        self._graph = self._settled = None

    # -- asking

    @property
    def notes(self) -> Mapping[str, Note]:
        """All notes by path."""
        return self.vault.notes

    @property
    def graph(self) -> Graph:
        """The graph of the vault as it stands on the disk."""
        if self._graph is None:
            self._graph = build(self.vault, self.settings)
        return self._graph

    def graph_on(self, today: date) -> Graph:
        """The graph in which every ticked row of a dashboard counts as done today (nothing is written)."""
        known = self._settled
        if known is None or known[0] is not self.graph or known[1] != today:
            self._settled = known = (self.graph, today, settled(self.graph, today))
        return known[2]

    def today(self, override: str | date | None = None) -> date:
        """The day in the vault's time zone; *override* or `VAULTKIT_TODAY` stand in for the clock."""
        return override if isinstance(override, date) else clock.today(self.settings.zone, override or "")

    def when(self, words: str, today: date) -> date:
        """A date as a person types it (`2026-05-02`, `friday`, `2w`). Raises UsageError for anything else."""
        day = parse_when(words, today, self.settings.zone)
        if day is None:
            raise UsageError(f"'{words}' is no date", "write YYYY-MM-DD, tomorrow, friday or 2w")
        return day

    def ask(self, question: str, today: str | date | None = None, **arguments: Any) -> tuple[Any, ...]:
        """The answer to a question by its name (`due`, `after-events`), with its arguments by name.

        Raises UnknownNameError for a question that does not exist, UsageError for a bad argument.
        """
        found = QUESTIONS.get(question)
        if found is None:
            raise UnknownNameError("question", question, QUESTIONS)
        day = self.today(today)
        return found.answer(self.graph_on(day), day, arguments)

    def due(self, today: str | date | None = None, **arguments: Any) -> tuple[FollowUp, ...]:
        """Whom to get in touch with, the most pressing first. Arguments: `within`, `tier`, `limit`."""
        return self.ask("due", today, **arguments)

    def __getattr__(self, name: str) -> Callable[..., tuple[Any, ...]]:
        """Every other question is a method of its name: `vault.after_events(today=…)`."""
        question = name.replace("_", "-")
        if name.startswith("_") or question not in QUESTIONS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return lambda today=None, **arguments: self.ask(question, today, **arguments)

    def findings(self, today: str | date | None = None) -> tuple[Problem, ...]:
        """Everything that `vaultkit check` finds, by path and line: faults in notes and in their regions."""
        day = self.today(today)
        graph = self.graph_on(day)
        asked = (p for p in question_problems(graph, self.templates) if is_told(self.settings, p))
        return tuple(sorted({*findings(graph, day), *asked}))

    def missing(self, today: str | date | None = None) -> tuple[Problem, ...]:
        """What `vaultkit check --missing` finds: the circles that people are linked to and that have no note."""
        return missing(self.graph_on(self.today(today)))

    # -- handing on

    def export(
        self,
        name: str,
        folder: str | Path,
        *,
        today: str | date | None = None,
        force: bool = False,
        dry_run: bool = False,
        **arguments: Any,
    ) -> tuple[str, ...]:
        """Write the files of a format (`metadata`) into a folder, wherever it is; the names of those that changed.

        With *dry_run* nothing is written, and they are those that would change. With *force* a file is
        replaced that was changed since it was written. Raises UnknownNameError for a format that does
        not exist, UsageError for an argument that it does not take, RefusedError if a name is taken by
        something that is no file or that was changed, DiskError if it cannot be written.
        """
        place, found = Path(folder), _format(name)
        if not self.is_own_place(name, place):
            texts = found.files(self.graph, self.today(today), arguments)
            files = {file: text.encode() for file, text in texts.items()}
            return write_exports(place, files, None if force else found.is_ours, dry_run=dry_run)

        def plan() -> Plan:
            return self.export_plan(name, place, today=today, force=force, **arguments)

        if dry_run:
            return tuple(change.path.rsplit("/", 1)[-1] for change in plan())
        applied = self.carry_out(plan, "export").applied
        for change in applied.conflicts:
            raise DiskError(f"{change.path} was changed meanwhile, and is left as it is", "try again")
        for _, words in applied.failures:
            raise DiskError(words)
        return tuple(change.path.rsplit("/", 1)[-1] for change in applied.written)

    def is_own_place(self, name: str, folder: Path) -> bool:
        """Whether the files of a format, in this folder, are files of the vault that people edit.

        They are written like notes then, and `undo` takes it back.
        """
        return _format(name).is_ours is not None and self.files.path_of(folder) is not None

    def export_plan(
        self, name: str, folder: Path, *, today: str | date | None = None, force: bool = False, **arguments: Any
    ) -> Plan:
        """What `export` would write into a folder of the vault. Raises as `export` does."""
        found, inside = _format(name), self.files.path_of(folder)
        changes = []
        for file, text in found.files(self.graph, self.today(today), arguments).items():
            path = "/".join(filter(None, (inside, file)))
            before = self.files.read(path)
            if before is None or before.text != text:
                data = before.encode(before.text) if before else None
                require_ours(path, data, None if force else found.is_ours)
                changes.append(Change(path, before, text, f"export {name}"))
        return Plan(tuple(changes))

    def objects(self, name: str = "metadata") -> Iterator[dict[str, Any]]:
        """What `vaultkit export NAME --format jsonl` prints, one object after the other.

        Raises UnknownNameError for a format that does not exist, UsageError for one without objects.
        """
        found = _format(name)
        if found.objects is None:
            raise UsageError(f"'{name}' has no JSON lines", f"write its files: vaultkit export {name} DIR")
        return found.objects(self.graph)

    # -- writing

    def fix_plan(
        self, found: Collection[Problem], is_wanted: Callable[[Problem], bool] = lambda _: True
    ) -> tuple[Plan, frozenset[Problem]]:
        """What `vaultkit check --fix` would write for the wanted of these findings, and which of them it mends."""
        return fix_plan(self.graph, [problem for problem in found if is_wanted(problem)], is_wanted)

    def card(self, version: Version = "3.0") -> Card:
        """Your business card, as `vaultkit card` would write it. Raises RefusedError if your note does not suffice."""
        return make_card(self.graph, version, self.templates, self.files.read)

    def render_plan(self, today: date) -> Plan:
        """What `vaultkit render` would write."""
        return render_plan(self.graph, today, self.templates)

    def render(self, today: date) -> Outcome:
        """Act on ticks and fill every region; plans anew if somebody saves a note meanwhile."""
        return self.carry_out(lambda: self.render_plan(today), "render")

    def carry_out(self, make_plan: Callable[[], Plan], command: str) -> Outcome:
        """Make a plan and apply it. If a note was saved in between, read again and make it anew.

        What an interrupted run left is brought to an end before, as the plan must be made of what is there then.
        """
        written = [Applied(recovered=self.settle())]
        for _ in range(_TRIES):
            plan = make_plan()
            applied = self.apply(plan, command)
            written.append(applied)
            if not applied.conflicts:
                break
            self.refresh()
        return Outcome(plan, _joined(written))

    def apply(self, plan: Plan, command: str) -> Applied:
        """Write a plan and take what was written into the open vault."""
        applied = self.files.apply(plan, command=command, when=clock.now_text())
        applied = replace(applied, recovered=self._news(applied.recovered))
        if applied.moved:
            self.refresh()
            return applied
        notes, sheets, gone, beside = [], [], [], set[str]()
        for change in applied.written:
            if change.data is None:
                gone.append(change.path)
                self._stamps.pop(change.path, None)
                continue
            source = Source.from_bytes(change.path, change.data)
            if not self.files.is_note(change.path):
                beside.add(change.path)
            if change.path.endswith(obsidian.SHEETS):
                sheets.append(source)
            elif change.path in beside:
                continue
            else:
                notes.append(read_note(source, self.settings))
            stamp = applied.stamps.get(change.path)
            if stamp is None:
                self._stamps.pop(change.path, None)  # somebody saved it since: the next refresh reads it
            else:
                self._stamps[change.path] = stamp
        if notes or sheets or gone or beside:
            vault = self.vault.without(gone).with_notes(notes).with_sheets(sheets)
            self._set_vault(vault.with_surroundings(vault.others.difference(gone) | beside, vault.problems))
        return applied

    def recover(self) -> tuple[str, ...]:
        """Finish or take back what an interrupted run left; sentences about what was done."""
        done = self._news(self.files.recover())
        if done:
            self.refresh()
        return done

    def settle(self) -> tuple[str, ...]:
        """`recover`, if a run was interrupted, before anything is planned that will be written; quick if none was."""
        if not self.files.is_interrupted():
            return ()
        done = self._news(self.files.recover())
        self.refresh()
        return done

    def _news(self, recovered: tuple[str, ...]) -> tuple[str, ...]:
        """What was not said before: an act that cannot be brought to an end is tried at every write, and told once."""
        new = tuple(words for words in recovered if words not in self._told)
        self._told.update(new)
        return new

    def undo_plan(self, number: int | None = None) -> tuple[Plan, Entry]:
        """The plan that takes back the last act (or the one of that number), and its entry.

        A tick that is taken back is blank again, or the next render would act on it once more. A
        dashboard that has been refreshed since is left as it is; the next render makes it right.
        """
        plan, entry = self.files.undo_plan(number)
        return self._undoing(plan, entry), entry

    def _undoing(self, plan: Plan, entry: Entry) -> Plan:
        if plan.moves:
            return self._moving_back(plan, entry)
        if entry.command == "rename-heading":
            return plan  # all of it or nothing: half of it would be broken links
        changes = (replace(_without_ticks(change, self.settings), unit="") for change in plan)
        return Plan(tuple(change for change in changes if not self._is_kept(change)))

    def _moving_back(self, plan: Plan, entry: Entry) -> Plan:
        """What moved goes back together with all links.

        A file that was changed since keeps that, and only its links follow.
        """
        known = {change.path for change in plan}
        untouched = frozenset(
            path for path, stamp in self._stamps.items() if path not in known and stamp.mtime_ns <= entry.ended_ns
        )
        following: dict[str, Change] = {}
        for move in plan.moves:
            with suppress(VaultkitError):
                place = Place(move.path, is_folder=move.path not in (*self.notes, *self.vault.others))
                following = {c.path: c for c in moving_plan(self.graph, place, move.to, untouched)}
        changes = []
        for change in plan:
            source = self.vault.source(change.path)
            if source is None or source.digest == change.expected:
                changes.append(change)
            elif change.path in following:
                changes.append(replace(following[change.path], why=change.why, unit=change.unit))
        # Links that were written since go back too, and no link to another note is taken over.
        move = plan.moves[0]
        since = [replace(change, why=move.why) for path, change in following.items() if path not in known]
        unit = move.unit or f"undo {move.path}"
        together = tuple(replace(change, unit=unit) for change in (*changes, *since))
        return Plan(together, moves=tuple(replace(each, unit=unit) for each in plan.moves))

    def _is_kept(self, change: Change) -> bool:
        """An edit that was kept stays kept; so does a dashboard that was refreshed since."""
        if change.after is None and change.path.endswith(".md") and not self.files.is_note(change.path):
            return True
        note = self.notes.get(change.path)
        source = note.document.source if note else None
        return bool(note and note.document.regions and source and source.digest != change.expected)

    def undo(self, number: int | None = None) -> Outcome:
        """Take back the last act, or the one of that number. Files changed since are left alone.

        Raises RefusedError if every file was changed since.
        """
        recovered = self.settle()
        whole, entry = self.files.undo_plan(number)
        plan = self._undoing(whole, entry)
        applied = _joined([Applied(recovered=recovered), self.apply(plan, f"undo {entry.number}")])
        if not applied.written and not applied.moved and not applied.failures:
            changed = [c.path for c in plan if (source := self.files.read(c.path)) and source.digest != c.expected]
            if len(changed) < len(plan.changes) and changed:
                message = (
                    f"act {entry.number} ({entry.command}) is all or nothing, and {few(changed)} was changed since"
                )
                raise RefusedError(message, "rename it back with the same command instead")
            hint = "bring single files back by hand, or name an older act: vaultkit undo --list"
            raise RefusedError(f"nothing of act {entry.number} ({entry.command}) is as it was left", hint)
        if applied.written or applied.moved:
            self.files.mark_undone(entry)
        planned = {change.path for change in plan}
        left = tuple(change.path for change in reversed(whole.changes) if change.path not in planned)
        return Outcome(plan, applied, left)

    def hold_watch(self) -> AbstractContextManager[None]:
        """Hold the vault as its only watcher. Raises LockedError if there is one already."""
        return self.files.hold_watch()


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return FORMATS[name]


def _without_ticks(change: Change, settings: Settings) -> Change:
    if change.after is None or "vaultkit" not in change.after:
        return change
    document = read_note(Source.from_text(change.path, change.after), settings).document
    return replace(change, after=untick(document))


def _joined(results: list[Applied]) -> Applied:
    last = results[-1]
    return Applied(
        written=tuple(change for result in results for change in result.written),
        moved=tuple(move for result in results for move in result.moved),
        conflicts=last.conflicts,
        failures=last.failures,
        stamps=last.stamps,
        kept=tuple(path for result in results for path in result.kept),
        recovered=tuple(words for result in results for words in result.recovered),
    )


class _bulk:  # noqa: N801 - reads as a statement
    """Without the garbage collector while many notes are read: nothing there is garbage yet."""

    def __init__(self, count: int) -> None:
        self._pause = count > 500 and gc.isenabled()

    def __enter__(self) -> None:
        if self._pause:
            gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._pause:
            gc.enable()
