"""The door to the disk: what is seen in a vault, and how notes are changed without harm."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import vaultkit
from vaultkit import state as state_module
from vaultkit.errors import DiskError, LockedError, MissingVaultError, RefusedError
from vaultkit.files import Applied, VaultFiles, find_vault, install, shipped_texts
from vaultkit.files import folder as folder_module
from vaultkit.files import shipping as shipping_module
from vaultkit.files import units as units_module
from vaultkit.model import Source, digest
from vaultkit.plan import Change, Plan
from vaultkit.state import StateFolder, state_path

NOW = "2026-03-02T09:00:00"
ANN = "---\ntype: contact\n---\nMet at FOSDEM.\n"

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what vaultkit remembers out of the home folder of whoever runs the tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A vault with one contact."""
    folder = tmp_path / "vault"
    note(folder, "People/Ann.md", ANN)
    return folder


@pytest.fixture
def vault(root: Path) -> VaultFiles:
    return VaultFiles(root)


def note(root: Path, path: str, text: str | bytes) -> Path:
    """The user saves a note."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode() if isinstance(text, str) else text)
    return place


def change(vault: VaultFiles, path: str, after: str, unit: str = "") -> Change:
    """A change computed from the file as it is now."""
    return Change(path, vault.read(path), after, "a test", unit)


def apply(vault: VaultFiles, *changes: Change, command: str = "render") -> Applied:
    return vault.apply(Plan(changes), command=command, when=NOW)


def write(vault: VaultFiles, **notes: str) -> Applied:
    """Write notes at the vault's root: `write(vault, Ann="text")`."""
    return apply(vault, *(change(vault, f"{name}.md", text) for name, text in notes.items()))


def leftovers(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".vaultkit-*")]


def state_of(vault: VaultFiles) -> StateFolder:
    identity = vault.identity()
    assert identity
    return StateFolder(state_path(identity, vault.root))


def calls(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[..., Any]) -> None:
    """Let *act* stand before an `os` call: it gets the real call and its arguments."""
    real = getattr(os, name)
    monkeypatch.setattr(os, name, lambda *args, **keywords: act(real, *args, **keywords))


# -- the vault


def test_a_vault_that_is_missing_is_told_apart_from_one_that_is_a_file(tmp_path: Path, root: Path) -> None:
    with pytest.raises(MissingVaultError, match="does not exist"):
        VaultFiles(tmp_path / "nowhere")
    with pytest.raises(MissingVaultError, match="is not a folder"):
        VaultFiles(root / "People/Ann.md")


def test_the_nearest_folder_upward_with_a_sign_is_the_vault(root: Path) -> None:
    assert find_vault(root / "People") is None
    note(root, "vaultkit.toml", "")
    assert find_vault(root / "People") == root
    (root / "People/.obsidian").mkdir()
    assert find_vault(root / "People") == root / "People"


def test_the_first_write_gives_the_vault_an_id_that_stays(vault: VaultFiles) -> None:
    assert vault.identity() is None
    write(vault, Tom="Tom\n")
    first = vault.identity()
    assert first
    write(vault, Tom="Tom!\n")
    assert vault.identity() == first


def test_a_damaged_id_is_said_and_not_replaced(root: Path, vault: VaultFiles) -> None:
    note(root, ".vaultkit/vault-id", "")
    with pytest.raises(DiskError, match="does not hold an id"):
        write(vault, Tom="Tom\n")


# -- looking


def test_scan_sees_notes_and_other_files_as_they_are_on_disk(root: Path, vault: VaultFiles) -> None:
    for path in ("Home.md", "Caf\u0065\u0301.md", "a/b/c/Deep.md", "a/photo.png", "Board.canvas", "x.base"):
        note(root, path, "x")
    for hidden in (".obsidian/app.json", ".trash/Old.md", ".hidden.md", "a/.git/HEAD.md"):
        note(root, hidden, "x")
    scan = vault.scan()
    assert set(scan.notes) == {"People/Ann.md", "Home.md", "Caf\u0065\u0301.md", "a/b/c/Deep.md"}
    assert scan.others == {"a/photo.png", "Board.canvas", "x.base"}
    assert scan.problems == ()
    assert scan.notes["Home.md"] == vault.stamp("Home.md")


@pytest.mark.parametrize(
    "name",
    [
        *("4913", "a.md~", ".a.md.swp", "#a.md#", ".#a.md", "a.md___jb_tmp___", "a.md___jb_old___"),
        *(".subl883.tmp", ".goutputstream-X4", "sedA1b2C3", ".syncthing.a.md.tmp", "~$a.docx", "#draft.txt"),
        ".vaultkit-1-0123456789abcdef.tmp",
    ],
)
def test_what_editors_leave_for_a_moment_is_not_there(name: str, root: Path, vault: VaultFiles) -> None:
    note(root, f"People/{name}", "x")
    scan = vault.scan()
    assert (set(scan.notes), scan.others, scan.problems) == ({"People/Ann.md"}, frozenset(), ())


