"""Findings in the formats of other tools: SARIF for code scanners, workflow commands for GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from vaultkit import __version__
from vaultkit.model import Problem
from vaultkit.problems import CODES, REMEDIES, severity

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, in one line."""
    return f"{problem.message} — {problem.hint}" if problem.hint else problem.message


def remedy(code: str) -> str:
    """How to mend what a code stands for, without the links of the documentation."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", REMEDIES[code])


def sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    """A log in the format SARIF 2.1.0 (OASIS standard, 27 March 2020)."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "vaultkit", "version": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in problems],
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    level, about = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": about},
        "help": {"text": remedy(code)},
        "defaultConfiguration": {"level": _LEVELS[level]},
    }


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[severity(problem)],
        "message": {"text": sentence(problem)},
    }
    if problem.path:
        uri = quote(problem.path.encode("utf-8", "surrogateescape"))
        region = {"startLine": max(problem.line, 1), "startColumn": max(problem.column, 1)}
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}]
    return result


def github(problems: Iterable[Problem]) -> list[str]:
    """Workflow commands, which GitHub shows beside the lines (its docs, "Workflow commands")."""
    return [_command(problem) for problem in problems]


def _command(problem: Problem) -> str:
    where = (
        {"file": problem.path, "line": str(max(problem.line, 1)), "col": str(max(problem.column, 1))}
        if problem.path
        else {}
    )
    given = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in {**where, "title": problem.code}.items())
    return f"::{_COMMANDS[severity(problem)]} {given}::{_escaped(sentence(problem))}"


def _escaped(text: str, more: str = "") -> str:
    for sign in f"%\r\n{more}":  # the percent sign first, for it escapes the others
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
