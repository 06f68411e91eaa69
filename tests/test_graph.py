"""Links between notes: where they lead, what leads back, whom a name means, and what counts as contact."""

from __future__ import annotations

import builtins
import unicodedata
from typing import Any

import pytest
from helpers import (
    ask,
    codes,
    day,
    graph_of,
    note_of,
    notes,
    problems_in,
    settings_of,
    standing,
    touches,
    vault_of,
)

from vaultkit.errors import AmbiguousNameError, UnknownNoteError, UnknownPersonError
from vaultkit.findings import findings
from vaultkit.followups import planned
from vaultkit.graph import Edge, build
from vaultkit.graph.resolve import Resolver
from vaultkit.kinds import KINDS, kind_of
from vaultkit.kinds.contact import Contact, LogEntry, read_log_line
from vaultkit.kinds.event import Event
from vaultkit.kinds.outreach import Outreach, message_in
from vaultkit.model import Evidence
from vaultkit.records import Ref, schema
from vaultkit.vault import Vault, make_vault

TODAY = "2026-04-10"


# -- where a link leads


def leads(target: str, source: str, *paths: str) -> str | None:
    return Resolver(paths).resolve(target, source)


def test_the_exact_path_wins_from_anywhere() -> None:
    assert leads("Note", "a/Here.md", "a/Note.md", "Note.md") == "Note.md"
    assert leads("b/Note", "a/b/Here.md", "a/b/Note.md", "b/Note.md") == "b/Note.md"


def test_then_a_note_in_the_own_folder_or_below() -> None:
    assert leads("Note", "long folder/Here.md", "a/Note.md", "long folder/Note.md") == "long folder/Note.md"
    assert leads("Note", "long folder/Here.md", "a/Note.md", "long folder/x/Note.md") == "long folder/x/Note.md"


def test_the_folder_above_is_no_own_folder() -> None:
    assert leads("Note", "abc/def/Here.md", "abc/Note.md", "z/Note.md") == "z/Note.md"
    assert leads("Note", "ab/Here.md", "abc/Note.md", "z/Note.md") == "z/Note.md"


def test_then_the_shortest_path_in_characters() -> None:
    assert leads("Note", "Here.md", "a/b/c/Note.md", "a long folder/Note.md") == "a/b/c/Note.md"


def test_of_equally_short_paths_the_first_in_the_alphabet() -> None:
    resolver = Resolver(["b/Note.md", "a/Note.md"])
    assert resolver.resolve("Note", "Here.md") == "a/Note.md"
    assert resolver.candidates("Note", "Here.md") == ("a/Note.md", "b/Note.md")


def test_the_end_of_a_path_is_enough() -> None:
    assert leads("b/Note", "Here.md", "a/b/Note.md", "c/Note.md") == "a/b/Note.md"
    assert leads("b/Note", "Here.md", "ab/Note.md") is None


def test_relative_links_know_no_other_folder() -> None:
    paths = ("a/Note.md", "a/b/Here.md", "Missing.md")
    assert leads("../Note", "a/b/Here.md", *paths) == "a/Note.md"
    assert leads("./Here", "a/b/Here.md", *paths) == "a/b/Here.md"
    assert leads("./Missing", "a/b/Here.md", *paths) is None
    assert leads("../../../Missing", "a/b/Here.md", *paths) is None


def test_a_slash_in_front_is_the_vaults_root() -> None:
    assert leads("/a/Note", "b/Here.md", "a/Note.md", "b/a/Note.md") == "a/Note.md"
    assert leads("/Note", "a/Here.md", "a/Note.md") is None


@pytest.mark.parametrize("target", ["note", "NOTE", "Note.md", "note.MD", "a/note", "A/Note.md"])
def test_case_and_suffix_are_ignored(target: str) -> None:
    assert leads(target, "Here.md", "a/Note.md") == "a/Note.md"


def test_a_no_break_space_is_a_space() -> None:
    assert leads("Sam Rivera", "Here.md", "Sam\xa0Rivera.md") == "Sam\xa0Rivera.md"
    assert leads("Sam\xa0Rivera", "Here.md", "Sam Rivera.md") == "Sam Rivera.md"


def test_composed_and_decomposed_letters_are_the_same() -> None:
    file_form, link_form = unicodedata.normalize("NFD", "Zoë.md"), unicodedata.normalize("NFC", "Zoë")
    assert leads(link_form, "Here.md", file_form) == file_form


def test_other_files_need_their_suffix() -> None:
    assert leads("cv.pdf", "Here.md", "files/cv.pdf") == "files/cv.pdf"
    assert leads("cv", "Here.md", "files/cv.pdf") is None


def test_a_name_may_hold_a_dot() -> None:
    assert leads("v1.2 notes", "Here.md", "a/v1.2 notes.md") == "a/v1.2 notes.md"


def test_an_empty_target_is_the_note_itself() -> None:
    assert leads("", "a/Here.md", "a/Here.md") == "a/Here.md"


def test_an_alias_leads_nowhere() -> None:
    graph = graph_of("=== People/Sam Rivera.md\n---\ntype: contact\naliases: [Sammy]\n---\n=== a.md\n[[Sammy]]\n")
    assert graph.resolve("Sammy", "a.md") is None
    assert [(path, link.target) for path, link in graph.unresolved] == [("a.md", "Sammy")]


# -- edges

