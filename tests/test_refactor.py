"""Renames and merges: notes as text in, notes as text out. The laws stand in test_refactor_laws.py."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from helpers import notes, settings_of, touches
from test_refactor_laws import applied

from vaultkit.errors import AmbiguousNameError, RefusedError, UnknownNameError, UnknownNoteError
from vaultkit.graph import Graph, build
from vaultkit.model import DiskLink
from vaultkit.plan import Change, Plan
from vaultkit.refactor import (
    Place,
    distinct_plan,
    keep_links_plan,
    merge_plan,
    move_plan,
    moving_plan,
    rename_heading_plan,
    rename_property_plan,
    rename_tag_plan,
)
from vaultkit.vault import make_vault

SHORTEST = '{"newLinkFormat": "shortest"}'


def graph_with(texts: Mapping[str, str], app: str = "", settings: str = "") -> Graph:
    """The graph of a vault with these files; `app` is Obsidian's app.json."""
    chosen = settings_of(settings, {"app.json": app} if app else None)
    return build(make_vault(texts, chosen), chosen)


def moved(text: str, old: str, new: str, app: str = "") -> dict[str, str]:
    """The vault after `vaultkit mv OLD NEW`."""
    texts = notes(text)
    return applied(texts, move_plan(graph_with(texts, app), old, new))


def line_after(line: str, old: str = "Sam", new: str = "Samuel", app: str = "", source: str = "Home.md") -> str:
    """A line of a note after the note People/Sam.md was renamed or moved."""
    texts = {"People/Sam.md": "# Sam\n", "Zed.md": "\n", source: f"{line}\n"}
    return applied(texts, move_plan(graph_with(texts, app), old, new))[source].removesuffix("\n")


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("[[Sam]] and [[sam]]", "[[Samuel]] and [[Samuel]]"),
        ("[[ Sam ]]", "[[ Samuel ]]"),
        ("[[Sam|my friend]]", "[[Samuel|my friend]]"),
        ("[[Sam|Sam]]", "[[Samuel|Samuel]]"),
        ("[[People/Sam]]", "[[People/Samuel]]"),
        ("[[people/sam.md]]", "[[People/Samuel.md]]"),
        ("[[/People/Sam]]", "[[/People/Samuel]]"),
        ("[[./People/Sam]]", "[[./People/Samuel]]"),
        ("[[Sam#Log|x]] ![[Sam#^id]]", "[[Samuel#Log|x]] ![[Samuel#^id]]"),
        ("![[Sam|300]]", "![[Samuel|300]]"),
        ("[Sam](Sam.md) [him](People/Sam.md 'T')", "[Samuel](Samuel.md) [him](People/Samuel.md 'T')"),
        ("[him](<People/Sam.md#Big log>)", "[him](<People/Samuel.md#Big log>)"),
        ("![](Sam)", "![](Samuel)"),
        ("[him][s]\n\n[s]: People/Sam.md", "[him][s]\n\n[s]: People/Samuel.md"),
        ("[Sam]\n\n[Sam]: <Sam.md> 'T'", "[Sam]\n\n[Sam]: <Samuel.md> 'T'"),
        ("| a |\n|---|\n| [[Sam\\|he]] |", "| a |\n|---|\n| [[Samuel\\|he]] |"),
        ("> [!note] [[Sam]]\n> - [ ] [[Sam]] 📅 2026-01-01", "> [!note] [[Samuel]]\n> - [ ] [[Samuel]] 📅 2026-01-01"),
        ("%% [[Sam]] %%", "%% [[Samuel]] %%"),
        ("`[[Sam]]` and\n\n```\n[[Sam]]\n```", "`[[Sam]]` and\n\n```\n[[Sam]]\n```"),
        ("[[Other]] [[Sammy]] [x](https://x.org/Sam.md)", "[[Other]] [[Sammy]] [x](https://x.org/Sam.md)"),
        ('---\nknows: "[[Sam]]"\n---', '---\nknows: "[[Samuel]]"\n---'),
        ("---\nknows: ['[[Sam|S]]', \"[[Zed]]\"]\n---", "---\nknows: ['[[Samuel|S]]', \"[[Zed]]\"]\n---"),
        ("---\nknows: [[Sam]] # yes\n---", "---\nknows: [[Samuel]] # yes\n---"),
        ("---\nknows: [[Sam]], [[Zed]]\n---", "---\nknows: [[Samuel]], [[Zed]]\n---"),
        ('---\n{"knows": "[[Sam]]"}\n---', '---\n{"knows": "[[Samuel]]"}\n---'),
        ('---\nmeta:\n  who: "[[Sam]]"\nx: 1\n---', '---\nmeta:\n  who: "[[Samuel]]"\nx: 1\n---'),
        ('---\nmd: "[he](Sam.md)"\n---', '---\nmd: "[he](Samuel.md)"\n---'),
        ("---\nx: |\n  [[Sam]]\n  more\n---", "---\nx: |\n  [[Samuel]]\n  more\n---"),
        ('---\nx: "\\u0053: [[\\u0053am]]"\n---', '---\nx: "\\u0053: [[Samuel]]"\n---'),
        (
            '---\nx: "[[Sam]] \\u0041 [[S\\u0061m]] [[Sam]]"\n---',
            '---\nx: "[[Samuel]] \\u0041 [[Samuel]] [[Samuel]]"\n---',
        ),
        ('---\nx: &a "[[\\u0053am]]"\ny: 1\n---', '---\nx: &a "[[Samuel]]"\ny: 1\n---'),
        ("[![x](pic.png)](Sam.md)", "[![x](pic.png)](Samuel.md)"),
    ],
)
def test_a_renamed_note_is_followed_by_links_of_every_kind(line: str, after: str) -> None:
    assert line_after(line) == after


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("---\nx: '[[Sam]]'\n---", "---\nx: '[[Sam''s notes]]'\n---"),
        ('---\nx: "[[Sam]]"\n---', '---\nx: "[[Sam\'s notes]]"\n---'),
        ("[a](Sam.md) [b](<Sam.md>)", "[a](Sam's%20notes.md) [b](<Sam's notes.md>)"),
    ],
)
def test_a_name_with_an_apostrophe_and_a_blank(line: str, after: str) -> None:
    assert line_after(line, new="Sam's notes") == after


@pytest.mark.parametrize(
    ("link", "app", "after"),
    [
        ("[[Sam]]", "", "[[Sam]]"),
        ("[[People/Sam]]", "", "[[Old/2025/Sam]]"),
        ("[[../People/Sam]]", "", "[[../Old/2025/Sam]]"),
        ("[x](../People/Sam.md)", "", "[x](../Old/2025/Sam.md)"),
        ("[[People/Sam]]", '{"newLinkFormat": "relative"}', "[[../Old/2025/Sam]]"),
    ],
)
def test_a_moved_note_is_named_in_the_links_own_way(link: str, app: str, after: str) -> None:
    assert line_after(link, new="Old/2025/", app=app, source="Notes/Home.md") == after


