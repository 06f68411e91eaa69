"""Drafts: messages and pitches from templates, as notes with their facts and checks. Never sent.

A draft's template is `templates/drafts/NAME.md`. Its first comment is its help: the first line
says what it is, the others what it takes (`channels:`, `tones:`, `needs:`, `questions:` …).
`kinds` reads that comment, `people` says who may be written to and how, `facts` what may be said,
`wording` how, `introductions` what two people have for each other, `lints` what is amiss.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from vaultkit.acts import folder_for, free_path
from vaultkit.channels import channel_of, size
from vaultkit.circles import next_event
from vaultkit.drafts import introductions, people
from vaultkit.drafts.facts import Fact, Facts, Given, Placeholder, is_private, note_facts, texts_of
from vaultkit.drafts.kinds import TONES, DraftKind, draft_kinds
from vaultkit.drafts.lints import Check, Message, checks
from vaultkit.drafts.notes import note_context
from vaultkit.drafts.wording import FILTERS
from vaultkit.edits import add_items, frontmatter_text
from vaultkit.errors import UnknownNameError, UnknownNoteError, UsageError
from vaultkit.followups import follow_up
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.outreach import Outreach
from vaultkit.kinds.pitch import PARTS
from vaultkit.matching import best_match, is_kept_back, spoken
from vaultkit.model import Evidence, Reason, Source
from vaultkit.names import file_name
from vaultkit.plan import Change, Plan
from vaultkit.priority import reasons
from vaultkit.records import Note, properties_of
from vaultkit.refactor import keep_links_plan
from vaultkit.regions import refresh
from vaultkit.templating import Markdown, Templates, escape, fenced, link
from vaultkit.vault import read_note

__all__ = ["TONES", "Draft", "DraftKind", "Request", "draft_kinds", "make_draft"]

#: The part of a pitch that each computed fact stands for.
_PARTS = {
    "me.headline": "who",
    "me.asks": "learn",
    "me.topics": "learn",
    "goal.topics": "learn",
    "me.offers": "offer",
    "me.next_step": "next",
}

#: What must not be told of somebody private, beside their addresses.
_PRIVATE = ("org", "title", "topics", "offers", "asks", "last_topic", "location")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: the message, what was found about it, and the note that holds it.

    `messages` are all texts of the note, by their headings; `message` is the first. `to_copy` is what
    one copies: all of them with their subjects, below their headings if there are several.
    """

    kind: DraftKind
    message: str
    checks: tuple[Check, ...]
    path: str
    text: str
    plan: Plan
    messages: tuple[tuple[str, str], ...] = ()
    to_copy: str = ""

    @property
    def has_failed(self) -> bool:
        """A check failed."""
        return any(check.level == "fail" for check in self.checks)

    @property
    def is_ready(self) -> bool:
        """No check failed, and nothing is left to be filled in."""
        return not self.has_failed and not any(check.is_gap for check in self.checks)


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks for. Names are as typed; empty means not given."""

    draft: str
    to: str = ""
    channel: str = ""
    tone: str = ""
    via: str = ""
    event: str = ""
    about: str = ""
    what: str = ""
    link: str = ""
    force: bool = False


def make_draft(graph: Graph, request: Request, today: date, templates: Templates) -> Draft:
    """Make a draft, in memory.

    Raises UnknownNameError (draft, channel, tone), UnknownPersonError, AmbiguousNameError,
    UsageError if the draft needs something that was not named, RefusedError for people who are
    not to be written to, TemplateError for a template that does not work.
    """
    kinds = draft_kinds(templates)
    kind = kinds.get(request.draft)
    if kind is None:
        raise UnknownNameError("draft", request.draft, kinds)
    return _Maker(graph, request, today, templates, kind, kinds).draft()


@dataclass(frozen=True, slots=True)
class _Part:
    """One text of a draft's note: a message, or what is to be forwarded, or what is still locked."""

    title: str
    to: Note | None
    text: str
    subject: str = ""
    is_locked: bool = False

    @property
    def whole(self) -> str:
        return f"Subject: {self.subject}\n\n{self.text}" if self.subject else self.text

    @property
    def body(self) -> Markdown:
        return Markdown(self.text) if self.is_locked else fenced(self.whole)


