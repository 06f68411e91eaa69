"""You: the one note that says who you are, what you offer and what you look for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vaultkit.matching import is_kept_back
from vaultkit.model import Document
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    links_field,
    list_field,
    read_record,
    split_list_field,
    text_field,
    word_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Me(Record):
    """The owner of the vault. The four parts of every pitch come from here."""

    kind: ClassVar[str] = "me"
    words: ClassVar[tuple[str, ...]] = ("me",)

    given: str = text_field("Given name, where the last word of `name` is not all of the family name.")
    family: str = text_field("Family name, in the same case.")
    aliases: tuple[str, ...] = list_field("Other names you go by.")
    pronouns: str = text_field("Pronouns.")
    headline: str = text_field("Who you are and what you do, in one phrase: `I help …`, `a designer who …`.")
    title: str = text_field("Position.")
    org: tuple[Ref, ...] = links_field("Where you work.")
    industries: tuple[str, ...] = list_field("Industries you work in or aspire to.")
    email: tuple[str, ...] = split_list_field("E-mail addresses.")
    phone: tuple[str, ...] = split_list_field("Phone numbers.")
    linkedin: str = text_field("LinkedIn profile.")
    url: str = text_field("Web page.")
    location: str = text_field("City.")
    tz: str = text_field("Time zone, an IANA name.")
    languages: tuple[str, ...] = list_field("Languages.")
    offers: tuple[str, ...] = list_field(
        "What you offer: `skill/…`, `insight/…`, `access/…`; `!` in front keeps one back."
    )
    asks: tuple[str, ...] = list_field("What you want to learn or find.")
    topics: tuple[str, ...] = list_field("What you care about.")
    wins: tuple[str, ...] = list_field("What went well, with dates.")
    news: tuple[str, ...] = list_field("News of yours: `2026-02-10 new role at …`.")
    school: tuple[Ref, ...] = links_field("Where you studied.")
    former_orgs: tuple[Ref, ...] = links_field("Where you worked before.")
    communities: tuple[Ref, ...] = links_field("Communities you are in.")
    comfort: tuple[str, ...] = list_field(
        "Formats you feel at ease in, the best first; sizes of groups (small, medium, large) too."
    )
    availability: str = text_field("When you can meet: `tue-thu 14:00-17:00`.")
    booking_url: str = text_field("Where a time with you can be booked.")
    open_to: tuple[str, ...] = list_field("What you are glad to be asked for.")
    next_step: str = text_field("How you like to move forward: `a 25-minute call in the next two weeks`.")
    signature: str = text_field("How you sign.")
    channel: str = word_field("How you usually write, where nothing else says.")
    tone: str = word_field("How you usually sound, where nothing else says.")
    public: tuple[str, ...] = list_field(
        "Fields that may stand on [your card](card.md); without it, name, title, org, email, linkedin and url."
    )

    @property
    def offered(self) -> tuple[str, ...]:
        """What you offer, without what you keep back."""
        return tuple(offer for offer in self.offers if not is_kept_back(offer))


def read(_: Document, reader: FieldReader) -> Me:
    """Who you are."""
    return read_record(Me, reader)
