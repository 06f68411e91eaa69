"""The only place that asks what time it is. Everything below takes the day as an argument."""

from __future__ import annotations

import os
import time
from datetime import date, datetime, tzinfo

from vaultkit.dates import parse_when
from vaultkit.errors import UsageError

#: A today beyond these has no yesterday, or no next birthday, in Python's calendar.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000


def today(zone: tzinfo | None = None, override: str = "") -> date:
    """The day in *zone* (the machine's own if None); *override* or `VAULTKIT_TODAY` stand in for it.

    Raises UsageError if the override is no date.
    """
    now = datetime.now(zone).date()
    words = override or os.environ.get("VAULTKIT_TODAY", "")
    if not words:
        return now
    day = parse_when(words, now, zone)
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UsageError(f"'{words}' is no date", "write YYYY-MM-DD")
    return day


def now_text() -> str:
    """The moment, with its offset from UTC, as the journal of writes notes it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def monotonic() -> float:
    """Seconds that never run backwards."""
    return time.monotonic()


def wall() -> float:
    """Seconds as the wall clock counts them; together with `monotonic` it shows that the machine slept."""
    return time.time()
