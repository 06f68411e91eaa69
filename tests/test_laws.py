"""The laws, for whatever a vault may hold: hypothesis writes the notes, shaped as people write them.

HYPOTHESIS_PROFILE=thorough runs many more cases, other ones each time.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import Desk, lay_out

from vaultkit import open_vault
from vaultkit.bases import named_in
from vaultkit.canvas import read_canvas
from vaultkit.config import Settings
from vaultkit.dashboards import render_plan
from vaultkit.edits import append_item, append_log, remove_property, set_property, tick_task
from vaultkit.errors import AmbiguousNameError, RefusedError, UnknownPersonError
from vaultkit.exchange import FORMATS
from vaultkit.files import VaultFiles
from vaultkit.graph import build
from vaultkit.insights import QUESTIONS
from vaultkit.markdown import parse
from vaultkit.model import Document, Source
from vaultkit.obsidian import read_obsidian
from vaultkit.questions import row
from vaultkit.vault import Vault, read_note
from vaultkit.workspace import Workspace

_QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=_QUIET, database=None)
settings.register_profile("thorough", deadline=None, max_examples=2000, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

TODAY = date(2026, 4, 10)


def examples(number: int) -> settings:
    """Fewer or more cases than usual, unless the thorough profile asks for many."""
    return settings(max_examples=number if settings().derandomize else settings().max_examples)


# -- what people write

names = st.sampled_from(["Ann", "Bob", "Zoë", "Łu Żak", "2026-04-09", "Fair", "Goal", "x y", "Zoe\u0308", "Ann`s"])
days = st.one_of(
    st.dates(date(2025, 12, 1), date(2026, 6, 30)).map(str),
    st.sampled_from(["2026-02-30", "2026-4-9", "10.04.2026", "[[2026-04-01]]", "2026-04-09T23:30:00Z", "20260401", ""]),
)
signs = st.sampled_from(
    [
        *"|`[]#*_~<>%{}()^$=:!\\\"'-+",
        "[[",
        "]]",
        "```",
        "~~~",
        "%%",
        "<!--",
        "-->",
        "::",
        "==",
        "{{",
        "\u2028",
        "\x85",
        "\x0c",
    ]
)
words = st.one_of(st.sampled_from(["call", "the fair", "send list", "ünïcode", "🎉"]), signs, names)
phrases = st.lists(words, max_size=5).map(" ".join)
links = st.builds(
    lambda name, form: form.format(name),
    names,
    st.sampled_from(["[[{0}]]", "[[{0}|x]]", "![[{0}]]", "[[{0}#Log]]", "[y]({0}.md)", "[[{0}", "[[People/{0}]]"]),
)
dated = st.builds("{} {}".format, st.sampled_from(["📅", "✅", "⏳", "due::", "[due::"]), days)
texts = st.lists(st.one_of(phrases, links, dated), max_size=3).map(" ".join)
bullets = st.sampled_from(["- ", "* ", "  - ", "> - ", "1. ", "\t- "])
task_lines = st.builds("{}[{}] {}".format, bullets, st.sampled_from([" ", "x", "X", "-", "/"]), texts)
log_lines = st.builds(
    "- {} {}{}: {}".format, days, st.sampled_from(["", "email ", "call "]), st.sampled_from(["", "in", "out"]), texts
)
questions = st.sampled_from([*QUESTIONS, "deu", "due limit=1", "upcoming within=1m", "due limt=2"])
open_markers = questions.map("<!-- vaultkit: {} -->".format) | questions.map("%% vaultkit: {} %%".format)
close_markers = st.sampled_from(["<!-- /vaultkit -->", "<!-- /vaultkit sha=0123456789ab -->", "%% /vaultkit %%"])
headings = st.sampled_from(["# Ann", "## Log", "## Follow-ups", "### more", "Log\n---", "## Message"])
other_lines = st.sampled_from(
    ["", "---", "```", "    code", "> quote", "<<<<<<< HEAD", "| a | b |\n| - | - |", "<div>"]
)
regions = st.builds(
    lambda marker, inner, end: "\n".join([f"<!-- vaultkit: {marker} -->", *inner, end]),
    questions,
    st.lists(texts | task_lines, max_size=2),
    close_markers,
)
lines = st.one_of(texts, task_lines, log_lines, headings, other_lines, regions)
body_lines = st.one_of(lines, open_markers, close_markers)

keys = st.sampled_from(
    [
        "type",
        "name",
        "cadence",
        "tier",
        "follow_up",
        "snooze",
        "birthday",
        "people",
        "date",
        "to",
        "status",
        "sent",
        "x y",
    ]
)
values = st.one_of(
    st.sampled_from(
        ["contact", "event", "goal", "me", "outreach", "30d", "close", "paused", "&a", "*a", "{a: b}", "|", ">"]
    ),
    days,
    texts,
    links.map('"{}"'.format),
    st.lists(names, max_size=3).map(lambda listed: f"[{', '.join(listed)}]"),
    st.lists(links, min_size=1, max_size=3).map(lambda listed: "\n" + "\n".join(f'  - "{item}"' for item in listed)),
)
properties = st.builds("{}: {}".format, keys, values)
frontmatters = st.builds(
    lambda kind, rows, end: "\n".join(["---", f"type: {kind}", *rows, end]),
    st.sampled_from(["contact", "contact", "event", "goal", "me", "outreach", "interaction", "''"]),
    st.lists(properties | st.sampled_from(["# a comment", "- item", "\tx: y", ""]), max_size=4),
    st.sampled_from(["---", "---", "---", "--- ", "...", "-- -"]),
)


def notes_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Notes with properties and these lines, with the line ends of any system."""
    return st.builds(
        lambda front, body, newline, end: newline.join("\n".join([*front, *body]).split("\n")) + end,
        st.lists(frontmatters, max_size=1),
        st.lists(inner, max_size=8),
        st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]),
        st.sampled_from(["", "\n", "\r\n", "\n\n"]),
    )


