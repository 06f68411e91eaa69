"""The facts a draft may use. Each knows where it is written; what is missing shows as `[a placeholder]`.

Nothing is invented: a template can print only its own words, facts, and placeholders. Log lines
and body text are the user's own record and are never put into a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any

from vaultkit.dates import Birthday, meeting_slots, parse_day, zone_named
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.matching import spoken, stems
from vaultkit.model import Evidence
from vaultkit.names import first_name, plain_name
from vaultkit.records import Note, Ref

NEWS_DAYS = 90


class Fact(str):  # noqa: SLOT000 - it carries where it comes from
    """A text from a note. `what` says what it is, `evidence` where it is written."""

    what: str
    evidence: Evidence

    @classmethod
    def of(cls, text: str, what: str, evidence: Evidence) -> Fact:
        """The text (on one line) as a fact."""
        fact = cls(" ".join(text.split()))
        fact.what, fact.evidence = what, evidence
        return fact

    def spelled(self, text: str) -> Fact:
        """The same fact in other words (a capital letter, `your` for `her`)."""
        return Fact.of(text, self.what, self.evidence)


class Placeholder(str):
    """What a draft shows in place of a missing fact. It counts as false in a template's `if`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    @classmethod
    def of(cls, words: str) -> Placeholder:
        """The placeholder `[words]`."""
        return cls(f"[{words}]")


_WORDS = {
    "me.name": "your name",
    "me.first": "your first name",
    "me.headline": "who you are and what you do",
    "me.title": "your position",
    "me.org": "where you work",
    "me.next_step": "how you would like to move forward, such as a 25-minute call next week",
    "to.first": "first name",
    "to.name": "name",
    "event.name": "the event",
    "about.name": "whom or what it is about",
    "via.name": "who could introduce you",
}


def note_facts(prefix: str, note: Note | None, record: type) -> Mapping[str, str]:
    """The fields of a note as facts, a list by its first item; placeholders where there is nothing.

    Of a private contact only the name is given.
    """
    names = [field.name for field in fields(record) if "type" in field.metadata]
    found: dict[str, str] = {name: _missing(prefix, name) for name in ("first", *names)}
    if note is None:
        return MappingProxyType(found)
    if not getattr(note.record, "private", False):
        for name in names:
            text = next(texts_of(note, name), "")
            if text:
                found[name] = Fact.of(text, f"{prefix}.{name}", Evidence(note.path, note.line_of(name)))
    if isinstance(note.record, Me) and not note.record.name and note.name.casefold() == Me.kind:
        return MappingProxyType(found)
    title = Fact.of(note.title, f"{prefix}.name", Evidence(note.path, note.line_of("name")))
    given = getattr(note.record, "given", "")
    found["name"] = title
    found["first"] = Fact.of(given or first_name(title), f"{prefix}.first", title.evidence)
    return MappingProxyType(found)


def _missing(prefix: str, name: str) -> Placeholder:
    return Placeholder.of(
        _WORDS.get(f"{prefix}.{name}", f"{'your ' if prefix == 'me' else ''}{name.replace('_', ' ')}")
    )


def texts_of(note: Note, name: str) -> Iterator[str]:
    """The values of a field as texts."""
    value: Any = getattr(note.record, name, None)
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(item, Ref):
            yield item.name
        elif isinstance(item, date):
            yield item.isoformat()
        elif isinstance(item, float):
            yield f"{item:g}"
        elif isinstance(item, Birthday):
            yield f"{item.day} {date(2000, item.month, 1):%B}"
        elif isinstance(item, str) and item:
            yield item


