"""Small numbers are not told: of one to four households somebody who knows the street knows who they are."""

from collections.abc import Mapping
from typing import Final, TypeVar

K = TypeVar("K")

LEAST_TOLD: Final = 5
"""Numbers from one up to this are held back; none is told, for it is about nobody."""


def told_or_held_back(number: int) -> int | None:
    """The number, or None where it is so small that it is held back."""
    return None if 0 < number < LEAST_TOLD else number


def parts_told(numbers: Mapping[K, int]) -> dict[K, int | None]:
    """Parts of a whole that is told or follows from elsewhere: as many are held back as hide what is small.

    One that is held back alone is the whole less the others; so the next smallest goes with it, until those that are
    held back make five or more together. Noughts are told.
    """
    hidden = {part: number for part, number in numbers.items() if told_or_held_back(number) is None}
    others = sorted((part for part in numbers if numbers[part] and part not in hidden), key=lambda part: numbers[part])
    for part in others:
        if not hidden or (len(hidden) > 1 and sum(hidden.values()) >= LEAST_TOLD):
            break
        hidden[part] = numbers[part]
    return {part: None if part in hidden else number for part, number in numbers.items()}
