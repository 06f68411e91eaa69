"""Names as people type them."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})


def plain_name(name: str) -> str:
    """A name without case, accents and punctuation: `Łukasz Żak-Nowak` is `lukasz zak nowak`."""
    bare = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters))


def name_key(name: str) -> str:
    """By what names and topics are compared: the plain name; as it is, if that leaves nothing of it (`🎻`)."""
    return plain_name(name) or " ".join(name.casefold().split())


def town(location: str) -> str:
    """The city of a location as it is written: `Lyon` of `Lyon, France` and `Lyon (3e)`."""
    return re.split(r"[,(/]", location)[0].strip()


def city(location: str) -> str:
    """The city of a location as it is compared: `lyon`."""
    return plain_name(town(location))


def few(names: Iterable[str], most: int = 3) -> str:
    """Names in a row, as far as one reads them: `A.md, B.md, C.md and 84 more`."""
    every = list(names)
    rest = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + rest


def typed(word: str) -> str:
    """A word as one types it in a shell: in double quotes, which every shell knows, where that is needed."""
    if re.fullmatch(r"[\w./:-]+", word):
        return word
    return f'"{word}"' if re.fullmatch(r"[\w .,'’()&+/:-]+", word) else shlex.quote(word)


_HONORIFICS = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "sir", "dame"})


def first_name(name: str) -> str:
    """The name by which one greets: the first word that is no honorific (as written)."""
    words = name.split()
    return next((word for word in words if word.strip(".,").casefold() not in _HONORIFICS), words[0] if words else "")


def possessive(pronouns: str) -> str:
    """His, her or their, by the pronouns of a note (`she/her`); their, where it names none of the two."""
    return {"he": "his", "she": "her"}.get(plain_name(pronouns).split(" ")[0], "their")


#: The names of Windows' devices, with any ending.
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?")


def file_name(title: str) -> str:
    """A title as a file's name that works on every system and in links (without `.md`).

    Characters that Windows or wikilinks cannot have become `-`; device names get a `_`; 200 bytes
    at most (Microsoft, Naming Files, Paths, and Namespaces; Obsidian help, Internal links).
    """
    cleaned = re.sub(r'[\x00-\x1f\x7f*"\\/<>:|?#^\[\]]', "-", unicodedata.normalize("NFC", title))
    cleaned = " ".join(re.sub("%%+", "%", cleaned).split()).strip(" .")
    while len(cleaned.encode("utf-8", "surrogateescape")) > 200:
        cleaned = cleaned[:-1].rstrip(" .")
    if not cleaned or RESERVED.fullmatch(cleaned):
        cleaned = f"{cleaned}_"
    return cleaned


def shortened(text: str, most: int = 60) -> str:
    """What a user wrote, for a message: cut where it gets too long to be read."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def edit_distance(one: str, other: str, most: int) -> int:
    """How many letters must be changed, added, dropped or swapped with their neighbour.

    Any number above *most* means that there are more. (Damerau and Levenshtein, optimal string alignment.)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], before[j - 2] + 1)
        before, last = last, row
    return last[-1]
