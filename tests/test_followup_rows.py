"""Birthdays (B), zones (Z), mentions (M) and values (P): one test for each row of the tables."""

# ruff: noqa: N802 - a test bears the id of its row
from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from helpers import (
    ask,
    codes,
    contact_row,
    day,
    document_of,
    graph_of,
    note_of,
    notes,
    problems_in,
    settings_of,
    standing,
    touches,
    vault_of,
)

from vaultkit import open_vault
from vaultkit.dashboards import settled
from vaultkit.dates import Birthday, parse_birthday, parse_day, zone_named
from vaultkit.graph import build
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.event import Event
from vaultkit.records import Ref, properties_of

SAM = """
=== People/Sam Rivera.md
---
type: contact
---
"""


def born(text: str, more: str = "") -> str:
    return f"=== People/Sam Rivera.md\n---\ntype: contact\nbirthday: {text}\n{more}---\n"


def birthday(text: str, today: str, settings: str = "") -> list[tuple[str, int, int | None]]:
    """The birthdays shown today: day, in how many days, age."""
    found = ask(graph_of(born(text), settings), "birthdays", today)
    return [(row["day"], row["in_days"], row["age"]) for row in found]


def feb29(choice: str) -> str:
    return f'[follow_up]\nfeb29 = "{choice}"\n'


# -- birthdays


def test_B01_leap_day_birthday_is_kept_on_the_28th_in_a_common_year() -> None:
    assert birthday("1992-02-29", "2026-02-27") == [("2026-02-28", 1, 34)]


def test_B02_leap_day_birthday_on_the_day() -> None:
    assert birthday("1992-02-29", "2026-02-28") == [("2026-02-28", 0, 34)]


def test_B03_the_day_after_it_is_belated_and_the_next_is_a_year_away() -> None:
    assert birthday("1992-02-29", "2026-03-01") == [("2026-02-28", -1, 34)]
    assert Birthday(2, 29, 1992).around(day("2026-03-01")) == (day("2027-02-28"), day("2026-02-28"))


def test_B04_leap_day_birthday_in_a_leap_year() -> None:
    assert birthday("1992-02-29", "2028-02-28") == [("2028-02-29", 1, 36)]


def test_B05_leap_day_birthday_kept_on_the_first_of_march() -> None:
    assert birthday("1992-02-29", "2026-02-28", feb29("mar1")) == [("2026-03-01", 1, 34)]


def test_B06_leap_day_birthday_kept_on_both_days() -> None:
    assert ("2026-02-28", 0, 34) in birthday("1992-02-29", "2026-02-28", feb29("both"))
    assert ("2026-03-01", 0, 34) in birthday("1992-02-29", "2026-03-01", feb29("both"))


@pytest.mark.parametrize("text", ["--02-29", "02-29", "--0229"])
def test_B07_birthday_without_a_year_has_no_age(text: str) -> None:
    assert birthday(text, "2026-02-28") == [("2026-02-28", 0, None)]


@pytest.mark.parametrize("text", ["1604-04-17", "16040417"])
def test_B08_the_year_1604_stands_for_no_year(text: str) -> None:
    assert parse_birthday(text) == parse_birthday("--04-17") == Birthday(4, 17, None)
    assert birthday(text, "2026-04-17") == [("2026-04-17", 0, None)]


def test_B08_a_leap_day_in_1604_is_read_too() -> None:
    assert parse_birthday("1604-02-29") == Birthday(2, 29, None)


def test_B09_birthday_across_the_year_end() -> None:
    assert birthday("01-01", "2026-12-28") == [("2027-01-01", 4, None)]


@pytest.mark.parametrize("text", ["1985", "circa 1800"])
def test_B10_a_birthday_that_is_no_day_gives_one_warning_and_stays_as_it_is(text: str) -> None:
    graph = graph_of(born(text))
    note = graph.find_contact("Sam Rivera")
    assert ask(graph, "birthdays", "2026-01-01") == []
    assert [(p.code, p.line) for p in problems_in(graph)] == [("bad-birthday", 3)]
    prop = note.document.property("birthday")
    assert prop is not None
    assert prop.text == text


