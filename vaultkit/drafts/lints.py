"""Checks on a message: what its channel and its kind ask of it. A check never changes a word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from vaultkit.channels import WORDS_PER_MINUTE, channel_of, characters, pace, size, sms_parts, utf16_length, words
from vaultkit.config import Settings

Level = Literal["fail", "warn", "hint", "ok"]


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found. `fail`: the channel refuses it, or something is missing that must be there."""

    level: Level
    words: str
    is_gap: bool = False

    def of(self, part: str) -> Check:
        """The same about one of several texts."""
        return replace(self, words=f"{part}: {self.words}")


@dataclass(frozen=True, slots=True)
class Message:
    """A message and what is expected of it."""

    text: str
    subject: str
    channel: str
    tone: str
    first_name: str
    questions: tuple[int, int]
    needs_ask: bool = False
    word_range: tuple[int, int] | None = None
    is_spoken: bool = False
    each: int | None = None
    parts: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    has_greeting: bool = True
    others: Sequence[tuple[str, str]] = ()
    secrets: Sequence[tuple[str, str]] = ()
    today: date | None = None
    wants_subject: bool = True


_CLICHES = (
    "just checking in",
    "pick your brain",
    "hope this finds you well",
    "hope this email finds you well",
    "touch base",
    "circle back",
    "i hope you are well",
    "to whom it may concern",
    "long time no see",
)
_ASK = re.compile(
    r"\b(?:\d+[- ]?(?:minutes?|mins?|hours?)|half an hour|coffee|call|chat|week|weeks|month|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\d{1,2}:\d{2}",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[^\]\n]+\]")
_CONTRACTION = re.compile(r"\b\w+['’](?:m|re|ve|ll|d|s been|t)\b", re.IGNORECASE)
_EXCLAMATIONS = {"formal": 0, "warm": 1, "casual": 2}


def checks(message: Message, settings: Settings) -> tuple[Check, ...]:
    """All that there is to say about a message, the worst first."""
    found = [
        *_length(message, settings),
        *_questions(message),
        *_content(message),
        *_wording(message),
        *_sameness(message),
    ]
    order: tuple[Level, ...] = ("fail", "warn", "hint", "ok")
    return tuple(sorted(found, key=lambda check: order.index(check.level)))


def _length(message: Message, settings: Settings) -> Iterator[Check]:
    count = words(message.text)
    if message.word_range and message.is_spoken:
        speed = pace(settings.limits)
        low, high = (round(limit * speed / WORDS_PER_MINUTE) for limit in message.word_range)
        level: Level = "ok" if low <= count <= high else "warn"
        seconds = round(count * 60 / speed)
        yield Check(level, f"{count} words, about {seconds} seconds when spoken ({low} to {high} words fit)")
        return
    yield from _written(message, settings, count)
    channel = channel_of(message.channel, settings.limits)
    if channel.subject is not None or channel.subject_hard is not None:
        length = characters(message.subject)
        if not length and message.wants_subject:
            yield Check("warn", "the subject is empty")
        elif channel.subject_hard is not None and length > channel.subject_hard:
            yield Check("fail", f"the subject has {length} characters: {channel.name} takes {channel.subject_hard}")
        elif channel.subject is not None and length > channel.subject:
            yield Check("warn", f"the subject has {length} characters: better at most {channel.subject}")
    if message.channel == "linkedin-inmail" and message.today and message.today.weekday() in (4, 5):
        yield Check("hint", "InMail sent on a Friday or Saturday is answered less: send it on another day")


def _written(message: Message, settings: Settings, count: int) -> Iterator[Check]:
    """How long a message is, by what its channel takes and what its kind is best kept to."""
    channel = channel_of(message.channel, settings.limits)
    length = size(message.text, message.channel)
    shown = f"{count} words, {characters(message.text)} characters"
    if message.channel.startswith("linkedin"):
        shown += f" ({utf16_length(message.text)} as UTF-16)"
    most = min((n for n in (channel.soft_words, message.word_range and message.word_range[1]) if n), default=None)
    if channel.hard is not None and length > channel.hard:
        yield Check("fail", f"{shown}: {message.channel} takes {channel.hard} {channel.counted}")
    elif channel.soft is not None and length > channel.soft:
        more = ""
        if channel.counted == "SMS parts":
            parts, foreign = sms_parts(message.text)
            more = f"; it takes {parts} messages" + (f", because of {' '.join(foreign)}" if foreign else "")
        yield Check("warn", f"{shown}: better at most {channel.soft} {_unit(channel.counted, channel.soft)}{more}")
    elif most is not None and count > most:
        yield Check("warn", f"{shown}: better at most {most} words")
    else:
        yield Check("ok", shown)


