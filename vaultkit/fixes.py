"""What `vaultkit check` finds, mended where that is safe: text to text, spliced, and read again before it is offered.

Every fix keeps the number of lines, so that the note before and after can be compared line by line.
One that would change anything else, or leave what it was to mend, is no fix.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from vaultkit.edits import key_span, key_text, quoted, value_span, yaml_text
from vaultkit.errors import RefusedError
from vaultkit.findings import Around, is_told, of_note
from vaultkit.findings.properties import PLURALS, misspelt, tags_on_one_line
from vaultkit.findings.text import damages, generated_lines
from vaultkit.graph import Graph
from vaultkit.markdown.inline import Lines
from vaultkit.model import Context, Document, Link, Problem, Property, Scalar, Source
from vaultkit.plan import Change, Plan
from vaultkit.records import Note
from vaultkit.vault import read_note

#: One fix can uncover the next (`tag: a, b` is `tags: a, b`, is a list), but not for ever.
_ROUNDS = 4

Place = tuple[int, int]
#: What a link says: kind, target, subpath, display.
Said = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Fix:
    """Splices that mend a problem, and what they are meant to change: all else must stay.

    `name` is the property concerned and `new_name` what it is called then; `items` says what
    becomes of its values, by their place. With `opens`, a property is read that was not before;
    with `recodes`, only the ASCII characters of the touched lines stay.
    """

    problem: Problem
    splices: tuple[tuple[int, int, str], ...]
    name: str = ""
    new_name: str = ""
    items: Mapping[Place, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[Said, Said] = field(default_factory=lambda: MappingProxyType({}))
    opens: bool = False
    recodes: bool = False


def mended(around: Around, note: Note, is_wanted: Callable[[Problem], bool]) -> tuple[str, tuple[Problem, ...]]:
    """The text of a note with the wanted problems mended, as far as that is safe; and those it no longer has."""
    first = _wanted(around, note, is_wanted)
    current = note
    for _ in range(_ROUNDS if note.document.is_writable else 0):
        after = _one_round(around, current, _wanted(around, current, is_wanted))
        if after is current:
            break
        current = after
    if current is note:
        return note.document.source.text, ()
    left = _places(of_note(around, current))
    return current.document.source.text, tuple(problem for problem in first if (problem.line, problem.code) not in left)


def fix_plan(
    graph: Graph, found: Collection[Problem], is_wanted: Callable[[Problem], bool]
) -> tuple[Plan, frozenset[Problem]]:
    """The plan that mends what is safe to mend of the wanted problems, and which of *found* are gone then."""
    around = Around(graph)
    changes: list[Change] = []
    gone: set[Problem] = set()
    for path in sorted({problem.path for problem in found if problem.code in FIXABLE}):
        note = graph.notes.get(path)
        text, problems = mended(around, note, is_wanted) if note else ("", ())
        if note and problems:
            codes = ", ".join(sorted({problem.code for problem in problems}))
            changes.append(Change(path, note.document.source, text, f"mend {codes}"))
            gone.update(problems)
    return Plan(tuple(changes)), frozenset(gone)


def _wanted(around: Around, note: Note, is_wanted: Callable[[Problem], bool]) -> tuple[Problem, ...]:
    found = of_note(around, note)
    return tuple(problem for problem in found if is_wanted(problem) and is_told(around.settings, problem))


def _one_round(around: Around, note: Note, problems: Sequence[Problem]) -> Note:
    """The note with every fix that does not get in another's way; the same note if there is none."""
    generated = generated_lines(note.document) if note.document.regions else frozenset()
    fixes: list[Fix] = []
    taken: list[tuple[int, int]] = []
    for problem in problems:
        make = _FIXES.get(problem.code)
        fix = make(around, note, problem) if make and problem.line not in generated else None
        if fix and all(end <= low or start >= high for start, end, _ in fix.splices for low, high in taken):
            fixes.append(fix)
            taken += [(start, end) for start, end, _ in fix.splices]
    if not fixes:
        return note
    together = _applied(around, note, fixes)
    if together is not None:
        return together
    safe: list[Fix] = []
    best = note
    for fix in fixes:
        after = _applied(around, note, [*safe, fix])
        if after is not None:
            safe.append(fix)
            best = after
    return best


