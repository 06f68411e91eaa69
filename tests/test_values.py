"""Values of properties as a program reads them: the core schema of YAML 1.2, and never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from helpers import document_of

from vaultkit.markdown import parse
from vaultkit.markdown.values import property_values
from vaultkit.model import Source


def values(block: str) -> dict[str, Any]:
    return property_values(document_of(f"---\n{block}\n---\n"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("true", True),
        ("TRUE", True),
        ("False", False),
        ("yes", "yes"),
        ("on", "on"),
        ("NO", "NO"),
        ("tRue", "tRue"),
        ("5", 5),
        ("-12", -12),
        ("+49301234", 49301234),
        ("010", 10),
        ("0o17", 15),
        ("0o18", "0o18"),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("2.", 2.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        (".inf", ".inf"),
        ("-.Inf", "-.Inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("٣", "٣"),
        ("12:30", "12:30"),
        ("2026-04-10", "2026-04-10"),
        ("2026-04-10T09:30:00", "2026-04-10T09:30:00"),
        ("+49 30 1234", "+49 30 1234"),
        ('"5"', "5"),
        ("'true'", "true"),
        ('""', ""),
        ('"null"', "null"),
        ("|-\n  5", "5"),
        ("!!str 5", "5"),
        ("!great", "!great"),
        ("&a 5", 5),
        ("*a", "*a"),
        ("[]", []),
        ("[1, x, [2, ~]]", [1, "x", [2, None]]),
        ("\n  - 1\n  - yes", [1, "yes"]),
        ("[[Ann Lee]]", [["Ann Lee"]]),
        ('"[[Ann Lee]]"', "[[Ann Lee]]"),
        ("{a: 1, 2: {b: off}}", {"a": 1, "2": {"b": "off"}}),
        ("{[x]: 1, b: 2}", {"b": 2}),
    ],
)
def test_a_value_is_what_yaml_says(written: str, value: object) -> None:
    read = values(f"v: {written}")["v"]
    assert (read, type(read)) == (value, type(value))


def test_names_are_text_and_stand_as_they_are_written() -> None:
    assert values('2026: a\non: b\nTrue: c\n"q\'": d') == {"2026": "a", "on": "b", "True": "c", "q'": "d"}


def test_of_a_name_that_stands_twice_the_last_counts() -> None:
    assert list(values("a: 1\nb: 2\na: 3").items()) == [("b", 2), ("a", 3)]


def test_a_name_that_is_no_text_takes_nothing_with_it() -> None:
    assert values("? [x, y]\n: 1\nb: 2") == {"b": 2}


def test_one_faulty_line_does_not_take_the_others_with_it() -> None:
    assert values("size: 3\norg: @acme\ndone: true\nlist:\n  - 1\n  - x: y: z\nlinks: [[A]], [[B]]\nn: 1.5\nn") == {
        "size": 3,
        "org": "@acme",
        "done": True,
        "list": ["1", "x: y: z"],
        "links": ["[[A]]", "[[B]]"],
        "n": 1.5,
    }


def test_json_is_read_too() -> None:
    assert values('{"a": 1, "b": [true, null], "c": {"d": "\\ud83d\\ude00"}}') == {
        "a": 1,
        "b": [True, None],
        "c": {"d": "😀"},
    }


def test_bytes_that_are_no_utf8_are_kept() -> None:
    source = Source.from_bytes("A.md", b"---\nsize: 3\nname: Zo\xeb\n---\n")
    assert property_values(parse(source)) == {"size": 3, "name": "Zo\udceb"}


@pytest.mark.parametrize(
    "text", ["", "just text", "---\n---\n", "---\n# nothing\n---\n", "---\n- a\n- b\n---\n", "---\na: 1"]
)
def test_without_properties_there_are_no_values(text: str) -> None:
    assert property_values(document_of(text)) == {}


@pytest.mark.parametrize(
    "block",
    [
        "a: " + "[" * 2000,
        "a: " + "[" * 40 + "]" * 40,
        "\n".join(f"a{n}: &x{n} [*x{n - 1}, *x{n - 1}]" for n in range(1, 40)),
        "a: [" + "1, " * 6000 + "]",
        "a: " + "x" * 70_000,
        "b: 1\n? ? ?\n: :",
    ],
)
def test_hostile_yaml_stays_small(block: str) -> None:
    assert len(json.dumps(values(block))) < 10_000


def test_a_number_that_nobody_counts_with_is_text() -> None:
    assert values(f"n: {'9' * 5000}\nm: 0x{'f' * 5000}") == {"n": "9" * 5000, "m": "0x" + "f" * 5000}
