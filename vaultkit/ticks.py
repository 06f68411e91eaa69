"""Ticks: a ticked row of a dashboard settles every reason that the row shows.

It is logged in the person's own note, the one-off date goes, the promised task is ticked where it
stands. The row is read as it stands in the dashboard, because that is what the user saw; tasks are
found by their words, never by a position. In the regions of some questions a tick means another
act: it changes a field of the note that the row names, and logs nothing (`MEANINGS`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from vaultkit.acts import checked, practised, promoted
from vaultkit.config import Settings
from vaultkit.edits import append_log, blank_boxes, check_writable, remove_property, tick_task
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.graph.touches import OpenTask
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.pitch import Pitch
from vaultkit.kinds.space import Space
from vaultkit.model import Document, Problem, Source, Task
from vaultkit.records import Note, properties_of
from vaultkit.regions import ticked_rows
from vaultkit.templating import escape
from vaultkit.vault import Vault, read_note


@dataclass(frozen=True, slots=True)
class Settled:
    """A vault in which all ticks have been acted on, and their rows are blank again.

    `touched` are the paths whose text changed. `held` are the regions, as (path, line), with a tick
    that could not be acted on: they are left as they are, tick and all, until it can. `unclear` are
    those with a tick that names nobody: its row is the user's own, and is kept as an edit is.
    """

    vault: Vault
    touched: frozenset[str] = frozenset()
    held: frozenset[tuple[str, int]] = frozenset()
    unclear: frozenset[tuple[str, int]] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a tick in the regions of a question does to the note of the first link to one of that kind."""

    kind: str
    act: Callable[[Note, date, Settings], Note]


