"""Whether what one person offers is what another asks for: by words, their stems, and synonyms.

Synonyms are those of the settings (`[synonyms]`); nothing else is taken to mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from vaultkit.config import Settings
from vaultkit.names import name_key, plain_name

_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "our",
        "the",
        "to",
        "we",
        "what",
        "who",
        "with",
        "your",
    ]
)


@lru_cache(maxsize=65_536)  # the same topics, titles and offers come up in note after note
def stems(text: str) -> frozenset[str]:
    """Its words without endings, roughly, so that `design` meets `designers`."""
    return frozenset(_stem(word) for word in plain_name(text).split() if word not in _STOP)


def _stem(word: str) -> str:
    return re.sub(r"(?:ers?|ing|ion|es|s)$", "", word) or word


def spoken(offer: str) -> str:
    """An offer as one would say it: without the `skill/` that sorts it."""
    return offer.split("/", 1)[1] if "/" in offer.split(" ", maxsplit=1)[0] else offer


def sort_of(offer: str) -> str:
    """The word that sorts an offer: `skill` of `skill/social media`; `other` without one."""
    return offer.split("/", 1)[0].casefold() if "/" in offer.split(" ", maxsplit=1)[0] else "other"


def is_kept_back(offer: str) -> bool:
    """A `!` in front of an offer keeps it back."""
    return offer.startswith("!")


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that meets an ask. `words` are those that meet, a synonym as `promotion ↔ social media`.

    `share` is how much of the ask's words the offer covers, `overlap` how much of the shorter of the
    two meets the other; both are above 0 and at most 1.
    """

    offer: str
    ask: str
    words: tuple[str, ...]
    share: float
    overlap: float


def match(offer: str, ask: str, settings: Settings) -> Match | None:
    """How an offer meets an ask; None if they have no word in common."""
    offered, asked = stems(spoken(offer)), stems(spoken(ask))
    covered = offered & asked
    used = covered
    synonyms_met = []
    for phrase, *others in ((word, *synonyms) for word, synonyms in settings.synonyms.items()):
        group = (phrase, *others)
        wanted = next((text for text in group if stems(text) <= asked and not stems(text) <= covered), None)
        given = next((text for text in group if stems(text) <= offered), None)
        if wanted and given:
            covered |= stems(wanted)
            used |= stems(given)
            synonyms_met.append(f"{wanted} ↔ {given}")
    if not covered:
        return None
    same = offered & asked
    words = [*(word for word in plain_name(spoken(ask)).split() if _stem(word) in same), *synonyms_met]
    share = len(covered) / len(asked)
    return Match(offer, ask, tuple(dict.fromkeys(words)), share, max(share, len(used) / len(offered)))


#: A smaller share of an ask's words is chance: a `launch` in `motion design for a launch film`.
ENOUGH = 0.3


def best_match(offers: Iterable[str], asks: Iterable[str], settings: Settings, least: float = 0) -> Match | None:
    """The offer and the ask that meet best, the first of equals, if by at least that share of the ask's words.

    What is kept back is not offered.
    """
    wanted = tuple(asks)
    found = (match(offer, ask, settings) for offer in offers if not is_kept_back(offer) for ask in wanted)
    return max(
        (one for one in found if one and one.share >= least), key=lambda one: (one.share, len(one.words)), default=None
    )


def within_reach(texts: Iterable[str], settings: Settings) -> frozenset[str]:
    """Every stem by which one of the texts can be met: what has none of them need not be compared."""
    own = frozenset(stem for text in texts for stem in stems(spoken(text)))
    groups = ((word, *synonyms) for word, synonyms in settings.synonyms.items())
    met = (group for group in groups if any(stems(text) <= own for text in group))
    return own | {stem for group in met for text in group for stem in stems(text)}


def shared_topics(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """The topics of *one* that *other* has too, each once, as *one* writes them."""
    theirs = {name_key(topic) for topic in other}
    mine: dict[str, str] = {}
    for topic in one:
        mine.setdefault(name_key(topic), topic)
    return tuple(topic for key, topic in mine.items() if key in theirs)
