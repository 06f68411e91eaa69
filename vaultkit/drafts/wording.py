"""Small turns of wording for templates: a fact stays a fact, a placeholder a placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from vaultkit.channels import words
from vaultkit.drafts.facts import Fact, Placeholder

#: Verbs in the past that do not end in -ed, as people write what they, or others, have done.
_PAST = frozenset(
    (
        "became", "began", "brought", "built", "came", "chose", "did", "drew", "drove", "found", "gave", "got", "grew",
        "had", "held", "kept", "knew", "led", "left", "lent", "let", "lost", "made", "met", "paid", "put", "ran",
        "read", "saw", "sent", "set", "sold", "spoke", "spent", "stood", "taught", "thought", "told", "took", "went",
        "won", "wrote",
    )
)  # fmt: skip
#: Small words that begin a phrase, so that it takes no article.
_ARTICLES = ("a", "an", "the", "one", "somebody", "someone")


def _respelled(value: str, text: str) -> str:
    if isinstance(value, Fact):
        return value.spelled(text)
    return Placeholder(text) if isinstance(value, Placeholder) else text


def sentence(value: str) -> str:
    """With a capital first and a full stop last."""
    text = value[:1].upper() + value[1:]
    return _respelled(value, text if text.endswith((".", "!", "?", "…")) else f"{text}.")


def lower_first(value: str) -> str:
    """With a small first letter, unless the first word is an abbreviation, a name in capitals, or `I`."""
    word = value.split(" ", 1)[0]
    return value if len(word) < 2 or word[1:2].isupper() else _respelled(value, value[:1].lower() + value[1:])


def phrase(value: str) -> str:
    """For use inside a sentence: a small first letter, and no full stop."""
    return _respelled(value, lower_first(value).rstrip(".!? "))


def to_you(value: str) -> str:
    """A note about somebody, said to them: `her new job` is `your new job`."""
    return _respelled(value, re.sub(r"^(?:his|her|their)\b", "your", value, flags=re.IGNORECASE))


def is_sentence(value: str) -> bool:
    """It stands for itself (`Who knows a printer?`, `I look for …`), and does not go on one of ours."""
    return value.endswith((".", "!", "?")) or bool(re.match(r"(?:I|I'm|I’m|We|My)\b", value))


def is_verb(value: str) -> bool:
    """It begins with what somebody did (`reviewed my portfolio`), so that it wants to know who."""
    first = value.split(" ", 1)[0].casefold()
    return first in _PAST or (len(first) > 4 and first.endswith("ed"))


def is_noun(value: str) -> bool:
    """It begins with an article (`a designer who …`), so that `I am` can stand before it."""
    return value.split(" ", 1)[0].casefold() in _ARTICLES


def with_article(value: str) -> str:
    """With `a` or `an`, unless it has an article: `UX designer` is `a UX designer`, `editor` `an editor`."""
    if is_noun(value) or isinstance(value, Placeholder):
        return value
    if value[1:2].isupper():
        sounds_open = value[:1] in "AEFHILMNORSX"
    else:
        sounds_open = bool(re.match(r"(?i)(?!uni|use|eu|one)[aeiou]", value))
    return _respelled(value, f"{'an' if sounds_open else 'a'} {lower_first(value)}")


#: What templates of drafts can use beside Jinja's own filters.
FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "sentence": sentence,
        "lower_first": lower_first,
        "phrase": phrase,
        "to_you": to_you,
        "is_sentence": is_sentence,
        "is_verb": is_verb,
        "is_noun": is_noun,
        "with_article": with_article,
        "count_words": words,
    }
)
