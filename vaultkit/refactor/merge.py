"""`vaultkit merge A B`: two notes about the same become one, and nothing of either is lost.

What A says stays. What it lacks it gets from B, lists are united, and a value of B's that differs
is written down under `## Merged from B`, above B's own text. Links to B lead to A, B goes to the
trash (or stays as a note that points to A), and A's aliases gain its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vaultkit.edits import Splice, add_items, check_block, check_sound, frontmatter_text, remove_property
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.graph.resolve import find_subpath
from vaultkit.kinds import KINDS
from vaultkit.markdown import parse
from vaultkit.markdown.blocks import read_blocks
from vaultkit.markdown.inline import Lines, readable
from vaultkit.model import Block, Document, Heading, Property, Source, fold
from vaultkit.obsidian import TRASH
from vaultkit.plan import Change, Move, Plan
from vaultkit.records import Note, Ref, schema
from vaultkit.refactor.move import check_links
from vaultkit.refactor.relink import Relinking, relink_changes, remarked
from vaultkit.refactor.spelling import heading_in_link

_DISTINCT = "distinct_from"
#: What a note says that stays in the place of one that was merged.
_POINTER = "merged_into"


def merge_plan(graph: Graph, kept: Note, merged: Note, *, keep: bool = False) -> Plan:
    """The plan that merges the note *merged* into *kept*; with *keep* a note that points there stays.

    Raises RefusedError for notes of two kinds, or of people who are known not to be the same.
    """
    _check(graph, kept, merged)
    merging = _Merging(graph, kept, merged, keep=keep)
    why = f"merge {merged.title} into {kept.title}"
    text = merging.text()
    changes = [Change(kept.path, kept.document.source, text, why, "merge")] if text != kept.document.source.text else []
    changes += relink_changes(merging.relinking, why, "merge", without=frozenset({kept.path, merged.path}))
    if keep:
        pointer = f"{frontmatter_text([(_POINTER, f'[[{merging.name}]]')])}Merged into [[{merging.name}]].\n"
        changes.append(Change(merged.path, merged.document.source, pointer, why, "merge"))
        return Plan(tuple(changes), merging.relinking.problems)
    trash = f"{TRASH}/{merged.path.rsplit('/', 1)[-1]}"
    check_links(graph, Move(merged.path, trash, why))
    return Plan(tuple(changes), merging.relinking.problems, moves=(Move(merged.path, trash, why, "merge"),))


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
        pointer = note.document.property(_POINTER)
        if pointer:
            raise RefusedError(f"{note.path} was merged already, into {pointer.text}", "name that one")
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
        self._kind = kept.kind or merged.kind
        self._settings = graph.settings
        self._newline = kept.document.source.newline
        self._title = _free_title(kept.document, f"Merged from {merged.title}")
        stays = frozenset({merged.path}) if keep else frozenset[str]()
        goes = {merged.path: kept.path}
        self.relinking = Relinking(graph, merged=goes, appearing=stays)
        _check_definitions(kept.document, merged.document)
        own, theirs = kept.document, merged.document
        self._ids = _free_names({block.id for block in own.blocks}, {block.id for block in theirs.blocks})
        self._notes = _free_names({found[1] for _, found in _footnotes(own)}, {f[1] for _, f in _footnotes(theirs)})
        # Once to see what the headings will be, so that links to them can be written.
        self._whole = parse(Source.from_text(kept.path, self.text()))
        self._check()
        self.relinking = Relinking(graph, merged=goes, appearing=stays, renamed=self._renamed)

    def text(self) -> str:
        """A's new text."""
        document = self._reread(self.relinking.note_text(self.kept.document))
        moved = remarked(self.merged.document, list(self._splices())).replace("\r\n", "\n")
        added = parse(Source.from_text(self.kept.path, moved))
        left: list[str] = []
        if added.properties and document.frontmatter_end < 0:
            document = self._reread(f"---{self._newline}---{self._newline}{document.source.text}")
        for prop in added.properties:
            document = self._reread(self._with_property(document, added, prop, left))
        left += _comments(added)
        document = self._reread(self._with_aliases(document, added))
        body = added.source.text[Lines(added.source.text).start(added.body_line) :].strip("\n")
        if not body.strip() and not left:
            return document.source.text
        parts = [f"## {self._title}", *(["\n".join(left)] if left else []), *([body] if body.strip() else [])]
        text = document.source.text.rstrip("\r\n")
        section = "\n\n".join(parts).replace("\n", self._newline)
        gap = self._newline * 2 if text else ""
        return f"{text}{gap}{section}{self._newline}"

    def _check(self) -> None:
        """What was added must not have got into a fence or comment that is left open."""
        if self._title not in self._whole.source.text:
            return  # nothing but properties was added
        old, added, new = self.kept.document, self.merged.document, self._whole
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
        text = document.source.text
        field = self._field_of(prop.name)
        names = {name.casefold() for name in (prop.name, *(self._settings.names_of(field) if field else ()))}
        own = next((p for p in document.properties if p.name.casefold() in names and p.shape != "empty"), None)
        lines = Lines(added.source.text)
        raw = added.source.text[lines.start(prop.line) : lines.start(prop.last_line + 1)].rstrip("\n")
        is_alias = field == "name" or "aliases" in (field, prop.name.casefold())
        if own is None and not is_alias and prop.shape != "empty":
            copied = self._copied(document, prop, raw)
            left += [_as_lines(raw)] if copied is None else []
            return copied or text
        have = {item.text for item in own.items} if own else set()
        if is_alias:  # B's names become aliases of A
            have = {*self._names(added), self.kept.name, self.kept.title}
        elif field in ("email", "tags") or prop.name.casefold() == "tags":
            have |= {item.text for item in prop.items if fold(item.text) in {fold(word) for word in have}}
        more = tuple(dict.fromkeys(item.text for item in prop.items if item.text not in have))
        is_list = "list" in (own.shape if own else "", prop.shape) or (field or prop.name.casefold()) in _lists(
            self._kind
        )
        can_unite = own is not None and is_list and not is_alias and "map" not in (own.shape, prop.shape)
        if can_unite and own is not None and prop.name.casefold() != "type":
            left += [_as_lines(raw)] if _COMMENT.search(raw) else []
            return add_items(document, own.name, more)
        is_same_kind = prop.name.casefold() == "type" and self.kept.kind == self.merged.kind and len(prop.items) == 1
        if (more and not is_same_kind) or prop.shape == "map" or _COMMENT.search(raw):
            left.append(_as_lines(raw))
        return text

    def _field_of(self, name: str) -> str:
        """The field as which a property is read, empty if it is none of this kind."""
        record = KINDS[self._kind].record if self._kind else None
        fields = [field for field, _, _ in schema(record)] if record else []
        wanted = name.casefold()
        found = (f for f in fields if wanted in (known.casefold() for known in self._settings.names_of(f)))
        return next(found, "")

    def _copied(self, document: Document, prop: Property, raw: str) -> str | None:
        """A's text with B's lines of a property, as they are written; None if they would mean something else there."""
        there = document.property(prop.name)
        before = self._reread(remove_property(document, there.name)) if there else document
        text, at = before.source.text, before.frontmatter_end
        written = raw.replace("\n", self._newline) + self._newline
        after = self._reread(f"{text[:at]}{written}{text[at:]}")
        is_read = after.sound and _contents(after) == [
            *_contents(before),
            *_contents(replace(before, properties=(prop,))),
        ]
        faults = [sum(p.code == "yaml" for p in d.problems) for d in (before, after)]
        return after.source.text if is_read and faults[0] == faults[1] else None

    def _with_aliases(self, document: Document, added: Document) -> str:
        """A's text with the names of B among its aliases."""
        name = self._settings.names_of("aliases")[0]
        own = document.property(name)
        own_words = (self.kept.name, self.kept.title, *(item.text for item in (own.items if own else ())))
        known = {fold(word) for word in own_words}
        more = {fold(word): word for word in reversed(self._names(added)) if fold(word) not in known}
        return add_items(document, name, list(reversed(more.values())))

    def _names(self, added: Document) -> list[str]:
        """All names of B."""
        fields = (*self._settings.names_of("name"), *self._settings.names_of("aliases"))
        found = [prop for field in fields if (prop := added.property(field)) and (self._kind or "alias" in field)]
        return [self.merged.name, self.merged.title, *(item.text for prop in found for item in prop.items)]

    # -- the body

    def _splices(self) -> Iterator[Splice]:
        """What changes in B's text: links, the depth of headings, and ids that A has too."""
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
            if block.id in self._ids:
                line = lines.line(block.line)
                at = lines.start(block.line) + line.rindex(f"^{block.id}") + 1
                yield Splice(at, at + len(block.id), self._ids[block.id])
        for at, found in _footnotes(document):
            if found[1] in self._notes:
                yield Splice(at + found.start(1), at + found.end(1), self._notes[found[1]])

    def _renamed(self, path: str, subpath: str) -> str | None:
        """The subpath of a link that led into B, so that it leads to the same place in A."""
        if path != self.merged.path:
            return None
        found = find_subpath(self.merged.document, subpath)
        if isinstance(found, Block):
            return f"^{self._ids[found.id]}" if found.id in self._ids else None
        if not isinstance(found, Heading):
            return None
        place = self.merged.document.headings.index(found) - len(self.merged.document.headings)
        wanted = self._whole.headings[place]
        way = f"{heading_in_link(self._title)}#{subpath}"
        return None if find_subpath(self._whole, subpath) is wanted else way


