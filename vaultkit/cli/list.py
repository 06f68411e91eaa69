"""`vaultkit list QUESTION`: ask a question about the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from vaultkit.cli import Command, Members, Options
from vaultkit.cli.output import counted, put, put_reasons, put_rows, put_text, tell
from vaultkit.insights import QUESTIONS
from vaultkit.questions import Argument, Question, row

if TYPE_CHECKING:
    from datetime import date

    from vaultkit.workspace import Workspace


def question_command(question: Question) -> Command:
    """The command that asks *question*."""
    params: list[click.Parameter] = [parameter(argument) for argument in question.arguments]
    params.append(click.Option(["--explain"], is_flag=True, help="Each reason on a line, with the note it comes from."))

    @click.pass_obj
    def ask(options: Options, /, explain: bool = False, **arguments: Any) -> None:
        _ask(question, options, explain, arguments)

    return Command(question.name, callback=ask, params=params, help=question.about)


def parameter(argument: Argument) -> click.Parameter:
    """How an argument is typed."""
    if argument.required:
        return click.Argument([argument.name], metavar=argument.name.upper())
    if argument.choices:
        return click.Option(
            [f"--{argument.name}"], type=click.Choice(argument.choices, case_sensitive=False), help=argument.about
        )
    metavar = {"period": "TIME", "number": "N", "word": "WORD", "tier": "TIER", "text": "TEXT"}[argument.type]
    return click.Option([f"--{argument.name}"], metavar=metavar, help=argument.about)


def _ask(question: Question, options: Options, explain: bool, arguments: dict[str, Any]) -> None:
    from vaultkit.why import reasons_of

    workspace = options.open()
    today = options.day(workspace)
    if options.format == "md":
        from vaultkit.regions import render_section

        given = {name: value for name, value in arguments.items() if value is not None}
        put_text(
            render_section(workspace.graph_on(today), question.name, given, today, workspace.templates).strip("\n")
        )
        return
    results = workspace.ask(question.name, today, **arguments)
    rows = [row(result) for result in results]
    if question.name == "due" and options.format in ("", None):
        for found in results:
            put(_line(found))
            if explain:
                put_reasons(reasons_of(question, found))
    else:
        put_rows(rows, question.columns, options.format or "table")
        if explain and options.format in ("", "table"):
            for found in results:
                put(next(str(getattr(found, field)) for field in ("name", *question.columns) if hasattr(found, field)))
                put_reasons(reasons_of(question, found))
    tell(options, counted(len(results), "row") if results else _empty(workspace, question, today, arguments))


def _line(found: Any) -> str:
    reasons = ", ".join(str(reason) for reason in found.reasons)
    return f"{found.name} · {found.points} · due {found.due}" + (f" — {reasons}" if reasons else "")


def _empty(workspace: Workspace, question: Question, today: date, arguments: dict[str, Any]) -> str:
    """What the section of the question says when there is nothing: why, and what to write where."""
    from vaultkit.regions import render_section

    given = {name: value for name, value in arguments.items() if value is not None}
    text = render_section(workspace.graph_on(today), question.name, given, today, workspace.templates)
    return " ".join(re.sub(r"\\(?=[^\w\s])", "", text).replace("&lt;", "<").split())


@click.group(cls=Members, what="question", members=QUESTIONS, make=question_command)
def command() -> None:
    """Ask a question: vaultkit list due --within 14d."""
