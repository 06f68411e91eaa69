"""What Obsidian's metadata cache holds: the four files of the plugin Metadata Extractor, or all we know as JSON lines.

The files have the names, keys and rules of the plugin (kometenstaub/metadata-extractor 1.1.0: its
README, `src/methods.ts`, `src/utils.ts`), so that a tool that reads them works without Obsidian. Where
the plugin loses a link by mistake, we keep it; docs/export.md tells of each. Both formats stay as they
are from release to release: a test freezes them.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from vaultkit.graph import Graph
from vaultkit.graph.resolve import find_subpath
from vaultkit.markdown.values import property_values
from vaultkit.model import Context, Document, Link, Property, Source, Task
from vaultkit.records import Note

_SURROGATE = re.compile("[\ud800-\udfff]")


def _hidden(graph: Graph) -> frozenset[str]:
    """The contacts that are `private`: all that is exported of them is that they are there."""
    return frozenset(note.path for note in graph.contacts if getattr(note.record, "private", False))


def _told(graph: Graph) -> dict[str, Note]:
    """The notes as they are exported, by path."""
    hidden = _hidden(graph)
    empty = {path: Note(Document(Source.from_text(path, ""))) for path in hidden}
    return {note.path: empty.get(note.path, note) for note in graph.vault}


def files(graph: Graph, today: date) -> Mapping[str, str]:
    """The texts of the plugin's four files, by their names."""
    others = sorted(graph.vault.others)
    contents = {
        "metadata.json": _metadata(graph),
        "tags.json": _tags(graph),
        "allExceptMd.json": _all_except_md(graph, others),
        "canvas.json": [_file(path) for path in others if path.casefold().endswith(".canvas")],
    }
    return {name: _json(content) for name, content in contents.items()}


