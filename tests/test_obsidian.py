"""Obsidian's own settings, whatever stands in their files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vaultkit.obsidian import Obsidian, read_obsidian


def settings(**files: Any) -> Obsidian:
    return read_obsidian({f"{name.replace('_', '-')}.json": json.dumps(value) for name, value in files.items()})


def test_without_files_all_is_as_in_a_new_vault() -> None:
    assert read_obsidian({}) == Obsidian()


def test_everything_that_is_read() -> None:
    found = settings(
        app={
            "newLinkFormat": "absolute",
            "useMarkdownLinks": True,
            "newFileLocation": "current",
            "newFileFolderPath": "/In/box/",
            "attachmentFolderPath": "./files",
            "userIgnoreFilters": ["Archive/", "/x$/"],
            "unknown": 1,
        },
        daily_notes={"folder": "Diary/", "format": "DD.MM.YYYY", "template": "Shapes/Day"},
        templates={"folder": "/Shapes"},
        types={"types": {"Met": "date", "crew": "multitext"}},
    )
    assert found == Obsidian(
        link_format="absolute",
        markdown_links=True,
        new_file_location="current",
        new_file_folder="In/box",
        attachment_folder="./files",
        excluded=("Archive/", "/x$/"),
        daily_folder="Diary",
        daily_format="DD.MM.YYYY",
        daily_template="Shapes/Day",
        template_folder="Shapes",
        types={"met": "date", "crew": "multitext"},
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"x"', "[" * 100_000, "9" * 5_000, "\ufeff{}"])
def test_a_file_that_cannot_be_read_counts_as_absent(text: str) -> None:
    names = ("app.json", "daily-notes.json", "templates.json", "types.json")
    assert read_obsidian(dict.fromkeys(names, text)) == Obsidian()


@pytest.mark.parametrize("value", [None, 3, True, "longest", ["shortest"], {"a": 1}, ""])
def test_values_of_another_type_count_as_absent(value: Any) -> None:
    keys = ("newLinkFormat", "newFileLocation", "userIgnoreFilters")
    found = settings(app=dict.fromkeys(keys, value), types={"types": value})
    assert (found.link_format, found.new_file_location) == ("shortest", "root")
    assert found.excluded == (("shortest",) if value == ["shortest"] else ())
    assert found.types == {}


@pytest.mark.parametrize("value", [None, 3, ["x"], {}])
def test_a_folder_that_is_no_text_is_none(value: Any) -> None:
    found = settings(
        app={"newFileFolderPath": value, "useMarkdownLinks": value},
        daily_notes={"folder": value, "format": value, "template": value},
        templates={"folder": value},
    )
    assert found == Obsidian()


@pytest.mark.parametrize(
    ("filters", "excluded"),
    [
        ((), []),
        (("Archive/",), ["Archive/a.md", "Archive/Sub/b.md"]),
        (("Archive",), ["Archive/a.md", "Archive/Sub/b.md", "Archived.md"]),
        (("/Sub.*b/",), ["Archive/Sub/b.md"]),
        (("/^a/",), ["a.md"]),
        (("a.md",), ["a.md"]),
        (("(", "[a"), []),
        (("//",), []),
        (("/",), []),
    ],
)
def test_excluded_files(filters: tuple[str, ...], excluded: list[str]) -> None:
    paths = ["Archive/a.md", "Archive/Sub/b.md", "Archived.md", "a.md"]
    assert [path for path in paths if Obsidian(excluded=filters).is_excluded(path)] == excluded


@pytest.mark.parametrize(
    "pattern", ["/(/", "/[[a]/", "/a{99999999999}/", "/" + "(" * 5_000 + ")" * 5_000 + "/", "/(?<x>a)/"]
)
def test_a_regular_expression_that_python_does_not_know_excludes_nothing(pattern: str) -> None:
    assert not Obsidian(excluded=(pattern,)).is_excluded("b.md")


def test_templates_lie_in_their_folder_and_below() -> None:
    found = Obsidian(template_folder="Shapes")
    assert found.is_template("Shapes/Person.md")
    assert found.is_template("Shapes/Sub/Person.md")
    assert not found.is_template("Shapesmith.md")
    assert not Obsidian().is_template("Person.md")