WEB = """
=== People/Sam Rivera.md
---
type: contact
org: "[[Acme]]"
knows: ["[[Ann]]", "[[Nobody]]"]
---
See [[Ann]] and [[#Log]].
=== People/Ann.md
---
type: contact
---
![[cv.pdf]] ![[Acme]]
=== Acme.md
---
type: organization
---
"""


def test_edges_have_the_name_of_their_property() -> None:
    vault = vault_of(WEB).with_surroundings(frozenset({"files/cv.pdf"}), ())
    graph = build(vault, settings_of())
    assert [(e.source, e.type, e.target, e.line) for e in graph.edges] == [
        ("People/Ann.md", "embed", "files/cv.pdf", 4),
        ("People/Ann.md", "embed", "Acme.md", 4),
        ("People/Sam Rivera.md", "org", "Acme.md", 3),
        ("People/Sam Rivera.md", "knows", "People/Ann.md", 4),
        ("People/Sam Rivera.md", "link", "People/Ann.md", 6),
        ("People/Sam Rivera.md", "link", "People/Sam Rivera.md", 6),
    ]
    assert graph.resolve("cv.pdf") is None


def test_backlinks_are_what_leads_to_a_note() -> None:
    graph = graph_of(WEB)
    assert graph.backlinks("Acme.md") == (
        Edge("People/Ann.md", "Acme.md", "embed", 4),
        Edge("People/Sam Rivera.md", "Acme.md", "org", 3),
    )
    assert graph.backlinks("Elsewhere.md") == ()


def test_links_to_nothing_are_known() -> None:
    assert [(path, link.target) for path, link in graph_of(WEB).unresolved] == [
        ("People/Ann.md", "cv.pdf"),
        ("People/Sam Rivera.md", "Nobody"),
    ]


def test_the_order_of_reading_does_not_matter() -> None:
    texts = notes(WEB)
    turned = dict(reversed(texts.items()))
    assert graph_of(turned).edges == graph_of(texts).edges
    assert [note.path for note in vault_of(turned)] == sorted(texts)


def test_the_graph_for_networkx() -> None:
    graph = graph_of(WEB).to_networkx()
    assert dict(graph.nodes(data=True))["People/Ann.md"] == {"title": "Ann", "kind": "contact"}
    assert ("People/Sam Rivera.md", "Acme.md", {"type": "org", "line": 3}) in list(graph.edges(data=True))
    assert graph.number_of_edges() == 5


def test_without_networkx_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name == "networkx":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install 'vaultkit\[graph\]'"):
        graph_of(WEB).to_networkx()


# -- vaults are values


def test_a_vault_with_other_notes_is_another_vault() -> None:
    vault = make_vault({"a.md": "a"})
    more = vault.with_notes([note_of("b", "b.md")])
    assert (len(vault), len(more), len(more.without(["a.md", "zzz.md"]))) == (1, 2, 1)
    assert len(Vault()) == 0
    assert more.with_surroundings(frozenset({"x.png"}), ()).others == {"x.png"}


# -- whom a name means

PEOPLE = """
=== People/Sam Rivera.md
---
type: contact
aliases: [Sammy, The Climber]
---
=== People/Samira Okafor.md
---
type: contact
---
=== People/Łukasz Nowak.md
---
type: contact
name: Łukasz Żak-Nowak
---
=== Old/Clara Vasseur.md
---
type: contact
---
=== People/Clara Vasseur.md
---
type: contact
---
=== Acme.md
---
type: organization
aliases: [Acme Corp]
---
"""


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Sam Rivera", "People/Sam Rivera.md"),
        ("sam rivera", "People/Sam Rivera.md"),
        ("  Sam   Rivera ", "People/Sam Rivera.md"),
        ("Sammy", "People/Sam Rivera.md"),
        ("climber", "People/Sam Rivera.md"),
        ("Rivera", "People/Sam Rivera.md"),
        ("sam", "People/Sam Rivera.md"),
        ("Lukasz", "People/Łukasz Nowak.md"),
        ("zak nowak", "People/Łukasz Nowak.md"),
        ("lukasz nowak", "People/Łukasz Nowak.md"),
        ("kaf", "People/Samira Okafor.md"),
        ("People/Clara Vasseur", "People/Clara Vasseur.md"),
        ("old/clara vasseur.md", "Old/Clara Vasseur.md"),
    ],
)
def test_a_contact_is_found_as_people_mean_it(name: str, path: str) -> None:
    assert graph_of(PEOPLE).find_contact(name).path == path


def test_a_name_that_fits_two_is_refused_and_both_are_named() -> None:
    with pytest.raises(AmbiguousNameError) as fault:
        graph_of(PEOPLE).find_contact("Clara Vasseur")
    assert "Old/Clara Vasseur.md" in fault.value.message
    assert "People/Clara Vasseur.md" in fault.value.message


def test_a_name_that_fits_nobody_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownPersonError) as fault:
        graph_of(PEOPLE).find_contact("Sam Rivers")
    assert "Sam Rivera" in fault.value.hint
    with pytest.raises(UnknownPersonError) as fault:
        graph_of(PEOPLE).find_contact("Xqzw")
    assert fault.value.hint == "make a note with: vaultkit new contact 'Xqzw'"


@pytest.mark.parametrize("name", ["", "  ", "!?"])
def test_nothing_is_nobodys_name(name: str) -> None:
    with pytest.raises(UnknownPersonError):
        graph_of(PEOPLE).find_contact(name)