def test_links_in_the_note_itself_move_with_it() -> None:
    after = moved(
        """\
        === a/Sam.md
        [[#Log]] [[Sam#Log]] [[./Ann]] [x](../b/Bob.md) [y](Ann.md) ![[pic.png]] [[b/Bob]]

        ## Log
        === a/Ann.md
        === b/Bob.md
        === a/pic.png
        """,
        "Sam",
        "c/d/Samuel",
    )
    assert after["c/d/Samuel.md"].split("\n")[0] == (
        "[[#Log]] [[Samuel#Log]] [[../../a/Ann]] [x](../../b/Bob.md) [y](Ann.md) ![[pic.png]] [[b/Bob]]"
    )


def test_another_note_of_the_name_does_not_take_over_links() -> None:
    after = moved(
        """\
        === Sam.md
        === x/Home.md
        [[Sam]] and [[Sam|S]]
        === y/Other.md
        [[Sam]]
        === z/Tom.md
        """,
        "Tom",
        "x/Sam",
    )
    assert after["x/Home.md"] == "[[/Sam]] and [[/Sam|S]]\n" or after["x/Home.md"] == "[[Sam]] and [[Sam|S]]\n"
    graph = graph_with(after)
    assert graph.resolver.resolve("Sam", "y/Other.md") == "Sam.md"


def test_a_bare_name_that_would_be_one_of_two_gets_its_path() -> None:
    after = moved(
        """\
        === a/Sam.md
        === b/Tom.md
        === Home.md
        [[Sam]] [[Tom]]
        """,
        "Tom",
        "b/Sam",
    )
    assert after["Home.md"] == "[[a/Sam]] [[b/Sam]]\n"


def test_a_folder_moves_with_everything_in_it() -> None:
    texts = notes(
        """\
        === People/Sam.md
        [[People/in/Ann]] [x](in/Ann.md) ![[People/pic.png]] [[../Home]]
        === People/in/Ann.md
        [[../Sam]]
        === People/pic.png
        === Home.md
        [[People/Sam]] ![[People/pic.png]] [[Sam]] `People/Sam`
        === Board.canvas
        {"nodes":[{"id":"1","type":"file","file":"People/in/Ann.md","subpath":"#Log","x":0},
          {"id":"2","type":"text","text":"see [[People/Sam|\\"S\\"]]\\nand [[Sam]]"},
          {"id":"3","type":"group","background":"People/pic.png"},{"id":"4","type":"link","url":"https://People/Sam"}],"edges":[]}
        === All.base
        filters:
          and:
            - file.inFolder("People")
            - 'file.hasLink("People/Sam") || file.folder == "People/in"'
        """
    )
    plan = move_plan(graph_with(texts), "People", "Contacts")
    after = applied(texts, plan)
    assert after["Contacts/Sam.md"] == "[[Contacts/in/Ann]] [x](in/Ann.md) ![[Contacts/pic.png]] [[../Home]]\n"
    assert after["Contacts/in/Ann.md"] == "[[../Sam]]\n"
    assert after["Home.md"] == "[[Contacts/Sam]] ![[Contacts/pic.png]] [[Sam]] `People/Sam`\n"
    assert after["Board.canvas"] == texts["Board.canvas"].replace("People/in", "Contacts/in").replace(
        "[[People", "[[Contacts"
    ).replace("People/pic", "Contacts/pic")
    assert after["All.base"] == texts["All.base"].replace("People", "Contacts")
    assert json.loads(after["Board.canvas"])["nodes"][1]["text"] == 'see [[Contacts/Sam|"S"]]\nand [[Sam]]'


def test_a_name_in_another_case_alone() -> None:
    after = moved("=== sam.md\n=== Home.md\n[[sam]] [[Sam]]\n", "sam.md", "Sam")
    assert after == {"Sam.md": "", "Home.md": "[[sam]] [[Sam]]\n"}


def test_generated_text_follows_and_stays_ours() -> None:
    texts = notes(
        """\
        === People/Sam.md
        === Today.md
        <!-- vaultkit: due -->
        - [ ] [[Sam]] is due
        <!-- /vaultkit sha=SHA -->
        [[Sam]]
        """
    )
    from vaultkit.markdown.regions import fingerprint

    texts["Today.md"] = texts["Today.md"].replace("SHA", fingerprint("- [ ] [[Sam]] is due\n"))
    after = applied(texts, move_plan(graph_with(texts), "Sam", "Ann"))["Today.md"]
    assert after == (
        "<!-- vaultkit: due -->\n- [ ] [[Ann]] is due\n"
        f"<!-- /vaultkit sha={fingerprint('- [ ] [[Ann]] is due')} -->\n[[Ann]]\n"
    )


def test_a_region_that_was_edited_is_still_seen_as_edited() -> None:
    texts = notes("=== Sam.md\n=== Today.md\n<!-- vaultkit: due -->\n[[Sam]]\n<!-- /vaultkit sha=0123456789ab -->\n")
    after = applied(texts, move_plan(graph_with(texts), "Sam", "Ann"))["Today.md"]
    assert after == texts["Today.md"].replace("[[Sam]]", "[[Ann]]")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("Sam", "Ann", "People/Ann.md"),
        ("Sam", "Ann.md", "People/Ann.md"),
        ("Sam", "Ann.MD", "People/Ann.md"),
        ("Sam", "Known/Ann.Md", "Known/Ann.md"),
        ("Sam", "/Ann", "Ann.md"),
        ("Sam", "/", "Sam.md"),
        ("Sam", "Known", "Known/Sam.md"),
        ("Sam", "known/", "Known/Sam.md"),
        ("Sam", "Known/2026/", "Known/2026/Sam.md"),
        ("People/Sam.md", "Known/Ann", "Known/Ann.md"),
        ("people/sam", "Ann", "People/Ann.md"),
        ("Rivera", "Ann", "People/Ann.md"),
        ("pic.png", "logo", "People/logo.png"),
        ("pic.png", "logo.PNG", "People/logo.PNG"),
    ],
)
def test_where_it_goes(old: str, new: str, path: str) -> None:
    texts = {
        "People/Sam.md": "---\ntype: contact\nname: Sam Rivera\n---\n",
        "Known/Zed.md": "",
        "People/pic.png": "",
    }
    (move,) = move_plan(graph_with(texts), old.replace("pic.png", "People/pic.png"), new).moves
    assert move.to == path


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [("People", "Known", "Known/People"), ("People/", "Who", "Who"), ("People/in", "out", "People/out")],
)
def test_where_a_folder_goes(old: str, new: str, path: str) -> None:
    texts = {"People/in/Sam.md": "", "Known/Zed.md": ""}
    (move,) = move_plan(graph_with(texts), old, new).moves
    assert move.to == path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Sam", "Zed", "Zed.md is there already"),
        ("Sam", "zed", "Zed.md is there already"),
        ("Sam", "Sam", "Sam.md is there already"),
        ("Sam", "a#b", "'a#b' would break links"),
        ("Sam", "a|b", "'a|b' would break links"),
        ("Sam", "CON", "'CON' would break links"),
        ("Sam", "../Sam", "no path in a vault"),
        ("Sam", ".hidden/Sam", "no path in a vault"),
        ("Sam", " ", "the new name of Sam.md is missing"),
        ("in", "in/deep", "cannot go into itself"),
        ("in/in", "/", "in is there already"),
        ("Sam", "a|b/c/", "'a|b' would break links"),
        ("Sam", "CON/Sam", "'CON' would break links"),
        ("Sam", "new/.hidden/", "no path in a vault"),
        ("vaultkit.toml", "in", "vaultkit.toml holds the vault's settings"),
    ],
)
def test_what_is_refused(old: str, new: str, words: str) -> None:
    texts = {"Sam.md": "", "Zed.md": "", "in/x.md": "", "in/in/y.md": "", "vaultkit.toml": ""}
    with pytest.raises(RefusedError, match=words.replace("|", r"\|")):
        move_plan(graph_with(texts), old, new)


