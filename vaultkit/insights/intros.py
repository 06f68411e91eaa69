"""Whom of your contacts you could introduce to each other, and how far each introduction is."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product

from vaultkit.circles import circles, identity
from vaultkit.graph import Graph
from vaultkit.kinds.outreach import IntroState, Outreach
from vaultkit.matching import best_match, is_kept_back, spoken, stems, within_reach
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import city, plain_name
from vaultkit.priority import follow_ups
from vaultkit.questions import LIMIT
from vaultkit.records import Note
from vaultkit.ties import know_each_other, may_ask, tie

ARGUMENTS = (LIMIT,)
COLUMNS = ("name", "other", "state", "next", "points", "reasons")

_LEAST = 2
#: Of more people than this who have something in common, only those whom you know best are thought of.
_CROWD = 50
_REST = timedelta(days=365)
_CIRCLES = ("org", "communities", "affiliations")


@dataclass(frozen=True, slots=True)
class Intro:
    """Two people to introduce to each other.

    `state` is that of the note at `note` (empty if there is none, then it is an `idea`); `next` is
    what to do. It `bridges` if nothing but you connects them, else it closes a circle.
    """

    name: str
    path: str
    other: str
    other_path: str
    state: IntroState
    next: str
    note: str
    bridges: bool
    points: float
    reasons: tuple[Reason, ...]


def intros(graph: Graph, today: date, *, limit: int | None = None) -> tuple[Intro, ...]:
    """Introductions that are under way, then ideas for new ones, the best first.

    An idea needs 2 points: 3 for an offer that meets an ask, each way round; 1 / ln(1 + n) for each
    topic, space or organization that both have with n people in all (Adamic and Adar 2003); 1 for
    the same city; 2 less if one of them waits for an answer of yours. Left out are pairs that know
    each other, that were introduced, or of which one declined within a year; and everybody who is
    excluded, only observed, or not to be asked (`do_not_ask`). Where many have the same in common,
    or offer or look for the same, the 50 whom you know best are thought of.
    """
    people = {note.path: note for note in graph.contacts if may_ask(graph, note, today)}
    notes = _introductions(graph)
    scene = _Scene(graph, people, today)
    found = []
    for one, other in scene.pairs() | {pair for pair in notes if set(pair) <= people.keys()}:
        made = notes.get((one, other), ())
        running = next((note for note in made if _state(note) in ("idea", "asked", "agreed")), None)
        if running is None and _is_settled(graph, made, (people[one], people[other]), today):
            continue
        intro = scene.intro(people[one], people[other], running)
        if running is not None or intro.points >= _LEAST:
            found.append(intro)
    order = sorted(found, key=lambda i: (not i.note, -i.points, -scene.weaker(i), i.name.casefold(), i.path, i.other))
    return tuple(order[:limit])


def _introductions(graph: Graph) -> Mapping[tuple[str, str], tuple[Note, ...]]:
    """The outreach notes of the kind intro-offer, by the paths of the two people, in order."""
    found: dict[tuple[str, str], list[Note]] = defaultdict(list)
    for note in graph.of_kind(Outreach.kind):
        record = note.record
        if isinstance(record, Outreach) and record.kind_of == "intro-offer":
            named = (*record.to, *((record.about,) if record.about else ()))
            pair = sorted({identity(graph, ref, note.path) for ref in named})
            if len(pair) == 2:
                found[pair[0], pair[1]].append(note)
    return {pair: tuple(notes) for pair, notes in found.items()}


def _state(note: Note) -> IntroState:
    assert isinstance(note.record, Outreach)
    return note.record.intro_state


def _is_settled(graph: Graph, notes: Iterable[Note], pair: tuple[Note, Note], today: date) -> bool:
    """They know each other, were introduced, or one declined; a refusal without a date is not forgotten."""
    if know_each_other(graph, *pair):
        return True
    for note in notes:
        record = note.record
        assert isinstance(record, Outreach)
        day = record.replied or record.sent
        if record.intro_state != "declined" or day is None or day > today - _REST:
            return True
    return False


class _Scene:
    """What the points of all pairs depend on, looked up once."""

    def __init__(self, graph: Graph, people: Mapping[str, Note], today: date) -> None:
        self.graph = graph
        self.people = people
        self.today = today
        self.waiting = {f.path: r for f in follow_ups(graph, today) for r in f.reasons if r.rule == "reply"}
        self.common: dict[tuple[str, str], dict[str, tuple[str, Evidence]]] = defaultdict(dict)
        self.offered: dict[str, set[str]] = defaultdict(set)
        self.asked: dict[str, set[str]] = defaultdict(set)
        for note in people.values():
            for key, named in _belongings(graph, note):
                self.common[key].setdefault(note.path, named)
            for ask in getattr(note.record, "asks", ()):
                for stem in stems(spoken(ask)):
                    self.asked[stem].add(note.path)
            offers = (offer for offer in getattr(note.record, "offers", ()) if not is_kept_back(offer))
            for stem in within_reach(offers, graph.settings):
                self.offered[stem].add(note.path)

    def pairs(self) -> set[tuple[str, str]]:
        """Who could be introduced: one offers what the other asks for, or they have two things in common.

        One thing alone, and the same city, are less than 2 points.
        """
        common = Counter(
            pair for holders in self.common.values() for pair in combinations(sorted(self._best_known(holders)), 2)
        )
        found = {pair for pair, count in common.items() if count > 1}
        for stem, askers in self.asked.items():
            givers = self._best_known(self.offered.get(stem, ()))
            for giver, asker in product(givers, self._best_known(askers) if givers else ()):
                if giver != asker:
                    found.add((min(giver, asker), max(giver, asker)))
        return found

    def _best_known(self, paths: Collection[str]) -> Collection[str]:
        if len(paths) <= _CROWD:
            return paths
        return sorted(paths, key=lambda path: (-tie(self.graph, self.people[path], self.today).strength, path))[:_CROWD]

    def intro(self, one: Note, other: Note, running: Note | None) -> Intro:
        given = (*self._match(one, other), *self._match(other, one), *self._common(one, other), *self._rest(one, other))
        state: IntroState = _state(running) if running else "idea"
        bridges = not any(reason.rule == "circle" for reason in given)
        return Intro(
            name=one.title,
            path=one.path,
            other=other.title,
            other_path=other.path,
            state=state,
            next=self._next(running, state, (one, other)),
            note=running.path if running else "",
            bridges=bridges,
            points=total(given),
            reasons=given,
        )

    def weaker(self, intro: Intro) -> int:
        """The strength of the weaker of your two ties: of equals, the pair that you know better is first."""
        return min(tie(self.graph, self.people[path], self.today).strength for path in (intro.path, intro.other_path))

    def _match(self, giver: Note, asker: Note) -> Iterator[Reason]:
        offers, asks = getattr(giver.record, "offers", ()), getattr(asker.record, "asks", ())
        best = best_match(offers, asks, self.graph.settings)
        if best:
            words = f"{giver.title} offers {spoken(best.offer)}, {asker.title} asks for {best.ask}"
            place = Evidence(asker.path, asker.line_of("asks"))
            yield Reason("match", words, round(3 * best.overlap, 2), place)

    def _common(self, one: Note, other: Note) -> Iterator[Reason]:
        for key, (name, evidence) in _belongings(self.graph, one):
            holders = self.common[key]
            if other.path in holders and holders[one.path] == (name, evidence):
                rule, _ = key
                words = f"both care about {name}" if rule == "topic" else f"both in {name}"
                yield Reason(rule, words, round(1 / math.log(1 + len(holders)), 2), evidence)

    def _rest(self, one: Note, other: Note) -> Iterator[Reason]:
        place = city(getattr(one.record, "location", ""))
        if place and place == city(getattr(other.record, "location", "")):
            location = getattr(one.record, "location", "")
            yield Reason("city", f"both in {location}", 1, Evidence(one.path, one.line_of("location")))
        for note in (one, other):
            if note.path in self.waiting:
                reason = self.waiting[note.path]
                yield Reason("reply", f"{note.title} waits for your answer", -2, reason.evidence)
                return

    def _next(self, running: Note | None, state: IntroState, pair: tuple[Note, Note]) -> str:
        if state == "agreed":
            return "introduce them"
        agreed, asked = self._answers(running) if running else (frozenset(), frozenset())
        to_ask = [note.title for note in pair if note.path not in agreed | asked]
        if to_ask:
            return f"ask {' and '.join(to_ask)}"
        return f"wait for {' and '.join(note.title for note in pair if note.path not in agreed)}"

    def _answers(self, note: Note) -> tuple[frozenset[str], frozenset[str]]:
        """Who agreed and who was asked, by the note of an introduction."""
        record = note.record
        assert isinstance(record, Outreach)
        return (
            frozenset(identity(self.graph, ref, note.path) for ref in record.agreed),
            frozenset(identity(self.graph, ref, note.path) for ref in record.asked),
        )


def _belongings(graph: Graph, note: Note) -> Iterator[tuple[tuple[str, str], tuple[str, Evidence]]]:
    """The topics and circles of a contact, each with its name and place."""
    for topic in getattr(note.record, "topics", ()):
        yield ("topic", plain_name(topic)), (topic, Evidence(note.path, note.line_of("topics")))
    for circle in circles(graph, note, _CIRCLES):
        yield ("circle", circle.key), (circle.name, circle.evidence)
