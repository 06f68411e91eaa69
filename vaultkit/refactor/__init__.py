"""Renames and merges in which every link follows: notes, folders, headings, tags, properties.

Each is a plan. `spelling` writes one link, `relink` finds every link that must be written anew, and
checks that each leads where it led before; the other files say what is renamed.
"""

from __future__ import annotations

from vaultkit.refactor.headings import rename_heading_plan
from vaultkit.refactor.merge import distinct_plan, merge_plan
from vaultkit.refactor.move import Place, folders_of, move_plan, moving_plan
from vaultkit.refactor.properties import rename_property_plan
from vaultkit.refactor.relink import keep_links_plan
from vaultkit.refactor.tags import rename_tag_plan

__all__ = [
    "Place",
    "distinct_plan",
    "folders_of",
    "keep_links_plan",
    "merge_plan",
    "move_plan",
    "moving_plan",
    "rename_heading_plan",
    "rename_property_plan",
    "rename_tag_plan",
]
