"""`vaultkit undo`: take back what was written last."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import put, put_diff, report, tell


@click.command(cls=Command)
@click.argument("number", type=int, required=False)
@click.option("--list", "listed", is_flag=True, help="Show what can be taken back, newest first.")
@click.pass_context
def command(context: click.Context, number: int | None, listed: bool) -> None:
    """Bring back the files as they were before the last command that wrote (or the one of that NUMBER).

    A file that was changed since is left alone. Every version is kept for 30 days, outside the vault.
    """
    options: Options = context.obj
    workspace = options.open()
    if listed:
        entries = workspace.files.history()
        for entry in entries:
            mark = " (undone)" if entry.undone else ""
            names = (f"{record.path} to {record.to}" if record.to else record.path for record in entry.changes)
            put(f"{entry.number:4}  {entry.when}  {entry.command}{mark}: {', '.join(names)}")
        if not entries:
            tell(options, "nothing was written yet")
        return
    if options.dry_run:
        put_diff(workspace.undo_plan(number)[0])
        return
    outcome = workspace.undo(number)
    code = report(options, outcome.applied)
    for path in outcome.left:
        tell(options, f"{path} is left as it is (a dashboard refreshed since, or an edit of yours that was kept)")
    context.exit(code)