def test_a_note_of_another_kind_is_found_too() -> None:
    graph = graph_of(PEOPLE)
    assert graph.find_note("acme corp").path == "Acme.md"
    assert graph.find_note("Acme", "organization").path == "Acme.md"
    assert graph.find("Acme").path == "Acme.md"
    with pytest.raises(UnknownNoteError, match="no event is called 'Acme'"):
        graph.find_note("Acme", "event")
    with pytest.raises(UnknownPersonError):
        graph.find_contact("Acme")


# -- what a note is about


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.md", "---\ntype: contact\n---\n", "contact"),
        ("a.md", "---\ntype: Person\n---\n", "contact"),
        ("a.md", "---\ntype: meeting\n---\n", "event"),
        ("a.md", "---\ntype: company\n---\n", "organization"),
        ("a.md", "---\ntype: community\n---\n", "space"),
        ("a.md", "---\ntype: recipe\n---\n", ""),
        ("a.md", "---\ntype: kontakt\n---\n", "contact"),
        ("a.md", "---\ncategories: [[People]]\n---\n", "contact"),
        ("a.md", '---\ncategories: ["[[x/Events|E]]", "[[Meeting]]"]\n---\n', "event"),
        ("a.md", "---\ntype: event\ncategories: [[People]]\n---\n", "event"),
        ("a.md", "---\ntags: [person/work]\n---\n", "contact"),
        ("a.md", "I am a #Person.", "contact"),
        ("a.md", "#personal", ""),
        ("People/a.md", "Hello.", "contact"),
        ("People/deep/a.md", "Hello.", "contact"),
        ("Peoples/a.md", "Hello.", ""),
        ("People/a.md", "---\ntype: organization\n---\n", "organization"),
        ("People/People Template.md", "Hello.", ""),
        ("People/a.md", "---\nname: {{title}}\n---\n", ""),
        ("People/a.excalidraw.md", "Hello.", ""),
        ("People/a.md", "---\nexcalidraw-plugin: parsed\n---\n", ""),
    ],
)
def test_what_kind_of_note_it_is(path: str, text: str, kind: str) -> None:
    settings = '[people]\nfolders = ["/People/"]\ntags = ["#person"]\ntypes = ["Kontakt"]\n'
    note = note_of(text, path, settings)
    assert note.kind == kind_of(note.document, settings_of(settings)) == kind


def test_a_kind_excludes_no_more_than_people() -> None:
    assert note_of("---\ntype: event\n---\n", "Index.md").kind == "event"


def test_every_kind_reads_an_empty_note_of_it() -> None:
    for name, kind in KINDS.items():
        note = note_of(f"---\ntype: {kind.record.words[0]}\n---\n", "a.md")
        assert note.kind == name
        assert [problem.code for problem in note.problems] == (["no-date"] if name in ("event", "interaction") else [])
        assert note.title == "a"
        assert schema(kind.record)[0][0] == "name"


def test_a_plain_note_has_a_title_and_no_kind() -> None:
    note = note_of("Hello.", "Folder/A walk.md")
    assert (note.title, note.kind, note.line_of("name"), note.record) == ("A walk", "", 1, None)


# -- fields


def field(kind: str, line: str, name: str) -> Any:
    return getattr(note_of(f"---\ntype: {kind}\n{line}\n---\n").record, name)


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("title: '  Head   of   [[Content|content]] '", "title", "Head of content"),
        ("title: [first, second]", "title", "first"),
        ("aliases: Sammy", "aliases", ("Sammy",)),
        ("aliases: ['[[Sam|S.]]', ' ']", "aliases", ("S.",)),
        ("phone: '+33 1; +33 2'", "phone", ("+33 1", "+33 2")),
        ("org: Acme Corp", "org", (Ref("Acme Corp", "", 3),)),
        ("org: '[Acme](Orgs/Acme%20Corp.md)'", "org", (Ref("Acme", "Orgs/Acme Corp.md", 3),)),
        ("knows: '[[Bob]] [[Sue|S]]'", "knows", (Ref("Bob", "Bob", 3), Ref("S", "Sue", 3))),
        ("org: ' '", "org", ()),
        ("met_at: '[[Fair]]'", "met_at", Ref("Fair", "Fair", 3)),
        ("met_at: ' '", "met_at", None),
        ("met_on: [2026-01-05, 2026-02-05]", "met_on", day("2026-01-05")),
        ("private: yes", "private", True),
        ("private: off", "private", False),
        ("leader: true", "leader", True),
        ("formality: 2.5", "formality", 2.5),
        ("Last_Contact: 2026-01-05", "last_contact", day("2026-01-05")),
        ("prm-last-contacted: 2026-01-05", "last_contact", day("2026-01-05")),
        ("CONTACTED: 2026-01-05\nlast_contact: 2026-02-05", "last_contact", day("2026-02-05")),
        ("N.GN: Sam", "given", "Sam"),
        ("EMAIL[1:WORK]: a@x.y\nEMAIL[HOME]: b@x.y", "email", ("a@x.y", "b@x.y")),
    ],
)
def test_a_field_is_read(line: str, name: str, expected: object) -> None:
    assert field("contact", line, name) == expected


