"""The command line: flags in, one call to the workspace, words out. One file per command.

Options that every command takes may stand before or after its name. Data goes to stdout, words to
stderr. What a command needs beyond click is imported inside it, so that `--help` is quick.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaultkit.errors import NoVaultError, VaultkitError

if TYPE_CHECKING:
    from datetime import date

    from vaultkit.workspace import Workspace

FORMATS = ("table", "md", "json", "jsonl", "csv")
#: Formats of tools that read findings; only `check` writes them.
FINDING_FORMATS = ("sarif", "github")

_HELPERS = frozenset({"output", "renames", "reports"})
#: Commands that only read: they leave what an interrupted run began to the next that writes.
READERS = frozenset({"check", "due", "export", "list", "show", "why"})


@dataclass(slots=True)
class Options:
    """What the options that every command takes say."""

    vault: str = ""
    today: str = ""
    format: str = ""
    dry_run: bool = False
    verbosity: int = 0

    def open(self) -> Workspace:
        """Open the vault that is meant: `--vault`, else the nearest folder upward, else `VAULTKIT_VAULT`.

        A command that writes first brings to an end what an interrupted run began, and says so.
        """
        from vaultkit.workspace import Workspace, vault_above

        folder = self.vault or vault_above(Path.cwd()) or os.environ.get("VAULTKIT_VAULT", "")
        if not folder:
            raise NoVaultError(str(Path.cwd()))
        workspace = Workspace(folder)
        if not self.dry_run and click.get_current_context().find_root().invoked_subcommand not in READERS:
            from vaultkit.cli.output import say

            for words in workspace.settle():
                say(words)
        return workspace

    def day(self, workspace: Workspace) -> date:
        """Today, in the vault's time zone, or what `--today` or `VAULTKIT_TODAY` says."""
        return workspace.today(self.today or None)


def _common(formats: tuple[str, ...]) -> list[click.Parameter]:
    return [
        click.Option(
            ["--vault"], metavar="DIR", help="The vault's folder (else the nearest one upward, else VAULTKIT_VAULT)."
        ),
        click.Option(["--today"], metavar="DATE", help="Act as if it were this day."),
        click.Option(["--format"], type=click.Choice(formats), help="How to print what is listed."),
        click.Option(
            ["--dry-run", "-n"],
            is_flag=True,
            default=None,
            help="Show what would be written, as a diff, and write nothing.",
        ),
        click.Option(["--quiet", "-q"], is_flag=True, default=None, help="No words beside the data."),
        click.Option(["--verbose", "-v"], is_flag=True, default=None, help="More words."),
    ]


_COMMON_NAMES = ("vault", "today", "format", "dry_run", "quiet", "verbose")


def _take_common(context: click.Context) -> None:
    options = context.ensure_object(Options)
    given = {name: context.params.pop(name, None) for name in _COMMON_NAMES}
    for name in ("vault", "today", "format", "dry_run"):
        if given[name] is not None:
            setattr(options, name, given[name])
    if given["quiet"]:
        options.verbosity = -1
    if given["verbose"]:
        options.verbosity = 1


def _short(help_text: str) -> str:
    """The first clause of a help text: what fits into a line of the list of commands."""
    words = re.sub(r" \([^()]*\)", "", " ".join(help_text.split()))
    return re.split(r"[:;.]", words, maxsplit=1)[0]


class Command(click.Command):
    """A command that takes the common options too; `formats` are those that it can print."""

    def __init__(self, *args: Any, formats: tuple[str, ...] = FORMATS, **more: Any) -> None:
        super().__init__(*args, **more)
        self.formats = formats
        self.params += _common(formats)

    def get_short_help_str(self, limit: int = 45) -> str:
        return _short(self.help or "")

    def invoke(self, ctx: click.Context) -> Any:
        _take_common(ctx)
        form = ctx.ensure_object(Options).format
        if form and form not in self.formats:  # it stood before the command's name
            ctx.fail(f"--format {form} is for 'vaultkit check' only; here there are: {', '.join(self.formats)}.")
        return _guarded(lambda: super(Command, self).invoke(ctx))


class Group(click.Group):
    """A group that takes the common options too."""

    command_class = Command

    def __init__(self, *args: Any, formats: tuple[str, ...] = FORMATS, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params += _common(formats)

    def get_short_help_str(self, limit: int = 45) -> str:
        return _short(self.help or "")

    def invoke(self, ctx: click.Context) -> Any:
        _take_common(ctx)
        return super().invoke(ctx)


class Members(Group):
    """A group with a command for each member of a table, which *make* makes when it is asked for."""

    def __init__(
        self, *args: Any, what: str, members: Mapping[str, Any], make: Callable[[Any], click.Command], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.what = what
        self.members = members
        self.make = make

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.make(self.members[cmd_name]) if cmd_name in self.members else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.members and not args[0].startswith("-"):
            from vaultkit.cli.output import safe
            from vaultkit.errors import UnknownNameError

            error = UnknownNameError(self.what, args[0], self.members)
            ctx.fail(safe(f"{error.message}; {error.hint}"))
        return super().resolve_command(ctx, args)


class _Refusal(click.ClickException):
    """An error of ours on its way out: this is the one place that prints them."""

    def __init__(self, error: VaultkitError) -> None:
        super().__init__(error.message)
        self.error = error

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """What the error's own class says."""
        return self.error.exit_code

    def show(self, file: Any = None) -> None:
        from vaultkit.cli.output import say

        say(f"vaultkit: {self.error.message}")
        if self.error.hint:
            say(f"  {self.error.hint}")


def _guarded(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except VaultkitError as error:
        raise _Refusal(error) from error


class _Commands(Group):
    """Finds the commands in this folder; loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(__path__) if module.name not in _HELPERS)
        return sorted(name.replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from vaultkit.cli.output import safe
            from vaultkit.errors import nearest

            near = nearest(name, self.list_commands(ctx))
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(safe(f"No command is called '{name}'.{hint}"))
        return super().resolve_command(ctx, args)


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from vaultkit import __version__

        click.echo(f"vaultkit {__version__}")
        context.exit()


@click.command(
    cls=_Commands, formats=(*FORMATS, *FINDING_FORMATS), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Print the version."
)
@click.pass_context
def group(context: click.Context) -> None:
    """Run your professional network out of plain Markdown notes.

    \b
    vaultkit init --example my-vault    a vault to look around in
    vaultkit due                        whom to get in touch with
    vaultkit render                     fill the dashboards, act on ticks
    vaultkit render hello --to Rohit    a message, as a note, never sent
    vaultkit watch                      keep the dashboards fresh
    """  # noqa: D301 - click's sign for "do not wrap" is a real backspace
    context.ensure_object(Options)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    group(prog_name="vaultkit")
