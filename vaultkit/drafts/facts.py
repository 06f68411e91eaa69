"""The facts a draft may use. Each knows where it is written; what is missing shows as `[a placeholder]`.

Nothing is invented: a template can print only its own words, facts, and placeholders. Log lines
and body text are the user's own record and are never put into a message; the one exception is a
favour that was written down to be returned (`got::`), which is what a thank-you is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from vaultkit.circles import identity
from vaultkit.dates import Birthday, Slot, meeting_slots, parse_availability, parse_day, zone_named
from vaultkit.favours import balance, favours
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.goal import Goal
from vaultkit.kinds.me import Me
from vaultkit.kinds.outreach import Outreach
from vaultkit.kinds.pitch import Pitch
from vaultkit.markdown.inline import plain
from vaultkit.matching import is_kept_back, sort_of, spoken, stems
from vaultkit.model import Evidence
from vaultkit.names import first_name, plain_name
from vaultkit.records import Note, Ref, properties_of
from vaultkit.ties import colleagues_at

NEWS_DAYS = 90
#: Where a fact comes from that the user typed on the command line.
TYPED = Evidence("", 0)

_UTC = ZoneInfo("UTC")
_GOING = ("going", "yes")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """A day as one says it: `Tuesday 14 April`."""
    return f"{_WEEKDAYS[day.weekday()]} {day_of_month(day)}"


def day_of_month(day: date) -> str:
    """A day as one says it, without its weekday: `14 April`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


class Fact(str):  # noqa: SLOT000 - it carries where it comes from
    """A text from a note. `what` says what it is, `evidence` where it is written, `words` what is written there."""

    what: str
    evidence: Evidence
    words: str

    @classmethod
    def of(cls, text: str, what: str, evidence: Evidence) -> Fact:
        """The text (on one line) as a fact."""
        fact = cls(" ".join(text.split()))
        fact.what, fact.evidence, fact.words = what, evidence, str(fact)
        return fact

    def spelled(self, text: str) -> Fact:
        """The same fact in other words (a capital letter, `your` for `her`)."""
        fact = Fact.of(text, self.what, self.evidence)
        fact.words = self.words
        return fact


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
    "me.open_to": "what you would gladly do instead",
    "me.booking_url": "where a time with you can be booked",
    "to.first": "first name",
    "to.name": "name",
    "event.name": "the event",
    "event.url": "link to the event",
    "event.location": "where it takes place",
    "about.name": "whom or what it is about",
    "about.first": "their first name",
    "about.org": "where they work",
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
    if not is_private(note):
        for name in names:
            text = next(texts_of(note, name), "")
            if text:
                found[name] = Fact.of(text, f"{prefix}.{name}", Evidence(note.path, note.line_of(name)))
    if isinstance(note.record, Me) and not note.record.name and note.name.casefold() == Me.kind:
        return MappingProxyType(found)
    title = Fact.of(bare_title(note), f"{prefix}.name", Evidence(note.path, note.line_of("name")))
    given = getattr(note.record, "given", "")
    found["name"] = title
    found["first"] = Fact.of(given or first_name(title), f"{prefix}.first", title.evidence)
    return MappingProxyType(found)


def bare_title(note: Note) -> str:
    """A note's title; that of an event without the date in front."""
    is_dated = isinstance(note.record, Event) and re.match(r"\d{4}-\d{2}-\d{2}\s+(?=\S)", note.title)
    return note.title[is_dated.end() :] if is_dated else note.title


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
            yield f"{item.day} {_MONTHS[item.month - 1]}"
        elif isinstance(item, str) and item:
            yield item


def is_private(note: Note | None) -> bool:
    """Nothing but the name of this contact may be used."""
    return bool(note and getattr(note.record, "private", False))


@dataclass(frozen=True, slots=True)
class Given:
    """What a draft is about: the notes that were named, and what was typed."""

    to: Note | None = None
    via: Note | None = None
    about: Note | None = None
    event: Note | None = None
    what: str = ""
    link: str = ""


_FACTS = (
    "what", "link", "offer", "offer_lead", "want", "want_topic", "topic", "last_topic", "news", "win", "promise",
    "favour", "questions", "occasion", "part", "detail", "gap", "slots", "event_when", "event_topic", "is_going",
    "first_time", "previous", "inbound", "availability", "my_link", "industry", "contact_line", "is_colleague", "role",
    "since", "relation",
)  # fmt: skip


