"""A strict reader of vCards, written from RFC 2426 and RFC 6350 and from nothing of vaultkit's."""

from __future__ import annotations

import re


def read_vcard(text: str) -> list[tuple[str, dict[str, str], list[str]]]:
    """The properties as (name, parameters, components), unescaped; anything that is not by the rules fails."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), "a line is longer than 75 bytes"
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VCARD", "END:VCARD")
    assert lines[1] in ("VERSION:3.0", "VERSION:4.0")
    found = [_property(line) for line in lines[1:-1]]
    names = [name for name, _, _ in found]
    assert names.count("N") == names.count("FN") == 1
    return found


def _property(line: str) -> tuple[str, dict[str, str], list[str]]:
    match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[\w,.-]+)*):(.*)", line)
    assert match, line
    parameters = dict(part.split("=") for part in match[2].split(";")[1:])
    is_uri = match[1] == "URL" or (match[1].endswith("SOCIALPROFILE") and parameters.get("VALUE") != "text")
    if is_uri:
        assert re.fullmatch(r"[^\s\x00-\x1f]+", match[3]), line
        return match[1], parameters, [match[3]]
    parts = re.findall(r"((?:[^\\;]|\\.)*)(?:;|$)", match[3])
    return match[1], parameters, [_unescaped(part) for part in parts[: len(_separators(match[3])) + 1]]


def _separators(value: str) -> list[str]:
    return re.findall(r";", re.sub(r"\\.", "", value))


def _unescaped(component: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*,", component), f"a bare comma in {component!r}"
    return re.sub(r"\\([\\,;nN])", lambda sign: "\n" if sign[1] in "nN" else sign[1], component)
