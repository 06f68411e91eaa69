"""How a note's properties become a record: the field types, and the one reader for all kinds.

A record class is a frozen dataclass whose fields are declared with the functions below. The
declaration is the schema: the reader, `vaultkit check`, `vaultkit new` and docs/notes.md use it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, TypeVar

from vaultkit.config import Settings
from vaultkit.dates import Birthday, parse_birthday, parse_day
from vaultkit.markdown.inline import plain, split_link
from vaultkit.model import Document, Problem, Property, Scalar


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference in a property: `target` is what a wikilink points at, empty for plain text."""

    text: str
    target: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """As a person would say it: the note's name without its folder, or the text."""
        return self.target.rsplit("/", 1)[-1].removesuffix(".md") if self.target else self.text


def _declare(kind: str, default: Any, about: str) -> Any:
    return field(default=default, metadata={"type": kind, "about": about})


def text_field(about: str) -> Any:
    """One line of text; of a list, the first item."""
    return _declare("text", "", about)


def word_field(about: str) -> Any:
    """A word from a short list, however it is capitalised: `Do not contact` is `do-not-contact`."""
    return _declare("word", "", about)


def list_field(about: str) -> Any:
    """Any number of texts; one alone is accepted."""
    return _declare("list", (), about)


def split_list_field(about: str) -> Any:
    """Any number of texts; several on one line may stand between commas (addresses, numbers)."""
    return _declare("split list", (), about)


def link_field(about: str) -> Any:
    """A link to a note, or plain text."""
    return _declare("link", None, about)


def links_field(about: str) -> Any:
    """Any number of links to notes, or plain texts."""
    return _declare("list of links", (), about)


def date_field(about: str) -> Any:
    """A date."""
    return _declare("date", None, about)


def dates_field(about: str) -> Any:
    """Any number of dates."""
    return _declare("list of dates", (), about)


def birthday_field(about: str) -> Any:
    """A day of the year, with or without the year."""
    return _declare("birthday", None, about)


def flag_field(about: str) -> Any:
    """A checkbox."""
    return _declare("checkbox", default=False, about=about)


