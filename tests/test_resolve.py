"""The finer points of where a link leads; the rules themselves are in `conformance/`."""

from __future__ import annotations

import pytest
from helpers import document_of

from vaultkit.graph.resolve import Resolver, find_subpath
from vaultkit.model import Block
from vaultkit.obsidian import LinkFormat


@pytest.mark.parametrize(
    "target", ["/", "//", ".", "..", "./", "../", "a/", "/a", "#", " ", "x" * 10_000, "a//b", "\x00"]
)
def test_odd_targets_lead_nowhere(target: str) -> None:
    assert Resolver(["b/c.md", "d.png"]).resolve(target, "b/Here.md") is None


def test_a_file_whose_ending_is_all_it_has_is_no_target() -> None:
    resolver = Resolver(["README", "a/LICENSE", "b.md"])
    assert resolver.resolve("README", "b.md") is None
    assert resolver.resolve("LICENSE", "b.md") is None
    assert resolver.names() == ("b",)


def test_candidates_are_those_that_fit_equally_well() -> None:
    resolver = Resolver(["a/Note.md", "b/Note.md", "long/Note.md"])
    assert resolver.candidates("Note", "Here.md") == ("a/Note.md", "b/Note.md")
    assert resolver.candidates("Note", "long/Here.md") == ("long/Note.md",)
    assert resolver.candidates("Note", "other/Here.md") == ("a/Note.md", "b/Note.md")
    assert resolver.candidates("long/Note", "Here.md") == ("long/Note.md",)
    assert resolver.candidates("None", "Here.md") == ()


def test_a_spelling_decides_only_between_names_that_fit_equally_well() -> None:
    resolver = Resolver(["sub/note.md", "sub/Note.md", "longer/NOTE.md"])
    assert resolver.candidates("note", "Here.md") == ("sub/note.md",)
    assert resolver.candidates("Note.md", "Here.md") == ("sub/Note.md",)
    assert resolver.candidates("NOTE", "Here.md") == ("sub/Note.md", "sub/note.md")


NOTE = """
# One
text ^first
## Two *parts*
# One
### Two parts
## C# & F#
## !!!
Last. ^Second-1
"""


@pytest.mark.parametrize(
    ("subpath", "line"),
    [
        ("One", 2),
        ("one", 2),
        ("Two *parts*", 4),
        ("Two parts", 6),
        ("One#Two parts", 4),
        ("One#Three", None),
        ("Two parts#One", None),
        ("C# & F#", 7),
        ("C F", 7),
        ("cf", 7),
        ("!!!", 8),
        ("???", None),
        ("", None),
        ("#", None),
        ("# One", 2),
        ("^first", 3),
        ("^FIRST", 3),
        ("^second-1", 9),
        ("^none", None),
        ("^", None),
    ],
)
def test_a_part_of_a_note(subpath: str, line: int | None) -> None:
    found = find_subpath(document_of(NOTE), subpath)
    assert (found.line if found else None) == line
    assert isinstance(found, Block) is (line is not None and subpath.startswith("^"))


@pytest.mark.parametrize(
    ("path", "source", "link_format", "written"),
    [
        ("a/Note.md", "Here.md", "shortest", "Note"),
        ("a/Twice.md", "Here.md", "shortest", "a/Twice"),
        ("a/Note.md", "Here.md", "absolute", "a/Note"),
        ("a/Note.md", "a/b/Here.md", "relative", "../Note"),
        ("a/Note.md", "a/Here.md", "relative", "Note"),
        ("b/Twice.md", "Here.md", "relative", "b/Twice"),
        ("b/c/Top.md", "b/Here.md", "relative", "./c/Top"),
        ("c/Top.md", "Here.md", "relative", "c/Top"),
    ],
)
def test_what_to_write_in_a_link(path: str, source: str, link_format: LinkFormat, written: str) -> None:
    resolver = Resolver(["a/Note.md", "a/Twice.md", "b/Twice.md", "c/Top.md", "b/c/Top.md"])
    assert resolver.name_for(path, source, link_format) == written
    assert resolver.resolve(written, source) == path