def test_B11_a_deceased_person_has_no_birthday() -> None:
    graph = graph_of(born("1985-04-10", "status: deceased\n"))
    assert ask(graph, "birthdays", "2026-04-10") == []
    assert ask(graph, "upcoming", "2026-04-09") == []


def test_B12_birthday_today_and_overdue_are_two_reasons_of_one_row() -> None:
    graph = graph_of(born("1985-04-10", "cadence: 30d\nlast_contact: 2026-03-01\n"))
    (found,) = ask(graph, "due", "2026-04-10")
    assert [reason["rule"] for reason in found["reasons"]] == ["late", "birthday"]
    assert found["points"] == sum(reason["points"] for reason in found["reasons"])


# -- zones


def touched_in_paris(moment: str) -> list[str]:
    note = f"=== Call.md\n---\ntype: call\ndate: {moment}\npeople: Sam Rivera\n---\n"
    return touches(graph_of(f"{SAM}\n{note}"))


def test_Z01_evening_in_los_angeles_is_still_the_day_before() -> None:
    assert parse_day("2026-03-01T03:30:00Z", zone_named("America/Los_Angeles")) == day("2026-02-28")


def test_Z02_the_same_moment_in_paris_is_the_next_day() -> None:
    assert parse_day("2026-03-01T03:30:00Z", zone_named("Europe/Paris")) == day("2026-03-01")
    assert touched_in_paris("2026-03-01T03:30:00Z") == ["2026-03-01 both event"]


def test_Z03_late_evening_in_the_far_west_is_tomorrow_in_paris() -> None:
    assert parse_day("2026-08-20T23:30:00-08:00", zone_named("Europe/Paris")) == day("2026-08-21")
    assert touched_in_paris("2026-08-20T23:30:00-08:00") == ["2026-08-21 both event"]


# -- mentions


def test_M01_a_link_in_a_daily_note_is_contact_on_that_day() -> None:
    assert touches(graph_of(f"{SAM}\n=== 2026-04-01.md\ncoffee with [[Sam Rivera]]\n")) == ["2026-04-01 both journal"]


def test_M02_an_open_task_is_no_contact_but_an_open_loop() -> None:
    graph = graph_of(f"{SAM}\n=== 2026-04-01.md\n- [ ] reach out to [[Sam Rivera]]\n")
    assert touches(graph) == []
    assert [row["task"] for row in ask(graph, "loops", "2026-04-10")] == ["reach out to Sam Rivera"]


def test_M03_a_ticked_task_is_contact_on_the_day_it_was_done() -> None:
    graph = graph_of(f"{SAM}\n=== 2026-04-01.md\n- [x] called [[Sam Rivera]] ✅ 2026-04-03\n")
    assert touches(graph) == ["2026-04-03 both task"]


def test_M03_without_a_date_of_its_own_it_has_that_of_its_daily_note() -> None:
    graph = graph_of(f"{SAM}\n=== 2026-04-01.md\n- [x] called [[Sam Rivera]]\n")
    assert touches(graph) == ["2026-04-01 both task"]


def test_M04_a_cancelled_task_is_nothing() -> None:
    graph = graph_of(f"{SAM}\n=== 2026-04-01.md\n- [-] call [[Sam Rivera]] 📅 2026-04-02\n")
    assert touches(graph) == []
    assert contact_row(graph, "Sam Rivera", "2026-04-10")["state"] == "untracked"
    assert ask(graph, "loops", "2026-04-10") == []


@pytest.mark.parametrize(
    "text",
    [
        "> [[Sam Rivera]] said",
        "- notes\n  > [[Sam Rivera]] said",
        "> [!quote]\n> [[Sam Rivera]]",
        "> - [x] called [[Sam Rivera]]",
        "```\n[[Sam Rivera]]\n```",
        "`[[Sam Rivera]]`",
        "    [[Sam Rivera]]",
        "%% [[Sam Rivera]] %%",
        "%%\n[[Sam Rivera]]\n%%",
        "<!-- [[Sam Rivera]] -->",
        "- [x] called %% [[Sam Rivera]] %%",
    ],
)
def test_M05_quotes_code_and_comments_are_no_contact(text: str) -> None:
    assert touches(graph_of({**notes(SAM), "2026-04-01.md": text + "\n"})) == []


