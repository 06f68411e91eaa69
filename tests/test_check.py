"""What `vaultkit check` finds, each code by an example, and what it mends without touching anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest
from helpers import codes, document_of, graph_of, problems_in, settings_of, vault_of
from hypothesis import given
from hypothesis import strategies as st

from vaultkit import open_vault
from vaultkit.encodings import mended as recoded
from vaultkit.findings import Around, findings, of_note
from vaultkit.findings.text import damages
from vaultkit.fixes import FIXABLE, fix_plan, mended
from vaultkit.graph import Graph, build
from vaultkit.model import Problem
from vaultkit.plan import Plan
from vaultkit.problems import CODES, REMEDIES
from vaultkit.vault import make_vault

TODAY = date(2026, 4, 10)
SAM = {"People/Sam Rivera.md": "---\ntype: contact\naliases: [Sammy]\n---\n## First call\ntext ^b1\n"}
TYPES = {".obsidian/types.json": json.dumps({"types": {"rank": "number", "seen": "date", "done": "checkbox"}})}


def contact(*lines: str) -> dict[str, str]:
    return {"People/Ann.md": "\n".join(("---", "type: contact", *lines, "---", ""))}


def fields(*lines: str) -> dict[str, str]:
    return {"Note.md": "\n".join(("---", *lines, "---", "[[Note]]", ""))}


#: One vault for each code. `vaultkit.toml` and files of `.obsidian/` may be among its files.
EXAMPLES: Mapping[str, Mapping[str, str | bytes]] = {
    "not-utf8": {"Note.md": b"caf\xe9\n"},
    "unreadable": {"Note.md": "-> ../outside.md"},
    "too-large": {"Note.md": b"x" * 5_000_001},
    "conflict-copy": {"Note.md": "", "Note.sync-conflict-20260401-101010-ABCDEFG.md": ""},
    "in-conflict": {"Note.md": "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> x\n"},
    "frontmatter-open": {"Note.md": "---\na: b\n\ntext\n"},
    "frontmatter-shape": {"Note.md": "---\njust words\n---\n"},
    "frontmatter-hostile": {"Note.md": f"---\na: {'[' * 40}{']' * 40}\n---\n"},
    "unfilled-template": {"Note.md": "---\ndate: {{date}}\n---\n"},
    "yaml": fields("social: @ann"),
    "duplicate-property": fields("a: 1", "a: 2"),
    "unquoted-link": fields("org: [[Note]]"),
    "yaml-comment": fields("tags: #vip"),
    "not-flat": fields("a:", "  b: 1"),
    "bad-date": contact("follow_up: soon"),
    "ambiguous-date": contact("follow_up: 01/02/2026"),
    "bad-birthday": contact("birthday: 1985"),
    "bad-cadence": contact("cadence: now and then"),
    "bad-period": {"Fair.md": "---\ntype: event\ndate: 2026-04-01\nfollow_up_within: shortly\n---\n"},
    "no-date": {"Fair.md": "---\ntype: event\n---\n"},
    "log-line": {"People/Ann.md": "---\ntype: contact\n---\n## Log\n- 15 March call\n"},
    "bad-number": contact("formality: very"),
    "bad-flag": contact("leader: perhaps"),
    "bad-zone": contact("tz: Mars"),
    "unknown-tier": contact("tier: best"),
    "unknown-status": contact("status: away"),
    "future-last-contact": contact("last_contact: 2026-12-24"),
    "ambiguous-mention": {
        "A.md": "---\ntype: contact\naliases: [Al]\n---\n",
        "B.md": "---\ntype: contact\naliases: [Al]\n---\n",
        "2026-04-01.md": "met [[Al]]\n",
    },
    "alias-link": {**SAM, "Note.md": "met [[Sammy]]\n"},
    "unresolved-link": {"Note.md": "[[Nobody]]\n"},
    "ambiguous-link": {"a/N.md": "", "b/N.md": "", "Note.md": "[[N]]\n"},
    "missing-heading": {**SAM, "Note.md": "[[Sam Rivera#Last call]]\n"},
    "missing-block": {**SAM, "Note.md": "[[Sam Rivera#^b2]]\n"},
    "orphan": {"Note.md": "alone\n"},
    "duplicate-name": {"a/N.md": "", "b/N.md": ""},
    "duplicate-alias": {"A.md": "---\naliases: B\n---\n", "B.md": ""},
    "case-clash": {"Note.md": "", "note.md": ""},
    "unportable-name": {"What?.md": ""},
    "misspelt-field": contact("cadance: 2w"),
    "wrong-type": {**TYPES, **fields("rank: high")},
    "deprecated-property": fields("tag: work"),
    "tags-on-one-line": fields("tags: one, two"),
    "yaml-typed": fields("open: 12:30"),
    "byte-order-mark": {"Note.md": b"\xef\xbb\xbftext\n"},
    "second-frontmatter": {"Note.md": "---\na: 1\n---\n\n---\nb: 2\n---\n"},
    "wrong-encoding": {"Note.md": "it‚Äôs here\n"},
    "no-me": contact("tier: close"),
    "no-goal": {"Note.md": "[[Note]]\n"},
    "no-long-term-goal": {"Goal.md": "---\ntype: goal\nhorizon: 1y\n---\n"},
    "missing-circle": contact('org: "[[Acme]]"'),
    "second-me": {"A.md": "---\ntype: me\n---\n", "B.md": "---\ntype: me\n---\n"},
    "region": {"Note.md": "<!-- vaultkit: due -->\n"},
    "unknown-question": {"Note.md": "<!-- vaultkit: deu -->\n<!-- /vaultkit -->\n"},
    "region-argument": {"Note.md": "<!-- vaultkit: due within=soon -->\n<!-- /vaultkit -->\n"},
    "region-template": {
        "templates/sections/due.md": "{{ nothing.at.all }}",
        "Note.md": "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n",
    },
    "kept-edit": {"Note.md": "", "Note (your edit).md": ""},
    "tick-unclear": {"Note.md": "<!-- vaultkit: due -->\n- [x] somebody\n<!-- /vaultkit sha=000000000000 -->\n"},
    "draft-over-limit": {
        "Draft.md": f"---\ntype: outreach\nstatus: ready\nchannel: linkedin-note\n---\n```\n{'x' * 301}\n```\n"
    },
    "pitch-part": {"Pitch.md": "---\ntype: pitch\ncovers: [who, learn, next]\n---\n"},
    "canvas": {"Board.canvas": "{"},
}
#: These are told when a region is filled, not by `check`, …
BY_RENDER = frozenset({"region-template", "tick-unclear"})
#: … this when it is asked for, …
BY_MISSING = frozenset({"missing-circle"})
#: … and these when something is renamed; test_refactor.py has them.
BY_RENAME = frozenset({"settings-name", "left-alone"})


def laid(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """A vault on disk; a text such as `-> ../outside.md` makes a link."""
    for path, held in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(held, str) and held.startswith("-> "):
            (place.parent / held[3:]).write_text("elsewhere", encoding="utf-8")
            place.symlink_to(held[3:])
        else:
            place.write_bytes(held if isinstance(held, bytes) else held.encode())
    return root


def test_every_code_has_an_example_a_remedy_and_a_page() -> None:
    page = (Path(__file__).parent.parent / "docs" / "problems.md").read_text(encoding="utf-8")
    assert EXAMPLES.keys() | BY_RENAME == CODES.keys() == REMEDIES.keys()
    assert [code for code in CODES if f"\n### {code}\n" not in page] == []


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_every_code_is_produced_and_goes_by_its_fix(code: str, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    if code == "case-clash" and (tmp_path / "VAULT").exists():
        pytest.skip("the disk takes the two names for one")
    vault = open_vault(laid(tmp_path / "vault", EXAMPLES[code]))
    found = vault.render_plan(TODAY).problems if code in BY_RENDER else vault.findings(TODAY)
    found = vault.missing(TODAY) if code in BY_MISSING else found
    (first, *_) = [problem for problem in found if problem.code == code]
    assert first.message
    assert first.hint or code in ("unreadable", "tick-unclear")
    plan, gone = vault.fix_plan(found, lambda problem: problem.code == code)
    assert {problem.code for problem in gone} == ({code} if code in FIXABLE else set())
    assert vault.apply(plan, "check --fix").conflicts == ()
    left = [problem.code for problem in vault.findings(TODAY)]
    assert (code not in left) == (code in FIXABLE or code in BY_RENDER or code in BY_MISSING)


# -- mending


def mend(text: str, more: Mapping[str, str] | None = None, path: str = "Note.md") -> str:
    """A note as `check --fix` leaves it."""
    graph = graph_of({**SAM, **(more or {}), path: text})
    return mended(Around(graph), graph.notes[path], lambda _: True)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("org: [[Acme]] # why", 'org: "[[Acme]]" # why', id="an unquoted link"),
        pytest.param("aliases:\n- @sam\n- ok", 'aliases:\n- "@sam"\n- ok', id="an item that YAML cannot read"),
        pytest.param("aliases:\n- [sam\n- ok", "aliases:\n- [sam\n- ok", id="an item with a bracket left open"),
        pytest.param("org:\n  - [[A]]\n  - [[B|b]]", 'org:\n  - "[[A]]"\n  - "[[B|b]]"', id="unquoted links in a list"),
        pytest.param("org: [ [[A]], x ]", 'org: [ "[[A]]", x ]', id="an unquoted link between brackets"),
        pytest.param("x: [[A]], [[B]]\ny: 1", 'x: ["[[A]]", "[[B]]"]\ny: 1', id="unquoted links with commas"),
        pytest.param("x: [[A]] and [[B]]", 'x: "[[A]] and [[B]]"', id="unquoted links with words"),
        pytest.param("org: [[Sammy]]", 'org: "[[Sam Rivera|Sammy]]"', id="an unquoted link by an alias"),
        pytest.param("x: @me\ny: `z", 'x: "@me"\ny: "`z"', id="signs that YAML keeps for itself"),
        pytest.param("x: *me", 'x: "*me"', id="an alias of YAML"),
        pytest.param('t: a: "b": c', 't: "a: \\"b\\": c"', id="a colon in a value"),
        pytest.param("org:\n\t- A\n\t- B\nz: 1", "org:\n  - A\n  - B\nz: 1", id="tabs before a list"),
        pytest.param("org:\n  - A\n\t- B", "org:\n  - A\n  - B", id="a tab among blanks"),
        pytest.param("x: |\n\ttext", "x: |\n  text", id="a tab in a block of text"),
        pytest.param("a: yes\nb: [on, x]\nc: 010", 'a: "yes"\nb: ["on", x]\nc: "010"', id="values of YAML 1.1"),
        pytest.param("t: 1_000\nu: 12:30\nv: 0b1", 't: "1_000"\nu: "12:30"\nv: "0b1"', id="numbers of YAML 1.1"),
        pytest.param("tags: a, b", "tags: [a, b]", id="tags on one line"),
        pytest.param('tags: "#a, 2026"', 'tags: ["#a", "2026"]', id="quoted tags on one line"),
        pytest.param("tag: a, b\nalias: Ann", "tags: [a, b]\naliases: Ann", id="old names, and what they uncover"),
        pytest.param('"cssclass": wide', '"cssclasses": wide', id="a quoted name"),
        pytest.param(
            "type: contact\nCadance: 2w\nemial:\n  - x", "type: contact\ncadence: 2w\nemail:\n  - x", id="misspelt"
        ),
        pytest.param("type: contact\ntitel: yes", 'type: contact\ntitle: "yes"', id="misspelt, and typed"),
        pytest.param("x: Caf√©", "x: Café", id="a wrong encoding in a property"),
        pytest.param('{"tags": ["\uf8ffüì∞"], "a": 1}', '{"tags": ["📰"], "a": 1}', id="a wrong encoding in JSON"),
        pytest.param(
            '{x: 1, tag: [a], tags2: "y", cssclass: b}',
            '{x: 1, tags: [a], tags2: "y", cssclasses: b}',
            id="names on one line",
        ),
        pytest.param("org: [[A]]\r\nx: on\r", 'org: "[[A]]"\r\nx: "on"\r', id="CRLF"),
    ],
)
def test_properties_are_mended_in_place(before: str, after: str) -> None:
    rest = "# Head\n- [ ] task 📅 2026-05-01 [[Sam Rivera]] #tag ^id\n"
    assert mend(f"---\n{before}\n---\n{rest}") == f"---\n{after}\n---\n{rest}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\nt: a: b # c\n---\n", id="a comment behind it"),
        pytest.param('---\nx: "open\n---\n', id="a quote that is never closed"),
        pytest.param("---\nx: [a, b\n---\n", id="a bracket that is never closed"),
        pytest.param("---\nx: - b\n---\n", id="a list on one line"),
        pytest.param("---\nx: !me a\n---\n", id="a tag of YAML"),
        pytest.param("---\nt: {{title}}\n---\n", id="template code"),
        pytest.param("---\na: b\njust words\n---\n", id="words that belong to nothing"),
        pytest.param("---\nx: yy\n\tz: 1\n\t w\n---\n", id="tabs that are not all that is wrong"),
        pytest.param("---\n\tx: y\n---\n", id="a tab before a name"),
        pytest.param("---\ntype: contact\ncadance: 2w\ncadence: 3w\n---\n", id="the right name is there"),
        pytest.param("---\ntype: contact\ncadance: 2w\nprm-cadence: 3w\n---\n", id="another of its names is there"),
        pytest.param("---\ntype: contact\nroler: x\nrole: z\n---\n", id="and so again"),
        pytest.param("---\ntag: a\ntags: b\n---\n", id="the plural is there"),
        pytest.param("---\nx: 'a b''\n---\n", id="another quote that is never closed"),
        pytest.param("---\ntag: a\ntag: b\n---\n", id="a property that stands twice"),
        pytest.param('---\n{"e": "\\ud83d\\udcf0", "tag": "a"}\n---\n', id="a name whose place is not sure"),
        pytest.param("---\ntags: a,\n  b\n---\n", id="tags on two lines"),
        pytest.param("---\na: 1\n---\n---\nb: 2\n---\n", id="a second block"),
        pytest.param("[x](Sammy) <Sammy>\n", id="a Markdown link by an alias"),
        pytest.param("<!-- vaultkit: due -->\n[[Sammy]] it‚Äôs\n<!-- /vaultkit -->\n", id="a region"),
        pytest.param("`it‚Äôs` and ``â€™``\n", id="code in a line"),
        pytest.param("```py\nit‚Äôs\n```\n~~~ sh\nâ€™\n```\n~~~\n", id="code in fences"),
        pytest.param("<<<<<<< x\nit‚Äôs [[Sammy]]\n=======\n>>>>>>> y\n", id="a git conflict"),
    ],
)
def test_what_is_not_safe_is_left_alone(text: str) -> None:
    assert mend(text) == text


def test_a_link_to_a_damaged_name_stays() -> None:
    assert mend("[[Caf√©]] it‚Äôs\n", {"Caf√©.md": ""}) == "[[Caf√©]] it‚Äôs\n"
    assert mend("[[Caf√©]] it‚Äôs\n", {"Café.md": ""}) == "[[Café]] it’s\n"


def test_links_by_an_alias_are_written_by_the_name() -> None:
    before = "[[Sammy]] ![[Sammy]] [[sammy|him]] [[Sammy#First call]]\n\n| a |\n| - |\n| [[Sammy]] |\n"
    after = (
        "[[Sam Rivera|Sammy]] ![[Sam Rivera]] [[sammy|him]] [[Sam Rivera#First call|Sammy]]"
        "\n\n| a |\n| - |\n| [[Sam Rivera\\|Sammy]] |\n"
    )
    assert mend(before) == after.replace("[[sammy|him]]", "[[Sam Rivera|him]]")
    assert mend("x | [[Sammy]]\n--- | ---\n[[Sammy]] | y\n") == (
        "x | [[Sam Rivera\\|Sammy]]\n--- | ---\n[[Sam Rivera\\|Sammy]] | y\n"
    )
    assert mend("- met\n  [[Sammy]] ‚Äúso‚Äù\n- [ ] ask\n[[Sammy]]\n") == (
        "- met\n  [[Sam Rivera|Sammy]] “so”\n- [ ] ask\n[[Sam Rivera|Sammy]]\n"
    )
    assert mend('---\norg: "by [[Sammy]], [[Sammy]]"\nx: "[[Sammy]]"\n---\n') == (
        '---\norg: "by [[Sam Rivera|Sammy]], [[Sam Rivera|Sammy]]"\nx: "[[Sam Rivera|Sammy]]"\n---\n'
    )
    assert mend("[[Sammy]]\n", {"Sam Rivera.md": ""}) == "[[People/Sam Rivera|Sammy]]\n"
    assert mend("[[[Zed]](Sammy)\n") == "[[[Zed]](Sammy)\n"
    assert mend("[[Kit]]\n", {"Christopher.md": "---\naliases: Kit\n---\n"}) == "[[Christopher|Kit]]\n"


def test_one_fix_that_fails_does_not_take_the_others_with_it() -> None:
    odd = {"A]] b.md": "---\naliases: Odd\n---\n"}
    text = "---\nx: @me\n---\n[[Odd]] and it‚Äôs\n"
    assert mend(text, odd) == text.replace("@me", '"@me"').replace("it‚Äôs", "it’s")


def test_a_plan_says_what_it_mends() -> None:
    graph = graph_of({"A.md": "---\nx: @me\ny: on\n---\n", "B.md": "[[Nobody]]\n"})
    found = findings(graph, TODAY)
    plan, gone = fix_plan(graph, found, lambda problem: problem.code != "yaml-typed")
    assert fix_plan(graph, found, lambda problem: problem.code == "unresolved-link") == (Plan(), frozenset())
    assert [(change.path, change.why, change.after) for change in plan] == [
        ("A.md", "mend yaml", '---\nx: "@me"\ny: on\n---\n')
    ]
    assert [problem.code for problem in gone] == ["yaml"]


def test_a_byte_order_mark_stays_and_is_not_said_to_be_mended(tmp_path: Path) -> None:
    vault = open_vault(laid(tmp_path, {"Note.md": b"\xef\xbb\xbf---\nx: @me\n---\n[[Note]]\n"}))
    found = vault.findings(TODAY)
    plan, gone = vault.fix_plan(found)
    assert [problem.code for problem in found] == ["no-goal", "byte-order-mark", "yaml"]
    assert [problem.code for problem in gone] == ["yaml"]
    assert [change.data for change in plan] == [b'\xef\xbb\xbf---\nx: "@me"\n---\n[[Note]]\n']


LINES = (
    "x: @me", "org: [[A]]", "t: a: b", "on: yes", "tags: a, b", "tag: x", "  - y", "\t- z", "cadance: 2w",
    "type: contact", 'q: "open', "---", "", "it‚Äôs [[Sammy]]", "| [[Sammy]] |", "```", "# Head", "- [ ] t 📅 2026-02-30",
    "<!-- vaultkit: due -->", "<!-- /vaultkit -->", "k:: v", "u: {{x}}", '{"a": 1}',
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=9), st.booleans())
def test_mending_touches_only_lines_with_findings_and_is_done_at_once(lines: list[str], is_opened: bool) -> None:
    text = "\n".join([*(["---"] if is_opened else []), *lines, ""])
    graph = graph_of({**SAM, "Note.md": text})
    around = Around(graph)
    after, gone = mended(around, graph.notes["Note.md"], lambda _: True)
    assert after.count("\n") == text.count("\n")
    assert (after == text) == (not gone)
    assert mend(after) == after
    before = of_note(around, graph.notes["Note.md"])
    new = graph_of({**SAM, "Note.md": after}).notes["Note.md"]
    assert len(list(of_note(around, new))) <= len(list(before)) + len(lines)


# -- links


def told(graph: Graph, *wanted: str) -> list[tuple[str, int, int, str, str]]:
    return [(p.path, p.line, p.column, p.message, p.hint) for p in problems_in(graph) if not wanted or p.code in wanted]


def test_headings_and_blocks_that_are_not_there() -> None:
    note = "[[Sam Rivera#First cal]] [[#nope]]\n![[Sam Rivera#^b11]] [[#^x]] [a](Sam%20Rivera.md#Zzz)\n"
    assert told(graph_of({**SAM, "Note.md": note})) == [
        ("Note.md", 1, 1, "Sam Rivera has no heading 'First cal'", "did you mean [[Sam Rivera#First call]]?"),
        ("Note.md", 1, 26, "Note has no heading 'nope'", "write the heading, or take '#…' out"),
        ("Note.md", 2, 1, "Sam Rivera has no block 'b11'", "did you mean [[Sam Rivera#^b1]]?"),
        ("Note.md", 2, 22, "Note has no block 'x'", "write the block, or take '#^…' out"),
        ("Note.md", 2, 30, "Sam Rivera has no heading 'Zzz'", "write the heading, or take '#…' out"),
    ]


def test_a_heading_is_suggested_if_it_begins_so_or_looks_alike() -> None:
    there = {"There.md": "# Numbers & Logic\n# Follow this author\n"}
    note = "[[There#numbers]] [[There#Sponsor this author]] [[There#Folow this author]]\n"
    assert [hint for *_, hint in told(graph_of({**there, "Note.md": note}))] == [
        "did you mean [[There#Numbers & Logic]]?",
        "write the heading, or take '#…' out",
        "did you mean [[There#Follow this author]]?",
    ]


def test_headings_and_blocks_that_are_there() -> None:
    note = "# Mine\n[[Sam Rivera#first call]] [[#Mine]] [[Sam Rivera#^b1]] [[Sam Rivera#]] [[p.pdf#page=2]]\n"
    assert told(graph_of({**SAM, "Note.md": note, "p.pdf": ""})) == []


NAMES = ("Le stringhe in C Sharp", "Cane volante", "Random Forests", "Sam Rivera", "Sophie Bernard", "Sophie Brown")


@pytest.mark.parametrize(
    ("link", "message", "near"),
    [
        ("[[Sam Riviera]]", "no note is called 'Sam Riviera'", "Sam Rivera"),
        ("[[Cal Newport]]", "no note is called 'Cal Newport'", ""),
        ("[[Roam Research]]", "no note is called 'Roam Research'", ""),
        ("[[People/Sam]]", "no note is called 'People/Sam'", "Sam Rivera"),
        ("[[Sophie]]", "no note is called 'Sophie'", ""),
        ("[[Le stringhe]]", "no note is called 'Le stringhe'", "Le stringhe in C Sharp"),
        (
            "[[Le stringhe in C#]]",
            "no note is called 'Le stringhe in C': the '#' in the link ends the name",
            "Le stringhe in C Sharp",
        ),
        ("[[F# basics|F]]", "no note is called 'F': the '#' in the link ends the name", ""),
        ("![[Call #2]]", "no note is called 'Call': the '#' in the link ends the name", ""),
        ("[[Call#Part]] [[Call|#]]", "no note is called 'Call'", ""),
        ("[[Call #^b1]]", "no note is called 'Call'", ""),
        (f"[[{'x' * 70}]]", f"no note is called '{'x' * 59}…'", ""),
    ],
)
def test_a_lost_link_is_told_with_what_may_be_meant(link: str, message: str, near: str) -> None:
    graph = graph_of({**{f"{name}.md": "" for name in NAMES}, "Note.md": link})
    hint = f"did you mean [[{near}]]? If not, make" if near else "make"
    assert told(graph, "unresolved-link") == [
        ("Note.md", 1, 1, message, f"{hint} the note, or take the link out"),
    ]


def test_a_link_whose_brackets_do_not_pair() -> None:
    graph = graph_of({"Staking.md": "", "Note.md": "[[[staking]]\n"})
    hint = "its brackets do not pair; correct them, or take the link out"
    assert [p[3:] for p in told(graph, "unresolved-link")] == [("no note is called '[staking'", hint)]


def test_long_values_are_cut_in_messages() -> None:
    types = {"types.json": json.dumps({"types": {"seen": "date", "rank": "number"}})}
    graph = graph_in(fields(f"seen: {'x' * 99}", f"rank: {'y' * 99}", f"tags: a, {'z' * 99}"), types)
    assert [message.split("'")[1] for *_, message, _ in told(graph)] == [
        f"{'x' * 59}…",
        f"{'y' * 59}…",
        f"a, {'z' * 56}…",
    ]


def test_links_of_canvases() -> None:
    nodes = [
        {"id": "1", "type": "file", "file": "People/Sam Riviera.md"},
        {"id": "2", "type": "file", "file": "People/Sam Rivera.md", "subpath": "#Nope"},
        {"id": "3", "type": "file", "file": "xyz.png"},
        {"id": "4", "type": "text", "text": "[[Nobody]] [[#self]] [[pic.png]]"},
    ]
    graph = graph_of({**SAM, "Board.canvas": json.dumps({"nodes": nodes})})
    assert [(message, hint) for _, _, _, message, hint in told(graph)] == [
        (
            "the file of a card is gone: 'People/Sam Riviera.md'",
            "did you mean 'Sam Rivera'? If not, put the file back, or take the card out",
        ),
        ("Sam Rivera has no heading 'Nope'", "write the heading, or take '#…' out"),
        ("the file of a card is gone: 'xyz.png'", "put the file back, or take the card out"),
        ("no note is called 'Nobody'", "make the note, or take the link out"),
        ("no file is called 'pic.png'", "make the file, or take the link out"),
    ]


def test_links_of_canvases_are_not_mended() -> None:
    board = json.dumps({"nodes": [{"id": "1", "type": "text", "text": "[[Sammy]]"}]})
    graph = graph_of({**SAM, "Board.canvas": board})
    found = findings(graph, TODAY)
    assert [problem.code for problem in found] == ["no-goal", "no-me", "alias-link"]
    assert fix_plan(graph, found, lambda _: True) == (Plan(), frozenset())


def test_after_many_questions_no_nearest_name_is_looked_up() -> None:
    around = Around(graph_of(SAM))
    assert around.nearest_name("Sam Riviera") == around.nearest_name("Sam Riviera") == "Sam Rivera"
    for number in range(1_000):
        around.nearest(f"x{number}", ["yyy"])
    assert around.nearest("Sam Riviera", ["Sam Rivera"]) == ""


def test_links_by_the_alias_of_any_note() -> None:
    graph = graph_of({"Christopher.md": "---\naliases: Kit\n---\n", "Note.md": "[[Kit]] [[kat]]\n"})
    assert told(graph, "alias-link") == [
        (
            "Note.md",
            1,
            1,
            "'Kit' is an alias of Christopher: Obsidian does not follow it",
            "write [[Christopher|Kit]]",
        )
    ]


def orphans(files: Mapping[str, str], settings: str = "") -> list[str]:
    return [p.path for p in findings(graph_of(files, settings), TODAY) if p.code == "orphan"]


def test_orphans() -> None:
    files = {
        "Alone.md": "x\n",
        "From.md": "[[To]]\n",
        "To.md": "",
        "On a card.md": "",
        "Kit.md": "---\naliases: Kitty\n---\n",
        "Met.md": "[[Kitty]]\n",
        "2026-04-01.md": "",
        "Me.md": "---\ntype: me\n---\n",
        "Ann.md": "---\ntype: contact\n---\n",
        "Today.md": "<!-- vaultkit: due -->\n[[Alone]]\n<!-- /vaultkit -->\n",
        "Self.md": "# a\n",
        "Board.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "On a card.md"}]}',
    }
    assert orphans(files) == ["Alone.md", "Self.md"]


# -- what Obsidian hides


def obsidian_of(app: Mapping[str, object] | None = None, templates: str = "") -> dict[str, str]:
    return {"app.json": json.dumps(app or {}), "templates.json": json.dumps({"folder": templates})}


def graph_in(files: Mapping[str, str], obsidian: Mapping[str, str], settings: str = "") -> Graph:
    chosen = settings_of(settings, obsidian)
    return build(make_vault(files, chosen), chosen)


def test_excluded_files_are_left_in_peace_and_not_suggested() -> None:
    files = {"Old/Sam Rivera.md": "[[x]] it‚Äôs\n", "Old/N?.md": "", "Note.md": "[[Sam Riviera]] [[Sam Rivera]]\n"}
    graph = graph_in(files, obsidian_of({"userIgnoreFilters": ["Old/"]}))
    assert told(graph) == [("Note.md", 1, 1, "no note is called 'Sam Riviera'", "make the note, or take the link out")]


def test_templates_of_obsidian_are_not_checked() -> None:
    files = {"T/Person.md": "---\naliases: [Note]\nd: {{date}}\n---\n[[{{title}}]]\n", "Note.md": "[[Note]]\n"}
    assert codes(graph_in(files, obsidian_of())) == ["unfilled-template", "duplicate-alias", "unresolved-link"]
    assert codes(graph_in(files, obsidian_of(templates="T"))) == []


def test_findings_are_silenced_by_code_and_folder() -> None:
    files = {"a/N.md": "[[x]]\n---\n", "b/N.md": "[[x]] it‚Äôs\n", "b/c/O.md": "[[x]]\n", "bc/P.md": "[[x]]\n"}
    settings = '[check]\nignore = ["duplicate-name"]\n[check.folders]\n"b" = ["*"]\n"a/N.md" = ["unresolved-link"]\n'
    assert [(p.path, p.code) for p in problems_in(graph_of(files, settings))] == [("bc/P.md", "unresolved-link")]


# -- names


@pytest.mark.parametrize(
    ("path", "fault", "remedy"),
    [
        ("What?.md", "has a '?'", "What-.md"),
        ("a:b/N.md", "has a ':'", "a-b"),
        ("a\x07.md", r"has a '\x07'", "a-.md"),
        ("C#.md", "has a '#'", "C-.md"),
        ("x [1].png", "has a '['", "x -1-.png"),
        ("100%% sure.md", "has a '%%'", "100% sure.md"),
        ("Sam .md", "begins or ends", "Sam.md"),
        (" Sam.md", "begins or ends", "Sam.md"),
        ("Folder./N.md", "begins or ends", "Folder"),
        ("con.md", "is the name of a device", "con_.md"),
        ("LPT1", "is the name of a device", "LPT1_"),
        ("é" * 130 + ".md", "is longer than 255 bytes", "é" * 100 + ".md"),
    ],
)
def test_names_that_do_not_work_everywhere(path: str, fault: str, remedy: str) -> None:
    (found,) = told(graph_of({path: "", "Deep.md": ""}), "unportable-name")
    assert found[0] == path
    assert fault in found[3]
    assert found[4] == f"rename it: '{remedy}'"


def test_a_path_that_is_too_long() -> None:
    path = "/".join(["x" * 60] * 5) + ".md"
    (found,) = told(graph_of({path: ""}), "unportable-name")
    assert found[3] == "the path is 307 characters long; Windows takes 260"


@pytest.mark.parametrize(
    "path", ["Łukasz Żak.md", "St. Gallen/2026-04-10 A & B (x).md", ".hidden", "a.b.c", "Console.md", "50% off.md"]
)
def test_names_that_work_everywhere(path: str) -> None:
    assert told(graph_of({path: ""}), "unportable-name") == []


def test_a_bad_folder_is_told_of_once() -> None:
    assert len(told(graph_of({"a?/1.md": "", "a?/2.md": "", "a?/b/3.md": ""}), "unportable-name")) == 1


def test_names_that_are_one_on_other_systems() -> None:
    paths = ["Pat/1.md", "pat/2.md", "pat/3.md", "Zoë.md", "Zoe\u0308.md", "ZOË.md", "Straße.md", "Strasse.md"]
    found = told(graph_of(dict.fromkeys(paths, "")), "case-clash")
    assert [(path, message.rsplit(" differ", 1)[1]) for path, _, _, message, _ in found] == [
        ("Zoe\u0308.md", " only in capitals, and are one on other systems"),
        ("Zoë.md", " only in capitals, and are one on other systems"),
        ("pat/2.md", " only in capitals, and are one on other systems"),
    ]
    (found_form,) = told(graph_of({"Zoë.md": "", "Zoe\u0308.md": ""}), "case-clash")
    assert "only in how accents are stored" in found_form[3]


def test_names_and_aliases_of_two_notes() -> None:
    graph = graph_of(
        {
            "a/N.md": "---\naliases:\n  - One\n  - Beta\n---\n",
            "b/N.md": "---\naliases: [one]\n---\n",
            "Beta.md": "---\ntype: contact\naliases: [Gamma]\n---\n",
            "Gamma.md": "---\ntype: contact\nname: Gina\naliases: [Gina]\n---\n",
        }
    )
    assert told(graph, "duplicate-alias") == [
        ("Beta.md", 3, 11, "'Gamma' is the name or an alias of Gamma.md too", "change one of them"),
        ("a/N.md", 4, 5, "'Beta' is the name or an alias of Beta.md too", "change one of them"),
        ("b/N.md", 2, 11, "'one' is the name or an alias of a/N.md too", "change one of them"),
    ]
    assert told(graph, "duplicate-name") == [
        ("a/N.md", 1, 1, "b/N.md has the same name", "write the path in links: [[a/N]], or rename all but one")
    ]


def test_a_name_that_many_notes_have_is_told_once_where_it_is_not_silenced() -> None:
    graph = graph_in(
        dict.fromkeys(("Old/n.md", "a/N.md", "b/N.md", "c/N.md", "d/N.md", "e/N.md"), ""),
        obsidian_of({"userIgnoreFilters": ["Old/"]}),
        '[check.folders]\n"a" = ["duplicate-name"]\n',
    )
    assert [found[:4] for found in told(graph, "duplicate-name")] == [
        ("b/N.md", 1, 1, "Old/n.md, a/N.md, c/N.md and 2 more have the same name")
    ]
    settings = '[check.folders]\n"a" = ["all"]\n"b" = ["all"]\n'
    assert told(graph_of({"a/N.md": "", "b/N.md": ""}, settings), "duplicate-name") == []


def test_two_contacts_with_one_alias_are_told_of_once() -> None:
    text = "---\ntype: contact\naliases: ['  Al  x']\n---\n"
    assert len(told(graph_of({"A.md": text, "B.md": text}), "duplicate-alias")) == 1


def test_an_alias_that_is_spread_over_blanks_has_no_place() -> None:
    graph = graph_of({"A.md": "---\naliases: 'B  c'\n---\n", "B c.md": ""})
    assert [(line, column) for _, line, column, _, _ in told(graph, "duplicate-alias")] == [(1, 1)]


# -- properties


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("cadance: 2w", "cadence"),
        ("Birhtday: x", "birthday"),
        ("last-contact: x", "last_contact"),
        ("introducedby: x", "introduced_by"),
        ("topic: x", "topics"),
        ("follow up: x", "follow_up"),
        ("tiers: x", "tier"),
    ],
)
def test_a_misspelt_field_is_told_with_what_was_meant(line: str, near: str) -> None:
    (found,) = told(graph_of(contact(line)), "misspelt-field")
    assert found[4] == f"did you mean '{near}'?"


@pytest.mark.parametrize(
    "line", ["cadence: 2w", "prm-tier: x", "date: 2026-01-01", "uri: x", "colour: red", "EMAIL[HOME]: x", "alias: x"]
)
def test_other_words_are_no_misspelt_fields(line: str) -> None:
    assert told(graph_of(contact(line)), "misspelt-field") == []


@pytest.mark.parametrize(
    "line", ['related: ["[[Bob]]"]', "met_in: Lyon", "phone2: x", "states: NY", "zone: Europe/Paris", "stylish: x"]
)
def test_words_of_the_users_own_are_neither_told_nor_mended(line: str) -> None:
    text = contact(line)["People/Ann.md"]
    assert told(graph_of(contact(line)), "misspelt-field") == []
    assert mend(text) == text


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("linkdin_sinc: 2026-01-01", id="two letters off"),
        pytest.param("eole: pilot", id="another first letter"),
        pytest.param("folow_up: soon", id="a value that is no date"),
        pytest.param("cadance: yes", id="a value that is no cadence"),
        pytest.param("catence: []", id="no value"),
        pytest.param("titel: ' '", id="a blank value"),
        pytest.param("roles: [pilot, cook]", id="several values for a field of one"),
        pytest.param("tone_: casual\ntone: warm", id="the field is there"),
    ],
)
def test_a_misspelt_field_is_mended_only_if_it_is_surely_meant(line: str) -> None:
    graph = graph_of(contact(line))
    found = findings(graph, TODAY)
    assert [problem.code for problem in found].count("misspelt-field") == 1
    assert fix_plan(graph, found, lambda problem: problem.code == "misspelt-field") == (Plan(), frozenset())


def test_a_word_that_the_user_uses_often_beside_the_field_or_has_a_type_for_is_no_mistake() -> None:
    line = "topic: x"
    few, many = ({f"{n}.md": contact(line)["People/Ann.md"] for n in range(count)} for count in (4, 5))
    right = {"Bob.md": contact("Topics: x")["People/Ann.md"]}
    assert len(told(graph_of({**few, **right}), "misspelt-field")) == 4
    assert told(graph_of({**many, **right}), "misspelt-field") == []
    types = {"types.json": json.dumps({"types": {"Topic": "text"}})}
    assert told(graph_in(contact(line), types), "misspelt-field") == []
    assert told(graph_of(fields(line)), "misspelt-field") == []


def test_the_typo_of_a_template_is_told_in_every_note() -> None:
    many = {f"{n}.md": contact("cadance: 2w")["People/Ann.md"] for n in range(7)}
    assert len(told(graph_of(many), "misspelt-field")) == 7
    other = {"Bob.md": contact("prm-cadence: 2w")["People/Ann.md"]}
    assert told(graph_of({**many, **other}), "misspelt-field") == []


def test_two_fields_that_are_equally_near_are_both_named_and_none_is_chosen() -> None:
    graph = graph_of(contact("tole: x"))
    assert [hint for *_, hint in told(graph, "misspelt-field")] == ["did you mean role or tone?"]
    assert mend(contact("tole: x")["People/Ann.md"]) == contact("tole: x")["People/Ann.md"]


def test_tags_with_blanks_are_shown_with_hyphens_and_not_mended() -> None:
    (found,) = told(graph_of(fields("tags: my project, work")), "tags-on-one-line")
    assert found[4] == "write a list: tags: [my-project, work]"
    assert mend("---\ntags: my project, work\n---\n") == "---\ntags: my project, work\n---\n"


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("number", "high", "wrong-type"),
        ("number", "-1.5e3", ""),
        ("number", "[1, 2]", "wrong-type"),
        ("checkbox", "yes", "wrong-type"),
        ("checkbox", "True", ""),
        ("checkbox", "", ""),
        ("date", "2026-02-30", "bad-date"),
        ("date", "2026-02-03", ""),
        ("date", "2026-02-03T10:00", ""),
        ("datetime", "soon", "bad-date"),
        ("text", "[a]", "wrong-type"),
        ("text", "12", ""),
        ("multitext", "a", ""),
        ("multitext", "[a]", ""),
        ("something", "[a]", ""),
        ("number", "{a: 1}", "not-flat"),
        ("number", "[[x]]", "unquoted-link"),
    ],
)
def test_values_that_do_not_fit_their_type(kind: str, value: str, code: str) -> None:
    obsidian = {"types.json": json.dumps({"types": {"thing": kind}})}
    graph = graph_in(fields(f"Thing: {value}"), obsidian)
    assert [c for c in codes(graph) if c not in ("yaml-typed", "unresolved-link")] == ([code] if code else [])


def test_what_the_reader_has_told_is_not_told_again() -> None:
    obsidian = {"types.json": json.dumps({"types": {"follow_up": "date", "leader": "checkbox"}})}
    assert codes(graph_in(contact("follow_up: soon", "leader: perhaps"), obsidian)) == ["bad-date", "bad-flag"]


@pytest.mark.parametrize(
    "value", ["on", "Yes", "n", "OFF", "010", "-017", "1_000", "12:30", "1:20:30.5", "0b11", "+1_0.5"]
)
def test_plain_values_that_older_readers_take_for_something_else(value: str) -> None:
    assert codes(graph_of(fields(f"x: {value}"))) == ["yaml-typed"]
    assert codes(graph_of(fields(f'x: "{value}"'))) == []


@pytest.mark.parametrize(
    "value",
    ["true", "one", "yess", "10", "0", "0.5", "089", "12:75", "2026-04-10", "2026-04-10T10:00:00", "a_b", "0x1f"],
)
def test_plain_values_that_all_readers_take_for_the_same(value: str) -> None:
    assert codes(graph_of(fields(f"x: {value}"))) == []


@pytest.mark.parametrize("value", ["one", "one two", "[a, b]", '"a, b, "', '","'])
def test_tags_in_one_text(value: str) -> None:
    assert codes(graph_of(fields(f"tags: {value}"))) == (["tags-on-one-line"] if value == '"a, b, "' else [])


# -- text


@pytest.mark.parametrize(
    ("below", "is_told"),
    [
        ("---\nb: 2\n---\ntext\n", True),
        ("\n\n---\nb: 2\nc:\n  - x\n- y\n# z\n\n---", True),
        ("---\nb: 2\ntext\n---\n", False),
        ("---\ntext\n---\n", False),
        ("---\nb: 2\n", False),
        ("text\n---\nb: 2\n---\n", False),
        ("---\n\nb: 2\n", False),
    ],
)
def test_a_second_block_of_properties(below: str, is_told: bool) -> None:
    found = told(graph_of({"N.md": f"---\na: 1\n---\n{below}"}), "second-frontmatter")
    assert bool(found) == is_told
    assert told(graph_of({"N.md": below.lstrip()}), "second-frontmatter") == []


def test_a_link_in_the_place_of_a_date_has_one_finding() -> None:
    line = 'follow_up: "[[2022-04]]"'
    assert codes(graph_of(contact(line))) == ["bad-date"]
    assert (
        codes(graph_of(contact("follow_up: '[[2022-04]]'")))
        == codes(graph_of(contact("follow_up: 04")))
        == ["bad-date"]
    )
    assert codes(graph_of(contact(line, 'org: "[[2022-04]]"'))) == ["bad-date", "unresolved-link"]
    assert codes(graph_of(contact('org: "[[2022-04]]"'))) == ["unresolved-link"]


def test_dates_that_are_on_no_calendar() -> None:
    text = """\
    - [ ] one 📅 2026-02-30 ⏳ 2026-04-31
    - [ ] two [due:: 2026-13-01] ✅ 2026-04-01
    - [x] three ➕ 2026-02-29
      over two lines ✅ 2026-00-10
    when:: [[2026-09-31]]
    (seen:: 2026-04-10) (then:: soon)
    <!-- vaultkit: due -->
    - [ ] four 📅 2026-02-30 [due:: 2026-13-01]
    <!-- /vaultkit -->
    """
    assert [(line, column, message[:12]) for _, line, column, message, _ in told(graph_of({"N.md": dedent(text)}))] == [
        (1, 13, "'2026-02-30'"),
        (1, 26, "'2026-04-31'"),
        (2, 18, "'2026-13-01'"),
        (3, 15, "'2026-02-29'"),
        (4, 20, "'2026-00-10'"),
        (5, 10, "'2026-09-31'"),
    ]


# -- a wrong encoding

SOUND = """\
Die Straße über die Brücke führt „nach Köln“ – schöne Grüße, «Größe», 5 µm, ½, 20 °C, § 5, ÖVP–FPÖ, ‚so‘
Où est l’élève ? À côté du garçon, « ça y est » — œuvre, Noël, À la carte, ÉTÉ, ÎLE, çà et là, “CAFÉ”, 5 €
Zażółć gęślą jaźń. Łukasz Żak-Nowak, ŻÓŁĆ, „Święta”, Ćma, Ś–Ź
São Paulo, AÇÃO, MAÇÃ, IRMÃ É, “Ação”, NÃO—SIM, coração…, Ñandú, ¿Qué?, ¡Olé!, «ñ»
他说：“你好”，然后走了。中文测试——标点……《书名》「引用」
日本語のテスト。カタカナ、ひらがな・「カギ」～ ヴァージョン
Ελληνικά: Άνθρωπος, Ώρα, «καλημέρα», Έλλάς, ΆΈΉΊΌΎΏ, ΐΰ
Русский текст: её, ёлка, «ЁЛКА», мир №5, Україна їжак ґанок Європа Її
İstanbul’da şöyle ğüşıöç “İyi” ÖĞÜŞ, Ångström–Öberg: «Åäö», smørrebrød, ÆØÅ’s
příliš žluťoučký kůň úpěl ďábelské ódy ŽLUŤOUČKÝ „Ž“, ąčęėįšųūž „ĄČĘ“, Tiếng Việt Ễ Ấ “đường” — Đà Nẵng
한국어 “테스트” – 안녕… עברית “שלום” – العربية «سلام»…
👍🏽 👨‍👩‍👧 🇫🇷 ✅ 2026-04-10 📅 ⏳ 🔁 ☕️ ❤️ ™ © ® € £ ¥ • … † ‰ ‹ › ≈ ≠ ≤ ∑ √ π ◊ ƒ \uf8ff iPhone
ﬁne ﬂow ‘curled’ “quotes” x\xa0y ├── └── ╔══╗ ░▒▓ Zoe\u0308
"""


@pytest.mark.parametrize("line", SOUND.splitlines())
def test_sound_text_is_left_alone(line: str) -> None:
    assert recoded(line) == line


def misread_lines() -> Iterator[tuple[str, str]]:
    """Lines with what each wrong encoding makes of their UTF-8, where it has a letter for every byte."""
    lines = ("it’s", "Café — “hello”", "naïve œuvre…", "Zażółć", "• one", "📰 news", "日本語", "👍 ok", "✅ 2026-04-10")
    for line, encoding in product(lines, ("cp1252", "latin-1", "mac-roman")):
        with suppress(UnicodeError):
            yield line, line.encode().decode(encoding)


@pytest.mark.parametrize(("line", "damaged"), list(misread_lines()))
def test_text_that_was_read_in_a_wrong_encoding_is_mended(line: str, damaged: str) -> None:
    assert recoded(damaged) == line


def test_sound_characters_beside_damaged_ones_stay() -> None:
    assert recoded("It’s ‚Äúhere‚Äù, Zoë") == "It’s “here”, Zoë"
    assert recoded("Zoë: Caf√©’s \uf8ffüì∞ Ł") == "Zoë: Caf√©’s 📰 Ł"
    assert recoded("twice: donÃ¢â‚¬â„¢t") == "twice: don’t"
    assert recoded("\uf8ffÄÄÄ") == "\uf8ffÄÄÄ"


def test_only_the_damage_is_told_and_code_is_none() -> None:
    text = "Zoë’s Caf√© and ‚Äúx‚Äù\n`â€™`\n```\nit‚Äôs\n```\n```js\nit‚Äôs\n```\n~~~text\nit‚Äôs\n~~~\n"
    found = [(d.line, d.column, d.text, d.meant) for d in damages(document_of(text))]
    assert [line for line, *_ in found] == [1, 1, 1, 4, 10]
    assert found[-1] == (10, 3, "‚Äô", "’")


def test_every_kind_of_problem_is_a_value_of_the_vault() -> None:
    """Nothing is raised for what the table above holds, and all of it is sorted."""
    texts = {
        f"{number}/{path}": held
        for number, files in enumerate(EXAMPLES.values())
        for path, held in files.items()
        if isinstance(held, str)
    }
    graph = build(vault_of(texts), settings_of())
    found = findings(graph, TODAY)
    assert list(found) == sorted(set(found))
    assert all(isinstance(problem, Problem) and problem.code in CODES for problem in found)
