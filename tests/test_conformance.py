"""Every case of `conformance/*.md` holds, and the reader of the cases passes none over."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import conformance
import pytest
from conformance import CHAPTERS, ORDER, Case, cases_in, read_cases

CASES = read_cases()


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.chapter}/{case.id}") for case in CASES])
def test_a_rule_holds(case: Case) -> None:
    assert case.found == case.expected


def test_every_chapter_is_read_and_every_id_is_there_once() -> None:
    assert sorted(ORDER) == sorted(path.stem for path in CHAPTERS.glob("*.md"))
    twice = [name for name, count in Counter((case.chapter, case.id) for case in CASES).items() if count > 1]
    assert not twice


def test_a_case_that_does_not_hold_is_seen() -> None:
    case = next(case for case in CASES if case.id == "exact-path")
    wrong = Case(**{**vars(case), "expected": "link a/Hub.md:1:1 [[Note]] -> b/Note.md\n"})
    assert not wrong.holds


def test_a_case_that_is_not_written_as_it_should_be_is_not_passed_over(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n## id: A rule\n\nSource: none\n\n~~~~\n=== a.md\n~~~~\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="id: A rule"):
        list(cases_in(page))


def test_every_sort_of_fact_is_used() -> None:
    words = {line.removeprefix("no ").split(" ", 1)[0] for case in CASES for line in case.expected.splitlines()}
    assert words == conformance.SORTS.keys()
