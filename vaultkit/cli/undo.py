"""`vaultkit undo`: take back what was written last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import counted, put, put_diff, put_rows, report, tell

if TYPE_CHECKING:
    from datetime import tzinfo

    from vaultkit.state import Entry, Record

_COLUMNS = ("number", "when", "command", "undone", "files")


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
        _list(options, workspace.files.history(), workspace.settings.zone)
        return
    if options.dry_run:
        put_diff(workspace.undo_plan(number)[0])
        return
    outcome = workspace.undo(number)
    code = report(options, outcome.applied, is_undo=True)
    for path in outcome.left:
        tell(options, f"{path} is left as it is (a dashboard refreshed since, or an edit of yours that was kept)")
    context.exit(code)


def _list(options: Options, entries: Sequence[Entry], zone: tzinfo | None) -> None:
    from vaultkit.names import few

    if options.format not in ("", "table"):
        put_rows([_row(entry) for entry in entries], _COLUMNS, options.format)
        return
    for entry in entries:
        when = datetime.fromisoformat(entry.when).astimezone(zone).strftime("%Y-%m-%d %H:%M")
        mark = " (undone)" if entry.undone else ""
        files = _files(entry)
        names = few(files, len(files) if options.verbosity > 0 else 3)
        put(f"{entry.number:4}  {when}  {entry.command}{mark}  {counted(len(files), 'file')}: {names}")
    if not entries:
        tell(options, "nothing was written yet")


def _files(entry: Entry) -> tuple[str, ...]:
    """What an act wrote and moved, each file once."""
    moved = {record.path: _moved(record) for record in entry.changes if record.to}
    return tuple(dict.fromkeys(moved.get(record.path, record.path) for record in entry.changes))


def _moved(record: Record) -> str:
    return f"{record.path} to {record.to}"


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "when": entry.when,
        "command": entry.command,
        "undone": entry.undone,
        "files": list(dict.fromkeys(record.path for record in entry.changes if not record.to)),
        "moved": [
            {"path": record.path, "to": record.to, "words": _moved(record)} for record in entry.changes if record.to
        ],
    }
