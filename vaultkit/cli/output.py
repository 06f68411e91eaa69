"""The output border: everything a person or a program reads passes here, made harmless on the way."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vaultkit.cli import Options
    from vaultkit.model import Problem, Reason
    from vaultkit.plan import Plan
    from vaultkit.workspace import Applied, Workspace

# C0 but line feed and tab, DEL, C1, bidirectional and other invisible signs, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def safe(text: str) -> str:
    """Text in which nothing can steer the terminal or hide: such characters become visible escapes."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def safe_line(text: str) -> str:
    """The same for one line: a line break in it (file names may have one) forges no second line."""
    return safe(text).replace("\n", "\\n").replace("\t", "\\t")


def put(text: str) -> None:
    """A line of data, to stdout."""
    click.echo(safe_line(text))


def put_text(text: str) -> None:
    """Several lines of data, to stdout."""
    click.echo(safe(text))


def put_finding(where: str, severity: str, words: str) -> None:
    """A finding as a line of data; on a terminal its severity is coloured."""
    look = {"error": {"fg": "red"}, "warning": {"fg": "yellow"}}.get(severity, {"dim": True})
    _put_styled(f"{safe_line(where)}: {click.style(severity, **look)} {safe_line(words)}")


def _put_styled(text: str) -> None:
    """A line of data with styles, which click takes out if stdout is no terminal."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def say(text: str) -> None:
    """A line of words, to stderr."""
    click.echo(safe_line(text), err=True)


def tell(options: Options, text: str) -> None:
    """Words that `--quiet` silences."""
    if options.verbosity >= 0:
        say(text)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 note`, `3 notes`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def put_reasons(reasons: Iterable[Reason]) -> None:
    """Each reason on a line: its points, its rule, its words, and where it is known from."""
    for reason in reasons:
        points = f"{reason.points:+5g}" if reason.points else "    0"
        where = place(reason.evidence.path, reason.evidence.line)
        put(f"  {points}  {reason.rule}: {reason.words}  ({where})")


def put_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    """Rows in one of the formats. JSON has every value of a row, the others the columns."""
    if form == "json":
        put_json(list(rows), indent=2)
    elif form == "jsonl":
        for row in rows:
            put_json(row)
    elif form == "csv":
        click.echo(_csv(rows, columns), nl=False)
    elif form == "md":
        put_text(_markdown(rows, columns))
    elif rows:
        _put_table(rows, columns)


def put_json(value: Any, indent: int | None = None) -> None:
    """A value as JSON, with the same characters escaped as in `safe`, in JSON's own way.

    So is every other that a stdout of another encoding than UTF-8 could not carry.
    """
    is_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    text = json.dumps(value, ensure_ascii=not is_utf8, indent=indent)
    click.echo(_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def _cells(row: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    return [_text(row[column]) for column in columns]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        words = str(value.get("words") or f"{value.get('path')}:{value.get('line')}")
        return f"{words} ({value['points']:+g})" if value.get("points") else words
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return str(value)


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_no_formula(cell) for cell in _cells(row, columns)] for row in rows)
    return safe(out.getvalue())


def _no_formula(cell: str) -> str:
    """A cell that no spreadsheet runs (OWASP, CSV injection); plain numbers stay numbers."""
    is_formula = cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    return f"'{cell}" if is_formula and not re.fullmatch(r"-\d+", cell) else cell


def _markdown(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    from vaultkit.templating import cell, escape

    lines = [columns, ["---"] * len(columns), *([cell(escape(text)) for text in _cells(row, columns)] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _put_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    is_terminal = sys.stdout.isatty()
    table = Table(box=None, pad_edge=False, header_style="bold" if is_terminal else "", padding=(0, 2, 0, 0))
    for column in columns:
        is_number = all(isinstance(row[column], int | None) for row in rows)
        table.add_column(Text(column.replace("_", " ")), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe_line(cell)) for cell in _cells(row, columns)))
    console = Console(file=sys.stdout, highlight=False, soft_wrap=False, width=None if is_terminal else 10_000)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().split("\n")[:-1]:
        click.echo(line.rstrip())


def put_diff(plan: Plan) -> None:
    """A plan as a diff, coloured on a terminal."""
    for line in plan.diff().split("\n")[:-1]:
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        bold = line.startswith(("+++", "---"))
        _put_styled(click.style(safe(line), fg=None if bold else colour, bold=bold or None))


def place(path: str, line: int, column: int = 0) -> str:
    """`path:line`, as editors jump to."""
    if not path:
        return "vault"
    return f"{path}:{line}:{column}" if column else f"{path}:{line}"


def say_problems(problems: Iterable[Problem]) -> None:
    """What went wrong in notes, on stderr."""
    for problem in problems:
        say(f"{place(problem.path, problem.line)}: {problem.message}" + (f" ({problem.hint})" if problem.hint else ""))


def report(options: Options, applied: Applied, announce: Callable[[str], None] = put, *, is_undo: bool = False) -> int:
    """Say what was written (by *announce*) and what was not; the exit code that follows."""
    for change in applied.written:
        announce(f"{'removed' if change.after is None else 'wrote'} {change.path}: {change.why}")
    for move in applied.moved:
        announce(f"moved {move.path} to {move.to}")
    for words in applied.recovered:
        say(words)
    for path in applied.kept:
        say(f"a save of yours came in between; it is kept in {path}")
    for conflict in applied.conflicts:
        # To undo once more would not help, or take back something else.
        words = "since" if is_undo else "meanwhile"
        again = "" if is_undo else "; run the command again"
        say(f"{conflict.path} was changed {words} and is left as it is{again}")
    for _, words in applied.failures:
        say(words)
    if not applied.written and not applied.moved and not applied.conflicts and not applied.failures:
        tell(options, "nothing to write")
    return 4 if applied.conflicts or applied.failures else 0


def carry_out(options: Options, workspace: Workspace, make_plan: Callable[[], Plan], command: str) -> int:
    """Show what would be written (dry run), or write it; the exit code."""
    if options.dry_run:
        plan = make_plan()
        put_diff(plan)
        tell(options, "nothing was written (dry run)" if plan else "nothing to write")
        return 0
    return report(options, workspace.carry_out(make_plan, command).applied)