def test_a_list_of_dates_is_read() -> None:
    assert field("pitch", "practiced: [2026-01-05, soon, '[[2026-02-05]]']", "practiced") == (
        day("2026-01-05"),
        day("2026-02-05"),
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("private: maybe", "bad-flag"),
        ("formality: much", "bad-number"),
        ("last_contact: 01/02/2026", "ambiguous-date"),
        ("last_contact: 1.2.26", "ambiguous-date"),
        ("last_contact: soon", "bad-date"),
        ("birthday: 1985", "bad-birthday"),
        ("cadence: soon", "bad-cadence"),
        ("tier: best friends", "unknown-tier"),
        ("status: asleep", "unknown-status"),
        ("tz: Mars/Olympus", "bad-zone"),
    ],
)
def test_a_value_that_cannot_be_used_is_a_problem_with_its_place(line: str, code: str) -> None:
    (problem,) = note_of(f"---\ntype: contact\n{line}\n---\n").all_problems
    assert (problem.code, problem.line, problem.column) == (code, 3, line.index(" ") + 2)
    assert problem.hint


def test_a_number_that_is_no_number_of_anything_is_a_problem() -> None:
    assert [p.code for p in note_of("---\ntype: contact\nformality: nan\n---\n").all_problems] == ["bad-number"]


# -- the log


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01 email out: sent the link", ("email", "out", "sent the link", "", "")),
        ("2026-03-01 email in", ("email", "in", "", "", "")),
        ("2026-03-01", ("", "both", "", "", "")),
        ("2026-03-01 coffee", ("coffee", "both", "", "", "")),
        ("2026-03-01 OUT: hi", ("", "out", "hi", "", "")),
        ("2026-03-01: talked: a lot", ("", "both", "talked: a lot", "", "")),
        ("2026/03/01 video call: x", ("video call", "both", "x", "", "")),
        ("20260301 call", ("call", "both", "", "", "")),
        ("[[2026-03-01]] coffee: UX hiring got:: referral", ("coffee", "both", "UX hiring", "", "referral")),
        ("2026-03-01 call [gave:: a review] (got:: a lead)", ("call", "both", "", "a review", "a lead")),
        ("2026-03-01 call: x gave:: a got:: b", ("call", "both", "x", "a", "b")),
        ("2026-03-01 met her at the station in Lyon", ("", "both", "met her at the station in Lyon", "", "")),
        ("2026-03-01 call: see [[Acme]]", ("call", "both", "see [[Acme]]", "", "")),
    ],
)
def test_a_log_line_is_read(text: str, expected: tuple[str, ...]) -> None:
    entry = read_log_line(text, 7)
    assert isinstance(entry, LogEntry)
    assert (entry.day, entry.line) == (day("2026-03-01"), 7)
    assert (entry.channel, entry.direction, entry.text, entry.gave, entry.got) == expected


@pytest.mark.parametrize(
    "text", ["", "coffee", "2026-13-01 x", "on 2026-03-01", "[[Sam]] x", "01/02/2026 x", "2026-03-01x"]
)
def test_what_is_no_log_line(text: str) -> None:
    assert read_log_line(text, 1) is None


def test_only_the_log_section_is_the_log() -> None:
    graph = graph_of("""
        === People/Sam Rivera.md
        ---
        type: contact
        ---
        - 2026-01-01 before

        ## Notes
        - 2026-01-02 elsewhere

        ##  LOG
        - 2026-01-03 here
          - 2026-01-04 below
        - not a line of the log
        > - 2026-01-05 quoted
        - [ ] 2026-01-06 a task

        ## After
        - 2026-01-07 after
    """)
    assert touches(graph) == ["2026-01-03 both log", "2026-01-04 both log"]


def test_the_headings_name_can_be_set() -> None:
    text = "=== People/Sam Rivera.md\n---\ntype: contact\n---\n## Journal\n- 2026-01-03 here\n"
    assert touches(graph_of(text, '[headings]\nlog = "Journal"\n')) == ["2026-01-03 both log"]
    assert touches(graph_of(text)) == []


# -- touches

SAM = "=== People/Sam Rivera.md\n---\ntype: contact\n---\n"


def event(fields: str) -> str:
    return f"{SAM}=== Events/Fair.md\n---\ntype: event\n{fields}\n---\n"


