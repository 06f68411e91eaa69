"""Dates, periods, birthdays and zones. Nothing here reads the clock; today is always an argument."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["d", "w", "m", "y"]

_UNIT_WORDS: dict[str, tuple[int, Unit]] = {
    **dict.fromkeys(("d", "day", "days"), (1, "d")),
    **dict.fromkeys(("w", "week", "weeks"), (1, "w")),
    **dict.fromkeys(("m", "mo", "month", "months"), (1, "m")),
    **dict.fromkeys(("q", "quarter", "quarters"), (3, "m")),
    **dict.fromkeys(("y", "year", "years"), (1, "y")),
}
_PERIOD_WORDS: dict[str, tuple[int, Unit]] = {
    "daily": (1, "d"),
    "weekly": (1, "w"),
    "biweekly": (2, "w"),
    "fortnightly": (2, "w"),
    "monthly": (1, "m"),
    "bimonthly": (2, "m"),
    "quarterly": (3, "m"),
    "half-yearly": (6, "m"),
    "yearly": (1, "y"),
    "annually": (1, "y"),
}
_NEVER_WORDS = frozenset({"never", "none", "off", "0"})
_LONGEST = 36_500
_DAYS: dict[Unit, float] = {"d": 1, "w": 7, "m": 365 / 12, "y": 365}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, weeks, calendar months or calendar years. A count of 0 means never."""

    count: int
    unit: Unit

    def __bool__(self) -> bool:
        return self.count > 0

    def __str__(self) -> str:
        return f"{self.count}{self.unit}" if self else "never"

    @property
    def days(self) -> int:
        """About how many days it lasts (a year is 365)."""
        return round(self.count * _DAYS[self.unit])

    def after(self, day: date) -> date:
        """*day* plus the period; a day that the month lacks becomes its last day."""
        if self.unit in ("d", "w"):
            days = self.count * (7 if self.unit == "w" else 1)
            return _clamped(day.toordinal() + days)
        months = day.year * 12 + day.month - 1 + self.count * (12 if self.unit == "y" else 1)
        year, month = divmod(months, 12)
        if year > date.max.year:
            return date.max
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


NEVER = Period(0, "d")


def _clamped(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def parse_period(text: str) -> Period | None:
    """Read `30`, `30d`, `2w`, `1m`, `1q`, `1y`, `every 2 weeks`, `monthly`, `P3M`, `never`; else None.

    `m` is months. A trailing `when done` (as the Tasks plugin writes) is ignored. Anything outside
    1 to 36,500 days is None.
    """
    words = re.sub(r"\s+when done$", "", " ".join(text.casefold().split()))
    if words in _NEVER_WORDS:
        return NEVER
    named = _PERIOD_WORDS.get(words)
    if named:
        return Period(*named)
    match = re.fullmatch(r"(?:every )?(?:(\d{1,6}) ?)?([a-z]+)", words) or re.fullmatch(r"p(\d{1,6})([dwmy])", words)
    if match and match[2] in _UNIT_WORDS and (match[1] or words.startswith("every ")):
        each, unit = _UNIT_WORDS[match[2]]
        return _within_bounds(Period(int(match[1] or 1) * each, unit))
    if re.fullmatch(r"\d{1,6}", words):
        return _within_bounds(Period(int(words), "d"))
    return None


def _within_bounds(period: Period) -> Period | None:
    if not period:
        return NEVER
    return period if period.days <= _LONGEST else None


_WIKILINK = re.compile(r"\[\[([^\]|#]*)(?:[#|][^\]]*)?\]\]")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2}))")


def parse_day(text: str, zone: tzinfo | None = None) -> date | None:
    """Read a date: `2026-01-05`, `2026/01/05`, `20260105`, `[[2026-01-05]]`, or an ISO date-time.

    A date-time with an offset is converted to *zone* (the machine's own if None) and cut to its
    date; one without is taken as it stands. Ambiguous forms such as `01/02/2026` are None.
    """
    link = _WIKILINK.fullmatch(text.strip())
    words = (link[1].rsplit("/", 1)[-1] if link else text).strip()
    match = _DAY.match(words)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        plain = date(year, month, day)
    except ValueError:
        return None
    rest = words[match.end() :]
    if not rest:
        return plain
    moment = _moment(plain, rest)
    if moment is None:
        return None
    try:
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError, OSError):  # the last hours of year 9999, the first of year 1
        return None


