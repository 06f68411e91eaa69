"""`vaultkit mv`: a note, another file or a folder gets another name or place, and every link follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vaultkit.config import FILE
from vaultkit.errors import AmbiguousNameError, RefusedError, UnknownNoteError, nearest
from vaultkit.graph import Graph
from vaultkit.model import Problem, fold
from vaultkit.names import file_name
from vaultkit.obsidian import FOLDER, SHEETS
from vaultkit.plan import Move, Plan
from vaultkit.refactor.relink import Relinking, relink_changes

#: The endings of what is read; they are always written so.
_READ = (".md", *SHEETS)


@dataclass(frozen=True, slots=True)
class Place:
    """What is to move: the path of a file or folder, as on disk."""

    path: str
    is_folder: bool


def find_place(graph: Graph, name: str) -> Place:
    """The file or folder that a person means by *name*: a path, or the name of a note.

    Raises UnknownNoteError, or AmbiguousNameError if two fit: nothing is guessed.
    """
    wanted = name.strip().strip("/")
    files = (*graph.notes, *graph.vault.others)
    file = _meant(files, wanted, f"{wanted}.md")
    if file is None or name.rstrip().endswith("/"):
        folder = _meant(folders_of(graph), wanted)
        if folder is not None:
            return Place(folder, is_folder=True)
    if file is not None:
        return Place(file, is_folder=False)
    try:
        return Place(graph.find_note(name).path, is_folder=False)
    except UnknownNoteError:
        known = {*(path.rsplit("/", 1)[-1].removesuffix(".md") for path in files), *folders_of(graph)}
        raise UnknownNoteError("note, file or folder", name, nearest(name, known)) from None


def _meant(paths: Iterable[str], *names: str) -> str | None:
    """The path that is spelled as one of the names, else the one that differs in case or accents only."""
    every = sorted(paths)
    for name in names:
        if name in every:
            return name
    for name in names:
        found = [path for path in every if fold(path) == fold(name)]
        if len(found) > 1:
            raise AmbiguousNameError(name, [(path.rsplit("/", 1)[-1], path) for path in found])
        if found:
            return found[0]
    return None


def folders_of(graph: Graph) -> frozenset[str]:
    """The folders of a vault that hold anything."""
    return frozenset(
        path[:end] for path in (*graph.notes, *graph.vault.others) for end, sign in enumerate(path) if sign == "/"
    )


def move_plan(graph: Graph, old: str, new: str) -> Plan:
    """The plan that moves what *old* names to *new*, in one act.

    *new* is a path from the vault's root. A name alone renames in place; a folder that exists, or a
    path that ends in `/`, takes what moves under its own name. Raises RefusedError where something
    is there already, or where the name would break links or other systems.
    """
    place = find_place(graph, old)
    return moving_plan(graph, place, _destination(graph, place, new))


def moving_plan(graph: Graph, place: Place, to: str, untouched: frozenset[str] = frozenset()) -> Plan:
    """The plan that moves a file or folder to exactly the path *to*.

    In the files *untouched*, links to what moves stay as they are; they are of the time before it lay there.
    """
    if to == place.path:
        raise RefusedError(f"{place.path} is there already", "name another place")
    if place.path == FILE:
        raise RefusedError(f"{FILE} holds the vault's settings, and is read under that name only", "leave it there")
    if place.is_folder and to.startswith(f"{place.path}/"):
        raise RefusedError(f"{place.path} cannot go into itself", "name another place")
    paths = (*graph.notes, *graph.vault.others)
    inside = [path for path in paths if path == place.path or path.startswith(f"{place.path}/")]
    taken = {fold(path): path for path in paths if path not in inside} | {
        fold(folder): folder for folder in folders_of(graph) if not f"{folder}/".startswith(f"{place.path}/")
    }
    if fold(to) in taken:
        raise RefusedError(f"{taken[fold(to)]} is there already", "choose another name, or 'vaultkit merge'")
    why = f"move {place.path} to {to}"
    move = Move(place.path, to, why, unit="move")
    check_links(graph, move)
    folders = {place.path: to} if place.is_folder else {}
    relinking = Relinking(
        graph, moved={path: move.moved(path) for path in inside}, folders=folders, untouched=untouched
    )
    changes = relink_changes(relinking, why, "move")
    return Plan(changes, (*relinking.problems, *_settings_problems(graph, folders)), (move,))


def check_links(graph: Graph, move: Move) -> None:
    """Refuse what would leave a link on the disk without its file: no text can be written to mend it."""
    for path, link in sorted(graph.vault.links.items(), key=lambda item: item[0]):
        new, to = move.moved(path), move.moved(link.to)
        if to != link.to and (new == path or not link.is_relative):
            raise RefusedError(
                f"{path} is a link on the disk to {link.to}, and would lead nowhere",
                f"delete the link, then move, then make it again, to {to}",
            )
        if to == link.to and link.is_relative and _folder_of(new) != _folder_of(path):
            raise RefusedError(
                f"{path} is a link on the disk to {link.to or 'a file outside of the vault'}, seen from its folder, "
                f"and would lead nowhere from {new}",
                f"delete the link and make it again in {_folder_of(new) or 'the root of the vault'}",
            )


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _destination(graph: Graph, place: Place, new: str) -> str:
    """The whole path that *new* means for what moves."""
    wanted = new.strip()
    folders = folders_of(graph)
    name = place.path.rsplit("/", 1)[-1]
    if not wanted:
        raise RefusedError(f"the new name of {place.path} is missing", "write it behind the old one")
    if not wanted.strip("/"):
        return name
    inner = _meant(folders, wanted.strip("/"))
    if inner is not None and inner != place.path:
        return f"{inner}/{name}"
    if wanted.endswith("/"):
        return f"{_checked(folders, wanted.strip('/'))}/{name}"
    ending = "" if place.is_folder else name[name.rindex(".") :] if "." in name else ""
    path = wanted.lstrip("/")
    if not path.casefold().endswith(ending.casefold()):
        path += ending
    elif ending in _READ:
        path = f"{path[: -len(ending)]}{ending}"
    if "/" not in wanted and "/" in place.path:
        path = f"{_folder_of(place.path)}/{path}"
    return _checked(folders, path, ending)


def _checked(folders: frozenset[str], path: str, ending: str = "") -> str:
    """The path, if its new names work in links and on every system; folders that exist as they are spelled."""
    is_ended = bool(ending) and path.casefold().endswith(ending.casefold())
    stem, ending = (path[: -len(ending)], path[-len(ending) :]) if is_ended else (path, "")
    *parents, last = stem.split("/")
    around = ""
    for part in parents:
        known = _meant(folders, f"{around}{part}")
        around = f"{known or around + _checked_name(part, path)}/"
    return f"{around}{_checked_name(last, path)}{ending}"


def _checked_name(name: str, path: str) -> str:
    if name in ("", ".", "..") or name.startswith("."):
        raise RefusedError(f"'{path}' is no path in a vault", "write it from the vault's root: Folder/Name")
    if name != file_name(name):
        raise RefusedError(
            f"'{name}' would break links or not work on every system", f"this would: '{file_name(name)}'"
        )
    return name


def _settings_problems(graph: Graph, folders: Mapping[str, str]) -> Iterator[Problem]:
    """What names a folder that moves, and cannot follow: vaultkit's settings, and Obsidian's."""
    for path, what, folder in _named_folders(graph):
        for old, new in folders.items():
            if f"{folder}/".startswith(f"{old}/"):
                line = _line_of(folder, graph.settings.text) if path == FILE else 1
                message = f"the settings still name the folder '{folder}' ({what})"
                yield Problem(path, line or 1, 1, "settings-name", message, f"write '{new}{folder[len(old) :]}' there")


def _named_folders(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Every folder that settings name: in which file, for what, and its path."""
    settings, app = graph.settings, graph.settings.obsidian
    kinds: Sequence[tuple[str, str]] = [(kind, f) for kind, rule in settings.kinds.items() for f in rule.folders]
    for what, folder in (("templates", settings.templates), ("journal", settings.journal.folder), *kinds):
        is_obsidians = what == "journal" and folder == app.daily_folder and not _line_of(folder, settings.text)
        if not is_obsidians:
            yield FILE, what, folder.strip("/")
    named = {
        ("app.json", "where new notes go"): app.new_file_folder if app.new_file_location == "folder" else "",
        ("app.json", "where attachments go"): app.attachment_folder,
        ("daily-notes.json", "where daily notes go"): app.daily_folder,
        ("daily-notes.json", "the template of daily notes"): app.daily_template,
        ("templates.json", "where templates lie"): app.template_folder,
    }
    for (file, what), folder in named.items():
        yield f"{FOLDER}/{file}", what, folder.strip("/")


def _line_of(folder: str, text: str) -> int:
    """The first line of the settings in which the folder stands as a text; 0 if it does not."""
    value = re.compile(rf"""(["'])/*{re.escape(folder.strip("/"))}/*\1""")
    return next((number for number, line in enumerate(text.split("\n"), 1) if value.search(line)), 0)