def guests(count: int) -> str:
    names = ["[[Sam Rivera]]", *(f"Guest {number}" for number in range(count - 1))]
    return f"attendees: {names}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("date: 2026-03-01\npeople: Sam Rivera", ["2026-03-01 both event"]),
        ("date: 2026-03-01\npeople: '[[Sam Rivera]]'", ["2026-03-01 both event"]),
        ("start: 2026-03-01\nend: 2026-03-03\npeople: Sam Rivera", ["2026-03-01..2026-03-03 both event"]),
        ("start: 2026-03-01\npeople: Sam Rivera", ["2026-03-01 both event"]),
        ("end: 2026-03-01\npeople: Sam Rivera", ["2026-03-01 both event"]),
        ("start: 2026-03-03\nend: 2026-03-01\npeople: Sam Rivera", ["2026-03-03 both event"]),
        ("people: Sam Rivera", []),
        ("date: 2026-03-01\npeople: Sam Rivera\nstatus: cancelled", []),
        ("date: 2026-03-01\npeople: Sam Rivera\nstatus: canceled", []),
        ("date: 2026-03-01\nspeakers: Sam Rivera\ninvited: Sam Rivera", []),
        ("date: 2026-03-01\npeople: Nobody", []),
        (f"date: 2026-03-01\nkind: meeting\n{guests(12)}", ["2026-03-01 both event"]),
        (f"date: 2026-03-01\nkind: meeting\n{guests(13)}", []),
        (f"date: 2026-03-01\nkind: conference\n{guests(5)}", []),
        (f"date: 2026-03-01\nkind: call\n{guests(12)}\npeople: Guest 3", ["2026-03-01 both event"]),
        (f"date: 2026-03-01\nkind: call\n{guests(12)}\npeople: Somebody else", []),
    ],
)
def test_contact_by_events(fields: str, expected: list[str]) -> None:
    assert touches(graph_of(event(fields))) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("type: interaction\ndate: 2026-03-01\npeople: Sam Rivera", ["2026-03-01 both interaction"]),
        (
            "type: interaction\ndate: 2026-03-01\npeople: Sam Rivera\ndirection: in",
            ["2026-03-01 in interaction"],
        ),
        (
            "type: interaction\ndate: 2026-03-01\npeople: Sam Rivera\ndirection: sideways",
            ["2026-03-01 both interaction"],
        ),
        ("type: interaction\npeople: Sam Rivera", []),
        ("type: outreach\nto: Sam Rivera\nsent: 2026-03-01", ["2026-03-01 out outreach"]),
        (
            "type: outreach\nto: Sam Rivera\nsent: 2026-03-01\nreplied: 2026-03-02",
            ["2026-03-01 out outreach", "2026-03-02 in outreach"],
        ),
        ("type: outreach\nto: Sam Rivera\nreplied: 2026-03-02\nstatus: done", ["2026-03-02 both outreach"]),
        ("type: outreach\nto: Sam Rivera\nstatus: ready", []),
        ("type: outreach\nto: Nobody\nsent: 2026-03-01", []),
        ("type: goal\nwants_people: '[[Sam Rivera]]'\ntarget: 2026-03-01", []),
    ],
)
def test_contact_by_notes_of_their_own(fields: str, expected: list[str]) -> None:
    assert touches(graph_of(f"{SAM}=== A.md\n---\n{fields}\n---\n")) == expected


def test_contact_by_a_note_with_a_date_property() -> None:
    graph = graph_of(f"{SAM}=== Walk.md\n---\ndate: 2026-03-01\nfriend: '[[Sam Rivera]]'\n---\nwith [[Sam Rivera]]\n")
    assert touches(graph) == ["2026-03-01 both journal"]


@pytest.mark.parametrize("ignored", ["2026-03-01", "daily/2026-03-01", "Daily/2026-03-01.md"])
def test_a_daily_note_can_be_ignored(ignored: str) -> None:
    graph = graph_of(f"{SAM}=== Daily/2026-03-01.md\n[[Sam Rivera]]\n", f'[journal]\nignore = ["{ignored}"]\n')
    assert touches(graph) == []
    assert len(graph.backlinks("People/Sam Rivera.md")) == 1


def test_a_link_to_oneself_and_to_other_notes_is_no_contact() -> None:
    graph = graph_of(f"{SAM}[[#Log]]\n=== Acme.md\n---\ntype: org\n---\n=== 2026-03-01.md\n[[Acme]] [[Missing]]\n")
    assert touches(graph) == []


def test_a_date_in_a_logged_line_is_no_second_contact() -> None:
    graph = graph_of(f"{SAM}See [[2026-01-24]], [[Acme]].\n## Log\n- [[2026-03-10]] coffee\n")
    assert touches(graph) == ["2026-01-24 both journal", "2026-03-10 both log"]


def test_a_ticked_task_in_their_own_note_needs_a_link() -> None:
    graph = graph_of(
        f"{SAM}- [x] sent it ✅ 2026-03-01\n- [x] called [[Sam Rivera]] ✅ 2026-03-02\n- [x] [[Sam Rivera]]\n"
    )
    assert touches(graph) == ["2026-03-02 both task"]


def test_an_alias_or_a_name_counts_where_it_leads_nowhere() -> None:
    graph = graph_of("""
        === People/sr.md
        ---
        type: contact
        name: Sam Rivera
        aliases: [Sammy]
        ---
        === 2026-03-01.md
        [[sam rivera]] and [[Sammy]]
        === 2026-03-02.md
        [[Acme]]
        === Acme.md
        A company that somebody also calls Acme.
        === People/Ann.md
        ---
        type: contact
        aliases: [Acme]
        ---
    """)
    assert touches(graph) == ["2026-03-01 both journal", "2026-03-01 both journal"]
    assert touches(graph, "Ann") == []


def test_one_alias_of_two_people_is_a_warning_in_the_second_note() -> None:
    graph = graph_of(
        "=== a.md\n---\ntype: contact\naliases: [Sammy]\n---\n=== b.md\n---\ntype: contact\naliases: [sammy]\n---\n"
    )
    assert [(p.path, p.line, p.code) for p in problems_in(graph)] == [("b.md", 3, "duplicate-alias")]


def test_a_name_that_could_mean_two_is_told_once_with_its_place() -> None:
    graph = graph_of(
        "=== a.md\n---\ntype: contact\naliases: [Sammy]\n---\n=== b.md\n---\ntype: contact\naliases: [Sammy]\n---\n"
        "=== Fair.md\n---\ntype: event\ndate: 2026-03-01\npeople: Sammy\n---\n=== 2026-03-02.md\n[[Sammy]]\n"
    )
    (found,) = (p for p in problems_in(graph) if p.code == "ambiguous-mention")
    assert (found.path, found.line, found.hint) == ("2026-03-02.md", 1, "link to one of them: [[a|Sammy]]")


