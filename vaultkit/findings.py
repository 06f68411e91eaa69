"""Everything that is wrong in a vault: what its notes say of themselves, and what only the graph shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from vaultkit.channels import limit_of, size
from vaultkit.dates import moment_pattern, parse_day
from vaultkit.errors import nearest
from vaultkit.graph import Graph
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.outreach import Outreach
from vaultkit.model import Context, Link, Problem, fold

#: For so many missing names the nearest real one is looked up; it takes long.
_MANY = 500


def findings(graph: Graph, today: date) -> tuple[Problem, ...]:
    """All problems, by path and line."""
    found = [*graph.vault.problems, *(problem for note in graph.vault for problem in note.all_problems)]
    found += graph.problems
    found += _future_contacts(graph, today)
    found += _links(graph)
    found += _long_drafts(graph)
    if graph.me is None and graph.contacts:
        hint = "make one with: vaultkit new me 'Your Name'"
        found.append(Problem("", 0, 0, "no-me", "no note says who you are; drafts show placeholders", hint))
    return tuple(sorted(set(found)))


def _future_contacts(graph: Graph, today: date) -> Iterator[Problem]:
    for note in graph.contacts:
        contact = note.record
        if isinstance(contact, Contact) and contact.last_contact and contact.last_contact > today:
            message = f"last_contact {contact.last_contact} lies in the future and is ignored"
            yield Problem(
                note.path,
                note.line_of("last_contact"),
                1,
                "future-last-contact",
                message,
                "write the day you were in touch",
            )


def _links(graph: Graph) -> Iterator[Problem]:
    """Links to nothing, each target once for each note; and links that fit several notes."""
    seen: set[tuple[str, str]] = set()
    names: dict[str, list[str]] = defaultdict(list)
    suggested: dict[str, tuple[str, ...]] = {}
    for name in graph.resolver.names() if graph.unresolved else ():
        names[fold(name)[:1]].append(name)
    for path, link in graph.unresolved:
        if (path, link.target) in seen or not link.target:
            continue
        seen.add((path, link.target))
        if parse_day(link.target) or moment_pattern(graph.settings.journal.format).fullmatch(link.target):
            continue  # a daily note may well not be written yet
        known = graph.known_as(link.target)
        if len(known) == 1:
            name = known[0].name
            message = f"'{link.target}' is an alias of {known[0].title}: it counts, but Obsidian does not follow it"
            yield Problem(path, link.line, link.column, "alias-link", message, f"write [[{name}|{link.target}]]")
            continue
        near = suggested.get(link.target)
        if near is None:
            wanted = fold(link.target.rsplit("/", 1)[-1])
            alike = [name for name in names[wanted[:1]] if abs(len(name) - len(wanted)) < 3]
            near = nearest(wanted, alike, 1) if len(suggested) < _MANY else ()
            suggested[link.target] = near
        hint = f"did you mean [[{near[0]}]]?" if near else "make the note, or take the link out"
        yield Problem(path, link.line, link.column, "unresolved-link", f"no note is called '{link.target}'", hint)
    for note in graph.vault:
        for link in note.document.links:
            yield from _ambiguous(graph, note.path, link)


def _ambiguous(graph: Graph, path: str, link: Link) -> Iterator[Problem]:
    if link.context & Context.GENERATED or not link.target or link.target.startswith("."):
        return
    candidates = graph.resolver.candidates(link.target, path)
    if len(candidates) > 1 and graph.resolver.resolve(link.target, path) == candidates[0]:
        message = f"'{link.target}' fits {' and '.join(candidates[:3])}"
        hint = f"write the path: [[{candidates[0].removesuffix('.md')}]]"
        yield Problem(path, link.line, link.column, "ambiguous-link", message, hint)


def _long_drafts(graph: Graph) -> Iterator[Problem]:
    """Messages not yet sent that their channel would refuse."""
    for note in graph.vault:
        draft = note.record
        if not isinstance(draft, Outreach) or draft.status not in ("", "draft", "ready") or not draft.message:
            continue
        limit = limit_of(draft.channel, graph.settings.limits)
        length = size(draft.message, draft.channel)
        if limit is not None and length > limit:
            message = f"the message is {length} long; {draft.channel} takes {limit}"
            yield Problem(note.path, note.line_of("channel"), 1, "draft-over-limit", message, "shorten it")
