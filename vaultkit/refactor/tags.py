"""`vaultkit rename-tag`: a tag, and all nested below it, gets another name wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vaultkit.bases import Named
from vaultkit.canvas import json_text
from vaultkit.edits import Splice, check_writable, spliced
from vaultkit.errors import RefusedError, UnknownNameError
from vaultkit.graph import Graph
from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines
from vaultkit.model import Document, Heading, Problem, Source, fold
from vaultkit.plan import Change, Plan
from vaultkit.refactor.headings import renamed_subpath
from vaultkit.refactor.relink import Relinking, base_changes, left_alone, remarked


def rename_tag_plan(graph: Graph, old: str, new: str) -> Plan:
    """The plan that renames a tag in notes, properties, canvases and bases; `#old/x` becomes `#new/x`.

    Letter case does not count for *old* (Obsidian help, Tags). Raises UnknownNameError if no note
    has the tag, RefusedError if *new* is no tag.
    """
    old, new = old.strip().removeprefix("#"), new.strip().removeprefix("#")
    _check_tag(new)
    why = f"rename the tag {old} to {new}"
    changes: list[Change] = []
    problems: list[Problem] = []
    headings = {note.path: _headings(note.document, old, new) for note in graph.vault}
    relinking = Relinking(graph, renamed=lambda path, subpath: _in_subpath(graph, headings, path, subpath))
    for note in graph.vault:
        has_tag = any(_renamed(tag.name, old, new) for tag in note.document.tags)
        try:
            after = _retagged(note.document, old, new, list(relinking.splices(note.document)), has_tag=has_tag)
        except RefusedError as refusal:
            problems.append(left_alone(note.path, refusal))
        else:
            is_new = after is not None and after != note.document.source.text
            changes += [] if not is_new else [Change(note.path, note.document.source, after, why, "rename")]
    changes += _in_canvases(graph, old, new, why)
    in_bases, left = base_changes(graph, lambda named: _in_base(named, old, new), why)
    changes += in_bases
    problems += left
    has_tag = any(_renamed(tag.name, old, new) for note in graph.vault for tag in note.document.tags)
    if not changes and not problems and not has_tag:
        raise UnknownNameError("tag", old, {tag.name for note in graph.vault for tag in note.document.tags})
    settings = graph.settings
    for kind, rule in settings.kinds.items():
        if any(_renamed(tag.removeprefix("#"), old, new) for tag in rule.tags):
            message = f"the settings still name the tag '{old}' ({kind})"
            problems.append(Problem("vaultkit.toml", 1, 1, "settings-name", message, f"write '{new}' there"))
    return Plan(tuple(changes), tuple(problems))


def _check_tag(name: str) -> None:
    tags = parse(Source.from_text("", f"#{name}\n")).tags
    if [tag.name for tag in tags] != [name] or name.startswith("/") or name.endswith("/") or "//" in name:
        raise RefusedError(f"'{name}' is no tag", "letters, digits, _ - and / are allowed, and not digits alone")


def _renamed(name: str, old: str, new: str) -> str | None:
    """What a tag is called afterwards; None if it is neither *old* nor below it."""
    folded, wanted = name.casefold(), old.casefold()
    if folded == wanted:
        return new
    return f"{new}{name[len(old) :]}" if folded.startswith(f"{wanted}/") else None


def _splices(document: Document, old: str, new: str) -> Iterator[Splice]:
    lines = Lines(document.source.text)
    for tag in document.tags:
        name = _renamed(tag.name, old, new)
        if name is None:
            continue
        at = lines.start(tag.line) + tag.column - 1
        found = re.compile(rf"[\"']?#?({re.escape(tag.name)})").match(document.source.text, at)
        if found:
            yield Splice(found.start(1), found.end(1), name)


def _retagged(document: Document, old: str, new: str, links: list[Splice], *, has_tag: bool) -> str | None:
    """A note's text with the tag renamed, and its links to headings with the tag; None if nothing changes.

    Raises RefusedError if that cannot be done without changing more.
    """
    if not has_tag and not links:
        return None
    check_writable(document)
    text = remarked(document, [*_splices(document, old, new), *links])
    after = [fold(tag.name) for tag in parse(Source.from_text(document.path, text)).tags]
    if after != [fold(_renamed(tag.name, old, new) or tag.name) for tag in document.tags]:
        raise RefusedError(f"{document.path}: the tag cannot be renamed safely", "change it in your editor")
    return text


def _headings(document: Document, old: str, new: str) -> list[tuple[Heading, str]]:
    """The headings in which the tag stands, each with its new words."""
    lines = {tag.line for tag in document.tags if _renamed(tag.name, old, new)}
    touched = [heading for heading in document.headings if heading.line in lines]
    if not touched:
        return []
    text = remarked(document, list(_splices(document, old, new)))
    words = {heading.line: heading.text for heading in parse(Source.from_text(document.path, text)).headings}
    return [(heading, words.get(heading.line, heading.text)) for heading in touched]


def _in_subpath(graph: Graph, headings: Mapping[str, list[tuple[Heading, str]]], path: str, subpath: str) -> str | None:
    """A link's subpath with the new words of headings that hold the tag; None if it goes by none of them."""
    found: str | None = None
    for heading, words in headings.get(path, ()):
        found = renamed_subpath(graph.notes[path].document, heading, words, subpath) or found
    return found


def _in_canvases(graph: Graph, old: str, new: str, why: str) -> Iterator[Change]:
    for canvas in graph.vault.canvases.values():
        splices = [
            Splice(*card.piece.span(inner.start, inner.end), json_text(inner.text))
            for card in canvas.cards
            if card.piece and card.document
            for inner in _splices(card.document, old, new)
        ]
        if splices:
            yield Change(canvas.path, canvas.source, spliced(canvas.source.text, splices), why, "rename")


def _in_base(named: Named, old: str, new: str) -> str | None:
    if named.kind != "tag":
        return None
    name = _renamed(named.text.removeprefix("#"), old, new)
    return f"{'#' if named.text.startswith('#') else ''}{name}" if name else None
