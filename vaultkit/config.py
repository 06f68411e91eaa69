"""Settings as a value. They come from `vaultkit.toml` in the vault's root and from `.obsidian/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, replace
from datetime import tzinfo
from types import MappingProxyType
from typing import Any, get_args

from vaultkit.dates import Feb29, Period, parse_period, zone_named
from vaultkit.errors import SettingsError, nearest
from vaultkit.obsidian import Obsidian, read_obsidian
from vaultkit.problems import CODES

FILE = "vaultkit.toml"

#: The table of `vaultkit.toml` that says how notes of a kind are recognised.
TABLES = MappingProxyType(
    {
        "contact": "people",
        "event": "events",
        "organization": "organizations",
        "space": "spaces",
        "interaction": "interactions",
        "goal": "goals",
        "outreach": "outreach",
        "pitch": "pitches",
        "dashboard": "dashboards",
        "me": "me",
    }
)


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(mapping))


@dataclass(frozen=True, slots=True)
class KindRule:
    """How a kind is recognised, besides the words built in: by folder, by tag, by `type`."""

    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journal:
    """Where the dated notes lie and how they are named (Moment.js tokens, as in Obsidian)."""

    folder: str = ""
    format: str = "YYYY-MM-DD"
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """When something becomes due. Periods in days unless a unit is written."""

    soon: Period = Period(7, "d")
    after_event: Period = Period(1, "d")
    event_expires: Period = Period(21, "d")
    reply_within: Period = Period(2, "d")
    nudge_after: Period = Period(7, "d")
    max_nudges: int = 2
    dormant_after: Period = Period(1, "y")
    feb29: Feb29 = "feb28"


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings under which vaultkit reads and writes in a contact's note."""

    log: str = "Log"
    follow_ups: str = "Follow-ups"


@dataclass(frozen=True, slots=True)
class Check:
    """What `vaultkit check` does not tell: codes everywhere, and codes by folder or note."""

    ignore: tuple[str, ...] = ()
    folders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _frozen({}))

    def is_silent(self, path: str, code: str) -> bool:
        """True for a code that is not to be told of the file at *path*."""
        return code in self.ignore or any(
            (code in codes or not _ALL.isdisjoint(codes)) and f"{path}/".startswith(f"{folder.strip('/')}/")
            for folder, codes in self.folders.items()
        )


#: The words for all codes of a folder.
_ALL = frozenset({"*", "all"})

_TIERS = {
    "inner": Period(2, "w"),
    "close": Period(1, "m"),
    "active": Period(3, "m"),
    "warm": Period(6, "m"),
    "outer": Period(1, "y"),
}
_FIELDS = {
    "last_contact": ("last_contact", "prm-last-contacted", "last_chat", "CONTACTED"),
    "cadence": ("cadence", "prm-cadence"),
    "tier": ("tier", "prm-tier"),
    "snooze": ("snooze", "prm-snooze-until"),
    "birthday": ("birthday", "BDAY", "prm-birthday", "DOB"),
    "name": ("name", "FN", "fullname"),
    "given": ("given", "N.GN", "first_name", "First Name"),
    "family": ("family", "N.FN", "last_name", "Last Name"),
    "additional": ("additional", "N.MN"),
    "prefix": ("prefix", "N.PREFIX"),
    "suffix": ("suffix", "N.SUFFIX"),
    "aliases": ("aliases", "NICKNAME"),
    "email": ("email", "emails", "EMAIL"),
    "phone": ("phone", "phones", "TEL"),
    "org": ("org", "ORG", "company"),
    "title": ("title", "job_title", "TITLE"),
    "role": ("role", "ROLE"),
    "location": ("location", "city", "based-in", "loc"),
    "url": ("url", "URL"),
    "social": ("social", "SOCIALPROFILE"),
    "uid": ("uid", "UID"),
    "people": ("people", "participants"),
    "follow_up": ("follow_up", "next_followup"),
    "knows": ("knows", "friends"),
    "kind_of": ("kind", "kind_of"),
}
#: Whole words in a file's name by which a note is known to be no person.
_EXCLUDED = ("template", "index", "MOC")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, defaults filled in. Periods are `vaultkit.dates.Period`."""

    timezone: str = ""
    weekly_budget: int = 5
    encouragement: bool = True
    templates: str = "templates"
    birthday_lead: Period = Period(7, "d")
    kinds: Mapping[str, KindRule] = field(default_factory=lambda: _frozen({kind: KindRule() for kind in TABLES}))
    exclude: tuple[str, ...] = _EXCLUDED
    journal: Journal = Journal()
    tiers: Mapping[str, Period] = field(default_factory=lambda: _frozen(_TIERS))
    follow_up: FollowUpRules = FollowUpRules()
    headings: Headings = Headings()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _frozen(_FIELDS))
    limits: Mapping[str, int] = field(default_factory=lambda: _frozen({}))
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _frozen({}))
    check: Check = Check()
    obsidian: Obsidian = Obsidian()
    #: What `vaultkit.toml` says, to the letter: it tells on which line a setting stands.
    text: str = field(default="", compare=False, repr=False)

    @property
    def zone(self) -> tzinfo | None:
        """The zone in which dates are meant; None is the machine's own."""
        return zone_named(self.timezone)

    def names_of(self, field_name: str) -> tuple[str, ...]:
        """The property names that are read as *field_name*, the first being ours to write."""
        return self.fields.get(field_name, (field_name,))


