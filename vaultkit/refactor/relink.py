"""Every link that must be written anew when files move, found and written, and the result checked.

A link that led somewhere leads to the same file afterwards, also where another note of the same
name would now be nearer. A link that still does so is not touched. Generated text in regions follows
as well, and its marker with it, so that it is not taken for an edit of the user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import commonprefix

from vaultkit.bases import Named, named_in
from vaultkit.canvas import Canvas, json_text, read_canvas
from vaultkit.edits import Splice, spliced
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.graph.resolve import Resolver
from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines
from vaultkit.markdown.regions import close_marker, fingerprint
from vaultkit.markdown.scalars import Quote, frontmatter_texts
from vaultkit.markdown.scalars import written as in_quotes
from vaultkit.model import Document, Link, Problem, Source, fold
from vaultkit.plan import Change, Plan
from vaultkit.refactor.spelling import Way, is_chance, is_definition, new_target, respelled


class Relinking:
    """What moves, seen from the links: where each file lies afterwards, and what each link must be.

    `moved` has the new path of every file that gets one, and `folders` that of every folder which
    moves as a whole. `merged` has, for a file that goes, the one that takes its place. `appearing`
    are paths that are new without anything having moved. In the files `untouched`, links to what
    moves stay as they are. `renamed` says what the subpath of a link
    becomes: it is asked with the path of the file that the link means (as it is before) and the
    subpath, and gives the new one, or None to leave it.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        moved: Mapping[str, str] | None = None,
        folders: Mapping[str, str] | None = None,
        merged: Mapping[str, str] | None = None,
        appearing: frozenset[str] = frozenset(),
        untouched: frozenset[str] = frozenset(),
        renamed: Callable[[str, str], str | None] = lambda _path, _subpath: None,
    ) -> None:
        self.graph = graph
        self.moved = moved or {}
        self.folders = folders or {}
        self.merged = merged or {}
        self.renamed = renamed
        self.untouched = untouched
        self._problems: dict[str, Problem] = {}
        self._touched = (*self.moved, *self.merged)
        paths = {*graph.notes, *graph.vault.others}
        self.after = Resolver({self.moved.get(path, path) for path in paths - self.merged.keys()} | appearing)

    def goal(self, path: str) -> str:
        """Where a link to the file at *path* leads afterwards."""
        return self.merged.get(path) or self.moved.get(path, path)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not follow and is left alone: bases, and canvases that cannot be read."""
        return tuple(self._problems.values())

    # -- what is written anew

    def sources(self, without: frozenset[str] = frozenset()) -> Iterator[tuple[Source, str]]:
        """Every note, canvas and base that changes, with its new text."""
        vault = self.graph.vault
        for note in vault:
            if note.path in without:
                continue
            text = self.note_text(note.document)
            if text != note.document.source.text:
                yield note.document.source, text
        for canvas in vault.canvases.values():
            text = self.canvas_text(canvas)
            if text != canvas.source.text:
                yield canvas.source, text
        for source in vault.bases.values():
            text = self.base_text(source)
            if text != source.text:
                yield source, text

    def note_text(self, document: Document) -> str:
        """A note's text with its links as they must be. Raises RefusedError if one cannot be written safely."""
        splices = list(self.splices(document))
        if not splices:
            return document.source.text
        if not document.is_writable:
            raise RefusedError(
                f"{document.path}: a link in it must follow, and the note is not in a state to be written",
                "mend it first: vaultkit check",
            )
        text = remarked(document, splices)
        self._check(document, text)
        return text

    def canvas_text(self, canvas: Canvas) -> str:
        """A canvas' text with its links as they must be."""
        splices: list[Splice] = []
        if canvas.problems and any(path.rsplit("/", 1)[-1] in canvas.source.text for path in self._touched):
            message, hint = "the canvas cannot be read, so its links are left as they are", "mend it in Obsidian"
            self._problems[canvas.path] = Problem(canvas.path, 1, 1, "left-alone", message, hint)
        for card in canvas.cards:
            if card.piece is None:
                continue
            if card.document is not None:
                inner = self.splices(card.document, canvas.path)
                splices += (Splice(*card.piece.span(s.start, s.end), json_text(s.text)) for s in inner)
                continue
            path = self.graph.resolver.resolve(f"/{card.path}", canvas.path) if card.path else None
            if path is None:
                continue
            if self.goal(path) != path:
                splices.append(Splice(*card.piece.span(0, len(card.path)), json_text(self.goal(path))))
            below = self.renamed(path, card.subpath) if card.subpath and card.subpath_piece else None
            if below is not None and card.subpath_piece:
                piece = card.subpath_piece
                splices.append(Splice(*piece.span(0, len(piece.value)), json_text(f"#{below}")))
        text = spliced(canvas.source.text, splices)
        if splices and len(read_canvas(Source.from_text(canvas.path, text)).links) != len(canvas.links):
            raise RefusedError(  # pragma: no cover - it would be our own bug
                f"{canvas.path}: its links cannot be changed safely", "change them in Obsidian"
            )
        return text

    def base_text(self, source: Source) -> str:
        """A base's text with the files and folders that it names as they are called afterwards."""
        try:
            return renamed_in_base(source, lambda named: self._in_base(named, source.path))
        except RefusedError as refusal:
            self._problems[source.path] = left_alone(source.path, refusal)
            return source.text

    def _in_base(self, named: Named, path: str) -> str | None:
        if named.kind == "folder":
            return self._folder(named.text.strip("/"))
        if named.kind != "file":
            return None
        target, _, below = named.text.partition("#")
        link = Link("wikilink", target.strip(), below, "", f"[[{named.text}]]", 1, 1)
        written = self._written(link, path)
        return written.removeprefix("[[").removesuffix("]]") if written else None

    def _folder(self, folder: str) -> str | None:
        """What a folder is called afterwards, None if it stays."""
        for old, new in self.folders.items():
            if folder == old or folder.startswith(f"{old}/"):
                return f"{new}{folder[len(old) :]}"
        return None

    def splices(self, document: Document, path: str = "") -> Iterator[Splice]:
        """What changes in a note, or in a card of the canvas at *path*.

        Raises RefusedError if a link cannot be written safely.
        """
        path = path or document.path
        places = _Places(document)
        for link in document.links:
            written = self._written(link, path)
            place = places.of(link)
            if written is None:
                continue
            if place is None:
                raise RefusedError(
                    f"{path}:{link.line}: '{link.text}' cannot be changed safely", "change it in your editor"
                )
            start, end, quote = place
            yield _smallest(document.source.text, start, end, in_quotes(written, quote))

    def _written(self, link: Link, path: str) -> str | None:
        """The text of a link as it must be; None if it may stay as it is."""
        before = self.graph.resolver.resolve(link.target, path)
        if before is None or (path in self.untouched and before in self.moved):
            return None
        below = self.renamed(before, link.subpath) if link.subpath else None
        old, new = Way(path, before), Way(self.goal(path), self.goal(before))
        target = None if self._stays(link.target, old, new) else self._target(link, old, new)
        if target is None and below is None:
            return None
        return respelled(link.text, target, below, self._display(link, old, new) if target else None)

    def _stays(self, target: str, old: Way, new: Way) -> bool:
        """True for a link that leads where it should as it is written, and not more by chance than before."""
        if not target:
            return True
        is_right = self.after.resolve(target, new.source) == new.target
        return is_right and (is_chance(self.graph.resolver, target, old) or not is_chance(self.after, target, new))

    def _target(self, link: Link, old: Way, new: Way) -> str:
        target = new_target(self.after, link, old, new, self.graph.settings.obsidian.link_format)
        if target is None:
            message = f"{old.source}:{link.line}: '{link.text}' cannot be made to lead to {new.target}"
            raise RefusedError(message, "choose names without # ^ [ ] | and %%")
        return target

    @staticmethod
    def _display(link: Link, old: Way, new: Way) -> str | None:
        """The text to show follows where it was the name itself (Obsidian 0.9.18)."""
        before, after = (way.target.rsplit("/", 1)[-1].removesuffix(".md") for way in (old, new))
        return after if link.display == before and not is_definition(link) else None

    def _check(self, document: Document, text: str) -> None:
        """Read the new text again: every link is there and leads where it should, and no property is another."""
        source = self.goal(document.path)
        read = parse(Source.from_text(source, text))
        if _outline(read) != _outline(document):
            raise RefusedError(
                f"{document.path}: a link in its properties cannot be changed safely", "change it in your editor"
            )
        after = read.links
        resolve = self.graph.resolver.resolve
        for old, new in zip(document.links, after, strict=False):
            before = resolve(old.target, document.path)
            if document.path in self.untouched and before in self.moved:
                continue
            if before is not None and self.after.resolve(new.target, source) != self.goal(before):
                raise RefusedError(  # pragma: no cover - it would be our own bug
                    f"{document.path}:{old.line}: '{old.text}' cannot be changed safely", "change it in your editor"
                )
        if len(after) != len(document.links):  # pragma: no cover - it would be our own bug
            raise RefusedError(f"{document.path}: its links cannot be changed safely", "change them in your editor")


