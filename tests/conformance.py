"""What Obsidian does with a vault, case by case, and whether vaultkit does so too.

The cases are in `conformance/*.md`, a file for each chapter. A case is a heading (its id and the
rule), a line each for the source of the rule and for what vaultkit does, a small vault, and what
is read from it, one fact a line. Of each sort of fact that is named (`link`, `tag`, …) all that the
vault holds are compared; `no tag` says that there is none. In a vault `⟨A0⟩` stands for the
character with that number, and `⟨end⟩` ends a file without a line end.

The tests run them, and `docs/generate.py` makes the page docs/conformance.md of them.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from helpers import ZONE, notes, shown, unescaped

from vaultkit.bases import named_in
from vaultkit.config import Settings, read_settings
from vaultkit.edits import set_property
from vaultkit.files import VaultFiles
from vaultkit.graph import Graph, build
from vaultkit.graph.resolve import find_subpath
from vaultkit.markdown.values import property_values
from vaultkit.model import Block, Context, Document, Link, Task
from vaultkit.names import file_name
from vaultkit.obsidian import FOLDER
from vaultkit.refactor import move_plan, rename_heading_plan
from vaultkit.vault import make_vault

CHAPTERS = Path(__file__).parent / "conformance"
#: The chapters in the order of the page.
ORDER = (
    "files",
    "links",
    "headings-and-blocks",
    "embeds",
    "properties",
    "tags",
    "comments-callouts-tasks",
    "canvas",
    "settings",
    "renaming",
)

_CASE = re.compile(
    r"^## (?P<title>(?P<id>[a-z0-9-]+): (?P<rule>[^\n]+))\n\n"
    r"Source: (?P<source>[^\n]+)\n\n"
    r"vaultkit: (?P<does>[^\n]+)\n\n"
    r"^(?P<fence>~{4,})\n(?P<vault>.*?)^(?P=fence)\n\n"
    r"^(?P<other>~{4,})\n(?P<expected>.*?)^(?P=other)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    """One rule with the vault that shows it."""

    chapter: str
    id: str
    title: str
    rule: str
    source: str
    does: str
    vault: str
    expected: str

    @property
    def anchor(self) -> str:
        """The address of its heading, as GitHub makes it."""
        return re.sub(r"[^\w\- ]", "", self.title.casefold()).replace(" ", "-")

    @property
    def found(self) -> str:
        """What is read from the vault, of the sorts that are expected."""
        wanted = [line.removeprefix("no ").split(" ", 1)[0] for line in self.expected.splitlines()]
        reading = Reading({unescaped(path): unescaped(text) for path, text in notes(self.vault).items()})
        return "".join(f"{shown(line)}\n" for sort in dict.fromkeys(wanted) for line in reading.facts(sort))

    @property
    def holds(self) -> bool:
        """Whether vaultkit reads what is expected."""
        return self.found == self.expected


def title_of(chapter: str) -> str:
    """What a chapter is called."""
    return (CHAPTERS / f"{chapter}.md").read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")


def read_cases() -> tuple[Case, ...]:
    """All cases, by chapter."""
    return tuple(case for chapter in ORDER for case in cases_in(CHAPTERS / f"{chapter}.md"))


def cases_in(path: Path) -> Iterator[Case]:
    """The cases of one file. What looks like a case and cannot be read as one is a fault."""
    text = path.read_text(encoding="utf-8")
    found = list(_CASE.finditer(text))
    headings = re.findall(r"^## (.+)\n\nSource", text, re.MULTILINE)
    unread = set(headings) - {match["title"] for match in found}
    assert not unread, f"{path.name}: not written as a case: {', '.join(sorted(unread))}"
    for match in found:
        parts = match.groupdict()
        names = ("id", "title", "rule", "source", "does", "vault", "expected")
        yield Case(path.stem, **{name: parts[name] for name in names})


class Reading:
    """A vault as vaultkit reads it, told as facts."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts
        own = {path: text for path, text in texts.items() if not re.search(r"(?:^|/)\.", path)}
        obsidian = {p.removeprefix(f"{FOLDER}/"): text for p, text in texts.items() if p.startswith(f"{FOLDER}/")}
        self.settings: Settings = read_settings(ZONE + own.pop("vaultkit.toml", ""), obsidian)
        self._vault = make_vault(own, self.settings)

    @cached_property
    def _graph(self) -> Graph:
        return build(self._vault, self.settings)

    def facts(self, sort: str) -> list[str]:
        """All facts of a sort, each beginning with its word; that there are none is a fact as well."""
        found = [f"{sort} {fact}" for fact in SORTS[sort](self)]
        return found or [f"no {sort}"]

    def documents(self) -> Iterator[Document]:
        """Every note, by path."""
        return (note.document for note in self._vault)

    def _linking(self) -> Iterator[tuple[str, Link]]:
        held: dict[str, tuple[Link, ...]] = {document.path: document.links for document in self.documents()}
        held.update({path: canvas.links for path, canvas in self._vault.canvases.items()})
        for path in sorted(held):
            yield from ((path, link) for link in held[path])

    # -- the sorts of facts

    def link(self) -> Iterator[str]:
        """Each link, where it stands and where it leads."""
        for path, link in self._linking():
            yield f"{path}:{link.line}:{link.column} {link.text} -> {self._goal(path, link)}{_where(link)}"

    def _goal(self, path: str, link: Link) -> str:
        resolver = self._graph.resolver
        target = resolver.resolve(link.target, path)
        if target is None:
            return "nothing"
        equals = resolver.candidates(link.target, path) if link.target else ()
        others = [other for other in equals if other != target] if target in equals else []
        words = target + "".join(f" (as well: {other})" for other in others)
        note = self._vault.notes.get(target)
        if not link.subpath or note is None:
            return words
        part = find_subpath(note.document, link.subpath)
        if part is None:
            return f"{words}, but no such part"
        sign = f"^{part.id}" if isinstance(part, Block) else f"{'#' * part.level} {part.text}"
        return f"{words}, line {part.line}: {sign}"

    def words(self) -> Iterator[str]:
        """What each link is made of."""
        for path, link in self._linking():
            parts = (("target", link.target), ("part", link.subpath), ("shown", link.display))
            yield f"{path}:{link.line}:{link.column}" + "".join(f' {name} "{text}"' for name, text in parts if text)

    def embed(self) -> Iterator[str]:
        """Each embed with its size."""
        for path, link in self._linking():
            if link.kind == "embed":
                size = link.size
                wide = f" {size[0]} wide" if size else ""
                yield f"{path}:{link.line}:{link.column} {link.text}{wide}" + (
                    f", {size[1]} high" if size and size[1] else ""
                )

    def backlink(self) -> Iterator[str]:
        """What leads to each note."""
        for path in sorted((*self._vault.notes, *self._vault.others)):
            for edge in self._graph.backlinks(path):
                yield f"{path} <- {edge.source}:{edge.line} ({edge.type})"

    def touch(self) -> Iterator[str]:
        """What counts as contact with each person."""
        for note in self._graph.contacts:
            for touch in self._graph.touches(note.path):
                yield f"{note.path} {touch.end} {touch.via} from {touch.evidence}"

    def heading(self) -> Iterator[str]:
        for document in self.documents():
            for heading in document.headings:
                yield f"{document.path}:{heading.line} {'#' * heading.level} {heading.text}".rstrip()

    def block(self) -> Iterator[str]:
        for document in self.documents():
            yield from (f"{document.path}:{block.line} ^{block.id}" for block in document.blocks)

    def tag(self) -> Iterator[str]:
        for document in self.documents():
            yield from (f"{document.path}:{tag.line}:{tag.column} #{tag.name}" for tag in document.tags)

    def task(self) -> Iterator[str]:
        for document in self.documents():
            yield from (f"{document.path}:{task.line} {_task(task)}" for task in document.tasks)

    def property(self) -> Iterator[str]:
        """Each property with its value as YAML 1.2 reads it, and its type if the vault gives it one."""
        for document in self.documents():
            values = property_values(document)
            for prop in document.properties:
                value = values[prop.name]
                words = "is empty" if value is None else f"= {json.dumps(value, ensure_ascii=False)}"
                kind = self.settings.obsidian.types.get(prop.name.casefold())
                yield f"{document.path}:{prop.line} {prop.name} {words}" + (f" ({kind})" if kind else "")

    def callout(self) -> Iterator[str]:
        for document in self.documents():
            for callout in document.callouts:
                fold = {"+": ", open", "-": ", closed"}.get(callout.fold, "")
                meta = f", with {callout.metadata}" if callout.metadata else ""
                title = f': "{callout.title}"' if callout.title else ""
                kind = f" (as {callout.kind})" if callout.kind != callout.type else ""
                yield f"{document.path}:{callout.line} {callout.type}{kind}{fold}{meta}{title}"

    def footnote(self) -> Iterator[str]:
        for document in self.documents():
            yield from (f"{document.path}:{note.line} {note.id or '(inline)'}" for note in document.footnotes)

    def problem(self) -> Iterator[str]:
        for note in self._vault:
            for problem in note.all_problems:
                yield f"{problem.path}:{problem.line}:{problem.column} {problem.code}"
        for canvas in self._vault.canvases.values():
            yield from (f"{problem.path}:{problem.line}:{problem.column} {problem.code}" for problem in canvas.problems)

    def body(self) -> Iterator[str]:
        """The line on which each note's text begins."""
        for document in self.documents():
            yield f"{document.path} begins on line {document.body_line}"

    def kind(self) -> Iterator[str]:
        for note in self._vault:
            if note.kind:
                yield f"{note.path} {note.kind}"

    def card(self) -> Iterator[str]:
        for canvas in self._vault.canvases.values():
            for card in canvas.cards:
                part = f"#{card.subpath}" if card.subpath else ""
                held = f" {card.path}{part}" if card.path else ""
                yield f"{canvas.path} {card.id} {card.type}{held}"

    def named(self) -> Iterator[str]:
        """What a base names in its formulas and columns."""
        for path in sorted(self._vault.bases):
            source = self._vault.bases[path]
            for named in named_in(source):
                line = source.text.count("\n", 0, named.start) + 1
                yield f"{path}:{line} {named.kind} {source.text[named.start : named.end]}"

    def excluded(self) -> Iterator[str]:
        yield from (path for path in sorted(self._vault.notes) if self.settings.obsidian.is_excluded(path))

    def template(self) -> Iterator[str]:
        yield from (path for path in sorted(self._vault.notes) if self.settings.obsidian.is_template(path))

    def setting(self) -> Iterator[str]:
        """What Obsidian's own settings say, and, of types, each."""
        app = self.settings.obsidian
        for name in app.__dataclass_fields__:
            if name == "types":
                yield from (f"type of {prop} = {kind}" for prop, kind in app.types.items())
            else:
                value = getattr(app, name)
                words = ", ".join(value) if isinstance(value, tuple) else str(value)
                yield f"{name.replace('_', ' ')} = {words or 'nothing'}"

    def file(self) -> Iterator[str]:
        """What lies in the vault, looked up on a disk."""
        with tempfile.TemporaryDirectory(prefix="vaultkit-") as folder:
            for path, text in self._texts.items():
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="")
            scan = VaultFiles(Path(folder)).scan()
        yield from sorted([*(f"{path} (a note)" for path in scan.notes), *scan.others])

    def changed(self) -> Iterator[str]:
        """The lines that differ when the property `mood` of each note is set to `cross`."""
        for document in self.documents():
            before, after = document.source.text.split("\n"), set_property(document, "mood", "cross").split("\n")
            assert len(before) == len(after)
            for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
                if old != new:
                    yield f"{document.path}:{number} {old} -> {new}"

    @cached_property
    def _renamed(self) -> Reading:
        """The vault after the renames that `moves.txt` asks for, one a line."""
        reading = self
        for line in self._texts["moves.txt"].splitlines():
            old, new = line.split(" -> ")
            path, sign, heading = old.partition("#")
            graph = reading._graph
            plan = (
                rename_heading_plan(graph, graph.find_note(path), heading, new) if sign else move_plan(graph, path, new)
            )
            texts = dict(reading._texts)
            texts.update({change.path: change.after for change in plan if change.after is not None})
            for move in plan.moves:
                texts = {move.moved(path): text for path, text in texts.items()}
            reading = Reading(texts)
        return reading

    def after(self) -> Iterator[str]:
        """Each link after the renames."""
        yield from self._renamed.link()

    def text(self) -> Iterator[str]:
        """The lines of each file after the renames, but for settings and empty files."""
        for path, text in sorted(self._renamed._texts.items()):
            if path != "moves.txt" and not path.startswith("."):
                yield from (f"{path}:{number} {line}" for number, line in enumerate(text.splitlines(), 1))

    def made(self) -> Iterator[str]:
        """The names that new notes get which are called like the lines of `titles.txt`."""
        for title in self._texts["titles.txt"].splitlines():
            yield f"{title} -> {file_name(title)}.md"


#: The sorts of facts by the word that each of their lines begins with.
SORTS: dict[str, Callable[[Reading], Iterator[str]]] = {
    name: found
    for name, found in vars(Reading).items()
    if not name.startswith("_") and name not in ("facts", "documents")
}


def _where(link: Link) -> str:
    names = {Context.QUOTE: "in a quote", Context.COMMENT: "in a comment"}
    words = [f"in {link.property}"] if link.property else []
    words += [name for context, name in names.items() if link.context & context]
    return f" ({', '.join(words)})" if words else ""


def _task(task: Task) -> str:
    state = "open" if task.is_open else "done" if task.is_done else "not open"
    names = ("due", "scheduled", "start", "done", "cancelled", "created", "priority", "recurrence", "id", "depends_on")
    signs = [f"{name.replace('_', ' ')} {getattr(task, name)}" for name in names if getattr(task, name)]
    signs += [f"below line {task.parent}"] if task.parent else []
    return f"[{task.status}] {state}: {task.title}" + (f" ({', '.join(signs)})" if signs else "")
