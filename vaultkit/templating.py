"""The Jinja environment: a vault's own templates before the shipped ones, strict, sandboxed, escaping.

What a template prints from a note is escaped for Markdown unless it is already Markdown of ours:
text from somebody's note must not become a heading, a link, a task, or another plugin's code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, pass_context
from jinja2 import TemplateError as JinjaError
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.loaders import FunctionLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vaultkit.errors import TemplateError, nearest
from vaultkit.graph import Graph
from vaultkit.model import fold

_LONGEST = 200


class Markdown(str):
    """Text that is Markdown already and is printed as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template's text and where it comes from, as messages name it."""

    text: str
    origin: str


_ESCAPES = (
    (re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+"), " "),
    (re.compile(r"\\(?=[^\w\s])"), r"\\\\"),
    (re.compile(r"([|`*#\[\]])"), r"\\\1"),
    (re.compile(r"~(?=~)"), r"~\\"),
    (re.compile(r"<"), "&lt;"),
    (re.compile(r"\{(?=\{)"), r"{\\"),
    (re.compile(r"%(?=%)"), r"%\\"),
    (re.compile(r"\$(?!\d)"), r"\\$"),  # math ends at a sign with no digit behind it
    (re.compile(r"=(?==)"), r"=\\"),
    (re.compile(r":(?=:)"), r":\\"),
    (re.compile(r"^(\d{1,9})([.)])(?=\s|$)"), r"\1\\\2"),
    (re.compile(r"^([-+>_=])"), r"\\\1"),
    (re.compile(r"(\s)\^(?=[A-Za-z0-9-]+$)"), r"\1\\^"),
)


def escape(text: str) -> Markdown:
    """Text from a note as one line of Markdown that shows the same words and does nothing."""
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1].rstrip() + "…"
    for pattern, replacement in _ESCAPES:
        line = pattern.sub(replacement, line)
    return Markdown(" ".join(line.split()))


