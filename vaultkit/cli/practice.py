"""`vaultkit practice PITCH`: a teleprompter with a clock."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from vaultkit.cli import Command, Options
from vaultkit.cli.output import carry_out, safe, say, tell

if TYPE_CHECKING:
    from vaultkit.kinds.pitch import Part, Pitch

#: How often the clock is shown anew.
_TICK = 0.25
#: No text of the clock is longer.
_WIDTH = 60


@click.command(cls=Command)
@click.argument("name", required=False, default="")
@click.option("--parts", "by_parts", is_flag=True, help="One part after the other; Enter shows the next.")
@click.option("--done", is_flag=True, help="Only note down that you practised; nothing is shown.")
@click.option("--confidence", type=click.IntRange(1, 5), help="How sure you feel, 1 to 5; else you are asked.")
@click.pass_context
def command(context: click.Context, name: str, by_parts: bool, done: bool, confidence: int | None) -> None:
    """Practise a pitch: its text, a running clock, and today's date in its note at the end.

    Without a NAME it is the pitch for the next event that you go to. Enter ends it; Ctrl-C ends it
    and nothing is written.
    """
    from vaultkit.acts import find_pitch, practice_plan
    from vaultkit.errors import RefusedError
    from vaultkit.kinds.pitch import Pitch

    options: Options = context.obj
    workspace = options.open()
    today = options.day(workspace)
    pitch = find_pitch(workspace.graph, name, today)
    assert isinstance(pitch.record, Pitch)
    if not done:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise RefusedError(
                "a teleprompter needs a terminal", f"to note it down: vaultkit practice '{pitch.title}' --done"
            )
        if not pitch.record.parts:
            raise RefusedError(f"{pitch.path} has no text to practise", "write it below headings such as ## Who")
        tell(options, f"{pitch.title}: {_about(pitch.record)}")
        if not _practised(pitch.record, by_parts):
            say("given up; nothing was written")
            raise click.exceptions.Exit(130)
        confidence = confidence or _ask_confidence()
    path = pitch.path

    context.exit(
        carry_out(
            options,
            workspace,
            lambda: practice_plan(workspace.graph, find_pitch(workspace.graph, path, today), today, confidence),
            "practice",
        )
    )


def _about(pitch: Pitch) -> str:
    from vaultkit.channels import WORDS_PER_MINUTE

    needs = round(pitch.word_count * 60 / WORDS_PER_MINUTE)
    planned = f", planned for {pitch.seconds:g} s" if pitch.seconds else ""
    return f"{pitch.word_count} words, about {needs} s at {WORDS_PER_MINUTE} words a minute{planned}"


def _practised(pitch: Pitch, by_parts: bool) -> bool:
    """Show the pitch until it is said; False if it was given up."""
    clock = _Clock(pitch.seconds or 0)
    try:
        said = all(_said(shown, clock) for shown in (_one_by_one(pitch.parts) if by_parts else [pitch.parts]))
    except KeyboardInterrupt:
        said = False
    if not said:
        click.echo()
    return said


def _one_by_one(parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    """The parts, each alone; of a pitch without headings, such as a drafted one, the paragraphs."""
    if len(parts) > 1:
        return [(part,) for part in parts]
    texts = re.split(r"\n\s*\n", parts[0].text.strip())
    return [
        (replace(parts[0], text=text, heading="" if number else parts[0].heading),) for number, text in enumerate(texts)
    ]


def _said(parts: tuple[Part, ...], clock: _Clock) -> bool:
    """Show parts and the clock until Enter; False at the end of the input."""
    for part in parts:
        click.echo()
        if part.heading:
            click.echo(_styled(safe(part.heading)))
        click.echo(safe(part.text))
    click.echo()
    return clock.run()


def _styled(text: str) -> str:
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


class _Clock:
    """Time since it was made, of so many seconds; 0 if nothing is planned."""

    def __init__(self, planned: float) -> None:
        self._planned = planned
        self._started = time.monotonic()

    def run(self) -> bool:
        """Show the time on one line until a line is typed; False at the end of the input."""
        typed: list[bytes] = []
        is_typed = threading.Event()

        def wait() -> None:
            # Read past Python's buffers: a thread that waits in them would hold up the end of the program.
            typed.append(os.read(sys.stdin.fileno(), 1024))
            is_typed.set()

        threading.Thread(target=wait, daemon=True).start()
        shown = ""
        while not is_typed.wait(_TICK):
            if self._now() != shown:
                shown = self._now()
                click.echo(f"\r{shown:{_WIDTH}}"[: shutil.get_terminal_size().columns], nl=False)
        return bool(typed[0])

    def _now(self) -> str:
        elapsed = int(time.monotonic() - self._started)
        if not self._planned:
            return f"{_minutes(elapsed)}  Enter when you are done, Ctrl-C to give up"
        left = int(self._planned) - elapsed
        words = f"{_minutes(left)} left" if left >= 0 else f"{_minutes(-left)} over"
        return f"{_minutes(elapsed)} of {_minutes(int(self._planned))}, {words}  (Enter: done, Ctrl-C: give up)"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _ask_confidence() -> int | None:
    """How sure one feels; nothing if one does not say."""
    try:
        while True:
            answer = click.prompt(
                "How sure do you feel, 1 to 5? (Enter: skip)", default="", show_default=False, err=True
            )
            if not answer.strip():
                return None
            if answer.strip() in ("1", "2", "3", "4", "5"):
                return int(answer)
            say("a number from 1 (not at all) to 5 (very), or Enter alone")
    except click.Abort:
        say("")
        return None
