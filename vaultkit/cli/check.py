"""`vaultkit check`: what is wrong in the notes, what to do about it, and mending what is safe to mend."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from vaultkit.cli import FINDING_FORMATS, FORMATS, Command, Options
from vaultkit.cli.output import counted, place, put, put_diff, put_finding, put_json, put_rows, report, say, tell
from vaultkit.cli.renames import is_sure_option
from vaultkit.errors import RefusedError, UnknownNameError, UsageError
from vaultkit.problems import CODES, RANKS, severity

if TYPE_CHECKING:
    from vaultkit.model import Problem
    from vaultkit.plan import Plan
    from vaultkit.workspace import Workspace

#: With more findings than these they are counted by code; more files than these are not mended without asking.
_MANY = 10
_COLUMNS = ("path", "line", "column", "code", "severity", "message", "hint")


@click.command(cls=Command, formats=(*FORMATS, *FINDING_FORMATS))
@click.option("--strict", is_flag=True, help="Exit with 1 for any finding, not only for errors.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend; shows the diff. Take it back with undo.")
@is_sure_option
@click.option("--explain", metavar="CODE", help="Say what a code means and how to mend it; no note is read.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Only findings with this code (repeatable).")
@click.option("--severity", "least", type=click.Choice(RANKS), default="info", help="Only so severe, and worse.")
@click.option("--missing", is_flag=True, help="Only the organizations, schools and communities that have no note.")
@click.pass_context
def command(
    context: click.Context,
    missing: bool,
    strict: bool,
    fix: bool,
    is_sure: bool,
    explain: str | None,
    codes: tuple[str, ...],
    least: str,
) -> None:
    """Check every note. Exits with 1 if there are errors.

    What a code means is told by --explain CODE.
    """
    options: Options = context.obj
    for code in codes if explain is None else (explain,):
        if code not in CODES:
            raise UnknownNameError("code", code, CODES)
    if explain is not None:
        _explain(explain, options.format)
        return

    def is_wanted(problem: Problem) -> bool:
        return (not codes or problem.code in codes) and RANKS.index(severity(problem)) <= RANKS.index(least)

    if missing and fix:
        raise UsageError("--missing is mended by another command", "make the notes with: vaultkit new --stubs")
    workspace = options.open()
    today = options.day(workspace)
    look = workspace.missing if missing else workspace.findings
    is_table = options.format in ("", "table")

    def plan() -> Plan:
        made, _ = workspace.fix_plan(workspace.findings(today), is_wanted)
        is_asked = len(made.changes) > _MANY and not is_sure and not options.dry_run
        files = counted(len(made.changes), "file")
        if is_asked and not sys.stdin.isatty():
            raise RefusedError(
                f"{files} would be changed, and nobody can be asked; nothing is written",
                "look at it with: vaultkit check --fix --dry-run, then write it with: vaultkit check --fix --yes",
            )
        if is_table:
            put_diff(made)
        if is_asked:
            click.confirm(f"{files} will be changed. Go on?", default=True, err=True, abort=True)
        return made

    if fix and options.dry_run:
        tell(options, "nothing was written (dry run)" if plan() else "nothing to write")
    status = 0
    if fix and not options.dry_run:
        applied = workspace.carry_out(plan, "check --fix").applied
        status = report(options, applied, put if is_table else say)
    found = [problem for problem in look(today) if is_wanted(problem)]
    _, fixable = workspace.fix_plan(found, is_wanted)
    _show(found, fixable, options.format)
    errors = sum(severity(p) == "error" for p in found)
    _sum_up(options, workspace, found, fixable, errors)
    context.exit(status or (1 if errors or (strict and found) else 0))


def _explain(code: str, form: str) -> None:
    from vaultkit.cli.reports import remedy
    from vaultkit.fixes import FIXABLE

    level, meaning = CODES[code]
    if form in ("", "table", *FINDING_FORMATS):
        put(f"{code} ({level}): {meaning}")
        put(f"To mend it: {remedy(code)}")
        if code in FIXABLE:
            put("'vaultkit check --fix' does it where that is safe.")
        put(f'To hear no more of it: ignore = ["{code}"] below [check] in vaultkit.toml.')
        return
    row = {"code": code, "severity": level, "meaning": meaning, "remedy": remedy(code), "fixable": code in FIXABLE}
    put_rows([row], tuple(row), form)


def _show(found: Sequence[Problem], fixable: Collection[Problem], form: str) -> None:
    from vaultkit.cli.reports import github, sarif, sentence

    if form in ("", "table"):
        for p in found:
            mark = " [fix]" if p in fixable else ""
            put_finding(place(p.path, p.line, p.column), severity(p), f"{p.code}: {sentence(p)}{mark}")
    elif form == "sarif":
        put_json(sarif(found), indent=2)
    elif form == "github":
        for line in github(found):
            put(line)
    else:
        rows = [
            {
                "path": p.path,
                "line": p.line,
                "column": p.column,
                "code": p.code,
                "severity": severity(p),
                "message": p.message,
                "hint": p.hint,
                "fixable": p in fixable,
            }
            for p in found
        ]
        put_rows(rows, _COLUMNS, form)


def _sum_up(
    options: Options, workspace: Workspace, found: Sequence[Problem], fixable: Collection[Problem], errors: int
) -> None:
    notes = counted(len(workspace.notes), "note")
    tell(options, f"{notes}, {counted(len(found), 'finding')}, {counted(errors, 'error')}")
    if len(found) > _MANY:
        by_code = Counter(problem.code for problem in found)
        tell(options, ", ".join(f"{code} {count}" for code, count in by_code.most_common()))
        tell(options, "silence what you never want to hear of with [check] ignore in vaultkit.toml")
    if fixable:
        tell(options, f"{len(fixable)} can be mended with: vaultkit check --fix")
