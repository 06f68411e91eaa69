"""Dashboards: the plan that acts on ticks and fills every region of every note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count

from vaultkit.graph import Graph, build
from vaultkit.model import Problem, Source, fold
from vaultkit.plan import Change, Plan
from vaultkit.records import Note
from vaultkit.regions import refresh
from vaultkit.templating import Templates, fenced
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
        for note in _with_regions(current):
            result = refresh(graph, note, today, templates, held=ticks.held, unclear=ticks.unclear)
            found += result.problems
            source = note.document.source
            if result.text == source.text:
                continue
            filled = read_note(Source.from_bytes(source.path, source.encode(result.text)), settings)
            if _names(filled) != _names(note):
                found.append(_broken_by_a_template(note))
                continue
            changed.append(filled)
            if number == 0:
                kept += _keep(graph, note, result.kept, today)
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
        changes=tuple(_changes(before.vault, current, ticks.touched, kept)),
        problems=tuple(sorted({*ticks.problems, *problems, *notices, *_left_alone(before.vault)})),
    )


def _names(note: Note) -> list[str]:
    return [region.name for region in note.document.regions]


def _broken_by_a_template(note: Note) -> Problem:
    line = note.document.regions[0].line
    message = "what a section's template printed would hide a region's own markers; nothing is written"
    return Problem(note.path, line, 1, "region-template", message, "look for a fence or comment that it does not close")


def _with_regions(vault: Vault) -> Iterable[Note]:
    return (note for note in vault if note.document.regions and note.document.is_writable)


def _left_alone(vault: Vault) -> Iterable[Problem]:
    """Why a note that has regions, or tries to, is not written."""
    for note in vault:
        for problem in note.document.problems:
            if problem.code == "region" or (note.document.regions and problem.code in ("in-conflict", "not-utf8")):
                yield problem


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


def _keep(graph: Graph, note: Note, edits: tuple[tuple[int, str], ...], today: date) -> Iterable[_Kept]:
    """A note for each edit, beside the dashboard. Its text is fenced, so nothing in it counts twice."""
    if not edits:
        return
    stem = note.path.removesuffix(".md")
    taken = {fold(path) for path in (*graph.notes, *graph.vault.others)}
    head = f"Your edit in a region of {note.name}, as it stood on {today} before the region was filled again."
    for line, edit in edits:
        names = (f"{stem} (your edit {today}{f' {number}' if number > 1 else ''}).md" for number in count(1))
        path = next(name for name in names if fold(name) not in taken)
        taken.add(fold(path))
        text = f"{head}\n\n{fenced(edit.replace(chr(13), ''), 'markdown')}\n".replace(
            "\n", note.document.source.newline
        )
        yield _Kept(path, text, note.path, line)