def _moment(day: date, rest: str) -> datetime | None:
    clock = rest[1:].strip() if rest[0] in "Tt " else ""
    try:
        return datetime.combine(day, time.fromisoformat(clock.replace(" ", ""))) if clock else None
    except (ValueError, OverflowError):
        return None


def parse_when(text: str, today: date, zone: tzinfo | None = None) -> date | None:
    """Read a date as a person types it: a date, `today`, `tomorrow`, `2w`, `+3d`, `friday`, `next friday`."""
    words = " ".join(text.casefold().split())
    day = parse_day(words, zone)
    if day:
        return day
    near = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(words)
    if near is not None:
        return today + timedelta(days=near)
    name = words.removeprefix("next ").removeprefix("on ")
    for number, weekday in enumerate(_WEEKDAYS):
        if name in (weekday, weekday[:3]):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    period = parse_period(words.removeprefix("in ").removeprefix("+"))
    return period.after(today) if period and not words.isdigit() else None


Feb29 = Literal["feb28", "mar1", "both"]


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, with the year of birth if it is known."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int, feb29: Feb29 = "feb28") -> tuple[date, ...]:
        """The days on which it is kept in *year*: one, or two for a leap day kept on both."""
        if (self.month, self.day) != (2, 29) or monthrange(year, 2)[1] == 29:
            return (date(year, self.month, self.day),)
        eve, next_day = date(year, 2, 28), date(year, 3, 1)
        return {"feb28": (eve,), "mar1": (next_day,), "both": (eve, next_day)}[feb29]

    def around(self, today: date, feb29: Feb29 = "feb28") -> tuple[date, date | None]:
        """The next day on which it is kept (today counts), and the one before today if any."""
        days = sorted(
            d
            for year in range(max(today.year - 1, 1), min(today.year + 2, 9999) + 1)
            for d in self.in_year(year, feb29)
        )
        following = next(d for d in days if d >= today)
        return following, next((d for d in reversed(days) if d < today), None)

    def age_on(self, day: date) -> int | None:
        """The age reached on *day*, None without a year of birth."""
        return day.year - self.year if self.year is not None else None


_BIRTHDAY = re.compile(r"(?:(\d{4})-?|--)?(\d{2})-?(\d{2})")
_APPLE_NO_YEAR = 1604


def parse_birthday(text: str) -> Birthday | None:
    """Read `1999-04-17`, `19990417`, `04-17`, `--04-17`, `--0417`; Apple's year 1604 means unknown.

    (RFC 6350 4.3.1 allows the forms with `--`.) A year alone, or words, is None.
    """
    words = text.strip()
    link = _WIKILINK.fullmatch(words)
    match = _BIRTHDAY.fullmatch(link[1] if link else words)
    if not match or re.fullmatch(r"\d{4}", words):
        return None
    year = int(match[1]) if match[1] else None
    month, day = int(match[2]), int(match[3])
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        return None
    return Birthday(month, day, None if year == _APPLE_NO_YEAR else year)


_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "dddd": r"\w+",
    "ddd": r"\w+",
    "MMMM": r"\w+",
    "MMM": r"\w+",
    "ww": r"\d{2}",
    "WW": r"\d{2}",
    "gggg": r"\d{4}",
    "GGGG": r"\d{4}",
    "Q": r"\d",
}
_TOKEN = re.compile(r"\[([^\]]*)\]|(YYYY|MMMM|MMM|MM|M|DD|D|dddd|ddd|ww|WW|gggg|GGGG|Q)")


