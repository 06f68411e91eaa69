"""Introductions: what two people have for each other, and where an introduction stands.

Both are asked before either is named (Wilson's double opt-in). The state is computed from the
note of the offer: `asked`, `agreed`, `declined`, `made`, `status`.
"""

from __future__ import annotations

from vaultkit.circles import identity
from vaultkit.drafts.facts import Fact, is_private, texts_of
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.kinds.outreach import Outreach
from vaultkit.matching import best_match, shared_topics, spoken
from vaultkit.model import Evidence
from vaultkit.names import typed
from vaultkit.records import Note
from vaultkit.ties import know_each_other

#: After so many days one looks whether an introduction came to something.
CHECK_BACK = 14
_OPEN = ("idea", "asked", "agreed")


def pair_facts(graph: Graph, to: Note, about: Note) -> dict[str, str]:
    """What two people have for each other, as said to *to*; empty texts where there is nothing.

    Of somebody private nothing is said.
    """
    none = dict.fromkeys(("they_ask", "you_offer", "you_ask", "they_offer", "both_care"), "")
    if is_private(to) or is_private(about):
        return none
    for_them = best_match(texts_of(to, "offers"), texts_of(about, "asks"), graph.settings)
    for_you = best_match(texts_of(about, "offers"), texts_of(to, "asks"), graph.settings)
    topic = next(iter(shared_topics(tuple(texts_of(to, "topics")), texts_of(about, "topics"))), "")
    found = {
        "they_ask": _fact(about, "asks", for_them.ask if for_them else ""),
        "you_offer": _fact(to, "offers", spoken(for_them.offer) if for_them else ""),
        "you_ask": _fact(to, "asks", for_you.ask if for_you else ""),
        "they_offer": _fact(about, "offers", spoken(for_you.offer) if for_you else ""),
        "both_care": _fact(to, "topics", topic),
    }
    return {**none, **found}


def _fact(note: Note, name: str, text: str) -> str:
    return Fact.of(text, f"{note.title}.{name}", Evidence(note.path, note.line_of(name))) if text else ""


def offer_of(graph: Graph, one: Note, other: Note) -> Note | None:
    """The note of an introduction of these two that is still open."""
    wanted = {one.path, other.path}
    for note in graph.of_kind(Outreach.kind):
        offer = note.record
        if isinstance(offer, Outreach) and offer.kind_of == "intro-offer" and offer.intro_state in _OPEN:
            found = {identity(graph, ref, note.path) for ref in offer.to}
            if wanted == found:
                return note
    return None


def check_offer(graph: Graph, one: Note, other: Note) -> None:
    """Refuse to offer an introduction to people who know each other, or twice."""
    if one is other:
        raise RefusedError(f"{one.title} cannot be introduced to {one.title}", "name two people: --to A --about B")
    if know_each_other(graph, one, other):
        raise RefusedError(
            f"{one.path} or {other.path}: {one.title} and {other.title} know each other (knows, introduced_by)",
            "take the link out if that is not so",
        )
    there = offer_of(graph, one, other)
    if there is not None and isinstance(there.record, Outreach):
        raise RefusedError(
            f"{there.path}: this introduction is begun already ({there.record.intro_state})",
            _next_step(there, there.record, one, other),
        )


def check_agreed(graph: Graph, one: Note, other: Note) -> Note:
    """The note of the offer to which both have agreed. Refuses an introduction before that."""
    there = offer_of(graph, one, other)
    if there is None or not isinstance(there.record, Outreach):
        raise RefusedError(
            f"locked: no introduction of {one.title} and {other.title} is under way",
            f"ask both first: vaultkit render intro-offer --to {typed(one.title)} --about {typed(other.title)}",
        )
    if there.record.intro_state != "agreed":
        names = " and ".join(ref.name for ref in there.record.missing_yes)
        raise RefusedError(
            f"{there.path}:{there.line_of('agreed')}: locked until both agreed: not yet {names}",
            _next_step(there, there.record, one, other),
        )
    return there


def _next_step(there: Note, offer: Outreach, one: Note, other: Note) -> str:
    if offer.intro_state == "agreed":
        return f"both agreed: vaultkit render introduction --to {typed(one.title)} --about {typed(other.title)}"
    missing = offer.missing_yes[0].name
    pair = f"{typed(one.title)} {typed(other.title)}"
    return f"{there.path} waits for {missing}; note the answer: vaultkit intro {pair} agreed --by {typed(missing)}"


def unlocking(to: Note, about: Note) -> str:
    """What stands in the place of an introduction that nobody agreed to yet."""
    one, other = typed(to.title), typed(about.title)
    return (
        f"Locked until both agreed. Note who was asked and who agreed, for instance "
        f"`vaultkit intro {one} {other} agreed --by {one}`, or write it into the properties above. "
        f"Then: `vaultkit render introduction --to {one} --about {other}`"
    )
