"""Markdown understood: the cases are in `cases/*.md`, the hostile ones are here.

A case is a title, a note, and what is read from it, one part a line. In a note `⟨D⟩` stands for the
character with that number (here a carriage return), and `⟨end⟩` ends it without a line end.
"""

from __future__ import annotations

import inspect
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from helpers import document_of, shown, unescaped

from vaultkit.markdown import parse
from vaultkit.markdown.regions import close_marker, fingerprint, unticked
from vaultkit.model import Context, Document, Link, Property, Source, Task

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(r"^## ([^\n]+)\n\n~{4,}\n(.*?)^~{4,}\n\n~{4,}\n(.*?)^~{4,}$", re.MULTILINE | re.DOTALL)


def read_cases() -> Iterator[tuple[str, str, str]]:
    for path in sorted(CASES.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        found = _CASE.findall(text)
        assert len(found) == len(re.findall(r"^## .+\n\n", text, re.MULTILINE)), (
            f"{path.name}: a case is not written as it should be"
        )
        yield from ((f"{path.stem}: {title}", note, expected) for title, note, expected in found)


def described(document: Document) -> Iterator[str]:
    """What was read from a note, one part a line, in the order of the text within each sort."""
    for prop in document.properties:
        yield f"property {prop.line}: {prop.name}{_value(prop)}"
    for heading in document.headings:
        yield f"heading {heading.line}: {'#' * heading.level} {heading.text}".rstrip()
    for link in document.links:
        yield f"{link.property or link.kind} {link.line}:{link.column} {_link(link)}{_where(link.context)}"
    for tag in document.tags:
        yield f"tag {tag.line}:{tag.column} {tag.name}"
    for task in document.tasks:
        yield f"task {task.line}: [{task.status}] {_task(task)}{_where(task.context)}"
    for item in document.items:
        yield f"item {item.line}: {item.text}{_section(item.section)}{_where(item.context)}"
    for field in document.fields:
        yield f"field {field.line}:{field.column} {field.name} = {field.value}".rstrip()
    for block in document.blocks:
        yield f"block {block.line}: {block.id}"
    for callout in document.callouts:
        extra = f" | {callout.metadata}" if callout.metadata else ""
        yield f"callout {callout.line}: {callout.type}{callout.fold} {callout.title}".rstrip() + extra
    for footnote in document.footnotes:
        yield f"footnote {footnote.line}: {footnote.id}".rstrip()
    for region in document.regions:
        words = f"{region.name} {region.arguments}".strip()
        yield f"region {region.line}-{region.close_line}: {words}{f' sha={region.sha}' if region.sha else ''}"
    for problem in document.problems:
        yield f"problem {problem.line}:{problem.column} {problem.code}: {problem.hint}"
    if document.body_line != 1:
        yield f"body {document.body_line}"
    if not document.sound:
        yield "not to be edited"


def _value(prop: Property) -> str:
    texts = [item.text for item in prop.items]
    if prop.shape in ("empty", "map"):
        return f" is {'empty' if prop.shape == 'empty' else 'nested'}"
    return f" = {texts}" if prop.shape == "list" else f" = {texts[0]!r}"


def _link(link: Link) -> str:
    shown = f" | {link.display}" if link.display else ""
    return (f"{link.target} # {link.subpath}" if link.subpath else link.target) + shown


def _task(task: Task) -> str:
    names = ("due", "scheduled", "start", "done", "cancelled", "created", "priority", "recurrence", "id", "depends_on")
    signs = "".join(f" ({name} {getattr(task, name)})" for name in names if getattr(task, name))
    return task.title + signs + _section(task.section)


def _section(section: str) -> str:
    return f" (in {section})" if section else ""


def _where(context: Context) -> str:
    names = [str(each.name).lower() for each in Context if each & context and each is not Context.TASK]
    return f" ({', '.join(names)})" if names else ""


@pytest.mark.parametrize(("note", "expected"), [pytest.param(n, e, id=title) for title, n, e in read_cases()])
def test_a_case(note: str, expected: str) -> None:
    found = described(parse(Source.from_text("Note.md", unescaped(note))))
    assert [shown(line) for line in found] == expected.split("\n")[:-1]


# -- notes that nobody wrote by hand


def read_quickly(text: str, seconds: float = 1) -> Document:
    """Parse, and be done before anybody notices; while lines are being counted, all is far slower."""
    start = time.process_time()
    document = parse(Source.from_text("Note.md", text))
    taken = time.process_time() - start
    assert taken < seconds * (20 if sys.gettrace() else 1), f"took {taken:.1f} s"
    return document


@pytest.mark.parametrize("depth", [1, 9, 10, 11, 50, 100, 200])
def test_deep_bullets_keep_their_tasks_and_links(depth: int) -> None:
    lines = [f"{'  ' * level}- [ ] step {level} [[Sam]]" for level in range(depth)]
    document = read_quickly("\n".join(lines) + "\n")
    assert [task.line for task in document.tasks] == list(range(1, depth + 1))
    assert len(document.links) == depth


@pytest.mark.parametrize("depth", [300, 2_000])
def test_bullets_deeper_than_anybody_nests_still_keep_their_links(depth: int) -> None:
    text = "\n".join(f"{'  ' * level}- [[Sam]]" for level in range(depth))
    assert read_quickly(text[:200_000]).links


MARKS = [
    "[",
    "[[",
    "]",
    "![[",
    "](",
    "(",
    "`",
    "~",
    "*",
    "<",
    "<!--",
    "> ",
    "- ",
    "%%",
    "%% ",
    "#",
    "# ",
    "|",
    "^",
    "$",
]
MARKS += [
    "[a::",
    "a:: ",
    "- [ ] ",
    "%% vaultkit: due %%\n",
    "<!-- vaultkit: due -->\n",
    "<a ",
    "[#a",
    "[#a](",
    "a %% b\n",
]
MARKS += [
    "\\",
    "\\|",
    "[[a|",
    "[[a#",
    "[x](<",
    "[x](a(",
    "\r",
    "\x00",
    "🔁",
    "📅 ",
    "<![CDATA[",
    "a <![CDATA[",
    "|-",
    "1. ",
]
MARKS += [
    "- ```\nx\n",
    "1. ~~~\nx\n~~~a\n",
    "\u200b- [ ] a\n",
    "\u200b ",
    "==",
    "[^a]: x\n",
    "^[",
    "> [!a",
    "> [!a|b]- c\n\n",
    "$$",
    "$a",
    "[a]: b\n",
    "[a]: <b\n",
    "[[##",
    "[x](%23",
    "![[a|1x",
    "🆔 ",
    "⛔ a,",
]


@pytest.mark.parametrize("mark", MARKS, ids=repr)
def test_any_mark_repeated_is_read_in_no_time(mark: str) -> None:
    read_quickly(mark * (30_000 // len(mark)))


@pytest.mark.parametrize("mark", ["[a:: [[b ", "^[a ", "<!-- vaultkit: a -->\n", "[x](<a ", "\\["], ids=repr)
def test_60_kilobytes_of_openings_are_read_in_no_time(mark: str) -> None:
    read_quickly(mark * (60_000 // len(mark)))
    read_quickly("- [ ] " + mark.strip() * (60_000 // len(mark)))


@pytest.mark.parametrize("end", ["x", "-->", "%%", "sha=1 x"])
def test_a_marker_with_many_blanks_is_read_in_no_time(end: str) -> None:
    for begin in ("<!-- vaultkit: due", "%% /vaultkit", "<!-- /vaultkit sha=1", "<!-- vaultkit: " + "a" * 20_000):
        read_quickly(f"{begin}{' ' * 20_000}{end}\n")


@pytest.mark.parametrize("mark", ["[", "[[", "> ", "- ", "`", "<!--", "[a::", "![[", "[x](("], ids=repr)
def test_30_000_nested_marks_are_read_in_no_time(mark: str) -> None:
    read_quickly(mark * 30_000)
    read_quickly(mark * 15_000 + "x" + "]" * 15_000)


@pytest.mark.parametrize(
    "line",
    ["[[a]] `b` #c (d:: e) ^f", "[" * 700, "- [ ] x 📅 2026-04-10", "`" * 70, "| a | b |", "> - x", "<b>"],
    ids=repr,
)
def test_a_block_of_70_kilobytes_is_read_in_no_time(line: str) -> None:
    read_quickly((line + "\n") * (70_000 // len(line)))


def test_a_huge_note_is_read_line_by_line() -> None:
    filler = "Some words that fill a line, one like the other.\n" * 25_000
    text = (
        "---\ntype: contact\n---\n# One\n- item\n- [ ] task [[Sam]] 📅 2026-04-10\n> [[Ann]] said\n"
        f"```\n[[code]]\n# code\n``` not the end\n```\n<!-- [[html]] -->\n{filler}## Two ##\n[[Bob]]\n#\n1. last\n"
        "<!-- vaultkit: due -->\n- [[Eve]]\n<!-- /vaultkit -->\n"
    )
    document = read_quickly(text, 5)
    assert [(h.level, h.text) for h in document.headings] == [(1, "One"), (2, "Two"), (1, "")]
    assert [(link.target, link.context) for link in document.links] == [
        ("Sam", Context.TASK),
        ("Ann", Context.QUOTE),
        ("Bob", Context.PLAIN),
        ("Eve", Context.GENERATED),
    ]
    assert [(task.title, task.due, task.section) for task in document.tasks] == [("task Sam", "2026-04-10", "One")]
    assert [(item.text, item.section) for item in document.items] == [
        ("item", "One"),
        ("last", ""),
        ("[[Eve]]", ""),
    ]
    assert [region.name for region in document.regions] == ["due"]


def test_a_huge_note_with_an_open_fence() -> None:
    document = read_quickly("[[yes]]\n~~~\n" + "[[no]]\n" * 150_000, 5)
    assert [link.target for link in document.links] == ["yes"]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (BOMB, "not-flat"),
        ("a: &x [*x]\n", "not-flat"),
        ("a: " + "[" * 30_000 + "\n", "frontmatter-hostile"),
        ("a: " + "{b: " * 30_000 + "\n", "frontmatter-hostile"),
        ("".join(f"{' ' * n}a:\n" for n in range(200)), "frontmatter-hostile"),
        ("- " * 10_000 + "\n", "frontmatter-hostile"),
        ("a: [" + "x, " * 6_000 + "]\n", "frontmatter-hostile"),
        ("a: " + "x" * 70_000 + "\n", "frontmatter-hostile"),
        ("a: " + "9" * 5_000 + "\n", ""),
        ("a: 0x" + "F" * 5_000 + "\n", ""),
        ("{" * 5_000 + "\n", "unfilled-template"),
        ('{"a": ' * 5_000 + "\n", "frontmatter-hostile"),
        ("? " * 5_000 + "\n", "frontmatter-hostile"),
        ("a: !!binary x\nb: !!set {x}\n", "not-flat"),
        ("a: @b\nc: " + "[" * 40 + "]" * 40 + "\n", "frontmatter-hostile"),
        ("%YAML 9.9\n", "yaml"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_hostile_frontmatter_is_refused_in_no_time(block: str, code: str) -> None:
    document = read_quickly(f"---\n{block}---\n[[Ann]]\n")
    assert [link.target for link in document.links if link.kind == "wikilink"] == ["Ann"]
    assert code in {problem.code for problem in document.problems} | {""}
    assert document.sound is (code in ("", "not-flat"))


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe[\x00",
        b"caf\xe9 [[Ann]]\n",
        b"---\nname: \xe9\n---\n",
        bytes(range(256)) * 50,
        b"",
        b"\n",
        b"\r",
        b"---",
    ],
)
def test_any_bytes_are_a_note(data: bytes) -> None:
    source = Source.from_bytes("Note.md", data)
    document = parse(source)
    assert source.encode(source.text) == data
    if not source.is_utf8:
        assert "not-utf8" in {problem.code for problem in document.problems}
        assert not document.sound


def test_a_yaml_loader_without_the_c_library_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "---\ntype: contact\naliases: [a, 'b']\norg: [[Acme]]\nbad: @x\ntags:\n  - one\n---\n"
    with_c = document_of(text)
    monkeypatch.setattr("vaultkit.markdown.frontmatter._LOADER", yaml.SafeLoader)
    without = document_of(text)
    assert without.properties == with_c.properties
    assert [problem.code for problem in without.problems] == [problem.code for problem in with_c.problems]


# -- fences in list items whose lines begin further left


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("- a\n  ```\n[[no]]\n```\n[[yes]]\n", [5]),
        ("- ```\n[[no]]\n\n````\n[[yes]]\n", [5]),
        ("- a\n  - b\n    ~~~\n[[no]]\n~~~\n  - [[yes]]\n", [6]),
        ("> - ```\n> [[no]]\n> ```\n> [[yes]]\n", [4]),
        ("- ````\n[[no]]\n```\n[[no]]\n````\n[[yes]]\n", [6]),
        ("- ```\n[[no]]\n~~~\n```\n[[yes]]\n", [5]),
        # What is indented as it should be, is closed nowhere, or is followed by another fence, is as in CommonMark.
        ("- ```\n  [[no]]\n  ```\n[[yes]]\n", [4]),
        ("- ```\n  [[no]]\n```\n[[no]]\n", []),
        ("- ```\n[[yes]]\n", [2]),
        ("- ```\n[[yes]]\n  [[yes]]\n```\n[[no]]\n", [2, 3]),
        ("- ```\n[[yes]]\n```py\n[[no]]\n```\n[[yes]]\n", [2, 6]),
        ("- ```\n[[yes]]\n\n- ```\n[[yes]]\n\ntext\n", [2, 5]),
        ("- ```\n", []),
        ("- ```\n\n\n", []),
        ("- ```a`\n[[yes]]\n```\n[[no]]\n", [2]),
    ],
)
def test_a_fence_in_an_item_with_its_lines_further_left(text: str, links: list[int]) -> None:
    assert [link.line for link in document_of(text).links] == links


# -- the nouns


def test_a_property_is_found_whatever_its_case_and_the_last_counts() -> None:
    document = document_of("---\nTitle: one\ntitle: two\n---\n")
    found = document.property("TITLE")
    assert found is not None
    assert found.text == "two"
    assert document.property("other") is None


def test_an_empty_property_has_no_text() -> None:
    found = document_of("---\ntitle:\n---\n").property("title")
    assert found is not None
    assert found.text == ""


def test_a_source_knows_its_line_ends_and_its_mark() -> None:
    assert Source.from_bytes("a.md", b"a\r\nb\r\nc\n").newline == "\r\n"
    assert Source.from_bytes("a.md", b"a\nb\nc\r\n").newline == "\n"
    marked = Source.from_bytes("a.md", b"\xef\xbb\xbfa")
    assert (marked.text, marked.bom) == ("a", True)
    assert marked.encode("b") == b"\xef\xbb\xbfb"


def test_where_the_frontmatter_ends() -> None:
    text = "---\ntitle: x\n---\nText.\n"
    document = document_of(text)
    assert text[document.frontmatter_end :].startswith("---\nText.")
    assert document_of("Text.\n").frontmatter_end == -1


def test_on_which_line_a_value_ends() -> None:
    text = "---\na: x\nb: |\n  one\n  two\nc:\n  - one\n  - two\nd: [one,\n  two]\ne:\nf: {a:\n  b}\n---\n"
    assert [(p.name, p.line, p.last_line) for p in document_of(text).properties] == [
        ("a", 2, 2),
        ("b", 3, 5),
        ("c", 6, 8),
        ("d", 9, 10),
        ("e", 11, 11),
        ("f", 12, 13),
    ]


def test_a_message_says_what_and_where() -> None:
    (found,) = document_of("---\ntitle: Notes: part two\n---\n").problems
    assert (found.line, found.column) == (2, 13)
    assert found.message.startswith("'title' cannot be read: ")
    assert found.hint == 'put it in quotes: title: "Notes: part two"'


def test_deep_in_a_program_a_deep_note_is_still_read() -> None:
    """Where Python's stack is nearly used up, a note is read line by line."""
    text = "> " * 300 + "[[Sam]]\n"
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 150)
    try:
        document = parse(Source.from_text("Note.md", text))
    finally:
        sys.setrecursionlimit(limit)
    assert [(link.target, link.context) for link in document.links] == [("Sam", Context.QUOTE)]


def test_what_a_region_held_is_recognised_by_its_words() -> None:
    written = "- [ ] [[Sam]]\n- [ ] [[Ann]]\n"
    ticked = "- [x] [[Sam]]  \r\n- [X] [[Ann]]\r\n\r\n"
    assert fingerprint(written) == fingerprint(ticked)
    assert fingerprint(written) != fingerprint(written + "- [ ] [[Bob]]\n")
    assert fingerprint("  indented") == fingerprint("indented")
    assert unticked("  * [x] a\n- [X] b [x]\n[x]\n") == "  * [ ] a\n- [ ] b [x]\n[x]\n"


def test_the_closing_marker_is_of_the_same_make_as_the_opening_one() -> None:
    html, percent = document_of(
        "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n%% vaultkit: due %%\n%% /vaultkit %%\n"
    ).regions
    assert close_marker(html, "x") == f"<!-- /vaultkit sha={fingerprint('x')} -->"
    assert close_marker(percent, "x") == f"%% /vaultkit sha={fingerprint('x')} %%"
