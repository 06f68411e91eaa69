"""Notes are made: one of a kind, or one for every circle that has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from vaultkit.dates import day_of_name
from vaultkit.edits import frontmatter_text
from vaultkit.errors import RefusedError, UnknownNameError, UsageError
from vaultkit.graph import Graph
from vaultkit.kinds import KINDS
from vaultkit.kinds.me import Me
from vaultkit.missing import MissingCircle, missing_circles
from vaultkit.model import fold
from vaultkit.names import file_name
from vaultkit.plan import Change, Plan
from vaultkit.records import is_list, schema, typed_value, word
from vaultkit.refactor import folders_of, keep_links_plan

_BODIES = {
    "contact": "## {headings.follow_ups}\n\n## {headings.log}\n",
    "event": "## Notes\n",
    "me": "## Notes\n",
    "goal": "## Notes\n",
    "pitch": "## Who\n\n## Learn\n\n## Offer\n\n## Next\n",
    "dashboard": "## Due\n\n<!-- vaultkit: due limit=5 -->\n<!-- /vaultkit -->\n",
}


def new_plan(graph: Graph, kind: str, name: str, fields: Mapping[str, Sequence[str]], today: date) -> Plan:
    """Make a note of a kind, with the texts of its fields.

    Raises UnknownNameError for an unknown kind or field, UsageError if a field that has one value is
    given several, RefusedError if the note exists.
    """
    kind = next((k.name for k in KINDS.values() if word(kind) in k.record.words), kind)
    if kind not in KINDS:
        raise UnknownNameError("kind of note", kind, KINDS)
    if not name.strip():
        raise UsageError("a note needs a name", f"vaultkit new {kind} 'Its name'")
    if kind == Me.kind and graph.me:
        raise RefusedError(f"{graph.me.path} says already who you are", "change that one")
    record = KINDS[kind].record
    known = {field_name: type_name for field_name, type_name, _ in schema(record)}
    for field_name, texts in fields.items():
        if field_name not in known:
            raise UnknownNameError(f"field of a {kind}", field_name, known)
        if len(texts) > 1 and not is_list(known[field_name]):
            raise UsageError(f"'{field_name}' has one value, and {len(texts)} were given", f"leave {texts[-1]!r} out")
    folder, _, last = name.strip().rpartition("/")
    if folder.strip("/") not in folders_of(graph):
        folder, last = folder_for(graph, kind), name
    title = file_name(last)
    path = free_path(graph, folder.strip("/"), title)
    pairs: dict[str, str | bool | float | Sequence[str]] = {
        "type": record.words[0],
        **({graph.settings.names_of("name")[0]: last} if title != last else {}),
    }
    if kind == "event" and "date" not in fields and not day_of_name(path, "", "YYYY-MM-DD"):
        pairs["date"] = str(today)
    for field_name, texts in fields.items():
        pairs[graph.settings.names_of(field_name)[0]] = typed_value(known[field_name], texts)
    if "created" in known:
        pairs["created"] = str(today)
    text = frontmatter_text(list(pairs.items())) + _BODIES.get(kind, "").format(headings=graph.settings.headings)
    return keep_links_plan(graph, Plan((Change(path, None, text, f"make the {kind} {last}"),)))


def folder_for(graph: Graph, kind: str) -> str:
    """Where notes of a kind go.

    The folder in our own settings, else the one that Obsidian is told to use for new notes, else
    where most notes of the kind lie, else the root.
    """
    configured = graph.settings.kinds[kind].folders
    if configured:
        return configured[0].strip("/")
    obsidian = graph.settings.obsidian
    if obsidian.new_file_location == "folder" and obsidian.new_file_folder:
        return obsidian.new_file_folder
    folders = Counter(note.path.rpartition("/")[0] for note in graph.of_kind(kind))
    return min(folders, key=lambda folder: (-folders[folder], folder)) if folders else ""


def free_path(graph: Graph, folder: str, title: str, *, number: bool = False, made: Iterable[str] = ()) -> str:
    """The path of a new note; a note of that name, in any case, is never replaced, nor one of those *made* with it.

    With *number* the new one gets a number, else RefusedError names the one that is there.
    """
    taken = {fold(path): path for path in (*graph.notes, *graph.vault.others, *made)}
    for count in range(1, 10_000):
        name = title if count == 1 else f"{title} {count}"
        path = f"{folder}/{name}.md" if folder else f"{name}.md"
        there = taken.get(fold(path))
        if there is None:
            return path
        if not number:
            raise RefusedError(f"{there} exists already", "open that one, or choose another name")
    raise RefusedError(f"there are too many notes called '{title}'", "choose another name")


def stubs_plan(graph: Graph) -> Plan:
    """A note for every circle that is named and has none: a space for a community, else an organization.

    The notes that name them are not changed. Once they are made there is nothing more to make.
    """
    changes: list[Change] = []
    for circle in missing_circles(graph):
        changes.append(_stub(graph, circle, [change.path for change in changes]))
    return keep_links_plan(graph, Plan(tuple(changes)))


def _stub(graph: Graph, circle: MissingCircle, made: list[str]) -> Change:
    """What it is is all that is known of it. A link that gives a path gets its note there.

    Where the file of another note has that name it gets a number, and the note says how it is called.
    """
    title = file_name(circle.name)
    path = free_path(graph, circle.folder or folder_for(graph, circle.kind), title, number=True, made=made)
    pairs = [
        ("type", KINDS[circle.kind].record.words[0]),
        ("name", circle.name if path.rpartition("/")[2] != f"{circle.name}.md" else ""),
        ("kind", "school" if circle.is_school else ""),
        ("status", "found" if circle.kind == "space" else ""),
    ]
    named = [(graph.settings.names_of(field)[0] if field != "type" else field, value) for field, value in pairs]
    return Change(path, None, frontmatter_text(named), f"make the {circle.kind} {circle.name}", "stubs")
