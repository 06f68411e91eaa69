"""The 63 follow-up cases, each told twice in the words of real notes.

The first telling uses the log in Sam's own note. The second uses whatever else counts as the same
contact: a daily note, an interaction, a sent message, a ticked task, another event's spelling.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from helpers import contact_row, graph_of

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "followup-cases.json").read_text(encoding="utf-8")
)
EXCLUDED = ("do-not-contact", "archived", "deceased")


def contact_note(fields: Mapping[str, str], log: list[str]) -> str:
    lines = ["---", "type: contact", *(f"{name}: {value}" for name, value in fields.items()), "---", "## Log"]
    return "\n".join([*lines, *log, ""])


def event_note(signal: Mapping[str, Any]) -> str:
    lines = ["---", "type: event"]
    lines += [f"start: {signal['date']}", f"end: {signal['end']}"] if "end" in signal else [f"date: {signal['date']}"]
    if signal.get("cancelled"):
        lines.append("status: cancelled")
    if signal.get("spoke", True):
        lines += ["kind: coffee", 'people: ["[[Sam Rivera]]"]']
    else:
        crowd = ["[[Sam Rivera]]", *(f"Guest {number}" for number in range(199))]
        lines += ["kind: conference", "attendees:", *(f'  - "{name}"' for name in crowd)]
    return "\n".join([*lines, "---", ""])


def task_line(signal: Mapping[str, Any]) -> str:
    box = "x" if signal.get("done") else " "
    return f"- [{box}] send the notes to [[Sam Rivera]] 📅 {signal['due']}\n"


def told_in_the_log(case: Mapping[str, Any]) -> dict[str, str]:
    heads = {"contact": "coffee", "in": "email in", "out": "email out"}
    log = [f"- {s['date']} {heads[s['kind']]}: hello" for s in case["signals"] if s["kind"] in heads]
    return {"People/Sam Rivera.md": contact_note(case["contact"], log), **dict(other_notes(case))}


def other_notes(case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, signal in enumerate(case["signals"]):
        if signal["kind"] == "event":
            yield f"Events/Event {number}.md", event_note(signal)
        elif signal["kind"] == "task":
            yield f"Projects/Project {number}.md", task_line(signal)


def told_elsewhere(case: Mapping[str, Any]) -> dict[str, str]:
    texts = {"People/Sam Rivera.md": contact_note(case["contact"], []), **dict(other_notes(case))}
    for number, signal in enumerate(case["signals"]):
        if signal["kind"] == "contact" and number % 2 == 0:
            texts[f"Daily/{signal['date']}.md"] = "- coffee with [[Sam Rivera]]\n"
        elif signal["kind"] == "contact":
            texts[f"Notes/{number}.md"] = f"- [x] called [[Sam Rivera]] ✅ {signal['date']}\n"
        elif signal["kind"] == "out" and number % 2 == 0:
            texts[f"Outreach/{number}.md"] = (
                f'---\ntype: outreach\nto: "[[Sam Rivera]]"\nstatus: sent\nsent: {signal["date"]}\n---\n'
            )
        elif signal["kind"] in ("in", "out"):
            texts[f"Interactions/{number}.md"] = (
                f"---\ntype: interaction\ndate: {signal['date']}\ndirection: {signal['kind']}\n"
                'people: ["[[Sam Rivera]]"]\n---\n'
            )
    return texts


@pytest.mark.parametrize("tell", [told_in_the_log, told_elsewhere])
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_told_in_notes(case: dict[str, Any], tell: Any) -> None:
    expected = {"warnings": case["expect"].get("warn", []), **case["expect"]}
    expected.pop("warn", None)
    found = contact_row(graph_of(tell(case)), "Sam Rivera", case["today"])
    assert {name: found[name] for name in expected} == expected


def test_there_are_all_63_cases() -> None:
    assert [case["id"] for case in CASES] == [f"F{number:02}" for number in range(1, 64)]


@pytest.mark.parametrize("status", EXCLUDED)
def test_nothing_is_asked_for_somebody_excluded(status: str) -> None:
    graph = graph_of(f"""
        === People/Sam Rivera.md
        ---
        type: contact
        status: {status}
        cadence: 1d
        tier: inner
        priority: highest
        birthday: 1990-04-10
        ---
        - [ ] answer him 📅 2026-04-01
        - [ ] one day, ask about the wall

        ## Log
        - 2026-03-01 email in: how are you?
    """)
    found = contact_row(graph, "Sam Rivera", "2026-04-10")
    assert (found["state"], found["why"], found["points"]) == ("excluded", status, 0)
    assert found["reasons"] == found["loops"] == found["planned"] == []
