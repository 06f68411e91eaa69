"""Ticks: a ticked row of a dashboard settles every reason that the row shows.

It is logged in the person's own note, the one-off date goes, the promised task is ticked where it
stands. The row is read as it stands in the dashboard, because that is what the user saw; tasks are
found by their words, never by a position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vaultkit.edits import append_log, remove_property, tick_task
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.graph.touches import OpenTask
from vaultkit.kinds.contact import Contact
from vaultkit.model import Document, Problem, Source, Task
from vaultkit.records import Note, properties_of
from vaultkit.regions import ticked_rows
from vaultkit.templating import escape
from vaultkit.vault import Vault, read_note


@dataclass(frozen=True, slots=True)
class Settled:
    """A vault in which all ticks have been acted on.

    `touched` are the paths whose text changed; `dashboards` those that hold the ticks; `refused`
    dashboards hold a tick that could not be logged, so they are left as they are.
    """

    vault: Vault
    touched: frozenset[str] = frozenset()
    dashboards: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Deed:
    """What the ticks of one day say about one person."""

    is_out: bool = False
    words: list[str] | None = None
    clears_date: bool = False
    tasks: tuple[OpenTask, ...] = ()
    dashboards: frozenset[str] = frozenset()


def settle(graph: Graph, today: date) -> Settled:
    """Act on every ticked row in the vault, in memory: the same ticks always give the same texts."""
    deeds: dict[str, _Deed] = {}
    problems: list[Problem] = []
    for note in graph.vault:
        for _, task in ticked_rows(note.document):
            person = _person(graph, note, task)
            if person is None:
                hint = "tick rows that name a person, or log it with: vaultkit log NAME"
                message = "this ticked row names nobody; nothing was logged"
                problems.append(Problem(note.path, task.line, 1, "tick-unclear", message, hint))
                continue
            _read_row(graph, person, note.path, task.text, deeds.setdefault(person.path, _Deed()))
    if not deeds:
        return Settled(graph.vault, problems=tuple(problems))
    vault, refused = graph.vault, set[str]()
    for path, deed in sorted(deeds.items()):
        try:
            vault = _act(vault, graph, path, deed, today)
        except RefusedError as fault:
            refused |= deed.dashboards
            message = f"the tick cannot be logged: {fault.message}"
            problems.append(Problem(path, 1, 1, "tick-unclear", message, fault.hint))
    touched = frozenset(p for p in vault.notes if vault.notes[p].document.source != graph.notes[p].document.source)
    dashboards = frozenset(path for deed in deeds.values() for path in deed.dashboards)
    return Settled(vault, touched, dashboards - refused, frozenset(refused), tuple(problems))


def _person(graph: Graph, note: Note, row: Task) -> Note | None:
    for link in row.links:
        found = graph.resolve(link.target, note.path)
        if found is not None and isinstance(found.record, Contact):
            return found
    return None


#: Reasons for which a tick says that I wrote, and what the log says of it.
_ANSWERS = (
    (re.compile(r"(?:— |, )they wrote \d{4}-\d{2}-\d{2}"), "answered"),
    (re.compile(r"(?:— |, )met at "), "wrote after we met"),
    (re.compile(r"(?:— |, )no answer since \d{4}-\d{2}-\d{2}"), "asked again"),
)


def _read_row(graph: Graph, person: Note, dashboard: str, row: str, deed: _Deed) -> None:
    """Add to *deed* what a row shows: the words are those of `vaultkit.priority`."""
    # What is quoted from a message is somebody's words, not a reason of ours.
    shown = re.sub(r"“[^”]*”", "", row)
    promised = []
    for open_task in graph.open_tasks(person.path):
        # As the row shows it, but for its end: a long reason is cut there.
        words = escape(f'promised "{open_task.task.title}"'[:180])
        if words in shown:
            promised.append(open_task)
            shown = shown.replace(words, "", 1)
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
    deed.dashboards = deed.dashboards | {dashboard}


def _act(vault: Vault, graph: Graph, path: str, deed: _Deed, today: date) -> Vault:
    settings = graph.settings
    for open_task in deed.tasks:
        document = vault.notes[open_task.path].document
        task = next(
            (
                t
                for t in document.tasks
                if t.is_open and t.line == open_task.task.line and t.text == open_task.task.text
            ),
            None,
        )
        if task:
            vault = _with_text(vault, graph, document, tick_task(document, task, today))
    document = vault.notes[path].document
    if deed.clears_date:
        try:
            names = properties_of(document, "follow_up", settings)
            for prop in names:
                vault = _with_text(vault, graph, document, remove_property(document, prop.name))
        except RefusedError:
            # The touch that is logged below clears the date as well; the property may stay.
            pass
        document = vault.notes[path].document
    if not document.source.is_utf8 or any(problem.code == "in-conflict" for problem in document.problems):
        raise RefusedError(f"{path} is not in a state to be written", "mend it first: vaultkit check")
    line = f"{today}{' out' if deed.is_out else ''}: {'; '.join(deed.words or ()) or 'in touch'}"
    if line in _logged(document, settings.headings.log):
        return vault
    return _with_text(vault, graph, document, append_log(document, settings.headings.log, line))


def _logged(document: Document, heading: str) -> Iterable[str]:
    """The log as it stands: a tick that was logged before the process died is not logged again."""
    return {item.text for item in document.items if item.section.strip().casefold() == heading.casefold()}


def _with_text(vault: Vault, graph: Graph, document: Document, text: str) -> Vault:
    source = document.source
    edited = Source.from_bytes(source.path, source.encode(text))
    return vault.with_notes([read_note(edited, graph.settings)])