notes = notes_of(lines)
odd_notes = notes_of(body_lines)
raw_notes = st.builds(
    lambda mark, text, tail: mark + text.encode("utf-8", "surrogatepass") + tail,
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe"]),
    odd_notes,
    st.sampled_from([b"", b"\xff", b"\x00", b"\xed\xa0\x80"]) | st.binary(max_size=12),
)
paths = st.sampled_from(
    [
        "People/Ann.md",
        "People/Bob.md",
        "People/Zoë.md",
        "Daily/2026-04-09.md",
        "Fair.md",
        "Events/Fair.md",
        "Goal.md",
        "Me.md",
    ]
)
DASHBOARD = "".join(
    "<!-- vaultkit: {} -->\n<!-- /vaultkit -->\n\n".format(
        " ".join([name, *(f"{argument.name}=Ann" for argument in question.asks_for)])
    )
    for name, question in QUESTIONS.items()
)
vaults = st.dictionaries(paths, notes, max_size=6)


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder, in memory if possible: each write is synced."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="vaultkit-", dir=memory) as name:
        yield Path(name)


# -- (a) parse never raises


@examples(300)
@given(raw_notes)
def test_any_bytes_are_read_and_nothing_is_lost(data: bytes) -> None:
    source = Source.from_bytes("People/Ann.md", data)
    assert source.encode(source.text) == data
    note = read_note(source, Settings())
    count = source.text.count("\n") + 1
    document = note.document
    parts: tuple[Any, ...] = (*document.tasks, *document.links, *document.headings, *document.items, *document.fields)
    for part in (*parts, *note.all_problems):
        assert 1 <= part.line <= count
    for region in note.document.regions:
        assert 0 <= region.start <= region.end <= region.close_end <= len(source.text)


@examples(100)
@given(st.dictionaries(paths, raw_notes, max_size=4))
def test_any_vault_answers_every_question(texts: dict[str, bytes]) -> None:
    vault = Vault().with_notes(read_note(Source.from_bytes(path, data), Settings()) for path, data in texts.items())
    graph = build(vault, Settings())
    for question in QUESTIONS.values():
        with suppress(UnknownPersonError, AmbiguousNameError):  # nobody, or more than one, is called Ann
            for found in question.answer(graph, TODAY, {argument.name: "Ann" for argument in question.asks_for}):
                row(found)


