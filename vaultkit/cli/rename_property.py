"""`vaultkit rename-property OLD NEW`: give a property another name in every note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaultkit.cli.renames import rename_command

if TYPE_CHECKING:
    from vaultkit.graph import Graph
    from vaultkit.plan import Plan


def _plan(graph: Graph, old: str, new: str) -> Plan:
    from vaultkit.refactor import rename_property_plan

    return rename_property_plan(graph, old, new)


command = rename_command(
    "rename-property",
    _plan,
    """Rename the property OLD to NEW in every note and base.

    vaultkit rename-property job_title title
    """,
)
