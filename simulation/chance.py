"""Every die of the simulation: seeded by what it decides, so that no order of calls can change an outcome."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(*what: object) -> Random:
    """A random generator of its own for one decision, e.g. `dice(seed, "9901", "household", 12)`."""
    return Random("/".join(map(str, what)))


def pick(rng: Random, shares: Mapping[T, float]) -> T:
    """One key of `shares`, with a chance in proportion to its value."""
    left = rng.random() * sum(shares.values())
    for key, share in shares.items():
        left -= share
        if left < 0:
            return key
    return key


def runs(rng: Random, chance: float, most: int) -> int:
    """How often something with this chance happens in a row, at most `most` times (geometric)."""
    count = 0
    while count < most and rng.random() < chance:
        count += 1
    return count
