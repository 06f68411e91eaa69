"""The documentation cannot lag: what it names exists, what exists it names, and what it shows was run."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from vaultkit.channels import CHANNELS
from vaultkit.cli import group
from vaultkit.config import Check, FollowUpRules, Headings, Journal, Settings, read_settings
from vaultkit.dates import NEVER, parse_period
from vaultkit.drafts import TONES, draft_kinds
from vaultkit.files import shipped_texts
from vaultkit.followups import RULES, follow_up
from vaultkit.graph import build
from vaultkit.insights import QUESTIONS
from vaultkit.kinds import KINDS
from vaultkit.kinds.contact import STATUSES, read_log_line
from vaultkit.problems import CODES
from vaultkit.records import schema
from vaultkit.templating import Templates, TemplateText
from vaultkit.vault import make_vault

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
TODAY = date(2026, 4, 10)
#: These pages begin in an empty folder; on the others a copy of the example vault is the working folder.
EMPTY = {"getting-started.md"}


@dataclass(frozen=True)
class Block:
    """A fenced block; `path` is what its first line names after the language: the file it shows."""

    language: str
    path: str
    body: str


ARROW = re.compile(
    r"^→ (?P<name>[^*]+) is \*\*(?P<state>\w+)\*\*(?:: due (?P<due>[\d-]+), because of \*(?P<why>\w+)\*)?\.$",
    re.MULTILINE,
)
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>\w*)(?: (?P<path>[^\n]+))?\n(?P<body>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE
)


def parts(text: str) -> Iterator[Block | re.Match[str]]:
    """The fenced blocks and the arrows (`→ Sam is **due**: …`) of a page, in order."""
    fences = list(FENCE.finditer(text))
    arrows = [a for a in ARROW.finditer(text) if not any(f.start() < a.start() < f.end() for f in fences)]
    for found in sorted([*fences, *arrows], key=lambda match: match.start()):
        yield found if found.re is ARROW else Block(found["language"], found["path"] or "", found["body"])


def run(command: str) -> str:
    """What a command of a page prints, in the current folder."""
    name, *arguments = shlex.split(command)
    if name == "vaultkit":
        return CliRunner().invoke(group, arguments, prog_name="vaultkit").output
    if name == "cat":
        return Path(arguments[0]).read_text(encoding="utf-8")
    if name == "tail":
        lines = Path(arguments[2]).read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(lines[-int(arguments[1]) :])
    raise AssertionError(f"the pages run vaultkit, cat and tail -n only, not {command}")


def sessions(page: Path, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Every command of a page with the output that stands there and the real one."""
    if page.name not in EMPTY:
        shutil.copytree(ROOT / "example-vault", folder, dirs_exist_ok=True)
    files: dict[str, str] = {}
    for part in parts(page.read_text(encoding="utf-8")):
        if not isinstance(part, Block):
            files = {}
        elif part.path:
            files[part.path] = part.body
        elif part.language == "console":
            for path, body in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(body, encoding="utf-8")
            files = {}
            for entry in re.split(r"^\$ ", part.body, flags=re.MULTILINE)[1:]:
                command, _, shown = entry.partition("\n")
                yield command, shown.strip("\n"), run(command).strip("\n")


def fits(shown: str, real: str) -> bool:
    """Equal, where a line of `…` stands for any number of lines, and blanks at line ends do not count."""
    wanted = [".*?" if line == "…" else re.escape(line.rstrip()) + "\n" for line in shown.split("\n")]
    return (
        re.fullmatch("".join(wanted), "\n".join(line.rstrip() for line in real.split("\n")) + "\n", re.DOTALL)
        is not None
    )


def all_text() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def names() -> Iterator[tuple[str, str]]:
    context = group.make_context("vaultkit", [], resilient_parsing=True)
    for name in group.list_commands(context):
        yield "command", f"vaultkit {name}"
    for question in QUESTIONS.values():
        yield "question", question.name
        yield from (("argument", argument.name) for argument in question.arguments)
    for kind in KINDS.values():
        yield "kind", kind.name
        yield from (("field", Settings().names_of(name)[0]) for name, _, _ in schema(kind.record))
    templates = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})
    yield from (("draft", name) for name in draft_kinds(templates))
    yield from (("channel", name) for name in CHANNELS)
    yield from (("tone", name) for name in TONES)
    yield from (("code", name) for name in CODES)
    yield from (("rule", name) for name in RULES)
    yield from (("status", name) for name in STATUSES)
    for holder in (Settings, Journal, FollowUpRules, Headings, Check):
        fields = set(holder.__dataclass_fields__) - {"kinds", "obsidian"}
        yield from (("setting", name) for name in sorted(fields))


