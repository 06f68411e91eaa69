"""Who may be written to, through whom, and by which channel and tone."""

from __future__ import annotations

from datetime import date, timedelta

from vaultkit.drafts.kinds import DraftKind
from vaultkit.errors import RefusedError, UnknownNameError
from vaultkit.followups import unanswered
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Evidence
from vaultkit.records import Note
from vaultkit.ties import Way, ways

#: So many introductions a year are asked of one person before a draft warns.
OFTEN = 2
_YEAR = timedelta(days=365)


def check_allowed(person: Note | None, *, force: bool) -> None:
    """Refuse whoever is excluded, and, without *force*, whom one only observes."""
    contact = person.record if person else None
    if not isinstance(contact, Contact) or person is None:
        return
    if contact.is_excluded:
        raise RefusedError(
            f"{person.path}:{person.line_of('status')}: {person.title} is {contact.status}; no draft is made",
            "change the status in the note if that is no longer so",
        )
    if contact.reach == "observe" and not force:
        raise RefusedError(
            f"{person.path}:{person.line_of('reach')}: you only observe {person.title} (reach: observe)",
            "say --force to write all the same",
        )


def check_mutual(via: Note) -> None:
    """Refuse somebody who does not want to be asked for introductions."""
    if isinstance(via.record, Contact) and via.record.do_not_ask:
        raise RefusedError(
            f"{via.path}:{via.line_of('do_not_ask')}: {via.title} is not to be asked for introductions (do_not_ask)",
            "name somebody else with --via, or leave it out: the best way is chosen",
        )


def best_way(graph: Graph, about: Note, today: date) -> Way:
    """The best way to somebody through a contact who may be asked. Raises RefusedError if there is none."""
    found = ways(graph, about, today)
    if not found:
        raise RefusedError(
            f"none of your contacts is known to know {about.title}",
            f'name somebody with --via, or write knows: ["[[{about.name}]]"] into the note of who does',
        )
    if not found[0].may_ask:
        names = ", ".join(f"{way.name} ({way.words})" for way in found)
        raise RefusedError(
            f"nobody who knows {about.title} is to be asked: {names}",
            "name somebody with --via, or see their do_not_ask and reach",
        )
    return found[0]


def way_through(graph: Graph, about: Note, via: Note, today: date) -> Way | None:
    """How a mutual contact knows somebody, if the notes say so."""
    return next((way for way in ways(graph, about, today) if way.path == via.path), None)


def asks_of(graph: Graph, via: Note, today: date) -> tuple[Evidence, ...]:
    """The introductions that were asked of somebody in the last twelve months, by the notes that were sent."""
    return tuple(
        Evidence(note.path, note.line_of("sent"))
        for note in graph.of_kind(Outreach.kind)
        if isinstance(note.record, Outreach)
        and note.record.kind_of == "intro-request"
        and note.record.sent is not None
        and today - _YEAR < note.record.sent <= today
        and any(graph.resolve(ref.target or ref.text, note.path) is via for ref in note.record.to)
    )


def check_nudge(graph: Graph, to: Note, today: date) -> None:
    """Refuse a nudge where nothing waits for an answer, and one more than the settings allow (2)."""
    waiting = unanswered(graph, to.path, today)
    most = graph.settings.follow_up.max_nudges
    if not waiting:
        raise RefusedError(
            f"no message of yours to {to.title} waits for an answer",
            f"write to them first, or log what you sent: vaultkit log {to.title!r} --out",
        )
    if len(waiting) > most:
        raise RefusedError(
            f"you wrote to {to.title} on {', '.join(map(str, waiting))} and heard nothing; one more would be too many",
            f"let it rest; they may still write. (The setting max_nudges is {most}.)",
        )


def channel_for(graph: Graph, kind: DraftKind, to: Note | None, given: str, inbound: str = "") -> tuple[str, str]:
    """The channel, and who chose it: you, their own message, the contact's note, your own note, or the draft."""
    if given:
        if given not in kind.channels:
            raise UnknownNameError(f"channel of '{kind.name}'", given, kind.channels)
        return given, "you named it"
    if inbound in kind.channels:
        return inbound, "the same as before"
    for note in (to, graph.me):
        preferred = getattr(note.record, "channel", "") if note else ""
        if preferred in kind.channels and note:
            return preferred, f"{note.path}:{note.line_of('channel')}"
    return kind.channels[0], "the draft's own"


def last_channel(graph: Graph, to: Note, direction: str, today: date) -> str:
    """The channel of the newest message in that direction, by the log or the note of the message."""
    found = [(day, t) for t in graph.touches(to.path) if t.direction == direction and (day := t.day(today))]
    if not found:
        return ""
    _, touch = max(found, key=lambda item: item[0])
    note = graph.notes[touch.evidence.path]
    if isinstance(note.record, Contact):
        entry = next((e for e in note.record.log if e.line == touch.evidence.line), None)
        return "-".join(entry.channel.casefold().split()) if entry else ""
    return str(getattr(note.record, "channel", ""))


_TIER_TONES = {"inner": "casual", "close": "warm"}
_RELATION_TONES = {
    "stranger": "warm",
    "acquaintance": "warm",
    "coworker": "warm",
    "co-worker": "warm",
    "colleague": "warm",
    "friend": "casual",
    "senior": "formal",
}


def tone_for(graph: Graph, kind: DraftKind, to: Note | None, channel: str, given: str) -> tuple[str, str]:
    """The tone, and who chose it: you, the contact, their formality, relationship or tier, you in general."""
    if given:
        if given not in kind.tones:
            raise UnknownNameError(f"tone of '{kind.name}'", given, kind.tones)
        return given, "you named it"
    contact = to.record if to else None
    if isinstance(contact, Contact) and to:
        formality = contact.formality or 0
        by_number = "" if not formality else "casual" if formality < 3 else "formal" if formality > 3 else "warm"
        for name, tone in (
            ("tone", contact.tone),
            ("formality", by_number),
            ("relationship", _RELATION_TONES.get(contact.relationship, "")),
            ("tier", _TIER_TONES.get(contact.tier, "")),
        ):
            if tone in kind.tones:
                return tone, f"{to.path}:{to.line_of(name)}"
    own = getattr(graph.me.record, "tone", "") if graph.me else ""
    if own in kind.tones and graph.me:
        return own, f"{graph.me.path}:{graph.me.line_of('tone')}"
    usual = "casual" if channel == "sms" else "warm"
    return (usual if usual in kind.tones else kind.tones[0]), "usual for the channel"


_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "finnish": "fi",
    "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "italian": "it",
    "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl", "portuguese": "pt", "romanian": "ro",
    "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip


def folders_of_language(to: Note | None) -> tuple[str, ...]:
    """The folders in which a draft in a contact's first language may lie: its name, its code, `fr` of `fr-CA`."""
    contact = to.record if to else None
    if not isinstance(contact, Contact) or contact.private or not contact.languages:
        return ()
    name = contact.languages[0].strip().casefold()
    return tuple(dict.fromkeys((name, _LANGUAGES.get(name, name), name.split("-")[0])))
