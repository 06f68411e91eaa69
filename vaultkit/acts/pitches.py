"""A pitch was practised."""

from __future__ import annotations

from datetime import date

from vaultkit.acts.fields import plan_of, with_item, with_value
from vaultkit.config import Settings
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.kinds.pitch import Pitch
from vaultkit.plan import Plan
from vaultkit.records import Note
from vaultkit.rehearsal import pitch_for_next


def find_pitch(graph: Graph, name: str, today: date) -> Note:
    """The pitch of that name, else the one to practise next. Raises RefusedError if there is none at all."""
    if not graph.of_kind(Pitch.kind):
        hint = "let one be drafted: vaultkit render pitch-60, or write one: vaultkit new pitch 'Its name'"
        raise RefusedError("there is no pitch to practise yet", hint)
    found = graph.find_note(name, Pitch.kind) if name else pitch_for_next(graph, today)
    assert found is not None
    return found


def practised(pitch: Note, today: date, settings: Settings) -> Note:
    """The pitch with today among the days on which it was practised, once."""
    assert isinstance(pitch.record, Pitch)
    return pitch if today in pitch.record.practiced else with_item(pitch, "practiced", str(today), settings)


def practice_plan(graph: Graph, pitch: Note, today: date, confidence: int | None = None) -> Plan:
    """Note down that a pitch was practised today, and how sure you feel, 1 to 5."""
    if confidence is not None and not 1 <= confidence <= 5:
        raise RefusedError(f"{confidence} is no confidence", "write a number from 1 (not at all) to 5 (very)")
    after = practised(pitch, today, graph.settings)
    if confidence is not None:
        after = with_value(after, "confidence", confidence, graph.settings)
    return plan_of(pitch, after, f"{pitch.title} was practised")