@pytest.mark.parametrize(
    ("old", "new", "move"),
    [
        ("sam.md", "Ann", "sam.md to Ann.md"),
        ("Sam", "Ann", "Sam.md to Ann.md"),
        ("caf\u00e9", "Ann", "caf\u00e9.md to Ann.md"),
        ("cafe\u0301", "Ann", "cafe\u0301.md to Ann.md"),
        ("In/", "Out", "In to Out"),
        ("in/", "Out", "in to Out"),
        ("Sam", "in", "Sam.md to in/Sam.md"),
        ("Sam", "In", "Sam.md to In/Sam.md"),
        ("In/", "in", "In to in/In"),
        ("Sam", "in/deep/Ann", "Sam.md to in/deep/Ann.md"),
        ("Sam", "ODD/ann", "Sam.md to odd/ann.md"),
        ("Sam", "a#b/Ann", "Sam.md to a#b/Ann.md"),
    ],
)
def test_what_is_spelled_so_is_meant(old: str, new: str, move: str) -> None:
    pairs = ("Sam", "sam", "caf\u00e9", "cafe\u0301", "In/x", "in/y", "odd/z", "a#b/z")
    graph = graph_with({f"{path}.md": "" for path in pairs})
    assert move_plan(graph, old, new).changes == ()
    assert move_plan(graph, old, new).moves[0].why == f"move {move}"


@pytest.mark.parametrize(("old", "new"), [("SAM.md", "Ann"), ("IN/", "Out"), ("Zed", "IN"), ("Zed", "IN/deep/")])
def test_what_could_mean_two_moves_nothing(old: str, new: str) -> None:
    graph = graph_with({"Sam.md": "", "sam.md": "", "In/x.md": "", "in/y.md": "", "Zed.md": ""})
    with pytest.raises(AmbiguousNameError):
        move_plan(graph, old, new)


@pytest.mark.parametrize(
    ("links", "old", "new", "words"),
    [
        ({"Link.md": DiskLink("in/Sam.md")}, "in/Sam", "Ann", "Link.md is a link on the disk to in/Sam.md"),
        ({"Link.md": DiskLink("in/Sam.md")}, "in", "out", "Link.md is a link on the disk to in/Sam.md"),
        ({"in/Link.md": DiskLink("in/Sam.md", False)}, "in", "out", "in/Link.md is a link on the disk to in/Sam.md"),
        ({"in/Link.md": DiskLink("Zed.md")}, "in", "deep/out", "in/Link.md is a link on the disk to Zed.md"),
        ({"Link.md": DiskLink("in/Sam.md")}, "Link", "in/", "would lead nowhere from in/Link.md"),
        ({"Link.md": DiskLink("")}, "Link", "in/", "to a file outside of the vault"),
        ({"Link.md": DiskLink("in/Sam.md")}, "Link", "Name", ""),
        ({"Link.md": DiskLink("in/Sam.md", False)}, "Link", "in/", ""),
        ({"in/Link.md": DiskLink("in/Sam.md")}, "in", "out", ""),
        ({"Link.md": DiskLink("in/Sam.md")}, "Zed", "in/", ""),
    ],
)
def test_no_link_on_the_disk_is_left_without_its_file(
    links: dict[str, DiskLink], old: str, new: str, words: str
) -> None:
    texts = {"in/Sam.md": "", "Zed.md": "", **dict.fromkeys(links, "")}
    graph = build(make_vault(texts).with_links(links), settings_of())
    if not words:
        assert move_plan(graph, old, new).moves
        return
    with pytest.raises(RefusedError, match=words):
        move_plan(graph, old, new)


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNoteError) as caught:
        move_plan(graph_with({"Sam.md": ""}), "Sma", "Ann")
    assert "did you mean" in caught.value.hint
    with pytest.raises(AmbiguousNameError):
        move_plan(graph_with({"a/Sam.md": "", "b/Sam.md": ""}), "Sam", "Ann")


def test_a_note_that_cannot_be_written_stops_it() -> None:
    texts = {"Sam.md": "", "Home.md": "[[Sam]]\n<<<<<<< HEAD\n"}
    with pytest.raises(RefusedError, match=r"Home\.md"):
        move_plan(graph_with(texts), "Sam", "Ann")


def test_settings_that_name_a_moved_folder_are_told() -> None:
    graph = graph_with({"People/Sam.md": ""}, settings='[people]\nfolders = ["People"]\n')
    (problem,) = move_plan(graph, "People", "Who").problems
    assert problem.code == "settings-name"
    assert "'People'" in problem.message


def test_every_setting_that_names_the_folder_is_told_with_its_line() -> None:
    toml = 'templates = "Meta/T"\n# Meta/P\n[people]\nfolders = ["Known", "Meta/P/"]\n[events]\nfolders = ["Metal"]\n'
    obsidian = {
        "app.json": '{"newFileLocation": "folder", "newFileFolderPath": "Meta", "attachmentFolderPath": "Meta/files"}',
        "daily-notes.json": '{"folder": "Meta/Days", "template": "Meta/T/Day"}',
        "templates.json": '{"folder": "Meta/T"}',
    }
    settings = settings_of(toml, obsidian)
    graph = build(make_vault({"Meta/x.md": ""}, settings), settings)
    told = [(p.path, p.line, p.message.split("'")[1], p.hint) for p in move_plan(graph, "Meta/", "All/Meta2").problems]
    assert told == [
        ("vaultkit.toml", 2, "Meta/T", "write 'All/Meta2/T' there"),
        ("vaultkit.toml", 5, "Meta/P", "write 'All/Meta2/P' there"),
        (".obsidian/app.json", 1, "Meta", "write 'All/Meta2' there"),
        (".obsidian/app.json", 1, "Meta/files", "write 'All/Meta2/files' there"),
        (".obsidian/daily-notes.json", 1, "Meta/Days", "write 'All/Meta2/Days' there"),
        (".obsidian/daily-notes.json", 1, "Meta/T/Day", "write 'All/Meta2/T/Day' there"),
        (".obsidian/templates.json", 1, "Meta/T", "write 'All/Meta2/T' there"),
    ]


