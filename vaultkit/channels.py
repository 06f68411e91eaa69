"""Channels: what each can carry, counted as the channel itself counts.

Figures and their sources: docs/drafts.md. All of them can be overridden in `[limits]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

Counted = Literal["characters", "SMS parts", "words", "bytes"]

WORDS_PER_MINUTE = 140


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach somebody. `hard` is what it refuses, `soft` what is better not exceeded.

    Both are in units of `counted`; `soft_words` is a second, softer one in words. `subject` and
    `subject_hard` are in characters.
    """

    name: str
    counted: Counted = "characters"
    hard: int | None = None
    soft: int | None = None
    soft_words: int | None = None
    subject: int | None = None
    subject_hard: int | None = None
    is_letter: bool = False
    is_short: bool = False


CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        channel.name: channel
        for channel in (
            Channel("email", soft_words=125, subject=60, is_letter=True),
            Channel("linkedin-note", hard=300, soft=200, is_short=True),
            Channel("linkedin-inmail", hard=1900, soft=400, subject_hard=200, is_letter=True),
            Channel("linkedin-dm", hard=3000, soft=400),
            Channel("linkedin-headline", hard=220),
            Channel("linkedin-about", hard=2600),
            Channel("slack", hard=4000, soft_words=125),
            Channel("sms", "SMS parts", soft=1, is_short=True),
            Channel("x-post", hard=280, is_short=True),
            Channel("in-person", "words"),
            Channel("print", soft_words=250, is_letter=True),
            Channel("card", soft_words=60),
            Channel("card-qr", "bytes", soft=300),
            Channel("note"),
        )
    }
)

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("^{}\\[~]|€\f")


def channel_of(name: str, overrides: Mapping[str, int]) -> Channel:
    """A channel with the user's own limits: `slack` is the hard one, `slack-soft`, `slack-words` and so on the others.

    One that only the user knows has no other limits than these.
    """
    known = CHANNELS.get(name, Channel(name))
    return replace(
        known,
        hard=overrides.get(name, known.hard),
        soft=overrides.get(f"{name}-soft", known.soft),
        soft_words=overrides.get(f"{name}-words", known.soft_words),
        subject=overrides.get(f"{name}-subject", known.subject),
    )


def pace(overrides: Mapping[str, int]) -> int:
    """How many words are spoken in a minute, the user's own number first."""
    return max(1, overrides.get("words-per-minute", WORDS_PER_MINUTE))


def characters(text: str) -> int:
    """Code points after NFC; a line end is one."""
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def utf16_length(text: str) -> int:
    """UTF-16 code units: how some platforms count (an emoji is two)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def words(text: str) -> int:
    """Words as people count them."""
    return len(re.findall(r"[^\W_]+(?:['’.@/:-][^\W_]+)*", text))


def sms_parts(text: str) -> tuple[int, str]:
    """How many text messages it takes, and the characters that rule out the 7-bit alphabet (3GPP 23.038)."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    foreign = "".join(dict.fromkeys(c for c in normal if c not in _GSM and c not in _GSM_EXTENSION))
    if foreign:
        units, one, each = utf16_length(normal), 70, 67
    else:
        units, one, each = sum(2 if c in _GSM_EXTENSION else 1 for c in normal), 160, 153
    return (1 if units <= one else -(-units // each)), foreign


def size(text: str, channel: str) -> int:
    """The length of a message in the channel's own units."""
    counted = CHANNELS[channel].counted if channel in CHANNELS else "characters"
    if counted == "SMS parts":
        return sms_parts(text)[0]
    if counted == "bytes":
        return len(text.encode("utf-8", "surrogatepass"))
    return words(text) if counted == "words" else characters(text)
