"""Text damaged by a wrong encoding: UTF-8 that some program once read as Mac Roman or Windows-1252.

The word for it is mojibake: `’` has become `‚Äô` or `â€™`. The library ftfy knows which runs of
characters nobody writes on purpose; of its many repairs only the one of the encoding is used, so
that quotes stay curled, ligatures stay ligatures and nothing is normalised.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: The single-byte encodings through which UTF-8 gets read by mistake; those that ftfy knows.
_ENCODINGS = ("latin-1", "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman", "cp437")
#: What ftfy does not look for: Mac Roman makes of an emoji the Apple sign and three more, and
#: three odd characters of the signs that tasks carry.
_EMOJI = re.compile(
    "|".join(("\uf8ff[^\x00-\x7f]{3}", *(sign.encode().decode("mac-roman") for sign in "✅⏳⌛❌➕⛔⏫⏬✔❗⭐")))
)


@cache
def _suspicion() -> re.Pattern[str]:
    """Two characters in a row that can be the first bytes of one UTF-8 character, misread."""
    first, second = (
        {char for name in _ENCODINGS for char in bytes(range(low, high)).decode(name, "ignore") if char > "\x7f"}
        for low, high in ((0xC2, 0xF5), (0x80, 0xC0))
    )
    return re.compile(f"[{''.join(sorted(first))}][{''.join(sorted(second))}\x80-\x9f]")


@cache
def _repair() -> tuple[Any, Any]:
    from ftfy import TextFixerConfig, fix_encoding

    # No guesses at what was lost: a blank is never taken for half a letter, nor `?` for a byte.
    careful = TextFixerConfig(
        explain=False, restore_byte_a0=False, replace_lossy_sequences=False, fix_c1_controls=False
    )
    return fix_encoding, careful


def is_suspect(text: str) -> bool:
    """False for text that is certainly sound; quick, so that clean notes cost next to nothing."""
    return not text.isascii() and _suspicion().search(text) is not None


def mended(line: str) -> str:
    """A line with the damage of a wrong encoding taken back; a sound line as it is.

    A repair that would touch a plain (ASCII) character is none.
    """
    if not is_suspect(line):
        return line
    repaired = _repaired(line)
    if repaired == line:  # sound characters beside the damaged ones hide them
        repaired = re.sub(r"\S+", lambda word: _repaired(word[0]) if is_suspect(word[0]) else word[0], line)
    return repaired if _ascii(repaired) == _ascii(line) else line


def _repaired(text: str) -> str:
    fix, careful = _repair()
    repaired: str = fix(_unroman(text) if _EMOJI.search(text) else text, careful)
    return repaired


def _unroman(line: str) -> str:
    """A line with an emoji that was read as Mac Roman: all of it read anew if it can be, else the emoji alone."""
    try:
        return line.encode("mac-roman").decode("utf-8")
    except UnicodeError:
        return _EMOJI.sub(_emoji, line)


def _emoji(match: re.Match[str]) -> str:
    try:
        return match[0].encode("mac-roman").decode("utf-8")
    except UnicodeError:
        return match[0]


def _ascii(text: str) -> str:
    return re.sub(r"[^\x00-\x7f]+", "", text)
