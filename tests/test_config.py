"""`vaultkit.toml` and what Obsidian says, read into settings; and what is refused, with its line."""

from __future__ import annotations

import pytest

from vaultkit.config import Journal, Settings, read_settings
from vaultkit.dates import Period
from vaultkit.errors import SettingsError
from vaultkit.obsidian import FILES

EVERYTHING = """
timezone = "Europe/Paris"
weekly_budget = 3
encouragement = false
templates = "Vorlagen"
birthday_lead = "2w"

[people]
folders = ["People", "Family"]
tags = ["person"]
types = ["kontakt"]
exclude = ["draft"]

[events]
folders = "Events"

[journal]
folder = "Daily"
format = "YYYYMMDD"
ignore = ["2026-01-01"]

[tiers]
close = 45
buddies = "2w"

[follow_up]
soon = "3d"
after_event = 2
max_nudges = 0
feb29 = "mar1"

[headings]
log = "Journal"

[fields]
last_contact = ["seen"]

[limits]
linkedin-note = 200

[synonyms]
hiring = ["jobs", "recruiting"]
"""


def test_every_setting_is_read() -> None:
    found = read_settings(EVERYTHING)
    assert (found.timezone, found.weekly_budget, found.encouragement) == ("Europe/Paris", 3, False)
    assert (found.templates, found.birthday_lead) == ("Vorlagen", Period(2, "w"))
    assert found.kinds["contact"].folders == ("People", "Family")
    assert found.kinds["contact"].tags == ("person",)
    assert found.kinds["contact"].types == ("kontakt",)
    assert found.kinds["event"].folders == ("Events",)
    assert found.kinds["goal"].folders == ()
    assert found.exclude == ("draft",)
    assert found.journal == Journal("Daily", "YYYYMMDD", ("2026-01-01",))
    assert found.follow_up.soon == Period(3, "d")
    assert found.follow_up.after_event == Period(2, "d")
    assert (found.follow_up.max_nudges, found.follow_up.feb29) == (0, "mar1")
    assert (found.headings.log, found.headings.follow_ups) == ("Journal", "Follow-ups")
    assert (found.limits["linkedin-note"], found.synonyms["hiring"]) == (200, ("jobs", "recruiting"))


def test_tables_add_to_the_defaults() -> None:
    found = read_settings(EVERYTHING)
    assert (found.tiers["close"], found.tiers["buddies"], found.tiers["inner"]) == (
        Period(45, "d"),
        Period(2, "w"),
        Period(2, "w"),
    )
    assert found.names_of("last_contact") == ("seen",)
    assert found.names_of("birthday")[0] == "birthday"
    assert found.names_of("anything") == ("anything",)


def test_no_text_gives_the_defaults() -> None:
    assert read_settings("") == Settings()
    assert Settings().zone is None
    assert str(read_settings('timezone = "Asia/Tokyo"').zone) == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ("\ntimezon = 'x'\n", 2, "unknown setting 'timezon'", "did you mean 'timezone'?"),
        ("[follow_up]\nsoom = 3\n", 2, "unknown setting 'follow_up.soom'", "did you mean 'soon'?"),
        ("[peple]\nfolders = []\n", 1, "unknown setting 'peple'", "did you mean 'people'?"),
        ("\nfollow_up = { soom = 1 }\n", 2, "unknown setting 'follow_up.soom'", "did you mean 'soon'?"),
        ("\nfollow_up.soom = 1\n", 2, "unknown setting 'follow_up.soom'", "did you mean 'soon'?"),
        ('\n\n"\\u0078yz" = 1\n', 1, "unknown setting 'xyz'", "known are: "),
        ("a.b = 1\n[people]\n", 1, "unknown setting 'a'", "known are: "),
        ("[people]\nxyzzy = 1\n", 2, "unknown setting 'people.xyzzy'", "known are: folders, tags, types"),
        ("[events]\nexclude = ['x']\n", 2, "unknown setting 'events.exclude'", ""),
        ("weekly_budget = '5'\n", 1, "weekly_budget must be a whole number", ""),
        ("weekly_budget = true\n", 1, "weekly_budget must be a whole number", ""),
        ("weekly_budget = -1\n", 1, "weekly_budget must be a whole number", ""),
        ("encouragement = 'yes'\n", 1, "encouragement must be true or false", ""),
        ("templates = 3\n", 1, "templates must be text in quotes", ""),
        ("timezone = 3\n", 1, "timezone must be text", ""),
        ("# zone\ntimezone = 'Mars/Olympus'\n", 2, "no time zone is called 'Mars/Olympus'", "IANA"),
        ("[follow_up]\n\nfeb29 = 'feb30'\n", 3, "feb29 cannot be 'feb30'", "write feb28, mar1 or both"),
        ("[follow_up]\nsoon = 'soon'\n", 2, "soon = 'soon' is no period of time", 'write "7d"'),
        ("[follow_up]\nsoon = true\n", 2, "soon = True is no period of time", 'write "7d"'),
        ("birthday_lead = 1.5\n", 1, "birthday_lead = 1.5 is no period of time", ""),
        ("[tiers]\n'close' = []\n", 2, "close = [] is no period of time", ""),
        ("people = 'People'\n", 1, "'people' is a table", "write [people] on a line of its own"),
        ("[people]\nfolders = [1]\n", 2, "folders must be a list of texts", "folders = "),
        ("[people]\nexclude = 1\n", 2, "exclude must be a list of texts", ""),
        ("[limits]\nx = 'many'\n", 2, "x must be a whole number", ""),
        ("[journal]\nfolder = 'a'\n[follow_up]\nfolder = 'b'\n", 4, "unknown setting 'follow_up.folder'", ""),
    ],
)
def test_a_fault_is_refused_with_its_line_and_a_remedy(text: str, line: int, words: str, hint: str) -> None:
    with pytest.raises(SettingsError) as fault:
        read_settings(text)
    assert fault.value.message.startswith(f"vaultkit.toml:{line}: ")
    assert words in fault.value.message
    assert hint in fault.value.hint


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \n", 2), ("timezone = Europe/Paris", 1), ("[", 1)])
def test_what_is_no_toml_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SettingsError, match=f"vaultkit.toml:{line}: "):
        read_settings(text)


