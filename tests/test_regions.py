"""Regions are filled, and a user's word is never lost: notes in, notes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from live import TODAY, Desk

from vaultkit.edits import yaml_text
from vaultkit.insights import QUESTIONS
from vaultkit.markdown import parse
from vaultkit.model import Document, Source

ANN = "---\ntype: contact\ncadence: 30d\n---\n## Log\n- 2026-03-01 call: the usual\n"
ROW = "- [ ] [[Ann]] · 13 · due 2026-03-31 — late 10 of 30 d (+13)\n"
DUE = "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
KEPT = f"Today (your edit {TODAY}).md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A vault in which Ann is due."""
    return Desk(tmp_path / "vault", {"People/Ann.md": ANN})


def without_sha(text: str) -> str:
    return re.sub(r"sha=[0-9a-f]{12}", "sha=…", text)


def codes(desk: Desk) -> list[str]:
    return [problem.code for problem in desk.render().plan.problems]


# -- filling


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(DUE, f"<!-- vaultkit: due -->\n{ROW}<!-- /vaultkit sha=… -->\n", id="alone"),
        pytest.param(
            f"Mine  \n\n{DUE}\n\tyours \n",
            f"Mine  \n\n<!-- vaultkit: due -->\n{ROW}<!-- /vaultkit sha=… -->\n\n\tyours \n",
            id="all around stays",
        ),
        pytest.param(
            "%% vaultkit: due %%\n%% /vaultkit %%\n",
            f"%% vaultkit: due %%\n{ROW}%% /vaultkit sha=… %%\n",
            id="Obsidian's comments",
        ),
        pytest.param(
            "<!-- vaultkit: due -->\r\n<!-- /vaultkit -->\r\nMine\r\n",
            f"<!-- vaultkit: due -->\r\n{ROW[:-1]}\r\n<!-- /vaultkit sha=… -->\r\nMine\r\n",
            id="CRLF",
        ),
        pytest.param(
            "\ufeff<!-- vaultkit: due -->\n<!-- /vaultkit -->",
            f"\ufeff<!-- vaultkit: due -->\n{ROW}<!-- /vaultkit sha=… -->",
            id="byte order mark, no line end",
        ),
        pytest.param(
            "  <!--   vaultkit:   due   limit=1   -->  \n\n\n<!--/vaultkit-->\n",
            f"  <!--   vaultkit:   due   limit=1   -->  \n{ROW}<!-- /vaultkit sha=… -->\n",
            id="odd blanks",
        ),
        pytest.param(
            f"{DUE}{DUE}",
            f"<!-- vaultkit: due -->\n{ROW}<!-- /vaultkit sha=… -->\n" * 2,
            id="two in a row",
        ),
        pytest.param(
            "<!-- vaultkit: due tier=inner -->\n<!-- /vaultkit -->\n",
            "<!-- vaultkit: due tier=inner -->\nNobody is waiting",
            id="nothing to show",
        ),
    ],
)
def test_filling(desk: Desk, before: str, after: str) -> None:
    desk["Today.md"] = before
    assert codes(desk) == []
    assert without_sha(desk["Today.md"]).startswith(after)


def test_arguments_are_those_of_the_question(desk: Desk) -> None:
    for name in ("Bob", "Cid", "Dan"):
        desk[f"People/{name}.md"] = ANN
    desk["Today.md"] = "<!-- vaultkit: due within=3m limit=2 -->\n<!-- /vaultkit -->\n"
    assert codes(desk) == []
    assert re.findall(r"\[\[(\w+)]]", desk["Today.md"]) == ["Ann", "Bob"]
    assert "…and 2 more: `vaultkit due`" in desk["Today.md"]


