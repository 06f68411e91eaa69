"""`vaultkit export FORMAT`: hand on what the notes say, in a format of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vaultkit.cli import Command, Members, Options
from vaultkit.cli.list import parameter
from vaultkit.cli.output import carry_out, put, put_json, tell
from vaultkit.exchange import FORMATS, Format


def _command(chosen: Format) -> Command:
    """The command that writes *chosen*."""
    params: list[click.Parameter] = [
        click.Argument(["folder"], metavar="[DIR]", required=False, type=click.Path(path_type=Path)),
        *(parameter(argument) for argument in chosen.arguments),
    ]
    if chosen.is_ours:
        params.append(click.Option(["--force"], is_flag=True, help="Replace a file that you have changed."))

    @click.pass_context
    def export(context: click.Context, /, folder: Path | None, **given: Any) -> None:
        context.exit(_export(chosen, context.obj, folder, given))

    ways = f"\n\nWrites its files into DIR{', or prints JSON lines with --format jsonl' if chosen.objects else ''}."
    return Command(chosen.name, callback=export, params=params, help=chosen.about + ways)


def _export(chosen: Format, options: Options, folder: Path | None, given: dict[str, Any]) -> int:
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
        return 0
    if folder is None:
        raise UsageError("the folder to write into is missing", ways)
    workspace = options.open()
    given |= {"today": options.day(workspace)}
    if workspace.is_own_place(chosen.name, folder):
        return carry_out(options, workspace, lambda: workspace.export_plan(chosen.name, folder, **given), "export")
    changed = workspace.export(chosen.name, folder, dry_run=bool(options.dry_run), **given)
    for name in changed:
        put(f"{'would write' if options.dry_run else 'wrote'} {folder / name}")
    if not changed:
        tell(options, "nothing to write")
    return 0


@click.group(cls=Members, what="format", members=FORMATS, make=_command)
def command() -> None:
    """Write what the notes say for other programs: vaultkit export metadata DIR."""
