"""Dashboards: the plan that acts on ticks and fills every region of every note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph, build
from vaultkit.model import Problem, Source
from vaultkit.plan import Change, Plan
from vaultkit.records import Note
from vaultkit.regions import refresh
from vaultkit.templating import Templates
from vaultkit.ticks import settle
from vaultkit.vault import Vault, read_note

#: Regions may show what other regions move (line numbers); it settles in two passes.
_PASSES = 5


def settled(graph: Graph, today: date) -> Graph:
    """The graph as it is once every ticked row is acted on. Commands that only read ask this one."""
    after = settle(graph, today).vault
    return graph if after is graph.vault else build(after, graph.settings)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An edit inside a region, kept in a note of its own."""

    path: str
    text: str
    dashboard: str
    line: int


def render_plan(before: Graph, today: date, templates: Templates) -> Plan:
    """Everything that `vaultkit render` writes, from the graph as it is now.

    The notes that ticks change and the dashboards that hold them form one unit, so a tick is
    acted on exactly once. After the plan is applied the next one is empty.
    """
    settings = before.settings
    ticks = settle(before, today)
    current = ticks.vault
    kept: list[_Kept] = []
    problems: list[Problem] = []
    for number in range(_PASSES):
        graph = before if current is before.vault else build(current, settings)
        changed: list[Note] = []
        found: list[Problem] = []
        for note in _with_regions(current, ticks.refused):
            result = refresh(graph, note, today, templates)
            found += result.problems
            if number == 0:
                kept += _keep(graph, note, result.kept, today)
            source = note.document.source
            if result.text != source.text:
                changed.append(read_note(Source.from_bytes(source.path, source.encode(result.text)), settings))
        problems = found
        if not changed:
            break
        current = current.with_notes(changed)
    notices = [
        Problem(
            k.dashboard, k.line, 1, "kept-edit", f"your edit in a region was kept in {k.path}", "move what you need"
        )
        for k in kept
    ]
    return Plan(
        changes=tuple(_changes(before.vault, current, ticks.dashboards | ticks.touched, kept)),
        problems=tuple(sorted({*ticks.problems, *problems, *notices})),
    )


def _with_regions(vault: Vault, refused: frozenset[str]) -> Iterable[Note]:
    for note in vault:
        document = note.document
        is_writable = document.source.is_utf8 and all(p.code != "in-conflict" for p in document.problems)
        if document.regions and is_writable and document.path not in refused:
            yield note


def _changes(vault: Vault, after: Vault, ticked: frozenset[str], kept: list[_Kept]) -> Iterable[Change]:
    edited = {k.dashboard for k in kept}
    paths = [path for path in sorted(after.notes) if after.notes[path] is not vault.notes.get(path)]
    # The people's notes come before the dashboards: should all else fail, a tick is seen again
    # rather than lost, and what is logged already is not logged twice.
    paths.sort(key=lambda path: bool(after.notes[path].document.regions))
    for k in kept:
        unit = "ticks" if k.dashboard in ticked else f"edit {k.dashboard}"
        yield Change(k.path, None, k.text, f"keep your edit in {k.dashboard}", unit)
    for path in paths:
        before, now = vault.notes[path].document, after.notes[path].document
        if before.source.text == now.source.text:
            continue
        unit = "ticks" if path in ticked else f"edit {path}" if path in edited else ""
        why = "refresh its regions" if now.regions else "act on a tick"
        yield Change(path, before.source, now.source.text, why, unit)


def _keep(graph: Graph, note: Note, edits: tuple[str, ...], today: date) -> Iterable[_Kept]:
    """A note for each edit, beside the dashboard. Its text is fenced, so nothing in it counts twice."""
    stem = note.path.removesuffix(".md")
    taken = {path.casefold() for path in (*graph.notes, *graph.vault.others)}
    for edit in edits:
        fence = "`" * max(3, 1 + max((len(run) for run in _backticks(edit)), default=0))
        newline = note.document.source.newline
        text = newline.join(
            (
                f"Your edit in a region of {note.name}, as it stood on {today} before the region was filled again.",
                "",
                f"{fence}markdown",
                edit,
                fence,
                "",
            )
        )
        if any(
            other.document.source.text == text for other in graph.vault if other.path.startswith(f"{stem} (your edit")
        ):
            continue
        path = next(
            p
            for n in range(1, 10_000)
            if (p := f"{stem} (your edit {today}{f' {n}' if n > 1 else ''}).md").casefold() not in taken
        )
        taken.add(path.casefold())
        yield _Kept(path, text, note.path, note.document.regions[0].line)


def _backticks(text: str) -> list[str]:
    runs, run = [], ""
    for char in text:
        if char == "`":
            run += char
        elif run:
            runs.append(run)
            run = ""
    return [*runs, run] if run else runs
