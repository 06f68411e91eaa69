"""`vaultkit export`: the formats, frozen in tests/formats/, and the writing of their files.

A change of a file in tests/formats/ is a change of a format that others read: it needs a reason, and
a line in the changelog. UPDATE_EXPECTED=1 pytest tests/test_export.py writes them anew.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import day, graph_of, notes, settings_of
from live import TODAY as DAY
from live import Desk, contents, stamps, vaultkit

from vaultkit.errors import DiskError, RefusedError, UnknownNameError, UsageError
from vaultkit.exchange import FORMATS, Format
from vaultkit.files.folder import Folder
from vaultkit.graph import Graph, build
from vaultkit.model import Source
from vaultkit.vault import Vault, make_vault, read_note

TODAY = day(DAY)
FORMATS_FOLDER = Path(__file__).parent / "formats"
PAGE = Path(__file__).parent.parent / "docs" / "export.md"
FILES = ("metadata.json", "tags.json", "allExceptMd.json", "canvas.json")

OBSIDIAN = {
    "app.json": '{"userIgnoreFilters": ["Old/"]}',
    "types.json": '{"types": {"phone": "text", "Rating": "number", "topics": "multitext", "met": "date"}}',
}

#: A vault in which every key of both formats has a value somewhere.
SAMPLE = """
    === Ann Lee.md
    ---
    type: contact
    aliases: [Annie, "A. L."]
    tags: [Work, work/climbing]
    org: "[[Acme/Acme Corp|Acme]]"
    phone: +4915112345678
    rating: 4.5
    topics: motion
    met: 2026-04-10
    called: 2026-04-10T09:30:00
    favourite: true
    empty:
    address: {city: Paris, zip: 01234}
    cssclasses: wide
    ---
    # Ann [[Acme Corp]] ^top

    Met at [[Fair#Talks#Day 2|the fair]] 😀, see [her page](Acme/Acme%20Corp.md#Who%20we%20are). #Friend #work
    ![[Fair]] ![[photo.png|640x480]] ![[Nowhere]] [[photo.png]] ^intro

    > [!tip|wide]- Remember
    > She knows [[Bob]].

    %%ask [[Bob]]%% and [[#^intro]], [[#Ann]] and [[#Ann|up]].

    mood:: glad
    - [/] call [[Bob]] 📅 2026-05-02 ⏳ 2026-05-01 🛫 2026-04-30 ➕ 2026-04-01 ⏫ 🔁 every week 🆔 c1 ⛔ c0
      - [x] prepare ✅ 2026-04-02
      - [-] dress ❌ 2026-04-03

    A word.[^1] And ^[an aside].

    [^1]: Its footnote.
    === Fair.md
    ## Talks
    ### Day 2
    [[Ann Lee]]
    <!-- vaultkit: due limit=1 -->
    [[Ann Lee]]
    <!-- /vaultkit -->
    === Acme/Acme Corp.md
    ---
    position: 1
    tags:
    ---
    # Who we are
    [[Ann Lee|Ann]] [[../Fair]] [[./Acme Corp]]
    === Old/Acme Corp.md
    #old/kept [[Acme/Acme Corp]] [x](../Ann%20Lee.md)
    === Ideas.md
    === photo.png
    === Acme/Plan.canvas
    {"nodes": [{"id": "1", "type": "file", "file": "Ann Lee.md"}]}
    === Acme/LICENSE
    === Acme/a.tar.gz
"""


def sample() -> Graph:
    settings = settings_of(obsidian=OBSIDIAN)
    return build(make_vault(notes(SAMPLE), settings), settings)


def exported(graph: Graph) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in FORMATS["metadata"].files(graph, TODAY).items()}


def entries(graph: Graph) -> dict[str, Any]:
    """The entries of metadata.json by path."""
    return {entry["relativePath"]: entry for entry in exported(graph)["metadata.json"]}


def objects(graph: Graph) -> dict[str, Any]:
    """The JSON lines by path."""
    make = FORMATS["metadata"].objects
    assert make is not None
    return {found["path"]: found for found in make(graph)}


# -- the formats, frozen


def test_the_formats_stay_as_they_are() -> None:
    lines = [json.dumps(found, ensure_ascii=False) for found in objects(sample()).values()]
    shown = {**FORMATS["metadata"].files(sample(), TODAY), "notes.jsonl": "".join(f"{line}\n" for line in lines)}
    if os.environ.get("UPDATE_EXPECTED"):
        for name, text in shown.items():
            (FORMATS_FOLDER / name).write_bytes(text.encode())
    assert contents(FORMATS_FOLDER) == {name: text.encode() for name, text in sorted(shown.items())}


def keys(value: Any) -> Iterator[str]:
    """Every key of a JSON value, but for those inside of a user's own values."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if name not in {"value", "frontmatter"}:
                yield from keys(inner)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def test_the_documentation_names_every_key_and_the_sample_has_a_value_for_each() -> None:
    page = PAGE.read_text(encoding="utf-8")
    found = list(objects(sample()).values())
    names = {*keys(found), *keys(exported(sample())), *FILES, "frontmatter", "position"}
    assert sorted(name for name in names if f"`{name}`" not in page) == []
    assert set(_given(found)) == set(keys(found))


def _given(value: Any) -> Iterator[str]:
    """The keys that have a value somewhere."""
    for item in value if isinstance(value, list) else []:
        for name, inner in item.items() if isinstance(item, dict) else []:
            if inner not in (None, [], ""):
                yield name
                yield from _given(inner)


# -- metadata.json


def test_only_what_is_there_has_a_key() -> None:
    assert entries(graph_of({"A.md": "text"}))["A.md"] == {"fileName": "A", "relativePath": "A.md"}


def links(text: str, path: str = "Dir/Note.md") -> list[dict[str, str]]:
    """The links of a note beside which lie `Dir/Other.md`, `Dir/x.png` and `Far/Away.md`."""
    others = {"Dir/Other.md": "", "Dir/x.png": "", "Far/Away.md": ""}
    found: list[dict[str, str]] = entries(graph_of({**others, path: text}))[path].get("links", [])
    return found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[[Other]]", {"link": "Other", "relativePath": "Dir/Other.md"}),
        ("[[other]]", {"link": "other", "relativePath": "Dir/Other.md"}),
        ("[[Missing]]", {"link": "Missing"}),
        ("[[Other|it]]", {"link": "Other", "displayText": "it", "relativePath": "Dir/Other.md"}),
        ("[[Far/Away]]", {"link": "Away", "displayText": "Far/Away", "relativePath": "Far/Away.md"}),
        (
            "[[Far/Away#A/B#C]]",
            {
                "link": "Away#A/B#C",
                "cleanLink": "Away",
                "displayText": "Far/Away > A/B > C",
                "relativePath": "Far/Away.md",
            },
        ),
        (
            "[[Other#^b1|it]]",
            {"link": "Other#^b1", "cleanLink": "Other", "displayText": "it", "relativePath": "Dir/Other.md"},
        ),
        ("[[No#H]]", {"link": "No#H", "cleanLink": "No", "displayText": "No > H"}),
        ("[[#H]]", {"link": "#H", "relativePath": "Dir/Note.md", "cleanLink": "Note", "displayText": "H"}),
        ("[[#^b1|it]]", {"link": "#^b1", "relativePath": "Dir/Note.md", "cleanLink": "Note", "displayText": "it"}),
        ("[it](Other.md)", {"link": "Other.md", "displayText": "it", "relativePath": "Dir/Other.md"}),
        (
            "[it](../Far/Away.md#H)",
            {"link": "Away.md#H", "cleanLink": "Away", "displayText": "it", "relativePath": "Far/Away.md"},
        ),
        ("![[Other]]", {"link": "Other", "relativePath": "Dir/Other.md"}),
    ],
)
def test_a_link_is_written_as_the_plugin_writes_it(written: str, expected: dict[str, str]) -> None:
    (found,) = links(written)
    assert list(found.items()) == list(expected.items())


@pytest.mark.parametrize("written", ["[[x.png]]", "![[x.png]]", "![[Missing]]", '---\norg: "[[Other]]"\n---\n'])
def test_a_file_that_is_no_note_an_embed_of_nothing_and_a_property_are_no_links(written: str) -> None:
    assert links(written) == []


def test_embeds_come_after_links() -> None:
    assert [link["link"] for link in links("![[Other]] then [[Missing]]")] == ["Missing", "Other"]


def test_a_backlink_is_the_link_seen_from_the_other_side() -> None:
    graph = graph_of({"a/index.md": "[[b/index#H]] [[index]] [[#H]]", "b/index.md": "", "c.md": "[[b/index|b]]"})
    found = entries(graph)
    assert found["b/index.md"]["backlinks"] == [
        {
            "fileName": "index",
            "link": "index#H",
            "relativePath": "a/index.md",
            "cleanLink": "index",
            "displayText": "b/index > H",
        },
        {"fileName": "c", "link": "index", "relativePath": "c.md", "displayText": "b"},
    ]
    assert "backlinks" not in found["a/index.md"]


def test_the_place_of_the_frontmatter_counts_as_javascript_does() -> None:
    graph = graph_of({"A.md": "---\r\nsay: 😀\r\n---\r\ntext"})
    assert entries(graph)["A.md"]["frontmatter"] == {
        "say": "😀",
        "position": {"start": {"line": 0, "col": 0, "offset": 0}, "end": {"line": 2, "col": 3, "offset": 17}},
    }


def test_an_empty_list_of_tags_goes_and_an_empty_property_stays() -> None:
    found = entries(graph_of({"A.md": "---\ntags: []\naliases:\nposition: lead\n---\n", "B.md": "---\n---\n"}))
    assert found["A.md"]["frontmatter"] == {"tags": [], "aliases": None, "position": "lead"}
    assert "frontmatter" not in found["B.md"]


# -- tags.json, allExceptMd.json, canvas.json


def test_a_tag_is_counted_wherever_it_or_one_below_it_stands() -> None:
    settings = settings_of(obsidian=OBSIDIAN)
    texts = {"A.md": "#Work #work #work/climbing", "B.md": "#other/deep", "Old/C.md": "#work #gone"}
    assert exported(build(make_vault(texts, settings), settings))["tags.json"] == [
        {"tag": "work", "tagCount": 3, "relativePaths": ["A.md", "Old/C.md"]},
        {"tag": "work/climbing", "tagCount": 1, "relativePaths": ["A.md"]},
        {"tag": "other/deep", "tagCount": 1, "relativePaths": ["B.md"]},
        {"tag": "gone", "tagCount": 0, "relativePaths": ["Old/C.md"]},
    ]


def test_folders_and_other_files_are_listed() -> None:
    assert exported(graph_of({"a/b/N.md": ""}))["allExceptMd.json"] == {
        "folders": [
            {"name": "", "relativePath": "/"},
            {"name": "a", "relativePath": "a"},
            {"name": "b", "relativePath": "a/b"},
        ]
    }
    assert exported(graph_of({"x.tar.gz": "", "LICENSE": "", "B.CANVAS": "", "a.": ""}))["allExceptMd.json"] == {
        "folders": [{"name": "", "relativePath": "/"}],
        "nonMdFiles": [
            {"name": "B.CANVAS", "basename": "B", "relativePath": "B.CANVAS"},
            {"name": "LICENSE", "basename": "LICENSE", "relativePath": "LICENSE"},
            {"name": "a.", "basename": "a.", "relativePath": "a."},
            {"name": "x.tar.gz", "basename": "x.tar", "relativePath": "x.tar.gz"},
        ],
    }
    assert exported(graph_of({"B.CANVAS": "", "x.png": ""}))["canvas.json"] == [
        {"name": "B.CANVAS", "basename": "B", "relativePath": "B.CANVAS"}
    ]


def test_of_an_empty_vault_all_files_are_there() -> None:
    assert exported(graph_of({})) == {
        "metadata.json": [],
        "tags.json": [],
        "allExceptMd.json": {"folders": [{"name": "", "relativePath": "/"}]},
        "canvas.json": [],
    }


# -- JSON lines


def types(block: str) -> dict[str, str]:
    settings = settings_of(obsidian=OBSIDIAN)
    graph = build(make_vault({"A.md": f"---\n{block}\n---\n"}, settings), settings)
    return {prop["name"]: prop["type"] for prop in objects(graph)["A.md"]["properties"]}


def test_a_type_is_what_obsidian_declares_or_would_show() -> None:
    assert types("rating: high\nTopics: x\nmet:\nmine: 2026-04-10\nat: 2026-04-10 09:30\nn: 1\nf: 1.5\nb: false") == {
        "rating": "number",
        "Topics": "list",
        "met": "date",
        "mine": "date",
        "at": "datetime",
        "n": "number",
        "f": "number",
        "b": "checkbox",
    }
    assert types("Tags: x\naliases: y\ncssclasses: z\nl: []\nm: {a: 1}\ne:\nt: yes\nday: 2026-4-1") == {
        "Tags": "tags",
        "aliases": "aliases",
        "cssclasses": "list",
        "l": "list",
        "m": "map",
        "e": "text",
        "t": "text",
        "day": "text",
    }


def test_a_link_says_where_it_leads_down_to_the_line() -> None:
    found = objects(
        graph_of({"A.md": "\n## One\n[[b#Two]] [[B#^x]] [[B#No]] [[C#D]] [[#one]]", "B.md": "# Two\n\ny ^x"})
    )
    assert [(link["resolved"], link["resolved_line"]) for link in found["A.md"]["links"]] == [
        ("B.md", 1),
        ("B.md", 3),
        ("B.md", None),
        (None, None),
        ("A.md", 2),
    ]


def test_a_path_is_the_one_on_disk() -> None:
    names = ["Zoe\u0308.md", "Zo\udceb.md", "a\u00a0b.md", 'q"\n.md']
    sources = [Source.from_bytes(name, "#t [[Zoë]]".encode()) for name in names]
    settings = settings_of()
    graph = build(Vault().with_notes(read_note(source, settings) for source in sources), settings)
    assert set(objects(graph)) == set(names)
    assert objects(graph)['q"\n.md']["links"][0]["resolved"] == "Zoe\u0308.md"
    text = FORMATS["metadata"].files(graph, TODAY)["tags.json"]
    assert text.encode().decode() == text
    assert '"Zo\\udceb.md"' in text
    assert json.loads(text)[0]["relativePaths"] == sorted(names)


# -- the files on disk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    texts = {".obsidian/app.json": "{}", "Ann.md": "#work [[Bob]]", "Bob.md": "", "a/Board.canvas": "{}"}
    return Desk(tmp_path / "vault", texts)


def test_the_files_are_written_into_a_folder_and_the_notes_are_left_alone(desk: Desk, tmp_path: Path) -> None:
    before = stamps(desk.root)
    target = tmp_path / "out" / "deep"
    assert desk.open().export("metadata", target) == FILES
    assert contents(target) == {
        name: text.encode() for name, text in sorted(FORMATS["metadata"].files(desk.open().graph, TODAY).items())
    }
    assert stamps(desk.root) == before


def test_what_is_unchanged_is_not_touched(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "out"
    desk.open().export("metadata", target)
    before = stamps(target)
    assert desk.open().export("metadata", target) == ()
    assert stamps(target) == before
    desk["Bob.md"] = "[[Ann]]"
    assert desk.open().export("metadata", target) == ("metadata.json",)
    assert {name for name, stamp in stamps(target).items() if stamp != before[name]} == {"metadata.json"}


def test_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert desk.open().export("metadata", target, dry_run=True) == FILES
    assert not target.exists()
    desk.open().export("metadata", target)
    (target / "tags.json").write_text("old", encoding="utf-8")
    assert desk.open().export("metadata", target, dry_run=True) == ("tags.json",)
    assert (target / "tags.json").read_text(encoding="utf-8") == "old"


def test_where_the_plugin_writes_it_stands_in_for_it(desk: Desk) -> None:
    place = desk.root / ".obsidian/plugins/metadata-extractor"
    place.mkdir(parents=True)
    (place / "data.json").write_text("{}", encoding="utf-8")
    desk.open().export("metadata", place)
    assert sorted(contents(place)) == sorted((*FILES, "data.json"))
    assert desk.open().export("metadata", place) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_of_that_name_is_refused_and_nothing_is_written(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "canvas.json").symlink_to(desk.root / "Ann.md")
    with pytest.raises(RefusedError, match=r"canvas\.json is a link, and is left as it is"):
        desk.open().export("metadata", target)
    assert [path.name for path in target.iterdir()] == ["canvas.json"]
    assert desk["Ann.md"] == "#work [[Bob]]"


def test_a_folder_of_that_name_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out" / "tags.json").mkdir(parents=True)
    with pytest.raises(RefusedError, match=r"tags\.json is no file"):
        desk.open().export("metadata", tmp_path / "out")


def test_a_file_in_the_folders_place_is_said(desk: Desk) -> None:
    with pytest.raises(RefusedError, match=r"Bob\.md is no folder"):
        desk.open().export("metadata", desk.root / "Bob.md")


def test_a_full_disk_leaves_the_old_file_whole(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    desk.open().export("metadata", target)
    before = contents(target)
    desk["Bob.md"] = "[[Ann]]"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Folder, "replace", full)
    with pytest.raises(DiskError, match="the disk is full"):
        desk.open().export("metadata", target)
    assert contents(target) == before


def test_an_unknown_format_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no format is called 'metdata'"):
        desk.open().export("metdata", tmp_path)
    with pytest.raises(UnknownNameError):
        desk.open().objects("vcart")


def test_a_format_without_json_lines_says_what_it_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Format("plain", "Paths.", lambda graph, _: {"paths.txt": "\n".join(graph.notes)}, None)
    monkeypatch.setattr("vaultkit.workspace.FORMATS", {"plain": plain})
    with pytest.raises(UsageError, match="'plain' has no JSON lines"):
        desk.open().objects("plain")


# -- the command line


def test_json_lines_are_printed_one_note_a_line(desk: Desk) -> None:
    desk["a/Zoë\u2028😀.md"] = "😀 [[Bob]]"
    for encoding in ("utf-8", "cp1252"):
        shown = vaultkit("export", "metadata", "--format", "jsonl", at=desk.root, PYTHONIOENCODING=encoding)
        assert (shown.err, shown.code) == ("", 0)
        rows = [json.loads(line) for line in shown.out.split("\n")[:-1]]
        assert rows == list(desk.open().objects())


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 there")
def test_a_name_that_is_no_utf8_is_escaped(desk: Desk) -> None:
    (Path(os.fsdecode(bytes(desk.root) + b"/Zo\xeb.md"))).write_text("", encoding="utf-8")
    shown = vaultkit("export", "metadata", "--format", "jsonl", at=desk.root)
    assert '{"path": "Zo\\udceb.md", ' in shown.out
    assert os.fsencode(json.loads(shown.out.split("\n")[2])["path"]) == b"Zo\xeb.md"


def test_of_a_private_contact_only_the_name_is_exported() -> None:
    texts = {
        "Sam.md": "---\ntype: contact\nprivate: true\nemail: secret@x.org\n---\n# Secret\n[[Ann]] #hush\n",
        "Ann.md": "[[Sam]]\n",
    }
    graph = graph_of(texts)
    written = FORMATS["metadata"].files(graph, TODAY)
    objects = FORMATS["metadata"].objects
    assert objects is not None
    lines = list(objects(graph))
    assert not any(word in json.dumps([written, lines]) for word in ("secret", "Secret", "hush"))
    by_path = {entry["relativePath"]: entry for entry in json.loads(written["metadata.json"])}
    assert list(by_path["Sam.md"]) == ["fileName", "relativePath", "backlinks"]
    assert "backlinks" not in by_path["Ann.md"]
    ann, sam = lines
    assert (ann["backlinks"], sam["path"], sam["links"], sam["kind"]) == ([], "Sam.md", [], None)
