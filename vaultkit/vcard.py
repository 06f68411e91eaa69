"""vCard as text: lines, escapes and folding, the same in 3.0 (RFC 2426) and 4.0 (RFC 6350)."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: The longest line, in bytes of UTF-8 and without its end (RFC 6350, 3.2).
_WIDTH = 75
_ESCAPED = re.compile(r"[\\,;]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def text_value(text: str) -> str:
    """A value of the type TEXT, or one component of it."""
    lines = "\n".join(_CONTROL.sub("", line) for line in text.splitlines())
    return _ESCAPED.sub(r"\\\g<0>", lines).replace("\n", r"\n")


def structured(*components: str) -> str:
    """A value with components: `N`, `ADR`."""
    return ";".join(map(text_value, components))


def uri_value(text: str) -> str:
    """A value of the type URI. It knows no escapes, so a comma stays; blanks, which no URI has, are percent-encoded."""
    return "%20".join(_CONTROL.sub("", text).split())


def vcard(version: str, lines: Iterable[tuple[str, str]], *, is_folded: bool = True) -> str:
    """A card of lines such as `("EMAIL;PREF=1", "sam@example.org")`, whose values are escaped already."""
    every = (("BEGIN", "VCARD"), ("VERSION", version), *lines, ("END", "VCARD"))
    whole = (f"{name}:{value}" for name, value in every)
    return "".join(f"{folded(line) if is_folded else line}\r\n" for line in whole)


def folded(line: str) -> str:
    """A line in parts of at most 75 bytes; no character is cut in two."""
    parts, length = [""], 0
    for char in line:
        size = len(char.encode("utf-8", "surrogateescape"))
        if length + size > _WIDTH:
            parts.append("")
            length = 1  # the blank that begins the next line
        parts[-1] += char
        length += size
    return "\r\n ".join(parts)
