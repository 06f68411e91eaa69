"""`vaultkit render`: fill the dashboards, or make a draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import put, put_diff, put_text, report, say, say_problems, tell

if TYPE_CHECKING:
    from vaultkit.model import Problem


@click.command(cls=Command)
@click.argument("draft", required=False)
@click.option("--to", metavar="NAME", help="For whom the draft is.")
@click.option("--channel", metavar="NAME", help="How it will be sent: email, slack, linkedin-note, sms …")
@click.option("--tone", metavar="TONE", help="casual, warm or formal.")
@click.option("--via", metavar="NAME", help="Through whom.")
@click.option("--event", metavar="NAME", help="The event it refers to.")
@click.option("--about", metavar="NAME", help="The note it is about.")
@click.option("--what", metavar="TEXT", help="What it is about, where no note says so: 'her new job'.")
@click.option("--link", metavar="URL", help="An address that belongs into it.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the draft instead of making a note.")
@click.option("--message", "to_copy", is_flag=True, help="Print only the message, ready to copy, and make no note.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a placeholder or a failed check is left.")
@click.option("--force", is_flag=True, help="Also to somebody you only observe.")
@click.option("--drafts", is_flag=True, help="List the drafts there are.")
@click.pass_context
def command(
    context: click.Context,
    /,
    draft: str | None,
    to_stdout: bool,
    to_copy: bool,
    drafts: bool,
    force: bool,
    strict: bool,
    **given: str | None,
) -> None:
    """Refresh every region of every note; with DRAFT, make a pitch or an outreach note.

    A row that was ticked in a dashboard is acted on: it is logged in the person's note. A draft is
    a new note with its facts and checks. It never replaces anything, and nothing is ever sent.
    """
    options: Options = context.obj
    if drafts:
        _list_drafts(options)
    elif draft:
        texts = {name: value or "" for name, value in given.items()}
        is_ready = _draft(options, draft, "message" if to_copy else "note" if to_stdout else "", force, texts)
        context.exit(1 if strict and not is_ready else 0)
    elif any(given.values()) or to_stdout or to_copy or strict:
        raise click.UsageError("name the draft first: vaultkit render hello --to NAME (see --drafts)")
    else:
        context.exit(_refresh(options))


def _refresh(options: Options) -> int:
    workspace = options.open()
    today = options.day(workspace)
    if options.dry_run:
        plan = workspace.render_plan(today)
        put_diff(plan)
        say_problems(plan.problems)
        tell(options, "nothing was written (dry run)" if plan else "nothing to write")
        return _refused(plan.problems)
    for words in workspace.recover():
        say(words)
    if not any(note.document.regions for note in workspace.notes.values()):
        tell(options, "no note has a region yet; 'vaultkit init' makes a Today.md with some")
    outcome = workspace.render(today)
    say_problems(outcome.plan.problems)
    return report(options, outcome.applied) or _refused(outcome.plan.problems)


def _refused(problems: Iterable[Problem]) -> int:
    return 2 if any(problem.code == "region-template" for problem in problems) else 0


def _list_drafts(options: Options) -> None:
    from vaultkit.drafts import draft_kinds

    for kind in draft_kinds(options.open().templates).values():
        put(f"{kind.name:22} {kind.about} ({', '.join(kind.channels)})")


def _draft(options: Options, name: str, printed: str, force: bool, given: dict[str, str]) -> bool:
    """Make a draft, or print its note or message instead; whether it is ready to be sent."""
    from vaultkit.drafts import Request, make_draft

    workspace = options.open()
    today = options.day(workspace)
    draft = make_draft(workspace.graph_on(today), Request(name, force=force, **given), today, workspace.templates)
    if printed:
        put_text(draft.to_copy if printed == "message" else draft.text.rstrip("\n"))
    elif options.dry_run:
        put_diff(draft.plan)
    for check in draft.checks:
        if check.level != "ok" or options.verbosity > 0:
            tell(options, f"{check.level}: {check.words}")
    if not printed and not options.dry_run:
        code = report(options, workspace.apply(draft.plan, f"render {name}"))
        if code:
            click.get_current_context().exit(code)
    return draft.is_ready