def _json(value: Any) -> str:
    """As the plugin writes it. A byte that is no UTF-8 is a lone surrogate, which only an escape can hold."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


# -- metadata.json


def _metadata(graph: Graph) -> list[dict[str, Any]]:
    found = {path: _note(graph, note.document) for path, note in _told(graph).items()}
    for path, entry in found.items():
        for link in entry.get("links", ()):
            target = link.get("relativePath")
            if target in found and target != path:
                found[target].setdefault("backlinks", []).append(_backlink(entry, link))
    return list(found.values())


def _note(graph: Graph, document: Document) -> dict[str, Any]:
    """Only what is there has a key."""
    values = property_values(document)
    parts: dict[str, Any] = {
        "tags": _lower_tags(document),
        "frontmatter": _frontmatter(document, values) if values else {},
        "aliases": _aliases(document),
        "headings": [{"heading": heading.text, "level": heading.level} for heading in document.headings],
        "links": _links(graph, document),
    }
    head = {"fileName": document.name, "relativePath": document.path}
    return {**head, **{name: value for name, value in parts.items() if value}}


def _lower_tags(document: Document) -> list[str]:
    return list(dict.fromkeys(tag.name.lower() for tag in document.tags))


def _frontmatter(document: Document, values: Mapping[str, Any]) -> dict[str, Any]:
    """The properties but for aliases and tags, which have keys of their own, and where they stand.

    `position` is Obsidian's `Pos`: lines and columns from 0, in UTF-16 units. A property of that
    name is the user's, and stays.
    """
    shown = {name: value for name, value in values.items() if name not in {"aliases", "tags"} or not value}
    text, end = document.source.text, document.frontmatter_end
    units = len(text[:end].encode("utf-16-le", "surrogatepass")) // 2
    position = {
        "start": {"line": 0, "col": 0, "offset": 0},
        "end": {"line": text.count("\n", 0, end), "col": 3, "offset": units + 3},
    }
    return {**shown, "position": shown.get("position", position)}


def _aliases(document: Document) -> list[str]:
    prop = document.property("aliases")
    return [text for item in prop.items if (text := item.text.strip())] if prop else []


def _links(graph: Graph, document: Document) -> list[dict[str, str]]:
    """The links of the text, then the embeds that lead somewhere; both only to notes, or to nothing yet."""
    found: dict[bool, list[dict[str, str]]] = {False: [], True: []}
    for link in _in_order(document.links):
        is_embed = link.kind == "embed"
        target = graph.resolver.resolve(link.target, document.path)
        is_shown = target.casefold().endswith(".md") if target else not is_embed
        if is_shown and link.kind != "property":
            found[is_embed].append(_link(link, target, document))
    return found[False] + found[True]


def _in_order(links: Iterable[Link]) -> list[Link]:
    return sorted(links, key=lambda link: (link.line, link.column))


def _link(link: Link, target: str | None, document: Document) -> dict[str, str]:
    """A link without the folders of its target; one with a subpath says what it leads to and shows, too."""
    name = link.target.rsplit("/", 1)[-1]
    path = {"relativePath": target} if target else {}
    shown = {"displayText": _shown(link)}
    if not link.subpath:
        return {"link": name, **(shown if shown["displayText"] != name else {}), **path}
    whole = f"{name}#{link.subpath}"
    if not name:
        return {"link": whole, **path, "cleanLink": document.name, **shown}
    return {"link": whole, "cleanLink": name.removesuffix(".md"), **shown, **path}


def _shown(link: Link) -> str:
    """What Obsidian shows for a link: the text that is given, else path and headings with ` > ` between them."""
    is_markdown = not link.text.startswith(("[[", "![["))
    if link.display or is_markdown:
        return link.display
    return " > ".join(part.strip() for part in (link.target, *link.subpath.split("#")) if part.strip())


def _backlink(entry: Mapping[str, Any], link: Mapping[str, str]) -> dict[str, str]:
    parts = {"fileName": entry["fileName"], "link": link["link"], "relativePath": entry["relativePath"]}
    return {**parts, **{name: link[name] for name in ("cleanLink", "displayText") if link.get(name)}}


# -- tags.json


def _tags(graph: Graph) -> list[dict[str, Any]]:
    """Every tag with its notes, and how often it or a tag below it is written outside of excluded files."""
    counts: Counter[str] = Counter()
    paths: dict[str, list[str]] = defaultdict(list)
    for note in _told(graph).values():
        for name in _lower_tags(note.document):
            paths[name].append(note.path)
        if not graph.settings.obsidian.is_excluded(note.path):
            for tag in note.document.tags:
                counts.update(_with_parents(tag.name.lower()))
    return [{"tag": name, "tagCount": counts[name], "relativePaths": found} for name, found in paths.items()]


def _with_parents(tag: str) -> Iterator[str]:
    parts = tag.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))


# -- allExceptMd.json and canvas.json


def _all_except_md(graph: Graph, others: Iterable[str]) -> dict[str, Any]:
    paths = (*graph.vault.notes, *others)
    folders = sorted({"/".join(parts) for path in paths for parts in _folders(path)})
    listed = [{"name": "", "relativePath": "/"}]
    listed += [{"name": path.rsplit("/", 1)[-1], "relativePath": path} for path in folders]
    not_md = [_file(path) for path in others if not path.endswith(".md")]
    return {"folders": listed, **({"nonMdFiles": not_md} if not_md else {})}


def _folders(path: str) -> Iterator[list[str]]:
    parts = path.split("/")
    return (parts[:count] for count in range(1, len(parts)))


def _file(path: str) -> dict[str, str]:
    name = path.rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    return {"name": name, "basename": stem if dot and stem and ending else name, "relativePath": path}


# -- JSON lines


def objects(graph: Graph) -> Iterator[dict[str, Any]]:
    """One object a note, by path, with everything we know. Every key is always there; what is not known is None."""
    hidden = _hidden(graph)
    return (_object(graph, note, hidden) for note in _told(graph).values())


def _object(graph: Graph, note: Note, hidden: frozenset[str]) -> dict[str, Any]:
    document = note.document
    return {
        "path": note.path,
        "name": note.name,
        "title": note.title,
        "kind": note.kind or None,
        "excluded": graph.settings.obsidian.is_excluded(note.path),
        "aliases": _aliases(document),
        "tags": [{"name": tag.name, "line": tag.line, "column": tag.column} for tag in document.tags],
        "properties": _properties(graph, document),
        "headings": [{"level": h.level, "text": h.text, "line": h.line} for h in document.headings],
        "links": [_full_link(graph, document, link) for link in _in_order(document.links)],
        "backlinks": [
            {"path": edge.source, "line": edge.line, "type": edge.type}
            for edge in graph.backlinks(note.path)
            if edge.source not in hidden
        ],
        "blocks": [{"id": block.id, "line": block.line} for block in document.blocks],
        "tasks": [_task(task) for task in document.tasks],
        "fields": [{"name": f.name, "value": f.value, "line": f.line, "column": f.column} for f in document.fields],
        "callouts": [
            {
                "type": callout.type,
                "kind": callout.kind,
                "title": callout.title,
                "fold": callout.fold or None,
                "metadata": callout.metadata or None,
                "line": callout.line,
            }
            for callout in document.callouts
        ],
        "footnotes": [{"id": footnote.id or None, "line": footnote.line} for footnote in document.footnotes],
        "regions": [
            {"name": region.name, "arguments": region.arguments, "line": region.line, "last_line": region.close_line}
            for region in document.regions
        ],
    }


def _full_link(graph: Graph, document: Document, link: Link) -> dict[str, Any]:
    resolved = graph.resolver.resolve(link.target, document.path)
    note = graph.notes.get(resolved or "")
    part = find_subpath(note.document, link.subpath) if note and link.subpath else None
    return {
        "text": link.text,
        "target": link.target,
        "subpath": link.subpath or None,
        "display": link.display or None,
        "resolved": resolved,
        "resolved_line": part.line if part else None,
        "kind": link.kind,
        "property": link.property or None,
        "line": link.line,
        "column": link.column,
        "size": list(link.size) if link.size else None,
        "context": _context(link.context),
    }


def _context(context: Context) -> list[str]:
    return [flag.name.lower() for flag in Context if flag in context and flag.name]


_TASK_SIGNS = (
    *("due", "scheduled", "start", "done", "cancelled", "created"),
    *("priority", "recurrence", "id", "depends_on"),
)


def _task(task: Task) -> dict[str, Any]:
    return {
        "status": task.status,
        "text": task.text,
        "title": task.title,
        "line": task.line,
        "parent": task.parent or None,
        "section": task.section or None,
        **{sign: getattr(task, sign) or None for sign in _TASK_SIGNS},
        "context": _context(task.context & ~Context.TASK),
    }


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
#: The types that Obsidian gives to names of its own (Obsidian help, Properties), and its word for a list.
_OWN_TYPES = {"tags": "tags", "aliases": "aliases", "cssclasses": "list"}
_WORDS = {"multitext": "list"}


def _properties(graph: Graph, document: Document) -> list[dict[str, Any]]:
    values = property_values(document)
    types = graph.settings.obsidian.types
    return [_property(prop, values[prop.name], types) for prop in document.properties]


def _property(prop: Property, value: Any, types: Mapping[str, str]) -> dict[str, Any]:
    name = prop.name.casefold()
    declared = _OWN_TYPES.get(name) or types.get(name)
    return {
        "name": prop.name,
        "type": _WORDS.get(declared, declared) if declared else _inferred(value),
        "value": value,
        "texts": [item.text for item in prop.items],
        "line": prop.line,
    }


def _inferred(value: Any) -> str:
    """The type that Obsidian would show for a value of a name that has none."""
    if isinstance(value, bool):
        return "checkbox"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | dict):
        return "list" if isinstance(value, list) else "map"
    if isinstance(value, str) and _DATE.fullmatch(value):
        return "date"
    return "datetime" if isinstance(value, str) and _DATETIME.fullmatch(value) else "text"
