"""Small acts on the vault as plans: log a touch, snooze somebody, make a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from vaultkit.dates import day_of_name
from vaultkit.edits import append_log, frontmatter_text, remove_property, set_property
from vaultkit.errors import RefusedError, UnknownNameError, UsageError
from vaultkit.graph import Graph
from vaultkit.kinds import KINDS
from vaultkit.kinds.contact import read_log_line
from vaultkit.kinds.me import Me
from vaultkit.model import Source, fold
from vaultkit.names import file_name
from vaultkit.plan import Change, Plan
from vaultkit.records import Note, properties_of, schema, word
from vaultkit.refactor import folders_of, keep_links_plan
from vaultkit.vault import read_note


def log_plan(
    graph: Graph,
    person: Note,
    day: date,
    *,
    channel: str = "",
    direction: str = "",
    text: str = "",
    gave: str = "",
    got: str = "",
    next_day: date | None = None,
    clear_date: bool = False,
) -> Plan:
    """Log a touch in the person's note; set `follow_up` to *next_day*, or take it out with *clear_date*."""
    words = " ".join(text.split())
    head = " ".join(filter(None, (str(day), " ".join(channel.split()), direction)))
    ledger = "".join(f" {name}:: {' '.join(what.split())}" for name, what in (("gave", gave), ("got", got)) if what)
    line = f"{head}{f': {words}' if words else ''}{ledger}"
    entry = read_log_line(line, 1)
    if entry is None or (entry.channel, entry.direction) != (" ".join(channel.split()), direction or "both"):
        raise RefusedError(f"'{line}' is no log line", "a channel is one or two words, such as email or coffee")
    note = _edited(graph, person, append_log(person.document, graph.settings.headings.log, line))
    if next_day or clear_date:
        note = _dated(graph, note, "follow_up", next_day)
    return _plan(person, note, f"log a touch with {person.title}{f', next on {next_day}' if next_day else ''}")


def snooze_plan(graph: Graph, person: Note, until: date | None) -> Plan:
    """Hide a person until a day; None shows them again."""
    note = _dated(graph, person, "snooze", until)
    return _plan(person, note, f"snooze {person.title} until {until}" if until else f"end the snooze of {person.title}")


def _dated(graph: Graph, note: Note, field_name: str, day: date | None) -> Note:
    """The note with a date field set, under the name it already has there, or without it."""
    found = properties_of(note.document, field_name, graph.settings)
    if day is None:
        for prop in found:
            note = _edited(graph, note, remove_property(note.document, prop.name))
        return note
    name = found[0].name if found else graph.settings.names_of(field_name)[0]
    return _edited(graph, note, set_property(note.document, name, str(day)))


def _edited(graph: Graph, note: Note, text: str) -> Note:
    source = note.document.source
    return read_note(Source.from_bytes(source.path, source.encode(text)), graph.settings)


def _plan(before: Note, after: Note, why: str) -> Plan:
    if before.document.source.text == after.document.source.text:
        return Plan()
    return Plan((Change(before.path, before.document.source, after.document.source.text, why),))


_BODIES = {
    "contact": "## {headings.follow_ups}\n\n## {headings.log}\n",
    "event": "## Notes\n",
    "me": "## Notes\n",
    "goal": "## Notes\n",
    "dashboard": "## Due\n\n<!-- vaultkit: due limit=5 -->\n<!-- /vaultkit -->\n",
}


def new_plan(graph: Graph, kind: str, name: str, fields: Mapping[str, str], today: date) -> Plan:
    """Make a note of a kind. Raises UnknownNameError for an unknown kind or field, RefusedError if it exists."""
    kind = next((k.name for k in KINDS.values() if word(kind) in k.record.words), kind)
    if kind not in KINDS:
        raise UnknownNameError("kind of note", kind, KINDS)
    if not name.strip():
        raise UsageError("a note needs a name", f"vaultkit new {kind} 'Its name'")
    if kind == Me.kind and graph.me:
        raise RefusedError(f"{graph.me.path} says already who you are", "change that one")
    record = KINDS[kind].record
    known = {field_name for field_name, _, _ in schema(record)}
    for field_name in fields:
        if field_name not in known:
            raise UnknownNameError(f"field of a {kind}", field_name, known)
    folder, _, last = name.strip().rpartition("/")
    if folder.strip("/") not in folders_of(graph):
        folder, last = folder_for(graph, kind), name
    title = file_name(last)
    path = free_path(graph, folder.strip("/"), title)
    pairs: dict[str, str] = {
        "type": record.words[0],
        **({graph.settings.names_of("name")[0]: last} if title != last else {}),
    }
    if kind == "event" and "date" not in fields and not day_of_name(path, "", "YYYY-MM-DD"):
        pairs["date"] = str(today)
    pairs.update({graph.settings.names_of(field_name)[0]: value for field_name, value in fields.items()})
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


def free_path(graph: Graph, folder: str, title: str, *, number: bool = False) -> str:
    """The path of a new note; a note of that name, in any case, is never replaced.

    With *number* the new one gets a number, else RefusedError names the one that is there.
    """
    taken = {fold(path): path for path in (*graph.notes, *graph.vault.others)}
    for count in range(1, 10_000):
        name = title if count == 1 else f"{title} {count}"
        path = f"{folder}/{name}.md" if folder else f"{name}.md"
        there = taken.get(fold(path))
        if there is None:
            return path
        if not number:
            raise RefusedError(f"{there} exists already", "open that one, or choose another name")
    raise RefusedError(f"there are too many notes called '{title}'", "choose another name")
