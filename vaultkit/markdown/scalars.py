"""YAML texts that know where each of their characters stands in the file, so that a part can be replaced alone."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from vaultkit.markdown.frontmatter import boundary, guarded_events

Quote = Literal["", "'", '"']

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
#: An anchor or a tag before a value.
_PROPERTIES = re.compile(r"\A(?:[&!]\S*\s+)*")


class YamlText:
    """A YAML text without its quotes and escapes; its line breaks and indents are those of the file."""

    def __init__(self, whole: str, event: Any, base: int = 0) -> None:
        start, end = base + int(event.start_mark.index), base + int(event.end_mark.index)
        start = end - len(_PROPERTIES.sub("", whole[start:end]))
        self.quote: Quote = event.style if event.style in ("'", '"') else ""
        if event.style in ("|", ">"):
            start = whole.find("\n", start, end) + 1 or end
        elif self.quote:
            start, end = start + 1, end - 1
        sign = {"'": re.compile("''"), '"': _ESCAPE}.get(self.quote)
        parts: list[str] = []
        self._offsets: list[int] = []
        at = start
        for escape in sign.finditer(whole, start, end) if sign else ():
            parts += [whole[at : escape.start()], _unescaped(escape[0])]
            self._offsets += [*range(at, escape.start()), escape.start()]
            at = escape.end()
        self.value = "".join([*parts, whole[at:end]])
        self._offsets += range(at, end + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the value stands in the file."""
        return self._offsets[start], self._offsets[end]

    def holds(self, offset: int) -> bool:
        """True if the character at that offset of the file is one of this text."""
        return self._offsets[0] <= offset < self._offsets[-1]


def written(text: str, quote: Quote) -> str:
    """*text* as it stands between such quotes."""
    if quote == "'":
        return text.replace("'", "''")
    return json.dumps(text, ensure_ascii=False)[1:-1] if quote else text


def frontmatter_texts(text: str) -> tuple[YamlText, ...]:
    """Every scalar of a note's frontmatter, keys too; none where it cannot be read as YAML."""
    found = boundary(text)
    if found is None:
        return ()
    start, end, _ = found
    try:
        events: list[Any] = guarded_events(text[start:end])
    except Exception:  # noqa: BLE001 - PyYAML raises a dozen classes; all mean the same
        return ()
    return tuple(YamlText(text, event, start) for event in events if hasattr(event, "style"))


def _unescaped(escape: str) -> str:
    """The one character that an escape means (of those for what cannot be seen: a blank)."""
    if len(escape) > 2:
        return chr(int(f"0x{escape[2:]}", 0))
    return escape[1] if escape[1] in "'\"\\/" else " "
