"""Your business card: a vCard, its QR code and a note to print, of the fields that your own note calls public.

The three files are made from one `Facts`, so they cannot tell different things. They lie in the folder
`Card` beside your note. Each is sealed: one that was changed since it was written stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from vaultkit.errors import RefusedError, nearest
from vaultkit.graph import Graph
from vaultkit.kinds import kind_of
from vaultkit.kinds.me import Me
from vaultkit.markdown import parse
from vaultkit.model import Source
from vaultkit.names import file_name
from vaultkit.plan import Change, Plan
from vaultkit.records import Note, Ref, properties_of, word
from vaultkit.refactor import keep_links_plan
from vaultkit.seals import UNSEALED, is_sealed, sealed
from vaultkit.templating import Markdown, Templates
from vaultkit.vcard import structured, text_value, uri_value, vcard

Version = Literal["3.0", "4.0"]
VERSIONS: tuple[Version, ...] = ("3.0", "4.0")
#: What stands on a card if your note does not say.
PUBLIC = ("name", "title", "org", "email", "linkedin", "url")
#: What can stand on a card. Everything else stays at home, whatever is listed.
FIELDS = (*PUBLIC, "phone", "location", "pronouns")
_NEVER = frozenset({"photo", "photos", "note", "notes"})
#: So many bytes in a QR code can be scanned comfortably; more take a steady hand.
COMFORTABLE = 300

_FOLDER = "Card"
_LAYOUT = "layouts/card.md"
_BORDER = 4  # modules, ISO/IEC 18004
_SCALE = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands on the card, and nothing that is not public."""

    name: str
    given: str
    family: str
    title: str = ""
    orgs: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    linkedin: str = ""
    url: str = ""
    location: str = ""
    pronouns: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The plan that writes a card, the files it leaves as they are because you changed them, and what to know."""

    plan: Plan
    left: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def make_card(graph: Graph, version: Version, templates: Templates, read: Callable[[str], Source | None]) -> Card:
    """The card of the vault's owner; *read* gives the file at a path as it is now.

    Raises RefusedError if no note says who you are, if it lacks a name, if its properties cannot
    be read, or if the card is too long for a QR code; TemplateError for a layout that does not work.
    """
    me, record = _me(graph)
    listed, notices = _public(graph, me, record)
    facts = _facts(graph, me, record, listed)
    short = card_text(facts, version, is_compact=True)
    size = len(short.encode())
    if size > COMFORTABLE:
        words = f"the QR code holds {size} bytes; up to {COMFORTABLE} are comfortable to scan"
        notices += (f"{words} (shorten a field, or take one out of 'public' in {me.path})",)
    title = file_name(facts.name)
    note = _note(graph, facts, title, templates)
    folder = _folder(graph, me, title, note)
    wanted = {
        f"{folder}/{title}.vcf": sealed(card_text(facts, version)),
        f"{folder}/{title}.svg": sealed(qr_svg(short, f"Card of {facts.name}")),
        f"{folder}/{_note_name(title)}": sealed(note),
    }
    there = {path: read(path) for path in wanted}
    changed = {path: text for path, text in wanted.items() if _text(there[path]) != text}
    left = tuple(path for path in changed if (source := there[path]) and not is_sealed(source.text))
    why = f"the card of {facts.name}"
    changes = (Change(path, there[path], text, why, "card") for path, text in changed.items() if path not in left)
    return Card(keep_links_plan(graph, Plan(tuple(changes))), left, notices)


def _text(source: Source | None) -> str | None:
    return source.text if source else None


# -- what is public


def _me(graph: Graph) -> tuple[Note, Me]:
    me = graph.me
    if me is None or not isinstance(me.record, Me):
        raise RefusedError("no note says who you are", "make one: vaultkit new me 'Your Name'")
    if not me.document.sound:
        raise RefusedError(f"the properties of {me.path} cannot be read", "'vaultkit check' names the line")
    if not me.record.name:
        raise RefusedError(f"{me.path} does not say your name", "write 'name: Your Name' among its properties")
    return me, me.record


def _public(graph: Graph, me: Note, record: Me) -> tuple[frozenset[str], tuple[str, ...]]:
    """The fields that may stand on the card, and what is to be said of others that are listed."""
    if not properties_of(me.document, "public", graph.settings):
        return frozenset(PUBLIC), ()
    listed = {word(name): name for name in record.public}
    place = f"{me.path}:{me.line_of('public')}"
    if "name" not in listed:
        raise RefusedError(f"{place}: 'public' does not list the name, and a card needs one", "add 'name' to the list")
    notices = tuple(f"{place}: {_not_on_a_card(name)}" for key, name in listed.items() if key not in FIELDS)
    return frozenset(listed.keys() & set(FIELDS)), notices


def _not_on_a_card(name: str) -> str:
    near = nearest(name, FIELDS, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(FIELDS)}"
    hint = "photos and notes stay at home, whatever is listed" if word(name) in _NEVER else hint
    return f"'{name}' does not stand on a card; {hint}"


def _facts(graph: Graph, me: Note, record: Me, listed: frozenset[str]) -> Facts:
    given, family = (record.given, record.family) if record.given or record.family else split_name(record.name)
    return Facts(
        name=record.name,
        given=given,
        family=family,
        title=record.title if "title" in listed else "",
        orgs=tuple(_org(graph, me, ref) for ref in record.org) if "org" in listed else (),
        emails=record.email if "email" in listed else (),
        phones=record.phone if "phone" in listed else (),
        linkedin=record.linkedin if "linkedin" in listed else "",
        url=record.url if "url" in listed else "",
        location=record.location if "location" in listed else "",
        pronouns=record.pronouns if "pronouns" in listed else "",
    )


def _org(graph: Graph, me: Note, ref: Ref) -> str:
    """What people call it: the title of its note, if there is one."""
    found = graph.resolve(ref.target, me.path) if ref.target else None
    return found.title if found else ref.name


def split_name(name: str) -> tuple[str, str]:
    """Given and family name: the last word, and small words before it (`Ada de la Cruz`), are the family's."""
    words = name.split()
    if len(words) < 2:
        return name, ""
    begin = next((place for place, part in enumerate(words) if place and part[0].islower()), len(words) - 1)
    return " ".join(words[:begin]), " ".join(words[begin:])


