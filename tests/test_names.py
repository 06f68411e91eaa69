"""Names as people type them, and as files can bear them."""

from __future__ import annotations

import unicodedata

import pytest

from vaultkit.errors import nearest
from vaultkit.model import fold
from vaultkit.names import edit_distance, few, file_name, first_name, plain_name, shortened, typed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sam Rivera", "sam rivera"),
        ("Łukasz Żak-Nowak", "lukasz zak nowak"),
        ("Amélie  O'Neil", "amelie o neil"),
        ("Søren Ærø", "soren aero"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Þór Guðrún", "thor gudrun"),
        ("Đặng Œuvre", "dang oeuvre"),
        ("İstanbul", "istanbul"),
        ("ﬁn", "fin"),
        ("田中 芽衣", "田中 芽衣"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_a_name_without_case_accents_and_punctuation(name: str, expected: str) -> None:
    assert plain_name(name) == expected
    assert plain_name(unicodedata.normalize("NFD", name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sam Rivera", "Sam"),
        ("Dr. Amélie Rochefort", "Amélie"),
        ("Prof. Dr. Jan de Vries", "Jan"),
        ("Dr.", "Dr."),
        ("Madonna", "Madonna"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_name_by_which_one_greets(name: str, expected: str) -> None:
    assert first_name(name) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sam Rivera", "Sam Rivera"),
        ("AC/DC: live?", "AC-DC- live-"),
        ('a*"b\\<c>|#^[d]', "a--b--c-----d-"),
        ("  two   spaces ", "two spaces"),
        ("dots...", "dots"),
        (".hidden", "hidden"),
        ("100%% sure", "100% sure"),
        ("tab\tand\nline", "tab-and-line"),
        ("CON", "CON_"),
        ("com1.txt", "com1.txt_"),
        ("Console", "Console"),
        ("", "_"),
        ("...", "_"),
        (unicodedata.normalize("NFD", "Zoë"), unicodedata.normalize("NFC", "Zoë")),
    ],
)
def test_a_title_as_the_name_of_a_file(title: str, expected: str) -> None:
    assert file_name(title) == expected


@pytest.mark.parametrize("title", ["x" * 500, "é" * 500, "名" * 500, "a " * 300])
def test_a_long_title_is_cut_between_characters(title: str) -> None:
    name = file_name(title)
    assert 150 < len(name.encode()) <= 200
    assert title.startswith(name)
    assert name == name.rstrip(" .")


def test_a_name_once_made_stays_as_it_is() -> None:
    for title in ("AC/DC", "CON", "...", "a" * 300, "100%%%% x", ". .a"):
        assert file_name(file_name(title)) == file_name(title)


def test_names_are_compared_without_case_and_forms() -> None:
    assert fold("ZOË") == fold(unicodedata.normalize("NFD", "zoë"))
    assert fold("Sam\xa0Rivera") == fold("sam rivera")
    assert fold("Sam") != fold("Samuel")


def test_the_nearest_words() -> None:
    assert nearest("Sam Riviera", ["Sam Rivera", "Samira Okafor", "Ben"]) == ("Sam Rivera",)
    assert nearest("zzz", ["Sam"]) == ()
    assert nearest("nope", ["Sophie B"]) == ()
    assert nearest("Sam Riviera", ["Samira Okafor"], cutoff=0.8) == ()
    assert nearest("DEU", ["due", "loops"], 1) == ("due",)


def test_names_in_a_row_as_far_as_one_reads_them() -> None:
    assert few([]) == ""
    assert few(["A.md", "B.md", "C.md"]) == "A.md, B.md, C.md"
    assert few(f"{letter}.md" for letter in "ABCDE") == "A.md, B.md, C.md and 2 more"


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("cadence", "cadence", 0),
        ("cadance", "cadence", 1),
        ("cadecne", "cadence", 1),
        ("cadenc", "cadence", 1),
        ("caddence", "cadence", 1),
        ("acdecne", "cadence", 2),
        ("org", "role", 3),
        ("", "abc", 3),
    ],
)
def test_edit_distance(one: str, other: str, steps: int) -> None:
    assert edit_distance(one, other, 2) == edit_distance(other, one, 2) == steps


def test_long_texts_are_cut_for_messages() -> None:
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"


@pytest.mark.parametrize(
    ("word", "shown"), [("Sam", "Sam"), ("Zoë Martens", '"Zoë Martens"'), ("a$(b)", "'a$(b)'"), ("", "''")]
)
def test_a_word_as_it_is_typed(word: str, shown: str) -> None:
    assert typed(word) == shown
