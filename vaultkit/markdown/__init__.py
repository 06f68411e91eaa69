"""Text to Document: frontmatter, blocks, links, tags, tasks, fields. Never raises on a user's text."""

from __future__ import annotations

import re

from vaultkit.markdown.blocks import read_blocks
from vaultkit.markdown.frontmatter import read_frontmatter
from vaultkit.markdown.inline import Lines, read_inline
from vaultkit.markdown.regions import read_regions
from vaultkit.model import Document, Problem, Source

_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)


def parse(source: Source) -> Document:
    """Understand one note. What is wrong with it is in the document's `problems`."""
    lines = Lines(source.text)
    front = read_frontmatter(source, lines)
    problems = [*front.problems]
    blocks = read_blocks(lines, front.body_line)
    regions, region_problems = read_regions(source, lines, blocks)
    problems += region_problems
    inline = read_inline(lines, blocks, regions)
    if not source.is_utf8:
        problems.append(
            Problem(source.path, 1, 1, "not-utf8", "the file is not UTF-8", "save it as UTF-8 in your editor")
        )
    conflict = _CONFLICT.search(source.text)
    if conflict:
        line, column = lines.position(conflict.start())
        hint = "choose one of the two versions and take the markers out"
        problems.append(Problem(source.path, line, column, "in-conflict", "git conflict markers", hint))
    return Document(
        source=source,
        properties=front.properties,
        headings=tuple(heading for heading in blocks.headings if heading.line not in inline.hidden),
        links=(*front.links, *inline.links),
        tags=(*front.tags, *inline.tags),
        tasks=tuple(inline.tasks),
        items=tuple(inline.items),
        fields=tuple(inline.fields),
        blocks=tuple(inline.blocks),
        callouts=tuple(callout for callout in blocks.callouts if callout.line not in inline.hidden),
        footnotes=tuple(sorted(inline.footnotes, key=lambda footnote: footnote.line)),
        regions=regions.found,
        problems=tuple(sorted(problems)),
        body_line=front.body_line,
        frontmatter_end=front.end,
        sound=front.sound and source.is_utf8 and not conflict,
    )