@pytest.mark.parametrize(
    ("marker", "code", "words"),
    [
        ("deu", "unknown-question", "did you mean 'due'?"),
        ("due limt=3", "region-argument", "did you mean 'limit'?"),
        ("due limit=few", "region-argument", "'few' is no whole number"),
        ("due within=soon", "region-argument", "'soon' is no period of time"),
        ("due limit", "region-argument", "'limit' is no argument"),
        ('due tier="inner', "region-argument", "cannot be read"),
        ("due limit=-1", "region-argument", "'-1' is no whole number"),
    ],
)
def test_a_region_that_cannot_be_filled_stays_and_the_others_are_filled(
    desk: Desk, marker: str, code: str, words: str
) -> None:
    bad = f"<!-- vaultkit: {marker} -->\nwhatever stands here\n<!-- /vaultkit -->\n"
    desk["Today.md"] = f"# Today\n\n{bad}\n{DUE}"
    (problem,) = desk.render().plan.problems
    assert (problem.path, problem.line, problem.code) == ("Today.md", 3, code)
    assert words in f"{problem.message} {problem.hint}"
    assert desk["Today.md"].startswith(f"# Today\n\n{bad}\n<!-- vaultkit: due -->\n{ROW}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<!-- vaultkit: due -->\nnever closed\n", id="no end"),
        pytest.param("text\n<!-- /vaultkit -->\n", id="no beginning"),
        pytest.param(f"<!-- vaultkit: due -->\n{DUE}", id="begun twice"),
        pytest.param(f"{DUE}<!-- /vaultkit sha=0123456789ab -->\n", id="ended twice"),
        pytest.param(f"{DUE}\n<!-- vaultkit: replies -->\n", id="one good, one open"),
    ],
)
def test_markers_that_do_not_fit_together_are_left_alone_and_said(desk: Desk, text: str) -> None:
    desk["Today.md"] = text
    assert set(codes(desk)) == {"region"}
    assert desk["Today.md"] == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"```\n{DUE}```\n", id="code"),
        pytest.param("    <!-- vaultkit: due -->\n    <!-- /vaultkit -->\n", id="indented code"),
        pytest.param("See `<!-- vaultkit: due -->` for more\n", id="in a sentence"),
        pytest.param("<!-- vaultkit is nice -->\n", id="a comment of mine"),
        pytest.param("---\nnote: <!-- vaultkit: due -->\n---\n", id="a property"),
    ],
)
def test_what_is_no_region(desk: Desk, text: str) -> None:
    desk["Today.md"] = text
    assert codes(desk) == []
    assert desk["Today.md"] == text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"M\xfcller\n", "not-utf8", id="not UTF-8"),
        pytest.param(b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n", "in-conflict", id="git conflict"),
    ],
)
def test_a_note_that_must_not_be_written_is_left_alone_and_said(desk: Desk, body: bytes, code: str) -> None:
    desk["Today.md"] = DUE.encode() + body
    assert codes(desk) == [code]
    assert (desk.root / "Today.md").read_bytes() == DUE.encode() + body


# -- the user's own words


def filled(desk: Desk) -> str:
    desk["Today.md"] = DUE
    desk.render()
    return desk["Today.md"]


def test_an_edit_is_kept_before_the_region_is_filled_again(desk: Desk) -> None:
    before = filled(desk)
    desk.replace("Today.md", ROW, f"{ROW}- [ ] buy a book for [[Ann]]\n")
    (problem,) = desk.render().plan.problems
    assert (problem.path, problem.line, problem.code) == ("Today.md", 1, "kept-edit")
    assert desk["Today.md"] == before
    assert desk[KEPT] == (
        f"Your edit in a region of Today, as it stood on {TODAY} before the region was filled again.\n\n"
        f"```markdown\n{ROW}- [ ] buy a book for [[Ann]]\n```\n"
    )


def test_a_second_edit_on_the_same_day_is_kept_too(desk: Desk) -> None:
    filled(desk)
    for words in ("one", "two", "three"):
        desk.replace("Today.md", ROW, f"{ROW}{words}\n")
        desk.render()
    kept = {path: desk[path] for path in desk.paths if "your edit" in path}
    assert len(kept) == 3
    assert all(any(f"{words}\n```" in text for text in kept.values()) for words in ("one", "two", "three"))


def test_two_edits_in_one_note_are_kept_each_for_itself(desk: Desk) -> None:
    desk["Today.md"] = DUE + DUE
    desk.render()
    first, _, second = desk["Today.md"].rpartition(ROW)
    desk["Today.md"] = f"{first}second\n{second}".replace(ROW, "first\n", 1)
    desk.render()
    kept = [re.findall("first|second", desk[path]) for path in desk.paths if "your edit" in path]
    assert sorted(kept) == [["first"], ["second"]]


def test_nothing_in_a_kept_edit_counts(desk: Desk) -> None:
    filled(desk)
    desk.replace("Today.md", ROW, "- [ ] call [[Ann]] 📅 2026-04-01\n- [[Nobody]]\n- #tag\n````\ncode\n````\n")
    desk.render()
    desk["Today.md"] = "# Without the region\n"
    graph = desk.open().graph
    assert KEPT in desk.paths
    assert list(graph.backlinks("People/Ann.md")) == []
    assert list(graph.open_tasks("People/Ann.md")) == []
    assert [str(touch.start) for touch in graph.touches("People/Ann.md")] == ["2026-03-01"]
    assert graph.unresolved == ()


