"""Periods, dates, daily-note names, birthdays and meeting times as people write them."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from helpers import day

from vaultkit import clock
from vaultkit.dates import (
    Birthday,
    day_of_name,
    meeting_slots,
    moment_pattern,
    parse_availability,
    parse_birthday,
    parse_day,
    parse_period,
    parse_when,
    zone_named,
)
from vaultkit.errors import UsageError

FRIDAY = day("2026-04-10")
PARIS = ZoneInfo("Europe/Paris")


# -- periods


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30", "30d"),
        ("30d", "30d"),
        ("30 days", "30d"),
        ("1 day", "1d"),
        ("2w", "2w"),
        ("2 weeks", "2w"),
        ("1m", "1m"),
        ("3 mo", "3m"),
        ("3 months", "3m"),
        ("1q", "3m"),
        ("2 quarters", "6m"),
        ("1y", "1y"),
        ("every 2 weeks", "2w"),
        ("every week", "1w"),
        ("every quarter", "3m"),
        ("every month when done", "1m"),
        ("Every  2  Weeks", "2w"),
        ("daily", "1d"),
        ("weekly", "1w"),
        ("biweekly", "2w"),
        ("fortnightly", "2w"),
        ("monthly", "1m"),
        ("bimonthly", "2m"),
        ("quarterly", "3m"),
        ("half-yearly", "6m"),
        ("yearly", "1y"),
        ("annually", "1y"),
        ("P2W", "2w"),
        ("P3M", "3m"),
        ("p1y", "1y"),
        ("P10D", "10d"),
        ("never", "never"),
        ("None", "never"),
        ("off", "never"),
        ("0", "never"),
        ("0d", "never"),
        ("000", "never"),
        ("36500", "36500d"),
        ("100y", "100y"),
    ],
)
def test_a_period_is_read(text: str, expected: str) -> None:
    assert str(parse_period(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "yes",
        "d",
        "month",
        "-3d",
        "1.5w",
        "2w3d",
        "36501",
        "101y",
        "1201m",
        "9999999",
        "every",
        "every now and then",
        "P1M2D",
        "PT5H",
        "3 x",
        "P3Q",
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("start", "period", "expected"),
    [
        ("2026-01-31", "1m", "2026-02-28"),
        ("2024-01-31", "1m", "2024-02-29"),
        ("2026-03-31", "1m", "2026-04-30"),
        ("2026-11-30", "1q", "2027-02-28"),
        ("2026-12-15", "1m", "2027-01-15"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2024-02-29", "4y", "2028-02-29"),
        ("2026-03-28", "2d", "2026-03-30"),
        ("2026-03-01", "2w", "2026-03-15"),
        ("9999-12-01", "1m", "9999-12-31"),
        ("9999-12-01", "60d", "9999-12-31"),
        ("9990-12-01", "100y", "9999-12-31"),
    ],
)
def test_a_day_plus_a_period(start: str, period: str, expected: str) -> None:
    found = parse_period(period)
    assert found is not None
    assert found.after(day(start)) == day(expected)


@pytest.mark.parametrize(("text", "days"), [("5d", 5), ("2w", 14), ("1m", 30), ("3m", 91), ("2y", 730), ("0", 0)])
def test_about_how_long_a_period_is(text: str, days: int) -> None:
    found = parse_period(text)
    assert found is not None
    assert found.days == days
    assert bool(found) is (days > 0)


# -- dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05", "2026-01-05"),
        ("2026-1-5", "2026-01-05"),
        ("2026/01/05", "2026-01-05"),
        ("20260105", "2026-01-05"),
        (" 2026-01-05 ", "2026-01-05"),
        ("[[2026-01-05]]", "2026-01-05"),
        ("[[Daily/2026-01-05]]", "2026-01-05"),
        ("[[2026-01-05|last week]]", "2026-01-05"),
        ("[[2026-01-05#Calls]]", "2026-01-05"),
        ("2026-01-05T23:30", "2026-01-05"),
        ("2026-01-05 09:30", "2026-01-05"),
        ("2026-01-05t09:30:15.5", "2026-01-05"),
        ("2026-01-05T23:30:00Z", "2026-01-06"),
        ("2026-01-05T23:30:00 +00:00", "2026-01-06"),
        ("2026-01-06T00:30:00+05:00", "2026-01-05"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_a_date_is_read(text: str, expected: str) -> None:
    assert parse_day(text, PARIS) == day(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026",
        "2026-01",
        "2026-02-30",
        "2026-13-45",
        "0000-00-00",
        "01/02/2026",
        "5.1.2026",
        "2026-01-05x",
        "2026-01-05T",
        "2026-01-05 and more",
        "2026-01-05T25:00",
        "20260105123",
        "[[Sam]]",
        "[[2026-01-05",
        "٢٠٢٦-٠١-٠٥T",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_day(text, PARIS) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00"])
def test_a_moment_at_the_end_of_the_calendar_never_raises(text: str) -> None:
    assert parse_day(text, PARIS) in {None, date.min, date.max}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-02", "2026-05-02"),
        ("today", "2026-04-10"),
        ("Tomorrow", "2026-04-11"),
        ("yesterday", "2026-04-09"),
        ("friday", "2026-04-17"),
        ("sat", "2026-04-11"),
        ("next thursday", "2026-04-16"),
        ("on Monday", "2026-04-13"),
        ("2w", "2026-04-24"),
        ("+3d", "2026-04-13"),
        ("in 3 months", "2026-07-10"),
    ],
)
def test_a_day_as_people_type_it(text: str, expected: str) -> None:
    assert parse_when(text, FRIDAY) == day(expected)


@pytest.mark.parametrize("text", ["", "soon", "5", "never", "0", "in never", "frid"])
def test_what_is_no_day_to_type(text: str) -> None:
    assert parse_when(text, FRIDAY) is None


# -- today


def test_today_can_be_told() -> None:
    assert clock.today(PARIS, "2026-04-10") == FRIDAY


@pytest.mark.parametrize("words", ["soon", "0001-01-01", "9999-12-31"])
def test_a_today_without_a_yesterday_or_a_next_year_is_refused(words: str) -> None:
    with pytest.raises(UsageError):
        clock.today(PARIS, words)


# -- birthdays


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1999-04-17", Birthday(4, 17, 1999)),
        ("19990417", Birthday(4, 17, 1999)),
        ("04-17", Birthday(4, 17)),
        ("--04-17", Birthday(4, 17)),
        ("--0417", Birthday(4, 17)),
        ("[[1999-04-17]]", Birthday(4, 17, 1999)),
        (" 1999-04-17 ", Birthday(4, 17, 1999)),
        ("02-29", Birthday(2, 29)),
        ("1604-12-31", Birthday(12, 31)),
    ],
)
def test_a_birthday_is_read(text: str, expected: Birthday) -> None:
    assert parse_birthday(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1985",
        "circa 1800",
        "0417",
        "1999-02-29",
        "04-31",
        "00-10",
        "1999-13-01",
        "0000-04-17",
        "April 17",
    ],
)
def test_what_is_no_birthday(text: str) -> None:
    assert parse_birthday(text) is None


def test_the_next_birthday_and_the_last() -> None:
    kept = Birthday(4, 17, 1990)
    assert kept.around(day("2026-04-17")) == (day("2026-04-17"), day("2025-04-17"))
    assert kept.around(day("2026-04-18")) == (day("2027-04-17"), day("2026-04-17"))
    assert kept.age_on(day("2026-04-17")) == 36
    assert Birthday(4, 17).age_on(day("2026-04-17")) is None


def test_birthdays_at_both_ends_of_the_calendar() -> None:
    assert Birthday(1, 1).around(date.min) == (date.min, None)
    assert Birthday(12, 31).around(date.max) == (date.max, day("9998-12-31"))


# -- daily notes


@pytest.mark.parametrize(
    ("path", "folder", "form", "expected"),
    [
        ("Daily/2026-04-01.md", "Daily", "YYYY-MM-DD", "2026-04-01"),
        ("Daily/2026-04-01.md", "/Daily/", "YYYY-MM-DD", "2026-04-01"),
        ("2026-04-01.md", "", "YYYY-MM-DD", "2026-04-01"),
        ("Daily/2026/04/01.md", "Daily", "YYYY/MM/DD", "2026-04-01"),
        ("Daily/1.4.2026.md", "Daily", "D.M.YYYY", "2026-04-01"),
        ("Daily/2026-04-01 Wednesday.md", "Daily", "YYYY-MM-DD dddd", "2026-04-01"),
        ("Daily/Q2 2026-04-01 Wed Apr April.md", "Daily", "[Q]Q YYYY-MM-DD ddd MMM MMMM", "2026-04-01"),
        ("Daily/2026/W14/2026-04-01.md", "Daily", "gggg/[W]ww/YYYY-MM-DD", "2026-04-01"),
        ("Daily/2026/2026-04-01.md", "Daily", "GGGG/YYYY-MM-DD", "2026-04-01"),
        ("Daily/2026-04-01 (a).md", "Daily", "YYYY-MM-DD (a)", "2026-04-01"),
        ("Elsewhere/2026-04-01 walk.md", "Daily", "DD.MM.YYYY", "2026-04-01"),
        ("20260401.md", "Daily", "DD.MM.YYYY", "2026-04-01"),
    ],
)
def test_the_day_of_a_daily_note(path: str, folder: str, form: str, expected: str) -> None:
    assert day_of_name(path, folder, form) == day(expected)


@pytest.mark.parametrize(
    "path",
    [
        "Sam Rivera.md",
        "2026.md",
        "2026-04.md",
        "2026-02-30.md",
        "202604011200 idea.md",
        "2026-04-011.md",
        "v2026-04-01.md",
    ],
)
def test_a_note_that_is_not_named_by_a_day(path: str) -> None:
    assert day_of_name(path, "", "YYYY-MM-DD") is None


def test_a_format_that_names_a_month_twice_wants_the_same_month() -> None:
    assert day_of_name("2026/04/2026-04-01.md", "", "YYYY/MM/YYYY-MM-DD") == day("2026-04-01")
    pattern = moment_pattern("YYYY/MM/YYYY-MM-DD")
    assert pattern.fullmatch("2026/05/2026-04-01") is None


def test_a_format_without_a_day_names_no_day() -> None:
    assert day_of_name("Daily/April 2026.md", "Daily", "MMMM YYYY") is None
    assert day_of_name("Daily/31-02-2026.md", "Daily", "DD-MM-YYYY") is None


# -- zones and meeting times


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "a\x00b"])
def test_a_zone_that_does_not_exist(name: str) -> None:
    assert zone_named(name) is None


def test_a_zone_that_does() -> None:
    assert zone_named("Europe/Paris") == PARIS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tue-thu 14:00-17:00", ({1, 2, 3}, time(14), time(17))),
        ("Tuesday - Thursday 9:30 - 11:00", ({1, 2, 3}, time(9, 30), time(11))),
        ("fri 10:00-12:00", ({4}, time(10), time(12))),
        ("sat-mon 10:00-12:00", ({5, 6, 0}, time(10), time(12))),
        ("09:00-12:00", ({0, 1, 2, 3, 4}, time(9), time(12))),
    ],
)
def test_an_availability_is_read(text: str, expected: tuple[set[int], time, time]) -> None:
    days, start, end = expected
    assert parse_availability(text) == (frozenset(days), start, end)


@pytest.mark.parametrize(
    "text",
    ["", "any time", "xyz 10:00-11:00", "mon-xyz 10:00-11:00", "17:00-14:00", "10:00-10:00", "10:00-25:00"],
)
def test_what_is_no_availability(text: str) -> None:
    assert parse_availability(text) is None


def test_meeting_times_begin_two_days_ahead_and_are_a_day_apart() -> None:
    slots = meeting_slots("tue-thu 14:00-17:00", PARIS, None, FRIDAY)
    assert [str(slot.mine) for slot in slots] == ["2026-04-14 14:00:00+02:00", "2026-04-15 14:00:00+02:00"]
    assert [slot.theirs for slot in slots] == [None, None]


def test_meeting_times_suit_the_office_hours_of_both() -> None:
    slots = meeting_slots("", PARIS, ZoneInfo("America/New_York"), FRIDAY, count=3)
    assert [f"{slot.mine:%a %H:%M} {slot.theirs:%H:%M}" for slot in slots] == [
        "Mon 15:00 09:00",
        "Tue 15:00 09:00",
        "Wed 15:00 09:00",
    ]


def test_two_whose_days_never_meet_get_no_times() -> None:
    assert meeting_slots("09:00-10:00", PARIS, ZoneInfo("America/Los_Angeles"), FRIDAY) == ()


def test_a_weekend_for_them_is_no_meeting_time() -> None:
    """Friday afternoon in Los Angeles is Saturday in Tokyo."""
    slots = meeting_slots("fri 16:00-18:00", ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Tokyo"), FRIDAY)
    assert slots == ()


def test_a_meeting_does_not_run_past_the_end_of_their_day() -> None:
    slots = meeting_slots("12:00-23:00", PARIS, ZoneInfo("Europe/London"), FRIDAY, count=1, minutes=700)
    assert slots == ()
    late = meeting_slots("22:30-23:59", ZoneInfo("UTC"), ZoneInfo("Asia/Tokyo"), FRIDAY, count=1, minutes=60)
    assert late == ()
