"""The records of a municipality and the edges between them, each compared with whom it may be."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from domain.people.matching.block import Blocks, block_keys
from domain.people.matching.features import Features
from domain.people.matching.score import Edge, Scorer
from domain.people.matching.weights import SHARED_LEVELS, Weights

KEPT_FROM: Final = 0.05
"""Probability of one household from which an edge is kept; those by a shared value all are, for they may rise."""


class Graph:
    """Records (numbers, in order of arrival) with their features, and the edges of each."""

    def __init__(self, weights: Weights, known: Collection[str] = ()) -> None:
        self.scorer = Scorer(weights, known)
        self.blocks = Blocks()
        self.features: dict[int, Features] = {}
        self.edges: dict[int, dict[int, Edge]] = {}
        self.changed: set[tuple[int, int]] = set()
        """Pairs whose edge is new, changed or gone since somebody emptied this."""

    def put(self, number: int, features: Features) -> Iterator[tuple[int, int]]:
        """Take a record in; the answer is which pairs have an edge that is new or changed."""
        beside = self.blocks.beside(block_keys(features))
        yield from self._again(self.store(number, features))
        score, edges, own = self.scorer.edge, self.edges, self.edges[number]
        for other in beside:
            edge = score(other, number, self.features[other], features)
            if edge.together >= KEPT_FROM or not SHARED_LEVELS.isdisjoint(edge.levels):
                own[other] = edges[other][number] = edge
                self.changed.add((other, number))
                yield other, number

    def store(self, number: int, features: Features) -> list[str]:
        """Take a record in without comparing it; the answer is which values changed how they are shared."""
        self.blocks.put(number, block_keys(features))
        self.features[number], self.edges[number] = features, {}
        return self.scorer.put(features)

    def restore(self, pairs: Iterable[tuple[int, int, float]]) -> None:
        """Have edges again between records that are stored: two numbers, and how rare their surname was."""
        for one, other, rare in pairs:
            edge = self.scorer.again(one, other, rare, self.features[one], self.features[other])
            self.edges[one][other] = self.edges[other][one] = edge

    def drop(self, number: int) -> Iterator[tuple[int, int]]:
        """Forget a record; the answer is which pairs of others have an edge that changed."""
        features = self.features.pop(number)
        for other in self.edges.pop(number):
            del self.edges[other][number]
            self.changed.add((min(other, number), max(other, number)))
        self.blocks.drop(number, block_keys(features))
        yield from self._again(self.scorer.drop(features))

    def edge(self, one: int, other: int) -> Edge:
        """The edge of two records, made now where none is kept."""
        one, other = min(one, other), max(one, other)
        kept = self.edges[one].get(other)
        return kept or self.scorer.edge(one, other, self.features[one], self.features[other])

    def _again(self, values: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Judge every pair again that has one of these values in common."""
        for value in values:
            among = self.blocks.under(_key(value))
            for one in among:
                for other in [other for other in self.edges[one] if other > one and other in among]:
                    yield from self._changed(self.edges[one][other])

    def _changed(self, edge: Edge) -> Iterator[tuple[int, int]]:
        one, other = edge.one, edge.other
        now = self.scorer.again(one, other, edge.rare, self.features[one], self.features[other])
        if now != edge:
            self.edges[one][other] = self.edges[other][one] = now
            self.changed.add((one, other))
            yield one, other


def _key(value: str) -> str:
    """The key under which the records with a value are found; a door is among those of its address."""
    return value[1:].partition(" ")[0] if value[0] == "d" else value