def read_settings(
    text: str, obsidian: Mapping[str, str] | None = None, known_fields: frozenset[str] = frozenset()
) -> Settings:
    """Settings from the text of `vaultkit.toml`, and the texts of the files in `.obsidian/` by name.

    With *known_fields*, `[fields]` may map no others.

    Raises SettingsError, with the line, for TOML that cannot be read, unknown keys, and values
    of the wrong type. A faulty file of Obsidian's is ignored.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        where = re.search(r"line (\d+)", str(fault))
        raise SettingsError(FILE, int(where[1]) if where else 1, str(fault)) from None
    app = read_obsidian(obsidian or {})
    settings = replace(Settings(), text=text, obsidian=app, journal=Journal(app.daily_folder, app.daily_format))
    return _Reader(text, known_fields).settings(settings, table)


class _Reader:
    """Reads one file; remembers its text to say on which line a fault is."""

    def __init__(self, text: str, known_fields: frozenset[str]) -> None:
        self._lines = text.split("\n")
        self._known_fields = known_fields

    def settings(self, base: Settings, table: Mapping[str, Any]) -> Settings:
        kind_of = {name: kind for kind, name in TABLES.items()}
        known = {f.name for f in fields(Settings)} - {"kinds", "exclude", "obsidian", "text"} | set(kind_of)
        changes: dict[str, Any] = {}
        kinds = dict(base.kinds)
        for key, value in table.items():
            if key in kind_of:
                rule = dict(self._table(key, value))
                exclude = rule.pop("exclude", None) if key == "people" else None
                if exclude is not None:
                    changes["exclude"] = self._texts("people", "exclude", exclude)
                kinds[kind_of[key]] = self._fill(key, KindRule(), rule)
            elif key not in known:
                raise self._unknown("", key, known)
            else:
                changes[key] = self._value("", key, getattr(base, key), value)
        return replace(base, kinds=_frozen(kinds), **changes)

    def _value(self, table: str, key: str, default: Any, value: Any) -> Any:
        if key == "timezone":
            if zone_named(self._typed(table, key, value, str, "text")) is None:
                raise self._fault(
                    table, key, f"no time zone is called '{value}'", 'write an IANA name such as "Europe/Paris"'
                )
            return value
        if key == "feb29":
            if value not in get_args(Feb29):
                raise self._fault(table, key, f"feb29 cannot be '{value}'", "write feb28, mar1 or both")
            return value
        if isinstance(default, Journal | FollowUpRules | Headings | Check):
            return self._fill(key, default, self._table(key, value))
        readers: dict[str, Callable[[str, str, Any], Any]] = {
            "tiers": self._period,
            "fields": self._texts,
            "synonyms": self._texts,
            "limits": self._whole,
        }
        if key in readers and not table:
            entries = self._table(key, value)
            read = {name: readers[key](key, name, entry) for name, entry in entries.items()}
            for name in entries:
                if key == "fields" and self._known_fields and name not in self._known_fields:
                    raise self._unknown(key, name, set(self._known_fields))
            if key == "tiers":
                read = {"-".join(name.casefold().split()): period for name, period in read.items()}
            return _frozen({**default, **read})
        if isinstance(default, Period):
            return self._period(table, key, value)
        if isinstance(default, bool):
            return self._typed(table, key, value, bool, "true or false")
        if isinstance(default, int):
            return self._whole(table, key, value)
        if isinstance(default, tuple):
            return self._texts(table, key, value)
        return self._typed(table, key, value, str, "text in quotes")

    def _silenced(self, key: str, value: Any) -> Any:
        """The codes of `ignore`, or those of each folder in `[check.folders]`; each must be one."""
        if key == "ignore":
            return self._codes("check", key, value, frozenset(CODES))
        if not isinstance(value, dict):
            raise self._fault("check", key, f"'check.{key}' is a table", f"write [check.{key}] on a line of its own")
        known = CODES.keys() | _ALL
        return _frozen({folder: self._codes("check.folders", folder, codes, known) for folder, codes in value.items()})

    def _codes(self, table: str, key: str, value: Any, known: AbstractSet[str]) -> tuple[str, ...]:
        codes = self._texts(table, key, value)
        for code in codes:
            if code not in known:
                near = nearest(code, known, 1)
                hint = f"did you mean '{near[0]}'?" if near else "the codes are listed in docs/problems.md"
                first = self._line(table, key)
                holders = (n for n, line in enumerate(self._lines[first - 1 :], first) if code in line)
                raise SettingsError(FILE, next(holders, first), f"no finding has the code '{code}'", hint)
        return codes

    def _fill(self, table: str, default: Any, entries: Mapping[str, Any]) -> Any:
        known = {f.name for f in fields(default)}
        for key in entries:
            if key not in known:
                raise self._unknown(table, key, known)
        if table == "check":
            return replace(default, **{key: self._silenced(key, value) for key, value in entries.items()})
        return replace(
            default, **{key: self._value(table, key, getattr(default, key), value) for key, value in entries.items()}
        )

    def _table(self, key: str, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._fault("", key, f"'{key}' is a table", f"write [{key}] on a line of its own")
        return value

    def _period(self, table: str, key: str, value: Any) -> Period:
        period = parse_period(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
        if period is None:
            raise self._fault(table, key, f"{key} = {value!r} is no period of time", 'write "7d", "2w", "3m" or "1y"')
        return period

    def _texts(self, table: str, key: str, value: Any) -> tuple[str, ...]:
        listed = [value] if isinstance(value, str) else value
        is_empty = table == "fields" and not listed
        if is_empty or not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise self._fault(table, key, f"{key} must be a list of texts", f'write {key} = ["...", "..."]')
        return tuple(listed)

    def _whole(self, table: str, key: str, value: Any) -> int:
        number = self._typed(table, key, value, int, "a whole number")
        if isinstance(number, bool) or number < 0:
            raise self._fault(table, key, f"{key} must be a whole number", "")
        return int(number)

    def _typed(self, table: str, key: str, value: Any, wanted: type, words: str) -> Any:
        if not isinstance(value, wanted):
            raise self._fault(table, key, f"{key} must be {words}", "")
        return value

    def _unknown(self, table: str, key: str, known: set[str]) -> SettingsError:
        near = nearest(key, known, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(sorted(known))}"
        return self._fault(table, key, f"unknown setting '{f'{table}.{key}' if table else key}'", hint)

    def _fault(self, table: str, key: str, message: str, hint: str) -> SettingsError:
        return SettingsError(FILE, self._line(table, key), message, hint)

    def _line(self, table: str, key: str) -> int:
        inside = not table
        for number, line in enumerate(self._lines, 1):
            header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
            if header:
                if header[1].strip("\"'") == key:
                    return number
                inside = header[1].strip("\"'") == table
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        word = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
        return next((number for number, line in enumerate(self._lines, 1) if word.search(line)), 1)
