"""Drafts: nothing invented, nothing private, nothing overwritten, and each check has its reason."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from helpers import graph_of, notes
from live import TODAY, Desk, contents, vaultkit

from vaultkit.channels import CHANNELS
from vaultkit.config import Settings
from vaultkit.drafts import TONES, Draft, Request, draft_kinds, make_draft
from vaultkit.drafts.lints import Message, checks
from vaultkit.drafts.wording import with_article
from vaultkit.errors import (
    AmbiguousNameError,
    RefusedError,
    UnknownNameError,
    UnknownNoteError,
    UnknownPersonError,
    UsageError,
)
from vaultkit.files import shipped_texts
from vaultkit.graph import Graph
from vaultkit.markdown import parse
from vaultkit.model import Source
from vaultkit.templating import Templates, TemplateText

DAY = date.fromisoformat(TODAY)
TEMPLATES = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})

ME = """
=== Me.md
---
type: me
name: Jo Okafor
headline: I turn product news into posts that people answer
title: Editor
org: Harbourlight
email: jo@example.org
url: https://example.org/jo
location: Paris
tz: Europe/Paris
industries: [media]
offers: [skill/short captions, insight/what customers ask]
asks: [how designers decide what to leave out]
topics: [captions, ux design]
news: [2026-03-09 joined the social media team]
wins: [2026-02-01 wrote the style sheet]
open_to: [short calls]
booking_url: https://example.org/jo/book
availability: tue-thu 14:00-17:00
next_step: a 25-minute chat next week
---
"""
PLACES = """
=== Club.md
---
type: space
name: Rail Club
org: "[[Society]]"
asks: [captions]
volunteer_roles: [welcome desk, captions]
---
=== Society.md
---
type: organization
name: Rail Society
asks: [captions]
volunteer_roles: [captions]
---
=== Events/2026-04-20 Spring social.md
---
type: event
date: 2026-04-20
location: Lyon
url: https://example.org/social
space: "[[Club]]"
rsvp: going
topics: [ux design]
---
"""
FULL = (
    """
=== People/Ann Lee.md
---
type: contact
email: ann@example.org
phone: "+1 555 0100"
org: Acme
title: Designer
tz: America/New_York
topics: [ux design]
offers: [skill/layouts]
asks: [captions]
industry: design
last_topic: her exhibition in Lyon
met_at: "[[2026-04-08 Design talk]]"
relationship: friend
---
BODYWORDS stay in the note.

- [ ] the list of venues 📅 2026-04-12