# -- the vCard


def card_text(facts: Facts, version: Version, *, is_compact: bool = False) -> str:
    """The card as a vCard, unsealed.

    A compact one, for a QR code, has of each field the first value, without parameters and folding;
    LinkedIn is a plain URL in it, which every phone keeps.
    """
    lines = _compact(facts) if is_compact else _whole(facts, version)
    return vcard(version, lines, is_folded=not is_compact)


def _names(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "N", structured(facts.family, facts.given, "", "", "")
    yield "FN", text_value(facts.name)


def _compact(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from _names(facts)
    texts = (("ORG", facts.orgs), ("TITLE", (facts.title,)), ("EMAIL", facts.emails), ("TEL", facts.phones))
    yield from ((name, text_value(values[0])) for name, values in texts if values and values[0])
    yield from (("URL", uri_value(value)) for value in (facts.linkedin, facts.url) if value)


def _whole(facts: Facts, version: Version) -> Iterator[tuple[str, str]]:
    is_new = version == "4.0"
    yield "PRODID", f"-//vaultkit//{UNSEALED}//EN"
    yield from _names(facts)
    yield from (("ORG", text_value(org)) for org in facts.orgs)
    if facts.title:
        yield "TITLE", text_value(facts.title)
    for name, kinds, values in (("EMAIL", "INTERNET", facts.emails), ("TEL", "", facts.phones)):
        for place, value in enumerate(values):
            is_first = place == 0 and len(values) > 1
            types = ",".join(filter(None, (kinds, "PREF" if is_first else "")))
            parameter = (";PREF=1" if is_first else "") if is_new else (f";TYPE={types}" if types else "")
            yield f"{name}{parameter}", text_value(value)
    if facts.url:
        yield "URL", uri_value(facts.url)
    if facts.linkedin:
        yield _profile(facts.linkedin, is_new=is_new)
    if facts.location:
        yield "ADR", structured("", "", "", facts.location, "", "", "")
    if facts.pronouns and is_new:
        yield "PRONOUNS", text_value(facts.pronouns)


def _profile(linkedin: str, *, is_new: bool) -> tuple[str, str]:
    """A profile: a property of its own since RFC 9554; in 3.0 as Apple writes it."""
    if not is_new:
        return "X-SOCIALPROFILE;TYPE=linkedin", uri_value(linkedin)
    if "://" in linkedin:
        return "SOCIALPROFILE;SERVICE-TYPE=LinkedIn", uri_value(linkedin)
    return "SOCIALPROFILE;SERVICE-TYPE=LinkedIn;VALUE=text", text_value(linkedin)


# -- the QR code


def qr_svg(text: str, title: str = "") -> str:
    """A QR code as an SVG picture, unsealed: dark on light on every background, and sharp at every size."""
    rows = qr_rows(text)
    size = len(rows) + 2 * _BORDER
    path = "\n".join(_bars(y, row) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{size * _SCALE}" height="{size * _SCALE}" shape-rendering="crispEdges">\n'
        f"<!-- {UNSEALED} -->\n"
        f"<title>{escape(title)}</title>\n"
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/>\n'
        f'<path fill="#000" d="{path}"/>\n'
        "</svg>\n"
    )


def qr_rows(text: str) -> tuple[bytes, ...]:
    """The modules of the QR code of a text (1 is dark), without the border. Raises RefusedError if it is too long."""
    import segno

    try:
        code = segno.make_qr(text, error="m", encoding="utf-8")
    except segno.DataOverflowError:
        message = f"the card has {len(text.encode())} bytes, more than a QR code can hold"
        raise RefusedError(message, "shorten its fields, or take some out of 'public'") from None
    return tuple(bytes(row) for row in code.matrix)


def _bars(y: int, row: bytes) -> str:
    """The runs of dark modules in a row, each a bar of the path."""
    runs = ((run.start() + _BORDER, len(run[0])) for run in re.finditer(b"\1+", row))
    return "".join(f"M{x} {y + _BORDER}h{length}v1h-{length}z" for x, length in runs)


# -- the note


def _note(graph: Graph, facts: Facts, title: str, templates: Templates) -> str:
    body = templates.render(
        _LAYOUT,
        {
            "name": facts.name,
            "title": facts.title,
            "org": ", ".join(facts.orgs),
            "lines": tuple(filter(None, (*facts.emails, *facts.phones, facts.linkedin, facts.url, facts.location))),
            "pronouns": facts.pronouns,
            "qr": _link(graph, f"{title}.svg", "300", is_embed=True),
            "vcf": _link(graph, f"{title}.vcf"),
        },
    )
    remark = f"Written by 'vaultkit card' ({UNSEALED}). Once you change this note, it stays yours."
    return f"{body.rstrip()}\n\n<!-- {remark} -->\n"


def _link(graph: Graph, name: str, display: str = "", *, is_embed: bool = False) -> Markdown:
    """A link to a file beside the note, as the vault writes links."""
    sign = "!" if is_embed else ""
    if graph.settings.obsidian.markdown_links:
        return Markdown(f"{sign}[{display or name}]({name.replace(' ', '%20')})")
    return Markdown(f"{sign}[[{name}{f'|{display}' if display else ''}]]")


def _note_name(title: str) -> str:
    """No second note by the name of the person: links by it mean the person's own."""
    return f"Card of {title}.md"


def _folder(graph: Graph, me: Note, title: str, note: str) -> str:
    """Beside your own note; but in the root, if notes there are of a kind (people, say), which a card is not."""
    beside = "/".join(filter(None, (me.path.rpartition("/")[0], _FOLDER)))
    there = parse(Source.from_text(f"{beside}/{_note_name(title)}", note))
    return _FOLDER if kind_of(there, graph.settings) else beside
