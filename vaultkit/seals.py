"""Seals: how a file that vaultkit wrote whole is known again, and told from one that was changed since.

Somewhere in such a file stands a mark, `vaultkit-3f2a9c0d1e2b`: the fingerprint of all the rest. It
needs no memory outside of the file, so it holds on every machine and after any time. Line endings
and blanks at line ends do not count, as git and editors change those.
"""

from __future__ import annotations

import re

from vaultkit.model import digest

#: What a text has in the mark's place until it is sealed.
UNSEALED = "vaultkit-000000000000"
_MARK = re.compile(r"vaultkit-[0-9a-f]{12}\b")


def sealed(text: str) -> str:
    """The text with its mark in place of the first `UNSEALED`, which must be in it."""
    return text.replace(UNSEALED, _mark(text), 1)


def is_sealed(text: str) -> bool:
    """Whether the text is still what `sealed` made of it."""
    return any(_mark(text[: m.start()] + UNSEALED + text[m.end() :]) == m[0] for m in _MARK.finditer(text))


def _mark(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).rstrip("\n")
    return f"vaultkit-{digest(lines.encode('utf-8', 'surrogateescape'))[:12]}"