def test_open_tasks_concern_who_is_linked_and_whose_note_it_is() -> None:
    graph = graph_of("""
        === People/Sam Rivera.md
        ---
        type: contact
        ---
        - [ ] ask [[Ann]] about it, and [[Sam Rivera]]
        - [x] done
        === People/Ann.md
        ---
        type: contact
        ---
        === Project.md
        > - [ ] ![[Ann]] quoted
        - [ ] tell %% [[Ann]] %% nobody
    """)
    assert [task.evidence for task in graph.open_tasks("People/Sam Rivera.md")] == [
        Evidence("People/Sam Rivera.md", 4, "ask Ann about it, and Sam Rivera")
    ]
    assert len(graph.open_tasks("People/Ann.md")) == 1
    assert str(graph.open_tasks("People/Ann.md")[0].evidence) == "People/Sam Rivera.md:4"
    assert graph.open_tasks("Project.md") == ()


def test_a_scheduled_date_counts_where_there_is_no_other() -> None:
    graph = graph_of(f"{SAM}- [ ] a ⏳ 2026-04-08\n- [ ] b ⏳ 2026-04-01 📅 2026-04-09\n- [ ] c 📅 2026-02-30\n")
    assert [task.due(graph.settings) for task in graph.open_tasks("People/Sam Rivera.md")] == [
        day("2026-04-08"),
        day("2026-04-09"),
        None,
    ]


def test_what_is_planned_lies_after_today() -> None:
    graph = graph_of(
        f"{event('date: 2026-04-20')}=== 2026-04-11.md\n[[Sam Rivera]]\n=== 2026-04-10.md\n[[Sam Rivera]]\n"
    )
    assert planned(graph, "People/Sam Rivera.md", day(TODAY)) == (day("2026-04-11"),)


# -- me, goals, drafts


def test_a_second_note_about_me_is_not_used() -> None:
    graph = graph_of("=== A.md\n---\ntype: me\n---\n=== B.md\n---\n\ntype: me\n---\n")
    assert graph.me is not None
    assert graph.me.path == "A.md"
    assert [(p.path, p.code) for p in problems_in(graph)] == [("B.md", "second-me")]
    assert graph_of("").me is None


def test_goals_are_active_unless_they_say_otherwise() -> None:
    graph = graph_of("=== A.md\n---\ntype: goal\n---\n=== B.md\n---\ntype: goal\nstatus: paused\n---\n")
    assert [note.path for note in graph.active_goals] == ["A.md"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Message\n\n```\nHello\n\nyou\n```\n", "Hello\n\nyou"),
        ("```\nfirst\n```\n## Message\n~~~text\nsecond\n~~~\n", "second"),
        ("```\nfirst\n```\n", "first"),
        ("````\n```\ninner\n```\n````\n", "```\ninner\n```"),
        ("## Message\r\n```\r\na\r\nb\r\n```\r\n", "a\nb"),
        ("## Message\nno fence\n", ""),
        ("", ""),
    ],
)
def test_the_message_of_a_draft(text: str, expected: str) -> None:
    assert message_in(text) == expected
    record = note_of(f"---\ntype: outreach\n---\n{text}").record
    assert isinstance(record, Outreach)
    assert record.message == expected


# -- findings


def test_links_to_nothing_are_told_once_a_note_with_the_nearest_name() -> None:
    graph = graph_of(f"{SAM}=== a.md\n[[Sam Riviera]] [[Sam Riviera]]\n[[xqzw]] [[]]\n")
    assert [(p.line, p.column, p.code, p.hint) for p in problems_in(graph)] == [
        (1, 1, "unresolved-link", "did you mean [[Sam Rivera]]? If not, make the note, or take the link out"),
        (2, 1, "unresolved-link", "make the note, or take the link out"),
    ]


def test_a_link_that_fits_two_notes_equally_is_told() -> None:
    graph = graph_of("=== a/Note.md\n\n=== b/Note.md\n\n=== Here.md\n[[Note]] [[a/Note]]\n[[./Note]] [[#x]]\n")
    (found,) = (p for p in problems_in(graph) if p.code == "ambiguous-link")
    assert (found.path, found.line, found.hint) == ("Here.md", 1, "write the path: [[a/Note]]")


def test_generated_text_is_no_finding() -> None:
    graph = graph_of(
        "=== a/N.md\n\n=== b/N.md\n\n=== Here.md\n<!-- vaultkit: due -->\n[[N]] [[zzz]] [[a/N#x]]\n<!-- /vaultkit -->\n"
    )
    assert codes(graph) == ["duplicate-name"]


def test_a_last_contact_in_the_future_is_told() -> None:
    text = "=== a.md\n---\ntype: contact\nlast_contact: 2026-04-11\n---\n"
    (found,) = problems_in(graph_of(text), TODAY)
    assert (found.code, found.line) == ("future-last-contact", 3)
    assert problems_in(graph_of(text), "2026-04-11") == []


def test_nobody_says_who_i_am() -> None:
    assert [row["code"] for row in ask(graph_of(SAM), "problems", TODAY, severity="info")] == ["no-goal", "no-me"]
    assert [row["code"] for row in ask(graph_of("=== a.md\n[[a]]\n"), "problems", TODAY)] == ["no-goal"]