@pytest.mark.parametrize("path", ["#Inbox/a.md", "seduction/a.md", "4913/a.md", "Old~/a.md", "#tag.md", "~$a.md"])
def test_what_only_looks_like_that_is_there(path: str, root: Path, vault: VaultFiles) -> None:
    note(root, path, "x")
    note(root, f".{path}", "x")
    assert set(vault.scan().notes) == {"People/Ann.md", path}


@pytest.mark.parametrize(
    "name",
    [
        "Ann.sync-conflict-20210108-123456-ABCDEFG.md",
        "Ann (Tom's conflicted copy 2021-01-08).md",
        "Ann (conflicted copy 2025-04-10 093612).md",
        "Ann_Andy-PC_Jan-03-0901-2013_CaseConflict_1.md",
        "Ann_Andy-PC_Jan-03-0901-2013_Conflict.md",
        "Ann.Conflict.md",
        "Ann (your edit).md",
        "Ann (your edit 2).md",
    ],
)
def test_a_second_version_from_a_sync_tool_is_no_second_contact(name: str, root: Path, vault: VaultFiles) -> None:
    note(root, f"People/{name}", "x")
    scan = vault.scan()
    assert set(scan.notes) == {"People/Ann.md"}
    (problem,) = scan.problems
    code = "kept-edit" if "your edit" in name else "conflict-copy"
    assert (problem.code, problem.path) == (code, f"People/{name}")
    assert "People/Ann.md" in problem.message


def test_the_name_of_a_second_version_is_taken(root: Path, vault: VaultFiles) -> None:
    note(root, "Today (your edit 2026-04-10).md", "x")
    scan = vault.scan()
    assert set(scan.notes) == {"People/Ann.md"}
    assert scan.others == {"Today (your edit 2026-04-10).md"}


def test_a_huge_note_is_left_out_and_said(root: Path, vault: VaultFiles) -> None:
    with note(root, "dump.md", "x").open("r+b") as huge:
        huge.truncate(500_000_000)
    scan = vault.scan()
    assert "dump.md" not in scan.notes
    assert [(problem.path, problem.code) for problem in scan.problems] == [("dump.md", "too-large")]
    with pytest.raises(DiskError, match=r"dump\.md: .*larger than 5 MB"):
        vault.read("dump.md")


@needs_posix
def test_links_to_notes_are_followed_inside_the_vault_only(root: Path, vault: VaultFiles, tmp_path: Path) -> None:
    secret = note(tmp_path, "secret.md", "secret")
    (root / "Alias.md").symlink_to(root / "People/Ann.md")
    (root / "Leak.md").symlink_to(secret)
    (root / "Lost.md").symlink_to(root / "nowhere.md")
    (root / "Circle.md").symlink_to(root / "Circle.md")
    (root / "People/all").symlink_to(root)
    (root / "outside").symlink_to(tmp_path)
    scan = vault.scan()
    assert set(scan.notes) == {"People/Ann.md", "Alias.md"}
    assert scan.notes["Alias.md"] == scan.notes["People/Ann.md"] == vault.stamp("Alias.md")
    assert [(problem.path, problem.code) for problem in scan.problems] == [("Leak.md", "unreadable")]
    source = vault.read("Alias.md")
    assert source
    assert source.text == ANN
    for path in ("Leak.md", "outside/secret.md"):
        with pytest.raises(DiskError, match="out of the vault"):
            vault.read(path)
    with pytest.raises(DiskError, match="leads nowhere"):
        vault.read("Circle.md")


@needs_posix
def test_a_pipe_with_a_notes_name_holds_nobody_up(root: Path, vault: VaultFiles) -> None:
    os.mkfifo(root / "x.md")
    assert "x.md" not in vault.scan().notes
    assert vault.read("x.md") is None
    assert vault.stamp("x.md") is None


def test_reading_loses_nothing(root: Path, vault: VaultFiles) -> None:
    data = b"\xef\xbb\xbfa\r\nb\rc\nlatin \xe9 \x00 end"
    note(root, "odd.md", data)
    source = vault.read("odd.md")
    assert source
    assert source.bom
    assert source.encode(source.text) == data
    assert source.digest == digest(data)


@needs_posix
def test_a_name_that_is_not_utf8_is_an_ordinary_name(root: Path, vault: VaultFiles) -> None:
    path = os.fsdecode(b"caf\xe9.md")
    try:
        note(root, path, "old\n")
    except OSError:
        pytest.skip("this disk takes UTF-8 names only")
    assert path in vault.scan().notes
    assert apply(vault, change(vault, path, "new\n")).written
    plan, _ = vault.undo_plan()
    assert [undone.path for undone in plan] == [path]
    assert vault.apply(plan, command="undo", when=NOW).written
    assert (root / path).read_bytes() == b"old\n"


