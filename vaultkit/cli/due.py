"""`vaultkit due`: the short form of `vaultkit list due`."""

from __future__ import annotations

from vaultkit.cli.list import question_command
from vaultkit.insights import QUESTIONS

command = question_command(QUESTIONS["due"])