class Facts:
    """Finds the facts for one message. All days are those of the vault's zone."""

    def __init__(self, graph: Graph, today: date, to: Note | None, event: Note | None) -> None:
        self.graph = graph
        self.today = today
        self.me = graph.me
        self.to = to
        self.event = event or self._last_event()

    # -- what to talk about

    def offer(self) -> str:
        """Of what I offer, what they would want most; `!` in front of an offer keeps it back."""
        wanted = self._words_of(self.to, "asks", "topics")
        offers = [text for text in self._mine("offers") if not text.startswith("!")]
        return self._best(offers, wanted, "me.offers", "offers", "what you can offer")

    def want(self) -> str:
        """Of what I want to learn, what they know best; else what an active goal is about."""
        known = self._words_of(self.to, "topics", "offers", "title", "role")
        mine = self._best(self._mine("asks"), known, "me.asks", "asks", "what you want to learn more about")
        if mine:
            return mine
        for goal in self.graph.active_goals:
            if isinstance(goal.record, Goal) and goal.record.topics:
                topic = goal.record.topics[0]
                return Fact.of(topic, "goal.topics", Evidence(goal.path, goal.line_of("topics")))
        return mine

    def topic(self) -> str:
        """The topic we share that the fewest of my contacts have; else the first of theirs."""
        if self.to is None or self._is_private():
            return Placeholder.of("a topic you share")
        theirs = tuple(texts_of(self.to, "topics"))
        mine = {plain_name(text) for text in self._mine("topics")}
        shared = [text for text in theirs if plain_name(text) in mine] or list(theirs[:1])
        if not shared:
            return Placeholder.of("a topic you share")
        counts = {text: sum(self._has_topic(note, text) for note in self.graph.contacts) for text in shared}
        rarest = min(shared, key=lambda text: (counts[text], shared.index(text)))
        return Fact.of(rarest, "topic", Evidence(self.to.path, self.to.line_of("topics")))

    def last_topic(self) -> str:
        """What we last talked about."""
        if self.to is not None and not self._is_private():
            text = next(texts_of(self.to, "last_topic"), "")
            if text:
                return Fact.of(text, "last topic", Evidence(self.to.path, self.to.line_of("last_topic")))
        return Placeholder.of("what you last talked about")

    def news(self) -> str:
        """My newest news of the last 90 days; older than that is no news."""
        if self.me is not None:
            dated = [(parse_day(text.split(" ", 1)[0]), text.partition(" ")[2]) for text in self._mine("news")]
            fresh = [(day, text) for day, text in dated if day and text and 0 <= (self.today - day).days <= NEWS_DAYS]
            if fresh:
                return Fact.of(max(fresh)[1], "me.news", Evidence(self.me.path, self.me.line_of("news")))
        return Placeholder.of("your news")

    def promise(self) -> str:
        """The first thing I promised and have not done."""
        tasks = self.graph.open_tasks(self.to.path) if self.to and not self._is_private() else ()
        if not tasks:
            return Placeholder.of("what you promised")
        return Fact.of(tasks[0].task.title, "promise", tasks[0].evidence)

    # -- where we met

    def occasion(self) -> str:
        """The event at which we met or were; its title without the date."""
        if self.event is None:
            return Placeholder.of("where you met or what you saw of theirs")
        title = re.sub(r"^\d{4}-\d{2}-\d{2}\s*", "", self.event.title) or self.event.title
        return Fact.of(title, "event", Evidence(self.event.path, self.event.line_of("date")))

    def part(self) -> str:
        """Their part in that event: `spoke`, `met` (we talked), `seen`; empty without an event."""
        if self.event is None or self.to is None or not isinstance(self.event.record, Event):
            return ""
        event = self.event.record
        for word, refs in (("spoke", event.speakers), ("met", event.people), ("seen", event.attendees)):
            if any(self._is_to(ref) for ref in refs):
                return word
        return "met" if self.to.record and self._met_at() else "seen"

    def detail(self) -> str:
        """A topic of the event that they care about."""
        if self.event is not None and self.to is not None and not self._is_private():
            theirs = {plain_name(text) for text in texts_of(self.to, "topics")}
            for text in texts_of(self.event, "topics"):
                if plain_name(text) in theirs:
                    return Fact.of(text, "topic of the event", Evidence(self.event.path, self.event.line_of("topics")))
        return Placeholder.of("one thing they said")

    def gap(self) -> str:
        """How long it has been: `weeks`, `months`, `years`; empty if never or just now."""
        days = [day for touch in self._touches() if (day := touch.day(self.today))]
        silence = (self.today - max(days)).days if days else 0
        return "years" if silence > 365 else "months" if silence > 60 else "weeks" if silence > 13 else ""

    def slots(self) -> tuple[str, ...]:
        """Two times that suit us both, in both zones; days only where a zone is not known."""
        zone = zone_named(next(self._mine("tz"), "") or self.graph.settings.timezone) if self.me else None
        availability = next(self._mine("availability"), "")
        if self.me is None or zone is None or not availability:
            return (Placeholder.of("a time"), Placeholder.of("another time"))
        theirs = zone_named(getattr(self.to.record, "tz", "")) if self.to else None
        evidence = Evidence(self.me.path, self.me.line_of("availability"))
        found = []
        for slot in meeting_slots(availability, zone, theirs, self.today):
            words = f"{slot.mine:%A} {slot.mine.day} {slot.mine:%B}"
            if slot.theirs is not None:
                words += f" at {slot.theirs:%H:%M} your time"
                if slot.theirs.utcoffset() != slot.mine.utcoffset():
                    words += f" ({slot.mine:%H:%M} mine)"
            found.append(Fact.of(words, "me.availability", evidence))
        return tuple(found) or (Placeholder.of("a time"), Placeholder.of("another time"))

    # -- helpers

    def _last_event(self) -> Note | None:
        """The newest past event with the person, by their part in it; else where they say we met."""
        if self.to is None:
            return None
        past: list[tuple[date, str, Note]] = []
        for note in self.graph.of_kind(Event.kind):
            event = note.record
            if not isinstance(event, Event) or event.is_cancelled or not event.last_day:
                continue
            if event.last_day <= self.today and any(map(self._is_to, (*event.people, *event.speakers))):
                past.append((event.last_day, note.path, note))
        return max(past)[2] if past else self._met_at()

    def _met_at(self) -> Note | None:
        contact = self.to.record if self.to else None
        ref = contact.met_at if isinstance(contact, Contact) else None
        return self.graph.resolve(ref.target, self.to.path) if ref and ref.target and self.to else None

    def _is_to(self, ref: Ref) -> bool:
        found = self.graph.resolve(ref.target, "") if ref.target else None
        return self.to is not None and (
            found is self.to if found else plain_name(ref.name) == plain_name(self.to.title)
        )

    def _is_private(self) -> bool:
        return bool(self.to and getattr(self.to.record, "private", False))

    def _touches(self) -> Iterable[Any]:
        return self.graph.touches(self.to.path) if self.to else ()

    def _mine(self, name: str) -> Iterator[str]:
        return texts_of(self.me, name) if self.me is not None and isinstance(self.me.record, Me) else iter(())

    def _has_topic(self, note: Note, topic: str) -> bool:
        return plain_name(topic) in {plain_name(text) for text in texts_of(note, "topics")}

    def _words_of(self, note: Note | None, *names: str) -> frozenset[str]:
        if note is None or self._is_private():
            return frozenset()
        texts = " ".join(text for name in names for text in texts_of(note, name))
        found = stems(texts)
        for word, synonyms in self.graph.settings.synonyms.items():
            group = (word, *synonyms)
            if any(stems(text) <= found for text in group):
                found |= frozenset(stem for text in group for stem in stems(text))
        return found

    def _best(self, texts: Iterable[str], wanted: frozenset[str], what: str, field_name: str, missing: str) -> str:
        """The text that shares the most words with what is wanted; the first of equals."""
        cleaned = [spoken(text) for text in texts]
        if not cleaned or self.me is None:
            return Placeholder.of(missing)
        best = max(cleaned, key=lambda text: len(stems(text) & wanted))
        return Fact.of(best, what, Evidence(self.me.path, self.me.line_of(field_name)))
