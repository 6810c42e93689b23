"""One municipality's matcher while a batch is placed: where each signal belongs, and whom it brings elsewhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Final

from domain.people.matching import Features, Matcher
from domain.people.matching.act import is_firm
from domain.people.matching.judge import Judgement
from domain.people.matching.partition import component
from schemas.ids import Id
from services.triage.known import Place
from services.triage.moves import Moves

NOBODY_MOVES: Final = Moves()


class Links:
    """Where every signal belongs by now, and what of that is not written yet."""

    def __init__(self, matcher: Matcher, places: Mapping[Id, Place], token: Id | None = None) -> None:
        """`places`: as they were written, under this token; where another model puts signals elsewhere, they move."""
        self.matcher, self.token = matcher, token
        self.places = dict(places)
        self.unsaved = Unsaved()
        made = self._places(places)
        self._elsewhere = {matcher.number_of[name] for name, place in places.items() if place != made[name]}

    def put(self, name: Id, features: Features | None) -> tuple[Place, Moves]:
        """Where a signal belongs that says this; a signal that says something else than it did is matched anew."""
        if features is None:
            raise ValueError("a signal without features")
        number = self.matcher.number_of.get(name)
        if number is None or self.matcher.graph.features[number] != features:
            link = self.matcher.add if number is None else self.matcher.correct
            link(name, features)
            self.unsaved.names.add(name)
        moves = self._moved(name)
        return self.places[name], moves

    def saved(self, token: Id) -> None:
        """Note that all of it is written, under another token."""
        self.token, self.unsaved = token, Unsaved()

    def judge(self, one: Id, other: Id, judgement: Judgement | None) -> None:
        """Have a judgement about two signals in force, or none. One about a signal that is gone says nothing."""
        if {one, other} <= self.matcher.number_of.keys():
            self.unsaved.judged = True
            if judgement:
                self.matcher.judge(judgement)
            else:
                self.matcher.take_back(one, other)

    def place_of(self, name: Id) -> Place:
        """Its household; and its person as far as more than a name at an address says that two signals are one's."""
        return self._places([name])[name]

    def _moved(self, itself: Id) -> Moves:
        """What changed since this was asked last, for all but the signal itself."""
        moved = {}
        for name, place in self._places([itself, *self._names(self._changed())]).items():
            if self.places.get(name) != place:
                moved[name] = self.places[name] = place
                self.unsaved.names.add(name)
        moved.pop(itself, None)
        homes, renamed = self.matcher.household_ids, self.unsaved.take_news(self.matcher)
        merged = [(was, homes.now(was)) for was in renamed & homes.aliases.keys()]
        return Moves(tuple(moved.items()), tuple(sorted(merged))) if moved or merged else NOBODY_MOVES

    def _changed(self) -> set[int]:
        """Numbers whose place may be another: of groups that changed, and of everybody who is one person with them."""
        matcher, found = self.matcher, self._elsewhere
        self._elsewhere = set()
        found |= matcher.person_ids.regrouped | matcher.household_ids.regrouped
        found |= {number for pair in matcher.graph.changed for number in pair}
        there = found & matcher.person_ids.of.keys()
        return there.union(*(matcher.person_ids.members[matcher.person_ids.of[one]] for one in there))

    def _names(self, numbers: Iterable[int]) -> Iterator[Id]:
        for number in sorted(numbers):
            yield from self.matcher.names[number]

    def _places(self, names: Collection[Id]) -> dict[Id, Place]:
        numbers = {name: self.matcher.number_of[name] for name in names}
        oldest = self._oldest(set(numbers.values()))
        homes, founded = self.matcher.household_ids.of, self.matcher.person_ids.founded
        return {name: Place(homes[number], founded[oldest[number]]) for name, number in numbers.items()}

    def _oldest(self, numbers: Set[int]) -> dict[int, int]:
        """Of each the oldest that is surely the same person."""
        found: dict[int, int] = {}
        for number in numbers:
            if number not in found:
                together = component(number, _Firm(self.matcher))
                found.update(dict.fromkeys(together, min(together)))
        return found


class _Firm(Mapping[int, list[int]]):
    """Beside each number those of its person that more than a name at an address, or a worker, says are one with it."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def __getitem__(self, one: int) -> list[int]:
        matcher = self._matcher
        near = matcher.graph.edges[one].keys() | matcher.judgements.about(one)
        same = [other for other in near if matcher.person_ids.of[other] == matcher.person_ids.of[one]]
        return [other for other in same if is_firm(matcher, one, other)]

    def __iter__(self) -> Iterator[int]:
        return iter(self._matcher.graph.features)

    def __len__(self) -> int:
        return len(self._matcher.graph.features)


class Unsaved:
    """What of a matcher is not written yet."""

    def __init__(self) -> None:
        self.names: set[Id] = set()
        self.numbers: set[int] = set()
        self.pairs: set[tuple[int, int]] = set()
        self.aliases: set[tuple[str, Id]] = set()
        self.judged = False
        """A judgement is written already, but other processes must hear of it, also where it moves nobody."""

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers or self.pairs or self.aliases or self.judged)

    def take_news(self, matcher: Matcher) -> set[Id]:
        """Take over what changed in the matcher; the answer is which ids of households are known otherwise now."""
        households = set(matcher.household_ids.renamed)
        self.pairs |= matcher.graph.changed
        matcher.graph.changed.clear()
        for ids in (matcher.person_ids, matcher.household_ids):
            self.numbers |= ids.regrouped
            self.aliases |= {(ids.kind, name) for name in ids.renamed}
            ids.regrouped.clear()
            ids.renamed.clear()
        return households
