"""`vaultkit merge A B`: two notes about the same become one, and nothing of either is lost.

What A says stays. What it lacks it gets from B, lists are united, and a value of B's that differs
is written down under `## Merged from B`, above B's own text. Links to B lead to A, B goes to the
trash (or stays as a note that points to A), and A's aliases gain its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vaultkit.edits import Splice, add_items, check_block, check_sound, frontmatter_text, set_property, spliced
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.graph.resolve import find_subpath
from vaultkit.kinds import KINDS
from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines
from vaultkit.model import Block, Document, Heading, Property, Source, fold
from vaultkit.names import plain_name
from vaultkit.plan import Change, Move, Plan
from vaultkit.records import Note, Ref, schema
from vaultkit.refactor.relink import Relinking, relink_changes
from vaultkit.refactor.spelling import heading_in_link

_TRASH = ".trash"
_DISTINCT = "distinct_from"


def merge_plan(graph: Graph, kept: Note, merged: Note, *, keep: bool = False) -> Plan:
    """The plan that merges the note *merged* into *kept*; with *keep* a note that points there stays.

    Raises RefusedError for notes of two kinds, or of people who are known not to be the same.
    """
    _check(graph, kept, merged)
    merging = _Merging(graph, kept, merged, keep=keep)
    why = f"merge {merged.title} into {kept.title}"
    text = merging.text()
    merging.check(text)
    changes = [Change(kept.path, kept.document.source, text, why, "merge")]
    changes += relink_changes(merging.relinking, why, "merge", without=frozenset({kept.path, merged.path}))
    if keep:
        pointer = f"{frontmatter_text([('merged_into', f'[[{merging.name}]]')])}Merged into [[{merging.name}]].\n"
        changes.append(Change(merged.path, merged.document.source, pointer, why, "merge"))
        return Plan(tuple(changes))
    trash = f"{_TRASH}/{merged.path.rsplit('/', 1)[-1]}"
    return Plan(tuple(changes), moves=(Move(merged.path, trash, why, "merge"),))


def distinct_plan(graph: Graph, one: Note, other: Note) -> Plan:
    """The plan that writes down in both notes that they are not about the same."""
    why = f"{one.title} and {other.title} are not the same"
    changes = []
    for note, another in ((one, other), (other, one)):
        if another not in _named_distinct(graph, note):
            link = f"[[{graph.resolver.name_for(another.path)}]]"
            after = add_items(note.document, graph.settings.names_of(_DISTINCT)[0], [link])
            changes.append(Change(note.path, note.document.source, after, why, "distinct"))
    return Plan(tuple(changes))


def _check(graph: Graph, kept: Note, merged: Note) -> None:
    if kept.path == merged.path:
        raise RefusedError(f"{kept.path} cannot be merged into itself", "name two notes")
    if kept.kind and merged.kind and kept.kind != merged.kind:
        what = f"{kept.title} is a note of the kind {kept.kind}, {merged.title} of the kind {merged.kind}"
        raise RefusedError(f"{what}, so they cannot be the same", "change the type of one of them")
    if merged in _named_distinct(graph, kept) or kept in _named_distinct(graph, merged):
        hint = f"if they are after all, take the line {_DISTINCT} out first"
        raise RefusedError(f"{kept.title} and {merged.title} are marked as not the same", hint)
    for note in (kept, merged):
        check_sound(note.document)
        if note.document.frontmatter_end >= 0:
            check_block(note.document)


def _named_distinct(graph: Graph, note: Note) -> list[Note]:
    refs: tuple[Ref, ...] = getattr(note.record, _DISTINCT, ())
    return [found for ref in refs if (found := graph.resolve(ref.target or ref.text, note.path))]


class _Merging:
    """One merge: what B becomes as a part of A; forgotten once the text is there."""

    def __init__(self, graph: Graph, kept: Note, merged: Note, *, keep: bool) -> None:
        self.kept = kept
        self.merged = merged
        self.name = graph.resolver.name_for(kept.path)
        self._settings = graph.settings
        self._title = _free_title(kept.document, f"Merged from {merged.title}")
        stays = frozenset({merged.path}) if keep else frozenset[str]()
        goes = {merged.path: kept.path}
        self.relinking = Relinking(graph, merged=goes, appearing=stays)
        self._ids = {block.id: self._free_id(block.id) for block in merged.document.blocks}
        # Once to see what the headings will be, so that links to them can be written.
        self._whole = parse(Source.from_text(kept.path, self.text()))
        self.relinking = Relinking(graph, merged=goes, appearing=stays, renamed=self._renamed)

    def text(self) -> str:
        """A's new text."""
        newline = self.kept.document.source.newline
        document = self._reread(self.relinking.note_text(self.kept.document))
        moved = spliced(self.merged.document.source.text, self._splices()).replace("\r\n", "\n")
        added = parse(Source.from_text(self.kept.path, moved))
        left: list[str] = []
        for prop in added.properties:
            document = self._reread(self._with_property(document, added, prop, left))
        document = self._reread(self._with_aliases(document, added))
        body = added.source.text[Lines(added.source.text).start(added.body_line) :].strip("\n")
        if not body.strip() and not left:
            return document.source.text
        parts = [f"## {self._title}", *(["\n".join(left)] if left else []), *([body] if body.strip() else [])]
        text = document.source.text.rstrip("\r\n")
        section = "\n\n".join(parts).replace("\n", newline)
        gap = newline * 2 if text else ""
        return f"{text}{gap}{section}{newline}"

    def check(self, text: str) -> None:
        """Read the new text: what was added must not have got into a fence or comment that is left open."""
        if self._title not in text:
            return  # nothing but properties was added
        old, added = self.kept.document, self.merged.document
        new = parse(Source.from_text(self.kept.path, text))
        wanted = [*(heading.text for heading in old.headings), self._title, *(h.text for h in added.headings)]
        if [h.text for h in new.headings] != wanted or len(new.tasks) != len(old.tasks) + len(added.tasks):
            raise RefusedError(
                f"{self.kept.path}: what is added at its end would not be read as text",
                "look for a fence (```) or comment (%%, <!--) that is not closed",
            )

    def _reread(self, text: str) -> Document:
        return parse(replace(self.kept.document.source, text=text))

    # -- properties

    def _with_property(self, document: Document, added: Document, prop: Property, left: list[str]) -> str:
        """A's text with one property of B's; what does not fit goes to *left*, as lines of Markdown."""
        field = self._field_of(prop.name)
        names = {name.casefold() for name in (prop.name, *(self._settings.names_of(field) if field else ()))}
        own = next((p for p in document.properties if p.name.casefold() in names and p.shape != "empty"), None)
        is_said = prop.name.casefold() == "type" and own is not None
        if is_said or prop.shape == "empty" or "aliases" in (field, prop.name.casefold()):
            return document.source.text
        if own is None:
            return self._copied(document, added, prop)
        have = {fold(item.text) for item in own.items}
        more = [item.text for item in prop.items if fold(item.text) not in have]
        if not more and prop.shape != "map":
            return document.source.text
        is_list = "list" in (own.shape, prop.shape) or (field or prop.name.casefold()) in _lists(self.kept.kind)
        if is_list and own.shape != "map" and prop.shape != "map":
            return add_items(document, own.name, list(dict.fromkeys(more)))
        lines = Lines(added.source.text)
        raw = added.source.text[lines.start(prop.line) : lines.start(prop.last_line + 1)].strip()
        left.append(f"- {raw}" if "\n" not in raw else "- ```yaml\n  " + raw.replace("\n", "\n  ") + "\n  ```")
        return document.source.text

    def _field_of(self, name: str) -> str:
        """The field as which a property is read, empty if it is none of this kind."""
        record = KINDS[self.kept.kind].record if self.kept.kind else None
        fields = [field for field, _, _ in schema(record)] if record else []
        wanted = name.casefold()
        found = (f for f in fields if wanted in (known.casefold() for known in self._settings.names_of(f)))
        return next(found, "")

    def _copied(self, document: Document, added: Document, prop: Property) -> str:
        """A's text with B's lines of a property, as they are written."""
        there = document.property(prop.name)
        if document.frontmatter_end < 0 or there is not None:
            texts = [item.text for item in prop.items]
            if prop.shape == "scalar":
                return set_property(document, prop.name, texts[0])
            return add_items(document, prop.name, texts)
        lines = Lines(added.source.text)
        raw = added.source.text[lines.start(prop.line) : lines.start(prop.last_line + 1)]
        raw = raw.rstrip("\n").replace("\n", document.source.newline) + document.source.newline
        text, at = document.source.text, document.frontmatter_end
        return f"{text[:at]}{raw}{text[at:]}"

    def _with_aliases(self, document: Document, added: Document) -> str:
        """A's text with the names of B among its aliases."""
        name = self._settings.names_of("aliases")[0]
        own = document.property(name)
        theirs = next((p for n in self._settings.names_of("aliases") if (p := added.property(n))), None)
        own_words = (self.kept.name, self.kept.title, *(item.text for item in (own.items if own else ())))
        known = {plain_name(word) for word in own_words}
        more: dict[str, str] = {}
        for word in (self.merged.name, self.merged.title, *(item.text for item in (theirs.items if theirs else ()))):
            if plain_name(word) not in known:
                more.setdefault(plain_name(word), word)
        return add_items(document, name, list(more.values()))

    # -- the body

    def _splices(self) -> Iterator[Splice]:
        """What changes in B's text: links, the depth of headings, and block ids that A has too."""
        document = self.merged.document
        yield from self.relinking.splices(document)
        lines = Lines(document.source.text)
        deeper = max(0, 3 - min((heading.level for heading in document.headings), default=3))
        for heading in document.headings if deeper else ():
            line = lines.line(heading.line)
            at = lines.start(heading.line)
            signs = re.match(r"[ ]{0,3}(#{1,6})(?=[ \t]|\r?$)", line)
            if signs:
                more = min(deeper, 6 - heading.level)
                yield Splice(at + signs.start(1), at + signs.start(1), "#" * more)
            else:
                yield Splice(at, at, "#" * min(6, heading.level + deeper) + " ")
                below = lines.start(heading.line + 1)
                yield Splice(below, below + len(lines.line(heading.line + 1)), "")
        for block in document.blocks:
            if self._ids[block.id] != block.id:
                line = lines.line(block.line)
                at = lines.start(block.line) + line.rindex(f"^{block.id}") + 1
                yield Splice(at, at + len(block.id), self._ids[block.id])

    def _free_id(self, wanted: str) -> str:
        taken = {block.id.casefold() for block in self.kept.document.blocks}
        names = (wanted, *(f"{wanted}-{number}" for number in range(2, 1_000)))
        return next(name for name in names if name.casefold() not in taken)

    def _renamed(self, path: str, subpath: str) -> str | None:
        """The subpath of a link that led into B, so that it leads to the same place in A."""
        if path != self.merged.path:
            return None
        found = find_subpath(self.merged.document, subpath)
        if isinstance(found, Block):
            new = self._ids[found.id]
            return f"^{new}" if new != found.id else None
        if not isinstance(found, Heading):
            return None
        place = self.merged.document.headings.index(found) - len(self.merged.document.headings)
        wanted = self._whole.headings[place]
        way = f"{heading_in_link(self._title)}#{subpath}"
        return None if find_subpath(self._whole, subpath) is wanted else way


def _free_title(document: Document, title: str) -> str:
    """A heading that the note does not have yet."""
    names = (title, *(f"{title} ({number})" for number in range(2, 1_000)))
    return next(name for name in names if find_subpath(document, heading_in_link(name)) is None)


def _lists(kind: str) -> frozenset[str]:
    """The fields of a kind that hold any number of values."""
    fields = schema(KINDS[kind].record) if kind else ()
    return frozenset(("tags", *(field for field, words, _ in fields if "list" in words)))