def test_M06_an_embed_is_no_contact() -> None:
    assert touches(graph_of(f"{SAM}\n=== 2026-04-01.md\n![[Sam Rivera]]\n- [x] see ![[Sam Rivera]]\n")) == []


def test_M07_a_markdown_link_is_as_good_as_a_wikilink() -> None:
    graph = graph_of("""
        === People/Bob Smith.md
        ---
        type: contact
        ---
        === 2026-04-01.md
        Lunch with [Bob](People/Bob%20Smith.md) in the sun.
    """)
    assert touches(graph, "Bob Smith") == ["2026-04-01 both journal"]


@pytest.mark.parametrize("link", ["[[People/Sam Rivera|Sam]]", "[[Sam Rivera#Log]]", "[[sam rivera]]"])
def test_M08_every_spelling_of_a_link_is_contact(link: str) -> None:
    assert touches(graph_of(f"{SAM}\n=== 2026-04-01.md\nlunch with {link}\n")) == ["2026-04-01 both journal"]


def test_M09_an_alias_counts_as_a_mention() -> None:
    graph = graph_of("""
        === People/Sam Rivera.md
        ---
        type: contact
        aliases: [Sammy]
        ---
        === 2026-04-01.md
        lunch with [[sammy]]
    """)
    assert touches(graph) == ["2026-04-01 both journal"]
    assert graph.resolve("Sammy") is None


def test_M09_an_alias_of_two_people_credits_nobody_and_warns_once() -> None:
    graph = graph_of("""
        === People/Sam Rivera.md
        ---
        type: contact
        aliases: [Sammy]
        ---
        === People/Samira Okafor.md
        ---
        type: contact
        aliases: [Sammy]
        ---
        === 2026-04-01.md
        one
        lunch with [[Sammy]], and [[Sammy]] again
    """)
    assert touches(graph) == touches(graph, "Samira Okafor") == []
    (warning,) = (p for p in problems_in(graph) if p.code == "ambiguous-mention")
    assert (warning.path, warning.line) == ("2026-04-01.md", 2)
    assert "People/Sam Rivera.md" in warning.message
    assert "People/Samira Okafor.md" in warning.message


def test_M10_two_notes_of_one_day_are_one_contact() -> None:
    graph = graph_of(f"""{SAM}
=== 2026-03-01.md
lunch with [[Sam Rivera]]
=== Walks/2026-03-01 Walk.md
with [[Sam Rivera]]
""")
    assert {text[:10] for text in touches(graph)} == {"2026-03-01"}
    assert contact_row(graph, "Sam Rivera", "2026-04-10")["last"] == "2026-03-01"


def test_M10_one_day_counts_once_towards_the_usual_gap() -> None:
    """Four weekly days, each told twice, are a rhythm of seven days and not of 0 and 7."""
    days = ("2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22")
    twice = "".join(f"=== {d}.md\n[[Sam Rivera]]\n=== b/{d} again.md\n[[Sam Rivera]]\n" for d in days)
    graph = graph_of(SAM + twice)
    assert standing(graph, "Sam Rivera", "2026-04-13").is_drifting
    assert not standing(graph, "Sam Rivera", "2026-04-12").is_drifting


def test_M11_a_link_in_a_future_note_is_planned_and_no_contact() -> None:
    graph = graph_of(f"{SAM}\n=== 2027-01-05.md\nlunch with [[Sam Rivera]]\n")
    found = contact_row(graph, "Sam Rivera", "2026-04-10")
    assert (found["last"], found["planned"]) == (None, ["2027-01-05"])
    assert contact_row(graph, "Sam Rivera", "2027-01-05")["last"] == "2027-01-05"


@pytest.mark.parametrize("marks", [("<!-- {} -->",) * 2, ("%% {} %%",) * 2])
def test_M12_a_link_in_a_generated_block_is_nothing(marks: tuple[str, str]) -> None:
    start, end = marks[0].format("vaultkit: due"), marks[1].format("/vaultkit")
    graph = graph_of(
        f"{SAM}\n=== 2026-04-01.md\n{start}\n- [ ] [[Sam Rivera]] 📅 2026-04-02\n\n[[Sam Rivera]]\n{end}\n"
    )
    assert touches(graph) == []
    assert graph.backlinks("People/Sam Rivera.md") == ()
    assert contact_row(graph, "Sam Rivera", "2026-04-10")["state"] == "untracked"


