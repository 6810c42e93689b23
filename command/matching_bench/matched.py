"""A town's signals given to the matcher one by one, and what it made of them beside the truth."""

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

from command.matching_bench.arriving import Arrival, Arrivals
from command.matching_bench.scores import Calibrated, Placed, Score, groups_of, score
from domain.people.matching import FeatureKey, Matcher, Thresholds, Weights, features_of
from schemas.ids import Id
from simulation.contracts import Labelled

BENCH_KEY: Final = FeatureKey("bench", b"only for people who do not exist")
IN_ONE_BLOCK: Final = 40
"""Records of one value beside which a record is put to see whether probabilities are true; more are too common."""


@dataclass(frozen=True)
class Matched:
    """The matcher after all signals, with the truth of those that still stand; `seconds` for adding them all."""

    matcher: Matcher
    weights: Weights
    standing: Mapping[Id, Arrival]
    seconds: float

    @cached_property
    def persons(self) -> Mapping[Id, Id]:
        """The person of every record."""
        return self.matcher.persons()

    @cached_property
    def households(self) -> Mapping[Id, Id]:
        """The household of every record."""
        return self.matcher.households()

    def person_score(self) -> Score:
        """Of who is named; nobody knows of a business name whose it is."""
        return self._scored(self.persons, person_of)

    def household_score(self) -> Score:
        """Of all."""
        return self._scored(self.households, household_of)

    def _scored(self, found: Mapping[Id, Id], truth: Callable[[Labelled], int]) -> Score:
        return scored(self.standing, found, truth)

    def wrong_merges_with_a_date_missing(self) -> float:
        """Of pairs of two persons of one household with a birth date missing: the share that became one person."""
        pairs = [
            self.persons[one] == self.persons[other]
            for one, other in self._within_households()
            if self._person(one) != self._person(other) and self._person(one) and self._person(other)
            if not (self.standing[one].fields["birth_date"] and self.standing[other].fields["birth_date"])
        ]
        return sum(pairs) / len(pairs) if pairs else 0.0

    def business_recall(self) -> float:
        """Of pairs of a business name with another contract of its household: the share in one household."""
        pairs = [
            self.households[one] == self.households[other]
            for one, other in self._within_households()
            if not (self._person(one) and self._person(other))
        ]
        return sum(pairs) / len(pairs) if pairs else 1.0

    def calibrated(self) -> tuple[list[Calibrated], list[Calibrated]]:
        """Probabilities of one person and of one household with what is true, of pairs with some value in common."""
        persons, households = [], []
        for one, other in candidates(self._once_per_contract()):
            person, household = self.matcher.probability(one, other)
            mine, theirs = self.standing[one].truth, self.standing[other].truth
            persons.append(Calibrated(person, bool(mine.person) and mine.person == theirs.person))
            households.append(Calibrated(household, mine.household == theirs.household))
        return persons, households

    def _person(self, name: Id) -> int:
        return self.standing[name].truth.person

    def _within_households(self) -> Iterable[tuple[Id, Id]]:
        """Pairs of one household by the truth and of two contracts."""
        for members in groups_of({name: one.truth.household for name, one in self.standing.items()}).values():
            for one, other in combinations(members, 2):
                if self.standing[one].truth.contract != self.standing[other].truth.contract:
                    yield one, other

    def _once_per_contract(self) -> Mapping[Id, Arrival]:
        """The last signal of every contract."""
        last = {one.truth.contract: name for name, one in self.standing.items()}
        return {name: self.standing[name] for name in last.values()}


def person_of(truth: Labelled) -> int:
    """Who it is about; 0 for nobody."""
    return truth.person


def household_of(truth: Labelled) -> int:
    """Which household it is about."""
    return truth.household


def scored(standing: Mapping[Id, Arrival], found: Mapping[Id, Hashable], truth: Callable[[Labelled], int]) -> Score:
    """Groups beside the truth, but for what has none."""
    return score(
        Placed(one.truth.contract, truth(one.truth), found[name]) for name, one in standing.items() if truth(one.truth)
    )


def matched(
    arriving: Iterable[Arrival], withdrawn: frozenset[Id], weights: Weights, thresholds: Thresholds | None = None
) -> Matched:
    """Give every signal to a new matcher in this order; a correction replaces what stands there."""
    matcher = Matcher(weights, thresholds or Thresholds())
    standing: dict[Id, Arrival] = {}
    start = time.perf_counter()
    for one in arriving:
        if one.name in standing:
            matcher.remove(one.name)
        matcher.add(one.name, features_of(one.fields, BENCH_KEY))
        standing[one.name] = one
    seconds = time.perf_counter() - start
    for name in withdrawn & standing.keys():
        matcher.remove(name)
        del standing[name]
    return Matched(matcher, weights, standing, seconds)


def matched_town(arriving: Arrivals, weights: Weights, thresholds: Thresholds | None = None) -> Matched:
    """The signals of a town in the order of their dates."""
    return matched(arriving.kept, arriving.withdrawn, weights, thresholds)


def candidates(records: Mapping[Id, Arrival]) -> set[tuple[Id, Id]]:
    """Pairs with a value in common, found without the matcher's own blocking."""
    blocks: dict[tuple[str, ...], list[Id]] = {}
    for name, one in records.items():
        for block in _blocks(one):
            if all(block):
                blocks.setdefault(block, []).append(name)
    return {
        pair
        for members in blocks.values()
        if len(members) <= IN_ONE_BLOCK
        for pair in combinations(sorted(members), 2)
        if records[pair[0]].truth.contract != records[pair[1]].truth.contract
    }


def _blocks(one: Arrival) -> Iterable[tuple[str, ...]]:
    text = {name: "" if value is None else str(value).lower() for name, value in one.fields.items()}
    yield "door", text["postcode"], text["house_number"]
    yield "phone", text["phone"]
    yield "email", text["email"]
    yield "born", text["birth_date"]
    yield "name", text["surname"], text["postcode"][:4]
