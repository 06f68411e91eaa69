"""`vaultkit watch`: keep the dashboards fresh."""

from __future__ import annotations

import signal
from typing import Any

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import put, tell


@click.command(cls=Command)
@click.option("--poll", is_flag=True, help="Look again and again instead of being told (network folders).")
@click.pass_obj
def command(options: Options, poll: bool) -> None:
    """Refresh the dashboards whenever a note is saved and when the day turns. Ctrl-C ends it.

    A row ticked in a dashboard, in any editor, is logged in the person's note.
    """
    from vaultkit.watch import RealClock, Watcher

    if options.dry_run:
        raise click.UsageError("watch has no dry run; 'vaultkit render --dry-run' shows what would be written")
    workspace = options.open()
    options.day(workspace)
    watcher = Watcher(workspace, put, clock=RealClock(options.today), polling=poll)

    def stop(number: int, _: Any) -> None:
        watcher.stop()
        signal.signal(number, signal.SIG_DFL)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    watcher.run(lambda: tell(options, f"watching {workspace.root} ({len(workspace.notes)} notes); Ctrl-C ends it"))
    tell(options, "stopped")
