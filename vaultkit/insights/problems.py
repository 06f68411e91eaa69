"""What is wrong in the notes, with the line and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.findings import findings
from vaultkit.graph import Graph
from vaultkit.problems import RANKS, severity
from vaultkit.questions import LIMIT, Argument

ARGUMENTS = (
    Argument("severity", "word", "At least this severe: error, warning or info.", "warning", RANKS),
    LIMIT,
)
COLUMNS = ("path", "line", "severity", "message", "hint")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in a note."""

    path: str
    line: int
    column: int
    code: str
    severity: str
    message: str
    hint: str


def problems(graph: Graph, today: date, *, severity: str = "warning", limit: int | None = None) -> tuple[Finding, ...]:
    """All problems of at least that severity, by path and line."""
    rank = RANKS.index(severity)
    return tuple(found for found in _all(graph, today) if RANKS.index(found.severity) <= rank)[:limit]


def _all(graph: Graph, today: date) -> tuple[Finding, ...]:
    return tuple(
        Finding(p.path, p.line, p.column, p.code, severity(p), p.message, p.hint) for p in findings(graph, today)
    )
