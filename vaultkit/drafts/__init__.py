"""Drafts: messages and pitches from templates, as notes with their facts and checks. Never sent.

A draft's template is `templates/drafts/NAME.md`. Its first comment is its help: the first line
says what it is, the others what it takes (`channels:`, `tones:`, `needs:`, `questions:` …).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from vaultkit.acts import folder_for, free_path
from vaultkit.channels import CHANNELS
from vaultkit.drafts.facts import Fact, Facts, Placeholder, note_facts
from vaultkit.drafts.lints import Check, Message, checks
from vaultkit.edits import frontmatter_text
from vaultkit.errors import RefusedError, UnknownNameError, UsageError
from vaultkit.followups import follow_up
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.kinds.me import Me
from vaultkit.kinds.outreach import Outreach
from vaultkit.names import file_name
from vaultkit.plan import Change, Plan
from vaultkit.priority import reasons
from vaultkit.records import Note
from vaultkit.refactor import keep_links_plan
from vaultkit.templating import Markdown, Templates, fenced, link

TONES = ("casual", "warm", "formal")
_LAYOUT = "layouts/draft.md"
#: The part of a pitch that each computed fact stands for.
_PARTS = {
    "me.headline": "who",
    "me.asks": "learn",
    "goal.topics": "learn",
    "me.offers": "offer",
    "me.next_step": "next",
}


@dataclass(frozen=True, slots=True)
class DraftKind:
    """What a draft's template says of itself."""

    name: str
    about: str
    channels: tuple[str, ...]
    tones: tuple[str, ...]
    needs: tuple[str, ...] = ()
    questions: tuple[int, int] = (0, 2)
    word_range: tuple[int, int] | None = None
    seconds: int | None = None
    needs_ask: bool = False

    @property
    def is_pitch(self) -> bool:
        """Spoken, with the four parts."""
        return self.seconds is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: the message, what was found about it, and the note that holds it."""

    kind: DraftKind
    message: str
    checks: tuple[Check, ...]
    path: str
    text: str
    plan: Plan

    @property
    def has_failed(self) -> bool:
        """A check failed."""
        return any(check.level == "fail" for check in self.checks)


_HEAD = re.compile(r"\s*\{#-?(.*?)-?#\}", re.DOTALL)


def draft_kinds(templates: Templates) -> Mapping[str, DraftKind]:
    """All drafts that there are, by name."""
    return {name: _kind(name, templates) for name in templates.names("drafts")}


def _kind(name: str, templates: Templates) -> DraftKind:
    head = _HEAD.match(templates.text(f"drafts/{name}.md").text)
    lines = [line.strip() for line in (head[1] if head else "").strip().split("\n")]
    given = dict(re.findall(r"^(\w+):[ \t]*(.+)$", "\n".join(lines[1:]), re.MULTILINE))
    seconds = given.get("seconds", "")
    return DraftKind(
        name=name,
        about=lines[0].removeprefix(f"{name}:").strip(),
        channels=tuple(re.findall(r"[\w-]+", given.get("channels", ""))) or ("email",),
        tones=tuple(re.findall(r"\w+", given.get("tones", ""))) or TONES,
        needs=tuple(re.findall(r"\w+", given.get("needs", ""))),
        questions=_range(given.get("questions", "")) or (0, 2),
        word_range=_range(given.get("words", "")),
        seconds=int(seconds) if seconds.isdigit() else None,
        needs_ask=given.get("ask", "") == "yes",
    )


def _range(text: str) -> tuple[int, int] | None:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    return (numbers[0], numbers[-1]) if numbers else None


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
    people = {name: graph.find_contact(value) for name in ("to", "via") if (value := getattr(request, name))}
    notes = {**people, **_others(graph, request)}
    for need in kind.needs:
        if need not in notes:
            raise UsageError(f"'{kind.name}' needs --{need}", f"vaultkit render {kind.name} --{need} NAME")
    to = notes.get("to")
    _check_allowed(to, force=request.force)
    channel, why_channel = _channel(graph, kind, to, request.channel)
    tone, why_tone = _tone(graph, kind, to, channel, request.tone)
    used: dict[str, Fact] = {}
    message, subject = _render(graph, kind, notes, channel, tone, today, templates, used)
    covers = tuple(dict.fromkeys(_PARTS[fact.what] for fact in used.values() if fact.what in _PARTS))
    found = checks(
        Message(
            text=message,
            subject=subject,
            channel=channel,
            tone=tone,
            first_name=note_facts("to", to, Contact)["first"] if to else "",
            questions=kind.questions,
            needs_ask=kind.needs_ask,
            word_range=kind.word_range,
            parts=("who", "learn", "offer", "next") if kind.is_pitch else (),
            covers=covers,
            has_greeting=to is not None and not kind.is_pitch,
            others=_others_messages(graph, to),
        ),
        graph.settings,
    )
    title = " ".join(filter(None, (str(today), kind.name, to.title if to else "")))
    path = free_path(graph, folder_for(graph, "pitch" if kind.is_pitch else "outreach"), file_name(title), number=True)
    text = _frontmatter(graph, kind, notes, channel, tone, covers, today) + templates.render(
        _LAYOUT,
        {
            "draft": kind.name,
            "about": kind.about,
            "channel": channel,
            "tone": tone,
            "why_channel": why_channel,
            "why_tone": why_tone,
            "to": to.path if to else "",
            "today": today,
            "reasons": _reasons(graph, to, today),
            "facts": tuple(used.values()),
            "checks": found,
            "failures": tuple(check for check in found if check.level == "fail"),
            "message": fenced(f"Subject: {subject}\n\n{message}" if subject else message),
            "send": _send_link(to, channel, subject, message),
        },
        filters={"link": lambda target, display="": link(graph, str(target), display, path)},
    )
    what = f"draft {kind.name}{f' for {to.title}' if to else ''}"
    return Draft(kind, message, found, path, text, keep_links_plan(graph, Plan((Change(path, None, text, what),))))


def _others(graph: Graph, request: Request) -> dict[str, Note]:
    found: dict[str, Note] = {}
    if request.event:
        found["event"] = graph.find_note(request.event, Event.kind)
    if request.about:
        found["about"] = graph.find_note(request.about)
    return found


def _check_allowed(to: Note | None, *, force: bool) -> None:
    contact = to.record if to else None
    if not isinstance(contact, Contact) or to is None:
        return
    if contact.is_excluded:
        raise RefusedError(
            f"{to.path}:{to.line_of('status')}: {to.title} is {contact.status}; no draft is made",
            "change the status in the note if that is no longer so",
        )
    if contact.reach == "observe" and not force:
        raise RefusedError(
            f"{to.path}:{to.line_of('reach')}: you only observe {to.title} (reach: observe)",
            "say --force to write all the same",
        )


def _channel(graph: Graph, kind: DraftKind, to: Note | None, given: str) -> tuple[str, str]:
    """The channel, and who chose it: you, the contact's note, your own note, or the draft."""
    if given:
        if given not in kind.channels:
            raise UnknownNameError(f"channel of '{kind.name}'", given, kind.channels)
        return given, "you named it"
    for note in (to, graph.me):
        preferred = getattr(note.record, "channel", "") if note else ""
        if preferred in kind.channels and note:
            return preferred, f"{note.path}:{note.line_of('channel')}"
    return kind.channels[0], "the draft's own"


