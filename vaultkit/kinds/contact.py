"""A contact: somebody you know, or want to know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from vaultkit.dates import Birthday, parse_day, parse_period, zone_named
from vaultkit.model import Context, Document, Problem
from vaultkit.records import (
    FieldReader,
    Record,
    Ref,
    birthday_field,
    date_field,
    flag_field,
    link_field,
    links_field,
    list_field,
    number_field,
    read_record,
    split_list_field,
    text_field,
    word_field,
)

#: Statuses that take somebody out of everything.
EXCLUDED = ("archived", "do-not-contact", "deceased")
STATUSES = ("active", "paused", "dormant", *EXCLUDED)
#: What somebody is to you, the closest last.
STAGES = ("known", "reconnecting", "professional")
Direction = Literal["in", "out", "both"]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the log: `- DATE [channel] [in|out] [: text]`; without a direction it is two-way."""

    day: date
    channel: str
    direction: Direction
    text: str
    line: int
    gave: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """Fields after vCard 4 (RFC 6350) and what users and plugins already write."""

    kind: ClassVar[str] = "contact"
    words: ClassVar[tuple[str, ...]] = ("contact", "person", "people")

    given: str = text_field("Given name (vCard N).")
    family: str = text_field("Family name (vCard N).")
    additional: str = text_field("Middle names (vCard N).")
    prefix: str = text_field("Honorific before the name (vCard N).")
    suffix: str = text_field("Honorific after the name (vCard N).")
    aliases: tuple[str, ...] = list_field("Other names (vCard NICKNAME; Obsidian's own aliases).")
    pronouns: str = text_field("Pronouns (vCard PRONOUNS, RFC 9554).")
    email: tuple[str, ...] = split_list_field("E-mail addresses, the preferred one first (vCard EMAIL).")
    phone: tuple[str, ...] = split_list_field("Phone numbers (vCard TEL).")
    linkedin: str = text_field("LinkedIn profile.")
    url: str = text_field("Web page (vCard URL).")
    social: tuple[str, ...] = list_field("Other profiles (vCard SOCIALPROFILE).")
    org: tuple[Ref, ...] = links_field("Where they work (vCard ORG).")
    title: str = text_field("Position (vCard TITLE).")
    role: str = text_field("Function (vCard ROLE).")
    location: str = text_field("City.")
    address: str = text_field("Postal address (vCard ADR).")
    tz: str = text_field("Time zone, an IANA name (vCard TZ). It never moves a due date.")
    languages: tuple[str, ...] = list_field("Languages, the preferred one first (vCard LANG).")
    birthday: Birthday | None = birthday_field("Birthday (vCard BDAY); `--04-17` without a year.")
    anniversary: Birthday | None = birthday_field("Anniversary (vCard ANNIVERSARY).")
    topics: tuple[str, ...] = list_field("What they care about (vCard INTEREST).")
    offers: tuple[str, ...] = list_field("What they offer (vCard EXPERTISE).")
    asks: tuple[str, ...] = list_field("What they look for.")
    can_help: tuple[str, ...] = list_field("How they could help: advice, referral, hiring, mentor, review, intro.")
    industry: str = text_field("Industry.")
    communities: tuple[Ref, ...] = links_field("Communities they are in.")
    affiliations: tuple[Ref, ...] = links_field("Organizations they are connected with.")
    school: tuple[Ref, ...] = links_field("Where they studied.")
    former_orgs: tuple[Ref, ...] = links_field("Where they worked before.")
    knows: tuple[Ref, ...] = links_field("Whom they know (vCard RELATED;TYPE=contact).")
    introduced_by: Ref | None = link_field("Who introduced you (vCard RELATED;TYPE=agent).")
    relationship: str = word_field("A vCard RELATED word: met, acquaintance, friend, colleague, muse ….")
    met_on: date | None = date_field("When you met.")
    met_at: Ref | None = link_field("The event at which you met.")
    met_context: str = word_field("How you met: school, work, social, event, online, family.")
    tier: str = word_field("Circle, which gives the cadence: inner, close, active, warm, outer.")
    cadence: str = text_field("How often to be in touch: `30d`, `2w`, `monthly`, `P3M`, `never`. Beats the tier.")
    last_contact: date | None = date_field("When you were last in touch, if no note says so.")
    follow_up: date | None = date_field("A date to get in touch, once.")
    snooze: date | None = date_field("Hidden until this date.")
    status: str = word_field("active, paused, dormant, archived, do-not-contact or deceased.")
    goals: tuple[Ref, ...] = links_field("The goals they matter for.")
    channel: str = word_field("How they like to be reached: email, slack, linkedin-dm, sms ….")
    tone: str = word_field("casual, warm or formal.")
    formality: float | None = number_field("1 (friend) to 5 (formal).")
    leader: bool = flag_field("A thought leader in your field.")
    leader_kind: str = word_field("analyst, path or role.")
    admire: str = text_field("Why you admire them.")
    reach: str = word_field("observe, direct or via. `observe`: you do not write to them.")
    want_to_know: bool = flag_field("Somebody you want to know.")
    approach: str = word_field("How to get in touch: direct, intro, event, space, content.")
    via: str = text_field("Through whom.")
    do_not_ask: bool = flag_field("Do not ask them for introductions.")
    priority: str = word_field("highest, high or low.")
    private: bool = flag_field("Never exported, never quoted in drafts.")
    stage: str = word_field("known, reconnecting or professional.")
    last_topic: str = text_field("What you last talked about.")
    linkedin_since: date | None = date_field("Connected on LinkedIn since.")
    distinct_from: tuple[Ref, ...] = links_field("People this is not, whatever the names say.")
    uid: str = text_field("Identity across imports (vCard UID).")
    source: str = text_field("Where the note came from (vCard SOURCE).")
    created: date | None = date_field("When the note was made (vCard CREATED, RFC 9554).")
    updated: date | None = date_field("When the note was last changed (vCard REV).")

    log: tuple[LogEntry, ...] = ()

    @property
    def is_excluded(self) -> bool:
        """Archived, deceased, or not to be contacted."""
        return self.status in EXCLUDED

    @property
    def is_approachable(self) -> bool:
        """One may suggest to write to them: they are not excluded, and not only observed."""
        return not self.is_excluded and self.reach != "observe"


