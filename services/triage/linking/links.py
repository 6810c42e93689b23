"""One municipality's matcher while a batch is placed: where each signal belongs, and whom it brings elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
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
        self._elsewhere = {matcher.number_of[name] for name, place in places.items() if place != self.place_of(name)}

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
            if judgement:
                self.matcher.judge(judgement)
            else:
                self.matcher.take_back(one, other)

    def _moved(self, itself: Id) -> Moves:
        """What changed since this was asked last, for all but the signal itself."""
        places, moved = self.places, {}
        for name in (itself, *self._names(self._changed())):
            place = self.place_of(name)
            if places.get(name) != place:
                moved[name] = places[name] = place
                self.unsaved.names.add(name)
        moved.pop(itself, None)
        aliases = self.matcher.household_ids.aliases
        merged = [
            (was, self.matcher.household_ids.now(was)) for was in self.unsaved.take_news(self.matcher) & aliases.keys()
        ]
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

    def place_of(self, name: Id) -> Place:
        """Its household; and its person as far as more than a name at an address says that two signals are one's."""
        matcher = self.matcher
        number = matcher.number_of[name]
        group = matcher.person_ids.members[matcher.person_ids.of[number]]
        beside = {one: [other for other in group if other != one and is_firm(matcher, one, other)] for one in group}
        oldest = min(component(number, beside))
        return Place(matcher.household_ids.of[number], matcher.person_ids.founded[oldest])


class Unsaved:
    """What of a matcher is not written yet."""

    def __init__(self) -> None:
        self.names: set[Id] = set()
        self.numbers: set[int] = set()
        self.pairs: set[tuple[int, int]] = set()
        self.aliases: set[tuple[str, Id]] = set()

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers or self.pairs or self.aliases)

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
