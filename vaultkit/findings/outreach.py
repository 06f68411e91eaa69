"""What is wrong with drafts that are not sent yet, and with pitches."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.channels import channel_of, size
from vaultkit.graph import Graph
from vaultkit.kinds.outreach import Outreach
from vaultkit.kinds.pitch import PARTS, Pitch
from vaultkit.model import Problem
from vaultkit.records import Note, properties_of


def of_vault(graph: Graph) -> Iterator[Problem]:
    """Messages that their channel would refuse, and pitches without one of their four parts."""
    for note in graph.vault:
        if isinstance(note.record, Outreach):
            yield from _too_long(graph, note, note.record)
        elif isinstance(note.record, Pitch):
            yield from _missing_parts(graph, note, note.record)


def _too_long(graph: Graph, note: Note, draft: Outreach) -> Iterator[Problem]:
    if draft.status not in ("", "draft", "ready") or not draft.message:
        return
    limit = channel_of(draft.channel, graph.settings.limits).hard
    length = size(draft.message, draft.channel)
    if limit is not None and length > limit:
        message = f"the message is {length} long; {draft.channel} takes {limit}"
        yield Problem(note.path, note.line_of("channel"), 1, "draft-over-limit", message, "shorten it")


def _missing_parts(graph: Graph, note: Note, pitch: Pitch) -> Iterator[Problem]:
    """What `covers` leaves out. A pitch that does not say what it covers is left alone."""
    found = properties_of(note.document, "covers", graph.settings)
    covered = {part.casefold() for part in pitch.covers}
    missing = [part for part in PARTS if part not in covered]
    if found and missing:
        message = f"the pitch says nothing of: {', '.join(missing)}"
        hint = f"say it in the pitch, then write covers: [{', '.join(PARTS)}]"
        yield Problem(note.path, found[0].line, 1, "pitch-part", message, hint)