# -- what each fix does


def _scalar(document: Document, problem: Problem) -> tuple[Property, Scalar] | None:
    """The value at the place of a problem, if it stands there as it is read."""
    text = document.source.text
    start = Lines(text).start(problem.line) + problem.column - 1
    for prop in document.properties:
        for item in prop.items:
            if (item.line, item.column) == (problem.line, problem.column) and text.startswith(item.text, start):
                return prop, item
    return None


def _quote(_: Around, note: Note, problem: Problem) -> Fix | None:
    found = _scalar(note.document, problem)
    if found is None or found[1].quoted:
        return None
    prop, item = found
    start = Lines(note.document.source.text).start(item.line) + item.column - 1
    return Fix(problem, ((start, start + len(item.text), quoted(item.text)),), prop.name)


#: What a value may begin with for its quotes to be all that is missing; not a quote or bracket left open.
_LACKS_QUOTES = re.compile(r"!?\[\[|[^\s\"'\[\]{}|>!&#,?:-]")
_TABBED = re.compile(r"[ \t]*\t[ \t]*")


def _yaml(around: Around, note: Note, problem: Problem) -> Fix | None:
    """Quotes around a value that YAML stumbles over, or blanks in place of tabs."""
    document = note.document
    lines = Lines(document.source.text)
    if _TABBED.match(lines.line(problem.line)):
        return _untabbed(document, problem, lines)
    prop = next((p for p in document.properties if p.line == problem.line and p.items), None)
    if prop is None or any(item.quoted or item.line != prop.line for item in prop.items):
        return None
    at = lines.start(prop.line)
    first, last = prop.items[0], prop.items[-1]
    if prop.shape == "list":
        listed = f"[{', '.join(quoted(item.text) for item in prop.items)}]"
        start, end = at + first.column - 1, at + last.column - 1 + len(last.text)
        return Fix(problem, ((start, end, listed),), prop.name)
    if not _LACKS_QUOTES.match(first.text) or " #" in first.text:
        return None
    return _quote(around, note, Problem(problem.path, first.line, first.column, problem.code, problem.message))


def _untabbed(document: Document, problem: Problem, lines: Lines) -> Fix | None:
    first = problem.line
    while first > 1 and re.match(r"[ \t\-]", lines.line(first)):
        first -= 1
    last = problem.line
    while last + 1 < document.body_line - 1 and re.match(r"[ \t]", lines.line(last + 1)):
        last += 1
    splices = tuple(
        (lines.start(number), lines.start(number) + len(found[0]), found[0].replace("\t", "  "))
        for number in range(first + 1, last + 1)
        if (found := _TABBED.match(lines.line(number)))
    )
    name = lines.line(first).partition(":")[0].strip("\"' ")
    return Fix(problem, splices, name, opens=True) if splices and first > 1 else None


def _renamed(document: Document, problem: Problem, new: str, also: Collection[str]) -> Fix | None:
    """The property of a problem called *new*, if the note has none that is read as that."""
    prop = next((p for p in document.properties if (p.line, p.column) == (problem.line, problem.column)), None)
    is_twice = any(p.code == "duplicate-property" for p in document.problems)
    if prop is None or is_twice or any(document.property(name) for name in also):
        return None
    span = key_span(document, prop)
    if span is None:
        return None
    spelled = key_text(document.source.text[slice(*span)], new)
    return Fix(problem, ((*span, spelled),), prop.name, new)


def _spell(around: Around, note: Note, problem: Problem) -> Fix | None:
    prop = next((p for p in note.document.properties if p.line == problem.line), None)
    near = misspelt(around, note, prop) if prop else ()
    if len(near) != 1:
        return None
    names = next((names for names in around.settings.fields.values() if names[0] == near[0]), near)
    return _renamed(note.document, problem, near[0], names)


