"""What Obsidian's own settings say, as a value: where new notes go, how links are written, what is hidden.

They are read from `.obsidian/` and never written. A file that cannot be read, or a value of another
type than Obsidian writes, counts as absent: it is Obsidian's, not ours, to complain about.
Source: Obsidian help, Settings, "Files and links"; Daily notes; Templates; Properties.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

FOLDER = ".obsidian"
#: The files of `.obsidian/` that are read.
FILES = ("app.json", "daily-notes.json", "templates.json", "types.json")
#: Where Obsidian puts what was deleted ("Deleted files: move to Obsidian trash").
TRASH = ".trash"
#: Canvases and bases: with the notes, the files that Obsidian reads and that hold links.
SHEETS = (".canvas", ".base")

LinkFormat = Literal["shortest", "relative", "absolute"]
NewFileLocation = Literal["root", "current", "folder"]


@dataclass(frozen=True, slots=True)
class Obsidian:
    """Obsidian's settings as far as they matter for notes; the defaults are Obsidian's.

    `link_format` is how new links are written ("New link format"), `markdown_links` says that they
    are written as `[text](path)`. `excluded` holds the "Excluded files": beginnings of paths, or
    `/regular expressions/`. `types` gives the type of a property by its name in small letters.
    """

    link_format: LinkFormat = "shortest"
    markdown_links: bool = False
    new_file_location: NewFileLocation = "root"
    new_file_folder: str = ""
    attachment_folder: str = ""
    excluded: tuple[str, ...] = ()
    daily_folder: str = ""
    daily_format: str = "YYYY-MM-DD"
    daily_template: str = ""
    template_folder: str = ""
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def is_excluded(self, path: str) -> bool:
        """True for what Obsidian hides from search, graph and suggestions; it can still be linked to."""
        return any(pattern.search(path) for pattern in _patterns(self.excluded))

    def is_template(self, path: str) -> bool:
        """True for a note in the folder of Obsidian's own templates."""
        return bool(self.template_folder) and path.startswith(f"{self.template_folder}/")


@cache
def _patterns(filters: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Each filter as a pattern; a regular expression of JavaScript that Python does not know is passed over."""
    found = []
    for words in filters:
        is_pattern = len(words) > 2 and words.startswith("/") and words.endswith("/")
        with warnings.catch_warnings(action="ignore"), suppress(re.error, OverflowError, RecursionError):
            found.append(re.compile(words[1:-1] if is_pattern else rf"\A{re.escape(words)}"))
    return tuple(found)


def read_obsidian(texts: Mapping[str, str]) -> Obsidian:
    """Obsidian's settings from the texts of the files in `.obsidian/`, by name (any may be missing)."""
    app, daily, templates, types = (_object(texts.get(name, "")) for name in FILES)
    link_format: Any = app.get("newLinkFormat")
    location: Any = app.get("newFileLocation")
    filters = app.get("userIgnoreFilters")
    named = types.get("types")
    return Obsidian(
        link_format=link_format if link_format in get_args(LinkFormat) else "shortest",
        markdown_links=app.get("useMarkdownLinks") is True,
        new_file_location=location if location in get_args(NewFileLocation) else "root",
        new_file_folder=_folder(app.get("newFileFolderPath")),
        attachment_folder=_text(app.get("attachmentFolderPath")),
        excluded=tuple(words for words in filters if isinstance(words, str) and words)
        if isinstance(filters, list)
        else (),
        daily_folder=_folder(daily.get("folder")),
        daily_format=_text(daily.get("format")) or "YYYY-MM-DD",
        daily_template=_text(daily.get("template")),
        template_folder=_folder(templates.get("folder")),
        types=MappingProxyType(
            {name.casefold(): kind for name, kind in named.items() if isinstance(kind, str)}
            if isinstance(named, dict)
            else {}
        ),
    )


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _folder(value: Any) -> str:
    return _text(value).strip("/")