TICKED = """
=== People/Sam Rivera.md
---
type: contact
cadence: 30d
last_contact: 2026-03-01
---
=== Today.md
<!-- vaultkit: due -->
- [x] [[Sam Rivera]]
<!-- /vaultkit -->
"""


def test_M13_a_ticked_row_of_a_dashboard_is_contact_today() -> None:
    assert contact_row(graph_of(TICKED), "Sam Rivera", "2026-04-10")["last"] == "2026-03-01"
    graph = settled(build(vault_of(TICKED), settings_of()), day("2026-04-10"))
    found = contact_row(graph, "Sam Rivera", "2026-04-10")
    assert (found["last"], found["state"]) == ("2026-04-10", "ok")


def test_M13_an_open_vault_counts_the_tick_and_writes_nothing(tmp_path: Path) -> None:
    texts = {
        "Sam Rivera.md": "---\ntype: contact\ncadence: 30d\n---\n",
        "Today.md": "<!-- vaultkit: due -->\n- [x] [[Sam Rivera]]\n<!-- /vaultkit -->\n",
    }
    for path, text in texts.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    (found,) = open_vault(tmp_path).ask("contacts", day("2026-04-10"))
    assert found.last == day("2026-04-10")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md")} == texts


def test_M14_a_dated_link_in_their_own_note_is_contact() -> None:
    assert touches(graph_of(f"{SAM}talked on [[2026-01-24]]\n")) == ["2026-01-24 both journal"]


@pytest.mark.parametrize("path", ["Daily/2026/04/2026-04-01.md", "2026-04-01 Wed.md", "20260401.md", "x/2026-04-01.md"])
def test_M15_a_daily_note_is_known_by_an_iso_date(path: str) -> None:
    graph = graph_of({**notes(SAM), path: "lunch with [[Sam Rivera]]\n"})
    assert touches(graph) == ["2026-04-01 both journal"]


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("YYYY/MM/YYYY-MM-DD", "Daily/2026/04/2026-04-01.md"),
        ("DD.MM.YYYY", "Daily/01.04.2026.md"),
        ("[Day] D-M-YYYY dddd", "Daily/Day 1-4-2026 Wednesday.md"),
        ("YYYY-[W]ww/YYYYMMDD", "Daily/2026-W14/20260401.md"),
    ],
)
def test_M15_a_daily_note_is_known_by_the_configured_format(form: str, path: str) -> None:
    settings = f'[journal]\nfolder = "Daily"\nformat = "{form}"\n'
    graph = graph_of({**notes(SAM), path: "lunch with [[Sam Rivera]]\n"}, settings)
    assert touches(graph) == ["2026-04-01 both journal"]


def test_M16_links_to_the_old_name_count_while_it_is_an_alias() -> None:
    graph = graph_of("""
        === People/Sam Rivera-Ortiz.md
        ---
        type: contact
        aliases: [Sam Rivera]
        ---
        === 2026-04-01.md
        lunch with [[Sam Rivera]]
        - [x] called [[Sam Rivera]] ✅ 2026-04-03
        === Coffee.md
        ---
        type: event
        date: 2026-04-05
        people: ["[[Sam Rivera]]"]
        ---
    """)
    assert [text[:10] for text in touches(graph, "Sam Rivera-Ortiz")] == [
        "2026-04-01",
        "2026-04-03",
        "2026-04-05",
    ]


def test_M17_links_to_a_deleted_person_are_listed_once() -> None:
    graph = graph_of("""
        === 2026-04-01.md
        lunch with [[Sam Rivera]], a walk with [[sam rivera]]
        === 2026-04-02.md
        lunch with [[Sam Rivera]]
    """)
    (missing,) = ask(graph, "unresolved", "2026-04-10")
    assert (missing["target"], missing["count"]) == ("Sam Rivera", 3)
    assert ask(graph, "contacts", "2026-04-10") == []