def test_text_before_an_end_that_we_never_wrote_is_the_users(desk: Desk) -> None:
    desk["Today.md"] = "<!-- vaultkit: due -->\nMy precious thoughts.\n<!-- /vaultkit -->\n"
    assert codes(desk) == ["kept-edit"]
    assert "My precious thoughts." in desk[KEPT]
    assert "My precious thoughts." not in desk["Today.md"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(ROW, ROW.replace("\n", "   \n"), id="blanks at the end of a line"),
        pytest.param("\n", "\r\n", id="other line ends"),
        pytest.param(ROW, f"\n{ROW}\n\n", id="empty lines around"),
        pytest.param("<!-- vaultkit: due -->", "<!-- vaultkit: due limit=1 -->", id="other arguments"),
    ],
)
def test_what_editors_and_sync_tools_change_is_no_edit(desk: Desk, old: str, new: str) -> None:
    filled(desk)
    desk.replace("Today.md", old, new)
    assert codes(desk) == []
    assert desk.paths == ["People/Ann.md", "Today.md"]


def test_a_row_typed_as_it_will_be_is_no_edit(desk: Desk) -> None:
    desk["Today.md"] = f"<!-- vaultkit: due -->\n{ROW}<!-- /vaultkit -->\n"
    assert codes(desk) == []
    assert KEPT not in desk.paths


def test_text_in_a_region_is_never_input(desk: Desk) -> None:
    desk["Daily/2026-04-09.md"] = f"{DUE}"
    desk.render()
    graph = desk.open().graph
    assert "[[Ann]]" in desk["Daily/2026-04-09.md"]
    assert graph.backlinks("People/Ann.md") == ()
    assert [str(touch.start) for touch in graph.touches("People/Ann.md")] == ["2026-03-01"]


def test_a_region_of_the_vaults_own(desk: Desk) -> None:
    desk["templates/sections/mine.md"] = (
        "{% for f in due(limit=1) %}\n{{ f.path | link }} by {{ args.by }}\n{% endfor %}"
    )
    desk["Today.md"] = "<!-- vaultkit: mine by=me -->\n<!-- /vaultkit -->\n"
    assert codes(desk) == []
    assert "[[Ann]] by me\n" in desk["Today.md"]
    assert "unknown-question" not in {problem.code for problem in desk.open().problems(TODAY)}


# -- hostile words

#: Each of them is somebody's name, promise, message and event. None may do anything in a dashboard.
HOSTILE = [
    "a | b",
    "`code` and ``more``",
    "```dataviewjs",
    "~~~ fence",
    "`$=dv.pages()`",
    "[[Nobody]] and ![[Nobody]]",
    "[text](Nobody.md) and [text][ref]",
    "]] [[Nobody|x",
    "<!-- /vaultkit -->",
    "<!-- /vaultkit sha=0123456789ab -->",
    "<!-- vaultkit: due -->",
    "<!-- never closed",
    "%% hidden %%",
    "%%%% twice %%%%",
    "%% /vaultkit %%",
    "%% vaultkit: due %%",
    "<script>alert(1)</script> <img src=x>",
    "# heading #tag",
    "- [x] done",
    "- item",
    "+ item",
    "12. item",
    "> quote",
    "> [!note] callout",
    "key:: value",
    "[key:: value] (key:: value)",
    "a :::: b",
    "word ^block-id",
    "~~gone~~ ==marked== **bold** _it_",
    "~~~~~~ ======",
    "back\\slash \\[[x]] \\`",
    "trailing \\",
    "line\u2028and\u2029paragraph",
    "\u202egnp.exe",
    "tab\tand\x0bvertical\x85next",
    "---",
    "***",
    "| --- |",
    "https://example.org/?a=b#c",
    "a" * 5000,
    "“quoted” — they wrote 2026-01-01, met at x",
]


def shape(document: Document) -> dict[str, object]:
    """All that a note holds, but for its words."""
    return {
        "regions": [(region.name, bool(region.sha)) for region in document.regions],
        "problems": document.problems,
        "tasks": [(task.status, task.due, task.done) for task in document.tasks],
        "links": sorted((link.kind, link.target) for link in document.links),
        "headings": len(document.headings),
        "items": len(document.items),
        "tags": document.tags,
        "fields": document.fields,
        "blocks": document.blocks,
        "lines": document.source.text.count("\n"),
    }