GOAL = "=== Goals/Far.md\n---\ntype: goal\nhorizon: long-term\n---\n[[Far]]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ["no-goal"], id="an empty vault"),
        pytest.param(GOAL, [], id="one for the long term"),
        pytest.param(GOAL.replace("long-term", "1y"), ["no-long-term-goal"], id="one for a year"),
        pytest.param(GOAL.replace("horizon: long-term", "status: active"), ["no-long-term-goal"], id="no horizon"),
        pytest.param(GOAL + GOAL.replace("Far", "Near").replace("long-term", "3m"), [], id="a near and a far one"),
        pytest.param(GOAL.replace("horizon", "status: achieved\nhorizon"), ["no-goal"], id="none that is active"),
    ],
)
def test_what_the_network_is_for(text: str, expected: list[str]) -> None:
    assert [problem.code for problem in findings(graph_of(text), day(TODAY))] == expected


def draft(length: int, fields: str = "channel: linkedin-note\nstatus: ready") -> str:
    return f"=== Draft.md\n---\ntype: outreach\n{fields}\n---\n```\n{'x' * length}\n```\n"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        (draft(301), True),
        (draft(300), False),
        (draft(301, "channel: linkedin-note"), True),
        (draft(301, "channel: linkedin-note\nstatus: sent"), False),
        (draft(9_999, "channel: email\nstatus: draft"), False),
        (draft(0), False),
    ],
)
def test_a_draft_longer_than_its_channel_takes_is_told(text: str, is_told: bool) -> None:
    assert codes(graph_of(text)) == (["draft-over-limit"] if is_told else [])


def test_the_users_own_limit_counts() -> None:
    assert codes(graph_of(draft(201), "[limits]\nlinkedin-note = 200\n")) == ["draft-over-limit"]


@pytest.mark.parametrize(
    ("covers", "missing"),
    [
        ("[who, learn, offer, next]", ""),
        ("[Next, offer, learn, who]", ""),
        ("[who, next]", "learn, offer"),
        ("[]", "who, learn, offer, next"),
    ],
)
def test_a_pitch_without_one_of_its_parts_is_told(covers: str, missing: str) -> None:
    found = problems_in(graph_of(f"=== Pitch.md\n---\ntype: pitch\ncovers: {covers}\n---\n"))
    wanted = [("pitch-part", 3, f"the pitch says nothing of: {missing}")] if missing else []
    assert [(problem.code, problem.line, problem.message) for problem in found] == wanted


def test_a_pitch_that_does_not_say_what_it_covers_is_left_alone() -> None:
    assert codes(graph_of("=== Pitch.md\n---\ntype: pitch\n---\n")) == []


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ("", "idea"),
        ("to: [Ann]\nagreed: [Ann]", "asked"),
        ("asked: ['[[Ann]]']", "asked"),
        ("agreed: ['[[Ann]]']", "asked"),
        ("status: sent", "asked"),
        ("sent: 2026-04-01", "asked"),
        ("agreed: ['[[Ann]]', Bob]", "agreed"),
        ("agreed: ['[[Ann]]', Bob]\ndeclined: [Bob]", "declined"),
        ("status: declined", "declined"),
        ("agreed: ['[[Ann]]', Bob]\nmade: 2026-04-01", "made"),
        ("made: 2026-04-01\nstatus: done", "closed"),
        ("status: no-reply", "closed"),
    ],
)
def test_the_state_of_an_introduction(fields: str, state: str) -> None:
    to = "" if "to:" in fields else "to: ['[[Ann]]', '[[Bob]]']\n"
    graph = graph_of(f"=== Offer.md\n---\ntype: outreach\nkind: intro-offer\n{to}{fields}\n---\n")
    assert graph.notes["Offer.md"].record.intro_state == state  # type: ignore[union-attr]


def test_findings_are_sorted_and_none_stands_twice() -> None:
    found = problems_in(graph_of("=== b.md\n[[x]]\n=== a.md\n[[y]]\n[[x]]\n---\n"))
    assert found == sorted(set(found))
    assert [problem.path for problem in found] == ["a.md", "a.md", "b.md"]


# -- what is forgiven, and what is told


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("Events/2026-03-01 Panel.md", "type: event\npeople: Sam Rivera", ["2026-03-01 both event"]),
        (
            "Events/2026-03-01 Panel.md",
            "type: event\ndate: 2026-03-02\npeople: Sam Rivera",
            ["2026-03-02 both event"],
        ),
        ("2026-03-01 Call.md", "type: interaction\npeople: Sam Rivera", ["2026-03-01 both interaction"]),
        ("2026-03-01 Call.md", f"type: call\n{guests(3)}", ["2026-03-01 both event"]),
        ("2026-03-01 Panel.md", f"type: event\n{guests(3)}", []),
        ("2026-03-01 Panel.md", f"type: call\nkind: panel\n{guests(3)}", []),
    ],
)
def test_the_files_name_and_the_type_say_what_the_note_does_not(path: str, fields: str, expected: list[str]) -> None:
    graph = graph_of(f"{SAM}=== {path}\n---\n{fields}\n---\n")
    assert touches(graph) == expected
    assert codes(graph) == []