@examples(300)
@given(odd_notes)
def test_every_link_stands_where_it_says(text: str) -> None:
    """But for a property in which YAML escapes or folds it: there it is in no other place either."""
    document = parse(Source.from_text("Ann.md", text))
    rows = text.split("\n")
    for link in document.links:
        row = rows[link.line - 1]
        if not row.startswith(link.text, link.column - 1):
            prop = next(p for p in document.properties if p.name == link.property)
            assert link.text not in "\n".join(rows[prop.line - 1 : prop.last_line])


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["nodes", "type", "file", "text", "subpath", "id", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)
cards = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "file", "group", "link"])},
    optional={"text": odd_notes | texts, "file": paths, "subpath": texts, "background": texts, "id": json_like},
)
canvases = st.builds(
    lambda value, is_ascii, indent: json.dumps(value, ensure_ascii=is_ascii, indent=indent),
    json_like | st.builds(lambda nodes: {"nodes": nodes}, st.lists(cards | json_like, max_size=4)),
    st.booleans(),
    st.sampled_from([None, 2, "\t"]),
)


@examples(300)
@given(canvases | odd_notes | st.text())
def test_any_text_is_a_canvas_and_its_strings_stand_where_they_say(text: str) -> None:
    canvas = read_canvas(Source("Board.canvas", text, ""))
    for card in canvas.cards:
        if card.piece:
            start, end = card.piece.span(0, len(card.piece.value))
            assert json.loads(text[start - 1 : end + 1]) == card.piece.value
    count = text.count("\n") + 1
    assert all(1 <= line <= count for line in [*(x.line for x in canvas.links), *(x.line for x in canvas.problems)])


formulas = st.lists(
    st.sampled_from(
        [*"()[].,!=/+ \"'\\", "file", "note", "tags", "hasTag(", "link('Ann')", '"x"', "[[Ann]]", "a", "é🎉", "''"]
    ),
    max_size=10,
).map("".join)
scalars = st.builds(
    lambda quote, text: {"'": f"'{text}'", '"': json.dumps(text), "|": f"|\n      {text}"}.get(quote, text),
    st.sampled_from(["", "'", '"', "|"]),
    formulas,
)
bases = st.builds(
    lambda filters, formula, column, view: (
        f"filters:\n  and:\n    - {filters}\nformulas:\n  f: {formula}\nproperties:\n  {column}:\n    displayName: x\n"
        f"views:\n  - type: table\n    order: [{column}]\n    groupBy: {view}\n"
    ),
    scalars,
    scalars,
    st.sampled_from(["town", "note.town", '"note.a b"', "'it''s'", "file.name"]),
    scalars,
)


@examples(300)
@given(bases | odd_notes | st.text())
def test_any_text_is_a_base_and_its_names_stand_where_they_say(text: str) -> None:
    for named in named_in(Source("All.base", text, "")):
        written = text[named.start : named.end]
        assert written == named.text or (named.quote and yaml.safe_load(f"{named.quote}{written}{named.quote}"))


@examples(100)
@given(st.dictionaries(st.sampled_from(["app.json", "daily-notes.json", "templates.json", "types.json"]), canvases))
def test_any_text_is_a_file_of_settings(files: dict[str, str]) -> None:
    found = read_obsidian(files)
    assert not found.is_template("Ann.md") or found.template_folder


@examples(100)
@given(st.dictionaries(paths, raw_notes, max_size=4))
def test_any_vault_is_exported_as_json(texts: dict[str, bytes]) -> None:
    vault = Vault().with_notes(read_note(Source.from_bytes(path, data), Settings()) for path, data in texts.items())
    graph = build(vault, Settings())
    for text in FORMATS["metadata"].files(graph, TODAY).values():
        json.loads(text.encode())
    make = FORMATS["metadata"].objects
    assert make is not None
    for found, path in zip(make(graph), sorted(texts), strict=True):
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        assert found["path"] == path


# -- (b) step by step = from scratch

steps = st.one_of(
    st.tuples(st.just("write"), paths, notes),
    st.tuples(st.just("write"), paths, raw_notes),
    st.tuples(st.just("delete"), paths, st.just("")),
    st.tuples(st.just("rename"), paths, paths),
    st.tuples(st.just("settings"), st.just("vaultkit.toml"), st.sampled_from(["", '[people]\nfolders = ["People"]\n'])),
    st.tuples(st.just("render"), paths, st.just("")),
)


def known(workspace: Workspace) -> dict[str, Any]:
    """All that an open vault knows."""
    graph = workspace.graph
    return {
        "notes": {path: (note.document.source, note.record) for path, note in workspace.notes.items()},
        "edges": graph.edges,
        "unresolved": graph.unresolved,
        "touches": {note.path: graph.touches(note.path) for note in graph.contacts},
        "problems": workspace.problems(TODAY),
        "due": [row(found) for found in workspace.due(TODAY, within="1y")],
        "settings": workspace.settings,
    }


