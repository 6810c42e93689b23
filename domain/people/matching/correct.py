"""What fields say together is not what they say one by one: bits on top of a counted model, fitted to the pairs.

A multinomial logistic regression whose start is the counted model and whose corrections are pulled to zero, so that
levels that hardly occur stay as they were counted. Sums stay sums: an explanation is still a table of fields.
"""

from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Any, Final, NamedTuple

from domain.people.matching.compare import Levels
from domain.people.matching.weights import NO_PERSON, Bits, Weights, probabilities

STEP: Final = 0.12
"""Bits that a correction moves at most in one step."""
FADING: Final = 0.9, 0.99
LN2: Final = log(2)
SUPPOSED: Final = frozenset({"contract"})
"""Fields whose shares are supposed: nothing is fitted to them."""
Patterns = Mapping[tuple[Levels, int], Sequence[float]]
"""Levels of a pair with the bits for how rare its surname is -> pairs of one person, of one household, unrelated."""
Slot = tuple[str, str]


class _Case(NamedTuple):
    slots: tuple[int, ...]
    base: Bits
    rare: int
    counts: Sequence[float]


class _Fit:
    """Corrections by slot (a field's level), two each, and the worth of rarity behind them."""

    def __init__(self, document: Mapping[str, Any], patterns: Patterns) -> None:
        weights = Weights(document)
        self.slots: dict[Slot, int] = {}
        self.cases = [self._case(weights, seen, counts) for seen, counts in patterns.items()]
        self.values = [0.0] * (2 * len(self.slots)) + [float(document["rarity"])]
        self._first = [0.0] * len(self.values)
        self._second = [0.0] * len(self.values)

    def step(self, number: int, pull: float) -> None:
        """Move every correction a little downhill (Adam, all pairs at once)."""
        slope = self._slope(pull)
        one, two = FADING
        for place, own in enumerate(slope):
            self._first[place] = one * self._first[place] + (1 - one) * own
            self._second[place] = two * self._second[place] + (1 - two) * own * own
            mean, spread = self._first[place] / (1 - one**number), self._second[place] / (1 - two**number)
            self.values[place] -= STEP * mean / (sqrt(spread) + 1e-9)

    def _slope(self, pull: float) -> list[float]:
        slope = [pull * value for value in self.values[:-1]] + [0.0]
        values, worth = self.values, self.values[-1]
        for slots, base, rare, counts in self.cases:
            person, household = base.person + worth * rare, base.household + worth * rare
            for slot in slots:
                person += values[2 * slot]
                household += values[2 * slot + 1]
            p, h = probabilities(Bits(person, household))
            total = sum(counts)
            over, above = LN2 * (total * p - counts[0]), LN2 * (total * h - counts[1])
            for slot in slots:
                slope[2 * slot] += over
                slope[2 * slot + 1] += above
            slope[-1] += rare * (over + above)
        return slope

    def _case(self, weights: Weights, seen: tuple[Levels, int], counts: Sequence[float]) -> _Case:
        parts = [part for part in weights.parts(seen[0]) if part.counted]
        fitted = [part[:2] for part in parts if part.bits.person > NO_PERSON and part.field not in SUPPOSED]
        slots = tuple(self.slots.setdefault(slot, len(self.slots)) for slot in fitted)
        base = Bits(sum(part.bits.person for part in parts), sum(part.bits.household for part in parts))
        return _Case(slots, base, seen[1], counts)


def corrected(document: dict[str, Any], patterns: Patterns, steps: int, pull: float) -> dict[str, Any]:
    """The document with `corrected` and `rarity` fitted to the patterns."""
    fit = _Fit(document, patterns)
    for number in range(1, steps + 1):
        fit.step(number, pull)
    found: dict[str, dict[str, list[float]]] = {}
    for (field, level), slot in fit.slots.items():
        found.setdefault(field, {})[level] = [round(value, 3) for value in fit.values[2 * slot : 2 * slot + 2]]
    return document | {"corrected": found, "rarity": round(fit.values[-1], 3)}