def _to_copy(parts: tuple[_Part, ...]) -> str:
    if len(parts) == 1:
        return parts[0].whole
    return "\n\n".join(f"## {part.title}\n\n{part.whole}" for part in parts)


class _Maker:
    """Makes one draft, step by step; forgotten once it is made."""

    def __init__(
        self,
        graph: Graph,
        request: Request,
        today: date,
        templates: Templates,
        kind: DraftKind,
        kinds: Mapping[str, DraftKind],
    ) -> None:
        self.graph, self.request, self.today, self.templates = graph, request, today, templates
        self.kind, self.kinds = kind, kinds
        self.used: dict[str, Fact] = {}
        self.more_reasons: list[Reason] = []
        self.more_checks: list[Check] = []
        self.given = self._given()
        self.to = self.given.via if kind.to == "via" else None if kind.to == "nobody" else self.given.to
        self._check_people()
        inbound = ""
        if self.to and kind.rule in ("nudge", "answer"):
            inbound = people.last_channel(graph, self.to, "out" if kind.rule == "nudge" else "in", today)
        self.channel, self.why_channel = people.channel_for(graph, kind, self.to, request.channel, inbound)
        self.tone, self.why_tone = people.tone_for(graph, kind, self.to, self.channel, request.tone)

    # -- whom and what it is about

    def _given(self) -> Given:
        graph, request, kind = self.graph, self.request, self.kind
        to = graph.find_contact(request.to) if request.to else None
        via = graph.find_contact(request.via) if request.via else None
        event = graph.find_note(request.event, Event.kind) if request.event else None
        about = self._about(event)
        missing = {"to": to, "via": via, "event": event, "about": about}
        for need in kind.needs:
            if missing.get(need, request) is None:
                raise UsageError(f"'{kind.name}' needs --{need}", f"vaultkit render {kind.name} --{need} NAME")
        if about is not None and kind.rule == "request":
            via = self._mutual(about, via)
        if about is not None and event is None and kind.rule == "help":
            event = next_event(graph, about.path, self.today)
        return Given(to, via, about, event, " ".join(request.what.split()), " ".join(request.link.split()))

    def _about(self, event: Note | None) -> Note | None:
        graph, request, kinds = self.graph, self.request, self.kind.about_kinds
        if not request.about:
            record = event.record if event else None
            refs = (record.space, *record.org) if isinstance(record, Event) and self.kind.rule == "help" else ()
            found = (graph.resolve(ref.target or ref.text, event.path) for ref in refs if ref and event)
            return next((note for note in found if note), None)
        if kinds == (Contact.kind,):
            return graph.find_contact(request.about)
        about = graph.find_note(request.about)
        if kinds and about.kind not in kinds:
            raise UnknownNoteError(" or ".join(kinds), request.about, [])
        return about

    def _mutual(self, about: Note, via: Note | None) -> Note | None:
        """Through whom: the one that was named, else the best way there is."""
        if via is None:
            way = people.best_way(self.graph, about, self.today)
            self.more_reasons += way.reasons
            via = self.graph.notes[way.path]
        else:
            people.check_mutual(via)
            found = people.way_through(self.graph, about, via, self.today)
            self.more_reasons += found.reasons if found else ()
        before = people.asks_of(self.graph, via, self.today)
        if len(before) >= people.OFTEN:
            where = ", ".join(map(str, before))
            number = f"introduction number {len(before) + 1} that you ask of {via.title} in twelve months"
            self.more_checks.append(Check("warn", f"{number} ({where}): perhaps ask somebody else"))
        return via

    def _check_people(self) -> None:
        given, force = self.given, self.request.force
        for person in (self.to, given.about, given.to):
            people.check_allowed(person, force=force)
            if person and getattr(person.record, "reach", "") == "observe":
                self.more_checks.append(Check("warn", f"you only observe {person.title}, and have said --force"))
        self.more_checks = list(dict.fromkeys(self.more_checks))
        if self.kind.rule == "nudge" and self.to:
            people.check_nudge(self.graph, self.to, self.today)
        if given.to and given.about and self.kind.rule == "offer":
            introductions.check_offer(self.graph, given.to, given.about)
        if given.to and given.about and self.kind.rule == "introduction":
            offer = introductions.check_agreed(self.graph, given.to, given.about)
            evidence = Evidence(offer.path, offer.line_of("agreed"))
            self.more_reasons.append(Reason("agreed", "both agreed", 0, evidence))
        event = given.event.record if given.event else None
        if self.kind.rule == "invite" and self.to and isinstance(event, Event) and given.event:
            if any(self._means(ref.target or ref.text, given.event.path, self.to) for ref in event.invited):
                self.more_checks.append(Check("hint", f"{self.to.title} is among the `invited` already"))
            if event.last_day and event.last_day < self.today:
                self.more_checks.append(Check("warn", f"the event was on {event.last_day}"))

    def _means(self, target: str, source: str, person: Note) -> bool:
        return self.graph.resolve(target, source) is person

    # -- the texts

    def draft(self) -> Draft:
        """The draft."""
        kind, today = self.kind, self.today
        parts = self._parts()
        covers = tuple(dict.fromkeys(_PARTS[fact.what] for fact in self.used.values() if fact.what in _PARTS))
        covers = tuple(part for part in PARTS if part in covers)
        found = self._checks(parts, covers)
        path = self._path()
        context = {
            "draft": kind.name,
            "about": Markdown(kind.about),
            "channel": self.channel,
            "tone": self.tone,
            "why_channel": self.why_channel,
            "why_tone": self.why_tone,
            "today": today,
            "encouragement": self.graph.settings.encouragement,
            "reasons": (*self._reasons(), *self.more_reasons),
            "facts": tuple(self.used.values()),
            "checks": found,
            "failures": tuple(check for check in found if check.level == "fail"),
            "parts": tuple({"title": part.title, "body": part.body, "send": self._send_link(part)} for part in parts),
            "message": Markdown(parts[0].text),
            "tasks": self._tasks(path),
        }
        layout = "layouts/note.md" if kind.is_note else "layouts/draft.md"
        text = self._frontmatter(covers) + self.templates.render(layout, context, filters=self._links(path))
        text = re.sub(r"\n{3,}", "\n\n", text)
        if kind.is_note:
            note = read_note(Source.from_text(path, text), self.graph.settings)
            text = refresh(self.graph, note, today, self.templates).text
        open_parts = tuple(part for part in parts if not part.is_locked)
        messages = tuple((part.title, part.text) for part in open_parts)
        return Draft(kind, parts[0].text, found, path, text, self._plan(path, text), messages, _to_copy(open_parts))

    def _parts(self) -> tuple[_Part, ...]:
        kind, given = self.kind, self.given
        if kind.rule == "offer" and given.to and given.about:
            swapped = replace(given, to=given.about, about=given.to)
            return (
                self._part(f"Message to {given.to.title}", kind, given, given.to),
                self._part(f"Message to {given.about.title}", kind, swapped, given.about),
                _Part("Introduction", None, introductions.unlocking(given.to, given.about), is_locked=True),
            )
        first = self._part("Message", kind, given, self.to)
        forward = self.kinds.get(kind.forward)
        return (first, self._part("To be forwarded", forward, given, None)) if forward else (first,)

    def _part(self, title: str, kind: DraftKind, given: Given, to: Note | None) -> _Part:
        text, subject = self._render(kind, given, to)
        return _Part(title, to, text, subject)

    def _render(self, kind: DraftKind, given: Given, to: Note | None) -> tuple[str, str]:
        """A message and its subject. Thanks that would make a short one too long are left out."""
        context = self._context(kind, given, to)
        used: dict[str, Fact] = {}
        text, subject = self._filled(kind, to, context, used)
        channel = channel_of(self.channel, self.graph.settings.limits)
        most = channel.soft or channel.hard
        if channel.is_short and context["favour"] and most and size(text, self.channel) > most:
            used.clear()
            text, subject = self._filled(kind, to, {**context, "favour": Placeholder()}, used)
        self.used.update({key: fact for key, fact in used.items() if key not in self.used})
        return text, subject

    def _filled(
        self, kind: DraftKind, to: Note | None, context: dict[str, Any], used: dict[str, Fact]
    ) -> tuple[str, str]:
        """A message and its subject. Every fact that is printed is remembered."""

        def finalize(value: Any) -> str:
            if isinstance(value, Fact):
                used.setdefault(f"{value.what} {value.words}", value)
            if kind.is_note and not isinstance(value, Markdown | Fact):
                return escape("" if value is None else str(value))
            return re.sub(
                r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", "" if value is None else str(value)
            )

        rendered = self.templates.render(
            self._template(kind, to),
            context,
            finalize=finalize,
            filters={**FILTERS, **self._links("")},
        )
        text = "\n".join(re.sub(r" {2,}", " ", line).strip() for line in rendered.strip().split("\n"))
        text = re.sub(r"\n{3,}", "\n\n", text)
        subject = re.match(r"Subject: *([^\n]*)\n+", text)
        return (text[subject.end() :], subject[1].strip()) if subject else (text, "")

    def _template(self, kind: DraftKind, to: Note | None) -> str:
        """The template: that in the contact's first language if there is one."""
        for folder in people.folders_of_language(to):
            path = f"drafts/{folder}/{kind.name}.md"
            if path in self.templates.texts and to is not None:
                evidence = Evidence(to.path, to.line_of("languages"))
                words = f"the draft in {next(texts_of(to, 'languages'))}"
                self.more_reasons.append(Reason("language", words, 0, evidence))
                return path
        return f"drafts/{kind.name}.md"

    def _context(self, kind: DraftKind, given: Given, to: Note | None) -> dict[str, Any]:
        graph, about = self.graph, given.about
        channel = channel_of(self.channel, graph.settings.limits)
        is_for_about = about is not None and (kind.to in ("via", "nobody") or about.kind != Contact.kind)
        facts = Facts(graph, self.today, replace(given, to=to), about if is_for_about else to, short=channel.is_short)
        about_record = type(about.record) if about and about.record and kind.about_kinds else Contact
        context: dict[str, Any] = {
            "today": self.today,
            "channel": self.channel,
            "tone": self.tone,
            "is_letter": channel.is_letter,
            "is_short": channel.is_short,
            "is_spoken": self.channel == "in-person",
            "is_long": False,
            "me": note_facts("me", graph.me, Me),
            "to": note_facts("to", to, Contact),
            "via": note_facts("via", given.via, Contact),
            "event": note_facts("event", given.event, Event),
            "about": note_facts("about", about, about_record),
            **facts.context(),
            "has_event": given.event is not None,
            "way": any(reason.rule in ("knows", "circle") for reason in self.more_reasons),
            "they_seek": self._sought(about),
            "about_topic": self._known_by(about, to),
            "who": note_facts("me", graph.me, Me),
        }
        if to is not None and about is not None and about.kind == Contact.kind:
            context.update(introductions.pair_facts(graph, to, about))
        if kind.to == "via" and given.to is not None:
            context.update(self._introduced(given.to))
        if kind.is_note:
            context.update(note_context(graph, given.event, self.today))
        return context

    def _introduced(self, person: Note) -> dict[str, Any]:
        """The facts of a letter for somebody else than you: theirs in place of yours."""
        who = note_facts("who", person, Contact)
        return {
            "who": who,
            "want": who["asks"],
            "offer": who["offers"],
            "offer_lead": "offer",
            "contact_line": Placeholder.of("how they can be reached"),
            "relation": Placeholder.of("how you know them"),
        }

    def _sought(self, about: Note | None) -> str:
        """What an organization or space looks for, and I offer."""
        me = self.graph.me
        if about is None or me is None or not isinstance(me.record, Me):
            return ""
        offers = (text for text in me.record.offers if not is_kept_back(text))
        found = best_match(offers, texts_of(about, "asks"), self.graph.settings)
        evidence = Evidence(about.path, about.line_of("asks"))
        return Fact.of(found.ask, "about.asks", evidence) if found and not is_private(about) else ""

    def _known_by(self, about: Note | None, to: Note | None) -> str:
        """What somebody looks for that another person offers or cares about."""
        if about is None or to is None or is_private(about) or is_private(to):
            return ""
        known = (*texts_of(about, "offers"), *texts_of(about, "topics"))
        asked = (*texts_of(to, "asks"), *texts_of(to, "topics"))
        found = best_match(known, asked, self.graph.settings)
        name = "asks" if found and found.ask in tuple(texts_of(to, "asks")) else "topics"
        return Fact.of(found.ask, f"to.{name}", Evidence(to.path, to.line_of(name))) if found else ""

    # -- what is said of it

    def _checks(self, parts: tuple[_Part, ...], covers: tuple[str, ...]) -> tuple[Check, ...]:
        if self.kind.is_note:
            return ()
        found = list(self.more_checks)
        for part in parts:
            if not part.is_locked:
                kind = self.kinds[self.kind.forward] if part.title == "To be forwarded" else self.kind
                told = checks(self._message(part, kind, covers), self.graph.settings)
                found += [check.of(part.title) if len(parts) > 1 else check for check in told]
        return tuple(sorted(found, key=lambda check: ("fail", "warn", "hint", "ok").index(check.level)))

    def _message(self, part: _Part, kind: DraftKind, covers: tuple[str, ...]) -> Message:
        greeted = self.given.about if kind.greets == "about" else part.to
        is_greeted = greeted is not None and kind.greets != "no" and self.channel != "in-person"
        return Message(
            text=part.text,
            subject=part.subject,
            channel=self.channel,
            tone=self.tone,
            first_name=note_facts("to", greeted, Contact)["first"] if greeted else "",
            questions=kind.questions,
            needs_ask=kind.needs_ask,
            word_range=kind.word_range,
            is_spoken=self.channel == "in-person",
            each=kind.each,
            parts=PARTS if kind.is_pitch else (),
            covers=covers,
            has_greeting=is_greeted,
            others=self._others_messages(part.to),
            secrets=self._secrets(),
            today=self.today,
            wants_subject=kind.to != "nobody",
        )

    def _others_messages(self, to: Note | None) -> tuple[tuple[str, str], ...]:
        found = []
        for note in self.graph.of_kind(Outreach.kind):
            other = note.record
            if isinstance(other, Outreach) and other.message and other.to:
                name = other.to[0].name
                if to is None or name != to.title:
                    found.append((name, other.message))
        return tuple(found)

    def _secrets(self) -> tuple[tuple[str, str], ...]:
        """What must not stand in a message: addresses of those it is about, and all but the name of the private.

        What you say of yourself gives away nothing of somebody who cares about the same.
        """
        me = self.graph.me
        own = {spoken(text).casefold() for name in _PRIVATE for text in (texts_of(me, name) if me else ())}
        found = []
        for note in (self.given.to, self.given.via, self.given.about):
            if note is not None and isinstance(note.record, Contact):
                names: tuple[str, ...] = ("email", "phone", "address", "birthday")
                if note.record.private:
                    names = (*names, *_PRIVATE)
                texts = ((name, text) for name in names for text in texts_of(note, name))
                found += [(text, f"{name} of {note.title}") for name, text in texts if text.casefold() not in own]
        return tuple(found)

    def _reasons(self) -> tuple[Reason, ...]:
        if self.to is None:
            return ()
        standing = follow_up(self.graph, self.to, self.today)
        found = reasons(self.graph, standing, self.today)
        return tuple(reason for reason in found if reason.rule not in ("tier", "priority"))

    # -- the note

    def _recipients(self) -> tuple[Note, ...]:
        found = (self.given.to, self.given.about) if self.kind.to == "both" else (self.to,)
        return tuple(note for note in found if note is not None)

    def _path(self) -> str:
        kind, given = self.kind, self.given
        subject = self._recipients() or tuple(note for note in (given.about or given.event,) if note)
        names = " and ".join(note.title.removeprefix(f"{self.today} ") for note in subject)
        title = file_name(" ".join(filter(None, (str(self.today), kind.name, names))))
        folder = folder_for(self.graph, "pitch" if kind.is_pitch else "dashboard" if kind.is_note else "outreach")
        return free_path(self.graph, folder, title, number=True)

    def _frontmatter(self, covers: tuple[str, ...]) -> str:
        kind, given = self.kind, self.given
        links = {
            name: self._link_text(note)
            for name, note in (("via", given.via), ("about", given.about), ("event", given.event))
            if note is not None and not (kind.to == "both" and name == "about")
        }
        if kind.is_pitch:
            pairs: list[tuple[str, str | tuple[str, ...]]] = [
                ("type", "pitch"),
                ("audience", self.to.title if self.to else ""),
                ("channel", self.channel),
                ("seconds", str(kind.seconds)),
                ("covers", covers),
            ]
        elif kind.is_note:
            pairs = [("type", "dashboard"), ("view", kind.name), *links.items()]
        else:
            pairs = [
                ("type", "outreach"),
                ("kind", kind.name),
                ("channel", self.channel),
                ("tone", self.tone),
                ("to", tuple(self._link_text(note) for note in self._recipients())),
                *links.items(),
                ("status", "draft"),
            ]
        text = frontmatter_text([*pairs, ("created", str(self.today))])
        text = re.sub(r'^seconds: "(\d+)"$', r"seconds: \1", text, flags=re.MULTILINE)
        return text if covers or not kind.is_pitch else text.replace("\ncreated:", "\ncovers: []\ncreated:")

    def _link_text(self, note: Note) -> str:
        return f"[[{self.graph.resolver.name_for(note.path)}]]"

    def _links(self, path: str) -> dict[str, Any]:
        return {"link": lambda target, display="": link(self.graph, str(target), display, path)}

    def _tasks(self, path: str) -> tuple[dict[str, Any], ...]:
        """What is left to be done by hand, with its day."""
        kind, given, today = self.kind, self.given, self.today
        linked = {note.path: link(self.graph, note.path, "", path) for note in self._recipients()}
        if kind.is_note or kind.to == "nobody" or self.channel == "in-person":
            return ()
        later = today + timedelta(days=introductions.CHECK_BACK)
        names = Markdown(" and ".join(linked.values()))
        if kind.rule == "offer":
            asks = tuple({"words": Markdown(f"ask {name}"), "day": today} for name in linked.values())
            return (*asks, {"words": Markdown(f"see whether {names} have answered"), "day": later})
        if kind.rule == "introduction" and given.to and given.about:
            offer = introductions.check_agreed(self.graph, given.to, given.about)
            where = link(self.graph, offer.path, "", path)
            send = Markdown(f"send to {names}, then write `made: {today}` into {where}")
            return ({"words": send, "day": today}, {"words": Markdown(f"ask {names} how it went"), "day": later})
        if not linked:
            return (
                ({"words": Markdown(f"send to {link(self.graph, given.about.path, '', path)}"), "day": today},)
                if (given.about)
                else ()
            )
        return ({"words": Markdown(f"send to {names}"), "day": self._send_day()},)

    def _send_day(self) -> date:
        """Today; the day after for somebody who was met today."""
        if self.kind.name == "follow-up" and self.to is not None:
            event = Facts(self.graph, self.today, replace(self.given, to=self.to), self.to).event
            last = getattr(event.record, "last_day", None) if event else None
            return max(self.today, last + timedelta(days=1)) if last else self.today
        return self.today

    def _send_link(self, part: _Part) -> Markdown:
        contact = part.to.record if part.to else None
        if (
            not isinstance(contact, Contact)
            or contact.private
            or (self.kind.to == "both" and self.kind.rule != "offer")
        ):
            return Markdown("")
        if self.channel == "email" and contact.email:
            address = quote(contact.email[0], safe="@.+-_")
            head = f"subject={quote(part.subject)}&" if part.subject else ""
            return Markdown(f"[Write it in your mail program](mailto:{address}?{head}body={quote(part.text)})")
        if self.channel == "sms" and contact.phone:
            number = re.sub(r"[^+\d]", "", contact.phone[0])
            return Markdown(f"[Write it on your phone](sms:{number}?body={quote(part.text)})")
        return Markdown("")

    def _plan(self, path: str, text: str) -> Plan:
        names = " and ".join(note.title for note in self._recipients())
        what = f"draft {self.kind.name}{f' for {names}' if names else ''}"
        invited = self._invited(path)
        unit = path if invited else ""
        plan = Plan((Change(path, None, text, what, unit), *invited))
        return keep_links_plan(self.graph, plan)

    def _invited(self, unit: str) -> tuple[Change, ...]:
        """The event's note with the person among those invited, to be written together with the draft."""
        event, person = self.given.event, self.to
        if self.kind.rule != "invite" or event is None or person is None or not isinstance(event.record, Event):
            return ()
        if any(self._means(ref.target or ref.text, event.path, person) for ref in event.record.invited):
            return ()
        found = properties_of(event.document, "invited", self.graph.settings)
        name = found[0].name if found else self.graph.settings.names_of("invited")[0]
        text = add_items(event.document, name, (self._link_text(person),))
        return (Change(event.path, event.document.source, text, f"note {person.title} as invited", unit),)