def take(root: Path, workspace: Workspace, act: str, path: str, more: Any) -> None:
    """One thing that the user, or vaultkit, does."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if act in ("write", "settings"):
        place.write_bytes(more if isinstance(more, bytes) else more.encode("utf-8", "surrogatepass"))
    elif act == "delete":
        place.unlink(missing_ok=True)
    elif act == "rename" and place.exists():
        (root / more).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, root / more)
    elif act == "render":
        workspace.refresh()
        workspace.render(TODAY)


@examples(40)
@given(vaults, st.lists(steps, min_size=1, max_size=6))
def test_refreshed_step_by_step_is_opened_from_scratch(
    texts: dict[str, str], taken: list[tuple[str, str, Any]]
) -> None:
    with folder() as root:
        lay_out(root, {**texts, "Today.md": DASHBOARD})
        workspace = open_vault(root)
        for act, path, more in taken:
            take(root, workspace, act, path, more)
            workspace.refresh()
            assert known(workspace) == known(open_vault(root))


# -- (c) the watcher cannot chase its tail


@examples(60)
@given(vaults, odd_notes)
def test_after_a_plan_is_applied_the_next_is_empty(texts: dict[str, str], dashboard: str) -> None:
    with folder() as root:
        lay_out(root, {**texts, "Today.md": DASHBOARD, "Mine.md": dashboard})
        workspace = open_vault(root)
        outcome = workspace.render(TODAY)
        assert outcome.is_complete, outcome.applied
        assert workspace.render_plan(TODAY).diff() == ""
        again = open_vault(root)
        assert again.render_plan(TODAY).diff() == ""
        workspace.refresh()
        assert known(again) == known(workspace)


@examples(25)
@given(vaults)
def test_a_tick_on_every_row_is_acted_on_once(texts: dict[str, str]) -> None:
    with folder() as root:
        desk = Desk(root, {**texts, "Today.md": DASHBOARD})
        desk.render()
        desk["Today.md"] = desk["Today.md"].replace("- [ ] ", "- [x] ")
        desk.render()
        assert "- [x]" not in desk["Today.md"].replace("\\", "")


# -- (d) an edit changes only its own lines


def split(text: str) -> list[str]:
    return text.split("\n")


def check_only_added(before: str, after: str, most: int) -> None:
    """All lines of *before* are there, in order, byte for byte, and at most so many more."""
    rest = iter(split(after))
    assert all(any(line == other for other in rest) for line in split(before)[:-1])
    assert len(split(after)) - len(split(before)) <= most


@examples(200)
@given(raw_notes, st.sampled_from(["follow_up", "snooze", "name", "x y"]), values)
def test_setting_a_property_changes_its_line_only(data: bytes, name: str, value: str) -> None:
    document = parse(Source.from_bytes("Ann.md", data))
    try:
        after = set_property(document, name, value)
    except RefusedError:
        return
    now = parse(Source.from_text("Ann.md", after))
    found = now.property(name)
    assert found is not None
    assert found.text == value
    old = document.property(name)
    before = split(document.source.text)
    if old is None:
        assert [line for line in split(after) if line not in before][1:] == [] or document.frontmatter_end < 0
        check_only_added(document.source.text, after, 1 if document.frontmatter_end >= 0 else 3)
    else:
        changed = [n for n, pair in enumerate(zip(before, split(after), strict=True), 1) if pair[0] != pair[1]]
        assert set(changed) <= {old.line}


@examples(200)
@given(raw_notes, st.sampled_from(["practiced", "aliases", "name", "x y"]), values)
def test_one_more_item_leaves_those_before_it(data: bytes, name: str, value: str) -> None:
    document = parse(Source.from_bytes("Ann.md", data))
    try:
        after = append_item(document, name, value)
    except RefusedError:
        return
    old = document.property(name)
    items = tuple(item.text for item in old.items) if old else ()
    now = parse(Source.from_text("Ann.md", after))
    found = now.property(name)
    assert found is not None
    assert tuple(item.text for item in found.items) in (items, (*items, value))
    assert append_item(now, name, value) == after
    assert split(after)[now.body_line - 1 :] == split(document.source.text)[document.body_line - 1 :]


@examples(200)
@given(raw_notes, st.sampled_from(["follow_up", "snooze", "name", "type"]))
def test_removing_a_property_takes_its_lines_only(data: bytes, name: str) -> None:
    document = parse(Source.from_bytes("Ann.md", data))
    old = document.property(name)
    try:
        after = remove_property(document, name)
    except RefusedError:
        return
    if old is None:
        assert after == document.source.text
        return
    before = split(document.source.text)
    assert after in (
        "\n".join(before[: old.line - 1] + before[old.last_line :]),
        "\n".join(
            [*before[: old.line - 1], before[old.line - 1].partition(" #")[2].join(("#", "")), *before[old.last_line :]]
        ),
    )


@examples(200)
@given(raw_notes)
def test_logging_adds_a_line_and_changes_none(data: bytes) -> None:
    document = parse(Source.from_bytes("Ann.md", data))
    try:
        after = append_log(document, "Log", "2026-04-10 call: LINE")
    except RefusedError:
        return
    check_only_added(document.source.text, after, 4)
    assert after.count("2026-04-10 call: LINE") == 1
    assert after.startswith(document.source.text) or split(document.source.text)[0] == split(after)[0]


@examples(200)
@given(raw_notes)
def test_ticking_a_task_changes_its_line_only(data: bytes) -> None:
    document = parse(Source.from_bytes("Ann.md", data))
    for task in document.tasks:
        if not task.is_open:
            continue
        try:
            after = tick_task(document, task, TODAY)
        except RefusedError:
            continue
        before, now = split(document.source.text), split(after)
        assert [n for n, pair in enumerate(zip(before, now, strict=True), 1) if pair[0] != pair[1]] == [task.line]
        again = parse(Source.from_text("Ann.md", after))
        assert any(other.is_done and other.line == task.line for other in again.tasks)


def outside(document: Document) -> list[str]:
    """What lies outside of the regions, without the marks that are ours to write."""
    text, at, parts = document.source.text, 0, []
    for region in document.regions:
        parts.append(text[at : region.start])
        at = region.close_end
    return [*parts, text[at:]]


@examples(100)
@given(vaults, odd_notes, st.booleans())
def test_filling_regions_changes_nothing_outside_of_them(texts: dict[str, str], dashboard: str, bom: bool) -> None:
    data = (b"\xef\xbb\xbf" if bom else b"") + dashboard.encode()
    shipped = open_templates()
    vault = Vault().with_notes(
        read_note(Source.from_bytes(path, text), Settings())
        for path, text in {**{p: t.encode() for p, t in texts.items()}, "Mine.md": data}.items()
    )
    for change in render_plan(build(vault, Settings()), TODAY, shipped):
        if change.path == "Mine.md" and change.before is not None and change.data is not None:
            *parts, last = outside(parse(change.before))
            text = Source.from_bytes("Mine.md", change.data).text
            at = 0
            for part in parts:
                assert part in text[at:]
                assert at or text.startswith(part)
                at = text.index(part, at) + len(part)
            assert text[at:].endswith(last)
            assert change.data.startswith(b"\xef\xbb\xbf") == bom


def open_templates() -> Any:
    """The shipped templates, read once."""
    if not _TEMPLATES:
        with folder() as root:
            _TEMPLATES.append(open_vault(lay_out(root, {})).templates)
    return _TEMPLATES[0]


_TEMPLATES: list[Any] = []


# -- (e) the order of reading does not matter


@examples(30)
@given(vaults, st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_no_byte(texts: dict[str, str], chance: Any) -> None:
    read = [
        read_note(Source.from_text(path, text), Settings()) for path, text in {**texts, "Today.md": DASHBOARD}.items()
    ]
    plan = render_plan(build(Vault().with_notes(read), Settings()), TODAY, open_templates())
    chance.shuffle(read)
    again = render_plan(build(Vault().with_notes(read), Settings()), TODAY, open_templates())
    assert again == plan


def test_what_is_on_the_disk_is_read_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"People/Ann {number}.md": "---\ntype: contact\ncadence: 1d\n---\n" for number in range(30)}
    root = lay_out(tmp_path / "vault", {**texts, "Today.md": DASHBOARD})
    plan = open_vault(root).render_plan(TODAY)
    real = os.scandir

    class Backwards:
        """A folder's entries, the last first."""

        def __init__(self, path: Any) -> None:
            with real(path) as found:
                self.entries = iter(list(found)[::-1])

        def __enter__(self) -> Iterator[Any]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            return

    monkeypatch.setattr(os, "scandir", Backwards)
    assert list(VaultFiles(root).scan().notes) != sorted(texts)
    assert open_vault(root).render_plan(TODAY) == plan