@pytest.mark.parametrize(("name", "is_person"), [("Mochizuki", True), ("People MOC", False), ("index", False)])
def test_M18_words_that_exclude_a_note_are_whole_words(name: str, is_person: bool) -> None:
    graph = graph_of({f"People/{name}.md": "Hello.\n"}, '[people]\nfolders = ["People"]\n')
    assert [note.name for note in graph.contacts] == ([name] if is_person else [])


# -- values


def value(line: str, name: str) -> Any:
    """What a contact's field is, from one line of frontmatter."""
    record = note_of(f"---\ntype: contact\n{line}\n---\n").record
    return getattr(record, name)


def texts(line: str, name: str) -> list[str]:
    prop = document_of(f"---\n{line}\n---\n").property(name)
    assert prop is not None
    return [item.text for item in prop.items]


def test_P01_a_phone_number_keeps_its_plus() -> None:
    assert value("phone: +14085550100", "phone") == ("+14085550100",)


@pytest.mark.parametrize("zip_code", ["01234", "00000"])
def test_P02_a_zip_code_keeps_its_zeros(zip_code: str) -> None:
    assert texts(f"zip: {zip_code}", "zip") == [zip_code]


def test_P03_words_that_look_like_answers_stay_words() -> None:
    assert texts("country: NO", "country") == ["NO"]
    assert value("aliases: [On, Yes]", "aliases") == ("On", "Yes")


def test_P04_a_time_stays_a_time() -> None:
    assert texts("time: 10:30", "time") == ["10:30"]


def test_P05_an_impossible_date_is_one_warning_and_the_note_loads() -> None:
    note = note_of("---\ntype: contact\nlast_contact: 2026-02-30\ntitle: Editor\n---\n")
    assert isinstance(note.record, Contact)
    assert (note.record.last_contact, note.record.title) == (None, "Editor")
    assert [(p.code, p.line) for p in note.all_problems] == [("bad-date", 3)]


@pytest.mark.parametrize("text", ["[[2026-01-05]]", '"[[2026-01-05]]"'])
def test_P06_a_date_may_be_a_link(text: str) -> None:
    assert value(f"last_contact: {text}", "last_contact") == day("2026-01-05")


def test_P07_an_unquoted_link_is_read_and_the_quotes_are_suggested() -> None:
    note = note_of("---\ntype: contact\norg: [[Acme]]\n---\n")
    assert isinstance(note.record, Contact)
    assert [(ref.name, ref.target) for ref in note.record.org] == [("Acme", "Acme")]
    (hint,) = note.all_problems
    assert (hint.code, hint.line, hint.hint) == ("unquoted-link", 3, 'write org: "[[Acme]]"')


@pytest.mark.parametrize("line", ["handle: @jean", "name: *star", "data:\n\t- x"])
def test_P08_a_line_that_yaml_cannot_read_is_one_error_and_the_others_load(line: str) -> None:
    graph = graph_of(f"{SAM}\n=== People/Jean.md\n---\ntype: contact\n{line}\nlocation: Lyon\n---\n")
    jean = graph.notes["People/Jean.md"].record
    assert isinstance(jean, Contact)
    assert jean.location == "Lyon"
    found = ask(graph, "problems", "2026-04-10", severity="error")
    assert [(p["path"], p["severity"]) for p in found] == [("People/Jean.md", "error")]
    assert problems_in(graph)[0].line in (3, 4)
    assert len(graph.contacts) == 2


def test_P09_one_address_or_several() -> None:
    assert value("email: a@x.y", "email") == ("a@x.y",)
    assert value("email: [a@x.y, b@x.y, c@x.y]", "email") == ("a@x.y", "b@x.y", "c@x.y")
    assert value("email: a@x.y, b@x.y", "email") == ("a@x.y", "b@x.y")