@lru_cache(maxsize=32)
def moment_pattern(form: str) -> re.Pattern[str]:
    """A daily-note format of Obsidian (Moment.js tokens, `[literal]`) as a pattern."""
    parts: list[str] = []
    named: set[str] = set()
    position = 0
    for token in _TOKEN.finditer(form):
        parts.append(re.escape(form[position : token.start()]))
        position = token.end()
        if token[1] is not None:
            parts.append(re.escape(token[1]))
            continue
        pattern = _TOKENS[token[2]]
        name = re.match(r"\(\?P<(\w+)>", pattern)
        if name and name[1] in named:
            pattern = f"(?P={name[1]})"
        elif name:
            named.add(name[1])
        parts.append(pattern)
    return re.compile("".join([*parts, re.escape(form[position:])]))


_ISO_NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")


def day_of_name(path: str, folder: str, form: str) -> date | None:
    """The date that a journal note's path stands for, None if it is not named by a date.

    The configured format is tried below *folder* first; a name that begins with an ISO date
    counts too (`2026-04-01 Wed.md`, `20260401.md`).
    """
    stem = path.removesuffix(".md")
    inside = folder.strip("/") + "/" if folder.strip("/") else ""
    if stem.startswith(inside):
        match = moment_pattern(form).fullmatch(stem[len(inside) :])
        if match and {"year", "month", "day"} <= match.groupdict().keys():
            return _date(match["year"], match["month"], match["day"])
    name = _ISO_NAME.match(stem.rsplit("/", 1)[-1])
    return _date(*(part for part in name.groups() if part)) if name else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def zone_named(name: str) -> ZoneInfo | None:
    """The IANA time zone of that name, None if there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time to meet: in my zone, and in theirs if it is known."""

    mine: datetime
    theirs: datetime | None


_AVAILABILITY = re.compile(
    r"(?:([a-z]{3})[a-z]*(?:\s*-\s*([a-z]{3})[a-z]*)?\s+)?(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})"
)
_OFFICE = (time(9), time(18))


def parse_availability(text: str) -> tuple[frozenset[int], time, time] | None:
    """Read `tue-thu 14:00-17:00` or `09:00-12:00` as weekdays (0 = Monday), start and end; else None."""
    match = _AVAILABILITY.fullmatch(text.strip().casefold())
    if not match:
        return None
    short = [name[:3] for name in _WEEKDAYS]
    first, last = match[1] or "mon", match[2] or match[1] or "fri"
    if first not in short or last not in short:
        return None
    low, high = short.index(first), short.index(last)
    days = frozenset((low + step) % 7 for step in range((high - low) % 7 + 1))
    try:
        start, end = time(int(match[3]), int(match[4])), time(int(match[5]), int(match[6]))
    except ValueError:
        return None
    return (days, start, end) if start < end else None


def meeting_slots(
    availability: str, mine: ZoneInfo, theirs: ZoneInfo | None, today: date, count: int = 2, minutes: int = 30
) -> tuple[Slot, ...]:
    """The next *count* times, a day apart at least, that suit both.

    Mine are as *availability* says (weekdays from 09:00 to 18:00 if it says nothing), theirs from
    09:00 to 18:00 on a weekday of their zone.
    """
    days, start, end = parse_availability(availability) or (frozenset(range(5)), *_OFFICE)
    length = timedelta(minutes=minutes)
    found = (
        slot
        for ahead in range(2, 22)
        for slot in _slots_on(today + timedelta(days=ahead), days, start, end, length, mine, theirs)
    )
    chosen: list[Slot] = []
    for slot in found:
        if not chosen or slot.mine.date() > chosen[-1].mine.date():
            chosen.append(slot)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _slots_on(
    day: date, days: frozenset[int], start: time, end: time, length: timedelta, mine: ZoneInfo, theirs: ZoneInfo | None
) -> Iterator[Slot]:
    if day.weekday() not in days:
        return
    moment = datetime.combine(day, start, mine)
    while moment + length <= datetime.combine(day, end, mine):
        other = moment.astimezone(theirs) if theirs else None
        if other is None or _is_office_time(other, length):
            yield Slot(moment, other)
        moment += length


def _is_office_time(moment: datetime, length: timedelta) -> bool:
    end = moment + length
    return (
        moment.weekday() < 5
        and moment.date() == end.date()
        and _OFFICE[0] <= moment.time()
        and end.time() <= _OFFICE[1]
    )