def test_a_setting_that_is_not_written_down_is_told_too() -> None:
    graph = graph_with({"templates/x.md": "", "Days/y.md": ""}, settings='[journal]\nfolder = "Days"\n')
    (problem,) = move_plan(graph, "templates/", "T").problems
    assert (problem.path, problem.line) == ("vaultkit.toml", 1)
    (problem,) = move_plan(graph, "Days/", "D").problems
    assert (problem.path, problem.line) == ("vaultkit.toml", 3)


def test_a_new_note_of_a_known_name_leaves_links_as_they_are_meant() -> None:
    graph = graph_with({"a/Sam.md": "", "Home.md": "[[Sam]] [[Ann]]\n", "b/Other.md": "[[Sam]]\n"})
    plan = keep_links_plan(graph, Plan((Change("b/Sam.md", None, "", "make it"),)))
    assert {change.path: change.after for change in plan} == {
        "b/Sam.md": "",
        "Home.md": "[[a/Sam]] [[Ann]]\n",
        "b/Other.md": "[[a/Sam]]\n",
    }
    plan = Plan((Change("b/New.md", None, "", "make it"),))
    assert keep_links_plan(graph, plan) == plan


# -- headings


def heading_renamed(text: str, old: str, new: str) -> dict[str, str]:
    texts = notes(text)
    graph = graph_with(texts)
    return applied(texts, rename_heading_plan(graph, graph.find_note("Sam"), old, new))


def test_links_follow_a_heading() -> None:
    after = heading_renamed(
        """\
        === Sam.md
        # Sam
        [[#Log]] [[#sam#LOG|l]] [[#^id]]
        ## Log ##
        text
        Under
        ---
        === Home.md
        [[Sam#Log]] ![[Sam#Sam#Log]] [l](Sam.md#Log) [l](<Sam.md#Log>) [[Sam#Under]] [[Home#Log]] [[Sam]] `[[Sam#Log]]`
        # Log
        === B.canvas
        {"nodes":[{"id":"1","type":"file","file":"Sam.md","subpath":"#Log"},{"id":"2","type":"text","text":"[[Sam#Log]]"}]}
        """,
        "Log",
        "Our: talks",
    )
    assert after["Sam.md"].startswith("# Sam\n[[#Our talks]] [[#sam#Our talks|l]] [[#^id]]\n## Our: talks ##\n")
    assert after["Home.md"].split("\n")[0] == (
        "[[Sam#Our talks]] ![[Sam#Sam#Our talks]] [l](Sam.md#Our%20talks) [l](<Sam.md#Our talks>) "
        "[[Sam#Under]] [[Home#Log]] [[Sam]] `[[Sam#Log]]`"
    )
    assert after["B.canvas"].count("#Our talks") == 2


def test_a_heading_with_a_line_below() -> None:
    after = heading_renamed("=== Sam.md\nUnder\n-----\n[[#Under]]\n", "under", "Over")
    assert after["Sam.md"] == "Over\n-----\n[[#Over]]\n"


def test_a_block_id_behind_a_heading_stays() -> None:
    after = heading_renamed("=== Sam.md\n## Log ^id\n[[#^id]] [[#Log id]]\n", "Log", "Talks")
    assert after["Sam.md"] == "## Talks ^id\n[[#^id]] [[#Talks id]]\n"