_TIER_TONES = {"inner": "casual", "close": "warm"}
_RELATION_TONES = {"friend": "casual", "stranger": "warm", "acquaintance": "warm", "senior": "formal"}


def _tone(graph: Graph, kind: DraftKind, to: Note | None, channel: str, given: str) -> tuple[str, str]:
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


def _render(
    graph: Graph,
    kind: DraftKind,
    notes: Mapping[str, Note],
    channel: str,
    tone: str,
    today: date,
    templates: Templates,
    used: dict[str, Fact],
) -> tuple[str, str]:
    """The message and its subject. Every fact that is printed is remembered in *used*."""

    def finalize(value: Any) -> str:
        if isinstance(value, Fact):
            used.setdefault(f"{value.what} {value}", value)
        return re.sub(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", "" if value is None else str(value)
        )

    facts = Facts(graph, today, notes.get("to"), notes.get("event"))
    context: dict[str, Any] = {
        "today": today,
        "channel": channel,
        "tone": tone,
        "is_letter": channel in CHANNELS and CHANNELS[channel].is_letter,
        "is_short": channel in ("sms", "linkedin-note", "x-post"),
        "me": note_facts("me", graph.me, Me),
        "to": note_facts("to", notes.get("to"), Contact),
        "via": note_facts("via", notes.get("via"), Contact),
        "event": note_facts("event", notes.get("event"), Event),
        "about": note_facts("about", notes.get("about"), Contact),
        "offer": facts.offer(),
        "want": facts.want(),
        "topic": facts.topic(),
        "last_topic": facts.last_topic(),
        "news": facts.news(),
        "promise": facts.promise(),
        "occasion": facts.occasion(),
        "part": facts.part(),
        "detail": facts.detail(),
        "gap": facts.gap(),
        "slots": facts.slots(),
    }
    filters = {"sentence": _sentence, "lower_first": _lower_first, "to_you": _to_you}
    rendered = templates.render(f"drafts/{kind.name}.md", context, finalize=finalize, filters=filters)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in rendered.strip().split("\n")))
    subject = re.match(r"Subject: *([^\n]*)\n+", text)
    return (text[subject.end() :], subject[1].strip()) if subject else (text, "")


