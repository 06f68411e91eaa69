"""Properties that are misspelt, of another type, or read differently by other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultkit.dates import parse_day
from vaultkit.findings.around import Around
from vaultkit.model import Problem, Property, Scalar
from vaultkit.names import edit_distance, shortened
from vaultkit.records import Note

#: What Obsidian no longer reads (release notes 1.9.0), and what it reads instead.
PLURALS = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
#: Properties of Obsidian itself (help, Properties) and those by which vaultkit tells kinds apart.
_KNOWN = frozenset(
    {*PLURALS, *PLURALS.values(), "publish", "permalink", "description", "image", "cover", "type", "categories"}
)
#: Words that people give a meaning of their own, and that lie only a letter or two beside a field.
_OTHER_WORDS = frozenset(
    {
        *("data", "date", "done", "goal", "header", "known", "late", "mail", "mate", "met_as", "met_in", "mode"),
        *("offer", "rate", "reader", "related", "rule", "site", "star", "state", "states", "tasks", "update", "zone"),
    }
)
#: A property that stands in so many notes is the user's own word, if the field it resembles is in use as well;
#: if not, it is rather the typo of a template.
_OWN_WORD = 5
#: Below so many letters, two wrong ones make another word.
_LONG = 8
#: Plain values that YAML 1.1 (yaml.org/type: bool, int, float) takes for a truth, an octal or
#: binary number, one with `_`, or one in base 60; YAML 1.2 and Obsidian take them for text, or for
#: another number.
_TYPED = re.compile(
    r"(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)"
    r"|[-+]?0[0-7_]+|[-+]?0b[01_]+"
    r"|[-+]?(?=[0-9_]*_)[1-9][0-9_]*(?:\.[0-9_]*)?"
    r"|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
)
#: A name that may be misspelt: one with a digit (`phone2`) is numbered on purpose.
_WORDS = re.compile(r"(?:[^\W\d]|[ -])+")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+")
_SHAPES = {"text": "one text", "number": "a number", "checkbox": "a checkbox", "date": "a date", "datetime": "a date"}


def of_note(around: Around, note: Note) -> Iterator[Problem]:
    """What is wrong with the properties of a note, besides what its reader has told."""
    document = note.document
    if any(problem.code == "unfilled-template" for problem in document.problems):
        return
    told = {(problem.line, problem.column) for problem in note.all_problems}
    for prop in document.properties:
        yield from _old_name(note, prop)
        yield from _one_line_tags(note, prop)
        if all((item.line, item.column) not in told for item in prop.items):
            yield from (_typed(note, prop, item) for item in prop.items if is_typed(item))
            yield from _type(around, note, prop)
        if near := misspelt(around, note, prop):
            hint = f"did you mean '{near[0]}'?" if len(near) == 1 else f"did you mean {' or '.join(near)}?"
            message = f"vaultkit knows no property '{prop.name}'"
            yield _problem(note, prop, "misspelt-field", message, hint)


def _problem(note: Note, at: Property | Scalar, code: str, message: str, hint: str) -> Problem:
    return Problem(note.path, at.line, at.column, code, message, hint)


def _old_name(note: Note, prop: Property) -> Iterator[Problem]:
    plural = PLURALS.get(prop.name.casefold())
    if plural:
        message = f"Obsidian has not read '{prop.name}' since version 1.9"
        yield _problem(note, prop, "deprecated-property", message, f"write '{plural}'")


def tags_on_one_line(prop: Property) -> tuple[str, ...]:
    """The tags that stand in one text, in which Obsidian sees none."""
    if prop.name.casefold() != "tags" or prop.shape != "scalar":
        return ()
    parts = tuple(tag for part in prop.text.split(",") if (tag := " ".join(part.split())))
    return parts if len(parts) > 1 else ()


def _one_line_tags(note: Note, prop: Property) -> Iterator[Problem]:
    tags = tags_on_one_line(prop)
    if tags:
        hint = f"write a list: tags: [{', '.join(tag.replace(' ', '-') for tag in tags)}]"
        message = f"Obsidian sees no tags in '{shortened(prop.text)}'"
        yield _problem(note, prop.items[0], "tags-on-one-line", message, hint)


def is_typed(item: Scalar) -> bool:
    """True for a plain value that YAML 1.1 reads as something else than YAML 1.2 does."""
    return not item.quoted and _TYPED.fullmatch(item.text) is not None


def _typed(note: Note, prop: Property, item: Scalar) -> Problem:
    message = f"in '{prop.name}', some programs take the plain {item.text} for something else"
    return _problem(note, item, "yaml-typed", message, f'put it in quotes: "{item.text}"')


def _type(around: Around, note: Note, prop: Property) -> Iterator[Problem]:
    kind = around.settings.obsidian.types.get(prop.name.casefold(), "")
    if kind not in _SHAPES or prop.shape in ("empty", "map"):
        return
    change = "or change the property's type in Obsidian"
    if prop.shape == "list":
        message = f"'{prop.name}' is a list; in Obsidian it is {_SHAPES[kind]}"
        yield _problem(note, prop, "wrong-type", message, f"write one value, {change}")
        return
    item = prop.items[0]
    words, told = item.text.strip(), shortened(item.text.strip())
    if kind in ("date", "datetime") and parse_day(words, around.settings.zone) is None:
        message = f"'{told}' in '{prop.name}' is no date, which the property is in Obsidian"
        yield _problem(note, item, "bad-date", message, f"write it as YYYY-MM-DD, {change}")
    elif (kind == "number" and not _NUMBER.fullmatch(words)) or (
        kind == "checkbox" and words.casefold() not in ("true", "false")
    ):
        message = f"'{told}' in '{prop.name}' is not {_SHAPES[kind]}, which the property is in Obsidian"
        yield _problem(note, item, "wrong-type", message, f"correct the value, {change}")


def misspelt(around: Around, note: Note, prop: Property) -> tuple[str, ...]:
    """The fields that a property is almost called, none if its name is a word of its own."""
    name = prop.name.casefold()
    is_other = name in around.settings.obsidian.types or name in around.known_fields or name in _KNOWN | _OTHER_WORDS
    if is_other or len(name) < 4 or not _WORDS.fullmatch(name):
        return ()
    most = 2 if len(name) >= _LONG else 1
    fields = around.fields.get(note.kind, {})
    distances = {right: edit_distance(name, right, most) for right in fields if len(right) > 3}
    least = min(distances.values(), default=most + 1)
    nearest = tuple(right for right in sorted(distances) if distances[right] == least <= most)
    words = (word for right in nearest for word in around.settings.names_of(fields[right]))
    is_own_word = around.usage[name] >= _OWN_WORD and any(around.usage[word.casefold()] for word in words)
    return () if is_own_word else nearest