def _smallest(text: str, start: int, end: int, new: str) -> Splice:
    """The splice that changes no character which stays, so that a picture in a link's words can change too."""
    old = text[start:end]
    head = len(commonprefix([old, new]))
    tail = len(commonprefix([old[head:][::-1], new[head:][::-1]]))
    return Splice(start + head, end - tail, new[head : len(new) - tail])


class _Places:
    """Where the links of a note stand in its text, and between which quotes of YAML.

    They are asked for in the order of the text: a link that YAML escapes, or breaks over two lines,
    is looked for behind the one before.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.source.text
        self._lines = Lines(self._text)
        has_properties = any(link.kind == "property" for link in document.links)
        self._texts = frontmatter_texts(self._text) if has_properties else ()
        self._next = 0

    def of(self, link: Link) -> tuple[int, int, Quote] | None:
        """The offsets of a link and the quotes around it; None if it cannot be found."""
        start = self._lines.start(link.line) + link.column - 1
        is_there = self._text.startswith(link.text, start)
        if is_there and not any(text.holds(start) for text in self._texts):
            return start, start + len(link.text), ""
        pattern = re.compile(r"\s+".join(map(re.escape, link.text.split())))
        for text in self._texts:
            for found in pattern.finditer(text.value):
                first, last = text.span(*found.span())
                if first >= self._next:
                    self._next = last
                    return first, last, text.quote
        return None


_LINK = re.compile(r"\[\[.*?\]\]|\]\([^()]*\)", re.DOTALL)


def _outline(document: Document) -> tuple[object, ...]:
    """The properties of a note without what their links say."""
    texts = [
        (prop.name, prop.shape, [" ".join(_LINK.sub("", item.text).split()) for item in prop.items])
        for prop in document.properties
    ]
    return texts, document.sound, [problem.code for problem in document.problems]


def remarked(document: Document, splices: Sequence[Splice]) -> str:
    """The note's text with all splices made; a region of ours that changes with it stays ours."""
    source = document.source
    ours = [
        region
        for region in document.regions
        if region.sha and region.sha == fingerprint(source.text[region.start : region.end])
    ]
    more: list[Splice] = []
    for region in ours:
        inner = [s for s in splices if region.start <= s.start < region.end]
        if inner:
            shifted = (Splice(s.start - region.start, s.end - region.start, s.text) for s in inner)
            body = spliced(source.text[region.start : region.end], shifted)
            more.append(Splice(region.end, region.close_end, close_marker(region, body)))
    return spliced(source.text, [*splices, *more])