def _respelled(value: str, text: str) -> str:
    if isinstance(value, Fact):
        return value.spelled(text)
    return value if isinstance(value, Placeholder) else text


def _sentence(value: str) -> str:
    """With a capital first and a full stop last."""
    text = value[:1].upper() + value[1:]
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    return Placeholder(text) if isinstance(value, Placeholder) else _respelled(value, text)


def _lower_first(value: str) -> str:
    """With a small first letter, unless the first word is an abbreviation or `I`."""
    word = value.split(" ", 1)[0]
    return value if len(word) < 2 or word[1:2].isupper() else _respelled(value, value[:1].lower() + value[1:])


def _to_you(value: str) -> str:
    """A note about somebody, said to them: `her new job` is `your new job`."""
    return _respelled(value, re.sub(r"^(?:his|her|their)\b", "your", value, flags=re.IGNORECASE))


def _reasons(graph: Graph, to: Note | None, today: date) -> tuple[Any, ...]:
    if to is None:
        return ()
    standing = follow_up(graph, to, today)
    return tuple(reason for reason in reasons(graph, standing, today) if reason.rule not in ("tier", "priority"))


def _others_messages(graph: Graph, to: Note | None) -> tuple[tuple[str, str], ...]:
    found = []
    for note in graph.of_kind(Outreach.kind):
        other = note.record
        if isinstance(other, Outreach) and other.message and other.to:
            name = other.to[0].name
            if to is None or name != to.title:
                found.append((name, other.message))
    return tuple(found)


def _frontmatter(
    graph: Graph,
    kind: DraftKind,
    notes: Mapping[str, Note],
    channel: str,
    tone: str,
    covers: tuple[str, ...],
    today: date,
) -> str:
    links = {name: f"[[{graph.resolver.name_for(note.path)}]]" for name, note in notes.items()}
    if kind.is_pitch:
        to = notes.get("to")
        pairs: list[tuple[str, str | tuple[str, ...]]] = [
            ("type", "pitch"),
            ("audience", to.title if to else ""),
            ("channel", channel),
            ("seconds", str(kind.seconds)),
            ("covers", covers),
        ]
    else:
        pairs = [
            ("type", "outreach"),
            ("kind", kind.name),
            ("channel", channel),
            ("tone", tone),
            ("to", (links["to"],) if "to" in links else ()),
            *((name, links[name]) for name in ("via", "about", "event") if name in links),
            ("status", "draft"),
        ]
    text = frontmatter_text([*pairs, ("created", str(today))])
    return re.sub(r'^seconds: "(\d+)"$', r"seconds: \1", text, flags=re.MULTILINE)


def _send_link(to: Note | None, channel: str, subject: str, message: str) -> Markdown:
    contact = to.record if to else None
    if not isinstance(contact, Contact) or contact.private:
        return Markdown("")
    if channel == "email" and contact.email:
        address = quote(contact.email[0], safe="@.+-_")
        head = f"subject={quote(subject)}&" if subject else ""
        return Markdown(f"[Write it in your mail program](mailto:{address}?{head}body={quote(message)})")
    if channel == "sms" and contact.phone:
        number = re.sub(r"[^+\d]", "", contact.phone[0])
        return Markdown(f"[Write it on your phone](sms:{number}?body={quote(message)})")
    return Markdown("")


__all__ = ["Draft", "DraftKind", "Request", "draft_kinds", "make_draft"]
