"""How long a message is, as its channel counts."""

from __future__ import annotations

import unicodedata

import pytest

from vaultkit.channels import CHANNELS, channel_of, characters, pace, size, sms_parts, utf16_length, words

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
    assert channel_of("linkedin-note", {}).hard == 300
    assert channel_of("linkedin-note", {"linkedin-note": 200}).hard == 200
    assert channel_of("email", {}).hard is None
    assert channel_of("carrier pigeon", {}).hard is None
    assert channel_of("carrier pigeon", {"carrier pigeon": 20}).hard == 20
    assert all(channel.name == name for name, channel in CHANNELS.items())


def test_every_limit_can_be_ones_own() -> None:
    mine = {"slack": 3000, "slack-words": 80, "email-subject": 40, "linkedin-dm-soft": 300, "words-per-minute": 120}
    assert (channel_of("slack", mine).hard, channel_of("slack", mine).soft_words) == (3000, 80)
    assert channel_of("email", mine).subject == 40
    assert channel_of("linkedin-dm", mine).soft == 300
    assert channel_of("sms", mine) == CHANNELS["sms"]
    assert (pace(mine), pace({}), pace({"words-per-minute": 0})) == (120, 140, 1)


def test_a_channel_of_ones_own_has_the_limits_one_gives_it() -> None:
    assert channel_of("pigeon", {}).hard is None
    assert channel_of("pigeon", {"pigeon": 20}).hard == 20


def test_a_qr_code_is_counted_in_bytes() -> None:
    assert size("né", "card-qr") == 3
    assert CHANNELS["card-qr"].soft == 300


@pytest.mark.parametrize(
    ("name", "hard", "soft"),
    [
        ("linkedin-note", 300, 200),
        ("linkedin-inmail", 1900, 400),
        ("linkedin-dm", 3000, 400),
        ("linkedin-headline", 220, None),
        ("linkedin-about", 2600, None),
        ("slack", 4000, None),
        ("sms", None, 1),
        ("x-post", 280, None),
    ],
)
def test_the_figures(name: str, hard: int | None, soft: int | None) -> None:
    assert (CHANNELS[name].hard, CHANNELS[name].soft) == (hard, soft)
