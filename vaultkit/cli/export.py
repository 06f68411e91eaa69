"""`vaultkit export FORMAT`: hand on what the notes say, in a format of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from vaultkit.cli import Command, Members, Options
from vaultkit.cli.output import put, put_json, tell
from vaultkit.exchange import FORMATS, Format


def _command(chosen: Format) -> Command:
    """The command that writes *chosen*."""
    folder = click.Argument(["folder"], metavar="[DIR]", required=False, type=click.Path(path_type=Path))

    @click.pass_obj
    def export(options: Options, /, folder: Path | None) -> None:
        _export(chosen, options, folder)

    ways = f"\n\nWrites its files into DIR{', or prints JSON lines with --format jsonl' if chosen.objects else ''}."
    return Command(chosen.name, callback=export, params=[folder], help=chosen.about + ways)


def _export(chosen: Format, options: Options, folder: Path | None) -> None:
    from vaultkit.errors import UsageError

    lines = f"vaultkit export {chosen.name} --format jsonl"
    ways = f"type: vaultkit export {chosen.name} DIR" + (f", or: {lines}" if chosen.objects else "")
    if options.format and (options.format != "jsonl" or not chosen.objects):
        raise UsageError(f"'{chosen.name}' is not written as {options.format}", ways)
    if options.format and folder is not None:
        raise UsageError("JSON lines are printed, and not written into a folder", f"type: {lines}")
    if options.format:
        for found in options.open().objects(chosen.name):
            put_json(found)
        return
    if folder is None:
        raise UsageError("the folder to write into is missing", ways)
    changed = options.open().export(chosen.name, folder, dry_run=bool(options.dry_run))
    for name in changed:
        put(f"{'would write' if options.dry_run else 'wrote'} {folder / name}")
    if not changed:
        tell(options, "nothing to write")


@click.group(cls=Members, what="format", members=FORMATS, make=_command)
def command() -> None:
    """Write what the notes say for other programs: vaultkit export metadata DIR."""