#: By the name of the question. In all other regions a tick logs a touch with a contact.
MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "practice": Meaning(Pitch.kind, practised),
        "promotions": Meaning(Contact.kind, promoted),
        "space-checks": Meaning(Space.kind, checked),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class _Target:
    """What a tick is about: the note of that path, and the question whose meaning it has (empty: it is logged)."""

    path: str
    question: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A ticked row: where it stands, and what it is about, if it names that."""

    path: str
    region: int
    line: int
    target: _Target | None


@dataclass(slots=True)
class _Deed:
    """What the ticks of one day say about one person."""

    is_out: bool = False
    words: list[str] | None = None
    clears_date: bool = False
    tasks: tuple[OpenTask, ...] = ()


def settle(graph: Graph, today: date) -> Settled:
    """Act on every ticked row in the vault, in memory: the same ticks always give the same texts.

    Acting on a tick and blanking its row are one step, whatever becomes of the region otherwise,
    so that no tick is ever acted on twice.
    """
    deeds: dict[_Target, _Deed] = {}
    rows: list[_Row] = []
    problems: list[Problem] = []
    for note in graph.vault:
        for region, task in ticked_rows(note.document) if note.document.is_writable else ():
            question = region.name if region.name in MEANINGS else ""
            kind = MEANINGS[question].kind if question else Contact.kind
            named = _named(graph, note, task, kind)
            target = _Target(named.path, question) if named else None
            rows.append(_Row(note.path, region.line, task.line, target))
            if named is None or target is None:
                problems.append(_unclear(note.path, task.line, kind, question))
                continue
            deed = deeds.setdefault(target, _Deed())
            if not question:
                _read_row(graph, named, task.text, deed)
    if not rows:
        return Settled(graph.vault)
    refused = {target: fault for target, deed in deeds.items() if (fault := _fault(graph, target, deed, today))}
    for target, fault in refused.items():
        message = f"the tick cannot be {'acted on' if target.question else 'logged'}: {fault.message}"
        problems.append(Problem(target.path, 1, 1, "tick-unclear", message, fault.hint))
    settled = [row for row in rows if row.target and row.target not in refused]
    vault = graph.vault
    for path in {row.path for row in settled}:
        lines = frozenset(row.line for row in settled if row.path == path)
        vault = _with_text(vault, graph, vault.notes[path].document, blank_boxes(vault.notes[path].document, lines))
    for target, deed in sorted(deeds.items(), key=lambda item: item[0]):
        if target not in refused:
            vault = _act(vault, graph, target, deed, today)
    touched = frozenset(p for p in vault.notes if vault.notes[p].document.source != graph.notes[p].document.source)
    held = frozenset((row.path, row.region) for row in rows if row.target in refused)
    unclear = frozenset((row.path, row.region) for row in rows if not row.target)
    return Settled(vault, touched, held, unclear, tuple(problems))


def _unclear(path: str, line: int, kind: str, question: str) -> Problem:
    who = "person" if kind == Contact.kind else kind
    if question:
        message, hint = f"this ticked row names no {who}; nothing was changed", f"tick rows that link to a {who}"
    else:
        message = "this ticked row names nobody; nothing was logged"
        hint = "tick rows that name a person, or log it with: vaultkit log NAME"
    return Problem(path, line, 1, "tick-unclear", message, hint)


def _fault(graph: Graph, target: _Target, deed: _Deed, today: date) -> RefusedError | None:
    """Why a deed cannot be done, if so."""
    try:
        _act(graph.vault, graph, target, deed, today)
    except RefusedError as fault:
        return fault
    return None


def _named(graph: Graph, note: Note, row: Task, kind: str) -> Note | None:
    """The first note of a kind that a row links to."""
    found = (graph.resolve(link.target, note.path) for link in row.links)
    return next((each for each in found if each is not None and each.kind == kind), None)


#: Reasons for which a tick says that I wrote, and what the log says of it.
_ANSWERS = (
    (re.compile(r"(?:— |, )they wrote \d{4}-\d{2}-\d{2}"), "answered"),
    (re.compile(r"(?:— |, )met at "), "wrote after we met"),
    (re.compile(r"(?:— |, )no answer since \d{4}-\d{2}-\d{2}"), "asked again"),
)


def _read_row(graph: Graph, person: Note, row: str, deed: _Deed) -> None:
    """Add to *deed* what a row shows: the words are those of `vaultkit.priority`."""
    # What is quoted from a message is somebody's words, not a reason of ours.
    shown = re.sub(r"“[^”]*”", "", row)
    promised = []
    for open_task in sorted(graph.open_tasks(person.path), key=lambda task: str(task.due(graph.settings) or "~")):
        # As the row shows it, but for its end: a long reason is cut there.
        words = escape(f'promised "{open_task.task.title}"'[:180])
        if words in shown:
            promised.append(open_task)
            shown = shown.replace(words, "", 1)
    for meeting in graph.meetings(person.path):
        shown = shown.replace(escape(meeting.title), "")
    contact = person.record
    assert isinstance(contact, Contact)
    said = deed.words if deed.words is not None else []
    said += [deed_done for reason, deed_done in _ANSWERS if reason.search(shown)]
    deed.is_out = deed.is_out or bool(said)
    if contact.follow_up and f"follow-up date {contact.follow_up}" in shown:
        deed.clears_date = True
        said.append(f"follow-up of {contact.follow_up}")
    said += [f'did "{escape(open_task.task.title)}"' for open_task in promised]
    deed.words = list(dict.fromkeys(said))
    deed.tasks = tuple(dict.fromkeys((*deed.tasks, *promised)))


def _act(vault: Vault, graph: Graph, target: _Target, deed: _Deed, today: date) -> Vault:
    note = vault.notes[target.path]
    check_writable(note.document)
    if target.question:
        return vault.with_notes([MEANINGS[target.question].act(note, today, graph.settings)])
    return _log(vault, graph, target.path, deed, today)


def _log(vault: Vault, graph: Graph, path: str, deed: _Deed, today: date) -> Vault:
    settings = graph.settings
    for open_task in deed.tasks:
        document = vault.notes[open_task.path].document
        same = (t for t in document.tasks if t.is_open and t.text == open_task.task.text)
        task = min(same, key=lambda t: abs(t.line - open_task.task.line), default=None)
        if task and document.is_writable:
            vault = _with_text(vault, graph, document, tick_task(document, task, today))
    document = vault.notes[path].document
    if deed.clears_date:
        try:
            names = properties_of(document, "follow_up", settings)
            for prop in names:
                vault = _with_text(vault, graph, document, remove_property(document, prop.name))
        except RefusedError:
            # The touch that is logged below clears a date that has come; the property may stay.
            pass
        document = vault.notes[path].document
    line = f"{today}{' out' if deed.is_out else ''}: {'; '.join(deed.words or ()) or 'in touch'}"
    if line in _logged(document, settings.headings.log):
        return vault
    return _with_text(vault, graph, document, append_log(document, settings.headings.log, line))


def _logged(document: Document, heading: str) -> Iterable[str]:
    """The log as it stands: a tick that was logged before the process died is not logged again."""
    section = document.lines_below(heading)
    return {item.text for item in document.items if item.line in section}


def _with_text(vault: Vault, graph: Graph, document: Document, text: str) -> Vault:
    source = document.source
    edited = Source.from_bytes(source.path, source.encode(text))
    return vault.with_notes([read_note(edited, graph.settings)])
