"""Links and notes that vaultkit makes keep the habits that Obsidian's settings name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers import day, graph_of, settings_of
from live import Desk

from vaultkit.acts import folder_for, new_plan
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph, build
from vaultkit.plan import Plan
from vaultkit.templating import link
from vaultkit.vault import make_vault

SAM = "---\ntype: contact\nname: Sam Rivera\n---\n"


def graph_with(app: dict[str, object], texts: dict[str, str], settings: str = "") -> Graph:
    chosen = settings_of(settings, {"app.json": json.dumps(app)})
    return build(make_vault(texts, chosen), chosen)


@pytest.mark.parametrize(
    ("app", "source", "written"),
    [
        ({}, "", "[[Sam R|Sam Rivera]]"),
        ({"newLinkFormat": "shortest"}, "Notes/Today.md", "[[Sam R|Sam Rivera]]"),
        ({"newLinkFormat": "absolute"}, "Notes/Today.md", "[[People/Sam R|Sam Rivera]]"),
        ({"newLinkFormat": "relative"}, "Notes/Today.md", "[[../People/Sam R|Sam Rivera]]"),
        ({"newLinkFormat": "relative"}, "People/Today.md", "[[Sam R|Sam Rivera]]"),
        ({"useMarkdownLinks": True}, "Notes/Today.md", "[Sam Rivera](Sam%20R.md)"),
        ({"useMarkdownLinks": True, "newLinkFormat": "absolute"}, "", "[Sam Rivera](People/Sam%20R.md)"),
        ({"newLinkFormat": "odd", "useMarkdownLinks": "yes"}, "", "[[Sam R|Sam Rivera]]"),
    ],
)
def test_a_link_is_written_as_the_vault_writes_links(app: dict[str, object], source: str, written: str) -> None:
    assert link(graph_with(app, {"People/Sam R.md": SAM}), "People/Sam R.md", source=source) == written


@pytest.mark.parametrize(
    ("app", "written"), [({}, "[[b/c/Sam|Sam]]"), ({"newLinkFormat": "relative"}, "[[./Sam|Sam]]")]
)
def test_a_name_that_two_notes_have_is_written_with_its_path(app: dict[str, object], written: str) -> None:
    graph = graph_with(app, {"Sam.md": "", "b/c/Sam.md": ""})
    assert link(graph, "b/c/Sam.md", "Sam", "b/c/Today.md") == written


def test_a_dashboard_is_written_in_the_vaults_own_way(tmp_path: Path) -> None:
    texts = {
        ".obsidian/app.json": '{"useMarkdownLinks": true, "newLinkFormat": "relative"}',
        "People/Sam R.md": "---\ntype: contact\ncadence: 1d\ncreated: 2026-01-01\n---\n",
        "Dash/Today.md": "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n",
    }
    desk = Desk(tmp_path / "vault", texts)
    desk.render()
    assert "[Sam R](../People/Sam%20R.md)" in desk["Dash/Today.md"]
    desk.replace("Dash/Today.md", "- [ ] ", "- [x] ")
    desk.render()
    assert "2026-04-10" in desk["People/Sam R.md"]


@pytest.mark.parametrize(
    ("app", "settings", "texts", "folder"),
    [
        ({}, "", {}, ""),
        ({}, "", {"Known/Ann.md": "---\ntype: contact\n---\n"}, "Known"),
        (
            {"newFileLocation": "folder", "newFileFolderPath": "Inbox/"},
            "",
            {"Known/Ann.md": "---\ntype: contact\n---\n"},
            "Inbox",
        ),
        ({"newFileLocation": "folder"}, "", {}, ""),
        ({"newFileLocation": "current", "newFileFolderPath": "Inbox"}, "", {}, ""),
        ({"newFileLocation": "folder", "newFileFolderPath": "Inbox"}, '[people]\nfolders = ["Who"]\n', {}, "Who"),
    ],
)
def test_where_a_new_note_goes(app: dict[str, object], settings: str, texts: dict[str, str], folder: str) -> None:
    assert folder_for(graph_with(app, texts, settings), "contact") == folder


def made(graph: Graph, name: str) -> Plan:
    return new_plan(graph, "contact", name, {}, day("2026-04-10"))


def test_a_path_in_the_name_wins_where_the_folder_exists() -> None:
    graph = graph_of("=== Deep/in/Ann.md\n=== People/Bob.md\n---\ntype: contact\n---\n")
    assert [change.path for change in made(graph, "Deep/in/Zoë")] == ["Deep/in/Zoë.md"]
    (change,) = made(graph, "AC/DC")
    assert change.path == "People/AC-DC.md"
    assert "name: AC/DC" in (change.after or "")


def test_a_new_note_does_not_take_over_the_links_of_another() -> None:
    graph = graph_of({"Archive/2025/Sam.md": "", "Home.md": "[[Sam]]\n", "People/Bob.md": "---\ntype: contact\n---\n"})
    plan = made(graph, "Sam")
    assert {change.path: change.after for change in plan}["Home.md"] == "[[Archive/2025/Sam]]\n"
    with pytest.raises(RefusedError, match="exists already"):
        made(graph, "Archive/2025/Sam")
