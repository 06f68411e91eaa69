"""Everything that is wrong in a vault, but for what regions ask: one file for each group of rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vaultkit.config import Settings
from vaultkit.findings import links, names, outreach, properties, records, text
from vaultkit.findings.around import Around
from vaultkit.graph import Graph
from vaultkit.model import Problem
from vaultkit.records import Note

__all__ = ["Around", "findings", "is_told", "missing", "of_note"]


def findings(graph: Graph, today: date) -> tuple[Problem, ...]:
    """All problems, by path and line, but for those that the settings silence."""
    around = Around(graph)
    found = [*graph.vault.problems, *graph.problems]
    for note in graph.vault:
        found += of_note(around, note)
    for canvas in graph.vault.canvases.values():
        found += canvas.problems
        found += links.of_file(around, canvas.path, canvas.links, None)
    found += links.orphans(around)
    found += names.of_vault(around)
    found += records.of_vault(graph, today)
    found += outreach.of_vault(graph)
    return tuple(sorted({problem for problem in found if is_told(graph.settings, problem)}))


def missing(graph: Graph) -> tuple[Problem, ...]:
    """The circles without a note, which are told only when they are asked for, by path and line."""
    return tuple(sorted(problem for problem in records.missing(graph) if is_told(graph.settings, problem)))


def of_note(around: Around, note: Note) -> Iterator[Problem]:
    """What can be said of one note, the others being as they are. Obsidian's templates are no notes yet.

    A link in the place of a date (`last: "[[2022-04]]"`) is told of as no date; that it leads nowhere follows.
    """
    if around.settings.obsidian.is_template(note.path):
        return
    found = [*note.all_problems, *properties.of_note(around, note), *text.of_document(note.document)]
    yield from found
    # A value in quotes begins a column before the link in it.
    dates = {(p.line, p.column + quote) for p in found if p.code == "bad-date" for quote in (0, 1)}
    yield from links.of_file(around, note.path, note.document.links, note.document, dates)


def is_told(settings: Settings, problem: Problem) -> bool:
    """False for what `[check]` silences, and in what Obsidian excludes."""
    return not (settings.check.is_silent(problem.path, problem.code) or settings.obsidian.is_excluded(problem.path))