@pytest.mark.parametrize("kind", ["event", "interaction"])
def test_what_has_no_date_anywhere_is_told(kind: str) -> None:
    graph = graph_of(f"{SAM}=== Panel.md\n---\ntype: {kind}\npeople: Sam Rivera\n---\n")
    assert touches(graph) == []
    assert codes(graph) == ["no-date"]


def test_a_time_to_follow_up_that_cannot_be_read_is_told_and_the_setting_counts() -> None:
    graph = graph_of(event("date: 2026-03-01\npeople: Sam Rivera\nfollow_up_within: soon"))
    assert codes(graph) == ["bad-period"]
    assert standing(graph, "Sam Rivera", "2026-03-02").due == day("2026-03-02")


@pytest.mark.parametrize("text", ["01/02/2026 coffee", "(2026) coffee", "2026-13-01: call"])
def test_a_line_of_the_log_that_seems_to_have_a_date_is_told(text: str) -> None:
    graph = graph_of(f"{SAM}## Log\n- {text}\n- just a thought\n")
    assert [(p.code, p.line) for p in problems_in(graph)] == [("log-line", 5)]


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("status: Do not contact", "status", "do-not-contact"),
        ("tier: Close", "tier", "close"),
        ("priority: HIGH", "priority", "high"),
    ],
)
def test_a_word_counts_however_it_is_capitalised(line: str, name: str, expected: str) -> None:
    note = note_of(f"---\ntype: contact\n{line}\n---\n")
    assert getattr(note.record, name) == expected
    assert note.problems == ()


def test_a_link_by_an_alias_is_told_with_the_link_to_write() -> None:
    graph = graph_of(
        "=== People/Sam Rivera.md\n---\ntype: contact\naliases: [Sammy]\n---\n=== a.md\n[[Sammy]] and [[sammy]]\n"
    )
    assert [(p.code, p.hint) for p in problems_in(graph)] == [
        ("alias-link", "write [[Sam Rivera|Sammy]]"),
        ("alias-link", "write [[Sam Rivera|sammy]]"),
    ]
    assert [note.name for note in graph.known_as("SAMMY")] == ["Sam Rivera"]
    assert graph.known_as("Nobody") == ()


def test_a_link_to_a_day_without_a_note_is_no_finding() -> None:
    assert codes(graph_of(f"{SAM}See [[2026-01-24]].\n")) == []


# -- messages and what came of them


def outreach(fields: str, path: str = "Hello.md") -> str:
    return f"{SAM}=== {path}\n---\ntype: outreach\nto: '[[Sam Rivera]]'\n{fields}\n---\n"


def test_an_open_message_says_when_to_ask_again() -> None:
    graph = graph_of(outreach("sent: 2026-03-01\nstatus: sent\nfollow_up: 2026-03-05"))
    found = standing(graph, "Sam Rivera", "2026-03-05")
    assert (found.why, found.due, found.state) == ("date", day("2026-03-05"), "due")
    assert found.action is not None
    assert found.action.evidence == Evidence("Hello.md", 6, "Hello")


@pytest.mark.parametrize("status", ["no-reply", "declined", "done", "scheduled"])
def test_a_closed_message_asks_for_nothing(status: str) -> None:
    graph = graph_of(outreach(f"sent: 2026-03-01\nstatus: {status}\nfollow_up: 2026-03-05"))
    assert standing(graph, "Sam Rivera", "2026-03-20").state == "untracked"


def test_a_message_to_somebody_unknown_concerns_nobody() -> None:
    graph = graph_of(f"{SAM}=== Hello.md\n---\ntype: outreach\nto: Nobody\nfollow_up: 2026-03-05\n---\n")
    assert standing(graph, "Sam Rivera", "2026-03-20").state == "untracked"


@pytest.mark.parametrize("status", ["sent", "done", "scheduled"])
def test_a_message_on_the_day_of_the_event_settles_its_follow_up(status: str) -> None:
    fair = "=== Fair.md\n---\ntype: event\ndate: 2026-03-10\npeople: '[[Sam Rivera]]'\n---\n"
    graph = graph_of(outreach(f"sent: 2026-03-10\nstatus: {status}") + fair)
    assert standing(graph, "Sam Rivera", "2026-03-12").why != "event"


# -- dates at the ends of the calendar


@pytest.mark.parametrize("extreme", ["0001-01-01", "9999-12-31"])
def test_dates_at_the_ends_of_the_calendar_break_nothing(extreme: str) -> None:
    graph = graph_of(f"""
        === People/Sam Rivera.md
        ---
        type: contact
        cadence: 36500d
        tier: outer
        last_contact: {extreme}
        follow_up: {extreme}
        snooze: {extreme}
        birthday: {extreme}
        created: {extreme}
        location: Lyon
        ---
        - [ ] send it 📅 {extreme}

        ## Log
        - {extreme} email in: hi got:: x
        - {extreme} email out
        === Fair.md
        ---
        type: event
        location: Lyon
        start: {extreme}
        end: {extreme}
        people: Sam Rivera
        ---
        === Goal.md
        ---
        type: goal
        target: {extreme}
        ---
    """)
    for question in ("due", "contacts", "upcoming", "birthdays", "replies", "after-events", "problems"):
        ask(graph, question, TODAY)
    assert standing(graph, "Sam Rivera", TODAY).due is not None


def test_the_records_of_a_note_are_of_its_kind() -> None:
    assert isinstance(note_of("---\ntype: event\n---\n").record, Event)
    assert isinstance(note_of("---\ntype: contact\n---\n").record, Contact)
