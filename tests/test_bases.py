"""What a base names, and exactly where."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from vaultkit.bases import Named, named_in
from vaultkit.model import Source


def read(text: str) -> tuple[Named, ...]:
    return named_in(Source.from_text("People.base", dedent(text)))


def named(text: str) -> list[str]:
    """What is named, as `property town`; each stands where it says."""
    source = dedent(text)
    found = read(source)
    for each in found:
        assert source[each.start : each.end] == each.quoted(each.text)
    return [f"{each.kind} {each.text}" for each in found]


def formula(text: str) -> list[str]:
    return named(f"filters:\n  and:\n    - {text}\n")


# -- which texts of the file are formulas, which are properties


def test_filters_stand_at_the_top_and_in_views_and_nest() -> None:
    assert named(
        """
        filters:
          or:
            - a > 1
            - not:
                - b == 2
        views:
          - type: table
            filters:
              and: [c, {or: [d]}]
          - filters: e
        """
    ) == ["property a", "property b", "property c", "property d", "property e"]


def test_formulas_and_summaries_are_formulas_and_their_names_are_not() -> None:
    assert named("formulas:\n  years: age / 12\nsummaries:\n  mine: values.mean() + town\n") == [
        "property age",
        "property town",
    ]


def test_columns_orders_and_groups_name_properties() -> None:
    assert named(
        """
        properties:
          town:
            displayName: Town
          note.age:
            displayName: Age
          file.name:
            displayName: Name
          formula.years:
            displayName: Years
        views:
          - type: cards
            name: note name
            limit: 5
            order: [file.name, note.one, two, formula.years]
            sort:
              - property: three
                direction: DESC
            groupBy:
              property: note.four
              direction: ASC
            summaries: {five: Average}
            columnSize: {note.six: 120}
            image: note.cover
          - groupBy: seven
        """
    ) == [
        "property town",
        "property age",
        "property one",
        "property two",
        "property three",
        "property four",
        "property five",
        "property six",
        "property cover",
        "property seven",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "other: a > 1\n",
        "views:\n  - name: a\n    limit: 3\n",
        "views: {order: [a]}\n",
        "formulas: a\n",
        "- a\n",
        "a\n",
        "",
    ],
)
def test_what_names_nothing(text: str) -> None:
    assert named(text) == []


# -- formulas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rating > 3 && !done", ["property rating", "property done"]),
        ("note.town == note['home town']", ["property town", "property home town"]),
        ('this.town == this.note.land && this.note["a b"]', ["property town", "property land", "property a b"]),
        ('file.properties.mood || file.properties["a b"]', ["property mood", "property a b"]),
        ("file.name == this.file.name && formula.x > now()", []),
        ("file . name", []),
        ("town.contains('x') && list(b).map(value.c)", ["property town", "property b"]),
        ("note.values + note.file", ["property values", "property file"]),
        ("this.file.folder + this.formula", []),
        ("größe > 3 || привет", ["property größe", "property привет"]),
        ("a-b", ["property a", "property b"]),
        ("3.5 * x1", ["property x1"]),
        ("true && false || null", []),
        ("if(a, 'b', \"c\")", ["property a"]),
        ('file.hasTag("a", "b/c")', ["tag a", "tag b/c"]),
        ('file.tags.contains("a") || tags.containsAny("b", "c")', ["tag a", "property tags", "tag b", "tag c"]),
        ('file.tags.containsAll(["a", "b"])', ["tag a", "tag b"]),
        ('town.contains("a")', ["property town"]),
        ('contains("a")', []),
        ('file.inFolder("A b/c") && file.inFolder("d/")', ["folder A b/c", "folder d"]),
        ('file.folder == "A" || file.folder != "B"', ["folder A", "folder B"]),
        ('file.folder.startsWith("A") && file.path.startsWith("B/")', ["folder A", "folder B"]),
        ('file.inFolder("/") || file.inFolder("")', []),
        ('file.path == "A/b.md"', ["file A/b.md"]),
        ('file.folder == town && "A" == x', ["property town", "property x"]),
        ('file.folder > "A" || file.folder >= "A"', []),
        ('file.hasLink("Ada") && x.linksTo("Bo", "Cy")', ["file Ada", "property x", "file Bo", "file Cy"]),
        ('author == link("Ada", "A")', ["property author", "file Ada"]),
        ('file(["a"][0], "b")', ["file a"]),
        ('author == "[[Ada Winter|A]]"', ["property author", "file Ada Winter"]),
        ('file.hasLink("[[Ada#Log]]")', ["file Ada"]),
        ('file.hasProperty("mood")', ["property mood"]),
        ("/a b/.matches(c) && d/e/f", ["property c", "property d", "property e", "property f"]),
        ("(a)/b + [c]/d", ["property a", "property b", "property c", "property d"]),
        ("'x'/y", ["property y"]),
        ("a[0] + b[c]", ["property a", "property b", "property c"]),
        ('x["y"]', ["property x"]),
        ("f(a, b) + ", ["property a", "property b"]),
        (") ] , a", ["property a"]),
        (r"file.hasTag('it\'s')", ["tag it\\'s"]),
        ('link("open', []),
    ],
)
def test_a_formula(text: str, expected: list[str]) -> None:
    block = f"filters: |-\n  {text}\n"
    assert named(block) == expected


def test_a_wikilink_alone_names_its_file() -> None:
    assert formula("'[[Ada Winter]]'") == ["file Ada Winter"]


def test_dates_and_texts_are_no_names() -> None:
    assert formula("met > now() - \"1M\" && town == 'Lyon'") == ["property met", "property town"]


# -- the quotes and escapes of YAML


@pytest.mark.parametrize(
    ("line", "expected", "quote"),
    [
        ("link('Ada')", ("Ada",), ""),
        ("'link(\"Ada\")'", ("Ada",), "'"),
        ("'link(\"O''Neil\")'", ("O'Neil",), "'"),
        ('"link(\\"Ada\\")"', ("Ada",), '"'),
        ('"link(\\"Zo\\u00eb\\")"', ("Zoë",), '"'),
        ('"link(\\"Zo\\xeb \\U0001F389\\")"', ("Zoë 🎉",), '"'),
        ('"\\tlink(\\"Ada\\")"', ("Ada",), '"'),
        ("!!str 'link(\"Ada\")'", ("Ada",), "'"),
        ("&x link('Ada')", ("Ada",), ""),
        ("&x !!str link('Ada')", ("Ada",), ""),
    ],
)
def test_a_name_is_found_in_any_spelling(line: str, expected: tuple[str, ...], quote: str) -> None:
    text = f"filters: {line}\n"
    found = read(text)
    assert tuple(each.text for each in found) == expected
    (only,) = found
    assert only.quote == quote
    assert only.kind == "file"
    # What stands there can be replaced, and is then named.
    for name in ("Bo", "O'Hara", 'the "Boat"' if quote == "" else "a\\b"):
        changed = text[: only.start] + only.quoted(name) + text[only.end :]
        if quote or "'" not in name:
            assert [each.text for each in read(changed)] == [name]


@pytest.mark.parametrize("key", ["town", "'town'", '"town"', '"t\\u006fwn"', "note.town", "'note.town'"])
def test_a_column_is_found_in_any_spelling(key: str) -> None:
    for text in (f"properties:\n  {key}:\n    displayName: x\n", f"views:\n  - order:\n      - {key}\n"):
        (found,) = read(text)
        assert (found.kind, found.text) == ("property", "town")
        changed = text[: found.start] + found.quoted("city") + text[found.end :]
        assert [each.text for each in read(changed)] == ["city"]


def test_texts_over_several_lines() -> None:
    assert named("filters: |\n  a > 1\n  && file.inFolder('B c')\n") == ["property a", "folder B c"]
    assert named("filters: >-\n  a\n\n  || b\n") == ["property a", "property b"]
    assert named("filters: 'a >\n  b'\n") == ["property a", "property b"]
    assert named("filters: |\n") == []


def test_an_alias_stands_for_what_was_named_already() -> None:
    assert named("filters: &x a > 1\nviews:\n  - filters: *x\n    groupBy: b\n") == ["property a", "property b"]


def test_a_key_that_is_no_text_is_passed_over() -> None:
    assert named("? [a]\n: b\n? {c: d}\n: [e]\nfilters: f\n") == ["property f"]


def test_places_count_characters_whatever_the_line_ends() -> None:
    text = "# 🎉 é\r\nfilters: rating > 3\r\n"
    (found,) = read(text)
    assert text[found.start : found.end] == "rating"


# -- what nobody wrote


@pytest.mark.parametrize(
    "text",
    [
        "a: [\n",
        "filters: @x\n",
        "filters: a\n---\nfilters: b\n",
        "[" * 5_000,
        "\ud800",
        "a: " + "- " * 900,
        "\x00",
        "{{date}}",
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_no_base_names_nothing(text: str) -> None:
    assert named_in(Source("x.base", text, "")) == ()


@pytest.mark.parametrize(
    "formula",
    [
        sign * (60_000 // len(sign))
        for sign in ("'", '"', '\\"', "/", "(", "[", "a.", "==", "[[", "\\", "file.", "note[", "a ")
    ]
    + ["'[[" + "a" * 60_000, "/" + "a/" * 30_000, "('a'," * 12_000, "'[[a|" * 12_000],
    ids=lambda text: repr(text)[:8],
)
def test_any_sign_repeated_is_read_in_no_time(formula: str) -> None:
    start = time.process_time()
    read(f"filters: |\n  {formula}\n")
    assert time.process_time() - start < 5
