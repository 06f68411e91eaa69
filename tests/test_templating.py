"""Templates: strict, harmless, and a vault's own before the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from live import TODAY, Desk, contents, vaultkit

from vaultkit.errors import TemplateError
from vaultkit.templating import Templates, TemplateText, address, code, escape, label

ANN = "---\ntype: contact\ncadence: 30d\n---\n## Log\n- 2026-03-01 call: the usual\n"


def render(text: str, more: dict[str, str] | None = None, **context: Any) -> str:
    texts = {"sections/mine.md": text, **(more or {})}
    return Templates({path: TemplateText(text, f"templates/{path}") for path, text in texts.items()}).render(
        "sections/mine.md", context
    )


def refused(text: str, more: dict[str, str] | None = None, **context: Any) -> TemplateError:
    with pytest.raises(TemplateError) as fault:
        render(text, more, **context)
    return fault.value


# -- mistakes


@pytest.mark.parametrize(
    ("text", "place", "words", "hint"),
    [
        ("a\nb {{ resluts }}\n", "templates/sections/mine.md:2", "'resluts' is undefined", "did you mean results"),
        ("{% if resluts %}x{% endif %}", "templates/sections/mine.md:1", "'resluts' is undefined", "results"),
        ("{% for r in resluts %}x{% endfor %}", "templates/sections/mine.md:1", "'resluts' is undefined", "results"),
        ("{{ resluts | length }}", "templates/sections/mine.md:1", "'resluts' is undefined", "results"),
        ("\n\n{{ me.headlin }}", "templates/sections/mine.md:3", "'headlin'", "did you mean headline"),
        ("{{ zzz }}", "templates/sections/mine.md:1", "'zzz' is undefined", "there are: "),
        ("a\n{% if x %}\n", "templates/sections/mine.md:2", "end of template", "docs/templates.md"),
        ("{{ 1 + }}", "templates/sections/mine.md:1", "", "docs/templates.md"),
        ("a\n{{ 1 | shout }}", "templates/sections/mine.md:2", "'shout'", "docs/templates.md"),
        ("{% include 'partials/gone.md' %}", "templates/sections/mine.md:1", "'partials/gone.md'", "partials/there.md"),
        ("a\n{% include 'partials/there.md' %}", "templates/partials/there.md:2", "'resluts' is undefined", "results"),
        ("{{ 1 / 0 }}", "templates/sections/mine.md:1", "division by zero", "docs/templates.md"),
        ("a\n{{ 1 + 'a' }}", "templates/sections/mine.md:2", "unsupported", "docs/templates.md"),
    ],
)
def test_a_mistake_names_template_line_and_word(text: str, place: str, words: str, hint: str) -> None:
    more = {"partials/there.md": "one\n{{ resluts }}\n"}
    fault = refused(text, more, results=(), me={"headline": "x"})
    assert fault.message.startswith(f"{place}: ")
    assert words in fault.message
    assert hint in fault.hint


# -- what a template may not do


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ values.__class__.__base__ }}",
        "{{ ask.__globals__ }}",
        "{{ ask.__code__ }}",
        "{{ ''['__class__'] }}",
        "{{ '' | attr('__class__') }}",
        "{{ values.append(1) }}",
        "{{ table.clear() }}",
        "{{ table.update(a=1) }}",
        "{{ '%s' | format(values.__class__) }}",
        "{{ '{0.__class__}'.format(values) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ lipsum(n=100000) }}",
        "{% import 'os' as os %}{{ os }}",
        "{% include '/etc/passwd' %}",
        "{% include '../vaultkit.toml' %}",
        "{% extends '../../secret.md' %}",
        "{{ open('/etc/passwd') }}",
        "{{ range(10000000) | list | length }}",
    ],
)
def test_a_template_cannot_reach_out(text: str) -> None:
    values: list[int] = [1]
    table: dict[str, int] = {"b": 2}
    try:
        shown = render(text, values=values, table=table, ask=lambda: "asked")
    except TemplateError:
        shown = ""
    assert "class" not in shown
    assert "builtins" not in shown
    assert "root:" not in shown
    assert (values, table) == ([1], {"b": 2})


def test_a_templates_text_from_a_note_is_never_run() -> None:
    assert render("{{ said }}", said="{{ 7 * 7 }} {% x %}").strip() == "{\\{ 7 \\* 7 }} {% x %}"


def test_what_a_template_prints_is_escaped_and_none_is_nothing() -> None:
    assert render("[{{ nothing }}] {{ said }}", nothing=None, said="[[x]] `y`") == "[] \\[\\[x\\]\\] \\`y\\`"


@pytest.mark.parametrize(
    "text", ["plain words", "Zoë & Łukasz, 3 p.m.", "it's “so”", "a_b and 50 %", "1 + 1 = 2", "c:\\x", "a/b"]
)
def test_harmless_text_is_not_changed(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë (Ghent), Dr. Łukasz", '"Zoë (Ghent), Dr. Łukasz"'),
        ('a "b"] --> c', '"a #34;b#34;#93; --#62; c"'),
        ("```\nclick me href `x`", '"#96;#96;#96; click me href #96;x#96;"'),
        ("%%{init}%% #quot; <b>;", '"#37;#37;#123;init#125;#37;#37; #35;quot#59; #60;b#62;#59;"'),
        ("x" * 300, '"' + "x" * 200 + '"'),
    ],
)
def test_a_label_cannot_be_left(text: str, shown: str) -> None:
    assert label(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a *b*", "`a *b*`"), ("`a` b", "`` `a` b ``"), ("a\n``x", "```a ``x```"), ("", ""), ("a <!-- b", "a &lt;!-- b")],
)
def test_code_cannot_be_left(text: str, shown: str) -> None:
    assert code(text) == shown


def test_a_long_text_is_cut_to_one_line() -> None:
    assert len(escape("word\n" * 500)) <= 201
    assert escape("word\n" * 500).endswith("…")


# -- a vault's own


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(
        tmp_path / "vault",
        {"People/Ann.md": ANN, "Today.md": "<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"},
    )


def test_the_vaults_own_template_wins(desk: Desk) -> None:
    desk["templates/sections/due.md"] = (
        "{% for f in results %}\n* {{ f.name }} since {{ f.last | day }}\n{% endfor %}\n"
    )
    desk.render()
    assert desk["Today.md"].startswith("<!-- vaultkit: due -->\n* Ann since Sun 1 Mar\n<!-- /vaultkit sha=")
    (desk.root / "templates/sections/due.md").unlink()
    desk.render()
    assert "- [ ] [[Ann]]" in desk["Today.md"]


def test_own_templates_are_no_notes(desk: Desk) -> None:
    desk["templates/sections/due.md"] = "---\ntype: contact\n---\n[[Nobody]] {{ results | length }}\n"
    desk["templates/Person.md"] = "---\ntype: contact\ncadence: 1d\n---\n<!-- vaultkit: due -->\n<!-- /vaultkit -->\n"
    before = desk["templates/Person.md"]
    desk.render()
    opened = desk.open()
    assert sorted(opened.notes) == ["People/Ann.md", "Today.md"]
    assert opened.graph.unresolved == ()
    assert desk["templates/Person.md"] == before


def test_the_folder_of_templates_is_a_setting(desk: Desk) -> None:
    desk["vaultkit.toml"] = 'templates = "My/forms"\n'
    desk["My/forms/sections/due.md"] = "mine\n"
    desk["templates/sections/due.md"] = "not mine\n"
    desk.render()
    assert "\nmine\n" in desk["Today.md"]


def test_a_template_with_windows_line_ends(desk: Desk) -> None:
    desk["templates/sections/due.md"] = "{% for f in results %}\r\n* {{ f.name }}\r\n{% endfor %}\r\n"
    desk.render()
    assert desk["Today.md"].startswith("<!-- vaultkit: due -->\n* Ann\n<!-- /vaultkit sha=")


def test_a_new_section_by_dropping_a_file(desk: Desk) -> None:
    desk["templates/sections/team.md"] = (
        "{#- The team. -#}\n{{ contacts() | length | plural('person', 'people') }}, {{ due(within='1m') | length }} due\n"
        "{% for b in birthdays(within='1y', limit=1) %}{{ b.name }}{% else %}no birthday{% endfor %}\n"
    )
    desk["Mine.md"] = "<!-- vaultkit: team -->\n<!-- /vaultkit -->\n"
    desk.render()
    assert desk["Mine.md"].startswith("<!-- vaultkit: team -->\n1 person, 1 due\nno birthday\n<!-- /vaultkit sha=")


def test_a_section_that_prints_markers_does_not_cut_the_region_in_two(desk: Desk) -> None:
    desk["templates/sections/due.md"] = "<!-- /vaultkit -->\n%% vaultkit: due %%\n{{ results[0].name }}\n"
    for _ in range(3):
        desk.render()
    (region,) = desk.open().notes["Today.md"].document.regions
    assert region.close_line == desk["Today.md"].count("\n")


def test_a_section_cannot_ask_with_a_wrong_argument(desk: Desk) -> None:
    desk["templates/sections/due.md"] = "{{ due(limt=1) }}\n"
    before = desk["Today.md"]
    (problem,) = desk.render().plan.problems
    assert "takes no 'limt'" in problem.message
    assert desk["Today.md"] == before


def test_a_broken_template_stops_only_its_own_regions(desk: Desk) -> None:
    desk["Other.md"] = "<!-- vaultkit: replies -->\n<!-- /vaultkit -->\n"
    desk["templates/sections/due.md"] = "{{ nobody.at.all }}\n"
    outcome = desk.render()
    assert [(problem.path, problem.code) for problem in outcome.plan.problems] == [("Today.md", "region-template")]
    assert "No message waits" in desk["Other.md"]


def test_a_new_draft_by_dropping_a_file(desk: Desk) -> None:
    desk["templates/drafts/postcard.md"] = (
        "{#- postcard: a line from a journey.\nneeds: to\nchannels: email, sms\ntones: warm\nquestions: 0\n-#}\n"
        "Subject: From the road\n\nDear {{ to.first }},\n\nthe sea is blue here, and so am I.\n"
    )
    listed = vaultkit("render", "--drafts", at=desk.root)
    assert "postcard               a line from a journey. (email, sms)\n" in listed.out
    done = vaultkit("render", "postcard", "--to", "Ann", "--today", TODAY, at=desk.root)
    assert done.code == 0
    assert "Subject: From the road\n\nDear Ann,\n\nthe sea is blue" in desk[f"{TODAY} postcard Ann.md"]
    done = vaultkit("render", "postcard", "--to", "Ann", "--channel", "slack", at=desk.root)
    assert (done.code, "there are: email, sms" in done.err) == (2, True)


def test_a_broken_draft_writes_nothing(desk: Desk) -> None:
    desk["templates/drafts/hello.md"] = "Dear {{ to.frist }},\n"
    before = contents(desk.root)
    done = vaultkit("render", "hello", "--to", "Ann", at=desk.root)
    assert done.code == 2
    assert "templates/drafts/hello.md:1: " in done.err
    assert "did you mean first" in done.err
    assert contents(desk.root) == before


def test_a_draft_without_a_head_is_a_draft_all_the_same(desk: Desk) -> None:
    desk["templates/drafts/bare.md"] = "Good day, the world.\n"
    done = vaultkit("render", "bare", "--stdout", "--today", TODAY, at=desk.root)
    assert done.code == 0
    assert "Good day, the world." in done.out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://example.org/jobs", "https://example.org/jobs"),
        ("https://example.org/#/jobs", "<https://example.org/#/jobs>"),
        ("https://example.org/[[x]]|`%%==::$1", "<https://example.org/%5B%5Bx%5D%5D%7C%60%25%%3D=%3A:%241>"),
        ("see [[x]]", r"see \[\[x\]\]"),
        ("javascript:#x", r"javascript:\#x"),
        ("https://a.b/#<!-- x", r"https://a.b/\#&lt;!-- x"),
    ],
)
def test_a_web_address_stays_one(text: str, shown: str) -> None:
    assert address(text) == shown
