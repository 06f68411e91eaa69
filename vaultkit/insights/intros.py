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
from vaultkit.kinds.contact import Contact
from vaultkit.kinds.outreach import IntroState, Outreach
from vaultkit.matching import best_match, is_kept_back, spoken, stems, within_reach
from vaultkit.model import Evidence, Reason, total
from vaultkit.names import city, name_key
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
    excluded, only observed, or not to be asked (`do_not_ask`); who is paused is in no new idea. Where
    many have the same in common, or offer or look for the same, the 50 whom you know best are thought of.
    """
    people = {note.path: note for note in graph.contacts if may_ask(graph, note, today)}
    notes = _introductions(graph)
    scene = _Scene(graph, people, today)
    found = []
    for one, other in scene.pairs() | {pair for pair in notes if set(pair) <= people.keys()}:
        made = notes.get((one, other), ())
        running = next((note for note in made if _state(note) in ("idea", "asked", "agreed")), None)
        pair = (people[one], people[other])
        given = scene.reasons(*pair)
        is_good = total(given) >= _LEAST and not any(map(_is_paused, pair))
        if running is not None or (is_good and not _is_settled(graph, made, pair, today)):
            found.append(scene.intro(*pair, running, given))
    order = sorted(found, key=lambda i: (not i.note, -i.points, -scene.weaker(i), i.name.casefold(), i.path, i.other))
    return tuple(order[:limit])


def _is_paused(note: Note) -> bool:
    return isinstance(note.record, Contact) and note.record.status == "paused"


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
        self.belongings: dict[str, Mapping[tuple[str, str], tuple[str, Evidence]]] = {}
        self.city: dict[str, str] = {}
        self.asks: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
        self.reach: dict[str, frozenset[str]] = {}
        self.common: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.offered: dict[str, set[str]] = defaultdict(set)
        self.asked: dict[str, set[str]] = defaultdict(set)
        for note in people.values():
            self.city[note.path] = city(getattr(note.record, "location", ""))
            self.belongings[note.path] = _belongings(graph, note)
            for key in self.belongings[note.path]:
                self.common[key].add(note.path)
            self.asks[note.path] = tuple((ask, stems(spoken(ask))) for ask in getattr(note.record, "asks", ()))
            for _, words in self.asks[note.path]:
                for stem in words:
                    self.asked[stem].add(note.path)
            offers = (offer for offer in getattr(note.record, "offers", ()) if not is_kept_back(offer))
            self.reach[note.path] = within_reach(offers, graph.settings)
            for stem in self.reach[note.path]:
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

    def reasons(self, one: Note, other: Note) -> tuple[Reason, ...]:
        """What speaks for an introduction, and against it."""
        return (*self._match(one, other), *self._match(other, one), *self._common(one, other), *self._rest(one, other))

    def intro(self, one: Note, other: Note, running: Note | None, given: tuple[Reason, ...]) -> Intro:
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
        reach = self.reach[giver.path]
        asks = [ask for ask, words in self.asks[asker.path] if not words.isdisjoint(reach)]
        best = best_match(getattr(giver.record, "offers", ()), asks, self.graph.settings) if asks else None
        if best:
            words = f"{giver.title} offers {spoken(best.offer)}, {asker.title} asks for {best.ask}"
            place = Evidence(asker.path, asker.line_of("asks"))
            yield Reason("match", words, round(3 * best.overlap, 2), place)

    def _common(self, one: Note, other: Note) -> Iterator[Reason]:
        theirs = self.belongings[other.path]
        for key, (name, evidence) in self.belongings[one.path].items():
            if key in theirs:
                rule, _ = key
                words = f"both care about {name}" if rule == "topic" else f"both in {name}"
                yield Reason(rule, words, round(1 / math.log(1 + len(self.common[key])), 2), evidence)

    def _rest(self, one: Note, other: Note) -> Iterator[Reason]:
        if (place := self.city[one.path]) and place == self.city[other.path]:
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


def _belongings(graph: Graph, note: Note) -> Mapping[tuple[str, str], tuple[str, Evidence]]:
    """The topics and circles of a contact, each once, with its name and place."""
    found: dict[tuple[str, str], tuple[str, Evidence]] = {}
    for topic in getattr(note.record, "topics", ()):
        found.setdefault(("topic", name_key(topic)), (topic, Evidence(note.path, note.line_of("topics"))))
    for circle in circles(graph, note, _CIRCLES):
        found.setdefault(("circle", circle.key), (circle.name, circle.evidence))
    return found
