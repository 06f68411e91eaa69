"""How long a message is, as its channel counts."""

from __future__ import annotations

import unicodedata

import pytest

from vaultkit.channels import CHANNELS, characters, limit_of, size, sms_parts, utf16_length, words

SMILE = "\U0001f600"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ñ" * 160, 1),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("[" * 76 + "a" * 2, 1),
        ("a" * 159 + "\r\n", 1),
    ],
)
def test_text_messages_in_the_7_bit_alphabet(text: str, parts: int) -> None:
    assert sms_parts(text) == (parts, "")


@pytest.mark.parametrize(
    ("text", "parts", "foreign"),
    [
        ("’" + "a" * 69, 1, "’"),
        ("’" + "a" * 70, 2, "’"),
        ("’" * 134, 2, "’"),
        ("’" * 135, 3, "’"),
        (SMILE * 35, 1, SMILE),
        (SMILE * 36, 2, SMILE),
        ("ç’ç", 1, "ç’"),
        ("`", 1, "`"),
    ],
)
def test_one_foreign_character_makes_all_of_it_16_bit(text: str, parts: int, foreign: str) -> None:
    assert sms_parts(text) == (parts, foreign)


@pytest.mark.parametrize("char", "^{}\\[~]|€\f")
def test_extension_characters_count_twice(char: str) -> None:
    assert sms_parts(char * 80) == (1, "")
    assert sms_parts(char * 81) == (2, "")


def test_a_decomposed_letter_is_one_letter() -> None:
    text = unicodedata.normalize("NFD", "é" * 160)
    assert characters(text) == 160
    assert sms_parts(text) == (1, "")


def test_characters_are_counted_as_code_points() -> None:
    assert characters("a\r\nb") == 3
    assert characters(SMILE) == 1
    assert utf16_length(SMILE) == 2
    assert utf16_length("\ud800") == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hello, world!", 2),
        ("it's a well-known fact", 4),
        ("sam@example.org and example.org/a-b", 3),
        ("–  …", 0),
        ("", 0),
        ("at 14:30", 2),
    ],
)
def test_words_are_counted_as_people_do(text: str, count: int) -> None:
    assert words(text) == count


def test_the_size_is_in_the_channels_own_unit() -> None:
    assert size("a" * 161, "sms") == 2
    assert size("three short words", "in-person") == 3
    assert size("abc", "email") == 3
    assert size("abc", "carrier pigeon") == 3


def test_the_users_own_limit_comes_first() -> None:
    assert limit_of("linkedin-note", {}) == 300
    assert limit_of("linkedin-note", {"linkedin-note": 200}) == 200
    assert limit_of("email", {}) is None
    assert limit_of("carrier pigeon", {}) is None
    assert limit_of("carrier pigeon", {"carrier pigeon": 20}) == 20
    assert all(channel.name == name for name, channel in CHANNELS.items())
