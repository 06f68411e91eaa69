"""Edits change only their own lines: notes in, notes out."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from vaultkit.edits import (
    append_item,
    append_log,
    frontmatter_text,
    remove_property,
    rename_property,
    set_property,
    tick_task,
    yaml_text,
)
from vaultkit.errors import RefusedError
from vaultkit.markdown import parse
from vaultkit.model import Document, Source

DAY = date(2026, 4, 10)


def document(text: str) -> Document:
    return parse(Source.from_text("People/Ann.md", text))


# -- properties


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Text\n", "---\nsnooze: 2026-05-01\n---\nText\n", id="no properties"),
        pytest.param("", "---\nsnooze: 2026-05-01\n---\n", id="an empty note"),
        pytest.param("---\n---\nText\n", "---\nsnooze: 2026-05-01\n---\nText\n", id="none yet"),
        pytest.param("---\na: 1\n---\n", "---\na: 1\nsnooze: 2026-05-01\n---\n", id="at the end"),
        pytest.param("---\nsnooze:\na: 1\n---\n", "---\nsnooze: 2026-05-01\na: 1\n---\n", id="an empty one"),
        pytest.param("---\nsnooze: 2026-04-01\n---\n", "---\nsnooze: 2026-05-01\n---\n", id="a plain one"),
        pytest.param("---\nSnooze: x\n---\n", "---\nSnooze: 2026-05-01\n---\n", id="in capitals"),
        pytest.param(
            "---\nsnooze:   '2026-04-01'   # why\n---\n", "---\nsnooze:   2026-05-01   # why\n---\n", id="comment"
        ),
        pytest.param('---\nsnooze: "a # b"\n---\n', "---\nsnooze: 2026-05-01\n---\n", id="quoted"),
        pytest.param('---\n"snooze": 1\n---\n', '---\n"snooze": 2026-05-01\n---\n', id="quoted name"),
        pytest.param(
            "---\r\na: 1\r\n---\r\nText\r\n", "---\r\na: 1\r\nsnooze: 2026-05-01\r\n---\r\nText\r\n", id="CRLF"
        ),
        pytest.param("--- \na: 1\n--- \n", "--- \na: 1\nsnooze: 2026-05-01\n--- \n", id="blanks after the fence"),
        pytest.param(
            "---\na: [1,\n  2]\nb: |\n  x\n  y\n---\n",
            "---\na: [1,\n  2]\nb: |\n  x\n  y\nsnooze: 2026-05-01\n---\n",
            id="after a block of text",
        ),
    ],
)
def test_set_property(before: str, after: str) -> None:
    assert set_property(document(before), "snooze", "2026-05-01") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\na: 1\n---\n", "---\na: 1\nrank: 4\n---\n"),
        ("---\nrank: 3 # of 5\n---\n", "---\nrank: 4 # of 5\n---\n"),
        ('---\nrank: "3"\n---\n', "---\nrank: 4\n---\n"),
    ],
)
def test_a_number_is_set_as_one(before: str, after: str) -> None:
    assert set_property(document(before), "rank", 4) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("---\nsnooze: 2026-05-01\n---\n", "---\n---\n", id="the only one"),
        pytest.param("---\na: 1\nsnooze: 2026-05-01\nb: 2\n---\n", "---\na: 1\nb: 2\n---\n", id="between others"),
        pytest.param("---\nsnooze: 2026-05-01 # why\nb: 2\n---\n", "---\n# why\nb: 2\n---\n", id="its comment stays"),
        pytest.param("---\nsnooze:\n  - a\n  - b\nb: 2\n---\n", "---\nb: 2\n---\n", id="a list"),
        pytest.param("---\nsnooze: [a,\n  b]\nb: 2\n---\n", "---\nb: 2\n---\n", id="a list in brackets"),
        pytest.param("---\nsnooze: |\n  a\n  b\nb: 2\n---\n", "---\nb: 2\n---\n", id="a block of text"),
        pytest.param("---\r\nsnooze: 1\r\nb: 2\r\n---\r\n", "---\r\nb: 2\r\n---\r\n", id="CRLF"),
        pytest.param("---\nb: 2\n---\nsnooze: text\n", "---\nb: 2\n---\nsnooze: text\n", id="none there"),
    ],
)
def test_remove_property(before: str, after: str) -> None:
    assert remove_property(document(before), "snooze") == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('---\nsnooze: "open\n---\n', id="broken YAML"),
        pytest.param("---\nsnooze: 1\n", id="never closed"),
        pytest.param('---\n{"snooze": 1}\n---\n', id="JSON"),
        pytest.param("---\nsnooze: 1\nsnooze: 2\n---\n", id="twice"),
        pytest.param("---\nsnooze: {a: b}\n---\n", id="nested"),
        pytest.param("---\nsnooze: [a, b]\n---\n", id="a list"),
        pytest.param("---\nsnooze: a\n  b\n---\n", id="over two lines"),
        pytest.param("---\nsnooze: >\n  b\n---\n", id="a block of text"),
        pytest.param("---\nsnooze: &x 1\na: *x\n---\n", id="anchors"),
        pytest.param("---\nsnooze: 1\n---\n<<<<<<< HEAD\n", id="git conflict"),
    ],
)
def test_what_cannot_be_set_safely_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        set_property(document(text), "snooze", "2026-05-01")
    assert refused.value.message.startswith("People/Ann.md")
    assert refused.value.hint


VALUES = [
    "plain",
    "two words",
    "Zoë & Łukasz",
    "a: b",
    "a #b",
    "#tag",
    "- item",
    "[[Ann]]",
    "{a}",
    "@x",
    "*x",
    "&x",
    "!x",
    "%x",
    "`x`",
    "'quoted'",
    '"quoted"',
    "back\\slash",
    "yes",
    "No",
    "null",
    "~",
    "007",
    "1e3",
    "0x1F",
    "12:30",
    "1_000",
    "2026-05-01",
    "2026-05-01T10:00",
    "+49 151",
    ".5",
    "=",
    "<<",
    "?",
    "a:",
    "-",
    "---",
    "trailing ",
    " leading",
    "line\nbreak",
    "tab\there",
    "nul\x00bell\x07",
    "nel\x85ls\u2028ps\u2029",
    "\ufeffbom",
    "emoji 🎉",
    "",
    "x" * 3000,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.encode("unicode_escape").decode()[:20] or "empty")
def test_a_value_is_the_same_text_to_us_and_to_yaml(value: str) -> None:
    line = f"key: {yaml_text(value)}\n"
    read = yaml.safe_load(line)["key"]
    assert (read.isoformat() if isinstance(read, date) else read) == value
    text = set_property(document("---\na: 1\n---\nBody\n"), "key", value)
    found = document(text).property("key")
    assert found is not None
    assert found.text == value
    assert text.endswith("---\nBody\n")


def test_frontmatter_leaves_out_what_is_empty() -> None:
    pairs = [("type", "contact"), ("tier", ""), ("to", ("[[Ann]]", "[[Bob]]")), ("tags", ())]
    assert frontmatter_text(pairs) == '---\ntype: contact\nto:\n  - "[[Ann]]"\n  - "[[Bob]]"\n---\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("---\nstate: a # why\n---\nstate: b\n", "---\nstatus: a # why\n---\nstate: b\n", id="plain"),
        pytest.param("---\nState :\n  - a\n---\n", "---\nstatus :\n  - a\n---\n", id="a list"),
        pytest.param("---\nstate:\n---\n", "---\nstatus:\n---\n", id="empty"),
        pytest.param("---\nstate: |\n  a\n\n---\n", "---\nstatus: |\n  a\n\n---\n", id="a block of text"),
        pytest.param('---\n"state": a\n---\n', '---\n"status": a\n---\n', id="double quotes"),
        pytest.param("---\n'state': a\n---\n", "---\n'status': a\n---\n", id="single quotes"),
        pytest.param("---\n? state\n: a\n---\n", "---\n? status\n: a\n---\n", id="an explicit key"),
        pytest.param('---\n{"a": 1, "state": "b"}\n---\n', '---\n{"a": 1, "status": "b"}\n---\n', id="JSON"),
        pytest.param("---\r\nstate: a\r\n---\r\n", "---\r\nstatus: a\r\n---\r\n", id="CRLF"),
        pytest.param("---\nSTATUS: a\nx: state\n---\n", "---\nSTATUS: a\nx: state\n---\n", id="not there"),
    ],
)
def test_rename_property(before: str, after: str) -> None:
    assert rename_property(document(before), "state", "status") == after


def test_a_property_may_get_a_name_that_needs_quotes() -> None:
    assert rename_property(document("---\na: 1\n---\n"), "a", "b: c") == '---\n"b: c": 1\n---\n'
    assert rename_property(document("---\n'a': 1\n---\n"), "a", "it's") == "---\n'it''s': 1\n---\n"
    assert rename_property(document("---\nTier: 1\n---\n"), "tier", "tier") == "---\ntier: 1\n---\n"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        pytest.param("---\nstate: 1\nstatus: 2\n---\n", "both 'state' and 'status'", id="both are there"),
        pytest.param("---\nstate: 1\nstate: 2\n---\n", "twice", id="it stands twice"),
        pytest.param("---\nstate: 1\nx: @y\n---\n", "left alone", id="broken properties"),
        pytest.param('---\n{"e": "\\ud83d\\ude00", "state": 1}\n---\n', "safely", id="its place is not sure"),
    ],
)
def test_what_is_not_renamed(before: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        rename_property(document(before), "state", "status")


def test_a_name_that_makes_the_properties_unreadable_is_refused() -> None:
    with pytest.raises(RefusedError, match="without changing more"):
        rename_property(document("---\nstate: a\n---\n"), "state", "x" * 70_000)


# -- one more item in a list


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Text\n", "---\ndone:\n  - 2026-04-10\n---\nText\n", id="no properties"),
        pytest.param("", "---\ndone:\n  - 2026-04-10\n---\n", id="an empty note"),
        pytest.param("---\na: 1\n---\n", "---\na: 1\ndone:\n  - 2026-04-10\n---\n", id="absent"),
        pytest.param("---\ndone:\na: 1\n---\n", "---\ndone:\n  - 2026-04-10\na: 1\n---\n", id="empty"),
        pytest.param("---\ndone: # days\n---\n", "---\ndone: # days\n  - 2026-04-10\n---\n", id="a comment only"),
        pytest.param("---\ndone: []\n---\n", "---\ndone: [2026-04-10]\n---\n", id="an empty list"),
        pytest.param("---\ndone: [ ]  # days\n---\n", "---\ndone: [2026-04-10]  # days\n---\n", id="empty, a comment"),
        pytest.param("---\ndone: [a, b] # d\n---\n", "---\ndone: [a, b, 2026-04-10] # d\n---\n", id="in brackets"),
        pytest.param("---\ndone: [a, ]\n---\n", "---\ndone: [a, 2026-04-10]\n---\n", id="a comma at the end"),
        pytest.param('---\ndone: ["]", a]\n---\n', '---\ndone: ["]", a, 2026-04-10]\n---\n', id="a bracket in quotes"),
        pytest.param(
            "---\ndone: [a,\n  b\n  ]\nc: 1\n---\n", "---\ndone: [a,\n  b, 2026-04-10]\nc: 1\n---\n", id="over lines"
        ),
        pytest.param("---\ndone: a\n---\n", "---\ndone:\n  - a\n  - 2026-04-10\n---\n", id="a single value"),
        pytest.param(
            "---\nDone: 'a b' # d\nc: 1\n---\n",
            "---\nDone:\n  - 'a b' # d\n  - 2026-04-10\nc: 1\n---\n",
            id="a single value with its comment",
        ),
        pytest.param("---\ndone:\n- a\n- b\n---\n", "---\ndone:\n- a\n- b\n- 2026-04-10\n---\n", id="no indent"),
        pytest.param(
            "---\ndone:\n    - a # one\n\n# next\nc: 1\n---\n",
            "---\ndone:\n    - a # one\n    - 2026-04-10\n\n# next\nc: 1\n---\n",
            id="its own indent, comments stay",
        ),
        pytest.param(
            '---\ndone:\n  - "a\n    b"\nc: 1\n---\n',
            '---\ndone:\n  - "a\n    b"\n  - 2026-04-10\nc: 1\n---\n',
            id="after an item of two lines",
        ),
        pytest.param(
            "---\r\ndone:\r\n  - a\r\n---\r\nText\r\n",
            "---\r\ndone:\r\n  - a\r\n  - 2026-04-10\r\n---\r\nText\r\n",
            id="CRLF",
        ),
        pytest.param(
            "---\r\ndone: a\r\n---\r\n", "---\r\ndone:\r\n  - a\r\n  - 2026-04-10\r\n---\r\n", id="CRLF, single"
        ),
        pytest.param("Text\r\n", "---\r\ndone:\r\n  - 2026-04-10\r\n---\r\nText\r\n", id="CRLF, no properties"),
    ],
)
def test_append_item(before: str, after: str) -> None:
    assert append_item(document(before), "done", "2026-04-10") == after
    assert append_item(document(after), "done", "2026-04-10") == after


@pytest.mark.parametrize(
    ("value", "there"),
    [
        pytest.param("[[Ann]]", '"[[Ann]]"', id="the same link"),
        pytest.param("[[Ann]]", '"[[ann|Annie]]"', id="shown otherwise"),
        pytest.param("[[Ann#Log|A]]", '"[[Ann]]"', id="a part of the note"),
        pytest.param("[[Ann.md]]", '"[[Ann]]"', id="with its ending"),
        pytest.param("[[Ann]]", '"[[Bob]] [[Ann]]"', id="one of two in a text"),
        pytest.param("[[Zoe\u0308]]", '"[[Zoë]]"', id="accents stored otherwise"),
        pytest.param("two  words", "Two words", id="the same words"),
    ],
)
@pytest.mark.parametrize("written", ["who: {}", "who: [x, {}]", "who:\n  - x\n  - {}\n  - y"])
def test_what_is_in_a_list_is_not_added_twice(value: str, there: str, written: str) -> None:
    text = f"---\n{written.format(there)}\n---\nText\n"
    assert append_item(document(text), "who", value) == text


@pytest.mark.parametrize(
    ("value", "there"),
    [("[[Ann]]", "Ann"), ("Ann", '"[[Ann]]"'), ("[[People/Ann]]", '"[[Ann]]"'), ("[[Ann]]", '"[[Anna]]"')],
)
def test_what_says_something_else_is_added(value: str, there: str) -> None:
    text = append_item(document(f"---\nwho:\n  - {there}\n---\n"), "who", value)
    assert text == f"---\nwho:\n  - {there}\n  - {yaml_text(value)}\n---\n"


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.encode("unicode_escape").decode()[:20] or "empty")
@pytest.mark.parametrize("there", ["", "key: one", "key: [one]", "key:\n  - one"])
def test_an_item_is_the_text_that_was_given(value: str, there: str) -> None:
    before = document(f"---\na: 1\n{there}\nz: 1\n---\nBody\n")
    text = append_item(before, "key", value)
    found = document(text).property("key")
    assert found is not None
    assert [item.text for item in found.items] == (["one", value] if there else [value])
    assert text.endswith("---\nBody\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('---\ndone: "open\n---\n', id="broken YAML"),
        pytest.param("---\ndone: 1\n", id="never closed"),
        pytest.param('---\n{"done": ["a"]}\n---\n', id="JSON"),
        pytest.param('---\n{"a": 1}\n---\n', id="JSON without it"),
        pytest.param("---\ndone: a\ndone: b\n---\n", id="twice"),
        pytest.param("---\ndone: {a: b}\n---\n", id="nested"),
        pytest.param("---\ndone:\n  - - a\n---\n", id="a list in a list"),
        pytest.param("---\ndone: |\n  a\n---\n", id="a block of text"),
        pytest.param("---\ndone: a\n  b\n---\n", id="over two lines"),
        pytest.param("---\ndone: &x a\nb: *x\n---\n", id="anchors"),
        pytest.param("---\ndone: ~\n---\n", id="null in words"),
        pytest.param("---\ndone: [a, # ]\n  b # c\n  ]\n---\n", id="comments between the items"),
        pytest.param("---\ndone:\n  - 2026-04-10\n---\n<<<<<<< HEAD\n", id="git conflict, though it is there"),
        pytest.param('---\ndone: 2026-04-10\nx: "open\n---\n', id="broken, though it is there"),
    ],
)
def test_what_nothing_can_be_added_to_safely_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        append_item(document(text), "done", "2026-04-10")
    assert refused.value.message.startswith("People/Ann.md")
    assert refused.value.hint


# -- the log


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "## Log\n- LINE\n", id="an empty note"),
        pytest.param("Text\n", "Text\n\n## Log\n- LINE\n", id="no heading"),
        pytest.param("Text\n\n", "Text\n\n## Log\n- LINE\n", id="no heading, an empty line"),
        pytest.param("Text", "Text\n\n## Log\n- LINE\n", id="no heading, no line end"),
        pytest.param("## Log", "## Log\n- LINE\n", id="heading without line end"),
        pytest.param("## Log\n\n\n## B\n", "## Log\n- LINE\n\n\n## B\n", id="nothing logged"),
        pytest.param("## Log\n- 2026-01-01: a", "## Log\n- 2026-01-01: a\n- LINE\n", id="entry without line end"),
        pytest.param(
            "## Log\nAbout the log.\n\n- 2026-01-01: a\n\nAfter.\n\n## B\n",
            "## Log\nAbout the log.\n\n- 2026-01-01: a\n- LINE\n\nAfter.\n\n## B\n",
            id="text around the entries",
        ),
        pytest.param(
            "## Log\n- 2026-01-02: b\n- 2026-01-01: a\n",
            "## Log\n- LINE\n- 2026-01-02: b\n- 2026-01-01: a\n",
            id="newest first",
        ),
        pytest.param(
            "## Log\n- [[2026-01-02]] b\n- [[2026-01-01]] a\n",
            "## Log\n- LINE\n- [[2026-01-02]] b\n- [[2026-01-01]] a\n",
            id="linked days, newest first",
        ),
        pytest.param("## Log\n* 2026-01-01: a\n", "## Log\n* 2026-01-01: a\n* LINE\n", id="its own bullets"),
        pytest.param(
            "## Log\n- 2026-01-01: a\n\t- more\n\t- and more\n",
            "## Log\n- 2026-01-01: a\n\t- more\n\t- and more\n- LINE\n",
            id="an entry of several lines",
        ),
        pytest.param(
            "## Log\n### 2025\n- 2025-01-01: a\n# End\n",
            "## Log\n### 2025\n- 2025-01-01: a\n- LINE\n# End\n",
            id="below a subheading",
        ),
        pytest.param("```\n## Log\n```\n", "```\n## Log\n```\n\n## Log\n- LINE\n", id="a heading in code is none"),
        pytest.param("LOG\n---\n", "LOG\n---\n- LINE\n", id="underlined heading"),
        pytest.param("a\r\n## Log\r\n", "a\r\n## Log\r\n- LINE\r\n", id="CRLF"),
        pytest.param("a\u2028b\x85c\n## Log\n", "a\u2028b\x85c\n## Log\n- LINE\n", id="odd separators are no lines"),
    ],
)
def test_append_log(before: str, after: str) -> None:
    assert append_log(document(before), "Log", "LINE") == after


# -- tasks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("- [ ] call\n", "- [x] call ✅ 2026-04-10\n", id="plain"),
        pytest.param("- [ ] call", "- [x] call ✅ 2026-04-10", id="no line end"),
        pytest.param("- [ ] call  \r\n", "- [x] call ✅ 2026-04-10  \r\n", id="blanks and CRLF stay"),
        pytest.param("  * [ ] call 📅 2026-04-11\n", "  * [x] call 📅 2026-04-11 ✅ 2026-04-10\n", id="nested, dated"),
        pytest.param("12. [ ] call ^id-1\n", "12. [x] call ✅ 2026-04-10 ^id-1\n", id="numbered, with a block id"),
        pytest.param("> - [ ] call\n", "> - [x] call ✅ 2026-04-10\n", id="quoted"),
        pytest.param("- [ ]\n", "- [x] ✅ 2026-04-10\n", id="without words"),
    ],
)
def test_tick_task(before: str, after: str) -> None:
    found = document(f"Before\n\n{before}")
    assert tick_task(found, found.tasks[0], DAY) == f"Before\n\n{after}"


def test_a_task_that_is_no_longer_there_is_refused() -> None:
    then = document("- [ ] call\n")
    now = document("Something else\n")
    with pytest.raises(RefusedError):
        tick_task(now, then.tasks[0], DAY)


def test_a_task_that_is_done_already_is_refused() -> None:
    found = document("- [x] call\n")
    with pytest.raises(RefusedError):
        tick_task(found, found.tasks[0], DAY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "## Log\n- 2026-02-01: talked about the\nmove to Lyon\n",
            "## Log\n- 2026-02-01: talked about the\nmove to Lyon\n- 2026-04-10: new\n",
            id="an entry that goes on without indent",
        ),
        pytest.param(
            "## Log\n- 2026-02-01: talked\n\n  a second paragraph of mine\n",
            "## Log\n- 2026-02-01: talked\n\n  a second paragraph of mine\n- 2026-04-10: new\n",
            id="an entry of two paragraphs",
        ),
        pytest.param(
            "## Log\n- 2026-02-01: code\n  ```\n  a\n\n  b\n  ```\n\n## Notes\n",
            "## Log\n- 2026-02-01: code\n  ```\n  a\n\n  b\n  ```\n- 2026-04-10: new\n\n## Notes\n",
            id="an entry with a fence",
        ),
    ],
)
def test_a_log_line_goes_below_the_whole_of_the_last_entry(before: str, after: str) -> None:
    assert append_log(document(before), "Log", "2026-04-10: new") == after


def test_a_log_line_that_would_land_in_code_is_refused() -> None:
    with pytest.raises(RefusedError, match="would not be read"):
        append_log(document("Hi\n```\nnever closed\n"), "Log", "2026-04-10: new")


def test_a_note_in_conflict_is_not_written() -> None:
    note = document("<<<<<<< HEAD\n- [ ] a\n=======\n>>>>>>> x\n")
    with pytest.raises(RefusedError):
        append_log(note, "Log", "2026-04-10: new")
    with pytest.raises(RefusedError):
        tick_task(note, note.tasks[0], date(2026, 4, 10))
