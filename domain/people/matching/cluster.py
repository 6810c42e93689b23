"""Persons and households of one municipality, kept up to date record by record."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from domain.people.matching.compare import contradicts
from domain.people.matching.features import Features
from domain.people.matching.graph import Graph
from domain.people.matching.identity import Identities
from domain.people.matching.judge import APART_AS_PERSONS, MUST_HOUSEHOLD, Answer, Judgement, Judgements
from domain.people.matching.partition import Link, component, joined_by_links
from domain.people.matching.rivals import EVEN, contested
from domain.people.matching.score import Edge
from domain.people.matching.weights import Thresholds, Weights
from domain.people.matching.whole import joined_as_wholes
from schemas.ids import Id

MUST_PERSON: Final = frozenset({Answer.SAME_PERSON})
UNLIKELY: Final = 0.25
"""Of one person: a pair with an edge below it contradicts."""


class Linked(NamedTuple):
    """Where a record belongs: the ids of its person and household, and the edges that say so."""

    person: Id
    household: Id
    edges: tuple[Edge, ...]


class Matcher:
    """All that is known of one municipality.

    Records with equal features of one contract are one number inside: a monthly signal costs a look-up.
    """

    def __init__(self, weights: Weights, thresholds: Thresholds, known: Collection[str] = ()) -> None:
        """`known`: values of administrators and institutions that somebody listed (`shared.values_of`)."""
        self.thresholds = thresholds
        self.graph = Graph(weights, known)
        self.judgements = Judgements()
        self.person_ids, self.household_ids = Identities("person"), Identities("household")
        self.number_of: dict[Id, int] = {}
        self.names: dict[int, dict[Id, None]] = {}
        self._equal: dict[Features, int] = {}
        self.links: dict[int, set[int]] = {}
        self._last = 0
        self.key_version: str | None = None

    def add(self, name: Id, features: Features) -> Linked:
        """Link one more record. `name`: its id (a UUID as text), not known yet.

        Raises ValueError for one that is, and for features that were made with another key: they compare with none.
        """
        if name in self.number_of:
            raise ValueError("this record is known")
        if self.key_version is not None and features.key_version != self.key_version:
            raise ValueError("features of another version of the key")
        self.key_version = features.key_version
        number = self._equal.get(features) if features.contract else None
        if number is None:
            number = self._added(name, features)
        self.number_of[name] = number
        self.names[number][name] = None
        return self.linked(name)

    def remove(self, name: Id) -> None:
        """Forget a record; only its component is built again. Raises KeyError for one that is not known."""
        number = self.number_of.pop(name)
        del self.names[number][name]
        if not self.names[number]:
            self._removed(number)

    def correct(self, name: Id, features: Features) -> Linked:
        """Link a record anew that says something else by now; what people judged about it stays in force.

        Where it names the same address, the household that it left alone is known by where it is now. Raises as
        `remove` and `add` do.
        """
        before, home = self.graph.features[self.number_of[name]], self.linked(name).household
        judged = self.judgements.naming(name, self.number_of[name])
        for one in judged:
            self.take_back(one.one, one.other)
        self.remove(name)
        self.add(name, features)
        for one in judged:
            self.judge(one)
        if _address_of(before) == _address_of(features):
            self.household_ids.follow(home, self.linked(name).household)
        return self.linked(name)

    def judge(self, judgement: Judgement) -> None:
        """Have a judgement in force. Raises KeyError for a record that is not known."""
        one, other = self.number_of[judgement.one], self.number_of[judgement.other]
        if one != other:
            self.judgements.put(one, other, judgement)
            self._rebuild(self._relinked([(one, other)]))

    def take_back(self, one: Id, other: Id) -> None:
        """Have no judgement about two records: scores decide again."""
        first, second = self.number_of[one], self.number_of[other]
        self.judgements.take_back(first, second)
        self._rebuild(self._relinked([(first, second)]))

    def linked(self, name: Id) -> Linked:
        """Where a record belongs now."""
        number = self.number_of[name]
        edges = tuple(self.graph.edges[number].values())
        return Linked(self.person_ids.of[number], self.household_ids.of[number], edges)

    def persons(self) -> Mapping[Id, Id]:
        """The person of every record."""
        return self.person_ids.named(self.number_of)

    def households(self) -> Mapping[Id, Id]:
        """The household of every record."""
        return self.household_ids.named(self.number_of)

    def probability(self, one: Id, other: Id) -> tuple[float, float]:
        """Of one person, and of one household (the same person included)."""
        first, second = self.number_of[one], self.number_of[other]
        if first == second:
            return 1.0, 1.0
        edge = self.graph.edge(first, second)
        return edge.person, edge.together

    def restore(self, records: Mapping[int, Features], pairs: Iterable[tuple[int, int, float]]) -> None:
        """Store records and edges of an earlier matcher (`rows.py`) in one that knows none."""
        for number in sorted(records):
            self._numbered(number, records[number])
            self.graph.store(number, records[number])
        self.graph.restore(pairs)

    def regroup(self) -> None:
        """Cut every component again, as edges and judgements are."""
        pairs = [(one, other) for one, edges in self.graph.edges.items() for other in edges]
        judged = [(self.number_of[one.one], self.number_of[one.other]) for one in self.judgements.all()]
        self._relinked([*pairs, *judged])
        self._rebuild(set(self.graph.features))

    def _numbered(self, number: int, features: Features) -> None:
        self._last = number
        if features.contract:
            self._equal[features] = number
        self.names[number], self.links[number] = {}, set()

    def _added(self, name: Id, features: Features) -> int:
        number = self._last + 1
        self._numbered(number, features)
        self.person_ids.founds(number, name)
        self.household_ids.founds(number, name)
        self._rebuild({number, *self._relinked(self.graph.put(number, features))})
        return number

    def _removed(self, number: int) -> None:
        features = self.graph.features[number]
        if self._equal.get(features) == number:
            del self._equal[features]
        for other in self.judgements.about(number):
            self.judgements.take_back(number, other)
        for other in self.links.pop(number):
            self.links[other].discard(number)
        del self.names[number]
        changed = self._relinked(self.graph.drop(number))
        self.person_ids.forget(number)
        self._rebuild({*self.household_ids.forget(number), *changed})

    def _relinked(self, pairs: Iterable[tuple[int, int]]) -> set[int]:
        """Have the links of pairs as edges and judgements say; the answer is whom that may move."""
        moved: set[int] = set()
        for one, other in pairs:
            linked = self._is_linked(one, other)
            if linked or other in self.links[one]:
                change = set.add if linked else set.discard
                change(self.links[one], other)
                change(self.links[other], one)
            moved |= {one, other}
        return moved

    def _is_linked(self, one: int, other: int) -> bool:
        answer = self.judgements.answer(one, other)
        if answer in MUST_HOUSEHOLD:
            return True
        edge = self.graph.edges[one].get(other)
        if edge is None or answer is Answer.OTHER_HOUSEHOLD:
            return False
        return edge.together >= self.thresholds.household or edge.person >= self.thresholds.person

    def _rebuild(self, moved: set[int]) -> None:
        """Cut the components again that have one of these records, or had."""
        before = self.household_ids
        left = moved.union(*(before.members[before.of[one]] for one in moved if one in before.of))
        homes: list[list[int]] = []
        persons: list[list[int]] = []
        while left:
            found = component(next(iter(left)), self.links)
            left -= found
            homes += self._homes(found)
        for home in homes:
            persons += self._persons(home)
        self.household_ids.group(homes)
        self.person_ids.group(persons)

    def _homes(self, records: set[int]) -> list[list[int]]:
        if not any(answer is Answer.OTHER_HOUSEHOLD for _, _, answer in self.judgements.among(records)):
            return [sorted(records)]
        judged = joined_by_links([[one] for one in records], self._judged(records, MUST_HOUSEHOLD), self._not_one_home)
        pairs = [(one, other) for one in records for other in self.links[one] if one < other]
        links = [Link(self.graph.edge(*pair).together, *pair) for pair in pairs]
        return joined_by_links(judged, links, self._not_one_home)

    def _persons(self, home: list[int]) -> list[list[int]]:
        if len(home) == 1:
            return [home]
        judged = joined_by_links([[one] for one in home], self._judged(set(home), MUST_PERSON), self._judged_apart)
        links = self._person_links(home)
        groups = joined_by_links(judged, links, self._apart)
        if len(groups) == 1:
            return groups
        graph = self.graph
        return joined_as_wholes(groups, graph.edge, self._contradict, graph.scorer.weights, self.thresholds.person)

    def _person_links(self, home: list[int]) -> list[Link]:
        """Pairs of one home that are one person, whoever else they may be."""
        persons = {
            one: {other: edge.person for other, edge in self.graph.edges[one].items() if other in home} for one in home
        }
        least = self.thresholds.person
        pairs = [
            (one, other) for one in home for other, person in persons[one].items() if one < other and person >= least
        ]
        links = [Link(contested(*pair, persons, self._differ), *pair) for pair in pairs]
        return [link for link in links if link.probability >= least]

    def _judged(self, records: set[int], answers: Iterable[Answer]) -> list[Link]:
        return [Link(1.0, one, other) for one, other, answer in self.judgements.among(records) if answer in answers]

    def _not_one_home(self, one: int, other: int) -> bool:
        return self.judgements.answer(one, other) is Answer.OTHER_HOUSEHOLD

    def _judged_apart(self, one: int, other: int) -> bool:
        return self.judgements.answer(one, other) in APART_AS_PERSONS

    def _apart(self, one: int, other: int) -> bool:
        answer = self.judgements.answer(one, other)
        if answer is not None and answer is not Answer.CANNOT_TELL:
            return answer is not Answer.SAME_PERSON
        edge = self.graph.edges[one].get(other)
        if edge is not None:
            doubtful = self.thresholds.person if edge.levels.birth == "other" else UNLIKELY
            return edge.person < doubtful
        return contradicts(self.graph.features[one], self.graph.features[other])

    def _differ(self, one: int, other: int) -> bool:
        """Whether two records are more probably two persons: then a third is of one of them at most."""
        return self._apart(one, other) or self.graph.edge(one, other).person < EVEN

    def _contradict(self, one: int, other: int) -> bool:
        """Likewise of groups as wholes, where only people, birth dates and further initials can speak against."""
        if self.judgements.answer(one, other) in APART_AS_PERSONS:
            return True
        edge = self.graph.edge(one, other)
        other_initials = edge.levels.initials == "first-alone" and edge.person < UNLIKELY
        return other_initials or edge.levels.birth == "other"


def _address_of(one: Features) -> tuple[object, ...]:
    return one.postcode, one.number, one.behind
