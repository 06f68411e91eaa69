"""What each sentence of the article asks of drafts, on the example vault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from example import TEMPLATES, TODAY, graph, texts
from helpers import ask
from live import EXAMPLE as EXAMPLE_FOLDER

from vaultkit.channels import words
from vaultkit.cli import group
from vaultkit.drafts import Draft, Request, make_draft
from vaultkit.errors import RefusedError
from vaultkit.followups import follow_up
from vaultkit.graph import Graph

EXAMPLE = graph()
ROHIT = "People/Rohit Menon.md"
Changes = Mapping[str, tuple[str, str]]


def draft(name: str, changes: Changes | None = None, today: date = TODAY, **given: str) -> Draft:
    vault = EXAMPLE if changes is None else graph(texts(changes))
    return make_draft(vault, Request(name, **given), today, TEMPLATES)  # type: ignore[arg-type]


def vault_with(path: str, text: str) -> Graph:
    return graph({**texts(), path: text})


def test_row_0_3_preferences_of_each_contact_choose_channel_and_tone() -> None:
    before = draft("hello", to="Rohit")
    assert "channel slack: People/Rohit Menon.md:14; tone formal: People/Rohit Menon.md:15" in before.text
    after = draft("hello", {ROHIT: ("channel: slack", "channel: email")}, to="Rohit")
    assert "\nchannel: email\n" in after.text
    assert after.text.count("Subject: ") == 1
    assert "Subject: " not in before.text
    assert not any("4000" in check.words for check in after.checks)


def test_row_4_2_the_rarest_shared_topic_starts_the_conversation() -> None:
    for name in ("catch-up", "birthday"):
        channel = "linkedin-dm" if name == "birthday" else "email"
        message = draft(name, to="Lucy", channel=channel).message
        assert "cybersecurity" in message
        assert "technology" not in message


def test_row_4_4_the_reconnect_message() -> None:
    found = draft("reconnect", to="Lucy")
    message = found.message
    assert message.startswith("Hi Lucy!")
    assert "It's been a while" in message
    assert "your cybersecurity certification: how is it going?" in message
    assert "I joined the social media team at Harbourlight" in message
    assert "next couple of weeks?" in message
    assert words(message) <= 125
    assert message.count("?") <= 2
    assert "joined" not in draft("reconnect", today=TODAY + timedelta(days=60), to="Lucy").message


def test_row_5_6_a_mutual_connection_is_asked_for_an_introduction() -> None:
    found = draft("intro-request", about="Amélie Rochefort")
    assert '\nto:\n  - "[[Priya Raman]]"\n' in found.text
    assert "Priya Raman knows Amélie Rochefort — [[Priya Raman]], line 17" in found.text
    (_, request), (title, forward) = found.messages
    assert request.startswith("Hi Priya,")
    assert "fine to say no" in request
    assert title == "To be forwarded"
    assert "Subject: Introduction: Jean Okafor (Harbourlight) / Amélie Rochefort (Papillon Radio)" in found.text
    for part in ("My name is Jean Okafor", "meet Amélie Rochefort", "a 25-minute chat", "no answer is needed"):
        assert part in forward
    assert words(forward) <= 120
    for private in ("lunch", "ginger", "never sounds like a brand", "third row", "Priya", "Seen twice"):
        assert private not in forward
    with pytest.raises(RefusedError, match=r"Ingrid Solheim.md:16: .*not to be asked"):
        draft("intro-request", about="Amélie Rochefort", via="Ingrid")
    with pytest.raises(RefusedError, match="none of your contacts is known to know Pauline Girard"):
        draft("intro-request", about="Pauline")
    letter = draft("letter-of-introduction", about="Amélie Rochefort").message
    assert letter.startswith("Dear Amélie Rochefort,")
    assert "introduce Jean Okafor, social media editor at Harbourlight, whom I know as a colleague" in letter
    assert letter.endswith("Yours sincerely,\nPriya Raman")


def test_row_7_3_the_delivery_varies_and_the_information_does_not() -> None:
    wanted = "covers:\n  - who\n  - learn\n  - offer\n  - next\n"
    for name in ("pitch-30", "pitch-60"):
        for channel in ("in-person", "slack", "email", "linkedin-dm"):
            for tone in ("casual", "warm", "formal"):
                found = draft(name, to="Rohit", channel=channel, tone=tone)
                assert wanted in found.text
                assert "I turn product news into posts that people answer" in found.message
                assert "how designers decide what to leave out" in found.message
                assert "spotlights for app features" in found.message
                assert "a 25-minute chat in the next two weeks" in found.message
    path = "Pitches/Sixty seconds for a room.md"
    less = graph(texts({path: ("covers: [who, learn, offer, next]", "covers: [who, learn, next]")}))
    assert next(row for row in ask(less, "problems", str(TODAY)) if row["code"] == "pitch-part")["path"] == path
    assert not [row for row in ask(EXAMPLE, "problems", str(TODAY)) if row["code"] == "pitch-part"]


def test_row_7_4_who_you_are_is_a_placeholder_where_it_is_missing(tmp_path: Path) -> None:
    found = draft("pitch-30", {"Me.md": ("headline: I turn product news into posts that people answer\n", "")})
    assert "[who you are and what you do]" in found.message
    assert "[who you are" in found.text
    assert not found.is_ready
    assert draft("pitch-30").is_ready
    for missing, code in ((True, 1), (False, 0)):
        root = tmp_path / str(missing)
        copytree(EXAMPLE_FOLDER, root)
        if missing:
            note = (root / "Me.md").read_text(encoding="utf-8")
            (root / "Me.md").write_text(note.replace("headline: ", "lead: "), encoding="utf-8")
        given = ["render", "pitch-30", "--strict", "--stdout", "--vault", str(root), "--today", str(TODAY)]
        done = CliRunner().invoke(group, given, prog_name="vaultkit")
        assert done.exit_code == code
        assert ("[who you are" in done.output) == missing


def test_row_7_5_what_one_wants_to_learn_is_narrowed_to_what_they_know() -> None:
    for name in ("hello", "pitch-30", "pitch-60"):
        message = draft(name, to="Rohit").message
        assert "ux design, above all how designers decide what to leave out" in message
    assert "ux design" not in draft("pitch-30").message
    assert "first steps as a team lead" in draft("intro-request", about="Amélie Rochefort").message


def test_row_7_6_the_offer_is_what_they_would_want_most() -> None:
    for name in ("hello", "pitch-30"):
        assert "spotlights for app features" in draft(name, to="Rohit").message
    kept = draft("hello", {"Me.md": ("  - skill/spotlights", '  - "!skill/spotlights')}, to="Zoë").message
    assert "spotlights" not in kept


def test_row_7_7_the_next_step_has_a_duration_and_a_window() -> None:
    for name in ("hello", "pitch-30", "pitch-60", "follow-up"):
        found = draft(name, to="Rohit")
        assert re.search(r"25-minute chat in the next two weeks", found.message)
        assert not any("no ask" in check.words for check in found.checks)
    vague = draft(
        "hello", {"Me.md": ("next_step: a 25-minute chat in the next two weeks", "next_step: more")}, to="Rohit"
    )
    assert any("no ask with a duration or a window" in check.words for check in vague.checks)


def test_row_8_1_two_lines_say_why_it_is_fine_to_write() -> None:
    found = draft("hello", to="Rohit").text.partition("---\n")[2].partition("---\n")[2]
    first, second, third = found.split("\n")[:3]
    assert first.startswith("> Why this is fine: people are glad to be written to")
    assert second.startswith("> ")
    assert third == ""
    off = texts()
    off["vaultkit.toml"] = f"encouragement = false\n{off['vaultkit.toml']}"
    assert "Why this is fine" not in make_draft(graph(off), Request("hello", to="Rohit"), TODAY, TEMPLATES).text


def test_row_8_2_three_tones_say_the_same() -> None:
    found = {
        tone: draft("hello", to="Zoë", channel="email", tone=tone).message for tone in ("casual", "warm", "formal")
    }
    assert [message.split("\n")[0] for message in found.values()] == ["Hi Zoë!", "Hi Zoë,", "Dear Zoë,"]
    assert [message.split("\n")[-2] for message in found.values()] == ["Cheers,", "Best wishes,", "Kind regards,"]
    for message in found.values():
        for fact in ("Panel on captions", "social media editor at Harbourlight", "short captions", "25-minute chat"):
            assert fact in message
    assert not re.search(
        r"!|\w['’](?:m|d|ve|re|ll|t)\b|\b(?:hey|gonna|awesome|up for)\b", found["formal"], re.IGNORECASE
    )


def test_row_8_3_an_opener_says_first_time_only_then() -> None:
    found = draft("opener", event="spring social").message
    alternatives = found.split("\n")
    assert len(alternatives) == 3
    for line in alternatives:
        assert line.count("?") == 1
        assert words(re.sub(r"[^.!?]*\?", "", line)) <= 25
    assert "It's my first time at First Rung Paris." in found
    before = "---\ntype: event\ndate: 2026-03-10\nspace: '[[First Rung Paris]]'\nrsvp: going\n---\n"
    again = vault_with("Events/2026-03-10 First Rung winter social.md", before)
    message = make_draft(again, Request("opener", event="spring social"), TODAY, TEMPLATES).message
    assert "first time" not in message
    assert "I'm new" not in message


def test_row_8_4_a_formal_hello_to_a_coworker() -> None:
    found = draft("hello", to="Rohit")
    assert "\nchannel: slack\ntone: formal\n" in found.text
    message = found.message
    for part in (
        "Your part in “Design talk on the family app” has stayed with me",
        "learn more about ux design",
        "In return, I can help with spotlights for app features.",
        "Would you be available for a 25-minute chat in the next two weeks?",
    ):
        assert part in message
    assert message.count("?") == 1
    assert len(message) <= 4000
    assert words(message) <= 125


def test_row_8_5_the_relationship_sets_the_tone() -> None:
    note = "---\ntype: contact\nrelationship: {}\n---\n"
    tones = {
        word: re.search(r"tone (\w+)", _new_person(note.format(word)).text.partition("channel email")[2])
        for word in ("stranger", "acquaintance", "coworker", "co-worker", "colleague", "friend", "senior")
    }
    assert {word: tone[1] for word, tone in tones.items() if tone} == {
        "stranger": "warm",
        "acquaintance": "warm",
        "coworker": "warm",
        "co-worker": "warm",
        "colleague": "warm",
        "friend": "casual",
        "senior": "formal",
    }


def _new_person(text: str) -> Draft:
    return make_draft(vault_with("People/Ada Osei.md", text), Request("hello", to="Ada Osei"), TODAY, TEMPLATES)


def test_row_9_4_two_times_that_suit_both() -> None:
    for name, hours in (("Lucy", "13:00 your time (14:00 mine)"), ("Daniel", "12:00 your time (14:00 mine)")):
        message = draft("catch-up", to=name, channel="email").message
        assert f"Tuesday 14 April at {hours}, or on Wednesday 15 April at {hours}" in message
    days = draft("catch-up", to="Sam", channel="email").message
    assert "Tuesday 14 April, or on Wednesday 15 April" in days
    assert not re.search(r"\d:\d\d", days)


def test_row_9_7_somebody_who_asked_is_answered() -> None:
    clara = EXAMPLE.find_contact("Clara Vasseur")
    standing = follow_up(EXAMPLE, clara, TODAY)
    assert (standing.why, standing.due) == ("reply", date(2026, 4, 10))
    assert "booked" not in draft("accept", to="Clara Vasseur").message
    assert "https://example.org/jean/book" in draft("accept", to="Clara Vasseur").message
    assert "your message of 8 April" in draft("decline-kindly", to="Clara Vasseur").message
    assert "What I can gladly do instead: short calls." in draft("decline-kindly", to="Clara Vasseur").message
    redirect = draft("redirect", to="Clara Vasseur", about="Mei").message
    assert "a motion designer" in redirect
    assert "Mei" not in redirect
    path = "People/Clara Vasseur.md"
    answered = texts({path: ("- 2026-04-08 email in", "- 2026-04-09 email out: yes\n- 2026-04-08 email in")})
    after = graph(answered)
    assert follow_up(after, after.find_contact("Clara Vasseur"), TODAY).why != "reply"
