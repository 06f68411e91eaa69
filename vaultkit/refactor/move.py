"""`vaultkit mv`: a note, another file or a folder gets another name or place, and every link follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vaultkit.errors import RefusedError, UnknownNoteError, nearest
from vaultkit.graph import Graph
from vaultkit.model import Problem, fold
from vaultkit.names import file_name
from vaultkit.plan import Move, Plan
from vaultkit.refactor.relink import Relinking, relink_changes


@dataclass(frozen=True, slots=True)
class Place:
    """What is to move: the path of a file or folder, as on disk."""

    path: str
    is_folder: bool


def find_place(graph: Graph, name: str) -> Place:
    """The file or folder that a person means by *name*: a path, or the name of a note.

    Raises UnknownNoteError, or AmbiguousNameError if two notes fit: nothing is guessed.
    """
    wanted = fold(name.strip().strip("/"))
    files = {fold(path): path for path in (*graph.notes, *graph.vault.others)}
    folders = {fold(folder): folder for folder in folders_of(graph)}
    is_file = wanted in files or f"{wanted}.md" in files
    if wanted in folders and (name.rstrip().endswith("/") or not is_file):
        return Place(folders[wanted], is_folder=True)
    if is_file:
        return Place(files.get(wanted) or files[f"{wanted}.md"], is_folder=False)
    try:
        return Place(graph.find_note(name).path, is_folder=False)
    except UnknownNoteError:
        known = {*(path.rsplit("/", 1)[-1].removesuffix(".md") for path in files.values()), *folders.values()}
        raise UnknownNoteError("note, file or folder", name, nearest(name, known)) from None


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


def moving_plan(graph: Graph, place: Place, to: str) -> Plan:
    """The plan that moves a file or folder to exactly the path *to*."""
    if to == place.path:
        raise RefusedError(f"{place.path} is there already", "name another place")
    if place.is_folder and to.startswith(f"{place.path}/"):
        raise RefusedError(f"{place.path} cannot go into itself", "name another place")
    paths = (*graph.notes, *graph.vault.others)
    inside = [path for path in paths if path == place.path or path.startswith(f"{place.path}/")]
    taken = {fold(path): path for path in paths if path not in inside} | {
        fold(folder): folder for folder in folders_of(graph) if not f"{folder}/".startswith(f"{place.path}/")
    }
    if fold(to) in taken and not (place.is_folder and place.path.startswith(f"{taken[fold(to)]}/")):
        raise RefusedError(f"{taken[fold(to)]} is there already", "choose another name, or 'vaultkit merge'")
    why = f"move {place.path} to {to}"
    move = Move(place.path, to, why, unit="move")
    folders = {place.path: to} if place.is_folder else {}
    relinking = Relinking(graph, moved={path: move.moved(path) for path in inside}, folders=folders)
    changes = relink_changes(relinking, why, "move")
    return Plan(changes, (*relinking.problems, *_settings_problems(graph, folders)), (move,))


def _destination(graph: Graph, place: Place, new: str) -> str:
    """The whole path that *new* means for what moves."""
    wanted = new.strip()
    folders = {fold(folder): folder for folder in folders_of(graph)}
    name = place.path.rsplit("/", 1)[-1]
    inner = folders.get(fold(wanted.strip("/")))
    is_itself = inner is not None and fold(inner) == fold(place.path)
    if wanted.strip("/") == "" and wanted:
        return name
    if inner is not None and not is_itself:
        return f"{inner}/{name}"
    if wanted.endswith("/"):
        return f"{_checked(wanted.strip('/'))}/{name}"
    ending = "" if place.is_folder else name[name.rindex(".") :] if "." in name else ""
    path = wanted.lstrip("/")
    if not path.casefold().endswith(ending.casefold()):
        path += ending
    if "/" not in wanted and "/" in place.path:
        path = f"{place.path.rsplit('/', 1)[0]}/{path}"
    return _checked(path, ending)


def _checked(path: str, ending: str = "") -> str:
    """The path, if its new names work in links and on every system."""
    *parents, last = path.removesuffix(ending).split("/")
    for part in (*parents, last):
        if part in ("", ".", "..") or part.startswith("."):
            raise RefusedError(f"'{path}' is no path in a vault", "write it from the vault's root: Folder/Name")
        if part != file_name(part) and part == last:
            raise RefusedError(
                f"'{part}' would break links or not work on every system", f"this would: '{file_name(part)}'"
            )
    return path


def _settings_problems(graph: Graph, folders: dict[str, str]) -> Iterator[Problem]:
    """What names a folder that moves, and cannot follow: settings."""
    settings = graph.settings
    named = {"templates": settings.templates, "journal": settings.journal.folder}
    named |= {kind: folder for kind, rule in settings.kinds.items() for folder in rule.folders}
    for old, new in folders.items():
        for what, folder in named.items():
            if folder.strip("/") == old or folder.startswith(f"{old}/"):
                message = f"the settings still name the folder '{folder.strip('/')}' ({what})"
                yield Problem("vaultkit.toml", 1, 1, "settings-name", message, f"write '{new}' there")
