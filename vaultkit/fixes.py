"""What `vaultkit check` finds, mended where that is safe: text to text, spliced, and read again before it is offered.

Every fix keeps the number of lines, so that the note before and after can be compared line by line.
One that would change anything else, or leave what it was to mend, is no fix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from vaultkit.edits import Splice, key_span, key_text, quoted, spliced, value_span, yaml_text
from vaultkit.errors import RefusedError
from vaultkit.findings import Around, is_told, of_note
from vaultkit.findings.properties import PLURALS, misspelt, tags_on_one_line
from vaultkit.findings.text import damages, generated_lines
from vaultkit.graph import Graph
from vaultkit.markdown.blocks import read_blocks
from vaultkit.markdown.inline import Lines
from vaultkit.model import Context, Document, Link, Problem, Property, Source
from vaultkit.names import edit_distance
from vaultkit.plan import Change, Plan
from vaultkit.records import Note, schema
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
    splices: tuple[Splice, ...]
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
        if note is None:
            continue  # a canvas
        text, problems = mended(around, note, is_wanted)
        if problems:
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
        if fix and all(s.end <= low or s.start >= high for s in fix.splices for low, high in taken):
            fixes.append(fix)
            taken += [(s.start, s.end) for s in fix.splices]
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


def _property(document: Document, problem: Problem) -> Property:
    """The property that a problem of this document stands at: at its name, or at a value."""
    place = (problem.line, problem.column)
    return next(
        prop
        for prop in document.properties
        if place == (prop.line, prop.column) or place in [(item.line, item.column) for item in prop.items]
    )


def _quote(_: Around, note: Note, problem: Problem) -> Fix | None:
    start = Lines(note.document.source.text).start(problem.line) + problem.column - 1
    for prop in note.document.properties:  # of two by one name, only the last is among them
        for item in prop.items:
            end = start + len(item.text)
            is_here = (item.line, item.column) == (problem.line, problem.column)
            if is_here and note.document.source.text[start:end] == item.text:
                return Fix(problem, (Splice(start, end, quoted(item.text)),), prop.name)
    return None


#: What a value may begin with for its quotes to be all that is missing; not a quote or bracket left open.
_LACKS_QUOTES = re.compile(r"!?\[\[|[^\s\"'\[\]{}|>!&#,?:-]")
_BULLET = re.compile(r"[ \t]*-[ \t]+")
_TABBED = re.compile(r"[ \t]*\t[ \t]*")


def _yaml(around: Around, note: Note, problem: Problem) -> Fix | None:
    """Quotes around a value that YAML stumbles over, or blanks in place of tabs."""
    document = note.document
    lines = Lines(document.source.text)
    if _TABBED.match(lines.line(problem.line)):
        return _untabbed(document, problem, lines)
    bullet = _BULLET.match(lines.line(problem.line))
    if bullet:
        is_plain = _LACKS_QUOTES.match(lines.line(problem.line), bullet.end())
        return _quote(around, note, problem) if is_plain else None
    prop = next((p for p in document.properties if p.line == problem.line and p.items), None)
    if prop is None or any(item.quoted or item.line != prop.line for item in prop.items):
        return None
    at = lines.start(prop.line)
    first, last = prop.items[0], prop.items[-1]
    if prop.shape == "list":
        listed = f"[{', '.join(quoted(item.text) for item in prop.items)}]"
        start, end = at + first.column - 1, at + last.column - 1 + len(last.text)
        return Fix(problem, (Splice(start, end, listed),), prop.name)
    if not _LACKS_QUOTES.match(first.text) or " #" in first.text:
        return None
    return _quote(around, note, replace(problem, column=first.column))


def _untabbed(document: Document, problem: Problem, lines: Lines) -> Fix | None:
    first = problem.line
    while first > 1 and re.match(r"[ \t\-]", lines.line(first)):
        first -= 1
    last = problem.line
    while last + 1 < document.body_line - 1 and re.match(r"[ \t]", lines.line(last + 1)):
        last += 1
    splices = tuple(
        Splice(lines.start(number), lines.start(number) + len(found[0]), found[0].replace("\t", "  "))
        for number in range(first + 1, last + 1)
        if (found := _TABBED.match(lines.line(number)))
    )
    name = lines.line(first).partition(":")[0].strip("\"' ")
    return Fix(problem, splices, name, opens=True) if splices and first > 1 else None


def _renamed(document: Document, problem: Problem, prop: Property, names: Sequence[str]) -> Fix | None:
    """The property called by the first of *names*, if the note has none by any of them."""
    is_twice = any(p.code == "duplicate-property" for p in document.problems)
    span = key_span(document, prop)
    if span is None or is_twice or any(document.property(name) for name in names):
        return None
    spelled = key_text(document.source.text[slice(*span)], names[0])
    return Fix(problem, (Splice(*span, spelled),), prop.name, names[0])


def _spell(around: Around, note: Note, problem: Problem) -> Fix | None:
    """The right name, if one letter makes it, and the value is one that the field can have."""
    prop = _property(note.document, problem)
    (right, *others) = misspelt(around, note, prop)
    name = prop.name.casefold()
    if others or name[0] != right[0] or edit_distance(name, right, 1) > 1:
        return None
    field_name = around.fields[note.kind][right]
    fix = _renamed(note.document, problem, prop, around.settings.names_of(field_name))
    return fix if fix and _fits(around, note, prop, fix, field_name) else None


def _fits(around: Around, note: Note, prop: Property, fix: Fix, field_name: str) -> bool:
    """Under its new name a property is read as the field, whole, and nothing is wrong with it that was not before."""
    after = _read_again(around, note, (fix,))
    kinds = {name: kind for name, kind, _ in schema(type(note.record))} if note.record else {}
    return (
        (prop.shape != "list" or "list" in kinds[field_name])
        and getattr(after.record, field_name, None) not in (None, "", ())
        and _places(of_note(around, after)) <= _places(of_note(around, note))
    )


def _pluralize(_: Around, note: Note, problem: Problem) -> Fix | None:
    prop = _property(note.document, problem)
    return _renamed(note.document, problem, prop, (PLURALS[prop.name.casefold()],))


def _list_tags(_: Around, note: Note, problem: Problem) -> Fix | None:
    prop = _property(note.document, problem)
    tags = tags_on_one_line(prop)
    if any(" " in tag for tag in tags):
        return None  # no tag has a blank; what it should be is the user's to say
    try:
        start, end = value_span(note.document, prop, Lines(note.document.source.text))
    except RefusedError:
        return None
    listed = f"[{', '.join(yaml_text(tag) for tag in tags)}]"
    return Fix(problem, (Splice(start, end, listed),), prop.name, items={(problem.line, problem.column): tags})


def _link_by_name(around: Around, note: Note, problem: Problem) -> Fix | None:
    """Every link by an alias that the note has twice or more is written by the name at once."""
    document = note.document
    place = (problem.line, problem.column)
    # In `[[[a]](b)` two links begin at one place.
    here = ((link, around.by_alias(link.target)) for link in document.links if (link.line, link.column) == place)
    linked, meant = next((link, note) for link, note in here if note is not None)
    name = meant.name
    if around.graph.resolver.resolve(name, note.path) != meant.path:
        name = meant.path.removesuffix(".md")
    lines = Lines(document.source.text)
    rows = {run.first for run in read_blocks(lines, document.body_line).runs if run.row}
    splices: list[Splice] = []
    links: dict[Said, Said] = {}
    items: dict[Place, tuple[str, ...]] = {}
    for link in document.links:
        start = lines.start(link.line) + link.column - 1
        is_there = lines.text.startswith(link.text, start) and "[[" in link.text[:3]
        if link.target != linked.target or link.context & Context.GENERATED or not is_there:
            continue
        display = link.display or ("" if link.kind == "embed" else link.target)
        bar = ("\\|" if link.line in rows else "|") if display else ""
        below = f"#{link.subpath}" if link.subpath else ""
        written = f"{'!' if link.text[0] == '!' else ''}[[{name}{below}{bar}{display}]]"
        splices.append(Splice(start, start + len(link.text), written))
        links[_said(link)] = (link.kind, name, link.subpath, display)
        for prop in document.properties if link.property else ():
            for item in prop.items if prop.name == link.property else ():
                held = items.get((item.line, item.column), (item.text,))[0]
                if link.text in held:
                    items[item.line, item.column] = (held.replace(link.text, written),)
    return Fix(problem, tuple(splices), linked.property, items=items, links=links) if splices else None


def _recode(_: Around, note: Note, problem: Problem) -> Fix:
    lines = Lines(note.document.source.text)
    splices = tuple(
        Splice(start, start + len(damage.text), damage.meant)
        for damage in damages(note.document)
        if damage.line == problem.line
        for start in (lines.start(damage.line) + damage.column - 1,)
    )
    return Fix(problem, splices, recodes=True)


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
    after = _read_again(around, note, fixes)
    text = after.document.source.text
    lines = Lines(before.source.text)

    def lines_of(some: Iterable[Fix]) -> frozenset[int]:
        return frozenset(lines.position(splice.start)[0] for fix in some for splice in fix.splices)

    touched, recoded = lines_of(fixes), lines_of(fix for fix in fixes if fix.recodes)
    compared = touched - lines_of(fix for fix in fixes if fix.opens)
    is_right = (
        text.count("\n") == lines.text.count("\n")
        and before.body_line == after.document.body_line
        and after.document.is_writable
        and _rest(before, touched) == _rest(after.document, touched)
        and _are_properties_right(before, after.document, fixes)
        and _are_links_right(around, (before, after.document), fixes, compared, recoded)
        and _places(after.document.problems) <= _places(before.problems)
        and not _places(of_note(around, after)) & _places(fix.problem for fix in fixes)
    )
    return after if is_right else None


def _read_again(around: Around, note: Note, fixes: Iterable[Fix]) -> Note:
    source = note.document.source
    text = spliced(source.text, (splice for fix in fixes for splice in fix.splices))
    return read_note(replace(Source.from_text(note.path, text), bom=source.bom), around.settings)


def _places(problems: Iterable[Problem]) -> frozenset[tuple[int, str]]:
    return frozenset((problem.line, problem.code) for problem in problems)


def _rest(document: Document, touched: Collection[int]) -> list[tuple[object, ...]]:
    """Everything that is read from the lines that no fix touches."""
    parts: list[tuple[object, ...]] = [(p.line, p.level, p.text) for p in document.headings]
    parts += [(p.line, p.column, *_said(p)) for p in document.links]
    parts += [(p.line, p.column, p.name) for p in document.tags]
    parts += [(p.line, p.status, _outline(p.text), p.context) for p in document.tasks]
    parts += [(p.line, _outline(p.text), p.context, p.last_line) for p in document.items]
    parts += [(p.line, p.column, p.name, p.value) for p in document.fields]
    parts += [(p.line, p.id) for p in document.blocks]
    parts += [(p.line, p.id, "footnote") for p in document.footnotes]
    parts += [(p.line, p.type, p.title) for p in document.callouts]
    parts += [(p.line, p.name, p.arguments, p.close_line, p.sha) for p in document.regions]
    return [part for part in parts if part[0] not in touched]


def _outline(text: str) -> str:
    """The text of an item without what a fix may change on a later line of it; links are compared for themselves."""
    return _bare(re.sub(r"\[\[[^\[\]]*\]\]", "", text))


def _bare(text: str) -> str:
    return re.sub(r"[^\x00-\x7f]+", "", text)


def _are_properties_right(before: Document, after: Document, fixes: Sequence[Fix]) -> bool:
    opened = {fix.name for fix in fixes if fix.opens}
    names = {fix.name: fix.new_name for fix in fixes if fix.new_name}
    items = {place: texts for fix in fixes for place, texts in fix.items.items()}
    shown = _bare if any(fix.recodes for fix in fixes) else str
    wanted = [
        (
            shown(names.get(prop.name, prop.name)),
            [shown(text) for item in prop.items for text in items.get((item.line, item.column), (item.text,))],
        )
        for prop in before.properties
    ]
    found = [
        (shown(prop.name), [shown(item.text) for item in prop.items])
        for prop in after.properties
        if prop.name not in opened or before.property(prop.name)
    ]
    return wanted == found


def _are_links_right(
    around: Around,
    documents: tuple[Document, Document],
    fixes: Sequence[Fix],
    compared: Collection[int],
    recoded: Collection[int],
) -> bool:
    """On the touched lines stand the same links, but for those that a fix writes anew; none of them is lost."""
    becomes = {old: new for fix in fixes for old, new in fix.links.items()}
    before, after = (
        sorted((link for link in document.links if link.line in compared), key=lambda link: (link.line, link.column))
        for document in documents
    )
    resolve = around.graph.resolver.resolve
    path = documents[0].path

    def is_right(old: Link, new: Link) -> bool:
        wanted, found = becomes.get(_said(old), _said(old)), _said(new)
        if old.line not in recoded:
            return wanted == found
        leads = resolve(wanted[1], path)
        return [*map(_bare, wanted)] == [*map(_bare, found)] and leads in (None, resolve(new.target, path))

    return len(before) == len(after) and all(map(is_right, before, after))


def _said(link: Link) -> Said:
    return link.kind, link.target, link.subpath, link.display
