"""A pair scored: its levels, how rare its surname is here, the bits of both and the probabilities they make."""

from collections import Counter
from collections.abc import Collection
from math import log2
from typing import Final, NamedTuple

from domain.people.matching.compare import Levels, compare
from domain.people.matching.features import Features, Token
from domain.people.matching.shared import SharedValues
from domain.people.matching.weights import Bits, Weights, probabilities

NAMED_ALIKE: Final = frozenset({"same-double", "same", "sound", "part", "in-business"})
"""Levels of a surname that a frequent name reaches by chance."""
BEFORE_COUNTING: Final = 500
"""So many records weigh what is usual, before the names of the municipality itself are known."""
MOST_RARE: Final = 4.0
"""Bits at most, either way, before `Weights.rarity`."""


class Edge(NamedTuple):
    """What comparing two records gave.

    `rare`: bits for how rare their surname is, as it was when they met. `person`: probability of one person,
    `together`: of one household, the same person included.
    """

    one: int
    other: int
    levels: Levels
    rare: float
    bits: Bits
    person: float
    together: float


class Scorer:
    """Scores pairs by a model and by what the municipality has: its surnames, and values that many share."""

    def __init__(self, weights: Weights, known: Collection[str] = ()) -> None:
        self.weights = weights
        self.shared = SharedValues(known)
        self._sounds: Counter[Token] = Counter()
        self._records = 0

    def put(self, one: Features) -> list[str]:
        """Count a record; the answer is which values changed how they are shared."""
        self._sounds.update(one.sounds)
        self._records += 1
        return self.shared.put(one)

    def drop(self, one: Features) -> list[str]:
        """Count a record no more; likewise."""
        self._sounds.subtract(one.sounds)
        self._records -= 1
        return self.shared.drop(one)

    def edge(self, one: int, other: int, first: Features, second: Features) -> Edge:
        """Of two records that meet."""
        levels = compare(first, second)
        rare = self._rare(first, second) if levels.surname in NAMED_ALIKE else 0.0
        return self.edge_of(one, other, self.shared.judged(levels, first, second), rare)

    def again(self, one: int, other: int, rare: float, first: Features, second: Features) -> Edge:
        """Of two records that met, as values are shared now; the surname stays as rare as it was."""
        return self.edge_of(one, other, self.shared.judged(compare(first, second), first, second), rare)

    def edge_of(self, one: int, other: int, levels: Levels, rare: float) -> Edge:
        """Of levels that are known."""
        total = self.weights.total(levels)
        bits = Bits(total.person + rare, total.household + rare)
        person, household = probabilities(bits)
        return Edge(one, other, levels, rare, bits, person, person + household)

    def _rare(self, one: Features, other: Features) -> float:
        usual = self.weights.usual_share
        fewest = min((self._sounds[sound] for sound in one.sounds & other.sounds), default=None)
        if fewest is None:
            return 0.0
        share = (fewest + usual * BEFORE_COUNTING) / (self._records + BEFORE_COUNTING)
        return self.weights.rarity * max(-MOST_RARE, min(MOST_RARE, log2(usual / share)))
