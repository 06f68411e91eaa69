"""An introduction with the consent of both: who was asked, who agreed, and when it was made."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Literal, cast, get_args

from vaultkit.acts.fields import edited, plan_of, with_item, with_value
from vaultkit.circles import identity
from vaultkit.dates import Period
from vaultkit.edits import tick_task
from vaultkit.errors import AmbiguousNameError, RefusedError, UnknownNameError, UnknownNoteError, UsageError, nearest
from vaultkit.graph import Graph
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Task
from vaultkit.names import typed
from vaultkit.plan import Plan
from vaultkit.records import Note, Ref, word

Step = Literal["asked", "agreed", "declined", "made", "closed"]
#: What can become of an introduction, in order.
INTRO_STEPS: tuple[Step, ...] = get_args(Step)

#: So long after it was made you ask how it went.
_CHECK_BACK = Period(14, "d")

#: The tasks that the drafts of an introduction leave, as `vaultkit.drafts` words them.
_ASK = re.compile(r"ask (?:\[\[[^\[\]]+\]\]|\[[^\[\]]+\]\([^()]+\))(?: 📅 [\d-]+)?")
_SEE = re.compile(r"see whether .+ have answered")
_SEND = re.compile(r"send to .+, then write `made: .+` into .+")


def find_intro(graph: Graph, names: tuple[str, ...]) -> Note:
    """The introduction that is meant: by the name of its note, or by those whom it brings together.

    Raises UnknownNoteError, AmbiguousNameError, or what `Graph.find_contact` raises.
    """
    intros = tuple(note for note in graph.of_kind(Outreach.kind) if _is_intro(note))
    if len(names) == 1:
        with suppress(UnknownNoteError, AmbiguousNameError):
            note = graph.find_note(names[0], Outreach.kind)
            if _is_intro(note):
                return note
    people = {graph.find_contact(name).path for name in names}
    found = [note for note in intros if people <= {identity(graph, ref, note.path) for ref in _to(note)}]
    if not found:
        wanted = " and ".join(names)
        raise UnknownNoteError(
            "introduction", wanted, nearest(wanted, (note.title for note in intros)), _offering(graph, people)
        )
    if len(found) > 1:
        raise AmbiguousNameError(" and ".join(names), [(note.title, note.path) for note in found])
    return found[0]


def _offering(graph: Graph, people: set[str]) -> str:
    """How an introduction of two people begins."""
    if len(people) != 2:
        return ""
    to, about = (typed(graph.notes[path].title) for path in sorted(people))
    return f"ask both first: vaultkit render intro-offer --to {to} --about {about}"


def _is_intro(note: Note) -> bool:
    return isinstance(note.record, Outreach) and note.record.kind_of == "intro-offer"


def _to(note: Note) -> tuple[Ref, ...]:
    assert isinstance(note.record, Outreach)
    return note.record.to


def intro_plan(graph: Graph, intro: Note, step: str, today: date, by: str = "") -> Plan:
    """Note down one step of an introduction: who was asked, agreed or declined, that it was made or is closed.

    Who agrees was asked. It is made only when everybody has agreed, and 14 days later it comes up
    once more. Raises UsageError if *by* does not fit, RefusedError if the step does not.
    """
    if word(step) not in INTRO_STEPS:
        raise UnknownNameError("step of an introduction", step, INTRO_STEPS)
    step = cast("Step", word(step))
    if step in ("made", "closed"):
        if by:
            raise UsageError(f"an introduction is {step} for both", "leave out --by")
        after = _made(graph, intro, today) if step == "made" else _closed(graph, intro)
        return _plan(graph, intro, after, f"{intro.title}: {step}", today)
    if not by:
        names = " or ".join(f"--by '{ref.name}'" for ref in _to(intro))
        raise UsageError(f"who {'was' if step == 'asked' else 'has'} {step}?", f"add {names}")
    person = graph.find_contact(by)
    ref = next((ref for ref in _to(intro) if identity(graph, ref, intro.path) == person.path), None)
    if ref is None:
        raise UsageError(f"{person.title} is not among those of {intro.path}:{intro.line_of('to')}", "see its `to`")
    after = _answered(graph, intro, step, ref)
    words = f"{intro.title}: {person.title} {'was asked' if step == 'asked' else step}"
    return _plan(graph, intro, after, words, today)


def _plan(graph: Graph, intro: Note, after: Note, why: str, today: date) -> Plan:
    """The plan of a step, with the tasks of the drafts that it settles ticked, so that nobody is due for them."""
    plan = plan_of(intro, _ticked(graph, after, partial(_is_settled, graph, after), today), why)
    assert isinstance(after.record, Outreach)
    if not after.record.made:
        return plan
    for note in graph.of_kind(Outreach.kind):
        if isinstance(note.record, Outreach) and note.record.kind_of == "introduction":
            sent = _ticked(graph, note, partial(_is_sending, graph, note.path, intro), today)
            plan = Plan((*plan, *plan_of(note, sent, f"{note.title}: sent")))
    return plan


def _ticked(graph: Graph, note: Note, is_done: Callable[[Task], bool], today: date) -> Note:
    """The note with each open task ticked that is done."""
    for task in note.document.tasks if note.document.is_writable else ():
        if task.is_open and is_done(task):
            note = edited(note, tick_task(note.document, task, today), graph.settings)
    return note


def _is_settled(graph: Graph, intro: Note, task: Task) -> bool:
    """A task as `render intro-offer` writes it, of which the properties say that it is done."""
    record = intro.record
    assert isinstance(record, Outreach)

    def all_in(refs: tuple[Ref, ...], wanted: set[str]) -> bool:
        return wanted <= {identity(graph, ref, intro.path) for ref in refs}

    if _ASK.fullmatch(task.text):
        named = graph.resolve(task.links[0].target, intro.path)
        return named is not None and all_in(record.asked, {named.path})
    both = {identity(graph, ref, intro.path) for ref in record.to}
    is_answered = bool(record.declined or record.made) or all_in(record.agreed, both)
    return is_answered and bool(_SEE.fullmatch(task.title))


def _is_sending(graph: Graph, path: str, intro: Note, task: Task) -> bool:
    """The task to send the introduction, as `render introduction` writes it."""
    return bool(_SEND.fullmatch(task.title)) and any(
        graph.resolve(link.target, path) is graph.notes[intro.path] for link in task.links
    )


def _answered(graph: Graph, intro: Note, step: Step, ref: Ref) -> Note:
    settings, key = graph.settings, identity(graph, ref, intro.path)

    def has(field: str) -> bool:
        return any(identity(graph, each, intro.path) == key for each in getattr(intro.record, field))

    if step != "declined" and has("declined"):
        where = f"{intro.path}:{intro.line_of('declined')}"
        raise RefusedError(f"{where}: {ref.name} has declined", "take the name out of `declined` first")
    note = intro
    for field in ("asked",) if step == "asked" else ("asked", step):
        if not has(field):
            note = with_item(note, field, f"[[{ref.target or ref.text}]]", settings)
    return with_value(note, "status", "declined", settings) if step == "declined" else note


def _made(graph: Graph, intro: Note, today: date) -> Note:
    assert isinstance(intro.record, Outreach)
    record, settings = intro.record, graph.settings
    agreed = {identity(graph, ref, intro.path) for ref in record.agreed}
    waiting = [ref.name for ref in record.to if identity(graph, ref, intro.path) not in agreed]
    if waiting:
        hint = f"once they agree: vaultkit intro {typed(intro.title)} agreed --by {typed(waiting[0])}"
        raise RefusedError(f"{' and '.join(waiting)} {'has' if len(waiting) == 1 else 'have'} not agreed yet", hint)
    if record.made:
        return intro
    note = with_value(intro, "made", str(today), settings)
    note = with_value(note, "status", "sent", settings)
    return with_value(note, "follow_up", str(_CHECK_BACK.after(today)), settings)


def _closed(graph: Graph, intro: Note) -> Note:
    note = with_value(intro, "follow_up", "", graph.settings)
    return with_value(note, "status", "done", graph.settings)