# -- what Obsidian says about daily notes


def test_daily_notes_are_where_obsidian_puts_them() -> None:
    found = read_settings("", {"daily-notes.json": '{"folder": "Daily", "format": "DD.MM.YYYY", "template": "x"}'})
    assert found.journal == Journal("Daily", "DD.MM.YYYY")


def test_our_own_settings_come_before_obsidians() -> None:
    found = read_settings(
        '[journal]\nfolder = "Log"\n', {"daily-notes.json": '{"folder": "Daily", "format": "DD.MM.YYYY"}'}
    )
    assert found.journal == Journal("Log", "DD.MM.YYYY")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"folder": 3, "format": null}', '{"format": ""}', "[" * 50_000], ids=repr
)
def test_faulty_options_of_obsidian_are_passed_over(text: str) -> None:
    assert read_settings("", dict.fromkeys(FILES, text)) == Settings()


def test_a_field_that_no_kind_has_cannot_be_mapped() -> None:
    known = frozenset({"cadence", "location"})
    with pytest.raises(SettingsError) as caught:
        read_settings('timezone = "UTC"\n[fields]\ncadance = ["every"]\n', known_fields=known)
    assert str(caught.value) == "vaultkit.toml:3: unknown setting 'fields.cadance'"
    assert caught.value.hint == "did you mean 'cadence'?"
    assert read_settings('[fields]\ncadence = ["every"]\n', known_fields=known).names_of("cadence") == ("every",)


# -- what check does not tell


def test_codes_are_silenced_everywhere_and_by_folder() -> None:
    text = '[check]\nignore = "orphan"\n[check.folders]\n"Old" = ["all"]\n"a/b.md" = ["yaml", "no-me"]\n'
    check = read_settings(text).check
    told = [
        (path, code)
        for path in ("a.md", "Old/a.md", "Older/a.md", "a/b.md", "")
        for code in ("orphan", "yaml")
        if not check.is_silent(path, code)
    ]
    assert told == [("a.md", "yaml"), ("Older/a.md", "yaml"), ("", "yaml")]


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ('[check]\nignore = [\n  "orphan",\n  "orfan",\n]', 4, "no finding has the code 'orfan'", "'orphan'?"),
        ('# yml\n[check.folders]\nA = ["yaml"]\n"B c" = ["yml"]', 4, "no finding has the code 'yml'", "'yaml'?"),
        ('[check]\nignore = ["*"]', 2, "no finding has the code '*'", "docs/problems.md"),
        ('[check]\nfolders = ["A"]', 2, "'check.folders' is a table", "[check.folders]"),
        ('[check]\nfolder = ["A"]', 2, "unknown setting 'check.folder'", "'folders'?"),
        ("[check.folders]\nA = 3", 2, "A must be a list of texts", ""),
        ("check = 3", 1, "'check' is a table", "[check]"),
    ],
)
def test_what_cannot_be_silenced_is_refused(text: str, line: int, words: str, hint: str) -> None:
    with pytest.raises(SettingsError) as fault:
        read_settings(text)
    assert fault.value.message == f"vaultkit.toml:{line}: {words}"
    assert hint in fault.value.hint