def test_which_heading() -> None:
    text = "=== Sam.md\n# One\n## Log\n# Two\n## Log\n=== H.md\n[[Sam#Log]] [[Sam#Two#Log]]\n"
    after = heading_renamed(text, "Two#Log", "Notes")
    assert after["Sam.md"] == "# One\n## Log\n# Two\n## Notes\n"
    assert after["H.md"] == "[[Sam#Log]] [[Sam#Two#Notes]]\n"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("Nothing", "x", UnknownNameError),
        ("Log", "more", RefusedError),
        ("Log", "#", RefusedError),
        ("^b", "x", UnknownNameError),
    ],
)
def test_headings_that_are_refused(old: str, new: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        heading_renamed("=== Sam.md\n# Log\n# More\ntext ^b\n", old, new)


def test_a_heading_whose_new_words_would_be_none_is_refused() -> None:
    with pytest.raises(RefusedError, match="cannot be changed safely"):
        heading_renamed("=== Sam.md\nLog\n---\n# More\n", "Log", "- x")


# -- tags


def tag_renamed(text: str, old: str, new: str, settings: str = "") -> dict[str, str]:
    texts = notes(text)
    return applied(texts, rename_tag_plan(graph_with(texts, settings=settings), old, new))


def test_a_tag_is_renamed_wherever_it_stands() -> None:
    after = tag_renamed(
        """\
        === Sam.md
        ---
        tags: [work, "#Work/deep", workshop]
        ---
        #work #WORK/x/y, #workshop `#work` a#work [#work x](y) #work
        === Ann.md
        ---
        tags:
          - work
        ---
        === B.canvas
        {"nodes":[{"id":"2","type":"text","text":"é \\"q\\" #work/a"}]}
        === A.base
        filters: file.hasTag("work", "other", "work/x") && note.work == "work"
        """,
        "#Work",
        "job/now",
    )
    assert after["Sam.md"] == (
        '---\ntags: [job/now, "#job/now/deep", workshop]\n---\n'
        "#job/now #job/now/x/y, #workshop `#work` a#work [#job/now x](y) #job/now\n"
    )
    assert after["Ann.md"] == "---\ntags:\n  - job/now\n---\n"
    assert json.loads(after["B.canvas"])["nodes"][0]["text"] == 'é "q" #job/now/a'
    assert after["A.base"] == 'filters: file.hasTag("job/now", "other", "job/now/x") && note.work == "work"\n'


@pytest.mark.parametrize("new", ["", "2026", "a b", "a#b", "a,b", "/a", "a/", "a//b"])
def test_what_is_no_tag_is_refused(new: str) -> None:
    with pytest.raises(RefusedError, match="is no tag"):
        tag_renamed("=== Sam.md\n#work\n", "work", new)


def test_a_tag_that_nobody_has() -> None:
    with pytest.raises(UnknownNameError, match="no tag is called 'wrok'"):
        tag_renamed("=== Sam.md\n#work\n", "wrok", "job")


def test_a_note_with_the_tag_that_cannot_be_written_is_named() -> None:
    graph = graph_with({"Sam.md": "#work\n<<<<<<< HEAD\n"}, settings='[people]\ntags = ["work"]\n')
    plan = rename_tag_plan(graph, "work", "job")
    assert [(problem.path, problem.code) for problem in plan.problems] == [
        ("Sam.md", "left-alone"),
        ("vaultkit.toml", "settings-name"),
    ]


def test_links_to_a_heading_that_holds_the_tag_follow() -> None:
    texts = {
        "N.md": "# Ideas #work\n## More\n[[#Ideas work]]\n",
        "L.md": "[[N#Ideas work]] [[N#Ideas work#More]] [[N#More]]\n",
    }
    after = applied(texts, rename_tag_plan(graph_with(texts), "work", "job/now"))
    assert after["N.md"] == "# Ideas #job/now\n## More\n[[#Ideas job/now]]\n"
    assert after["L.md"] == "[[N#Ideas job/now]] [[N#Ideas job/now#More]] [[N#More]]\n"


def test_a_base_that_cannot_follow_stops_nothing() -> None:
    texts = {"Sam.md": "#a\n", "Home.md": "[[Sam]]\n", "V.base": "filters: file.hasLink('Sam') && file.hasTag(\"a\")\n"}
    plan = move_plan(graph_with(texts), "Sam", "O'Neil")
    assert {change.path for change in plan} == {"Home.md"}
    assert [(problem.path, problem.code) for problem in plan.problems] == [("V.base", "left-alone")]


def test_a_canvas_that_cannot_be_read_is_named() -> None:
    texts = {"Sam.md": "", "B.canvas": '{"nodes":[{"id":"1","type":"file","file":"Sam.md"},]}', "C.canvas": "{"}
    plan = move_plan(graph_with(texts), "Sam", "Ann")
    assert [problem.path for problem in plan.problems] == ["B.canvas"]


@pytest.mark.parametrize(("heading", "key"), [("Log", "log"), ("Follow-ups", "follow_ups")])
def test_a_heading_that_vaultkit_reads_is_not_renamed_in_silence(heading: str, key: str) -> None:
    graph = graph_with({"Sam.md": f"---\ntype: contact\n---\n## {heading}\n", "Plain.md": f"## {heading}\n"})
    (problem,) = rename_heading_plan(graph, graph.find_note("Sam"), heading, "Talks").problems
    assert problem.hint.endswith(f'write under [headings]: {key} = "Talks"')
    assert not rename_heading_plan(graph, graph.find_note("Plain"), heading, "Talks").problems


# -- properties


def test_a_property_is_renamed_in_notes_and_bases() -> None:
    texts = notes(
        """\
        === Sam.md
        ---
        Job: lead # since May
        job_title: x
        ---
        Job: no property
        === Ann.md
        ---
        {"job": "dev"}
        ---
        === A.base
        filters: job == "job" && note.job != note["job"]
        properties:
          note.job:
            displayName: Job
        views:
          - type: table
            order: [job, file.name]
        """
    )
    after = applied(texts, rename_property_plan(graph_with(texts), "job", "work"))
    assert after["Sam.md"] == "---\nwork: lead # since May\njob_title: x\n---\nJob: no property\n"
    assert after["Ann.md"] == '---\n{"work": "dev"}\n---\n'
    assert after["A.base"] == (
        'filters: work == "job" && note.work != note["work"]\nproperties:\n  note.work:\n    displayName: Job\n'
        "views:\n  - type: table\n    order: [work, file.name]\n"
    )


def test_notes_that_cannot_have_the_new_name_are_left_and_named() -> None:
    texts = {
        "Both.md": "---\njob: a\nwork: b\n---\n",
        "Broken.md": "---\njob: @x\n---\n",
        "Good.md": "---\njob: a\n---\n",
        "A.base": "filters: job == 1\n",
    }
    plan = rename_property_plan(graph_with(texts), "job", "the work")
    assert {change.path for change in plan} == {"Good.md", "Both.md"}
    assert [(problem.path, problem.code) for problem in plan.problems] == [
        ("Broken.md", "left-alone"),
        ("A.base", "left-alone"),
    ]
    plan = rename_property_plan(graph_with(texts), "job", "work")
    assert "Both.md" in {problem.path for problem in plan.problems}


def test_a_field_that_is_not_read_any_more_is_told() -> None:
    (problem,) = rename_property_plan(graph_with({"Sam.md": "---\ncadence: 1m\n---\n"}), "cadence", "rhythm").problems
    assert problem.hint == 'write under [fields]: cadence = ["cadence", "prm-cadence", "rhythm"]'


@pytest.mark.parametrize(("old", "told"), [("type", 1), ("categories", 1), ("x", 0)])
def test_what_decides_the_kind_is_not_renamed_in_silence(old: str, told: int) -> None:
    texts = {"Sam.md": '---\ntype: contact\ncategories: ["[[People]]"]\nx: 1\n---\n'}
    assert len(rename_property_plan(graph_with(texts), old, "sort").problems) == told


@pytest.mark.parametrize("new", ["", "a: b", "[x]", "# x", "@x"])
def test_what_is_no_name_for_a_property(new: str) -> None:
    with pytest.raises(RefusedError, match="is no name for a property"):
        rename_property_plan(graph_with({"Sam.md": "---\na: 1\n---\n"}), "a", new)


def test_a_property_that_nobody_has() -> None:
    with pytest.raises(UnknownNameError, match="no property is called 'b'"):
        rename_property_plan(graph_with({"Sam.md": "---\na: 1\n---\n"}), "b", "c")


# -- merging

SAM = """\
=== People/Sam Rivera.md
---
type: contact
email: sam@a.org
tier: close
topics: [climbing]
company: "[[Acme]]"
---
About Sam. ^b1

## Log
- 2026-03-01 call: one
=== People/S. Rivera.md
---
type: person
name: Sammy Rivera
email: [sam@b.org, SAM@A.org]
phone: "+49 1"
tier: warm
topics: climbing
aliases: [Sammy, Sam Rivera]
nested: {a: 1}
org: "[[Acme]]"
---
# Sammy
Met at [[../Events/Fair]]. [[#Log]] [[S. Rivera]] ^b1

Log
---
- 2026-02-01 email in: two
=== Events/Fair.md
---
people: ["[[S. Rivera]]", "[[Sam Rivera]]"]
---
[[S. Rivera#Log]] [[S. Rivera#^b1|note]] [[S. Rivera#Sammy]] ![[S. Rivera]]
=== Acme.md
"""


def merged(text: str, kept: str, other: str, *, keep: bool = False) -> dict[str, str]:
    texts = notes(text)
    graph = graph_with(texts)
    return applied(texts, merge_plan(graph, graph.find_note(kept), graph.find_note(other), keep=keep))


def test_two_notes_become_one() -> None:
    after = merged(SAM, "People/Sam Rivera", "People/S. Rivera")
    assert after["People/Sam Rivera.md"] == (
        "---\n"
        "type: contact\n"
        "email:\n  - sam@a.org\n  - sam@b.org\n"
        "tier: close\n"
        "topics: [climbing]\n"
        'company: "[[Acme]]"\n'
        'phone: "+49 1"\n'
        "nested: {a: 1}\n"
        "aliases:\n  - S. Rivera\n  - Sammy Rivera\n  - Sammy\n"
        "---\n"
        "About Sam. ^b1\n\n## Log\n- 2026-03-01 call: one\n\n"
        "## Merged from Sammy Rivera\n\n"
        "- tier: warm\n\n"
        "### Sammy\n"
        "Met at [[../Events/Fair]]. [[#Merged from Sammy Rivera#Log]] [[Sam Rivera]] ^b1-2\n\n"
        "##### Log\n\n"
        "- 2026-02-01 email in: two\n"
    ).replace("##### Log", "#### Log")
    assert after["Events/Fair.md"] == (
        '---\npeople: ["[[Sam Rivera]]", "[[Sam Rivera]]"]\n---\n'
        "[[Sam Rivera#Merged from Sammy Rivera#Log]] [[Sam Rivera#^b1-2|note]] [[Sam Rivera#Sammy]] ![[Sam Rivera]]\n"
    )
    assert "People/S. Rivera.md" not in after
    assert after[".trash/S. Rivera.md"] == notes(SAM)["People/S. Rivera.md"]


def test_the_touches_of_both_count() -> None:
    after = merged(SAM, "People/Sam Rivera", "People/S. Rivera")
    graph = graph_with({path: text for path, text in after.items() if not path.startswith(".")})
    assert touches(graph, "People/Sam Rivera") == ["2026-02-01 in log", "2026-03-01 both log"]


def test_a_pointer_can_stay() -> None:
    after = merged(SAM, "People/Sam Rivera", "People/S. Rivera", keep=True)
    assert after["People/S. Rivera.md"] == '---\nmerged_into: "[[Sam Rivera]]"\n---\nMerged into [[Sam Rivera]].\n'
    assert "[[Sam Rivera#^b1-2|note]]" in after["Events/Fair.md"]


def test_plain_notes_and_empty_ones() -> None:
    after = merged("=== A.md\n=== B.md\n=== H.md\n[[B]]\n", "A", "B")
    assert after["A.md"] == "---\naliases:\n  - B\n---\n"
    assert after["H.md"] == "[[A]]\n"
    after = merged("=== A.md\ntext\n=== B.md\n---\ntags: x\nk: 1\nl: [a]\n---\nmore\n", "A", "B")
    assert after["A.md"] == ("---\ntags: x\nk: 1\nl: [a]\naliases:\n  - B\n---\ntext\n\n## Merged from B\n\nmore\n")


def test_line_ends_are_those_of_the_note_that_stays() -> None:
    texts = {"A.md": "---\r\nk: a\r\n---\r\none\r\n", "B.md": "---\nk: b\nl: c\n---\ntwo\n\n## H\n"}
    graph = graph_with(texts)
    after = applied(texts, merge_plan(graph, graph.find_note("A"), graph.find_note("B")))["A.md"]
    assert after.count("\n") == after.count("\r\n")
    assert "l: c\r\n" in after
    assert after.endswith("## Merged from B\r\n\r\n- k: b\r\n\r\ntwo\r\n\r\n### H\r\n")


def test_who_is_not_the_same_is_remembered() -> None:
    texts = notes("=== a/Sam.md\n---\ntype: contact\n---\n=== b/Sam.md\n---\ntype: contact\n---\n")
    graph = graph_with(texts)
    one, other = graph.find_note("a/Sam"), graph.find_note("b/Sam")
    after = applied(texts, distinct_plan(graph, one, other))
    assert after["a/Sam.md"] == '---\ntype: contact\ndistinct_from:\n  - "[[b/Sam]]"\n---\n'
    graph = graph_with(after)
    one, other = graph.find_note("a/Sam"), graph.find_note("b/Sam")
    assert not distinct_plan(graph, one, other)
    with pytest.raises(RefusedError, match="not the same"):
        merge_plan(graph, one, other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\ntype: event\ndate: 2026-01-01\n---\n", "cannot be the same"),
        ("---\ntype: contact\nx: @y\n---\n", "left alone"),
        ("---\ntype: contact\n---\n<<<<<<< HEAD\n", "not in a state"),
        ('---\n{"type": "contact"}\n---\n', "JSON"),
        ("---\ntype: contact\nx: 1\nx: 2\n---\n", "twice"),
    ],
)
def test_merges_that_are_refused(text: str, words: str) -> None:
    graph = graph_with({"A.md": "---\ntype: contact\n---\n", "B.md": text})
    with pytest.raises(RefusedError, match=words):
        merge_plan(graph, graph.find_note("A"), graph.find_note("B"))
    with pytest.raises(RefusedError, match="itself"):
        merge_plan(graph, graph.find_note("A"), graph.find_note("A"))


