"""Links that lead nowhere, to several places, or past what they mean; and notes without any."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from vaultkit.dates import moment_pattern, parse_day
from vaultkit.findings.around import Around
from vaultkit.graph import journal_day
from vaultkit.graph.resolve import find_subpath
from vaultkit.model import Context, Document, Link, Problem
from vaultkit.names import shortened
from vaultkit.records import Note

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,6}$")
#: A `#` that is meant as part of a name, not as the begin of a heading: `[[C#]]`, `[[C# basics]]`, `[[Call #2]]`.
_CUT_OFF = re.compile(r"!?\[\[[^|#\]]*(?:[^\s|#\]]#(?=[\s|\]])|\s#(?!\^))")


def of_file(
    around: Around,
    path: str,
    links: Sequence[Link],
    document: Document | None,
    told: Collection[tuple[int, int]] = (),
) -> Iterator[Problem]:
    """What is wrong with the links of a note or canvas (which has no *document*); each lost target once.

    Of a link at one of the places *told* it is known already that it is none.
    """
    daily = moment_pattern(around.settings.journal.format)
    lost: set[str] = set()
    for link in links:
        if link.context & Context.GENERATED:
            continue
        found = around.graph.resolver.resolve(link.target, path)
        if found is not None:
            yield from _ambiguous(around, path, link, found)
            whole = document if found == path else _document(around, found)
            if whole is not None and link.subpath.strip("# "):
                yield from _subpath(around, path, link, whole)
        elif link.target not in lost and (link.line, link.column) not in told:
            lost.add(link.target)
            if not parse_day(link.target) and not daily.fullmatch(link.target):  # a daily note may come later
                yield _lost(around, path, link)


def _document(around: Around, path: str) -> Document | None:
    note = around.graph.notes.get(path)
    return note.document if note else None


def _lost(around: Around, path: str, link: Link) -> Problem:
    where = (path, link.line, link.column)
    known = around.by_alias(link.target)
    if known is not None:
        counts = "it counts, but " if around.graph.known_as(link.target) else ""
        message = f"'{shortened(link.target)}' is an alias of {known.title}: {counts}Obsidian does not follow it"
        return Problem(*where, "alias-link", message, f"write [[{known.name}|{link.target}]]")
    near = around.nearest_name(link.target)
    if link.target == f"/{link.text}":  # the card of a canvas
        hint = f"did you mean '{near}'? If not, put" if near else "put"
        message = f"the file of a card is gone: '{shortened(link.text)}'"
        return Problem(*where, "unresolved-link", message, f"{hint} the file back, or take the card out")
    what = "file" if _ENDING.search(link.target) and not link.target.endswith(".md") else "note"
    message = f"no {what} is called '{shortened(link.target)}'"
    if link.target.count("[") != link.target.count("]"):
        hint = "its brackets do not pair; correct them, or take the link out"
        return Problem(*where, "unresolved-link", message, hint)
    if _CUT_OFF.match(link.text):
        message = f"{message}: the '#' in the link ends the name"
    hint = f"did you mean [[{near}]]? If not, make" if near else "make"
    return Problem(*where, "unresolved-link", message, f"{hint} the {what}, or take the link out")


def _ambiguous(around: Around, path: str, link: Link, found: str) -> Iterator[Problem]:
    if not link.target or link.target.startswith("."):
        return
    candidates = around.graph.resolver.candidates(link.target, path)
    if len(candidates) > 1 and found == candidates[0]:
        message = f"'{shortened(link.target)}' fits {' and '.join(candidates[:3])}"
        hint = f"write the path: [[{candidates[0].removesuffix('.md')}]]"
        yield Problem(path, link.line, link.column, "ambiguous-link", message, hint)


def _subpath(around: Around, path: str, link: Link, document: Document) -> Iterator[Problem]:
    """A heading or block that is not in the note that the link leads to."""
    if find_subpath(document, link.subpath) is not None:
        return
    is_block = link.subpath.startswith("^")
    wanted = link.subpath[1:] if is_block else link.subpath.rsplit("#", 1)[-1].strip()
    there = [block.id for block in document.blocks] if is_block else [heading.text for heading in document.headings]
    near = around.nearest(wanted, there)
    mark = "#^" if is_block else "#"
    what = "block" if is_block else "heading"
    hint = f"did you mean [[{link.target}{mark}{near}]]?" if near else f"write the {what}, or take '{mark}…' out"
    message = f"{document.name} has no {what} '{shortened(link.subpath.removeprefix('^'))}'"
    yield Problem(path, link.line, link.column, f"missing-{what}", message, hint)


def orphans(around: Around) -> Iterator[Problem]:
    """Notes that nothing leads to or from.

    A contact is none: somebody to be in touch with is no loose end. Nor are the note about you,
    dashboards and other notes with regions, and daily notes.
    """
    graph = around.graph
    mentioned = {note.path for _, link in graph.unresolved if (note := around.by_alias(link.target))}
    for note in graph.vault:
        links = any(not link.context & Context.GENERATED for link in note.document.links)
        backlinks = any(edge.source != note.path for edge in graph.backlinks(note.path))
        if not links and not backlinks and note.path not in mentioned and not _stands_alone(around, note):
            hint = "link to it from a note where it belongs"
            yield Problem(note.path, 1, 1, "orphan", "no link leads to this note or from it", hint)


def _stands_alone(around: Around, note: Note) -> bool:
    settings = around.settings
    return bool(
        note.kind in ("contact", "me", "dashboard")
        or note.document.regions
        or any(problem.code == "region" for problem in note.document.problems)
        or settings.obsidian.is_template(note.path)
        or journal_day(note, settings)
    )
