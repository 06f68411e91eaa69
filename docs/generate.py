"""Write the parts of the documentation that the code knows best: `python docs/generate.py`.

A page marks such a part with `<!-- generated: NAME -->` and `<!-- /generated -->`. With `--check`
nothing is written, and the exit code is 1 if a part differs from what the code says.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from vaultkit.channels import CHANNELS, WORDS_PER_MINUTE
from vaultkit.cli import group
from vaultkit.config import TABLES, Check, FollowUpRules, Headings, Journal, KindRule, Settings
from vaultkit.dates import Period
from vaultkit.drafts import draft_kinds
from vaultkit.files import shipped_texts
from vaultkit.fixes import FIXABLE
from vaultkit.insights import QUESTIONS
from vaultkit.kinds import KINDS
from vaultkit.problems import CODES, RANKS, REMEDIES
from vaultkit.questions import Question
from vaultkit.records import schema
from vaultkit.templating import Templates, TemplateText

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"

#: What each setting does. A key that is missing here, or unknown to the code, stops the script.
SETTINGS = {
    "timezone": "The zone in which a day begins and ends, an IANA name. Empty: the computer's own.",
    "weekly_budget": "Accepted, and not used yet: how many people you want to write to in a week.",
    "encouragement": "Two lines of research above each draft that say why it is fine to send it.",
    "templates": "The folder of your own templates, seen from the vault. Notes in it are not read.",
    "birthday_lead": "How long before the day a birthday is listed.",
    "people.folders": "Notes in these folders, and below them, are contacts.",
    "people.tags": "Notes with one of these tags are contacts; `person` covers `person/work` too.",
    "people.types": "More words for `type:` that mean a contact.",
    "people.exclude": "A note whose file name has one of these as a whole word is no contact.",
    "journal.folder": "Where the daily notes lie.",
    "journal.format": "How they are named, in Moment.js tokens.",
    "journal.ignore": "Daily notes, by name or path, that never count as contact.",
    "follow_up.soon": "What is due within this time is called `soon`.",
    "follow_up.after_event": "How long after an event the people you met are due.",
    "follow_up.event_expires": "How long after an event's last day its reminder goes.",
    "follow_up.reply_within": "How long after their message an answer is due.",
    "follow_up.nudge_after": "How long after your unanswered message a nudge is due.",
    "follow_up.max_nudges": "How many nudges at most.",
    "follow_up.dormant_after": "How much silence makes somebody dormant.",
    "follow_up.feb29": "When a birthday on 29 February is kept in other years: `feb28`, `mar1` or `both`.",
    "check.ignore": "The codes of [problems](problems.md#all-codes) that are told nowhere.",
    "check.folders": "Below `[check.folders]`: a folder or note, and the codes not told of it; `all` for all.",
    "headings.log": "The heading above the log in a contact's note.",
    "headings.follow_ups": "The heading for tasks in contacts that `vaultkit new` makes; others do as well.",
}

_TYPE_NAMES = {
    "period": "a time: `14d`, `2w`, `3m`",
    "number": "a whole number",
    "word": "a word from its list",
    "tier": "a tier: `close`",
    "text": "text",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(words: Iterable[object]) -> str:
    """Words as code, separated by commas."""
    return ", ".join(f"`{word}`" for word in words)


def complete(told: Iterable[str], known: Iterable[str], what: str) -> None:
    """Stop if what this script tells and what the code knows are not the same."""
    missing, extra = set(known) - set(told), set(told) - set(known)
    if missing or extra:
        raise SystemExit(f"docs/generate.py: {what}: missing {sorted(missing)}, unknown {sorted(extra)}")


def kinds() -> str:
    """A table of fields for every kind of note."""
    names = Settings()
    parts = []
    for name in sorted(KINDS, key=lambda kind: (kind != "contact", kind)):
        record = KINDS[name].record
        rows = [
            (f"`{names.names_of(field)[0]}`", kind, about, code(names.names_of(field)[1:]))
            for field, kind, about in schema(record)
        ]
        head = f"### {name}\n\n{(record.__doc__ or '').strip()} Words for `type`: {code(record.words)}."
        parts.append(f"{head}\n\n{table(('Property', 'Type', 'What it is', 'Also read'), rows)}")
    return "\n\n".join(parts)


def questions() -> str:
    """Every question: what it answers, what it takes, how it is asked in three places."""
    overview = table(
        ("Question", "What it answers"), ((f"[{name}](#{name})", QUESTIONS[name].about) for name in sorted(QUESTIONS))
    )
    return "\n\n".join([overview, *(_question(QUESTIONS[name]) for name in sorted(QUESTIONS))])


def _question(question: Question) -> str:
    arguments = [
        (f"`{a.name}`", _TYPE_NAMES[a.type], a.about, f"`{a.default}`" if a.default is not None else "")
        for a in question.arguments
    ]
    method = question.name.replace("-", "_")
    region = "".join(f' {a.name}="…"' for a in question.asks_for)
    typed = "".join(f" {a.name.upper()}" for a in question.asks_for)
    called = ", ".join(f'{a.name}="…"' for a in question.asks_for)
    asked = (
        f"In a note:\n\n```md\n<!-- vaultkit: {question.name}{region} -->\n<!-- /vaultkit -->\n```\n\n"
        f"On the command line: `vaultkit list {question.name}{typed}`. In Python: `vault.{method}({called})`. "
        f"A table of the answer has the columns {code(question.columns)}."
    )
    listed = table(("Argument", "Type", "What it does", "Default"), arguments) if arguments else "It takes nothing."
    return f"### {question.name}\n\n{question.about}\n\n{listed}\n\n{asked}"


def problems() -> str:
    """Every code a problem can carry: a table of all, and a section for each."""
    complete(REMEDIES, CODES, "problem codes")
    ranked = sorted(CODES.items(), key=lambda item: (RANKS.index(item[1][0]), item[0]))
    rows = [
        (f"[{name}](#{name})", severity, "yes" if name in FIXABLE else "", about) for name, (severity, about) in ranked
    ]
    overview = table(("Code", "Severity", "`--fix`", "What it means"), rows)
    return "\n\n".join([overview, *(_problem(name) for name in sorted(CODES))])


def _problem(name: str) -> str:
    severity, about = CODES[name]
    fix = " `vaultkit check --fix` does it where that is safe." if name in FIXABLE else ""
    return f"### {name}\n\n{about} It is of the severity **{severity}**.\n\nTo mend it: {_inner(REMEDIES[name])}{fix}"


def _inner(sentence: str) -> str:
    """A sentence as it goes on behind a colon."""
    return sentence if sentence[0] in "`[" else sentence[0].lower() + sentence[1:]


def shipped() -> Templates:
    """The templates that come with vaultkit."""
    return Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})


def drafts() -> str:
    """Every draft that is shipped."""
    rows = []
    for kind in draft_kinds(shipped()).values():
        low, high = kind.questions
        least, most = kind.word_range or (0, 0)
        length = f"{least} to {most}" if kind.is_pitch else f"at most {most}" if most else ""
        count = "" if kind.is_note else str(low) if low == high else f"{low} to {high}"
        needs, takes = (code(f"--{word}" for word in words) for words in (kind.needs, kind.takes))
        rows.append((f"`{kind.name}`", kind.about, needs, takes, code(kind.channels), code(kind.tones), count, length))
    return table(("Draft", "What it is", "Needs", "Can have", "Channels", "Tones", "Questions", "Words"), rows)


def channels() -> str:
    """Every channel with its limits."""
    rows = []
    for c in CHANNELS.values():
        units = c.counted.removesuffix("s") if c.soft == 1 else c.counted
        soft = (f"{c.soft} {units}" if c.soft else "", f"{c.soft_words} words" if c.soft_words else "")
        subject = f"{c.subject_hard} characters" if c.subject_hard else f"better {c.subject}" if c.subject else ""
        spoken = (
            f"{WORDS_PER_MINUTE // 2} words in 30 seconds, {WORDS_PER_MINUTE} in 60" if c.counted == "words" else ""
        )
        hard = f"{c.hard} {c.counted}" if c.hard is not None else ""
        rows.append((f"`{c.name}`", hard, ", ".join(filter(None, (*soft, spoken))), subject))
    return table(("Channel", "Takes at most", "Better at most", "Subject at most"), rows)


def settings() -> str:
    """Every key of `vaultkit.toml` with its default, by table."""
    default = Settings()
    tables: dict[str, Any] = {
        "journal": Journal(),
        "follow_up": FollowUpRules(),
        "headings": Headings(),
        "check": Check(),
    }
    others = {*tables, "kinds", "obsidian", "exclude", "tiers", "fields", "limits", "synonyms", "text"}
    top = [f.name for f in fields(Settings) if f.name not in others]
    rows = {f"{name}.{f.name}": getattr(value, f.name) for name, value in tables.items() for f in fields(value)}
    people = {f"people.{f.name}": getattr(KindRule(), f.name) for f in fields(KindRule)}
    values = {**{key: getattr(default, key) for key in top}, **people, "people.exclude": default.exclude, **rows}
    complete(SETTINGS, values, "settings")
    parts = [_setting_table("Before the first table", "", top, values)]
    for name in ("people", *tables):
        keys = [key for key in SETTINGS if key.startswith(f"{name}.")]
        parts.append(_setting_table(f"[{name}]", f"{name}.", keys, values))
    kind_tables = code(f"[{name}]" for kind, name in TABLES.items() if kind != "contact")
    parts[1] += f"\n\nThe other kinds have a table each, with `folders`, `tags` and `types`: {kind_tables}."
    tiers = table(("Tier", "Cadence"), ((f"`{name}`", f"`{period}`") for name, period in default.tiers.items()))
    parts.append(
        f"### [tiers]\n\nA name for a cadence. Yours are added to these; the same name replaces one.\n\n{tiers}"
    )
    names = table(
        ("Field", "Read from, the first that is there"), ((f"`{f}`", code(n)) for f, n in default.fields.items())
    )
    parts.append(f"### [fields]\n\nOther property names for a field. Your list replaces the one here.\n\n{names}")
    return "\n\n".join(parts)


def _setting_table(title: str, prefix: str, keys: Iterable[str], values: dict[str, Any]) -> str:
    rows = [(f"`{key.removeprefix(prefix)}`", f"`{_toml(values[key])}`", SETTINGS[key]) for key in keys]
    return f"### {title}\n\n{table(('Key', 'Default', 'What it does'), rows)}"


def _toml(value: Any) -> str:
    """A value as it would stand in `vaultkit.toml`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, Mapping):
        return "{}"
    return f'"{value}"' if isinstance(value, str | Period) else str(value)