def number_field(about: str) -> Any:
    """A number."""
    return _declare("number", None, about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a note is about. `lines` says on which line each field that is present stands."""

    kind: ClassVar[str]
    #: Words for `type` that mean this kind, the first being ours to write.
    words: ClassVar[tuple[str, ...]]
    lines: dict[str, int] = field(default_factory=dict, repr=False)

    name: str = text_field("What it is called; without it, the file's name.")
    tags: tuple[str, ...] = list_field("Tags.")


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the vault. `record` is None for a plain note, which is a citizen too."""

    document: Document
    record: Record | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """Where it lies in the vault."""
        return self.document.path

    @property
    def name(self) -> str:
        """As links write it: the file's name without `.md`."""
        return self.document.name

    @property
    def title(self) -> str:
        """As people say it: `name` if it is given, else the file's name."""
        return (self.record.name if self.record else "") or self.name

    @property
    def kind(self) -> str:
        """The record's kind, empty for a plain note."""
        return self.record.kind if self.record else ""

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """What is wrong with its text and with its fields."""
        return tuple(sorted((*self.document.problems, *self.problems)))

    def line_of(self, field_name: str) -> int:
        """The line of a field (1 if it is absent)."""
        return self.record.lines.get(field_name, 1) if self.record else 1


#: `EMAIL[1:WORK]`, `ADR[HOME].STREET`: the keys of the VCF Contacts plugin.
_VCF_KEY = re.compile(r"([A-Z-]+)(?:\[[^\]]*\])?((?:\.[A-Z]+)?)")


class PropertyIndex:
    """The properties of a note by the names under which fields are looked up."""

    def __init__(self, document: Document) -> None:
        self._by_name = {prop.name.casefold(): prop for prop in document.properties}
        self._by_vcf_name: dict[str, tuple[Property, ...]] = {}
        for prop in document.properties:
            key = _VCF_KEY.fullmatch(prop.name)
            if key:
                name = key[1] + key[2]
                self._by_vcf_name[name] = (*self._by_vcf_name.get(name, ()), prop)

    def find(self, field_name: str, settings: Settings) -> tuple[Property, ...]:
        """The properties that are read as a field: of its accepted names the first that is present.

        With the keys of VCF Contacts several may share one name (`EMAIL[WORK]`, `EMAIL[HOME]`).
        """
        for name in settings.names_of(field_name):
            prop = self._by_name.get(name.casefold())
            if prop:
                return (prop,)
            if name in self._by_vcf_name:
                return self._by_vcf_name[name]
        return ()


def properties_of(document: Document, field_name: str, settings: Settings) -> tuple[Property, ...]:
    """The properties of a note that are read as a field."""
    return PropertyIndex(document).find(field_name, settings)


class FieldReader:
    """Reads the fields of one note and collects what is wrong with them."""

    def __init__(self, document: Document, settings: Settings) -> None:
        self.document = document
        self.settings = settings
        self.problems: list[Problem] = []
        self._properties = PropertyIndex(document)

    def read(self, field_name: str, type_name: str) -> tuple[Any, int]:
        """The value of a field and its line; (None, 0) if it is absent or cannot be used."""
        found = self._properties.find(field_name, self.settings)
        items = tuple(item for prop in found for item in prop.items)
        if not items:
            return None, 0
        return _READERS[type_name](self, found[0].name, items), found[0].line

    def report(self, scalar: Scalar, code: str, message: str, hint: str) -> None:
        """Remember what is wrong with a value."""
        self.problems.append(Problem(self.document.path, scalar.line, scalar.column, code, message, hint))

    def scalar(self, field_name: str) -> Scalar:
        """The first value of a field that is present."""
        return self._properties.find(field_name, self.settings)[0].items[0]

    def day(self, name: str, scalar: Scalar) -> date | None:
        """A date, or a problem and None."""
        if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", scalar.text.strip()):
            message = f"'{scalar.text}' in '{name}' could be two different days, or is none"
            self.report(scalar, "ambiguous-date", message, "write it as YYYY-MM-DD")
            return None
        day = parse_day(scalar.text, self.settings.zone)
        if day is None:
            self.report(scalar, "bad-date", f"'{scalar.text}' in '{name}' is no date", "write it as YYYY-MM-DD")
        return day


def _text(_: FieldReader, __: str, items: Sequence[Scalar]) -> str:
    return " ".join(plain(items[0].text).split())


def _list(_: FieldReader, __: str, items: Sequence[Scalar]) -> tuple[str, ...]:
    return tuple(text for item in items if (text := " ".join(plain(item.text).split())))


def _split_list(_: FieldReader, __: str, items: Sequence[Scalar]) -> tuple[str, ...]:
    return tuple(part for item in items for part in re.split(r"\s*[,;]\s*", item.text.strip()) if part)


_WIKILINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_MARKDOWN = re.compile(r"\[([^\]\n]*)\]\(<?([^)>\n]+)>?\)")


def refs_in(scalar: Scalar) -> Iterator[Ref]:
    """The links in a value, or the value itself as plain text."""
    links = list(_WIKILINK.finditer(scalar.text))
    for link in links:
        target, _, display = split_link(link[1])
        yield Ref(display or target, target, scalar.line)
    if links:
        return
    markdown = _MARKDOWN.fullmatch(scalar.text.strip())
    if markdown:
        yield Ref(markdown[1], markdown[2].replace("%20", " "), scalar.line)
    elif scalar.text.strip():
        yield Ref(" ".join(scalar.text.split()), "", scalar.line)


def _link(_: FieldReader, __: str, items: Sequence[Scalar]) -> Ref | None:
    return next(refs_in(items[0]), None)


def _links(_: FieldReader, __: str, items: Sequence[Scalar]) -> tuple[Ref, ...]:
    return tuple(ref for item in items for ref in refs_in(item))


def _day(reader: FieldReader, name: str, items: Sequence[Scalar]) -> date | None:
    return reader.day(name, items[0])


def _days(reader: FieldReader, name: str, items: Sequence[Scalar]) -> tuple[date, ...]:
    return tuple(day for item in items if (day := reader.day(name, item)))


def _birthday(reader: FieldReader, name: str, items: Sequence[Scalar]) -> Birthday | None:
    birthday = parse_birthday(items[0].text)
    if birthday is None:
        message = f"'{items[0].text}' in '{name}' is no day of the year"
        reader.report(items[0], "bad-birthday", message, "write YYYY-MM-DD, or --MM-DD if the year is not known")
    return birthday


_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _flag(reader: FieldReader, name: str, items: Sequence[Scalar]) -> bool | None:
    value = _FLAGS.get(items[0].text.strip().casefold())
    if value is None:
        reader.report(
            items[0], "bad-flag", f"'{items[0].text}' in '{name}' is neither true nor false", "write true or false"
        )
    return value


def _number(reader: FieldReader, name: str, items: Sequence[Scalar]) -> float | None:
    try:
        number = float(items[0].text)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    reader.report(items[0], "bad-number", f"'{items[0].text}' in '{name}' is no number", "write digits")
    return None


def word(text: str) -> str:
    """A word as it is compared: small letters, hyphens for all between (`Do not contact!`)."""
    return "-".join(re.findall(r"\w+", text.casefold()))


def _word(_: FieldReader, __: str, items: Sequence[Scalar]) -> str:
    return word(plain(items[0].text))


_READERS: dict[str, Callable[[FieldReader, str, Sequence[Scalar]], Any]] = {
    "text": _text,
    "word": _word,
    "list": _list,
    "split list": _split_list,
    "link": _link,
    "list of links": _links,
    "date": _day,
    "list of dates": _days,
    "birthday": _birthday,
    "checkbox": _flag,
    "number": _number,
}

R = TypeVar("R", bound=Record)


def read_record(record: type[R], reader: FieldReader, **more: Any) -> R:
    """A record of the class *record* from the properties of the reader's document."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for declared in fields(record):
        if "type" not in declared.metadata:
            continue
        value, line = reader.read(declared.name, declared.metadata["type"])
        if line:
            lines[declared.name] = line
        if value is not None:
            values[declared.name] = value
    return record(lines=lines, **values, **more)


def typed_value(kind: str, texts: Sequence[str]) -> str | bool | float | Sequence[str]:
    """What is written for a property of that type, so that other readers take it for what it is.

    A checkbox and a number are none in quotes; what cannot be read as one stays text, and is told
    by the checks. Of several texts all are kept where the type is a list.
    """
    text = texts[0].strip()
    if kind == "checkbox":
        return _FLAGS.get(text.casefold(), text)
    if kind == "number" and re.fullmatch(r"\d{1,6}(?:\.\d{1,2})?", text):
        return float(text)
    return texts if len(texts) > 1 else texts[0]


def is_list(kind: str) -> bool:
    """Whether a property of that type has several values."""
    return "list" in kind


def schema(record: type[Record]) -> tuple[tuple[str, str, str], ...]:
    """The fields of a kind as (name, type, what it is), in the order of declaration."""
    return tuple((f.name, f.metadata["type"], f.metadata["about"]) for f in fields(record) if "type" in f.metadata)
