"""Persons and households of one municipality, kept up to date record by record."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.people.matching.features import Features
from domain.people.matching.weights import Thresholds, Weights
from schemas.ids import Id


class Edge(NamedTuple):
    """What comparing two records gave: probabilities of one person, and of one household but two persons."""

    one: Id
    other: Id
    person: float
    household: float


class Linked(NamedTuple):
    """Where a record belongs: the ids of its person and household, and the edges that say so."""

    person: Id
    household: Id
    edges: tuple[Edge, ...]


class Matcher:
    """All that is known of one municipality."""

    def __init__(self, weights: Weights, thresholds: Thresholds) -> None:
        self.weights = weights
        self.thresholds = thresholds

    def add(self, name: Id, features: Features) -> Linked:
        """Link one more record. `name`: its id (a UUID as text)."""
        raise NotImplementedError(name, features)

    def remove(self, name: Id) -> None:
        """Forget a record."""
        raise NotImplementedError(name)

    def persons(self) -> Mapping[Id, Id]:
        """The person of every record."""
        raise NotImplementedError

    def households(self) -> Mapping[Id, Id]:
        """The household of every record."""
        raise NotImplementedError

    def probability(self, one: Id, other: Id) -> tuple[float, float]:
        """Of one person, and of one household (the same person included)."""
        raise NotImplementedError