def dashboard_for(folder: Path, words: str) -> tuple[Desk, dict[str, object]]:
    """A vault where *words* stand wherever words can stand, and the shape of its dashboard."""
    name, sailing = yaml_text(words), yaml_text(f"{words} sailing")
    development = yaml_text(f"development/{words}")
    event = '---\ntype: event\nname: {0}\ndate: {1}\npeople: ["[[Eve]]"]\nlocation: {0}\n---\n'
    one_line = " ".join(words.split())
    desk = Desk(
        folder,
        {
            "People/Ann.md": f"---\ntype: contact\nname: {name}\ntier: inner\ncreated: 2026-01-01\n---\n"
            f"- [ ] {one_line} 📅 2026-04-01\n- [ ] {one_line}\n\n## Log\n- 2026-04-05 email in: {one_line}\n",
            "People/Eve.md": f"---\ntype: contact\nbirthday: 1990-04-11\norg: {name}\ntopics: [{name}, {sailing}]\n---\n",
            "Events/Past.md": event.format(name, "2026-04-09"),
            "Events/Soon.md": event.format(name, "2026-04-12"),
            "Goals/Goal.md": f"---\ntype: goal\nname: {name}\ntarget: 2026-04-20\ntopics: [{name}]\n"
            f"wants_help: [{name}]\noutcomes: [{name}]\nhorizon: {name}\n---\n",
            "Me.md": f"---\ntype: me\noffers: [{sailing}]\nwins: [{name}]\nasks: [{name}]\ntopics: [{name}]\n---\n",
            "Spaces/Club.md": f"---\ntype: space\nname: {name}\nstatus: to-join\nasks: [{sailing}]\ntopics: [{name}]\n---\n",
            "Organizations/Firm.md": f"---\ntype: organization\nname: {name}\nhiring: true\nurl: {name}\n"
            f"offers: [{development}]\nasks: [{sailing}]\n---\n",
            "Events/Club night.md": f'---\ntype: event\nname: {name}\ndate: 2026-04-20\nrsvp: going\nspace: "[[Club]]"\n'
            f"topics: [{name}]\n---\n",
            "People/Firmin.md": f'---\ntype: contact\norg: "[[Firm]]"\ncan_help: [referral, {name}]\nlocation: {name}\n'
            f"industry: {name}\n---\n## Log\n- 2026-04-05 got:: sailing\n",
            "Today.md": "".join(
                "## {}\n\n<!-- vaultkit: {} -->\n<!-- /vaultkit -->\n\n".format(
                    name, " ".join([name, *(f"{argument.name}=sailing" for argument in question.asks_for)])
                )
                for name, question in QUESTIONS.items()
                if name not in ("problems", "unresolved")
            ),
        },
    )
    desk.render()
    return desk, shape(parse(Source.from_text("Today.md", desk["Today.md"])))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the dashboard looks like if all words are plain."""
    return dashboard_for(tmp_path_factory.mktemp("plain") / "vault", "plain words")[1]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: words.encode("unicode_escape").decode()[:30])
def test_words_of_a_note_do_nothing_in_a_dashboard(words: str, harmless: dict[str, object], tmp_path: Path) -> None:
    desk, found = dashboard_for(tmp_path / "vault", words)
    assert found == harmless
    fences = re.findall(r"^\s*(?:```|~~~).*", desk["Today.md"], re.MULTILINE)
    assert fences == ["```mermaid", "```"] * (len(fences) // 2), "pictures are the only fences"
    body = re.sub(r"<!-- /?vaultkit.*?-->", "", desk["Today.md"])
    assert "<!--" not in body
    assert "%%" not in body


def test_template_code_of_another_tool_stays_words(desk: Desk) -> None:
    words = "<% tp.file.delete() %> and {{ 7 * 7 }} {% x %}"
    desk["People/Ann.md"] = f"{ANN}- 2026-04-05 email in: {words}\n- [ ] {words} 📅 2026-04-01\n"
    desk["Today.md"] = f"{DUE}<!-- vaultkit: replies -->\n<!-- /vaultkit -->\n"
    desk.render()
    assert desk["Today.md"].count("&lt;% tp.file.delete() %>") == 2
    assert "<%" not in desk["Today.md"]
    assert "{{" not in desk["Today.md"]


@pytest.mark.parametrize(
    "name",
    [
        "a`b",
        "a$b",
        "a {{x}}",
        "a %% b",
        "100%",
        "a # b",
        "a ^b",
        "a [x]",
        "a (b)",
        "a & b",
        "Zoë",
        "a' b",
        "<!-- x",
        "a ~~ b",
    ],
)
def test_a_note_with_a_strange_file_name_is_linked(desk: Desk, name: str) -> None:
    (desk.root / "People/Ann.md").rename(desk.root / f"People/{name}.md")
    desk["Today.md"] = DUE
    desk.render()
    document = parse(Source.from_text("Today.md", desk["Today.md"]))
    (link,) = document.links
    found = desk.open().graph.resolve(link.target)
    assert found is not None
    assert found.path == f"People/{name}.md"
    desk.replace("Today.md", "- [ ]", "- [x]")
    desk.render()
    assert desk[f"People/{name}.md"].endswith(f"- {TODAY}: in touch\n")
