"""`vaultkit mv OLD NEW`: rename or move a note, a file or a folder; every link follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaultkit.cli.renames import rename_command

if TYPE_CHECKING:
    from vaultkit.graph import Graph
    from vaultkit.plan import Plan


def _plan(graph: Graph, old: str, new: str) -> Plan:
    from vaultkit.refactor import move_plan

    return move_plan(graph, old, new)


command = rename_command(
    "mv",
    _plan,
    """Rename or move OLD (a note, another file or a folder) to NEW; every link to it follows.

    \b
    vaultkit mv "Sam Rivera" "Samuel Rivera"    another name, same folder
    vaultkit mv "Sam Rivera" Archive            into a folder that exists
    vaultkit mv "Sam Rivera" Archive/2026/      into a new folder
    vaultkit mv People Contacts                 a whole folder
    """,
)
