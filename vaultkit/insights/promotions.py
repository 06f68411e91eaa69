"""Who answered you gladly, and could become a professional contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vaultkit.circles import identity
from vaultkit.graph import Graph
from vaultkit.kinds.contact import STAGES, Contact
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "stage", "replied", "evidence")


@dataclass(frozen=True, slots=True)
class Promotion:
    """Somebody with whom it went well: their `stage`, when they answered (if it is known), and what."""

    name: str
    path: str
    stage: str
    replied: date | None
    outreach: str
    outreach_path: str
    evidence: Evidence


def promotions(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Promotion, ...]:
    """Everybody who answered an outreach that says `receptive: true`, and is no professional contact yet.

    Of several answers the newest counts.
    """
    found: dict[str, Promotion] = {}
    for note in graph.of_kind(Outreach.kind):
        outreach = note.record
        if not isinstance(outreach, Outreach) or not _is_answered(outreach, today):
            continue
        for ref in outreach.to:
            person = graph.notes.get(identity(graph, ref, note.path))
            contact = person.record if person else None
            if person is None or not isinstance(contact, Contact):
                continue
            if contact.is_excluded or contact.stage == STAGES[-1]:
                continue
            evidence = Evidence(note.path, note.line_of("receptive"))
            answer = Promotion(
                person.title, person.path, contact.stage, outreach.replied, note.title, note.path, evidence
            )
            before = found.get(person.path)
            if before is None or (answer.replied or date.min) > (before.replied or date.min):
                found[person.path] = answer
    return tuple(sorted(found.values(), key=lambda each: (each.name.casefold(), each.path))[:limit])


def _is_answered(outreach: Outreach, today: date) -> bool:
    is_answered = outreach.replied <= today if outreach.replied else outreach.status == "replied"
    return outreach.receptive and is_answered
