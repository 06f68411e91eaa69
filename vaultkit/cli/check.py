"""`vaultkit check`: what is wrong in the notes, and what to do about it."""

from __future__ import annotations

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import counted, place, put, put_rows, tell


@click.command(cls=Command)
@click.option("--strict", is_flag=True, help="Exit with 1 for any finding, not only for errors.")
@click.pass_context
def command(context: click.Context, strict: bool) -> None:
    """Check every note. Exits with 1 if there are errors.

    What each code means stands in docs/problems.md.
    """
    from vaultkit.problems import severity

    options: Options = context.obj
    workspace = options.open()
    found = workspace.findings(options.day(workspace))
    if options.format in ("", "table"):
        for p in found:
            hint = f" — {p.hint}" if p.hint else ""
            put(f"{place(p.path, p.line, p.column)}: {severity(p)} {p.code}: {p.message}{hint}")
    else:
        columns = ("path", "line", "column", "code", "severity", "message", "hint")
        rows = [
            {
                "path": p.path,
                "line": p.line,
                "column": p.column,
                "code": p.code,
                "severity": severity(p),
                "message": p.message,
                "hint": p.hint,
            }
            for p in found
        ]
        put_rows(rows, columns, options.format)
    errors = sum(severity(p) == "error" for p in found)
    tell(
        options,
        f"{counted(len(workspace.notes), 'note')}, {counted(len(found), 'finding')}, {counted(errors, 'error')}",
    )
    context.exit(1 if errors or (strict and found) else 0)
