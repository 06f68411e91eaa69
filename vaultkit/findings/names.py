"""Names that two files share, and names that do not work everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from vaultkit.findings.around import Around, aliases_of
from vaultkit.model import Problem, fold
from vaultkit.names import RESERVED, file_name

#: What Windows, Android or Obsidian refuse in a name (Microsoft, "Naming Files, Paths, and
#: Namespaces"; Obsidian help, Internal links), and what ends or splits a wikilink.
_REFUSED = re.compile(r'[\x00-\x1f\x7f*"\\<>:|?]')
_IN_LINKS = re.compile(r"[#^\[\]]|%%")
_SAME = "duplicate-name"
#: So many notes are named in one message.
_NAMED = 3
_LONGEST_NAME = 255
_LONGEST_PATH = 260


def of_vault(around: Around) -> Iterator[Problem]:
    """What is wrong with the names of all files, and with the aliases of notes."""
    vault = around.graph.vault
    paths = sorted((*vault.notes, *vault.others))
    yield from _duplicates(around)
    yield from _aliases(around)
    yield from _clashes(paths)
    yield from _unportable(paths)


def _duplicates(around: Around) -> Iterator[Problem]:
    """Each name that several notes have, once: at the first of them that is told of."""
    settings = around.settings
    by_name: dict[str, list[str]] = defaultdict(list)
    for path in sorted(around.graph.vault.notes):
        by_name[fold(path.rsplit("/", 1)[-1])].append(path)
    for paths in by_name.values():
        told = (p for p in paths if not (settings.check.is_silent(p, _SAME) or settings.obsidian.is_excluded(p)))
        first = next(told, "")
        others = [path for path in paths if path != first]
        if first and others:
            more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
            message = f"{', '.join(others[:_NAMED])}{more} {'has' if len(others) == 1 else 'have'} the same name"
            hint = f"write the path in links: [[{first.removesuffix('.md')}]], or rename all but one"
            yield Problem(first, 1, 1, _SAME, message, hint)


def _aliases(around: Around) -> Iterator[Problem]:
    """Aliases that mean another note too; that two contacts share one is told by the graph."""
    graph = around.graph
    named: dict[str, list[str]] = defaultdict(list)
    for note in graph.vault:
        named[fold(note.name)].append(note.path)
    for note in graph.vault:
        if around.settings.obsidian.is_template(note.path):
            continue
        for alias in dict.fromkeys(aliases_of(note)):
            wanted = fold(alias)
            others = [path for path in named.get(wanted, ()) if path != note.path]
            if len(graph.known_as(alias)) < 2:
                others += [other.path for other in around.aliases.get(wanted, ()) if other.path < note.path]
            if others:
                message = f"'{alias}' is the name or an alias of {others[0]} too"
                where = next((p for p in note.document.properties if any(i.text == alias for i in p.items)), None)
                item = next(i for i in where.items if i.text == alias) if where else None
                line, column = (item.line, item.column) if item else (1, 1)
                yield Problem(note.path, line, column, "duplicate-alias", message, "change one of them")


def _clashes(paths: Iterable[str]) -> Iterator[Problem]:
    """Paths that are one path to Windows or a Mac; a folder is told of once, at its first file."""
    spelled: dict[str, str] = {}
    told: set[str] = set()
    for path in paths:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            prefix = "/".join(parts[:depth])
            first = spelled.setdefault(_nfc(prefix).lower(), prefix)
            if first != prefix and prefix not in told:
                told.add(prefix)
                how = "capitals" if _nfc(prefix) != _nfc(first) else "how accents are stored"
                message = f"'{prefix}' and '{first}' differ only in {how}, and are one on other systems"
                yield Problem(path, 1, 1, "case-clash", message, "rename one of them")
                break


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _unportable(paths: Iterable[str]) -> Iterator[Problem]:
    told: set[str] = set()
    for path in paths:
        *folders, name = path.split("/")
        for depth, part in enumerate((*folders, name), 1):
            prefix = "/".join(path.split("/")[:depth])
            if prefix in told:
                continue
            told.add(prefix)
            fault = _fault(part, is_note=depth > len(folders) and part.endswith(".md"))
            if fault:
                yield Problem(path, 1, 1, "unportable-name", f"'{part}' {fault}", f"rename it: '{_portable(part)}'")
                break
        if len(path) > _LONGEST_PATH:
            message = f"the path is {len(path)} characters long; Windows takes {_LONGEST_PATH}"
            yield Problem(path, 1, 1, "unportable-name", message, "shorten a name, or move it up a folder")


def _fault(name: str, *, is_note: bool) -> str:
    """What is wrong with a name, as the rest of a sentence; empty if nothing is."""
    stem = name.removesuffix(".md") if is_note else name
    refused, broken = _REFUSED.search(name), _IN_LINKS.search(name)
    if refused:
        what = repr(refused[0])[1:-1] if refused[0] < " " or refused[0] == "\x7f" else refused[0]
        return f"has a '{what}', which Windows and others refuse"
    if broken:
        return f"has a '{broken[0]}', which breaks links to it"
    if name.endswith((".", " ")) or stem != stem.strip():
        return "begins or ends with a blank or a dot, which some systems drop"
    if RESERVED.fullmatch(name):
        return "is the name of a device on Windows"
    if len(name.encode("utf-8", "surrogateescape")) > _LONGEST_NAME:
        return f"is longer than {_LONGEST_NAME} bytes"
    return ""


def _portable(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{file_name(stem)}.{ending}" if dot and stem and ending.isalnum() else file_name(name)