def renamed_in_base(source: Source, rename: Callable[[Named], str | None]) -> str:
    """A base's text with what it names called otherwise; *rename* gives the new name, or None to leave it.

    Raises RefusedError if the new text would not be read as meant (a name with `: ` in a text
    without quotes, say).
    """
    names = [(named, rename(named)) for named in named_in(source)]
    splices = [Splice(named.start, named.end, named.quoted(name)) for named, name in names if name is not None]
    text = spliced(source.text, splices)
    wanted = [(named.kind, named.text if name is None else name) for named, name in names]
    if splices and [(n.kind, n.text) for n in named_in(Source.from_text(source.path, text))] != wanted:
        raise RefusedError(f"{source.path}: its formulas cannot be changed safely", "change them in Obsidian")
    return text


def base_changes(graph: Graph, rename: Callable[[Named], str | None], why: str) -> tuple[list[Change], list[Problem]]:
    """The changes of all bases in which *rename* calls something otherwise, and those that are left alone."""
    changes: list[Change] = []
    problems: list[Problem] = []
    for source in graph.vault.bases.values():
        try:
            text = renamed_in_base(source, rename)
        except RefusedError as refusal:
            problems.append(left_alone(source.path, refusal))
        else:
            changes += [Change(source.path, source, text, why, "rename")] if text != source.text else []
    return changes, problems


def left_alone(path: str, refusal: RefusedError, line: int = 1) -> Problem:
    """What a rename says of a file that it cannot change safely."""
    return Problem(path, line, 1, "left-alone", refusal.message, refusal.hint)


def relink_changes(
    relinking: Relinking, why: str, unit: str, *, without: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """The changes that let every link follow, but for those in files that somebody else changes."""
    changed = relinking.sources(without)
    return tuple(Change(source.path, source, text, why, unit) for source, text in changed)


def keep_links_plan(graph: Graph, plan: Plan) -> Plan:
    """A plan that makes notes, with the changes that keep every link as it is meant.

    A new note may have the name of another; links by that name are then written with the path
    (Obsidian 0.8.3).
    """
    made = frozenset(change.path for change in plan if change.before is None)
    names = {fold(path.rsplit("/", 1)[-1]) for path in made}
    if not any(fold(path.rsplit("/", 1)[-1]) in names for path in graph.notes if path not in made):
        return plan
    relinking = Relinking(graph, appearing=made)
    changes = relink_changes(relinking, "keep links that now could mean two notes", "")
    return Plan((*plan.changes, *changes), plan.problems, plan.moves)