@pytest.mark.parametrize("end", ["```\n", "%%\n", "<!--\n", "\n<!-- todo\n"])
def test_nothing_is_merged_into_code_or_a_comment(end: str) -> None:
    texts = {"A.md": f"# One\n{end}text\n", "B.md": "# Two\n- [ ] task\n"}
    graph = graph_with(texts)
    with pytest.raises(RefusedError, match="would not be read as text"):
        merge_plan(graph, graph.find_note("A"), graph.find_note("B"))


def merged_text(a: str, b: str) -> str:
    """What becomes of A when B is merged into it."""
    texts = {"A.md": a, "B.md": b}
    graph = graph_with(texts)
    return applied(texts, merge_plan(graph, graph.find_note("A"), graph.find_note("B")))["A.md"]


def test_nothing_of_a_frontmatter_is_lost() -> None:
    a = "---\ntoken: AbC\nempty:\ntags: [a] # mine\n---\nA\n"
    b = (
        "---\n# private number\naddress:\n  street: Main 1\n  city: Oslo\ntoken: aBc\nempty:\n  deep: {x: 1}\n"
        'tags: [a, b] # theirs\nage: 40\nphone: &p "123"\nmobile: *p\nup: |\n  [[/D/Sam]]\n  more\n---\nB\n'
    )
    assert merged_text(a, b) == (
        "---\ntoken: AbC\ntags: [a, b] # mine\naddress:\n  street: Main 1\n  city: Oslo\nempty:\n  deep: {x: 1}\n"
        'age: 40\nphone: &p "123"\nup: |\n  [[/D/Sam]]\n  more\naliases:\n  - B\n---\nA\n\n'
        "## Merged from B\n\n- token: aBc\n- tags: [a, b] # theirs\n- mobile: *p\n- \\# private number\n\nB\n"
    )


def test_values_of_several_lines_stay_readable_and_their_links_links() -> None:
    after = merged_text("---\nup: x\n---\n", "---\nup: |\n  [[Home]]\n  two\n---\n")
    assert after.endswith("## Merged from B\n\n- up: |\n    [[Home]]\n    two\n")
    assert merged_text("text\n", "---\nage: 40\n---\n") == "---\nage: 40\naliases:\n  - B\n---\ntext\n"


