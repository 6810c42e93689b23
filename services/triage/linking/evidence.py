"""Why two signals are linked, in codes with the bits each field adds: what a page and a command show."""

from collections.abc import Iterator
from typing import Any

from domain.people.matching.compare import Levels
from domain.people.matching.weights import Weights


def found_of(levels: Levels, weights: Weights) -> Iterator[dict[str, Any]]:
    """The fields of a link that say something, with their level and the bits they add for one household."""
    for part in weights.parts(levels):
        if part.counted and part.field != "prior":
            yield {"field": part.field, "level": part.level, "bits": round(part.bits.household, 1)}
