"""`vaultkit rename-tag OLD NEW`: give a tag another name, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaultkit.cli.renames import rename_command

if TYPE_CHECKING:
    from vaultkit.graph import Graph
    from vaultkit.plan import Plan


def _plan(graph: Graph, old: str, new: str) -> Plan:
    from vaultkit.refactor import rename_tag_plan

    return rename_tag_plan(graph, old, new)


command = rename_command(
    "rename-tag",
    _plan,
    """Rename the tag OLD, and all tags nested below it, to NEW.

    vaultkit rename-tag work/client customer
    """,
)