def _pluralize(_: Around, note: Note, problem: Problem) -> Fix | None:
    prop = next((p for p in note.document.properties if p.line == problem.line), None)
    plural = PLURALS.get(prop.name.casefold(), "") if prop else ""
    return _renamed(note.document, problem, plural, (plural,)) if plural else None


def _list_tags(_: Around, note: Note, problem: Problem) -> Fix | None:
    prop = next((p for p in note.document.properties if p.line == problem.line), None)
    tags = tags_on_one_line(prop) if prop else ()
    if prop is None or not tags:
        return None
    try:
        start, end = value_span(note.document, prop, Lines(note.document.source.text))
    except RefusedError:
        return None
    item = prop.items[0]
    listed = f"[{', '.join(yaml_text(tag) for tag in tags)}]"
    return Fix(problem, ((start, end, listed),), prop.name, items={(item.line, item.column): tags})


def _link_by_name(around: Around, note: Note, problem: Problem) -> Fix | None:
    """Every link by an alias that the note has twice or more is written by the name at once."""
    document = note.document
    linked = {(link.line, link.column): link for link in document.links}.get((problem.line, problem.column))
    meant = around.by_alias(linked.target) if linked else None
    if linked is None or meant is None:
        return None
    name = meant.name
    if around.graph.resolver.resolve(name, note.path) != meant.path:
        name = meant.path.removesuffix(".md")
    lines = Lines(document.source.text)
    splices: list[tuple[int, int, str]] = []
    links: dict[Said, Said] = {}
    items: dict[Place, tuple[str, ...]] = {}
    for link in document.links:
        start = lines.start(link.line) + link.column - 1
        is_there = lines.text.startswith(link.text, start) and "[[" in link.text[:3]
        if link.target != linked.target or link.context & Context.GENERATED or not is_there:
            continue
        display = link.display or ("" if link.kind == "embed" else link.target)
        is_cell = "\\|" in link.text or re.match(r"[ \t>]*\|", lines.line(link.line))
        bar = ("\\|" if is_cell else "|") if display else ""
        below = f"#{link.subpath}" if link.subpath else ""
        written = f"{'!' if link.text[0] == '!' else ''}[[{name}{below}{bar}{display}]]"
        splices.append((start, start + len(link.text), written))
        links[_said(link)] = (link.kind, name, link.subpath, display)
        for prop in document.properties if link.property else ():
            for item in prop.items if prop.name == link.property else ():
                held = items.get((item.line, item.column), (item.text,))[0]
                if link.text in held:
                    items[item.line, item.column] = (held.replace(link.text, written),)
    return Fix(problem, tuple(splices), linked.property, items=items, links=links) if splices else None


def _recode(_: Around, note: Note, problem: Problem) -> Fix | None:
    lines = Lines(note.document.source.text)
    splices = tuple(
        (start, start + len(damage.text), damage.meant)
        for damage in damages(note.document)
        if damage.line == problem.line
        for start in (lines.start(damage.line) + damage.column - 1,)
    )
    return Fix(problem, splices, recodes=True) if splices else None


_FIXES: Mapping[str, Callable[[Around, Note, Problem], Fix | None]] = {
    "alias-link": _link_by_name,
    "deprecated-property": _pluralize,
    "misspelt-field": _spell,
    "tags-on-one-line": _list_tags,
    "unquoted-link": _quote,
    "wrong-encoding": _recode,
    "yaml": _yaml,
    "yaml-typed": _quote,
}
#: The codes that `vaultkit check --fix` can mend.
FIXABLE = frozenset(_FIXES)


# -- and whether it does nothing else


