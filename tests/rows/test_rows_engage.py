"""Remain engaged, on the example vault: what the habit promises."""

from __future__ import annotations

from example import TODAY, after, draft, graph, texts

from vaultkit.acts import log_plan
from vaultkit.insights.after_events import after_events
from vaultkit.insights.capacity import capacity
from vaultkit.insights.intros import intros
from vaultkit.insights.invites import invites
from vaultkit.model import total

#: The days between touches that the notes ask for, by name.
CADENCES = {
    "Ben": 14,
    "Clara Vasseur": 42,
    "Daniel": 90,
    "Hugo": 365,
    "Ingrid": 91,
    "Mei": 30,
    "Nadia": 14,
    "Pauline": 182,
    "Priya": 91,
    "Sam": 30,
    "Tomás": 182,
    "Łukasz": 182,
}


def test_row_9_1_what_the_cadences_ask_for_is_their_sum() -> None:
    (found,) = capacity(graph(), TODAY)
    assert found.people == len(CADENCES)
    assert abs(found.asked - sum(7 / days for days in CADENCES.values())) < 0.05
    assert (found.touches, found.moves) == (round(found.asked), ())
    tight = texts({"vaultkit.toml": ('timezone = "Europe/Paris"', 'timezone = "Europe/Paris"\nweekly_budget = 1')})
    (over,) = capacity(graph(tight), TODAY)
    assert over.is_over
    assert sum(move.saves for move in over.moves) >= over.asked - over.budget
    assert sum(move.saves for move in over.moves[:-1]) < over.asked - over.budget, "no more moves than are needed"


def test_row_9_3_after_an_event_until_a_message_is_logged() -> None:
    (row,) = after_events(graph(), TODAY)
    assert (row.name, row.event) == ("Zoë Martens", "2026-04-09 Panel on captions for everyone")
    notes = texts()
    plan = log_plan(graph(), graph().find_contact("Zoë"), TODAY, channel="email", direction="out", text="the captions")
    (change,) = plan.changes
    assert change.after is not None
    assert after_events(graph({**notes, change.path: change.after}), TODAY) == ()


def test_row_9_5_whom_to_invite() -> None:
    found = invites(graph(), TODAY)
    social = [row for row in found if row.event == "2026-04-14 First Rung spring social"]
    assert [row.name for row in social[:2]] == ["Clara Vasseur", "Daniel Kwarteng"]
    assert [reason.rule for reason in social[0].reasons] == ["topic", "city", "due"]
    assert all(row.points == total(row.reasons) for row in found)
    assert {"Greta Lind", "Viktor Hale", "Odile Marchand"}.isdisjoint(row.name for row in found)
    invitation = draft(graph(), "event-invite", to="Clara Vasseur", event="spring social")
    again = invites(graph(after(texts(), invitation.plan)), TODAY, event="spring social")
    assert "Clara Vasseur" not in [row.name for row in again]


def test_row_9_6_introductions_to_offer() -> None:
    under_way, idea = intros(graph(), TODAY)
    assert (under_way.name, under_way.other, under_way.state) == ("Mei Tanaka", "Tomás Ibarra", "asked")
    assert under_way.next == "ask Tomás Ibarra"
    assert (idea.name, idea.other, idea.state) == ("Ben Achterberg", "Rohit Menon", "idea")
    assert idea.reasons[0].words == "Rohit Menon offers ux review, Ben Achterberg asks for ux review of a booking page"
    assert all(intro.points == total(intro.reasons) for intro in (under_way, idea))
    known = texts({"People/Rohit Menon.md": ("knows: [", 'knows: ["[[Ben Achterberg]]", ')})
    assert [intro.other for intro in intros(graph(known), TODAY)] == ["Tomás Ibarra"]
