"""Renames on a real disk: what moves, what stays, what undo brings back, and what an open vault knows of it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from live import Desk, contents, vaultkit

from vaultkit.errors import RefusedError, VaultGoneError
from vaultkit.files import LARGEST
from vaultkit.files.folder import Folder
from vaultkit.files.moves import open_move
from vaultkit.model import DiskLink
from vaultkit.plan import Change, Move, Plan
from vaultkit.refactor import merge_plan, move_plan, rename_heading_plan, rename_tag_plan
from vaultkit.workspace import Outcome

PEOPLE: dict[str, str | bytes] = {
    "People/Sam.md": "---\ntype: contact\n---\n[[Ann]] ![[pic.png]]\n",
    "People/Ann.md": "---\ntype: contact\nknows: '[[People/Sam|S]]'\n---\n",
    "People/pic.png": b"\x89PNG\xff\x00",
    "Home.md": "[[People/Sam]] ![[People/pic.png]]\n",
    "Board.canvas": '{"nodes":[{"id":"1","type":"file","file":"People/Sam.md"}]}',
    "All.base": 'filters: file.inFolder("People")\n',
}
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


def mv(desk: Desk, old: str, new: str) -> Outcome:
    workspace = desk.open()
    return workspace.carry_out(lambda: move_plan(workspace.graph, old, new), "mv")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault", PEOPLE)


def test_a_note_moves_with_its_inode_and_its_time(desk: Desk) -> None:
    before = (desk.root / "People/pic.png").stat()
    outcome = mv(desk, "People/pic.png", "Files/")
    after = (desk.root / "Files/pic.png").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [move.to for move in outcome.applied.moved] == ["Files/pic.png"]
    assert desk["Home.md"] == "[[People/Sam]] ![[Files/pic.png]]\n"
    assert desk["People/Sam.md"].endswith("![[pic.png]]\n")


def test_a_folder_moves_with_what_no_note_tells_of(desk: Desk) -> None:
    (desk.root / "People/.hidden").write_bytes(b"kept")
    (desk.root / "People/empty").mkdir()
    mv(desk, "People", "Who/knows")
    assert not (desk.root / "People").exists()
    assert (desk.root / "Who/knows/.hidden").read_bytes() == b"kept"
    assert (desk.root / "Who/knows/empty").is_dir()
    assert desk["Who/knows/Ann.md"] == "---\ntype: contact\nknows: '[[Who/knows/Sam|S]]'\n---\n"
    assert json.loads(desk["Board.canvas"])["nodes"][0]["file"] == "Who/knows/Sam.md"
    assert desk["All.base"] == 'filters: file.inFolder("Who/knows")\n'


def test_an_open_vault_knows_at_once(desk: Desk) -> None:
    workspace = desk.open()
    workspace.carry_out(lambda: move_plan(workspace.graph, "Sam", "Samuel"), "mv")
    fresh = desk.open()
    assert workspace.notes.keys() == fresh.notes.keys()
    assert workspace.graph.edges == fresh.graph.edges
    assert workspace.vault.canvases == fresh.vault.canvases
    assert workspace.refresh() == frozenset()


@pytest.mark.parametrize(
    ("old", "new"), [("Sam", "Samuel"), ("People", "Who"), ("pic.png", "a/b/c/"), ("Board.canvas", "B")]
)
def test_undo_brings_everything_back(desk: Desk, old: str, new: str) -> None:
    before = contents(desk.root)
    old = "People/pic.png" if old == "pic.png" else old
    mv(desk, old, new)
    assert contents(desk.root) != before
    assert desk.open().undo().is_complete
    assert contents(desk.root) == before
    assert sorted(path.name for path in desk.root.iterdir() if path.is_dir()) == [".vaultkit", "People"]


def test_undo_keeps_what_was_written_since_and_its_links_follow(desk: Desk) -> None:
    mv(desk, "Sam", "Samuel")
    desk["Home.md"] += "And [[People/Samuel]] again.\n"
    desk["People/Samuel.md"] += "More.\n"
    outcome = desk.open().undo()
    assert outcome.left == ()
    assert desk["Home.md"] == "[[People/Sam]] ![[People/pic.png]]\nAnd [[People/Sam]] again.\n"
    assert desk["People/Sam.md"] == PEOPLE["People/Sam.md"] + "More.\n"  # type: ignore[operator]
    assert desk["People/Ann.md"] == PEOPLE["People/Ann.md"]
    again = desk.open()
    assert not [link for _, link in again.graph.unresolved]


def test_undo_where_the_old_place_is_taken_changes_nothing(desk: Desk) -> None:
    mv(desk, "Sam", "Samuel")
    desk["People/Sam.md"] = "somebody else\n"
    before = contents(desk.root)
    outcome = desk.open().undo()
    assert outcome.applied.failures
    assert contents(desk.root) == before


def test_a_name_that_appears_on_the_disk_meanwhile_is_not_replaced(desk: Desk) -> None:
    workspace = desk.open()
    plan = move_plan(workspace.graph, "Sam", "Samuel")
    (desk.root / "People/Samuel.md").write_text("mine\n")
    before = contents(desk.root)
    applied = workspace.apply(plan, "mv")
    assert {words for _, words in applied.failures if "there is People/Samuel.md already" in words}
    assert contents(desk.root) == before
    assert not workspace.files.history()


def test_a_taken_name_is_seen_before_anything_is_written(desk: Desk) -> None:
    with ExitStack() as opened:
        step = open_move(opened, str(desk.root), Move("People/Sam.md", "People/Ann.md", "why"))
        with pytest.raises(RefusedError, match=r"there is People/Ann\.md already"):
            step.check()


def test_the_system_call_itself_replaces_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"Sam.md": "one\n", "Ann.md": "two\n"})
    with Folder.open(str(desk.root), ()) as folder, pytest.raises(FileExistsError):
        folder.move("Sam.md", folder, "Ann.md")
    assert (desk["Sam.md"], desk["Ann.md"]) == ("one\n", "two\n")


def test_a_note_that_is_saved_meanwhile_is_planned_anew(desk: Desk) -> None:
    workspace = desk.open()
    plans = 0

    def plan() -> Plan:
        nonlocal plans
        plans += 1
        made = move_plan(workspace.graph, "Sam", "Samuel")
        if plans == 1:
            desk["Home.md"] = "Saved just now: [[Sam]]\n"
        return made

    assert workspace.carry_out(plan, "mv").is_complete
    assert plans == 2
    assert desk["Home.md"] == "Saved just now: [[Samuel]]\n"
    assert [entry.command for entry in workspace.files.history()] == ["mv"]


@pytest.mark.parametrize(
    ("path", "to"),
    [("Sam.md", ".obsidian/Sam.md"), ("Sam.md", "../Sam.md"), (".obsidian/app.json", "app.json"), ("Sam.md", "a//b")],
)
def test_the_door_moves_nothing_into_or_out_of_hidden_places(tmp_path: Path, path: str, to: str) -> None:
    desk = Desk(tmp_path / "vault", {"Sam.md": "", ".obsidian/app.json": "{}"})
    applied = desk.open().apply(Plan(moves=(Move(path, to, "why"),)), "mv")
    assert applied.failures
    assert (desk.root / "Sam.md").exists()
    assert (desk.root / ".obsidian/app.json").exists()


@needs_links
def test_a_link_to_a_file_moves_itself(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"real/Sam.md": "text\n", "Home.md": "[[Link]]\n"})
    (desk.root / "Link.md").symlink_to("real/Sam.md")
    mv(desk, "Link", "Name")
    assert os.readlink(desk.root / "Name.md") == "real/Sam.md"
    assert desk["real/Sam.md"] == "text\n"
    assert desk["Home.md"] == "[[Name]]\n"


@needs_links
def test_where_the_links_of_the_disk_lead_is_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"real/Sam.md": "text\n", "real/pic.png": "x", "Home.md": ""})
    (tmp_path / "Out.md").write_text("outside")
    (desk.root / "A.md").symlink_to("real/Sam.md")
    (desk.root / "real/B.md").symlink_to("../A.md")
    (desk.root / "C.png").symlink_to(desk.root / "real/pic.png")
    (desk.root / "D.md").symlink_to("../Out.md")
    (desk.root / "E.md").symlink_to("nowhere.md")
    assert desk.open().vault.links == {
        "A.md": DiskLink("real/Sam.md"),
        "real/B.md": DiskLink("A.md"),
        "C.png": DiskLink("real/pic.png", is_relative=False),
        "D.md": DiskLink(""),
    }
    workspace = desk.open()
    (desk.root / "A.md").unlink()
    (desk.root / "A.md").symlink_to("Home.md")
    workspace.refresh()
    assert workspace.vault.links["A.md"] == DiskLink("Home.md")
    revision = workspace.revision
    workspace.refresh()
    assert workspace.revision == revision
    with pytest.raises(RefusedError, match=r"C\.png is a link on the disk to real/pic\.png"):
        move_plan(workspace.graph, "real/", "other")


@needs_links
def test_a_file_and_a_link_to_it_are_written_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"Sam.md": "", "Real.md": "[[Sam]]\n"})
    (desk.root / "Link.md").symlink_to("Real.md")
    before = contents(desk.root)
    outcome = mv(desk, "Sam", "Ann")
    assert outcome.is_complete
    assert [change.path for change in outcome.applied.written] == ["Link.md", "Real.md"]
    assert desk["Real.md"] == "[[Ann]]\n"
    assert os.readlink(desk.root / "Link.md") == "Real.md"
    assert desk.open().undo().is_complete
    assert contents(desk.root) == before


@needs_links
def test_a_file_that_would_be_written_in_two_ways_stops_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"Sam.md": "", "a/Real.md": "[x](../Sam.md) [y](Sam.md)\n"})
    (desk.root / "Link.md").symlink_to("a/Real.md")
    before = contents(desk.root)
    outcome = mv(desk, "Sam", "Sub/Ann")
    assert any("is one file with Link.md (a link on the disk)" in words for _, words in outcome.applied.failures)
    assert not outcome.applied.written
    assert contents(desk.root) == before


@pytest.mark.parametrize(
    "name", ["Sam (your edit)", "Sam.sync-conflict-20260101-120000", "Sam (Tom's conflicted copy)"]
)
def test_a_note_gets_no_name_by_which_it_would_not_be_read(desk: Desk, name: str) -> None:
    before = contents(desk.root)
    failures = mv(desk, "Sam", name).applied.failures
    assert any(f"by the name '{name}.md' it would not be read as a note any more" in words for _, words in failures)
    assert contents(desk.root) == before


def test_a_folder_may_be_called_like_a_note(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"notes.md/Sam.md": "", "Home.md": "[[notes.md/Sam]]\n"})
    assert mv(desk, "notes.md/", "notes").is_complete
    assert desk["Home.md"] == "[[notes/Sam]]\n"


def test_links_to_notes_that_are_not_read_lead_there_and_follow(tmp_path: Path) -> None:
    large = b"# Large\n" + b"x" * LARGEST
    texts: dict[str, str | bytes] = {
        "templates/drafts/hello.md": "Hello {{ to }}\n",
        "Large.md": large,
        "Home.md": "[[hello]] [[Large]] [[Large#Part]]\n",
    }
    desk = Desk(tmp_path / "vault", texts)
    workspace = desk.open()
    assert workspace.notes.keys() == {"Home.md"}
    assert workspace.vault.others >= {"templates/drafts/hello.md", "Large.md"}
    assert not workspace.graph.unresolved
    assert mv(desk, "Large", "Big").is_complete
    assert mv(desk, "templates/drafts/hello.md", "templates/drafts/hi").is_complete
    assert desk["Home.md"] == "[[hi]] [[Big]] [[Big#Part]]\n"
    desk["vaultkit.toml"] = 'templates = "elsewhere"\n'
    workspace.refresh()
    assert workspace.notes.keys() == desk.open().notes.keys() == {"Home.md", "templates/drafts/hi.md"}
    assert workspace.vault == desk.open().vault


def test_what_goes_to_the_trash_replaces_nothing_there(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"A.md": "one\n", "B.md": "two\n", ".trash/B.md": "older\n", "C.md": "[[B]]\n"})
    before = contents(desk.root)
    workspace = desk.open()
    graph = workspace.graph
    workspace.carry_out(lambda: merge_plan(graph, graph.find_note("A"), graph.find_note("B")), "merge")
    assert (desk.root / ".trash/B.md").read_text() == "older\n"
    assert (desk.root / ".trash/B 2.md").read_text() == "two\n"
    assert "B.md" not in workspace.notes
    desk["A.md"] += "written since\n"
    outcome = desk.open().undo()
    assert outcome.left == ("A.md",)
    after = contents(desk.root)
    assert after.pop("A.md").endswith(b"written since\n")
    assert before.pop("A.md") == b"one\n"
    assert after == before


def test_a_canvas_and_a_base_are_written_and_taken_back(desk: Desk) -> None:
    desk["Board.canvas"] = '{"nodes":[{"id":"1","type":"text","text":"#work"}]}'
    before = contents(desk.root)
    workspace = desk.open()
    workspace.carry_out(lambda: rename_tag_plan(workspace.graph, "work", "job"), "rename-tag")
    assert "#job" in desk["Board.canvas"]
    assert workspace.vault.canvases["Board.canvas"].source.text == desk["Board.canvas"]
    assert workspace.refresh() == frozenset()
    workspace.undo()
    assert contents(desk.root) == before


def test_nothing_but_notes_canvases_and_bases_is_written(desk: Desk) -> None:
    workspace = desk.open()
    applied = workspace.apply(Plan((Change("People/new.json", None, "{}", "why"),)), "test")
    assert applied.failures
    assert not (desk.root / "People/new.json").exists()


def test_a_canvas_that_changes_is_read_again(desk: Desk) -> None:
    workspace = desk.open()
    desk["Board.canvas"] = '{"nodes":[{"id":"1","type":"file","file":"Home.md"}]}'
    assert workspace.refresh() == {"Board.canvas"}
    assert [edge.target for edge in workspace.graph.edges if edge.source == "Board.canvas"] == ["Home.md"]
    (desk.root / "Board.canvas").unlink()
    assert workspace.refresh() == {"Board.canvas"}
    assert not [edge for edge in workspace.graph.edges if edge.source == "Board.canvas"]


def test_a_folder_that_is_missing_is_refused(desk: Desk) -> None:
    with pytest.raises(RefusedError):
        move_plan(desk.open().graph, "People", "People/in")


def test_a_watcher_knows_a_folder_that_moved_from_one_that_vanished(tmp_path: Path) -> None:
    people = {f"People/Ann {number}.md": "" for number in range(20)}
    desk = Desk(tmp_path / "vault", {**people, "templates/sections/due.md": "x", "Home.md": "[[People/Ann 1]]\n"})
    watching = desk.open()
    mv(desk, "People", "Known")
    assert len(watching.refresh(guarded=True)) == 41
    assert watching.graph.edges == desk.open().graph.edges
    for path in (desk.root / "Known").iterdir():
        path.unlink()
    with pytest.raises(VaultGoneError, match="has lost 20 of 21 notes at once"):
        watching.refresh(guarded=True)


def test_undo_takes_links_back_that_were_written_since(desk: Desk) -> None:
    mv(desk, "People", "Known")
    desk["New.md"] = "[[Known/Sam]]\n"
    desk["Known/Zed.md"] = "[[Known/Ann]]\n"
    desk.open().undo()
    assert desk["New.md"] == "[[People/Sam]]\n"
    assert desk["People/Zed.md"] == "[[People/Ann]]\n"
    assert not [link for _, link in desk.open().graph.unresolved]


def test_undo_of_a_heading_is_whole_or_not_at_all(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"Sam.md": "# Log\n", "L.md": "[[Sam#Log]]\n"})
    workspace = desk.open()
    graph = workspace.graph
    workspace.carry_out(lambda: rename_heading_plan(graph, graph.find_note("Sam"), "Log", "Talks"), "rename-heading")
    after = contents(desk.root)
    desk["Sam.md"] += "more\n"
    with pytest.raises(RefusedError, match=r"all or nothing, and Sam\.md was changed since"):
        desk.open().undo()
    assert desk["L.md"].encode() == after["L.md"]
    desk["Sam.md"] = "# Talks\n"
    desk.open().undo()
    assert (desk["Sam.md"], desk["L.md"]) == ("# Log\n", "[[Sam#Log]]\n")


def test_the_list_of_acts_is_short_and_in_local_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", {"vaultkit.toml": 'timezone = "Asia/Tokyo"\n', "A.md": ""})
    workspace = desk.open()
    ran = vaultkit("undo", at=desk.root)
    assert ran.err == "vaultkit: there is nothing to undo\n"
    made = tuple(Change(f"New {number}.md", None, "new\n", "why") for number in range(5))
    for plan in (Plan(made), Plan(moves=(Move("A.md", "B.md", "why"),))):
        workspace.files.apply(plan, command="test", when="2026-11-25T23:34:00+00:00")
    when = "2026-11-26 08:34"
    ran, more, listed = (
        vaultkit("undo", "--list", *more, at=desk.root) for more in ((), ("-v",), ("--format", "json"))
    )
    assert ran.out == (
        f"   2  {when}  test  1 file: A.md to B.md\n"
        f"   1  {when}  test  5 files: New 0.md, New 1.md, New 2.md and 2 more\n"
    )
    assert "New 0.md, New 1.md, New 2.md, New 3.md, New 4.md\n" in more.out
    newest, oldest = json.loads(listed.out)
    assert newest["moved"] == [{"path": "A.md", "to": "B.md", "words": "A.md to B.md"}]
    assert (oldest["number"], oldest["undone"], oldest["files"]) == (1, False, [change.path for change in made])


def test_undo_of_an_older_move_takes_no_link_over(tmp_path: Path) -> None:
    texts = {"x.md": "see [[a]]\n", "P/a.md": "p, see [[a]]\n", "a.md": "root\n"}
    desk = Desk(tmp_path / "vault", texts)
    mv(desk, "P/a.md", "N/b")
    mv(desk, "a.md", "Quite/long/")
    desk.open().undo(1)
    graph = desk.open().graph
    led = {edge.source: edge.target for edge in graph.edges}
    assert led == {"x.md": "Quite/long/a.md", "P/a.md": "Quite/long/a.md"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize(("link", "to"), [("A.md", "B.md"), ("C.md", "B.md"), ("B.md", "d/real.md")])
def test_nothing_that_is_linked_on_the_disk_is_merged_away(tmp_path: Path, link: str, to: str) -> None:
    texts = {path: f"text of {path}\n" for path in ("A.md", "B.md", "d/real.md") if path != link}
    desk = Desk(tmp_path / "vault", texts)
    (desk.root / link).symlink_to(to)
    graph = desk.open().graph
    with pytest.raises(RefusedError, match="is a link on the disk"):
        merge_plan(graph, graph.find_note("A"), graph.find_note("B"))
