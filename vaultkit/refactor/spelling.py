"""How one link is written: its own style kept, another target, heading or text put in.

A link keeps what it is (wikilink or Markdown, escaped bar, angle brackets, title), and how it names
its target: by name, by path from the vault's root, or by path from the note it stands in. Where that
does not lead there, the vault's own "New link format" is taken, and at last the full path, which
always does (Obsidian help, Settings, "Files and links").
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from vaultkit.graph.resolve import Resolver
from vaultkit.markdown.inline import BAR
from vaultkit.model import Link, fold
from vaultkit.obsidian import LinkFormat

_WIKILINK = re.compile(r"(!?\[\[)(.*?)(\]\])", re.DOTALL)
_DESTINATION = re.compile(
    r"(?P<head>!?\[(?:\\.|[^\[\]\\]|\[(?:\[[^\[\]]*\]|[^\[\]])*\])*\]\([ \t]*|\[(?:\\.|[^\[\]\\])+\]:[ \t]*)"
    r"(?:<(?P<angled>[^<>]*)>|(?P<plain>(?:[^\s()]|\([^\s()]*\))*))(?P<tail>.*)",
    re.DOTALL,
)
#: What no wikilink can name: these end it, its path or a comment (Obsidian help, Internal links).
_UNNAMEABLE = re.compile(r"[\[\]|#^\n]|%%")


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where a link leads: the note it stands in and the file it means."""

    source: str
    target: str


def spellings(link: Link, old: Way, new: Way, link_format: LinkFormat) -> Iterator[str]:
    """The ways to name the file of *new* in a link that meant that of *old*, the best first.

    They need not lead there; the first that does (see `Resolver`) is the one to write.
    """
    written = link.target
    ending = posixpath.splitext(old.target)[1]
    is_ended = ending != ".md" or fold(written).endswith(".md")
    full = new.target if is_ended or not new.target.endswith(".md") else new.target.removesuffix(".md")
    name = full.rsplit("/", 1)[-1]
    folder = posixpath.dirname(new.source) or "."
    if written.startswith(("./", "../")):
        yield _relative(full, folder)
    elif written.startswith("/"):
        yield f"/{full}"
    elif "/" not in written:
        yield name
    elif not _names(written, old.target):
        if _names(posixpath.normpath(posixpath.join(posixpath.dirname(old.source), written)), old.target):
            yield posixpath.relpath(full, folder)
        yield "/".join(full.split("/")[-written.count("/") - 1 :])
    elif link_format != "relative":
        yield full
    if link_format == "relative":
        yield _relative(full, folder)
    if link_format == "shortest" and "/" not in written:
        yield name
    yield full
    yield new.target


def _names(written: str, path: str) -> bool:
    """True if *written* is the whole path of a file, its `.md` left out or not."""
    return fold(written) in (fold(path), fold(path.removesuffix(".md")))


def _relative(path: str, folder: str) -> str:
    """The path as seen from a folder, in a form that is never taken for a name."""
    found = posixpath.relpath(path, folder)
    return found if found.startswith("../") else f"./{found}"


def new_target(resolver: Resolver, link: Link, old: Way, new: Way, link_format: LinkFormat) -> str | None:
    """The target to write in a link so that it means the file of *new*; None if there is no way."""
    is_wikilink = link.text.lstrip("!").startswith("[[")
    for target in spellings(link, old, new, link_format):
        can_be_named = not (is_wikilink and _UNNAMEABLE.search(target))
        leads_there = can_be_named and resolver.resolve(target, new.source) == new.target
        if leads_there and not is_chance(resolver, target, new):
            return target
    return None


def is_chance(resolver: Resolver, target: str, way: Way) -> bool:
    """True for a bare name that fits several files equally well, so that it leads to one by chance."""
    is_bare = "/" not in target and not _names(target, way.target)
    return is_bare and len(resolver.candidates(target, way.source)) > 1


_DEFINITION = re.compile(r"\[(?:\\.|[^\[\]\\])+\]:")


def is_definition(link: Link) -> bool:
    """True for the definition of a reference (`[x]: Note.md`), whose words in brackets are a name."""
    return link.kind == "markdown" and _DEFINITION.match(link.text) is not None


def respelled(text: str, target: str | None = None, subpath: str | None = None, display: str | None = None) -> str:
    """A link's *text* with another target, subpath (without `#`) or display text; None leaves it as it is."""
    wikilink = _WIKILINK.fullmatch(text)
    if wikilink:
        return f"{wikilink[1]}{_inside(wikilink[2], target, subpath, display)}{wikilink[3]}"
    found = _DESTINATION.fullmatch(text)
    assert found is not None  # the reader knows these two forms only
    is_angled = found["angled"] is not None
    path, sign, below = (found["angled"] if is_angled else found["plain"]).partition("#")
    if target is not None:
        path = _encoded(target, path, is_angled=is_angled)
    if subpath is not None:
        below, sign = _encoded(subpath, below, is_angled=is_angled), "#" if subpath else ""
    head = found["head"]
    if display is not None:
        head = re.sub(r"\[.*\]", lambda _: f"[{display}]", head, count=1, flags=re.DOTALL)
    destination = f"{path}{sign}{below}"
    return f"{head}{f'<{destination}>' if is_angled else destination}{found['tail']}"


def _inside(inside: str, target: str | None, subpath: str | None, display: str | None) -> str:
    bar = BAR.search(inside)
    way, rest = (inside[: bar.start()], inside[bar.start() :]) if bar else (inside, "")
    path, sign, below = way.partition("#")
    if target is not None:
        path = _in_its_blanks(path, target)
    if subpath is not None:
        below, sign = _in_its_blanks(below, subpath), "#" if subpath else ""
    if display is not None:
        rest = f"{bar[0] if bar else '|'}{display}"
    return f"{path}{sign}{below}{rest}"


def _in_its_blanks(old: str, new: str) -> str:
    stripped = old.strip()
    return f"{old[: old.index(stripped)]}{new}{old[old.index(stripped) + len(stripped) :]}" if stripped else new


def _encoded(text: str, old: str, *, is_angled: bool) -> str:
    """Text as it stands in a destination: as Obsidian does it, blanks only; all of it where *old* had more."""
    if is_angled:
        return re.sub(r"[%<>#]", lambda sign: f"%{ord(sign[0]):02X}", text)
    if re.search(r"%(?!20|25|23|28|29)[0-9A-Fa-f]{2}", old):
        return quote(text, safe="/-_.~!$&'*+,;=:@", errors="surrogateescape")
    codes = r"[%#\s<>]" if text.count("(") == text.count(")") and "((" not in text else r"[%#\s<>()]"
    return re.sub(codes, lambda sign: quote(sign[0]), text)


def heading_in_link(text: str) -> str:
    """A heading as a link names it: `# | ^ : %% [[ ]]` become blanks (Obsidian 0.16.0)."""
    return " ".join(re.sub(r"[#|^:\\]|%%|\[\[|\]\]", " ", text).split())