def test_P10_of_a_property_that_stands_twice_the_last_counts() -> None:
    note = note_of("---\ntype: contact\ntags: [one]\ntags: [two]\n---\n")
    assert [tag.name for tag in note.document.tags] == ["two"]
    (warning,) = note.all_problems
    assert (warning.code, warning.line, warning.hint) == (
        "duplicate-property",
        4,
        "keep one of lines 3 and 4",
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff---\ntype: contact\ntitle: Editor\n---\nHello.\n",
        "---\r\ntype: contact\r\ntitle: Editor\r\n---\r\nHello.\r\n",
        "--- \ntype: contact\ntitle: Editor\n--- \nHello.\n",
    ],
    ids=["byte order mark", "CRLF", "blank after the dashes"],
)
def test_P11_frontmatter_is_found_behind_what_editors_leave(text: str) -> None:
    note = note_of(text)
    assert isinstance(note.record, Contact)
    assert note.record.title == "Editor"
    assert note.all_problems == ()


def test_P12_json_frontmatter_is_read() -> None:
    note = note_of('---\n{"type": "contact", "title": "Editor", "aliases": ["Sammy", "S. \\ud83d\\ude00"]}\n---\n')
    assert isinstance(note.record, Contact)
    assert note.record.title == "Editor"
    assert note.record.aliases == ("Sammy", "S. \U0001f600")
    assert note.all_problems == ()


def test_P13_a_tag_with_its_sign_is_a_comment_to_yaml() -> None:
    note = note_of("---\ntype: contact\ntags: #foo\n---\n")
    assert note.document.tags == ()
    assert [(p.code, p.line) for p in note.all_problems] == [("yaml-comment", 3)]


def test_P14_a_nested_value_is_refused_and_left_in_the_file() -> None:
    note = note_of("---\ntype: contact\nbirthday: {a: b}\n---\n")
    assert isinstance(note.record, Contact)
    assert note.record.birthday is None
    assert [(p.code, p.line) for p in note.all_problems] == [("not-flat", 3)]
    assert "birthday: {a: b}" in note.document.source.text


def test_P15_a_cadence_of_yes_is_a_warning() -> None:
    graph = graph_of(SAM.replace("type: contact\n", "type: contact\ncadence: yes\n"))
    found = contact_row(graph, "Sam Rivera", "2026-04-10")
    assert (found["state"], found["warnings"]) == ("untracked", ["bad cadence"])
    assert codes(graph) == ["bad-cadence"]


@pytest.mark.parametrize(("file_form", "link_form"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_P16_composed_and_decomposed_names_are_the_same_person(file_form: Any, link_form: Any) -> None:
    path = unicodedata.normalize(file_form, "People/Zoë.md")
    link = unicodedata.normalize(link_form, "[[Zoë]]")
    graph = graph_of({path: "---\ntype: contact\n---\n", "2026-04-01.md": f"lunch with {link}\n"})
    assert touches(graph, "Zoë") == ["2026-04-01 both journal"]
    assert graph.unresolved == ()


def test_an_event_reads_its_days_from_date_times() -> None:
    note = note_of("---\ntype: event\nstart: 2026-03-10T18:00\nend: 2026-03-11 01:00\n---\n", "Events/Gala.md")
    assert isinstance(note.record, Event)
    assert (note.record.first_day, note.record.last_day) == (day("2026-03-10"), day("2026-03-11"))


def test_a_reference_is_named_as_people_say_it() -> None:
    assert Ref("Acme Corp").name == "Acme Corp"
    assert Ref("the company", "Orgs/Acme.md", 3).name == "Acme"


def test_a_field_is_read_under_each_of_its_names() -> None:
    document = document_of("---\nTEL[1:CELL]: +33 1\nTEL[HOME]: +33 2\nDOB: 1990-01-01\n---\n")
    settings = settings_of()
    assert [prop.text for prop in properties_of(document, "phone", settings)] == ["+33 1", "+33 2"]
    assert [prop.name for prop in properties_of(document, "birthday", settings)] == ["DOB"]
    assert properties_of(document, "title", settings) == ()


def test_log_lines_below_a_year_count_too() -> None:
    graph = graph_of(
        "=== People/Sam Rivera.md\n---\ntype: contact\n---\n## Log\n### 2026\n- 2026-03-01 call\n## Notes\n"
    )
    assert contact_row(graph, "Sam Rivera", "2026-04-10")["last"] == "2026-03-01"
