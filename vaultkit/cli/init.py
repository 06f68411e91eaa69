"""`vaultkit init`: make a vault, or make one of a folder of notes."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import put, tell

_SETTINGS = """\
# Settings of vaultkit. All are optional; docs/settings.md names every one.

# timezone = "Europe/Paris"      # default: the machine's

# [people]
# folders = ["People"]           # notes in these folders are contacts
# tags = ["person"]              # and notes with these tags
"""

_TODAY = """\
---
type: dashboard
view: today
---
# Today

## They wrote to you

<!-- vaultkit: replies -->
<!-- /vaultkit -->

## Due
Tick a row when it is done: it is logged in the person's note.

<!-- vaultkit: due limit=5 -->
<!-- /vaultkit -->

## Birthdays

<!-- vaultkit: birthdays -->
<!-- /vaultkit -->

## After events

<!-- vaultkit: after-events -->
<!-- /vaultkit -->

## Coming up

<!-- vaultkit: upcoming -->
<!-- /vaultkit -->

## Notes to mend

<!-- vaultkit: problems severity=error limit=10 -->
<!-- /vaultkit -->
"""

_ME = """\
---
type: me
name:
headline:
offers:
asks:
next_step:
---
What you write here is the source of every pitch and message.
"""


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="With a small invented network to look around in.")
@click.option("--dashboards", is_flag=True, help="With a dashboard for each habit, and more, instead of one.")
@click.pass_obj
def command(options: Options, folder: Path | None, example: bool, dashboards: bool) -> None:
    """Make DIR (or this folder) a vault. Files that are there already are left as they are."""
    from vaultkit.errors import RefusedError
    from vaultkit.workspace import example_vault, lay_out

    target = folder or Path(options.vault or ".")
    if example and target.is_dir() and any(target.iterdir()):
        raise RefusedError(f"{target} is not empty", "name a new folder: vaultkit init --example my-vault")
    texts = dict(example_vault() if example else {"vaultkit.toml": _SETTINGS, "Today.md": _TODAY, "Me.md": _ME})
    if dashboards and not example:
        texts.pop("Today.md")
        texts.update({path: text for path, text in example_vault().items() if path.startswith("Dashboards/")})
    if options.dry_run:
        for path in texts:
            put(f"would make {target / path}" if not (target / path).exists() else f"would leave {target / path}")
        return
    written = lay_out(target, texts)
    for path in written:
        put(f"made {target / path}")
    day = " --today 2026-04-10" if example else ""
    tell(options, f"{len(written)} files made in {target}")
    go = "" if target == Path() else f"cd {shlex.quote(str(target))} && "
    tell(options, f"next: {go}vaultkit render{day} && vaultkit due{day}")
