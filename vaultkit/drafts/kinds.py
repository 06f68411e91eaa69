"""What a draft's template says of itself, in its first comment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vaultkit.templating import Templates

TONES = ("casual", "warm", "formal")


@dataclass(frozen=True, slots=True)
class DraftKind:
    """What a draft's template says of itself.

    `to` is whom it is written to: the contact of `--to`, the one `via` whom it goes, `both` of an
    introduction, or `nobody`. `greets` is whom it greets. `forward` is the draft that is added to be
    forwarded. `rule` is what else it asks for: nudge, answer, invite, request, help, offer, introduction.
    """

    name: str
    about: str
    channels: tuple[str, ...]
    tones: tuple[str, ...]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    questions: tuple[int, int] = (0, 2)
    word_range: tuple[int, int] | None = None
    seconds: int | None = None
    each: int | None = None
    needs_ask: bool = False
    greets: str = "to"
    rule: str = ""
    to: str = "to"
    about_kinds: tuple[str, ...] = ()
    forward: str = ""

    @property
    def is_pitch(self) -> bool:
        """Spoken, with the four parts."""
        return self.seconds is not None

    @property
    def is_note(self) -> bool:
        """For your own eyes: no message, and nothing to send."""
        return self.channels == ("note",)


_HEAD = re.compile(r"\s*\{#-?(.*?)-?#\}", re.DOTALL)


def draft_kinds(templates: Templates) -> Mapping[str, DraftKind]:
    """All drafts that there are, by name."""
    return {name: _kind(name, templates) for name in templates.names("drafts")}


def _kind(name: str, templates: Templates) -> DraftKind:
    head = _HEAD.match(templates.text(f"drafts/{name}.md").text)
    lines = [line.strip() for line in (head[1] if head else "").strip().split("\n")]
    given = dict(re.findall(r"^(\w+):[ \t]*(.+)$", "\n".join(lines[1:]), re.MULTILINE))
    words = _range(given.get("words", ""))
    return DraftKind(
        name=name,
        about=lines[0].removeprefix(f"{name}:").strip(),
        channels=_words(given.get("channels", "")) or ("email",),
        tones=_words(given.get("tones", "")) or TONES,
        needs=_words(given.get("needs", "")),
        takes=_words(given.get("takes", "")),
        questions=_range(given.get("questions", "")) or (0, 2),
        word_range=words,
        seconds=_number(given.get("seconds", "")),
        each=_number(given.get("each", "")),
        needs_ask=given.get("ask", "") == "yes",
        greets=given.get("greets", "to"),
        rule=given.get("rule", ""),
        to=given.get("to", "to"),
        about_kinds=_words(given.get("about", "")),
        forward=given.get("forward", ""),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w-]+", text))


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _range(text: str) -> tuple[int, int] | None:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    return (numbers[0], numbers[-1]) if numbers else None
