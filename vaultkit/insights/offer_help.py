"""What you could offer to a group you want to join, for its next event, and the command that drafts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vaultkit.approach import name_to_type
from vaultkit.circles import identity, members, my_circles, my_spaces
from vaultkit.graph import Graph
from vaultkit.graph.memory import once_per_graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.organization import Organization
from vaultkit.kinds.space import Space
from vaultkit.matching import ENOUGH, Match, best_match, spoken
from vaultkit.model import Evidence
from vaultkit.questions import LIMIT
from vaultkit.records import Note, Ref
from vaultkit.ties import tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("offer", "event", "day", "name", "to", "command")


@dataclass(frozen=True, slots=True)
class HelpOffer:
    """An offer for the next event of a space or organization: what of theirs it meets, and whom to write to.

    `to` is the contact there whom you know best, empty if there is none.
    """

    name: str
    path: str
    status: str
    offer: str
    event: str
    event_path: str
    day: date
    ask: str
    words: tuple[str, ...]
    to: str
    command: str
    evidence: Evidence


def offer_help(graph: Graph, today: date, *, limit: int | None = None) -> tuple[HelpOffer, ...]:
    """One offer for each coming event of a host you have not joined: for its asks, roles, or the event's topics."""
    me = graph.me
    if me is None or not isinstance(me.record, Me):
        return ()
    found: dict[str, HelpOffer] = {}
    for host in (*graph.of_kind(Space.kind), *graph.of_kind(Organization.kind)):
        event = _events(graph, today).get(host.path) if _is_wished(host) else None
        if event and event.path not in found and not _is_mine(graph, event):
            met = _meets(graph, me.record, host, event)
            if met:
                found[event.path] = _offer(graph, host, event, met, today)
    return tuple(sorted(found.values(), key=lambda row: (row.day, row.event.casefold(), row.event_path))[:limit])


def _is_wished(host: Note) -> bool:
    record = host.record
    return (isinstance(record, Space) and record.status in ("found", "to-join")) or (
        isinstance(record, Organization) and record.status == "interested"
    )


def _hosts(graph: Graph, event: Note) -> tuple[str, ...]:
    """The space of an event, those who run it, and those who run its space."""
    record = event.record
    assert isinstance(record, Event)
    refs: list[Ref] = [*((record.space,) if record.space else ()), *record.org]
    return tuple(dict.fromkeys(key for ref in refs for key in _with_owners(graph, identity(graph, ref, event.path))))


def _with_owners(graph: Graph, key: str) -> Iterable[str]:
    note = graph.notes.get(key)
    owners = note.record.org if note and isinstance(note.record, Space) else ()
    return (key, *(identity(graph, ref, key) for ref in owners))


@once_per_graph
def _events(graph: Graph, today: date) -> Mapping[str, Note]:
    """The next event of each host after today, by the host's key."""
    coming: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for note in graph.of_kind(Event.kind):
        event = note.record
        if isinstance(event, Event) and event.first_day and event.first_day > today and not event.is_cancelled:
            for key in _hosts(graph, note):
                coming[key].append((event.first_day, note.path))
    return {key: graph.notes[min(those)[1]] for key, those in coming.items()}


def _is_mine(graph: Graph, event: Note) -> bool:
    """You are a member of its space, or of those who run it."""
    hosts = _hosts(graph, event)
    mine = my_spaces(graph) | {circle.key for circle in my_circles(graph, ("org", "communities"))}
    records = (graph.notes[key].record for key in hosts if key in graph.notes)
    return any(key in mine for key in hosts) or any(getattr(record, "status", "") == "member" for record in records)


def _meets(graph: Graph, me: Me, host: Note, event: Note) -> Match | None:
    """Their asks come before their roles for volunteers, and these before what the event is about."""
    notes = [graph.notes[key] for key in (host.path, *_hosts(graph, event)) if key in graph.notes]
    for name, told, least in (("asks", notes, ENOUGH), ("volunteer_roles", notes, ENOUGH), ("topics", [event], 1)):
        texts = tuple(text for note in told for text in getattr(note.record, name, ()))
        met = best_match(me.offered, texts, graph.settings, least)
        if met:
            return met
    return None


def _offer(graph: Graph, host: Note, event: Note, met: Match, today: date) -> HelpOffer:
    record, planned = host.record, event.record
    assert isinstance(record, Space | Organization)
    assert isinstance(planned, Event)
    assert planned.first_day
    to = _whom(graph, (host.path, *_hosts(graph, event)), today)
    named = (("--to", to), ("--about", host), ("--event", event))
    words = " ".join(f"{option} {name_to_type(graph, note)}" for option, note in named if note)
    return HelpOffer(
        name=host.title,
        path=host.path,
        status=record.status,
        offer=spoken(met.offer),
        event=event.title,
        event_path=event.path,
        day=planned.first_day,
        ask=met.ask,
        words=met.words,
        to=to.title if to else "",
        command=f"vaultkit render offer-help {words}",
        evidence=Evidence(host.path, host.line_of("status")),
    )


def _whom(graph: Graph, keys: Iterable[str], today: date) -> Note | None:
    """The contact in the first of these circles that has any, whom you know best."""
    for key in keys:
        people = [note for note, _ in members(graph).get(key, ()) if _may_write(note)]
        if people:
            return min(people, key=lambda n: (-tie(graph, n, today).strength, n.title.casefold(), n.path))
    return None


def _may_write(note: Note) -> bool:
    return isinstance(note.record, Contact) and note.record.is_approachable