def _applied(around: Around, note: Note, fixes: Sequence[Fix]) -> Note | None:
    """The note with these fixes, if they do what they should and nothing else."""
    before = note.document
    text = before.source.text
    for start, end, written in sorted((splice for fix in fixes for splice in fix.splices), reverse=True):
        text = text[:start] + written + text[end:]
    after = read_note(Source.from_text(note.path, text), around.settings)
    lines = Lines(before.source.text)
    touched = {lines.position(start)[0]: fix for fix in fixes for start, _, _ in fix.splices}
    is_right = (
        text.count("\n") == lines.text.count("\n")
        and before.body_line == after.document.body_line
        and after.document.is_writable
        and _rest(before, touched) == _rest(after.document, touched)
        and _are_properties_right(before, after.document, fixes, touched)
        and _are_links_right(around, before, after.document, fixes, touched)
        and _places(after.document.problems) <= _places(before.problems)
        and not _places(of_note(around, after)) & _places(fix.problem for fix in fixes)
    )
    return after if is_right else None


def _places(problems: Collection[Problem] | Iterator[Problem]) -> frozenset[tuple[int, str]]:
    return frozenset((problem.line, problem.code) for problem in problems)


def _rest(document: Document, touched: Collection[int]) -> list[tuple[object, ...]]:
    """Everything that is read from the lines that no fix touches."""
    parts: list[tuple[object, ...]] = [(p.line, p.level, p.text) for p in document.headings]
    parts += [(p.line, p.column, *_said(p)) for p in document.links]
    parts += [(p.line, p.column, p.name) for p in document.tags]
    parts += [(p.line, p.status, p.text, p.context) for p in document.tasks]
    parts += [(p.line, p.text, p.context, p.last_line) for p in document.items]
    parts += [(p.line, p.column, p.name, p.value) for p in document.fields]
    parts += [(p.line, p.id) for p in document.blocks]
    parts += [(p.line, p.id, "footnote") for p in document.footnotes]
    parts += [(p.line, p.type, p.title) for p in document.callouts]
    parts += [(p.line, p.name, p.arguments, p.close_line, p.sha) for p in document.regions]
    return [part for part in parts if part[0] not in touched]


def _are_properties_right(before: Document, after: Document, fixes: Sequence[Fix], touched: Mapping[int, Fix]) -> bool:
    opened = {fix.name for fix in fixes if fix.opens}
    names = {fix.name: fix.new_name for fix in fixes if fix.new_name}
    items = {place: texts for fix in fixes for place, texts in fix.items.items()}
    recoded = {line for line, fix in touched.items() if fix.recodes}
    wanted = []
    for prop in before.properties:
        texts = [t for item in prop.items for t in items.get((item.line, item.column), (item.text,))]
        wanted.append((names.get(prop.name, prop.name), texts))
    found = [
        (prop.name, [item.text for item in prop.items])
        for prop in after.properties
        if prop.name not in opened or before.property(prop.name)
    ]
    if recoded:
        wanted, found = _ascii(wanted), _ascii(found)
    return wanted == found


def _ascii(properties: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    def bare(text: str) -> str:
        return re.sub(r"[^\x00-\x7f]+", "", text)

    return [(bare(name), [bare(text) for text in texts]) for name, texts in properties]


def _are_links_right(
    around: Around, before: Document, after: Document, fixes: Sequence[Fix], touched: Mapping[int, Fix]
) -> bool:
    """On the touched lines stand the same links, but for those that a fix writes anew."""
    becomes = {old: new for fix in fixes for old, new in fix.links.items()}
    lines_of = {line: fix for line, fix in touched.items() if not fix.opens}
    wanted, found = ([link for link in document.links if link.line in lines_of] for document in (before, after))
    exact = Counter(becomes.get(_said(link), _said(link)) for link in wanted if not lines_of[link.line].recodes)
    if exact != Counter(_said(link) for link in found if not lines_of[link.line].recodes):
        return False
    recoded = [[link for link in links if lines_of[link.line].recodes] for links in (wanted, found)]
    resolve = around.graph.resolver.resolve
    return len(recoded[0]) == len(recoded[1]) and all(
        resolve(old.target, before.path) in (None, resolve(new.target, before.path))
        for old, new in zip(*recoded, strict=True)
    )


def _said(link: Link) -> Said:
    return link.kind, link.target, link.subpath, link.display
