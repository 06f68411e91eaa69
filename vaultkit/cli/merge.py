"""`vaultkit merge A B`: make one note of two about the same; every link follows."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out
from vaultkit.cli.renames import is_sure_option, rename


@click.command(cls=Command)
@click.argument("kept", metavar="A")
@click.argument("merged", metavar="B")
@click.option("--keep", is_flag=True, help="Leave a note that points to A in place of B.")
@click.option("--distinct", is_flag=True, help="Write down that they are not the same, and merge nothing.")
@is_sure_option
@click.pass_context
def command(context: click.Context, kept: str, merged: str, keep: bool, distinct: bool, is_sure: bool) -> None:
    """Merge the note B into A: what A lacks comes from B, links to B lead to A, B goes to the trash.

    vaultkit merge "Sam Rivera" "S. Rivera"
    """
    from vaultkit.plan import Plan
    from vaultkit.refactor import distinct_plan, merge_plan

    options: Options = context.obj
    workspace = options.open()

    def plan() -> Plan:
        graph = workspace.graph
        one, other = graph.find_note(kept), graph.find_note(merged)
        return distinct_plan(graph, one, other) if distinct else merge_plan(graph, one, other, keep=keep)

    if distinct:
        context.exit(carry_out(options, workspace, plan, "merge"))
    context.exit(rename(options, workspace, plan, "merge", is_sure=is_sure))
