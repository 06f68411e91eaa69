"""Every link that must be written anew when files move, found and written, and the result checked.

A link that led somewhere leads to the same file afterwards, also where another note of the same
name would now be nearer. A link that still does so is not touched. Generated text in regions follows
as well, and its marker with it, so that it is not taken for an edit of the user's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from vaultkit.bases import Named, named_in
from vaultkit.canvas import Canvas, json_text, read_canvas
from vaultkit.edits import Splice, scalar_span, spliced, yaml_text
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph
from vaultkit.graph.resolve import Resolver
from vaultkit.markdown import parse
from vaultkit.markdown.inline import Lines
from vaultkit.markdown.regions import close_marker, fingerprint
from vaultkit.model import Document, Link, Source, fold
from vaultkit.plan import Change, Plan
from vaultkit.refactor.spelling import Way, is_chance, is_definition, new_target, respelled


class Relinking:
    """What moves, seen from the links: where each file lies afterwards, and what each link must be.

    `moved` has the new path of every file that gets one, and `folders` that of every folder which
    moves as a whole. `merged` has, for a file that goes, the one that takes its place. `appearing`
    are paths that are new without anything having moved. `renamed` says what the subpath of a link
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
        renamed: Callable[[str, str], str | None] = lambda _path, _subpath: None,
    ) -> None:
        self.graph = graph
        self.moved = moved or {}
        self.folders = folders or {}
        self.merged = merged or {}
        self.renamed = renamed
        paths = {*graph.notes, *graph.vault.others}
        self.after = Resolver({self.moved.get(path, path) for path in paths - self.merged.keys()} | appearing)

    def goal(self, path: str) -> str:
        """Where a link to the file at *path* leads afterwards."""
        return self.merged.get(path) or self.moved.get(path, path)

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
        return renamed_in_base(source, lambda named: self._in_base(named, source.path))

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
        text = document.source.text
        lines = Lines(text)
        values: dict[tuple[int, int], str] = {}
        done: set[int] = set()
        for link in document.links:
            written = self._written(link, path)
            start = lines.start(link.line) + link.column - 1
            if written is None or start in done:
                continue
            span = scalar_span(document, link, start) if link.kind == "property" else None
            is_quoted = span is not None and text[span.start] == "'" and "'" in written
            if span and (is_quoted or not text.startswith(link.text, start)):
                place = (span.start, span.end)
                values[place] = values.get(place, span.value).replace(link.text, written, 1)
            elif text.startswith(link.text, start):
                done.add(start)
                yield Splice(start, start + len(link.text), written)
            else:
                raise RefusedError(
                    f"{path}:{link.line}: '{link.text}' cannot be changed safely", "change it in your editor"
                )
        for (start, end), value in values.items():
            yield Splice(start, end, yaml_text(value))

    def _written(self, link: Link, path: str) -> str | None:
        """The text of a link as it must be; None if it may stay as it is."""
        before = self.graph.resolver.resolve(link.target, path)
        if before is None:
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
        """Read the new text again: every link is there, and leads where it should."""
        source = self.goal(document.path)
        after = parse(Source.from_text(source, text)).links
        resolve = self.graph.resolver.resolve
        for old, new in zip(document.links, after, strict=False):
            before = resolve(old.target, document.path)
            if before is not None and self.after.resolve(new.target, source) != self.goal(before):
                raise RefusedError(  # pragma: no cover - it would be our own bug
                    f"{document.path}:{old.line}: '{old.text}' cannot be changed safely", "change it in your editor"
                )
        if len(after) != len(document.links):  # pragma: no cover - it would be our own bug
            raise RefusedError(f"{document.path}: its links cannot be changed safely", "change them in your editor")


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