## Log
- 2026-01-05 call: LOGWORDS about the fair
- 2026-03-30 email in: LOGWORDS again
- 2026-04-09 email out: LOGWORDS and more
=== People/Bea Cruz.md
---
type: contact
org: Papers
title: Art director
asks: [layouts]
offers: [skill/printing]
topics: [ux design, print]
reach: via
---
=== People/Max Roe.md
---
type: contact
relationship: colleague
met_on: 2025-10-01
topics: [running]
knows: ["[[Bea Cruz]]"]
---
=== Events/2026-04-08 Design talk.md
---
type: event
date: 2026-04-08
people: ["[[Ann Lee]]"]
topics: [ux design]
---
"""
    + PLACES
)
EMPTY = """
=== People/Ann Lee.md
---
type: contact
---
=== People/Bea Cruz.md
---
type: contact
---
=== People/Max Roe.md
---
type: contact
---
=== Club.md
---
type: space
---
=== Society.md
---
type: organization
---
=== Events/Social.md
---
type: event
date: 2026-04-20
---
"""
#: A message of each side is what a nudge and an answer need, full or empty.
EMPTY_NUDGED = EMPTY.replace("---\n=== People/Bea", "---\n## Log\n- 2026-04-01 email out: LOGWORDS\n=== People/Bea", 1)
VAULTS = {
    "full": graph_of(ME + FULL),
    "empty": graph_of(ME + EMPTY_NUDGED),
    "no me": graph_of(FULL),
    "nothing": graph_of(EMPTY_NUDGED),
}
KINDS = draft_kinds(TEMPLATES)
MATRIX = [
    pytest.param(kind.name, channel, tone, id=f"{kind.name}-{channel}-{tone}")
    for kind in KINDS.values()
    for channel in kind.channels
    for tone in kind.tones
]
MESSAGES = [case for case in MATRIX if not KINDS[str(case.values[0])].is_note]
#: What a draft is made with: the options that it takes, and what is typed where no note could say it.
NAMES = {"to": "Ann Lee", "about": "Bea Cruz", "event": "social", "via": "Max Roe"}
TYPED = {"congratulations": "her new job", "referral-request": "Lead editor", "thank-you": "the long answer"}
#: These say nothing that could be missing, or nothing about the person.
ALWAYS_FULL = frozenset({"pitch-30", "pitch-60", "bio-email"})


def request(name: str, *, is_full: bool = True, **more: str) -> Request:
    kind = KINDS[name]
    given = {need: NAMES[need] for need in kind.needs}
    if "space" in kind.about_kinds:
        given |= {"about": "Society", "to": "Ann Lee"}
    if name in ("intro-request", "letter-of-introduction"):
        given["via"] = "Max Roe"
    if name == "redirect":
        given["about"] = "Bea Cruz"
    if is_full and "what" in kind.takes:
        given["what"] = TYPED.get(name, "")
    if is_full and name == "referral-request":
        given["link"] = "https://example.org/role"
    return Request(name, **{**given, **more})  # type: ignore[arg-type]


OFFER = """
=== Offer.md
---
type: outreach
kind: intro-offer
to: ["[[Ann Lee]]", "[[Bea Cruz]]"]
agreed: ["[[Ann Lee]]", "[[Bea Cruz]]"]
---
"""
AGREED = {
    "full": graph_of(ME + FULL + OFFER),
    "empty": graph_of(ME + EMPTY + OFFER),
    "no me": graph_of(FULL + OFFER),
    "nothing": graph_of(EMPTY + OFFER),
}


@cache
def made(vault: str, name: str, *, channel: str = "", tone: str = "") -> Draft:
    graph = (AGREED if name == "introduction" else VAULTS)[vault]
    asked = request(name, is_full=vault in ("full", "no me"), channel=channel, tone=tone)
    return make_draft(graph, asked, DAY, TEMPLATES)


def draft(graph: Graph, name: str, *, channel: str = "", tone: str = "", to: str = "Ann Lee", **more: str) -> Draft:
    to = "" if name.startswith("pitch") else to
    asked = Request(name, to=to, channel=channel, tone=tone, **more)  # type: ignore[arg-type]
    return make_draft(graph, asked, DAY, TEMPLATES)


def placeholders(message: str) -> list[str]:
    return re.findall(r"\[[^\]\n]+\]", message)


# -- every draft in every voice


def test_the_matrix_is_all_there_is() -> None:
    count = len(MATRIX) * len(VAULTS)
    print(f"{len(KINDS)} kinds, {len(MATRIX)} of kind, channel and tone, {count} with {len(VAULTS)} vaults")
    assert len(KINDS) == 28
    assert {tone for kind in KINDS.values() for tone in kind.tones} == set(TONES)


@pytest.mark.parametrize("vault", VAULTS)
@pytest.mark.parametrize(("name", "channel", "tone"), MATRIX)
def test_every_draft_reads_well(name: str, channel: str, tone: str, vault: str) -> None:
    found = made(vault, name, channel=channel, tone=tone)
    for _, message in found.messages:
        text = re.sub(r"<!--.*?-->.*?<!-- /.*?-->\n", "", message, flags=re.DOTALL) if found.kind.is_note else message
        check_text(text)
        if found.kind.is_note:
            continue
        if tone == "formal":
            assert "!" not in text
            assert not re.search(r"\w['’](?:m|re|ve|ll|d|t)\b", text)
        if vault == "full" or (vault == "empty" and name in ALWAYS_FULL):
            assert placeholders(text) == []
        if vault != "full" and name not in NEEDS_LITTLE[vault]:
            assert any(placeholders(each) for _, each in found.messages), text


#: Drafts that can do without what these vaults lack, at least on a channel without a signature.
NEEDS_LITTLE = {
    "empty": ALWAYS_FULL | {"ask-groups", "intro-blurb", "intro-request", "nudge", "offer-help", "opener"},
    "no me": {"ask-groups", "congratulations", "event-invite", "intro-offer", "nudge", "redirect", "thank-you"},
    "nothing": {"nudge"},
}


def check_text(message: str) -> None:
    assert "None" not in message
    assert "  " not in message
    assert "\n\n\n" not in message
    assert not re.search(r"\s[,.;:!?)]", message), "a space before a sign"
    assert not re.search(r"[,;:]\s*[,.;:!?](?!//)|\.\.|\(\s*\)", message), "signs with nothing between them"
    assert not re.search(r"[a-z][.!?][A-Z]", re.sub(r"https?://\S+", "", message)), "two sentences without a space"
    for line in message.split("\n"):
        is_greeting = re.match(
            r"(Dear|Hi|Hello|Good day)\b.*,$|(Kind regards|Cheers|Best wishes|Yours sincerely),$", line
        )
        assert is_greeting or not line.endswith((",", ";", " and", " or")), line
    assert message.count("(") == message.count(")")
    assert message == message.strip()


@pytest.mark.parametrize(("name", "channel", "tone"), MATRIX)
def test_a_full_draft_passes_its_checks(name: str, channel: str, tone: str) -> None:
    found = made("full", name, channel=channel, tone=tone)
    assert [check.words for check in found.checks if check.level == "fail"] == []
    soft = ("better at most", "Friday")
    told = [check.words for check in found.checks if check.level in ("warn", "hint")]
    is_tight = channel in ("sms", "linkedin-note", "linkedin-inmail", "linkedin-dm")
    assert [words for words in told if not (is_tight and any(word in words for word in soft))] == []


@pytest.mark.parametrize("vault", VAULTS)
@pytest.mark.parametrize(("name", "channel", "tone"), MATRIX)
def test_nothing_breaks_the_channels_limit(name: str, channel: str, tone: str, vault: str) -> None:
    found = made(vault, name, channel=channel, tone=tone)
    hard = CHANNELS[channel].hard
    assert hard is None or all(len(message) <= hard for _, message in found.messages)


def fact_lines(made: Draft) -> list[tuple[str, str, str, int]]:
    facts = made.text.partition("## Facts used\n")[2].partition("\n## ")[0]
    found = re.findall(r"^- (.+?): “(.+)” — (?:.+, (.+?):(\d+)|you typed it)$", facts, re.MULTILINE)
    assert len(found) == facts.count("\n- ") + facts.startswith("- ")
    return [(what, words, path, int(line)) for what, words, path, line in found if path]


#: Facts whose words are computed, and what stands where they come from.
COMPUTED = {
    "me.availability": "availability: tue-thu",
    "event.when": "date: 2026-04-20",
    "via.met_on": "met_on: 2025-10-01",
    "their message": "2026-03-30 email in",
    "my message": "2026-04-09 email out",
}


@pytest.mark.parametrize(("name", "channel", "tone"), MESSAGES)
def test_each_fact_stands_where_the_draft_says(name: str, channel: str, tone: str) -> None:
    texts = notes(ME + FULL)
    for what, words, path, number in fact_lines(made("full", name, channel=channel, tone=tone)):
        lines = texts[path].split("\n")
        assert 1 <= number <= len(lines)
        block = "\n".join(lines[number - 1 : number + 1]) + path
        if what == "first event of":
            assert "space: " in block
        elif what in ("about.name", "event"):
            assert words.casefold() in texts[path].casefold() + path.casefold(), (what, words)
        else:
            wanted = COMPUTED.get(what, words)
            assert wanted.casefold() in block.casefold(), (what, words)


@pytest.mark.parametrize(("name", "channel", "tone"), MATRIX)
def test_log_and_body_never_get_into_a_message(name: str, channel: str, tone: str) -> None:
    found = made("full", name, channel=channel, tone=tone)
    assert all("WORDS" not in re.sub(r"<!--.*<!-- /", "", text, flags=re.DOTALL) for _, text in found.messages)


PRIVATE = FULL.replace("relationship: friend", "private: true").replace(
    "asks: [captions]\nindustry: design", "asks: [SECRET1]"
)
for _number, _word in enumerate(
    (
        "ann@example.org",
        "555 0100",
        "Acme",
        "title: Designer",
        "layouts]\nasks: [SECRET",
        "her exhibition",
        "list of venues",
    ),
    2,
):
    PRIVATE = PRIVATE.replace(
        _word, _word if "SECRET" in _word else f"title: SECRET{_number}" if "title" in _word else f"SECRET{_number}"
    )
PRIVATE_VAULTS = {"": graph_of(ME + PRIVATE), "introduction": graph_of(ME + PRIVATE + OFFER)}


@pytest.mark.parametrize(("name", "channel", "tone"), MATRIX)
def test_of_a_private_contact_only_the_name_is_used(name: str, channel: str, tone: str) -> None:
    graph = PRIVATE_VAULTS.get(name, PRIVATE_VAULTS[""])
    found = make_draft(graph, request(name, channel=channel, tone=tone), DAY, TEMPLATES)
    assert all("SECRET" not in re.sub(r"<!--.*<!-- /", "", text, flags=re.DOTALL) for _, text in found.messages)
    assert "SECRET" not in found.text.partition("## Facts used")[2].partition("## Checks")[0]
    assert not any(check.words.startswith("it gives away") for check in found.checks)


@pytest.mark.parametrize(("asks", "is_told"), [("Short captions", False), ("chat next week", True)])
def test_what_you_say_of_yourself_gives_nobody_away(asks: str, is_told: bool) -> None:
    graph = graph_of(
        ME
        + f"=== Ann.md\n---\ntype: contact\nprivate: true\nasks: [{asks}]\n---\n=== Bea.md\n---\ntype: contact\n---\n"
    )
    found = make_draft(graph, Request("intro-request", via="Ann", about="Bea"), DAY, TEMPLATES)
    assert "short captions" in found.to_copy
    assert any(check.words.endswith("it gives away the asks of Ann") for check in found.checks) == is_told


def test_news_older_than_ninety_days_are_no_news() -> None:
    old = graph_of(ME.replace("2026-03-09", "2026-01-09") + FULL)
    assert "joined" not in draft(old, "reconnect").message
    assert "[your news]" in draft(old, "reconnect").message
    assert "joined the social media team" in draft(VAULTS["full"], "reconnect").message.casefold()


def test_what_i_keep_back_is_not_offered() -> None:
    graph = graph_of(
        ME.replace("[skill/short captions, insight/what customers ask]", '["!skill/captions", skill/songs]') + FULL
    )
    assert "songs" in draft(graph, "hello").message
    assert "captions" not in draft(graph, "hello").message.replace(VAULTS["full"].notes["Me.md"].title, "")


@pytest.mark.parametrize(
    ("last", "phrase"),
    [
        ("2026-04-05", "came to my mind"),
        ("2026-03-20", "weeks"),
        ("2025-12-20", "months"),
        ("2024-12-20", "a while"),
    ],
)
def test_the_gap_has_its_phrase(last: str, phrase: str) -> None:
    text = FULL.partition("=== People/Bea")[0].replace("2026-01-05 call", f"{last} call")
    text = re.sub(r"- 2026-0[34]-\d+ email .*\n", "", text).replace('met_at: "[[2026-04-08 Design talk]]"\n', "")
    assert phrase in draft(graph_of(ME + text), "reconnect", channel="email").message


# -- who chooses channel and tone


@pytest.mark.parametrize(
    ("fields", "tone", "channel"),
    [
        ("", "warm", "email"),
        ("tone: formal", "formal", "email"),
        ("formality: 1", "casual", "email"),
        ("formality: 5\ntone: casual", "casual", "email"),
        ("relationship: senior", "formal", "email"),
        ("tier: inner", "casual", "email"),
        ("channel: slack", "warm", "slack"),
        ("channel: sms", "warm", "email"),
    ],
)
def test_the_contact_chooses_channel_and_tone(fields: str, tone: str, channel: str) -> None:
    graph = graph_of(ME + EMPTY.replace("type: contact", f"type: contact\n{fields}"))
    text = draft(graph, "hello").text
    assert f"\ntone: {tone}\n" in text
    assert f"\nchannel: {channel}\n" in text


def test_what_is_named_wins() -> None:
    graph = graph_of(ME + EMPTY.replace("type: contact", "type: contact\nchannel: slack\ntone: formal"))
    text = draft(graph, "hello", channel="email", tone="casual").text
    assert "\nchannel: email\ntone: casual\n" in text
    assert "channel email: you named it; tone casual: you named it" in text


# -- the note


def test_a_draft_never_replaces_anything(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", notes(ME + FULL))
    for expected in ("", " 2", " 3"):
        done = vaultkit("render", "hello", "--to", "Ann", "--today", TODAY, at=desk.root)
        assert done.out.startswith(f"wrote {TODAY} hello Ann Lee{expected}.md: ")
    desk[f"{TODAY} Hello ann lee 4.md"] = "mine"
    before = contents(desk.root)
    done = vaultkit("render", "hello", "--to", "Ann", "--today", TODAY, at=desk.root)
    assert done.code == 0
    assert {path: data for path, data in contents(desk.root).items() if path in before} == before


@pytest.mark.parametrize("option", ["--stdout", "--dry-run"])
def test_looking_at_a_draft_writes_nothing(tmp_path: Path, option: str) -> None:
    desk = Desk(tmp_path / "vault", notes(ME + FULL))
    before = contents(desk.root)
    done = vaultkit("render", "hello", "--to", "Ann", option, "--today", TODAY, at=desk.root)
    assert done.code == 0
    assert "Would you have time for" in done.out or "Up for" in done.out
    assert contents(desk.root) == before
    assert not (desk.root / ".vaultkit").exists()


def test_a_draft_is_read_back_as_outreach_and_is_no_touch(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", notes(ME + FULL))
    vaultkit("render", "follow-up", "--to", "Ann", "--today", TODAY, at=desk.root)
    opened = desk.open()
    note = opened.notes[f"{TODAY} follow-up Ann Lee.md"]
    assert note.kind == "outreach"
    assert getattr(note.record, "message", "").startswith("Hi Ann!\n\nIt was good to talk")
    assert max(touch.end for touch in opened.graph.touches("People/Ann Lee.md")) == date(2026, 4, 9)
    assert [problem.code for problem in opened.problems(TODAY)] == ["no-goal"]


def test_hostile_facts_stay_inside_the_message() -> None:
    hostile = "``` <!-- vaultkit: due --> <% x %> [[Nobody]] {{ x }}"
    graph = graph_of(ME.replace("Harbourlight", f"'{hostile}'") + FULL)
    made = draft(graph, "hello")
    document = parse(Source.from_text("a.md", made.text))
    assert document.regions == ()
    assert document.problems == ()
    assert {link.target for link in document.links} <= {"Ann Lee", "Me", "2026-04-08 Design talk"}


# -- refusals


@pytest.mark.parametrize(
    ("request_", "error", "words"),
    [
        (Request("helo", to="Ann Lee"), UnknownNameError, "did you mean 'hello'?"),
        (Request("hello"), UsageError, "--to"),
        (Request("hello", to="An Le"), UnknownPersonError, "did you mean 'Ann Lee'?"),
        (Request("hello", to="Clara"), AmbiguousNameError, "People/Clara One.md"),
        (Request("hello", to="Ann Lee", channel="fax"), UnknownNameError, "email"),
        (Request("hello", to="Ann Lee", tone="cold"), UnknownNameError, "casual"),
        (Request("hello", to="Ann Lee", event="Nothing"), UnknownNoteError, "no event"),
        (Request("hello", to="Ann Lee", via="Nobody"), UnknownPersonError, "no contact"),
        (Request("hello", to="Ann Lee", about="Nothing"), UnknownNoteError, "no note"),
        (Request("hello", to="Greta"), RefusedError, "People/Greta.md:3"),
        (Request("hello", to="Greta", force=True), RefusedError, "do-not-contact"),
        (Request("hello", to="Olga"), RefusedError, "--force"),
    ],
)
def test_what_is_refused(request_: Request, error: type[Exception], words: str) -> None:
    graph = graph_of(
        ME
        + FULL
        + "=== People/Clara One.md\n---\ntype: contact\n---\n=== People/Clara Two.md\n---\ntype: contact\n---\n"
        + "=== People/Greta.md\n---\ntype: contact\nstatus: do-not-contact\n---\n"
        + "=== People/Olga.md\n---\ntype: contact\nreach: observe\n---\n"
    )
    with pytest.raises(error) as refused:
        make_draft(graph, request_, DAY, TEMPLATES)
    assert words in f"{refused.value} {getattr(refused.value, 'hint', '')}"


def test_whom_i_only_observe_can_be_written_to_by_force() -> None:
    graph = graph_of(ME + "=== People/Olga.md\n---\ntype: contact\nreach: observe\n---\n")
    assert make_draft(graph, Request("hello", to="Olga", force=True), DAY, TEMPLATES).message


# -- the checks

GOOD = Message(
    text="Hi Ann,\n\nyour talk stayed with me. Would you have time for a 20-minute call next week?\n\nBest,\nJo",
    subject="Your talk",
    channel="email",
    tone="warm",
    first_name="Ann",
    questions=(1, 1),
    needs_ask=True,
)
SPOKEN = replace(
    GOOD,
    channel="in-person",
    is_spoken=True,
    subject="",
    has_greeting=False,
    first_name="",
    questions=(0, 2),
    needs_ask=False,
)
PARTS = ("who", "learn", "offer", "next")
OTHER = GOOD.text.replace("Ann", "Bob")


def said(message: Message) -> list[tuple[str, str]]:
    return [(check.level, check.words) for check in checks(message, Settings())]


@pytest.mark.parametrize(
    ("level", "words", "failing", "passing"),
    [
        ("fail", "takes 300", replace(GOOD, channel="linkedin-note", text="x" * 301), replace(GOOD, channel="linkedin-note", text="x" * 300)),
        ("warn", "better at most 200", replace(GOOD, channel="linkedin-note", text="x" * 201), replace(GOOD, channel="linkedin-note", text="x" * 200)),
        ("warn", "better at most 125 words", replace(GOOD, text="word " * 126), replace(GOOD, text="word " * 125)),
        ("warn", "it takes 2 messages", replace(GOOD, channel="sms", text="x" * 161), replace(GOOD, channel="sms", text="x" * 160)),
        ("warn", "because of ’", replace(GOOD, channel="sms", text="’" + "x" * 70), replace(GOOD, channel="sms", text="'" + "x" * 70)),
        ("warn", "the subject is empty", replace(GOOD, subject=""), GOOD),
        ("warn", "better at most 60", replace(GOOD, subject="x" * 61), replace(GOOD, subject="x" * 60)),
        ("warn", "words fit", replace(SPOKEN, word_range=(60, 80), text="word " * 59), replace(SPOKEN, word_range=(60, 80), text="word " * 60)),
        ("warn", "words fit", replace(SPOKEN, word_range=(60, 80), text="word " * 81), replace(SPOKEN, word_range=(60, 80), text="word " * 80)),
        ("warn", "2 questions", replace(GOOD, text=GOOD.text + " Yes?"), GOOD),
        ("warn", "0 questions", replace(GOOD, text=GOOD.text.replace("?", ".")), GOOD),
        ("warn", "no ask", replace(GOOD, text="Hi Ann,\n\nare you well?"), replace(GOOD, text="Hi Ann,\n\ncoffee on Tuesday?")),
        ("fail", "the part 'offer' is missing", replace(SPOKEN, parts=PARTS, covers=("who", "learn", "next")), replace(SPOKEN, parts=PARTS, covers=PARTS)),
        ("warn", "to fill in: [your news]", replace(GOOD, text=GOOD.text + " [your news]"), GOOD),
        ("warn", "to fill in: [the event]", replace(GOOD, subject="At [the event]"), GOOD),
        ("fail", "template code", replace(GOOD, text=GOOD.text + " {{ name }}"), GOOD),
        ("warn", "does not name Ann", replace(GOOD, text=GOOD.text.replace("Ann", "there")), GOOD),
        ("hint", "begins with 'I'", replace(GOOD, text="Hi Ann,\n\nI saw your talk. A call next week?"), replace(GOOD, text="Hi Ann,\n\nIn your talk I heard this. A call next week?")),
        ("hint", "'pick your brain' is worn out", replace(GOOD, text=GOOD.text + " Let me pick your brain."), GOOD),
        ("hint", "'just checking in'", replace(GOOD, text=GOOD.text + " Just checking in."), GOOD),
        ("hint", "'hope this finds you well'", replace(GOOD, text=GOOD.text + " Hope this finds you well."), GOOD),
        ("hint", "exclamation marks", replace(GOOD, text=GOOD.text + "!!"), replace(GOOD, text=GOOD.text + "!")),
        ("hint", "exclamation marks", replace(GOOD, tone="formal", text=GOOD.text + "!"), replace(GOOD, tone="formal")),
        ("hint", "without contractions", replace(GOOD, tone="formal", text=GOOD.text + " I'm Jo."), replace(GOOD, text=GOOD.text + " I'm Jo.")),
        ("hint", "speak of 'I'", replace(SPOKEN, parts=PARTS, covers=PARTS, text="I am Jo. I sing. Do you?"), replace(SPOKEN, parts=PARTS, covers=PARTS, text="I am Jo. You sing. Do you?")),
        ("hint", "reading grade", replace(GOOD, text="Hi Ann,\n\n" + "internationalisation considerations necessitate collaboration " * 6), GOOD),
        ("warn", "nearly the same text as the one to Bob", replace(GOOD, others=(("Bob", OTHER),)), replace(GOOD, others=(("Bob", "Hi Bob,\n\nquite another matter altogether, with other words in it: see you there?\n\nJo"),))),
    ],
)  # fmt: skip
def test_each_check(level: str, words: str, failing: Message, passing: Message) -> None:
    assert any(found == level and words in text for found, text in said(failing)), said(failing)
    assert not any(found == level and words in text for found, text in said(passing)), said(passing)


def test_a_good_message_has_nothing_to_say_against_it() -> None:
    assert {level for level, _ in said(GOOD)} == {"ok"}


def test_the_worst_comes_first() -> None:
    bad = replace(GOOD, channel="linkedin-note", text="I! I! I! touch base {{ x }}" + "x" * 400)
    levels = [level for level, _ in said(bad)]
    assert levels == sorted(levels, key=["fail", "warn", "hint", "ok"].index)
    assert levels[0] == "fail"


def test_a_limit_of_my_own_counts() -> None:
    long = replace(GOOD, channel="linkedin-note", text="x" * 250)
    assert "fail" in [check.level for check in checks(long, replace(Settings(), limits={"linkedin-note": 200}))]


def test_a_draft_over_its_limit_is_written_with_the_failure_on_top() -> None:
    graph = graph_of(ME.replace("how designers", "how " + "very " * 80 + "designers") + FULL)
    made = draft(graph, "hello", channel="linkedin-note")
    assert made.has_failed
    assert made.text.partition("---\n")[2].partition("---\n")[2].startswith("> [!failure] ")


# -- the favour that is owed

OWED = (
    ME
    + """