_LOG_LINE = re.compile(
    r"\**(?P<day>\[\[[^\]]+\]\]|\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{8})\**"
    r"(?:[T ](?:at )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?)?"
    r"(?:[ ]*[,–—]|[ ]+-(?=[ ]))?(?:[ ]+(?P<head>[^:]*?))?[ ]*(?::(?!:)[ ]*(?P<text>.*))?"
)
_LIKE_A_DATE = re.compile(
    r"\W*(?:\d{4}\b|\d{1,2}[-/.]\d{1,2}\b|\d{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
_LEDGER = re.compile(r"[\[(]?\b(gave|got)::\s*(.*?)(?=\s*[\])]|\s+[\[(]?\b(?:gave|got)::|$)[\])]?")


def read_log_line(text: str, line: int) -> LogEntry | None:
    """Read the text of a log bullet (without its bullet); None if it does not begin with a date."""
    ledger = {match[1]: match[2].strip() for match in _LEDGER.finditer(text)}
    words = re.sub(r"\A\*\*(.*?)\*\*", r"\1", _LEDGER.sub("", text).strip())
    match = _LOG_LINE.fullmatch(words)
    day = parse_day(match["day"]) if match else None
    if not match or day is None:
        return None
    head = (match["head"] or "").split()
    said = match["text"] or ""
    direction: Direction = "both"
    if head and head[-1].casefold() in ("in", "out"):
        direction = "in" if head.pop().casefold() == "in" else "out"
    if len(head) > 2:
        # A sentence without a colon: all of it is what happened.
        head, said, direction = [], match["head"] or "", "both"
    return LogEntry(day, " ".join(head), direction, said, line, ledger.get("gave", ""), ledger.get("got", ""))


def read(document: Document, reader: FieldReader) -> Contact:
    """The contact that a note describes, with its log."""
    settings = reader.settings
    sections = document.sections(settings.headings.log)  # a merged note has the log of both
    log: list[LogEntry] = []
    for item in document.items:
        if item.context is not Context.PLAIN or not any(item.line in section for section in sections):
            continue
        entry = read_log_line(item.text, item.line)
        if entry:
            log.append(entry)
        elif _LIKE_A_DATE.match(item.text):
            message = f"'{item.text[:40]}' does not begin with a date"
            hint = "write it as: - YYYY-MM-DD channel in|out: text"
            reader.problems.append(Problem(document.path, item.line, 1, "log-line", message, hint))
    contact = read_record(Contact, reader, log=tuple(log))
    _check(contact, reader)
    return contact


def _check(contact: Contact, reader: FieldReader) -> None:
    known_tiers = reader.settings.tiers
    checks = (
        (
            "cadence",
            contact.cadence and parse_period(contact.cadence) is None,
            "bad-cadence",
            "write 30d, 2w, monthly, every 3 months or never",
        ),
        (
            "tier",
            contact.tier and contact.tier not in known_tiers,
            "unknown-tier",
            f"known are {', '.join(known_tiers)}",
        ),
        (
            "status",
            contact.status and contact.status not in STATUSES,
            "unknown-status",
            f"known are {', '.join(STATUSES)}",
        ),
        ("tz", contact.tz and zone_named(contact.tz) is None, "bad-zone", "write an IANA name such as Europe/Paris"),
    )
    for name, is_wrong, code, hint in checks:
        if is_wrong:
            scalar = reader.scalar(name)
            reader.report(scalar, code, f"'{scalar.text}' is no {name} that vaultkit knows", hint)