def test_ids_that_both_have_are_told_apart() -> None:
    texts = {
        "A.md": "a ^x\n\n[^1]: note A\n",
        "B.md": "one[^1] `[^1]` ^x\n\ntwo ^x-2\n\n[^1]: note B\n[^b]: c\n",
        "C.md": "[[B#^x]] [[B#^x-2]]\n",
    }
    graph = graph_with(texts)
    after = applied(texts, merge_plan(graph, graph.find_note("A"), graph.find_note("B")))
    assert after["A.md"].endswith("one[^1-2] `[^1]` ^x-3\n\ntwo ^x-2\n\n[^1-2]: note B\n[^b]: c\n")
    assert after["C.md"] == "[[A#^x-3]] [[A#^x-2]]\n"


def test_one_name_for_two_references_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"B\.md:3: '\[s\]:' stands in A\.md:3 too"):
        merged_text("[x][s]\n\n[S]: X.md\n", "[y][s]\n\n[s]: Y.md\n")
    assert merged_text("[x][s]\n\n[s]: X.md\n", "[y][s]\n\n[s]: X.md\n")


def test_a_region_that_is_merged_stays_ours() -> None:
    from vaultkit.markdown.regions import fingerprint

    def region(name: str) -> str:
        body = f"- [ ] [[{name}]]"
        return f"<!-- vaultkit: due -->\n{body}\n<!-- /vaultkit sha={fingerprint(body)} -->\n"

    assert merged_text("A\n", region("B")).endswith(region("A"))


def test_names_types_and_comments_of_b_are_kept() -> None:
    a = "---\ntype: contact\nname: Jose Muller\nphone: 1\ntags:\n  - a\n---\n"
    b = (
        "---\ntype: [contact, mentor] # imported\nname: José Müller # Lee\naliases:\n  - JOSE MÜLLER\n  - Pepe # sister\n"
        "phone: # after six\ntags:\n- b\n# at the fair\ntier: warm ^b1\n---\n"
    )
    after = merged_text(a, b)
    assert after.startswith(
        "---\ntype: contact\nname: Jose Muller\nphone: 1\ntags:\n  - a\n  - b\ntier: warm ^b1\n"
        "aliases:\n  - B\n  - José Müller\n  - JOSE MÜLLER\n  - Pepe\n---\n"
    )
    for words in ("[contact, mentor] # imported", "# Lee", "JOSE MÜLLER", "# sister", "# after six", "# at the fair"):
        assert words in after, words
    assert merged_text("A\n", "---\nname: The Long Title\n---\nB\n").startswith("---\nname: The Long Title\naliases")


def test_what_looks_like_a_block_id_in_a_value_takes_no_link() -> None:
    after = merged_text("---\ntier: hot\n---\nx\n", "---\ntier: warm ^b1\n---\ny ^b1\n")
    assert after.endswith("- `tier: warm ^b1`\n\ny ^b1\n")


def test_a_footnote_that_is_used_and_not_defined_is_not_caught() -> None:
    after = merged_text("a[^1] [^2]\n\n[^1]: A note\n", "b[^1]\n\n[^2]: B note\n")
    assert after.endswith("b[^1-2]\n\n[^2-2]: B note\n")


def test_a_note_that_was_merged_is_not_merged_again() -> None:
    texts = {"A.md": "", "B.md": '---\nmerged_into: "[[A]]"\n---\n'}
    graph = graph_with(texts)
    for one, other in (("A", "B"), ("B", "A")):
        with pytest.raises(RefusedError, match=r"B\.md was merged already, into \[\[A\]\]"):
            merge_plan(graph, graph.find_note(f"{one}.md"), graph.find_note(f"{other}.md"))


def test_what_stays_the_same_is_no_change() -> None:
    texts = {"A.md": "#Foo\n", "B.md": "#foo\n", "C.md": "# H\n"}
    graph = graph_with(texts)
    assert {change.path for change in rename_tag_plan(graph, "foo", "Foo")} == {"B.md"}
    assert not rename_tag_plan(graph_with({"A.md": "#Foo\n"}), "foo", "Foo")
    with pytest.raises(RefusedError, match="is called that already"):
        rename_heading_plan(graph, graph.find_note("C"), "H", "H")


def test_the_name_of_the_note_that_stays_stays() -> None:
    texts = {"Sam.md": "---\ntype: contact\n---\n", "S.md": "---\ntype: contact\nname: S. Rivera\n---\n"}
    graph = graph_with(texts)
    after = applied(texts, merge_plan(graph, graph.find_note("Sam"), graph.find_note("S")))
    assert graph_with({"Sam.md": after["Sam.md"]}).find_contact("S. Rivera").title == "Sam"


def test_a_note_that_points_is_nobody() -> None:
    texts = {"People/Sam.md": "---\ntype: contact\n---\n", "People/S. R.md": "---\ntype: contact\n---\n"}
    settings = '[people]\nfolders = ["People"]\n'
    graph = graph_with(texts, settings=settings)
    plan = merge_plan(graph, graph.find_note("Sam"), graph.find_note("S. R"), keep=True)
    graph = graph_with(applied(texts, plan), settings=settings)
    assert [note.path for note in graph.contacts] == ["People/Sam.md"]
    assert graph.find_note("S. R").path == "People/Sam.md"
    assert graph.find_note("People/S. R.md").path == "People/S. R.md"


# -- corners


@pytest.mark.parametrize(
    ("front", "after"),
    [
        (
            "fold: >\n  We met [[Sam\n  Rivera]] there\nend: 1",
            "fold: >\n  We met [[Samuel]] there\nend: 1",
        ),
        (
            "keep: |-\n  [[Sam Rivera]] and [[Zed]]\nlist:\n  - >-\n    [[Sam\n    Rivera]]\n  - two",
            "keep: |-\n  [[Samuel]] and [[Zed]]\nlist:\n  - >-\n    [[Samuel]]\n  - two",
        ),
        (
            "note: >\n  met [[Sam Rivera]] and again [[Sam\n  Rivera]]\nx: 1",
            "note: >\n  met [[Samuel]] and again [[Samuel]]\nx: 1",
        ),
    ],
)
def test_a_link_that_yaml_breaks_over_two_lines(front: str, after: str) -> None:
    texts = {"Sam Rivera.md": "", "Zed.md": "", "Home.md": f"---\n{front}\n---\ntext\n"}
    assert (
        applied(texts, move_plan(graph_with(texts), "Sam Rivera", "Samuel"))["Home.md"] == f"---\n{after}\n---\ntext\n"
    )


