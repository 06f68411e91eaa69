"""Your pitches: how long they are, what they cover, and how well they are practised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.graph import Graph
from vaultkit.kinds.pitch import Pitch as Record
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "audience", "seconds", "words", "missing", "times", "last", "confidence")


@dataclass(frozen=True, slots=True)
class Pitch:
    """A pitch: its words, which of the four parts it lacks, on how many days it was practised, and when last."""

    name: str
    path: str
    audience: str
    seconds: float | None
    words: int
    missing: tuple[str, ...]
    times: int
    last: date | None
    confidence: float | None
    evidence: Evidence


def pitches(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Pitch, ...]:
    """Every pitch, by name. Days to come on which it was practised are no days yet."""
    found = (_pitch(note.title, note.path, note.record, today) for note in graph.of_kind(Record.kind))
    return tuple(sorted(found, key=lambda pitch: (pitch.name.casefold(), pitch.path))[:limit])


def _pitch(name: str, path: str, record: object, today: date) -> Pitch:
    assert isinstance(record, Record)
    days = {day for day in record.practiced if day <= today}
    return Pitch(
        name,
        path,
        record.audience,
        _whole(record.seconds),
        record.word_count,
        record.missing_parts,
        len(days),
        max(days, default=None),
        _whole(record.confidence),
        Evidence(path, record.lines.get("practiced", 1)),
    )


def _whole(number: float | None) -> float | None:
    """60 rather than 60.0."""
    return int(number) if number is not None and number == int(number) else number