#: A comment behind a value, or on a line of its own.
_COMMENT = re.compile(r"(?:^|[ \t])#[ \t]*\S", re.MULTILINE)
#: What would be taken for a block id.
_ID_AT_END = re.compile(r"[ \t]\^[A-Za-z0-9-]+[ \t]*$")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_DEFINITION = re.compile(r"[ \t>]*\[([^\^\]][^\]]*)\]:[ \t]*(\S.*?)[ \t\r]*$", re.MULTILINE)


def _as_lines(raw: str) -> str:
    """The lines of a property as an item of a list; as code if its end would be taken for a block id."""
    if _ID_AT_END.search(raw) and "`" not in raw and "\n" not in raw:
        return f"- `{raw}`"
    return "- " + raw.replace("\n", "\n  ")


def _contents(document: Document) -> list[tuple[str, str, list[str]]]:
    return [(prop.name, prop.shape, [item.text for item in prop.items]) for prop in document.properties]


def _comments(document: Document) -> list[str]:
    """The lines of a frontmatter that are comments of their own, as lines of Markdown."""
    lines = Lines(document.source.text)
    held = {number for prop in document.properties for number in range(prop.line, prop.last_line + 1)}
    own = (lines.line(number).strip() for number in range(2, document.body_line - 1) if number not in held)
    return [f"- \\{line}" for line in own if line.startswith("#")]