class Facts:
    """Finds the facts for one message. All days are those of the vault's zone.

    `to` is whom the message goes to; `target` is whom, or what, it is for: the same, or the
    organization or person that one writes to somebody about.
    """

    def __init__(self, graph: Graph, today: date, given: Given, target: Note | None, *, short: bool = False) -> None:
        self.graph = graph
        self.today = today
        self.me = graph.me
        self.given = given
        self.to = given.to
        self.target = target
        self.event = given.event or self._last_event()
        self.short = short

    def context(self) -> dict[str, Any]:
        """All facts by the names that templates use."""
        return {name: getattr(self, name)() for name in _FACTS}

    # -- what was typed

    def what(self) -> str:
        """What the user typed behind `--what`."""
        return Fact.of(self.given.what, "what", TYPED) if self.given.what else Placeholder.of("what it is about")

    def link(self) -> str:
        """The address that the user typed behind `--link`."""
        return Fact.of(self.given.link, "link", TYPED) if self.given.link else Placeholder.of("link")

    # -- what to talk about

    def offer(self) -> str:
        """Of what I offer, what they would want most; `!` in front of an offer keeps it back."""
        best = self._offered()
        return self._from_me(spoken(best), "offers") if best else Placeholder.of("what you can offer")

    def offer_lead(self) -> str:
        """The words with which an offer of its sort (`skill/…`, `insight/…`, `access/…`) begins."""
        best = self._offered()
        sort = sort_of(best) if best else "skill"
        if sort == "insight":
            tells = re.match(r"(?:what|how|why|who|where|when|which)\b", spoken(best), re.IGNORECASE)
            return "share" if tells else "share what I know about"
        return {"skill": "help with", "access": "give you access to"}.get(sort, "offer")

    def _offered(self) -> str:
        offers = [text for text in self._mine("offers") if not is_kept_back(text)]
        wanted = self._words_of(self.target, "asks", "volunteer_roles", "topics")
        return max(offers, key=lambda text: len(stems(spoken(text)) & wanted), default="")

    def role(self) -> str:
        """Of the volunteers' roles, the one that my offers fit best."""
        roles = () if self.target is None else tuple(texts_of(self.target, "volunteer_roles"))
        if not roles or self.target is None:
            return Placeholder.of("which role")
        offers = self._widened(" ".join(spoken(text) for text in self._mine("offers") if not is_kept_back(text)))
        return Fact.of(_best(roles, offers), "volunteer_roles", _at(self.target, "volunteer_roles"))

    def want(self) -> str:
        """Of what I want to learn, what they know best.

        That is an ask of mine that shares words with what they know, else a topic of a goal or of
        mine that they share, if it is not what I offer; else my first ask, else a goal's first topic.
        """
        known = self._words_of(self.target, "topics", "offers", "title", "role")
        asks = tuple(self._mine("asks"))
        best = _best(asks, known) if asks else ""
        if best and stems(best) & known:
            return self._from_me(best, "asks")
        offered = stems(spoken(self._offered()))
        shared = next((topic for topic in self._shared_topics() if not stems(topic) <= offered), None)
        if shared:
            return shared
        if best:
            return self._from_me(best, "asks")
        return next(self._goal_topics(), Placeholder.of("what you want to learn more about"))

    def want_topic(self) -> str:
        """The topic of theirs, shared with a goal or me, to which what I want belongs; none if that says so itself."""
        wanted = stems(self.want())
        fitting = (topic for topic in self._shared_topics() if stems(topic) & wanted and not stems(topic) <= wanted)
        return next(fitting, Placeholder.of("the topic"))

    def _shared_topics(self) -> Iterator[Fact]:
        """The topics of goals, then of mine, that they have too (or that their position names)."""
        theirs = {plain_name(text) for text in self._open_texts(self.target, "topics")}
        known = self._words_of(self.target, "title", "role")
        mine = (self._from_me(text, "topics") for text in self._mine("topics"))
        for topic in (*self._goal_topics(), *mine):
            if plain_name(topic) in theirs or (stems(topic) and stems(topic) <= known):
                yield topic

    def _goal_topics(self) -> Iterator[Fact]:
        for goal in self.graph.active_goals:
            if isinstance(goal.record, Goal):
                for topic in goal.record.topics:
                    yield Fact.of(topic, "goal.topics", _at(goal, "topics"))

    def questions(self) -> tuple[str, ...]:
        """My asks, those that they know most about first."""
        known = self._words_of(self.target, "topics", "offers", "title", "role")
        asks = sorted(self._mine("asks"), key=lambda text: -len(stems(text) & known))
        return tuple(self._from_me(text, "asks") for text in asks) or (Placeholder.of("your question"),)

    def topic(self) -> str:
        """The topic we share that the fewest of my contacts have; else the first of theirs."""
        theirs = self._open_texts(self.to, "topics")
        mine = {plain_name(text) for text in self._mine("topics")}
        shared = [text for text in theirs if plain_name(text) in mine] or list(theirs[:1])
        if not shared or self.to is None:
            return Placeholder.of("a topic you share")
        counts = {text: sum(self._has_topic(note, text) for note in self.graph.contacts) for text in shared}
        rarest = min(shared, key=lambda text: (counts[text], shared.index(text)))
        return Fact.of(rarest, "topic", _at(self.to, "topics"))

    def last_topic(self) -> str:
        """What we last talked about."""
        text = next(iter(self._open_texts(self.to, "last_topic")), "")
        if self.to is None or not text:
            return Placeholder.of("what you last talked about")
        return Fact.of(text, "last topic", _at(self.to, "last_topic"))

    def news(self) -> str:
        """My newest news of the last 90 days; older than that is no news."""
        return self._dated("news", NEWS_DAYS) or Placeholder.of("your news")

    def win(self) -> str:
        """My newest win."""
        return self._dated("wins", 36_500) or Placeholder.of("something that went well")

    def promise(self) -> str:
        """The first thing I promised them and have not done; drafts to be sent are no promises."""
        path = "" if self.to is None or is_private(self.to) else self.to.path
        for open_task in self.graph.open_tasks(path):
            is_ours = isinstance(self.graph.notes[open_task.path].record, Outreach | Pitch)
            others = {
                found.path
                for link in open_task.task.links
                if (found := self.graph.resolve(link.target, open_task.path)) and isinstance(found.record, Contact)
            }
            if not is_ours and others <= {path}:
                return Fact.of(self._said_to_them(open_task.task.title), "promise", open_task.evidence)
        return Placeholder.of("what you promised")

    def favour(self) -> str:
        """The newest favour I got, as long as I got more than I gave."""
        exchanged = favours(self.graph, self.today).get(self.to.path, ()) if self.to and not is_private(self.to) else ()
        if balance(exchanged) > 0:
            newest = [favour for favour in exchanged if favour.is_got][-1]
            return Fact.of(plain(newest.words), "got", newest.evidence)
        return Placeholder.of("what they did for you")

    def industry(self) -> str:
        """Their industry, else mine."""
        text = next(iter(self._open_texts(self.to, "industry")), "")
        if text and self.to is not None:
            return Fact.of(text, "to.industry", _at(self.to, "industry"))
        return self._first_of_mine("industries") or Placeholder.of("your industry")

    def my_link(self) -> str:
        """Where my work can be seen."""
        return self._first_of_mine("url", "linkedin") or Placeholder.of("link to your work")

    def contact_line(self) -> str:
        """How I can be reached."""
        return self._first_of_mine("email", "phone", "linkedin") or Placeholder.of("how you can be reached")

    def is_colleague(self) -> bool:
        """We work at the same organization."""
        return bool(self.to and isinstance(self.to.record, Contact) and colleagues_at(self.graph, self.to))

    def relation(self) -> str:
        """What the one who signs a letter is to me: colleague, friend …."""
        words = {"co-worker": "colleague", "coworker": "colleague"}
        text = next(iter(self._open_texts(self.given.via, "relationship")), "")
        if self.given.via is None or text not in ("colleague", "friend", "acquaintance", "neighbor", *words):
            return Placeholder.of("how you know each other")
        return Fact.of(text, "via.relationship", _at(self.given.via, "relationship")).spelled(words.get(text, text))

    def since(self) -> str:
        """Since when the one who signs a letter knows me: `February 2026`."""
        met = None if is_private(self.given.via) else getattr(self.given.via and self.given.via.record, "met_on", None)
        if self.given.via is None or met is None:
            return Placeholder.of("since when")
        return Fact.of(f"{_MONTHS[met.month - 1]} {met.year}", "via.met_on", _at(self.given.via, "met_on"))

    # -- where we met, and where we could meet

    def occasion(self) -> str:
        """The event at which we met or were; its title without the date."""
        if self.event is None:
            return Placeholder.of("where you met or what you saw of theirs")
        return Fact.of(bare_title(self.event), "event", _at(self.event, "date"))

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
        return self._topic_of_event() or Placeholder.of("one thing they said")

    def event_topic(self) -> str:
        """A topic of the event that they care about, as a reason to come."""
        return self._topic_of_event() or Placeholder.of("why they would like it")

    def event_when(self) -> str:
        """When the event is: `Tuesday 14 April`, `22 to 24 April`; with the hour if the note says it.

        Of an event online the hour is said in their zone if that is known.
        """
        event = self.event.record if self.event else None
        if not isinstance(event, Event) or self.event is None or event.first_day is None:
            return Placeholder.of("when it is")
        first, last = event.first_day, event.last_day or event.first_day
        start = self._start(self.event, first)
        words = day_words(start.theirs.date() if start and start.theirs else first)
        if last > first:
            words = f"{first.day if first.month == last.month else day_of_month(first)} to {day_of_month(last)}"
        elif start:
            words += f" at {_clock(start) if start.theirs else f'{start.mine:%H:%M}'}"
        name = "start" if event.start else "date" if event.date else "end"
        return Fact.of(words, "event.when", _at(self.event, name))

    def _start(self, event: Note, day: date) -> Slot | None:
        """When the event begins, if its note says the hour; in their zone too if it is online."""
        written = properties_of(event.document, "start", self.graph.settings)
        clock = re.search(r"\d[T ](\d{2}):(\d{2})", written[0].text) if written else None
        if clock is None:
            return None
        mine, theirs = self._zones()
        moment = datetime.combine(day, time(int(clock[1]), int(clock[2])), mine)
        is_online = plain_name(getattr(event.record, "location", "")) == "online"
        return Slot(moment, moment.astimezone(theirs) if is_online and mine and theirs else None)

    def is_going(self) -> bool:
        """I have said that I go to the event."""
        event = self.event.record if self.event else None
        return isinstance(event, Event) and event.rsvp in _GOING

    def first_time(self) -> str:
        """The space of the event, if this is my first event there; else nothing."""
        event = self.event.record if self.event else None
        if self.event is None or not isinstance(event, Event) or event.space is None:
            return ""
        space = identity(self.graph, event.space, self.event.path)
        for note in self.graph.of_kind(Event.kind):
            other = note.record
            if not isinstance(other, Event) or note.path == self.event.path or other.space is None:
                continue
            was_there = not other.is_cancelled and (other.rsvp in _GOING or (other.status == "done" and not other.rsvp))
            is_past = other.last_day is not None and other.last_day < (event.first_day or self.today)
            if was_there and is_past and identity(self.graph, other.space, note.path) == space:
                return ""
        return Fact.of(event.space.name, "first event of", _at(self.event, "space"))

    def gap(self) -> str:
        """How long it has been: `weeks`, `months`, `years`; empty if never or just now."""
        days = [day for touch in self._touches() if (day := touch.day(self.today))]
        silence = (self.today - max(days)).days if days else 0
        return "years" if silence > 365 else "months" if silence > 60 else "weeks" if silence > 13 else ""

    def previous(self) -> str:
        """The day of my last message that has no answer."""
        return self._message("out") or Placeholder.of("when you last wrote")

    def inbound(self) -> str:
        """The day of their last message."""
        return self._message("in") or Placeholder.of("when they wrote")

    def _message(self, direction: str) -> str:
        found = [(d, t) for t in self._touches() if t.direction == direction and (d := t.day(self.today))]
        if not found:
            return ""
        day, touch = max(found, key=lambda item: item[0])
        return Fact.of(day_of_month(day), "their message" if direction == "in" else "my message", touch.evidence)

    # -- when

    def slots(self) -> tuple[str, ...]:
        """Two times that suit us both, in both zones; days only where a zone is not known."""
        availability = next(self._mine("availability"), "")
        mine, theirs = self._zones()
        if self.me is None or parse_availability(availability) is None:
            return (Placeholder.of("a time"), Placeholder.of("another time"))
        found = []
        for slot in meeting_slots(availability, mine or _UTC, theirs if mine else None, self.today):
            words = f"{slot.mine:%a} {slot.mine.day} {slot.mine:%b}" if self.short else day_words(slot.mine.date())
            if slot.theirs is not None:
                words += f" at {slot.theirs:%H:%M} your time" if self.short else f" at {_clock(slot)}"
            found.append(self._from_me(words, "availability"))
        return tuple(found) or (Placeholder.of("a time"), Placeholder.of("another time"))

    def availability(self) -> str:
        """When I am free, in words: `Tuesday to Thursday, 14:00 to 17:00`."""
        read = parse_availability(next(self._mine("availability"), ""))
        if read is None:
            return Placeholder.of("when you have time")
        days = sorted(read[0])
        is_row = days == list(range(days[0], days[-1] + 1)) and len(days) > 2
        names = [_WEEKDAYS[day] for day in days]
        words = f"{names[0]} to {names[-1]}" if is_row else " or ".join(names)
        return self._from_me(f"{words}, {read[1]:%H:%M} to {read[2]:%H:%M}", "availability")

    def _zones(self) -> tuple[ZoneInfo | None, ZoneInfo | None]:
        mine = zone_named(next(self._mine("tz"), "") or self.graph.settings.timezone) if self.me else None
        theirs = None if is_private(self.to) else zone_named(getattr(self.to and self.to.record, "tz", ""))
        return mine, theirs

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
        ref = contact.met_at if isinstance(contact, Contact) and not contact.private else None
        return self.graph.resolve(ref.target, self.to.path) if ref and ref.target and self.to else None

    def _topic_of_event(self) -> str:
        if self.event is not None:
            theirs = {plain_name(text) for text in self._open_texts(self.to, "topics")}
            for text in texts_of(self.event, "topics"):
                if plain_name(text) in theirs:
                    return Fact.of(text, "topic of the event", _at(self.event, "topics"))
        return ""

    def _is_to(self, ref: Ref) -> bool:
        found = self.graph.resolve(ref.target, "") if ref.target else None
        return self.to is not None and (
            found is self.to if found else plain_name(ref.name) == plain_name(self.to.title)
        )

    def _said_to_them(self, text: str) -> str:
        """A task about somebody, said to them: `send [[Priya Raman]] the guide` is `send you the guide`."""
        shown = plain(text)
        names = (self.to.title, self.to.name, *getattr(self.to.record, "aliases", ())) if self.to else ()
        for name in (*names, *(first_name(name) for name in names)):
            shown = re.sub(rf"\b{re.escape(name)}\b", "you", shown) if name else shown
        return shown

    def _touches(self) -> Iterable[Any]:
        return self.graph.touches(self.to.path) if self.to else ()

    def _open_texts(self, note: Note | None, name: str) -> tuple[str, ...]:
        return () if note is None or is_private(note) else tuple(texts_of(note, name))

    def _mine(self, name: str) -> Iterator[str]:
        return texts_of(self.me, name) if self.me is not None and isinstance(self.me.record, Me) else iter(())

    def _from_me(self, text: str, name: str) -> Fact:
        assert self.me is not None
        return Fact.of(text, f"me.{name}", _at(self.me, name))

    def _first_of_mine(self, *names: str) -> str:
        return next((self._from_me(text, name) for name in names for text in self._mine(name)), "")

    def _dated(self, name: str, days: int) -> str:
        """The newest of my dated lines in a field, not older than so many days."""
        dated = [(parse_day(text.split(" ", 1)[0]), text.partition(" ")[2]) for text in self._mine(name)]
        fresh = [(day, text) for day, text in dated if day and text and 0 <= (self.today - day).days <= days]
        return self._from_me(max(fresh)[1], name) if fresh else ""

    def _has_topic(self, note: Note, topic: str) -> bool:
        return plain_name(topic) in {plain_name(text) for text in texts_of(note, "topics")}

    def _words_of(self, note: Note | None, *names: str) -> frozenset[str]:
        return self._widened(" ".join(text for name in names for text in self._open_texts(note, name)))

    def _widened(self, text: str) -> frozenset[str]:
        """The stems of a text and of its synonyms."""
        found = stems(text)
        for word, synonyms in self.graph.settings.synonyms.items():
            group = (word, *synonyms)
            if any(stems(text) <= found for text in group):
                found |= frozenset(stem for text in group for stem in stems(text))
        return found


def _at(note: Note, name: str) -> Evidence:
    return Evidence(note.path, note.line_of(name))


def _best(texts: Iterable[str], wanted: frozenset[str]) -> str:
    """The text that shares the most words with what is wanted; the first of equals."""
    return max(texts, key=lambda text: len(stems(text) & wanted))


def _clock(slot: Slot) -> str:
    """The hour of a slot in their zone, and in mine if it is another."""
    assert slot.theirs is not None
    words = f"{slot.theirs:%H:%M} your time"
    return words if slot.theirs.utcoffset() == slot.mine.utcoffset() else f"{words} ({slot.mine:%H:%M} mine)"