_BREAKS_WIKILINK = re.compile(r"[\[\]|#^`<]|%%|\{\{|[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LABEL = str.maketrans("[]|`$", "()/'＄")  # two prices in one line would be math


def link(graph: Graph, path: str, display: str = "", source: str = "") -> Markdown:
    """A link to a note as the vault writes them, to stand in the note *source*.

    `[[Name]]` if that is enough to find it, else with its path and *display*; `[Name](Name.md)`
    where the vault has Obsidian's wikilinks switched off, or the path holds what a wikilink cannot.
    """
    settings = graph.settings.obsidian
    target = graph.resolver.name_for(path, source, settings.link_format)
    note = graph.notes.get(path)
    shown = display or (note.title if note else path.removesuffix(".md").rsplit("/", 1)[-1])
    if _BREAKS_WIKILINK.search(target):
        destination = quote(path, safe="/-_.~!$&'*+,;=@", errors="surrogateescape")
        return Markdown(f"[{escape(shown)}]({destination})")
    if settings.markdown_links:
        destination = re.sub(r"[\s%()<>]", lambda sign: quote(sign[0]), target)
        return Markdown(f"[{escape(shown)}]({destination}.md)")
    if fold(shown) == fold(target):
        return Markdown(f"[[{target}]]")
    return Markdown(f"[[{target}|{_label(shown)}]]")


def _label(text: str) -> str:
    """The words that a wikilink shows. A backslash does not escape there, so signs that act are replaced."""
    words = re.sub(r"\\(.)", r"\1", escape(text)).translate(_LABEL)
    return re.sub(r"(?<!\S)#+(?=\S)", "", re.sub(r"([%{:=~])\1+", r"\1", words))


def fenced(text: str, language: str = "text") -> Markdown:
    """Text in a fence that nothing in it can close."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return Markdown(f"{fence}{language}\n{text}\n{fence}")


_ACTS_IN_CODE = re.compile(r"<!--|-->|%%|\{\{|\{%|<%")


def code(text: str) -> Markdown:
    """Text as code on a line, between backticks that nothing in it can close.

    Signs of comments and templates are not trusted even there: text with such is escaped words.
    """
    line = _ESCAPES[0][0].sub(" ", " ".join(text.split()))
    if not line or _ACTS_IN_CODE.search(line):
        return escape(line)
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return Markdown(f"{ticks}{space}{line}{space}{ticks}")


_ADDRESS = re.compile(r"(?i)https?://[^\s<>\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def address(text: str) -> Markdown:
    """A web address; one that escaping would change stands between angle brackets, and is a link still."""
    line = text.strip()
    shown = escape(line)
    if shown == line or not _ADDRESS.fullmatch(line):
        return shown
    acting = r'[\[\]|`\\^{}$"]|%(?=%)|=(?==)|:(?=:)|~(?=~)'
    return Markdown(f"<{re.sub(acting, lambda sign: f'%{ord(sign[0]):02X}', line)}>")


def cell(text: str) -> Markdown:
    """Markdown of ours inside a table: a bar would end the cell."""
    return Markdown(re.sub(r"(?<!\\)\|", r"\\|", finalize_markdown(text)))


def label(text: str) -> Markdown:
    """Text as a label of a Mermaid diagram, in its quotes: nothing in it can end the label, the line or the fence.

    What acts in Mermaid is written as its entity codes (Mermaid documentation, Flowcharts, Entity codes).
    """
    words = _ESCAPES[0][0].sub(" ", " ".join(text.split()))[:_LONGEST]
    coded = re.sub(r"[^\w .,()-]", lambda sign: f"#{ord(sign[0])};", words)
    return Markdown(f'"{coded}"')


def listed(values: Iterable[Any]) -> Markdown:
    """Values one after the other, each escaped for itself."""
    return Markdown(", ".join(finalize_markdown(value) for value in values))


class Templates:
    """All templates that can be rendered; a vault's own hides the shipped one of the same name."""

    def __init__(self, shipped: Mapping[str, TemplateText], own: Mapping[str, TemplateText] | None = None) -> None:
        self.texts = {**shipped, **(own or {})}

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of the templates in a folder, without `.md`."""
        prefix = folder + "/"
        found = (path.removeprefix(prefix) for path in self.texts if path.startswith(prefix) and path.endswith(".md"))
        return tuple(sorted(name.removesuffix(".md") for name in found if "/" not in name))

    def text(self, path: str) -> TemplateText:
        """A template by its path, such as `sections/due.md`."""
        return self.texts[path]

    def render(
        self,
        path: str,
        context: Mapping[str, Any],
        *,
        finalize: Callable[[Any], str] | None = None,
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> str:
        """Render a template. Raises TemplateError, which names the template, the line and the variable."""
        environment = _environment(self.texts, finalize or finalize_markdown, filters or {})
        try:
            return environment.get_template(path).render(context)
        except TemplateSyntaxError as fault:
            origin = self._origin(fault.name or path)
            raise TemplateError(
                origin, fault.lineno, fault.message or "syntax error", "see docs/templates.md"
            ) from None
        except TemplateNotFound as fault:
            hint = f"there are: {', '.join(sorted(self.texts))}"
            raise TemplateError(self._origin(path), 1, f"no template is called '{fault.name}'", hint) from None
        except UndefinedError as fault:
            raise self._undefined(path, fault, context, environment.globals) from None
        except (RecursionError, MemoryError) as fault:
            message = f"it never comes to an end ({type(fault).__name__})"
            raise TemplateError(self._origin(path), 1, message, "does it include itself?") from None
        except (
            JinjaError,
            SecurityError,
            TypeError,
            ValueError,
            ArithmeticError,
            LookupError,
            AttributeError,
        ) as fault:
            name, line = _place(fault, path)
            raise TemplateError(self._origin(name), line, str(fault), "see docs/templates.md") from None

    def _undefined(
        self, path: str, fault: UndefinedError, context: Mapping[str, Any], more: Mapping[str, Any]
    ) -> TemplateError:
        name, line = _place(fault, path)
        missing = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", str(fault))
        word = (missing[1] or missing[2]) if missing else ""
        if missing and missing[2]:
            parts = {key for value in context.values() if isinstance(value, Mapping) for key in value}
            message, known = f"nothing there is called '{word}'", {str(part) for part in parts}
        else:
            message, known = str(fault), {*context, *more}
        near = nearest(word, known, 2) if word else ()
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(sorted(context))}"
        return TemplateError(self._origin(name), line, message, hint)

    def _origin(self, path: str) -> str:
        return self.texts[path].origin if path in self.texts else path


def _place(fault: BaseException, path: str) -> tuple[str, int]:
    """The template and line in which rendering stopped, read off the traceback that Jinja rewrites."""
    name, line = path, 1
    trace = fault.__traceback__
    while trace:
        if trace.tb_frame.f_globals.get("__jinja_template__") is not None or trace.tb_frame.f_code.co_filename.endswith(
            ".md"
        ):
            name, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return name, line


def finalize_markdown(value: Any) -> str:
    """What an expression of a section prints: Markdown of ours as it is, everything else escaped."""
    return value if isinstance(value, Markdown) else escape("" if value is None else str(value))


class _Compiled(BytecodeCache):
    """Templates that were compiled already: a section is filled, and a partial included, many times over."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of a template of this name and text."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _late(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, called while a template is rendered and never while it is compiled: the code is used again."""
    return pass_context(lambda _, *args, **more: function(*args, **more))


def _environment(
    texts: Mapping[str, TemplateText], finalize: Callable[[Any], str], filters: Mapping[str, Callable[..., Any]]
) -> ImmutableSandboxedEnvironment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = texts.get(name)
        return (found.text, name, lambda: True) if found else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        finalize=_late(finalize),
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(
        {
            "day": _day,
            "plural": _plural,
            "address": address,
            "cell": cell,
            "code": code,
            "label": label,
            "listed": listed,
        }
    )
    environment.filters.update({name: _late(function) for name, function in filters.items()})
    for name in ("lipsum", "cycler", "joiner", "namespace"):
        environment.globals.pop(name, None)
    return environment


def _day(value: date, today: date | None = None) -> str:
    """`2026-04-14` as `Tue 14 Apr` (with the year if it is another than today's)."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    words = f"{weekdays[value.weekday()]} {value.day} {months[value.month - 1]}"
    return words if today is None or today.year == value.year else f"{words} {value.year}"


def _plural(count: int, one: str, many: str = "") -> str:
    """`1 note`, `2 notes`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