def _free_names(taken: set[str], theirs: set[str]) -> dict[str, str]:
    """New names for those of B's that A has too; all of them different, whatever the case."""
    used = {name.casefold() for name in taken}
    reserved = used | {name.casefold() for name in theirs}
    found: dict[str, str] = {}
    for name in sorted(theirs):
        if name.casefold() in used:
            new = next(n for n in (f"{name}-{count}" for count in range(2, 10_000)) if n.casefold() not in reserved)
            reserved.add(new.casefold())
            found[name] = new
    return found


def _footnotes(document: Document) -> Iterator[tuple[int, re.Match[str]]]:
    """Every `[^id]` in the text, defined or used: the offset of its paragraph, and where it stands in that."""
    lines = Lines(document.source.text)
    for run in read_blocks(lines, document.body_line).runs if "[^" in lines.text else ():
        at = lines.start(run.first)
        for found in _FOOTNOTE.finditer(readable(lines.text[at : lines.start(run.last + 1)])):
            yield at, found


def _check_definitions(kept: Document, merged: Document) -> None:
    """Two notes may not use one name for two references (`[x]: …`): in one note the first would win."""
    own, theirs = (_definitions(document) for document in (kept, merged))
    for label, (line, destination) in theirs.items():
        if label in own and own[label][1] != destination:
            where = f"{merged.path}:{line}"
            message = f"{where}: '[{label}]:' stands in {kept.path}:{own[label][0]} too, and means something else"
            raise RefusedError(message, "give one of the two another name")


def _definitions(document: Document) -> dict[str, tuple[int, str]]:
    lines = Lines(document.source.text)
    found: dict[str, tuple[int, str]] = {}
    for run in read_blocks(lines, document.body_line).runs:
        match = _DEFINITION.match(lines.line(run.first)) if run.definition else None
        if match:
            found.setdefault(" ".join(match[1].casefold().split()), (run.first, match[2]))
    return found


def _free_title(document: Document, title: str) -> str:
    """A heading that the note does not have yet."""
    names = (title, *(f"{title} ({number})" for number in range(2, 1_000)))
    return next(name for name in names if find_subpath(document, heading_in_link(name)) is None)


def _lists(kind: str) -> frozenset[str]:
    """The fields of a kind that hold any number of values."""
    fields = schema(KINDS[kind].record) if kind else ()
    return frozenset(("tags", *(field for field, words, _ in fields if "list" in words)))