def test_a_name_that_would_break_a_property_is_refused() -> None:
    texts = {"Sam.md": "", "Home.md": "---\nknows: [[Sam]]\nx: 1\n---\n"}
    with pytest.raises(RefusedError, match="in its properties cannot be changed safely"):
        move_plan(graph_with(texts), "Sam", "a {x}")
    texts["Home.md"] = texts["Home.md"].replace("[[Sam]]", '"[[Sam]]"')
    assert (
        applied(texts, move_plan(graph_with(texts), "Sam", "a {x}"))["Home.md"]
        == '---\nknows: "[[a {x}]]"\nx: 1\n---\n'
    )


def test_a_picture_in_the_words_of_a_link_follows_too() -> None:
    texts = {"a/pic.png": "", "a/Sam.md": "", "H.md": "[![x](a/pic.png)](a/Sam.md) [![](a/pic.png)](https://x.org)\n"}
    after = applied(texts, move_plan(graph_with(texts), "a/", "b"))
    assert after["H.md"] == "[![x](b/pic.png)](b/Sam.md) [![](b/pic.png)](https://x.org)\n"


def test_a_path_that_was_written_all_in_codes_stays_so() -> None:
    texts = {"Übung/Sam.md": "", "Home.md": "[x](%C3%9Cbung/Sam.md)\n"}
    after = applied(texts, move_plan(graph_with(texts), "Sam", "Übung/Zoë B"))
    assert after["Home.md"] == "[x](%C3%9Cbung/Zo%C3%AB%20B.md)\n"


def test_a_name_that_a_wikilink_cannot_hold() -> None:
    texts = {"a/C#.md": "", "a/Sam.md": "", "b/Sam.md": "", "C#/x.md": "", "Home.md": "[x](a/C%23.md) [[a/Sam]]\n"}
    after = applied(texts, move_plan(graph_with(texts), "a/", "c"))
    assert after["Home.md"] == "[x](c/C%23.md) [[c/Sam]]\n"
    with pytest.raises(RefusedError, match=r"cannot be made to lead to C#/Sam\.md"):
        move_plan(graph_with(texts), "a/Sam", "C#/")


def test_a_note_that_is_named_like_a_picture_beside_it() -> None:
    texts = {"a/b.png.md": "", "a/b.png": "", "Home.md": "[[a/b.png.md]] ![[a/b.png]]\n"}
    after = applied(texts, move_plan(graph_with(texts), "a/", "c"))
    assert after["Home.md"] == "[[c/b.png.md]] ![[c/b.png]]\n"


def test_a_link_that_is_escaped_in_a_broken_frontmatter_stops_it() -> None:
    texts = {"Sam.md": "", "Home.md": '---\nx: "\\u0053: [[\\u0053am]]"\ny: @bad\n---\n'}
    with pytest.raises(RefusedError, match=r"Home\.md:2"):
        move_plan(graph_with(texts), "Sam", "Ann")


def test_what_a_base_names_besides() -> None:
    base = 'filters: file.hasLink("Ann") && file.inFolder("Other") && rating > 3 && file.hasTag("People")\n'
    texts = {"People/Sam.md": "", "Other/Ann.md": "", "A.base": base}
    assert applied(texts, move_plan(graph_with(texts), "People", "Who"))["A.base"] == base


def test_a_region_without_a_link_that_moves() -> None:
    from vaultkit.markdown.regions import fingerprint

    region = f"<!-- vaultkit: due -->\nNobody.\n<!-- /vaultkit sha={fingerprint('Nobody.')} -->\n"
    texts = {"Sam.md": "", "Today.md": f"{region}[[Sam]]\n"}
    assert applied(texts, move_plan(graph_with(texts), "Sam", "Ann"))["Today.md"] == f"{region}[[Ann]]\n"


def test_a_heading_with_a_lone_carriage_return_is_left_alone() -> None:
    with pytest.raises(RefusedError, match="cannot be changed safely"):
        heading_renamed("=== Sam.md\n# a\rb\n", "a b", "c")


def test_a_tag_that_is_escaped_is_left_alone_and_stops_nothing() -> None:
    texts = {"Sam.md": '---\ntags: ["\\u0061b"]\n---\n', "Ann.md": "#ab\n"}
    plan = rename_tag_plan(graph_with(texts), "ab", "cd")
    assert {change.path for change in plan} == {"Ann.md"}
    assert [(problem.path, problem.code) for problem in plan.problems] == [("Sam.md", "left-alone")]


def test_sheets_without_the_tag_or_property_stay() -> None:
    texts = {
        "Sam.md": "---\na: 1\n---\n#x\n",
        "B.canvas": '{"nodes":[{"id":"1","type":"text","text":"#y"}]}',
        "A.base": "filters: b == 1\n",
    }
    assert {change.path for change in rename_tag_plan(graph_with(texts), "x", "z")} == {"Sam.md"}
    assert {change.path for change in rename_property_plan(graph_with(texts), "a", "z")} == {"Sam.md"}


def test_a_type_that_obsidian_knows_by_the_old_name_is_told() -> None:
    chosen = settings_of("", {"types.json": '{"types": {"Job": "text"}}'})
    texts = {"Sam.md": "---\njob: x\n---\n"}
    (problem,) = rename_property_plan(build(make_vault(texts, chosen), chosen), "job", "work").problems
    assert problem.path == ".obsidian/types.json"
    assert rename_property_plan(graph_with(texts), "job", "work").problems == ()


def test_a_diff_shows_the_move_last() -> None:
    texts = {"Sam.md": "", "Home.md": "[[Sam]]\n"}
    diff = move_plan(graph_with(texts), "Sam", "Ann").diff()
    assert diff.endswith("+[[Ann]]\nrename from Sam.md\nrename to Ann.md\n")


def test_links_into_a_merged_note_find_their_place() -> None:
    after = merged(
        """\
        === A.md
        # Log
        a ^x
        ## Merged from C# dev
        ### Log
        === B.md
        ---
        topics: [one, two]
        name: C# dev
        type: contact
        ---
        # Log
        b ^x

        c ^y
        # More
        === H.md
        [[B#Log]] [[B#More]] [[B#nothing]] [[B#^x]] [[B#^y]] [[A#Log]] [[H#^z]] [[B#^none]]
        """,
        "A",
        "B",
    )
    assert "## Merged from C# dev (2)\n" in after["A.md"]
    assert after["H.md"] == (
        "[[A#Merged from C dev (2)#Log]] [[A#More]] [[A#nothing]] [[A#^x-2]] [[A#^y]] [[A#Log]] [[H#^z]] [[A#^none]]\n"
    )
    assert after["A.md"].startswith(
        '---\ntopics: [one, two]\ntype: contact\naliases:\n  - B\n  - "C# dev"\n---\n# Log\n'
    )


def test_in_untouched_files_links_to_what_moves_stay_and_others_are_kept() -> None:
    texts = {"x.md": "[[b]] and [[a]]\n", "N/b.md": "", "Quite/long/a.md": ""}
    plan = moving_plan(graph_with(texts), Place("N/b.md", is_folder=False), "P/a.md", frozenset({"x.md"}))
    assert [change.after for change in plan] == ["[[b]] and [[Quite/long/a]]\n"]
