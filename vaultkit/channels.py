"""Channels: what each can carry, counted as the channel itself counts.

Figures and their sources: docs/drafts.md. Hard limits can be overridden in `[limits]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Counted = Literal["characters", "SMS parts", "words"]

WORDS_PER_MINUTE = 140


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach somebody. `hard` is what it refuses, `soft` what is better not exceeded.

    Limits are in units of `counted`; `soft_words` is a second, softer one in words.
    """

    name: str
    counted: Counted = "characters"
    hard: int | None = None
    soft: int | None = None
    soft_words: int | None = None
    subject: int | None = None
    is_letter: bool = False


CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        channel.name: channel
        for channel in (
            Channel("email", soft_words=125, subject=60, is_letter=True),
            Channel("linkedin-note", hard=300, soft=200),
            Channel("linkedin-inmail", hard=1900, soft=400, subject=200, is_letter=True),
            Channel("linkedin-dm", hard=3000, soft=400),
            Channel("slack", hard=4000, soft_words=125),
            Channel("sms", "SMS parts", soft=1),
            Channel("x-post", hard=280),
            Channel("in-person", "words"),
        )
    }
)

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("^{}\\[~]|€\f")


def limit_of(channel: str, overrides: Mapping[str, int]) -> int | None:
    """The hard limit of a channel, the user's own first."""
    known = CHANNELS.get(channel)
    return overrides.get(channel, known.hard if known else None)


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
    return words(text) if counted == "words" else characters(text)