def _unit(counted: str, number: int) -> str:
    return counted.removesuffix("s") if number == 1 else counted


def _questions(message: Message) -> Iterator[Check]:
    low, high = message.questions
    count = message.text.count("?")
    if not low <= count <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        yield Check("warn", f"{count} questions; this kind of message does best with {wanted}")
    else:
        yield Check("ok", f"{count} {'question' if count == 1 else 'questions'}")
    for told in re.findall(r"^\d\. (.+)$", message.text, re.MULTILINE) if message.each else ():
        count = words(re.sub(r"[^.!?]*\?", "", told))
        if message.each and count > message.each:
            yield Check("warn", f"'{told[:30]}…' has {count} words before its question: better at most {message.each}")
    if message.needs_ask and not _ASK.search(message.text):
        yield Check("warn", "no ask with a duration or a window: say how long it takes, or when")


def _content(message: Message) -> Iterator[Check]:
    for part in message.parts:
        if part not in message.covers:
            yield Check("fail", f"the part '{part}' is missing")
    for missing in dict.fromkeys(_PLACEHOLDER.findall(f"{message.subject}\n{message.text}")):
        yield Check("warn", f"to fill in: {missing}", is_gap=True)
    if "{{" in message.text or "{%" in message.text:
        yield Check("fail", "template code was left over")
    for text, whose in message.secrets:
        if len(text) > 3 and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", message.text, re.IGNORECASE):
            yield Check("fail", f"it gives away the {whose}")
    greeting = message.text.lstrip().split("\n", 1)[0][:80]
    if message.has_greeting and message.first_name and message.first_name not in greeting:
        yield Check("warn", f"the greeting does not name {message.first_name}")


def _wording(message: Message) -> Iterator[Check]:
    body = message.text.split("\n", 2)[-1] if message.has_greeting and "\n\n" in message.text else message.text
    if re.match(r"I\b", body.lstrip()):
        yield Check("hint", "it begins with 'I': begin with them")
    folded = message.text.casefold().replace("’", "'")
    for cliche in _CLICHES:
        if cliche in folded:
            yield Check("hint", f"'{cliche}' is worn out")
    allowed = _EXCLAMATIONS.get(message.tone, 1)
    if message.text.count("!") > allowed:
        yield Check("hint", f"{message.text.count('!')} exclamation marks; a {message.tone} tone does with {allowed}")
    if message.tone == "formal" and _CONTRACTION.search(message.text):
        yield Check("hint", "a formal tone does without contractions")
    if message.parts:
        sentences = [s for s in re.split(r"(?<=[.!?])\s+", message.text) if s]
        selfish = sum(bool(re.search(r"\bI\b", sentence)) for sentence in sentences)
        if selfish * 2 > len(sentences):
            yield Check("hint", f"{selfish} of {len(sentences)} sentences speak of 'I'")
    grade = reading_grade(message.text)
    if grade > 9 and words(message.text) >= 20:  # of a line or two it says nothing
        yield Check("hint", f"reading grade {grade:.0f}: shorter words and sentences are answered more")


def _sameness(message: Message) -> Iterator[Check]:
    mine = _bare(message.text, message.first_name)
    for name, text in message.others:
        theirs = _bare(text, name)
        if abs(len(mine) - len(theirs)) < 40 and difflib.SequenceMatcher(None, mine, theirs).ratio() > 0.92:
            yield Check("warn", f"nearly the same text as the one to {name}")


def _bare(text: str, name: str) -> str:
    return " ".join(text.replace(name, "").casefold().split())


def reading_grade(text: str) -> float:
    """The school grade of a text (Kincaid et al. 1975: Flesch-Kincaid grade level)."""
    sentences = max(1, len([s for s in re.split(r"[.!?]+(?:\s|$)", text) if s.strip()]))
    found = re.findall(r"[^\W\d_]+", text)
    if not found:
        return 0.0
    syllables = sum(
        max(1, len(re.findall(r"[aeiouyàâäéèêëîïôöùûü]+", word.casefold().removesuffix("e")))) for word in found
    )
    return 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59