@pytest.mark.parametrize(("what", "name"), sorted(set(names())))
def test_everything_is_named(what: str, name: str) -> None:
    text = all_text()
    written = (f"`{name}`", f"`{name} ", f"[{name}]", f"**{name}**")
    assert any(form in text for form in written), f"no page names the {what} '{name}'"


def test_the_architecture_names_every_room() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = [
        path.name for path in (ROOT / "vaultkit").iterdir() if not path.name.startswith("_") and path.name != "py.typed"
    ]
    missing = [name for name in rooms if f"`{name}`" not in text and f"`{name}/`" not in text]
    assert not missing


def slugs(text: str) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    plain = FENCE.sub("", text)
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", plain, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")
        count = sum(other == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", other) is not None for other in found)
        found.add(f"{slug}-{count}" if slug in found else slug)
    return found


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`\n]*`", "", text)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path.replace("%20", " ")) if path else page
        if not file.exists() or (anchor and anchor not in slugs(file.read_text(encoding="utf-8"))):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_is_on_the_map(page: Path) -> None:
    assert page.name == "index.md" or f"({page.name})" in (DOCS / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "```console" in p.read_text(encoding="utf-8")], ids=lambda page: page.name
)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAULTKIT_TODAY", str(TODAY))
    for command, shown, real in sessions(page, tmp_path):
        assert fits(shown, real), f"$ {command}\n{real}"


def test_python_blocks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "example-vault", tmp_path / "my-vault")
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    printed = ""
    for block in parts((DOCS / "python.md").read_text(encoding="utf-8")):
        if isinstance(block, Block) and block.language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block.body, "docs/python.md", "exec"), scope)
            printed = out.getvalue()
        elif isinstance(block, Block) and block.language == "text":
            assert fits(block.body.strip("\n"), printed.strip("\n")), printed


def examples() -> Iterator[tuple[dict[str, str], re.Match[str]]]:
    """The notes of each example in the page on follow-ups, and what it says comes of them."""
    files: dict[str, str] = {}
    for part in parts((DOCS / "follow-ups.md").read_text(encoding="utf-8")):
        if isinstance(part, Block):
            if part.path:
                files[part.path] = part.body
        else:
            yield files, part
            files = {}


@pytest.mark.parametrize(("files", "said"), list(examples()))
def test_follow_up_examples(files: dict[str, str], said: re.Match[str]) -> None:
    settings = read_settings('timezone = "Europe/Paris"')
    graph = build(make_vault(files, settings), settings)
    found = follow_up(graph, graph.find_contact(said["name"]), TODAY)
    wanted = (said["state"], said["due"], said["why"])
    why = found.why if found.due else None
    assert (found.state, str(found.due) if found.due else None, why) == wanted


def rows(head: str) -> list[list[str]]:
    """The cells of the table in the page on follow-ups that begins with the line *head*."""
    text = (DOCS / "follow-ups.md").read_text(encoding="utf-8")
    table = text.split(head + "\n", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.split("\n")[1:]]


def test_table_of_mentions() -> None:
    settings = read_settings("")
    for written, answer in rows("| In `2026-04-01.md` | Contact with Sam? |"):
        body = written.strip("`").strip().replace("⏎", "\n")
        notes = {"People/Sam.md": "---\ntype: contact\n---\n", "2026-04-01.md": body}
        graph = build(make_vault(notes, settings), settings)
        last = follow_up(graph, graph.find_contact("Sam"), TODAY).last
        wanted = None if answer.startswith("no") else re.findall(r"[\d-]{10}", answer)[0]
        assert (str(last) if last else None) == wanted, body


def test_table_of_cadences() -> None:
    for written, means in rows("| `cadence:` | Means |"):
        wanted = NEVER if means.startswith("never") else parse_period(means.split(",")[0].strip("`"))
        for text in re.findall(r"`([^`]+)`", written):
            assert parse_period(text) == wanted, text


def find_codes(text: str) -> list[str]:
    note = make_vault({"Sam.md": text}, read_settings("")).notes["Sam.md"]
    return [problem.code for problem in note.all_problems]


def test_table_of_log_lines() -> None:
    for line, day, channel, direction, said, favour in rows(
        "| Line under `## Log` | Day | Channel | Direction | Text | Favour |"
    ):
        entry = read_log_line(line.strip("`").removeprefix("- "), 1)
        told = find_codes(f"---\ntype: contact\n---\n## Log\n{line.strip('`')}\n")
        if day.startswith("not read"):
            assert (entry, told) == (None, re.findall(r"`([a-z-]+)`", day)), line
            continue
        assert told == [], line
        assert entry is not None, line
        word = {"in": "in", "out": "out", "two-way": "both"}[direction]
        favours = ", ".join(filter(None, (entry.gave and f"gave {entry.gave}", entry.got and f"got {entry.got}")))
        assert (str(entry.day), entry.channel, entry.direction, entry.text, favours) == (
            day,
            channel,
            word,
            said,
            favour,
        )