def test_a_file_that_vanished_is_none(root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    assert vault.read("gone.md") is None
    assert vault.read("People/Ann.md/deeper.md") is None
    assert vault.stamp("gone.md") is None

    def vanish(real: Callable[..., Any], path: str, *rest: Any, **keywords: Any) -> Any:
        if str(path).endswith("Ann.md"):
            (root / "People/Ann.md").unlink(missing_ok=True)
        return real(path, *rest, **keywords)

    calls(monkeypatch, "open", vanish)
    assert vault.read("People/Ann.md") is None


def test_a_file_that_changes_while_it_is_read_is_read_again(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = iter([b"half of the te", b"half of the text, and the rest"])

    def saving(real: Callable[..., Any], *args: Any) -> Any:
        if data := next(versions, None):
            note(root, "People/Ann.md", data)
        return real(*args)

    calls(monkeypatch, "read", saving)
    source = vault.read("People/Ann.md")
    assert source
    assert source.text == "half of the text, and the rest"


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x.md", "a/../../x.md", "a//b.md", "a\0b.md", "./x.md"])
def test_a_path_cannot_lead_out_of_the_vault(path: str, vault: VaultFiles) -> None:
    with pytest.raises(RefusedError, match="no path in a vault"):
        vault.read(path)
    result = apply(vault, Change(path, None, "x", "a test"))
    assert result.failures
    assert not result.written


@needs_posix
def test_a_folder_that_cannot_be_read_does_not_hide_the_others(root: Path, vault: VaultFiles) -> None:
    note(root, "Locked/Tom.md", "x")
    (root / "Locked").chmod(0)
    try:
        if os.access(root / "Locked", os.R_OK):
            pytest.skip("root may read everything; run as another user to test this")
        scan = vault.scan()
    finally:
        (root / "Locked").chmod(0o755)
    assert set(scan.notes) == {"People/Ann.md"}
    assert [(problem.path, problem.code) for problem in scan.problems] == [("Locked", "unreadable")]


def test_an_error_of_one_folder_does_not_hide_the_others(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(root, "Locked/Tom.md", "x")

    def refuse(real: Callable[..., Any], path: str) -> Any:
        if "Locked" in path:
            raise PermissionError(errno.EACCES, "no", path)
        return real(path)

    calls(monkeypatch, "scandir", refuse)
    scan = vault.scan()
    assert set(scan.notes) == {"People/Ann.md"}
    (problem,) = scan.problems
    assert (problem.path, problem.code) == ("Locked", "unreadable")
    assert "no permission" in problem.message


def test_the_vaults_own_templates_are_read_by_their_path_in_the_folder(root: Path, vault: VaultFiles) -> None:
    note(root, "templates/drafts/pitch.md", "Hello")
    note(root, "templates/.git/x.md", "hidden")
    note(root, "templates/readme.txt", "no template")
    found = vault.read_texts("templates", ".md")
    assert {key: source.path for key, source in found.items()} == {"drafts/pitch.md": "templates/drafts/pitch.md"}
    assert vault.read_texts("nowhere", ".md") == {}
    with pytest.raises(RefusedError):
        vault.read_texts("../templates", ".md")


# -- writing one note


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        pytest.param(b"a\r\nb\r\n", ("b", "c"), b"a\r\nc\r\n", id="CRLF"),
        pytest.param(b"\xef\xbb\xbfa\n", ("a", "b"), b"\xef\xbb\xbfb\n", id="BOM"),
        pytest.param(b"a\rb\n\nlast", ("b", "c"), b"a\rc\n\nlast", id="mixed"),
        pytest.param("\x0b\x0c\x1c\x85\u2028 a".encode(), ("a", "b"), "\x0b\x0c\x1c\x85\u2028 b".encode(), id="odd"),
    ],
)
def test_only_the_bytes_that_were_meant_change(
    before: bytes, edit: tuple[str, str], after: bytes, root: Path, vault: VaultFiles
) -> None:
    place = note(root, "x.md", before)
    source = vault.read("x.md")
    assert source
    result = apply(vault, change(vault, "x.md", source.text.replace(*edit)))
    assert place.read_bytes() == after
    assert [done.path for done in result.written] == ["x.md"]
    assert result.stamps == {"x.md": vault.stamp("x.md")}
    assert leftovers(root) == []


def test_a_file_that_would_not_change_is_not_touched(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(vault, Tom="Tom\n")
    before = vault.stamp("People/Ann.md")
    opened: list[int] = []

    def watch(real: Callable[..., Any], path: str, flags: int, *rest: Any, **keywords: Any) -> Any:
        if "lock" not in str(path):
            opened.append(flags)
        return real(path, flags, *rest, **keywords)

    calls(monkeypatch, "open", watch)
    assert apply(vault, change(vault, "People/Ann.md", ANN)) == Applied()
    assert not any(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) for flags in opened)
    assert vault.stamp("People/Ann.md") == before
    assert len(vault.history()) == 1


def test_a_changed_file_gets_a_new_time_so_that_sync_tools_see_it(root: Path, vault: VaultFiles) -> None:
    os.utime(root / "People/Ann.md", ns=(1, 1))
    apply(vault, change(vault, "People/Ann.md", "new\n"))
    assert (root / "People/Ann.md").stat().st_mtime_ns > 1


def test_what_the_user_saved_since_is_not_overwritten(root: Path, vault: VaultFiles) -> None:
    planned = change(vault, "People/Ann.md", "ours\n")
    note(root, "People/Ann.md", "theirs\n")
    assert apply(vault, planned).conflicts == (planned,)
    assert (root / "People/Ann.md").read_bytes() == b"theirs\n"


def test_a_note_that_was_deleted_since_stays_deleted(root: Path, vault: VaultFiles) -> None:
    planned = change(vault, "People/Ann.md", "ours\n")
    (root / "People/Ann.md").unlink()
    assert apply(vault, planned).conflicts == (planned,)
    assert not (root / "People/Ann.md").exists()


def test_a_new_note_and_its_folders_are_made_but_nothing_is_overwritten(root: Path, vault: VaultFiles) -> None:
    planned = Change("Pitches/2026/Ann.md", None, "Hello Ann\n", "a test")
    assert apply(vault, planned).written == (planned,)
    assert (root / planned.path).read_bytes() == b"Hello Ann\n"
    again = replace(planned, after="Hello again\n")
    assert apply(vault, again).conflicts == (again,)
    assert (root / planned.path).read_bytes() == b"Hello Ann\n"


def test_a_note_that_appears_at_the_last_moment_is_not_overwritten(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = Change("Tom.md", None, "ours\n", "a test")

    def late(real: Callable[..., Any], source: str, target: str, **keywords: Any) -> Any:
        if target == "Tom.md":
            note(root, "Tom.md", "theirs\n")
        return real(source, target, **keywords)

    calls(monkeypatch, "link", late)
    assert apply(vault, planned).conflicts == (planned,)
    assert (root / "Tom.md").read_bytes() == b"theirs\n"
    assert leftovers(root) == []


def test_a_disk_without_links_still_gets_new_notes(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    planned = Change("Tom.md", None, "ours\n", "a test")
    assert apply(vault, planned).written == (planned,)
    again = replace(planned, after="more\n")
    assert apply(vault, again).conflicts == (again,)
    assert (root / "Tom.md").read_bytes() == b"ours\n"


def test_a_disk_that_cannot_exchange_files_still_gets_changes(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "exchange", lambda *_: False)
    planned = change(vault, "People/Ann.md", "new\n")
    assert apply(vault, planned).written == (planned,)
    assert (root / "People/Ann.md").read_bytes() == b"new\n"
    assert apply(vault, planned) == Applied()
    assert leftovers(root) == []


def test_a_save_before_a_plain_replacement_wins(root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    def late_and_lacking(*_: object) -> bool:
        note(root, "People/Ann.md", "theirs\n")
        return False

    planned = change(vault, "People/Ann.md", "ours\n")
    monkeypatch.setattr(folder_module, "exchange", late_and_lacking)
    assert apply(vault, planned).conflicts == (planned,)
    assert (root / "People/Ann.md").read_bytes() == b"theirs\n"
    assert leftovers(root) == []


def saving_at_the_exchange(monkeypatch: pytest.MonkeyPatch, saves: dict[int, Callable[[], Any]]) -> None:
    """The user saves before the nth time that two files change places (from 1)."""
    turn = 0
    real = folder_module.exchange

    def exchange(folder: int, first: str, second: str) -> bool:
        nonlocal turn
        turn += 1
        saves.get(turn, lambda: None)()
        return real(folder, first, second)

    monkeypatch.setattr(folder_module, "exchange", exchange)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
@pytest.mark.parametrize("moments", [(1,), (1, 2), (1, 2, 3)])
def test_a_save_at_the_very_moment_of_the_exchange_wins(
    moments: tuple[int, ...], root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(turn: int) -> None:
        note(root, f"new{turn}", f"save {turn}\n").rename(root / "People/Ann.md")

    planned = change(vault, "People/Ann.md", "ours\n")
    saving_at_the_exchange(monkeypatch, {turn: partial(save, turn) for turn in moments})
    result = apply(vault, planned)
    assert result.conflicts == (planned,)
    assert not result.written
    assert (root / "People/Ann.md").read_text() == f"save {moments[-1]}\n"
    assert leftovers(root) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
def test_a_deletion_at_the_very_moment_of_the_exchange_wins(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = change(vault, "People/Ann.md", "ours\n")
    saving_at_the_exchange(monkeypatch, {1: (root / "People/Ann.md").unlink})
    assert apply(vault, planned).conflicts == (planned,)
    assert not (root / "People/Ann.md").exists()
    assert leftovers(root) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
def test_an_editor_that_saves_into_the_file_it_had_open_loses_nothing(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = change(vault, "People/Ann.md", "ours\n")
    note(root, "People/Ann (your edit).md", "an earlier one\n")
    with (root / "People/Ann.md").open("r+b", buffering=0) as editor:

        def late_save(real_sync: Callable[..., Any], descriptor: int) -> Any:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode) and (root / planned.path).read_bytes() == b"ours\n":
                editor.seek(0)
                editor.write(b"theirs, late\n")
                editor.truncate()
            return real_sync(descriptor)

        calls(monkeypatch, "fsync", late_save)
        result = apply(vault, planned)
    assert (result.written, result.conflicts) == ((planned,), ())
    assert result.kept == ("People/Ann (your edit 2).md",)
    assert (root / result.kept[0]).read_bytes() == b"theirs, late\n"
    assert (root / "People/Ann (your edit).md").read_bytes() == b"an earlier one\n"
    assert (root / "People/Ann.md").read_bytes() == b"ours\n"
    assert leftovers(root) == []


@needs_posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o444])
def test_a_note_keeps_its_mode(mode: int, root: Path, vault: VaultFiles) -> None:
    (root / "People/Ann.md").chmod(mode)
    assert apply(vault, change(vault, "People/Ann.md", "new\n")).written
    assert stat.S_IMODE((root / "People/Ann.md").stat().st_mode) == mode


@needs_posix
def test_a_new_note_has_the_mode_that_the_user_asks_for(root: Path, vault: VaultFiles) -> None:
    before = os.umask(0o027)
    try:
        write(vault, Tom="x")
    finally:
        os.umask(before)
    assert oct(stat.S_IMODE((root / "Tom.md").stat().st_mode)) == "0o640"


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes are tested on Linux only")
def test_a_note_keeps_its_attributes(root: Path, vault: VaultFiles) -> None:
    try:
        os.setxattr(root / "People/Ann.md", "user.tag", b"blue")
    except OSError:
        pytest.skip("this disk has no extended attributes")
    apply(vault, change(vault, "People/Ann.md", "new\n"))
    assert os.getxattr(root / "People/Ann.md", "user.tag") == b"blue"


@needs_posix
def test_a_linked_note_stays_a_link_and_its_target_is_written(root: Path, vault: VaultFiles) -> None:
    (root / "Alias.md").symlink_to("People/Ann.md")
    assert apply(vault, change(vault, "Alias.md", "new\n")).written
    assert (root / "Alias.md").is_symlink()
    assert (root / "People/Ann.md").read_bytes() == b"new\n"


@needs_posix
def test_nothing_is_written_through_a_link_that_leads_out(root: Path, vault: VaultFiles, tmp_path: Path) -> None:
    outside = note(tmp_path, "outside/Tom.md", "outside\n")
    (root / "Tom.md").symlink_to(outside)
    (root / "Out").symlink_to(outside.parent)
    (root / "Hidden").symlink_to(root / ".obsidian")
    note(root, ".obsidian/x.md", "x")
    source = Source.from_text("Tom.md", "outside\n")
    for path, before in (
        ("Tom.md", source),
        ("Out/Tom.md", source),
        ("Out/New.md", None),
        ("Hidden/y.md", None),
    ):
        result = apply(vault, Change(path, before, "ours\n", "a test"))
        assert len(result.failures) == 1, path
    assert sorted(path.name for path in outside.parent.iterdir()) == ["Tom.md"]
    assert outside.read_bytes() == b"outside\n"
    assert [path.name for path in (root / ".obsidian").iterdir()] == ["x.md"]


@needs_posix
def test_all_names_of_a_hard_linked_note_show_the_change(root: Path, vault: VaultFiles) -> None:
    (root / "Same.md").hardlink_to(root / "People/Ann.md")
    for text in ("longer than it was before, by far\n" * 3, "short\n", ""):
        assert apply(vault, change(vault, "People/Ann.md", text)).written
        assert (root / "Same.md").read_text() == text
    assert (root / "Same.md").samefile(root / "People/Ann.md")
    assert leftovers(root) == []


@needs_posix
@pytest.mark.parametrize("by_rename", [False, True])
@pytest.mark.parametrize("moment", ["open", "lseek"])
def test_a_save_wins_over_a_note_that_is_written_in_place(
    moment: str, by_rename: bool, root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right before the note is opened for writing; and after we have looked at it, if by renaming."""
    if moment == "lseek" and not by_rename:
        pytest.skip("two writers in place at the same moment cannot be told apart")
    note(root, "Tom.md", "Tom\n")
    (root / "Same.md").hardlink_to(root / "Tom.md")
    planned = change(vault, "Tom.md", "ours\n")
    saves = iter(["theirs\n"])

    def late(real: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
        in_place = moment == "lseek" or (args[0] == "Tom.md" and args[1] & os.O_RDWR)
        if in_place and (text := next(saves, None)):
            if by_rename:
                note(root, "aside", text).rename(root / "Tom.md")
            else:
                note(root, "Tom.md", text)
        return real(*args, **keywords)

    write(vault, Home="the locks are there\n")
    if moment == "lseek":
        monkeypatch.setattr(state_module, "_sign", lambda _: None)
    calls(monkeypatch, moment, late)
    assert apply(vault, planned).conflicts == (planned,)
    assert (root / "Tom.md").read_bytes() == b"theirs\n"
    assert (root / "Same.md").read_bytes() == (b"Tom\n" if by_rename else b"theirs\n")


@needs_posix
def test_a_link_planted_under_a_temporary_name_is_not_followed(
    root: Path, vault: VaultFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = note(tmp_path, "victim", "precious")
    temp = ".vaultkit-1-0123456789abcdef.tmp"
    monkeypatch.setattr(units_module, "temp_name", lambda: temp)
    for name in (temp, temp.replace(".tmp", "-part.tmp")):
        (root / "People" / name).symlink_to(victim)
    result = apply(vault, change(vault, "People/Ann.md", "ours\n"))
    assert len(result.failures) == 1
    assert victim.read_bytes() == b"precious"
    assert (root / "People/Ann.md").read_text() == ANN


@pytest.mark.parametrize(
    "path", ["vaultkit.toml", ".obsidian/types.json", ".obsidian/x.md", "a/.git/x.md", ".x.md", "photo.png"]
)
def test_only_visible_notes_are_written(path: str, root: Path, vault: VaultFiles) -> None:
    result = apply(vault, Change(path, None, "x", "a test"))
    ((_, sentence),) = result.failures
    assert sentence.startswith(f"{path}: only notes")
    assert not (root / path).exists()


def test_a_note_that_is_not_utf8_is_never_changed(root: Path, vault: VaultFiles) -> None:
    note(root, "latin.md", b"caf\xe9\n")
    result = apply(vault, change(vault, "latin.md", "cafe\n"))
    ((_, sentence),) = result.failures
    assert sentence.startswith("latin.md: holds bytes that are not UTF-8")
    assert (root / "latin.md").read_bytes() == b"caf\xe9\n"


def test_text_that_is_no_utf8_is_never_written(vault: VaultFiles) -> None:
    for code in (0xDCE9, 0xD800):
        result = apply(vault, Change("x.md", None, chr(code), "a test"))
        assert "not UTF-8" in result.failures[0][1]


def test_a_file_in_use_is_tried_again_for_a_while(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = 3
    monkeypatch.setattr(time, "sleep", lambda _: None)

    def scanned(real: Callable[..., Any], source: str, target: str, **keywords: Any) -> Any:
        nonlocal refusals
        if "-part.tmp" in source and refusals:
            refusals -= 1
            error = PermissionError(errno.EACCES, "in use")
            error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
            raise error
        return real(source, target, **keywords)

    calls(monkeypatch, "replace", scanned)
    assert apply(vault, change(vault, "People/Ann.md", "one\n")).written
    refusals = 1000
    result = apply(vault, change(vault, "People/Ann.md", "two\n"))
    assert "no permission" in result.failures[0][1]
    assert (root / "People/Ann.md").read_bytes() == b"one\n"
    assert leftovers(root) == []


# -- several notes


def test_a_unit_with_one_conflict_changes_nothing(root: Path, vault: VaultFiles) -> None:
    note(root, "Tom.md", "Tom\n")
    unit = (change(vault, "Tom.md", "Tom!\n", "merge"), change(vault, "People/Ann.md", "Ann!\n", "merge"))
    alone = Change("New.md", None, "New\n", "a test")
    note(root, "People/Ann.md", "theirs\n")
    result = apply(vault, *unit, alone)
    assert result.conflicts == unit
    assert result.written == (alone,)
    assert (root / "Tom.md").read_bytes() == b"Tom\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to exchange files")
def test_a_unit_is_taken_back_if_its_second_note_is_saved_meanwhile(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(root, "Tom.md", "Tom\n")
    before = (root / "Tom.md").stat()
    unit = (
        change(vault, "Tom.md", "Tom!\n", "merge"),
        Change("New.md", None, "New\n", "a test", "merge"),
        change(vault, "People/Ann.md", "Ann!\n", "merge"),
    )
    saving_at_the_exchange(monkeypatch, {2: lambda: note(root, "People/Ann.md", "theirs\n")})
    assert apply(vault, *unit).conflicts == unit
    assert (root / "Tom.md").read_bytes() == b"Tom\n"
    assert (root / "Tom.md").stat().st_ino == before.st_ino
    assert (root / "Tom.md").stat().st_mtime_ns == before.st_mtime_ns
    assert not (root / "New.md").exists()
    assert (root / "People/Ann.md").read_bytes() == b"theirs\n"
    assert vault.history() == ()
    assert leftovers(root) == []


def test_a_failing_unit_says_which_note_is_at_fault_and_stops_no_other(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(root, "Tom.md", "Tom\n")
    unit = (change(vault, "Tom.md", "Tom!\n", "merge"), change(vault, "People/Ann.md", "Ann!\n", "merge"))
    alone = Change("New.md", None, "New\n", "a test")

    def full(real: Callable[..., Any], descriptor: int, data: bytes) -> Any:
        if bytes(data) == b"Ann!\n" and "state" not in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, data)

    if sys.platform != "linux":
        pytest.skip("finds the file's name in /proc")
    calls(monkeypatch, "write", full)
    result = apply(vault, *unit, alone)
    assert result.written == (alone,)
    assert [(failed.path, sentence) for failed, sentence in result.failures] == [
        ("Tom.md", "Tom.md: not written, as People/Ann.md: the disk is full; make room, then try again"),
        ("People/Ann.md", "People/Ann.md: the disk is full; make room, then try again"),
    ]
    assert (root / "Tom.md").read_bytes() == b"Tom\n"
    assert leftovers(root) == []


# -- undo and history


def test_undo_restores_every_byte(root: Path, vault: VaultFiles) -> None:
    originals = {
        "crlf.md": b"a\r\nb",
        "bom.md": b"\xef\xbb\xbfx\r\n",
        "mixed.md": b"\r\n\n\rlast",
        "empty.md": b"",
    }
    for path, data in originals.items():
        note(root, path, data)
    apply(vault, *(change(vault, path, f"changed {path}\n", "all") for path in originals))
    plan, entry = vault.undo_plan()
    assert len(plan.units()) == 1
    result = vault.apply(plan, command="undo", when=NOW)
    vault.mark_undone(entry)
    assert len(result.written) == len(originals)
    assert {path: (root / path).read_bytes() for path in originals} == originals
    assert [(entry.command, entry.is_undo, entry.undone) for entry in vault.history()] == [
        ("undo", True, False),
        ("render", False, True),
    ]


@pytest.mark.parametrize(("ours", "original"), [(b"new\n", b"\xef\xbb\xbfold\n"), (b"\xef\xbb\xbfnew", b"old")])
def test_undo_restores_a_byte_order_mark_that_came_or_went(
    ours: bytes, original: bytes, root: Path, vault: VaultFiles
) -> None:
    note(root, "x.md", original)
    source = replace(Source.from_bytes("x.md", original), bom=False, text=original.decode())
    apply(vault, Change("x.md", source, ours.decode(), "a test"))
    assert (root / "x.md").read_bytes() == ours
    vault.apply(vault.undo_plan()[0], command="undo", when=NOW)
    assert (root / "x.md").read_bytes() == original


def test_undo_goes_one_further_each_time_and_any_number_can_be_named(root: Path, vault: VaultFiles) -> None:
    for text in ("one\n", "two\n", "three\n"):
        write(vault, Tom=text)
    for text in ("two\n", "one\n"):
        plan, entry = vault.undo_plan()
        vault.apply(plan, command="undo", when=NOW)
        vault.mark_undone(entry)
        assert (root / "Tom.md").read_text() == text
    with pytest.raises(RefusedError, match="3 is undone already"):
        vault.undo_plan(3)
    with pytest.raises(RefusedError, match="99 does not exist"):
        vault.undo_plan(99)
    assert vault.undo_plan(1)[0].changes[0].after is None


def test_undo_takes_a_created_note_away(root: Path, vault: VaultFiles) -> None:
    write(vault, Tom="Tom\n")
    plan, _ = vault.undo_plan()
    assert plan.changes[0].after is None
    assert vault.apply(plan, command="undo", when=NOW).written
    assert not (root / "Tom.md").exists()
    assert leftovers(root) == []
    vault.apply(vault.undo_plan(2)[0], command="undo 2", when=NOW)
    assert (root / "Tom.md").read_bytes() == b"Tom\n"


def test_undo_leaves_what_the_user_edited_since(root: Path, vault: VaultFiles) -> None:
    write(vault, Tom="Tom\n")
    note(root, "Tom.md", "Tom, edited\n")
    plan, _ = vault.undo_plan()
    assert vault.apply(plan, command="undo", when=NOW).conflicts == plan.changes
    assert (root / "Tom.md").read_bytes() == b"Tom, edited\n"


def test_undo_leaves_what_the_user_edits_at_the_last_moment(
    root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(vault, Tom="Tom\n")
    plan, _ = vault.undo_plan()

    def late(real: Callable[..., Any], source: str, target: str, **keywords: Any) -> Any:
        if source == "Tom.md":
            note(root, "Tom.md", "Tom, edited\n")
        return real(source, target, **keywords)

    calls(monkeypatch, "replace", late)
    assert vault.apply(plan, command="undo", when=NOW).conflicts == plan.changes
    assert (root / "Tom.md").read_bytes() == b"Tom, edited\n"
    assert leftovers(root) == []


def test_without_history_there_is_nothing_to_undo(vault: VaultFiles) -> None:
    assert vault.history() == ()
    with pytest.raises(RefusedError, match="nothing to undo"):
        vault.undo_plan()


def test_history_tells_what_was_written_newest_first(vault: VaultFiles) -> None:
    write(vault, Tom="Tom\n")
    apply(vault, change(vault, "Tom.md", "Tom!\n"), command="log Tom")
    newest, oldest = vault.history()
    assert (newest.number, newest.when, newest.command, oldest.command) == (2, NOW, "log Tom", "render")
    (record,) = newest.changes
    assert (record.path, record.why) == ("Tom.md", "a test")
    assert (record.before, record.after) == (digest(b"Tom\n"), digest(b"Tom!\n"))


def test_copies_of_a_vault_have_histories_of_their_own(root: Path, vault: VaultFiles, tmp_path: Path) -> None:
    write(vault, Tom="Tom\n")
    copy = tmp_path / "copy"
    note(copy, ".vaultkit/vault-id", (root / ".vaultkit/vault-id").read_bytes())
    assert VaultFiles(copy).identity() == vault.identity()
    assert VaultFiles(copy).history() == ()


@needs_posix
def test_what_is_remembered_is_for_the_user_alone(vault: VaultFiles, state_home: Path) -> None:
    write(vault, Tom="private\n")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in state_of(vault).path.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in state_of(vault).path.rglob("*") if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_old_entries_and_their_bytes_are_forgotten_but_never_the_newest(root: Path, vault: VaultFiles) -> None:
    for day, text in (
        ("2026-01-01", "one"),
        ("2026-02-20T08:00+01:00", "two"),
        ("2026-03-01T09:00", "three"),
    ):
        vault.apply(Plan((change(vault, "Tom.md", text),)), command="render", when=day)
    state = state_of(vault)
    state.prune("2026-03-02T09:00:00+00:00")
    assert [entry.number for entry in vault.history()] == [3, 2]
    assert {state.load(digest(text)) for text in (b"one", b"two", b"three")} == {b"one", b"two", b"three"}
    with pytest.raises(RefusedError, match="1 is no longer kept"):
        vault.undo_plan(1)
    state.prune("2030-01-01")
    assert [entry.number for entry in vault.history()] == [3]
    assert [state.load(digest(text)) for text in (b"one", b"two", b"three")] == [None, b"two", b"three"]


def test_history_is_kept_within_its_size(vault: VaultFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "KEPT_BYTES", 2500)
    for letter in "abcde":
        write(vault, Tom=letter * 1000)
    state_of(vault).prune(NOW)
    assert [entry.number for entry in vault.history()] == [5]
    kept = {digest(letter.encode() * 1000) for letter in "de"}
    assert set(os.listdir(state_of(vault).path / "blobs")) == kept


def test_damaged_memory_is_not_taken_for_the_users_text(vault: VaultFiles) -> None:
    write(vault, Tom="one\n")
    write(vault, Tom="two\n")
    (state_of(vault).path / "blobs" / digest(b"one\n")).write_bytes(b"rot")
    with pytest.raises(RefusedError, match=r"Tom\.md is no longer kept"):
        vault.undo_plan()


def test_a_line_of_the_journal_that_was_cut_short_hides_no_other(vault: VaultFiles) -> None:
    write(vault, Tom="one\n")
    with (state_of(vault).path / "journal/00000001.jsonl").open("ab") as journal:
        journal.write(b'{"unit": 1, "reco')
    vault.mark_undone(vault.history()[0])
    assert [(entry.undone, len(entry.changes)) for entry in vault.history()] == [(True, 1)]


# -- locks


def holding(root: Path, what: str) -> subprocess.Popen[str]:
    """A second process that holds a lock until it is killed."""
    script = f"""
        import sys, time, pathlib
        from vaultkit.files import VaultFiles
        files = VaultFiles(pathlib.Path(sys.argv[1]))
        with files.{what}:
            print("held", flush=True)
            time.sleep(60)
    """
    here = Path(vaultkit.__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(root)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(here)},
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_watcher_is_told_who_watches_and_a_killed_one_is_in_nobodys_way(root: Path, vault: VaultFiles) -> None:
    with holding(root, "hold_watch()") as watcher:
        with pytest.raises(LockedError, match=f"process {watcher.pid} on ") as refused, vault.hold_watch():
            pass
        assert refused.value.exit_code == LockedError.exit_code
        assert write(vault, Tom="written while it is watched\n").written
        watcher.kill()
        watcher.wait()
        with vault.hold_watch():
            pass


def test_a_write_waits_for_another_only_so_long(root: Path, vault: VaultFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "_PATIENCE", 3)
    with holding(root, "_writing()") as writer:
        with pytest.raises(LockedError, match=f"process {writer.pid} on "):
            write(vault, Tom="Tom\n")
        writer.kill()
        writer.wait()
    assert write(vault, Tom="Tom\n").written


# -- left by other runs


def test_temporary_files_of_dead_runs_go_unless_they_hold_unknown_text(root: Path, vault: VaultFiles) -> None:
    write(vault, Tom="known\n")
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    names = {name: f".vaultkit-{dead.pid}-{name * 16}" for name in "abcd"}
    note(root, f"People/{names['a']}.tmp", "known\n")
    note(root, f"People/{names['b']}-part.tmp", "half of someth")
    unknown = note(root, f"People/{names['c']}.tmp", "unknown\n")
    alive = note(root, f"People/.vaultkit-{os.getppid()}-{'d' * 16}.tmp", "known\n")
    (sentence,) = vault.recover()
    assert sentence.startswith(f"People/{unknown.name} was left by another run")
    assert sorted(leftovers(root)) == sorted([unknown.name, alive.name])


# -- what is shipped


def test_install_makes_what_is_missing_and_overwrites_nothing(root: Path) -> None:
    files = {"People/Ann.md": b"example", ".obsidian/types.json": b"{}", "vaultkit.toml": b""}
    assert install(root, files) == (".obsidian/types.json", "vaultkit.toml")
    assert (root / "People/Ann.md").read_text() == ANN
    assert (root / ".obsidian/types.json").read_bytes() == b"{}"
    assert install(root, files) == ()
    assert install(root.parent / "new", files) == tuple(files)
    with pytest.raises(RefusedError):
        install(root, {"../x": b""})


def test_shipped_files_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note(tmp_path, "templates/sections/due.md", "a\r\n")
    monkeypatch.setattr(shipping_module, "__file__", str(tmp_path / "vaultkit/files/shipping.py"))
    assert shipped_texts("templates") == {"sections/due.md": "a\r\n"}
    note(tmp_path, "vaultkit/templates/due.md", "in the wheel")
    assert shipped_texts("templates") == {"due.md": "in the wheel"}
    with pytest.raises(DiskError, match="lacks its folder"):
        shipped_texts("example-vault")