=== People/Ann Lee.md
---
type: contact
topics: [ux design]
---
## Log
- 2026-03-01 call: LOGWORDS got:: reviewed my portfolio
"""
)


@pytest.mark.parametrize("name", ["hello", "reconnect", "follow-up", "catch-up", "thank-you"])
@pytest.mark.parametrize("channel", ["", "email", "sms", "linkedin-note"])
def test_a_favour_is_thanked_for_until_it_is_returned(name: str, channel: str) -> None:
    if channel and channel not in KINDS[name].channels:
        return
    found = draft(graph_of(OWED), name, channel=channel)
    if channel not in ("sms", "linkedin-note"):
        assert "you reviewed my portfolio" in found.message.casefold()
    if "reviewed my portfolio" in found.message:
        assert ("got", "reviewed my portfolio", "People/Ann Lee.md", 6) in fact_lines(found)
    else:
        assert "got: “" not in found.text
    even = draft(graph_of(OWED + "- 2026-03-20 call: LOGWORDS gave:: read her text\n"), name, channel=channel)
    assert "portfolio" not in even.message


def test_thanks_that_fit_stand_in_a_text_message_too() -> None:
    assert "You reviewed my portfolio: thank you again." in draft(graph_of(OWED), "catch-up", channel="sms").message
    long = OWED.replace("reviewed my portfolio", "reviewed my portfolio " * 6)
    assert "portfolio" not in draft(graph_of(long), "catch-up", channel="sms").message


def test_a_favour_that_is_no_verb() -> None:
    noun = OWED.replace("reviewed my portfolio", "a referral to Acme")
    assert "Thank you again for your help: a referral to Acme." in draft(graph_of(noun), "hello").message


def test_a_private_favour_is_not_told() -> None:
    private = OWED.replace("topics: [ux design]", "private: true")
    assert "portfolio" not in draft(graph_of(private), "hello").text.partition("## Facts")[2]


# -- odd facts


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[how designers decide what to leave out]", "[Who knows a design printer?]", "trying to find out: who knows a design printer."),
        ("[how designers decide what to leave out]", "[a design mentor]", "I am looking for a design mentor, and glad of all that you know about ux design."),
        ("[how designers decide what to leave out]", "[]", "learn more about ux design."),
        ("[skill/short captions, insight/what customers ask]", "[insight/what customers ask]", "I can share what customers ask."),
        ("[skill/short captions, insight/what customers ask]", "[insight/sponsors]", "I can share what I know about sponsors."),
        ("[skill/short captions, insight/what customers ask]", "[access/our press list]", "I can give you access to our press list."),
        ("[skill/short captions, insight/what customers ask]", "[two hours of proofreading]", "I can offer two hours of proofreading."),
        ("[skill/short captions, insight/what customers ask]", "[I read drafts on Fridays.]", "I read drafts on Fridays."),
        ("a 25-minute chat next week", "Let us have coffee on Tuesday.", "Let us have coffee on Tuesday. Would that suit you?"),
        ("I turn product news into posts that people answer", "a writer of small posts", "I am a writer of small posts."),
        ("title: Editor\n", "", "I am Jo Okafor from Harbourlight."),
        ("org: Harbourlight\n", "", "I am Jo Okafor, editor."),
    ],
)  # fmt: skip
def test_odd_facts_read_well(before: str, after: str, said: str) -> None:
    assert before in ME
    person = FULL.replace("[ux design]\noffers: [skill/layouts]\nasks: [captions]", "[ux design]")
    graph = graph_of(ME.replace(before, after).replace("topics: [captions, ux design]", "topics: [ux design]") + person)
    message = draft(graph, "hello", channel="email", tone="warm").message
    check_text(message)
    assert said in message, message


@pytest.mark.parametrize(
    ("word", "said"),
    [("UX designer", "a UX designer"), ("HR lead", "an HR lead"), ("editor", "an editor"), ("University teacher", "a university teacher"), ("the boss", "the boss"), ("Chef", "a chef")],
)  # fmt: skip
def test_articles(word: str, said: str) -> None:
    assert with_article(word) == said


def test_news_that_are_no_verb() -> None:
    graph = graph_of(ME.replace("joined the social media team", "New role at Acme") + FULL)
    assert "My news: new role at Acme." in draft(graph, "reconnect", channel="email").message


# -- introductions


def test_an_introduction_is_offered_to_both_without_a_name() -> None:
    found = make_draft(VAULTS["full"], request("intro-offer"), DAY, TEMPLATES)
    assert '\nto:\n  - "[[Ann Lee]]"\n  - "[[Bea Cruz]]"\nstatus: draft\n' in found.text
    (_, to_ann), (_, to_bea) = found.messages
    assert "Bea" not in to_ann
    assert "Cruz" not in to_ann
    assert "Ann" not in to_bea
    assert "Lee" not in to_bea
    assert "Somebody I know, an art director, is looking for layouts, and that is what you offer." in to_ann
    assert "You are looking for layouts. Somebody I know, a designer, offers just that." in to_bea
    assert "## Introduction\nLocked until both agreed." in found.text
    assert "- [ ] see whether [[Ann Lee]] and [[Bea Cruz]] have answered 📅 2026-04-24" in found.text


def test_an_introduction_is_locked_until_both_agreed() -> None:
    asked = Request("introduction", to="Ann Lee", about="Bea Cruz")
    with pytest.raises(RefusedError, match="locked: no introduction of Ann Lee and Bea Cruz is under way") as refused:
        make_draft(VAULTS["full"], asked, DAY, TEMPLATES)
    assert 'vaultkit render intro-offer --to "Ann Lee" --about "Bea Cruz"' in refused.value.hint
    half = OFFER.replace('agreed: ["[[Ann Lee]]", "[[Bea Cruz]]"]', 'agreed: ["[[Ann Lee]]"]')
    with pytest.raises(RefusedError, match=r"Offer.md:5: locked until both agreed: not yet Bea Cruz"):
        make_draft(graph_of(ME + FULL + half), asked, DAY, TEMPLATES)
    found = make_draft(AGREED["full"], asked, DAY, TEMPLATES)
    assert "Ann Lee, designer (Acme), meet Bea Cruz, art director (Papers)." in found.message
    assert "moved you to bcc" in found.message
    assert "ask [[Ann Lee]] and [[Bea Cruz]] how it went 📅 2026-04-24" in found.text
    assert "write `made: 2026-04-10` into [[Offer]] 📅 2026-04-10" in found.text
    assert "both agreed — [[Offer]], line 5" in found.text


@pytest.mark.parametrize(
    ("more", "words", "hint"),
    [
        (OFFER, "Offer.md: this introduction is begun already (agreed)", "vaultkit render introduction"),
        (OFFER.replace("agreed:", "asked:"), "(asked)", "Offer.md waits for Ann Lee"),
        ('=== People/Cy.md\n---\ntype: contact\nknows: ["[[Ann Lee]]", "[[Bea Cruz]]"]\n---\n', "", ""),
    ],
)
def test_an_introduction_is_not_begun_twice(more: str, words: str, hint: str) -> None:
    graph = graph_of(ME + FULL + more)
    if not words:
        with pytest.raises(RefusedError, match="know each other"):
            make_draft(graph, Request("intro-offer", to="Ann Lee", about="Cy"), DAY, TEMPLATES)
        return
    with pytest.raises(RefusedError) as refused:
        make_draft(graph, Request("intro-offer", to="Bea Cruz", about="Ann Lee"), DAY, TEMPLATES)
    assert words in refused.value.message
    assert hint in refused.value.hint


def test_a_declined_or_made_introduction_does_not_stand_in_the_way() -> None:
    for closed in ("declined: [Bea]", "made: 2026-01-01", "status: done"):
        graph = graph_of(ME + FULL + OFFER.replace("kind:", f"{closed}\nkind:"))
        assert make_draft(graph, request("intro-offer"), DAY, TEMPLATES).messages
    with pytest.raises(RefusedError, match="cannot be introduced"):
        make_draft(VAULTS["full"], Request("intro-offer", to="Ann Lee", about="Ann Lee"), DAY, TEMPLATES)


def test_topics_in_common_are_a_reason_too() -> None:
    graph = graph_of(ME + FULL.replace("asks: [layouts]\n", ""))
    assert (
        "cares about ux design as much as you do" in make_draft(graph, request("intro-offer"), DAY, TEMPLATES).message
    )


# -- through somebody


def sent(count: int, day: str = "2026-01-10") -> str:
    note = '=== Sent {}.md\n---\ntype: outreach\nkind: intro-request\nto: ["[[Max Roe]]"]\nsent: {}\n---\n'
    return "".join(note.format(number, day) for number in range(count))


@pytest.mark.parametrize(
    ("more", "is_told"),
    [(sent(1), False), (sent(2), True), (sent(2, "2025-04-10"), False), (sent(2, "2025-04-11"), True)],
)
def test_the_third_introduction_a_year_is_warned_of(more: str, is_told: bool) -> None:
    found = make_draft(graph_of(ME + FULL + more), Request("intro-request", about="Bea Cruz"), DAY, TEMPLATES)
    assert any("introduction number 3 that you ask of Max Roe" in check.words for check in found.checks) == is_told
    assert "Max Roe knows Bea Cruz — [[Max Roe]]" in found.text


def test_nobody_who_may_be_asked() -> None:
    shy = graph_of(ME + FULL.replace("relationship: colleague", "do_not_ask: true\nrelationship: colleague"))
    with pytest.raises(RefusedError, match=r"nobody who knows Bea Cruz is to be asked: Max Roe"):
        make_draft(shy, Request("intro-request", about="Bea Cruz"), DAY, TEMPLATES)
    with pytest.raises(RefusedError, match=r"People/Max Roe.md:\d+: Max Roe is not to be asked"):
        make_draft(shy, Request("intro-request", about="Bea Cruz", via="Max"), DAY, TEMPLATES)


def test_a_mutual_of_whom_nothing_says_that_they_know_them() -> None:
    found = make_draft(VAULTS["full"], Request("intro-request", about="Max Roe", via="Ann"), DAY, TEMPLATES)
    assert "if you know each other well enough for that?" in found.message


def test_a_letter_for_somebody_else() -> None:
    asked = Request("letter-of-introduction", about="Bea Cruz", via="Max Roe", to="Ann Lee")
    found = make_draft(VAULTS["full"], asked, DAY, TEMPLATES).message
    assert "introduce Ann Lee, designer at Acme, whom I know as [how you know them]" in found
    assert "ann@example.org" not in found


# -- nudges and answers


def test_a_third_nudge_is_refused() -> None:
    log = "=== People/Ann Lee.md\n---\ntype: contact\nchannel: email\n---\n## Log\n- 2026-03-01 slack out: a\n"
    found = draft(graph_of(ME + log), "nudge")
    assert "channel slack: the same as before" in found.text
    assert "my message of 1 march" in found.message.casefold()
    assert draft(graph_of(ME + log + "- 2026-03-08 slack out: b\n"), "nudge").message
    with pytest.raises(RefusedError, match="2026-03-01, 2026-03-08, 2026-03-15 and heard nothing"):
        draft(graph_of(ME + log + "- 2026-03-08 slack out: b\n- 2026-03-15 slack out: c\n"), "nudge")
    with pytest.raises(RefusedError, match="no message of yours to Ann Lee waits"):
        draft(graph_of(ME + log + "- 2026-03-02 slack in: d\n"), "nudge")


def test_a_nudge_takes_the_channel_of_the_outreach() -> None:
    note = '=== Sent.md\n---\ntype: outreach\nchannel: linkedin-dm\nto: ["[[Ann Lee]]"]\nstatus: sent\nsent: 2026-03-30\n---\n'
    graph = graph_of(ME + "=== People/Ann Lee.md\n---\ntype: contact\n---\n" + note)
    assert "\nchannel: linkedin-dm\n" in draft(graph, "nudge").text
    assert "\nchannel: email\n" in draft(graph, "accept").text


# -- events


def test_an_invitation_notes_the_person_as_invited(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", notes(ME + FULL))
    before = contents(desk.root)
    given = ("render", "event-invite", "--to", "Ann", "--event", "social", "--today", TODAY)
    done = vaultkit(*given, at=desk.root)
    assert done.code == 0
    assert '\ninvited:\n  - "[[Ann Lee]]"\n' in desk["Events/2026-04-20 Spring social.md"]
    vaultkit("undo", at=desk.root)
    assert {path: data for path, data in contents(desk.root).items() if path in before} == before
    assert not (desk.root / f"{TODAY} event-invite Ann Lee.md").exists()
    vaultkit(*given, at=desk.root)
    again = vaultkit(*given, at=desk.root)
    assert "is among the `invited` already" in again.err
    assert desk["Events/2026-04-20 Spring social.md"].count("[[Ann Lee]]") == 1


def test_an_invitation_says_what_it_does_not_know() -> None:
    maybe = graph_of(ME + FULL.replace("rsvp: going", "rsvp: maybe").replace("2026-04-20", "2026-04-09"))
    found = draft(maybe, "event-invite", event="Spring social")
    assert "[whether you will be there]" in found.message
    assert any("the event was on 2026-04-09" in check.words for check in found.checks)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("date: 2026-04-20", "Monday 20 April"),
        ("start: 2026-04-20T18:30", "Monday 20 April at 18:30"),
        ("start: 2026-04-20T18:30\nlocation: online", "Monday 20 April at 12:30 your time (18:30 mine)"),
        ("start: 2026-04-20T02:30\nlocation: online", "Sunday 19 April at 20:30 your time (02:30 mine)"),
        ("start: 2026-04-20\nend: 2026-04-22", "20 to 22 April"),
        ("start: 2026-04-29\nend: 2026-05-01", "29 April to 1 May"),
        ("end: 2026-04-20", "Monday 20 April"),
    ],
)
def test_when_an_event_is(fields: str, said: str) -> None:
    event = f"=== Do.md\n---\ntype: event\n{fields}\n---\n"
    message = draft(graph_of(ME + FULL + event), "event-invite", event="Do.md", channel="email").message
    assert f"is on {said}" in message, message


def test_help_is_offered_for_the_next_event() -> None:
    found = make_draft(VAULTS["full"], Request("offer-help", about="Club"), DAY, TEMPLATES)
    assert "“Spring social” is on Monday 20 April" in found.message
    assert "send to [[Club" in found.text
    by_event = make_draft(VAULTS["full"], Request("volunteer", event="social"), DAY, TEMPLATES)
    assert "If Rail Club is looking for volunteers" in by_event.message
    assert "The role that I could fill best: captions." in by_event.message
    with pytest.raises(UnknownNoteError, match="no organization or space"):
        make_draft(VAULTS["full"], Request("volunteer", about="Ann Lee"), DAY, TEMPLATES)
    with pytest.raises(UsageError, match="--about"):
        make_draft(VAULTS["full"], Request("volunteer"), DAY, TEMPLATES)


# -- for your own eyes


def test_a_brief_says_what_is_open_with_each() -> None:
    event = VAULTS["full"].notes["Events/2026-04-08 Design talk.md"].document.source.text
    assert "Ann Lee" in event
    text = make_draft(VAULTS["full"], Request("brief", event="Design talk"), DAY, TEMPLATES).text
    assert text.startswith("---\ntype: dashboard\nview: brief\n")
    for line in (
        "## [[Ann Lee]]",
        "- who: Designer, Acme",
        "- last talk: 2026-04-09",
        "- open: the list of venues — [[Ann Lee]]",
        "- to ask: how is it going with her exhibition in Lyon?",
        "- to offer: short captions (they look for captions)",
    ):
        assert line in text
    private = make_draft(PRIVATE_VAULTS[""], Request("brief", event="Design talk"), DAY, TEMPLATES).text
    assert "- this note is private: look there" in private
    assert "Nobody in your notes" in make_draft(VAULTS["full"], Request("brief", event="social"), DAY, TEMPLATES).text


def test_a_review_is_filled_at_once_and_stays_fresh(tmp_path: Path) -> None:
    space = "=== Look.md\n---\ntype: space\nnext_check: 2026-04-01\nurl: https://example.org\n---\n"
    desk = Desk(tmp_path / "vault", notes(ME + FULL + space))
    vaultkit("render", "review-weekly", "--today", TODAY, at=desk.root)
    text = desk[f"{TODAY} review-weekly.md"]
    assert "- Thu 9 Apr: [[Ann Lee]]" in text
    assert "- [ ] [[Look]] — look for events and new-member info, due Wed 1 Apr · https://example.org" in text
    assert "<!-- vaultkit: intros limit=1 -->\nNo introduction to offer." in text
    assert vaultkit("render", "--today", TODAY, at=desk.root).code == 0
    assert desk[f"{TODAY} review-weekly.md"] == text


# -- languages


@pytest.mark.parametrize("folder", ["fr", "french"])
def test_a_draft_in_their_language(folder: str) -> None:
    own = {f"drafts/{folder}/hello.md": TemplateText("Bonjour {{ to.first }},", "x")}
    mine = Templates(TEMPLATES.texts, own)
    graph = graph_of(ME + "=== People/Ann Lee.md\n---\ntype: contact\nlanguages: [French, English]\n---\n")
    found = make_draft(graph, Request("hello", to="Ann Lee"), DAY, mine)
    assert found.message == "Bonjour Ann,"
    assert "the draft in French — [[Ann Lee]], line 3" in found.text
    other = graph_of(ME + "=== People/Ann Lee.md\n---\ntype: contact\nlanguages: [English, French]\n---\n")
    assert make_draft(other, Request("hello", to="Ann Lee"), DAY, mine).message.startswith("Hi Ann")
    region = graph_of(ME + "=== People/Ann Lee.md\n---\ntype: contact\nlanguages: [fr-CA]\n---\n")
    assert make_draft(region, Request("hello", to="Ann Lee"), DAY, mine).message.startswith(
        "Bonjour" if folder == "fr" else "Hi"
    )


# -- more checks


@pytest.mark.parametrize(
    ("level", "words", "failing", "passing"),
    [
        ("fail", "linkedin-inmail takes 200", replace(GOOD, channel="linkedin-inmail", subject="x" * 201), replace(GOOD, channel="linkedin-inmail", subject="x" * 200)),
        ("hint", "Friday or Saturday", replace(GOOD, channel="linkedin-inmail", today=date(2026, 4, 10)), replace(GOOD, channel="linkedin-inmail", today=date(2026, 4, 12))),
        ("warn", "better at most 60 words", replace(GOOD, word_range=(60, 60), text="word " * 61), replace(GOOD, word_range=(60, 60), text="word " * 60)),
        ("warn", "before its question", replace(GOOD, each=3, text="1. I am Jo the singer. What now?"), replace(GOOD, each=3, text="1. I am Jo. What now?")),
        ("fail", "gives away the phone of Ann", replace(GOOD, secrets=(("555 0100", "phone of Ann"),), text=GOOD.text + " 555 0100"), replace(GOOD, secrets=(("555 0100", "phone of Ann"),))),
        ("warn", "the subject is empty", replace(GOOD, subject=""), replace(GOOD, subject="", wants_subject=False)),
    ],
)  # fmt: skip
def test_more_checks(level: str, words: str, failing: Message, passing: Message) -> None:
    assert any(found == level and words in text for found, text in said(failing)), said(failing)
    assert not any(found == level and words in text for found, text in said(passing)), said(passing)


def test_ones_own_pace_changes_what_fits_into_a_pitch() -> None:
    spoken = replace(SPOKEN, word_range=(60, 80), text="word " * 66)
    assert any("60 to 80 words fit" in words for _, words in said(spoken))
    slow = [check.words for check in checks(spoken, replace(Settings(), limits={"words-per-minute": 105}))]
    assert any("about 38 seconds when spoken (45 to 60 words fit)" in words for words in slow)


def test_what_is_typed_is_a_fact_that_says_so() -> None:
    found = draft(VAULTS["full"], "congratulations", what="her new job")
    assert "Congratulations on your new job!" in found.message
    assert "- what: “her new job” — you typed it" in found.text


def test_whom_one_only_observes_is_told_even_by_force() -> None:
    graph = graph_of(ME + "=== People/Olga.md\n---\ntype: contact\nreach: observe\n---\n")
    found = make_draft(graph, Request("hello", to="Olga", force=True), DAY, TEMPLATES)
    assert any("you only observe Olga" in check.words for check in found.checks)


def test_an_excluded_person_is_not_introduced() -> None:
    graph = graph_of(ME + FULL.replace("reach: via", "status: archived"))
    for name in ("intro-offer", "intro-request", "intro-blurb"):
        with pytest.raises(RefusedError, match="Bea Cruz is archived"):
            make_draft(graph, request(name), DAY, TEMPLATES)


def test_what_i_promised_is_said_to_them_and_tells_of_nobody_else() -> None:
    task = (
        "=== Daily.md\n- [ ] send [[Ann Lee|Ann]] the guide\n=== A.md\n- [ ] ask [[Ann Lee]] what [[Bea Cruz]] earns\n"
    )
    graph = graph_of(ME + FULL.replace("- [ ] the list of venues 📅 2026-04-12\n", "") + task)
    message = draft(graph, "follow-up", channel="email").message
    assert "send you the guide" in message
    assert "earns" not in message