def commands() -> str:
    """Every command with its first sentence."""
    context = group.make_context("vaultkit", [], resilient_parsing=True)
    found = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    rows = [
        (f"`vaultkit {name}`", (found_command.help or "").split("\n\n")[0].replace("\n", " "))
        for name, found_command in found
        if found_command
    ]
    return table(("Command", "What it does"), rows)


def conformance() -> str:
    """Every rule of how a vault is read, each tried just now."""
    sys.path.insert(0, str(TESTS))
    import conformance as cases

    read = cases.read_cases()
    parts = [f"{sum(case.holds for case in read)} of {len(read)} rules hold."]
    for chapter in cases.ORDER:
        rows = [
            (
                case.rule,
                case.source,
                case.does,
                f"[{case.id}](../tests/conformance/{chapter}.md#{case.anchor})",
                "yes" if case.holds else "**no**",
            )
            for case in read
            if case.chapter == chapter
        ]
        head = ("Rule", "Source", "vaultkit", "Test", "Holds")
        parts.append(f"## {cases.title_of(chapter)}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


PARTS: dict[str, Callable[[], str]] = {
    "channels": channels,
    "commands": commands,
    "conformance": conformance,
    "drafts": drafts,
    "kinds": kinds,
    "problems": problems,
    "questions": questions,
    "settings": settings,
}

#: Pages on which what the commands print is written anew; they are typed in a copy of the example vault.
PLAYED = {"nine-tips.md"}
_DAY = "2026-04-10"
_CONSOLE = re.compile(r"^(`{3,})console\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"^\$ (.*)\n?((?:(?!\$ ).*\n)*)", re.MULTILINE)


def played(text: str) -> str:
    """A page with what its commands really print."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "my-vault"
        shutil.copytree(HERE.parent / "example-vault", vault)
        environment = {"VAULTKIT_TODAY": _DAY, "XDG_STATE_HOME": str(Path(folder) / "state")}
        with patch.dict(os.environ, environment), contextlib.chdir(vault):
            return _CONSOLE.sub(_played_block, text)


def _played_block(block: re.Match[str]) -> str:
    entries = [f"$ {typed[1]}\n{_printed(typed[1])}" for typed in _TYPED.finditer(block[2])]
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`{3,}", "".join(entries))), default=0))
    return f"{fence}console\n" + "\n".join(entries) + f"{fence}\n"


def _printed(command: str) -> str:
    name, *arguments = shlex.split(command)
    if name == "cat":
        shown = Path(arguments[0]).read_text(encoding="utf-8")
    else:
        shown = CliRunner().invoke(group, arguments, prog_name="vaultkit").output
    lines = [line.rstrip() for line in shown.strip("\n").split("\n")]
    return "\n".join(lines) + "\n" if shown.strip() else ""


_PART = re.compile(r"(<!-- generated: ([a-z]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def rewritten(text: str) -> str:
    """A page with its generated parts as they should be."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n\n{part[3]}", text)


def main(arguments: Sequence[str]) -> int:
    """Rewrite, or check, every page; the exit code."""
    stale = []
    for path in sorted(HERE.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        wanted = rewritten(text)
        if path.name in PLAYED:
            wanted = played(wanted)
        if wanted == text:
            continue
        stale.append(path.name)
        if "--check" not in arguments:
            path.write_text(wanted, encoding="utf-8", newline="\n")
            print(f"wrote docs/{path.name}")
        else:
            print(f"docs/{path.name} is out of date: run python docs/generate.py", file=sys.stderr)
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
