"""What somebody is to you: an acquaintance, somebody you take up with again, a professional contact."""

from __future__ import annotations

from datetime import date

from vaultkit.acts.fields import plan_of, with_value
from vaultkit.config import Settings
from vaultkit.errors import UnknownNameError
from vaultkit.graph import Graph
from vaultkit.kinds.contact import STAGES
from vaultkit.plan import Plan
from vaultkit.records import Note, word


def stage_plan(graph: Graph, person: Note, stage: str) -> Plan:
    """Set a contact's `stage` and nothing else. Raises UnknownNameError for one that there is not."""
    if word(stage) not in STAGES:
        raise UnknownNameError("stage", stage, STAGES)
    after = with_value(person, "stage", word(stage), graph.settings)
    return plan_of(person, after, f"{person.title} is {word(stage)} now")


def promoted(person: Note, _: date, settings: Settings) -> Note:
    """The contact as a professional one."""
    return with_value(person, "stage", STAGES[-1], settings)
