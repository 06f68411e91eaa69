"""Small acts on the vault as plans, one file for each group: each changes a field, a line, or makes a note."""

from __future__ import annotations

from vaultkit.acts.intros import INTRO_STEPS, find_intro, intro_plan
from vaultkit.acts.making import folder_for, free_path, new_plan, stubs_plan
from vaultkit.acts.pitches import find_pitch, practice_plan, practised
from vaultkit.acts.spaces import checked, checked_plan, joined_plan
from vaultkit.acts.stages import promoted, stage_plan
from vaultkit.acts.touches import log_plan, snooze_plan

__all__ = [
    "INTRO_STEPS",
    "checked",
    "checked_plan",
    "find_intro",
    "find_pitch",
    "folder_for",
    "free_path",
    "intro_plan",
    "joined_plan",
    "log_plan",
    "new_plan",
    "practice_plan",
    "practised",
    "promoted",
    "snooze_plan",
    "stage_plan",
    "stubs_plan",
]
