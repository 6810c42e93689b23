"""Small numbers are not told: of one to four households somebody who knows the street knows who they are."""

from typing import Final

LEAST_TOLD: Final = 5
"""Numbers from one up to this are held back; none is told, for it is about nobody."""


def told_or_held_back(number: int) -> int | None:
    """The number, or None where it is so small that it is held back."""
    return None if 0 < number < LEAST_TOLD else number
