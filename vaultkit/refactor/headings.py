"""`vaultkit rename-heading`: a heading gets other words, and every link to it, or by way of it, follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultkit.edits import Splice, check_writable
from vaultkit.errors import RefusedError, UnknownNameError
from vaultkit.graph import Graph
from vaultkit.graph.resolve import find_subpath
from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines
from vaultkit.model import Document, Heading, Problem, Source
from vaultkit.plan import Change, Plan
from vaultkit.records import Note
from vaultkit.refactor.relink import Relinking, relink_changes, remarked
from vaultkit.refactor.spelling import heading_in_link

_SIGNS = re.compile(r"[ ]{0,3}(?:#{1,6}[ \t]+)?")
_BLOCK_ID = re.compile(r"[ \t]+\^[A-Za-z0-9-]+$")


def rename_heading_plan(graph: Graph, note: Note, old: str, new: str) -> Plan:
    """The plan that renames the heading *old* of a note (or a chain, `One#Two`) to *new*.

    Raises UnknownNameError if there is no such heading, RefusedError if there is one called *new*.
    """
    document = note.document
    check_writable(document)
    heading = _find(document, old.lstrip("#").strip())
    kept = _BLOCK_ID.search(heading.text)
    words = " ".join(_BLOCK_ID.sub("", new).split()).lstrip("#").strip()
    if not heading_in_link(words):
        raise RefusedError(f"'{new}' is no heading that could be linked to", "write at least one word")
    words += kept[0] if kept else ""
    if words == heading.text:
        raise RefusedError(f"{note.path}:{heading.line}: the heading is called that already", "choose other words")
    there = find_subpath(document, heading_in_link(words))
    if isinstance(there, Heading) and there is not heading:
        where = f"{note.path}:{there.line}"
        raise RefusedError(f"{where}: there is a heading '{there.text}' already", "choose other words")

    def renamed(path: str, subpath: str) -> str | None:
        return renamed_subpath(document, heading, words, subpath) if path == note.path else None

    relinking = Relinking(graph, renamed=renamed)
    splices = [_in_its_line(document, heading, words), *relinking.splices(document)]
    after = remarked(document, splices)
    _check(document, heading, words, after)
    why = f"rename the heading '{heading.text}' of {note.title} to '{words}'"
    others = relink_changes(relinking, why, "rename", without=frozenset({note.path}))
    changes = (Change(note.path, document.source, after, why, "rename"), *others)
    return Plan(changes, (*relinking.problems, *_settings_problems(graph, note, heading, words)))


def _settings_problems(graph: Graph, note: Note, heading: Heading, words: str) -> Iterator[Problem]:
    """The log and the follow-ups of a contact are found by their headings."""
    named = graph.settings.headings
    for key, wanted in (("log", named.log), ("follow_ups", named.follow_ups)):
        if note.kind == "contact" and heading.text.strip().casefold() == wanted.casefold() != words.casefold():
            message = f"vaultkit looks for the heading '{wanted}' in contacts; what stands below '{words}' is not read"
            hint = f'rename it in all of them, and write under [headings]: {key} = "{words}"'
            yield Problem("vaultkit.toml", 1, 1, "settings-name", message, hint)


def _find(document: Document, words: str) -> Heading:
    """The heading that a person means; a block id behind it need not be said."""
    found = find_subpath(document, words)
    if isinstance(found, Heading):
        return found
    for heading in document.headings:
        if _BLOCK_ID.sub("", heading.text).casefold() == words.casefold():
            return heading
    raise UnknownNameError("heading", words, [each.text for each in document.headings])


def _in_its_line(document: Document, heading: Heading, words: str) -> Splice:
    """The heading's words replaced."""
    lines = Lines(document.source.text)
    line = lines.line(heading.line)
    signs = _SIGNS.match(line)
    start = signs.end() if signs else 0
    if not line.startswith(heading.text, start):
        raise _unsafe(document, heading)
    at = lines.start(heading.line) + start
    return Splice(at, at + len(heading.text), words)


def _check(document: Document, heading: Heading, words: str, after: str) -> None:
    """Read the new text again: this heading has its new words, and all others are as they were."""
    now = parse(Source.from_text(document.path, after))
    wanted = [(each.level, words if each is heading else each.text, each.line) for each in document.headings]
    found = [(each.level, each.text, each.line) for each in now.headings]
    if found != wanted or len(now.links) < len(document.links):
        raise _unsafe(document, heading)


def _unsafe(document: Document, heading: Heading) -> RefusedError:
    where = f"{document.path}:{heading.line}"
    return RefusedError(f"{where}: the heading cannot be changed safely", "change it in your editor")


def renamed_subpath(document: Document, heading: Heading, words: str, subpath: str) -> str | None:
    """A link's subpath with the words of the heading replaced; None if it does not go by it."""
    if subpath.startswith("^"):
        return None
    parts = subpath.split("#")
    found = [find_subpath(document, "#".join(parts[: end + 1])) is heading for end in range(len(parts))]
    if not any(found):
        return None
    return "#".join(heading_in_link(words) if is_it else part for part, is_it in zip(parts, found, strict=True))
