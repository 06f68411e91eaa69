"""`vaultkit export FORMAT`: hand on what the notes say, in a format of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from vaultkit.cli import Command, Group, Options
from vaultkit.cli.output import put, put_json, safe, tell
from vaultkit.exchange import FORMATS, Format


class _Formats(Group):
    """Every format is a command of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(FORMATS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _command(FORMATS[cmd_name]) if cmd_name in FORMATS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in FORMATS and not args[0].startswith("-"):
            from vaultkit.errors import UnknownNameError

            error = UnknownNameError("format", args[0], FORMATS)
            ctx.fail(safe(f"{error.message}; {error.hint}"))
        return super().resolve_command(ctx, args)


@click.group(cls=_Formats)
def command() -> None:
    """Write what the notes say for other programs: vaultkit export metadata DIR."""


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
