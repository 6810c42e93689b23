"""A signal that fits two persons who cannot be one: it is of one of them at most, and of neither as probably as before.

A father and a son of one initial at one door, and a bill without a birth date: each alone would be the same person.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

WORTH_A_RIVAL: Final = 0.5
"""Probability from which another person counts as one the signal may be of."""
EVEN: Final = 0.5
"""Below it two records are more probably two persons."""
SUREST: Final = 1 - 1e-12


def odds(probability: float) -> float:
    """Of a probability."""
    least = min(probability, SUREST)
    return least / (1 - least)


def beside_rivals(probability: float, rivals: Iterable[float]) -> float:
    """What is left of a probability when the most probable rival may be it instead."""
    own, other = odds(probability), odds(max(rivals, default=0.0))
    return own / (1 + own + other)


def contested(
    one: int, other: int, persons: Mapping[int, Mapping[int, float]], apart: Callable[[int, int], bool]
) -> float:
    """The probability of a pair, as the rivals of either leave it. `persons`: probabilities of each one's pairs."""
    left = [
        beside_rivals(
            persons[mine][yours],
            (
                rival
                for third, rival in persons[mine].items()
                if third != yours and rival >= WORTH_A_RIVAL and apart(yours, third)
            ),
        )
        for mine, yours in ((one, other), (other, one))
    ]
    return min(left)
