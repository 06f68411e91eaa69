"""Every promise of the nine habits has a number, and exactly one test that bears it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

#: How many promises each habit makes; 0 is what they have in common.
PROMISES = {0: 3, 1: 5, 2: 5, 3: 5, 4: 4, 5: 6, 6: 6, 7: 7, 8: 5, 9: 8}


def test_each_promise_has_one_test() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = Counter(re.findall(r"^def test_row_(\d)_(\d)_\w+\(", text, re.MULTILINE))
    wanted = {(str(habit), str(number)) for habit, count in PROMISES.items() for number in range(1, count + 1)}
    assert {promise: named[promise] for promise in wanted | named.keys()} == dict.fromkeys(wanted, 1)
