"""Whom you may already know in your industry: from school, work or social life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from vaultkit.circles import circles, identity, my_circles
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.kinds.organization import Organization
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import plain_name
from vaultkit.questions import LIMIT
from vaultkit.records import Note

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "points", "industry", "reasons")

_WORK = ("org", "former_orgs")
_CONTEXTS = ("school", "work", "social")
_PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is no professional contact yet, their industry, and how you may know each other."""

    name: str
    path: str
    industry: str
    points: float
    reasons: tuple[Reason, ...]


def known(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Known, ...]:
    """Everybody of your industries, or of your goals', with whom you share a school or an organization
    (3 points), or whom you met at school, at work or socially (1), the most in common first.

    Left out are professional contacts (`stage: professional`, or a tag of that name), those whom you
    only observe, and excluded people.
    """  # noqa: D205 - one sentence of two lines
    found = []
    for note in graph.contacts:
        contact = note.record
        if isinstance(contact, Contact) and _is_open(note, contact):
            industry = _industry(graph, note, contact)
            overlap = tuple(_overlap(graph, note, contact)) if industry else ()
            if industry and overlap:
                given = (*overlap, industry)
                found.append(Known(note.title, note.path, industry.evidence.text, total(given), given))
    return tuple(sorted(found, key=lambda row: (-row.points, row.name.casefold(), row.path))[:limit])


def _is_open(note: Note, contact: Contact) -> bool:
    tags = {tag.name.casefold() for tag in note.document.tags}
    is_professional = contact.stage == _PROFESSIONAL or _PROFESSIONAL in tags
    return contact.is_approachable and not is_professional


def _industry(graph: Graph, note: Note, contact: Contact) -> Reason | None:
    """Their industry, or that of the organization they work for, if it is one that you want."""
    said = [(contact.industry, Evidence(note.path, note.line_of("industry"), contact.industry))]
    for circle in circles(graph, note, ("org",)):
        org = graph.notes.get(circle.path)
        if org and isinstance(org.record, Organization):
            said.append((org.record.industry, Evidence(org.path, org.line_of("industry"), org.record.industry)))
    wanted = _wanted(graph)
    for industry, evidence in said:
        whose = wanted.get(plain_name(industry))
        if whose:
            return Reason("industry", f"{industry} is {whose}", 2, evidence)
    return None


@once_per_graph
def _wanted(graph: Graph) -> Mapping[str, str]:
    """The industries that you want, and whose they are: yours, or a goal's by topic or organization."""
    mine = graph.me.record.industries if graph.me and isinstance(graph.me.record, Me) else ()
    found = {plain_name(industry): "an industry of yours" for industry in mine}
    for goal in graph.active_goals:
        assert isinstance(goal.record, Goal)
        for topic in goal.record.topics:
            found.setdefault(plain_name(topic), f"a topic of {goal.title}")
        for ref in goal.record.wants_orgs:
            org = graph.notes.get(identity(graph, ref, goal.path))
            if org and isinstance(org.record, Organization) and org.record.industry:
                found.setdefault(plain_name(org.record.industry), f"the industry of {org.title}")
    found.pop("", None)
    return found


def _overlap(graph: Graph, note: Note, contact: Contact) -> Iterator[Reason]:
    schools = {circle.key for circle in my_circles(graph, ("school",))}
    work = {circle.key for circle in my_circles(graph, _WORK)}
    for circle in circles(graph, note, ("school",)):
        if circle.key in schools:
            yield Reason("school", f"both at school at {circle.name}", 3, circle.evidence)
    for circle in circles(graph, note, _WORK):
        if circle.key in work:
            yield Reason("work", f"both at work at {circle.name}", 3, circle.evidence)
    if contact.met_context in _CONTEXTS:
        how = {"school": "at school", "work": "at work"}.get(contact.met_context, "socially")
        yield Reason("met", f"you met {how}", 1, Evidence(note.path, note.line_of("met_context")))
