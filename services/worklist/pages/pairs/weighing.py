"""How sure a pair is and what each field says, as codes of texts: never a certainty, for a score is none."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from domain.people.matching.explain import FieldFinding
from domain.people.matching.weights import Bits, Thresholds
from schemas.reason_entry import Bilingual

HOW_LIKELY: Final = ((0.95, "very"), (0.70, "likely"), (0.0, "maybe"))
"""From which probability a word is used, the highest first [A]."""
HOW_STRONG: Final = ((4.0, "strongly-for"), (1.0, "for"), (-1.0, "little"), (-4.0, "against"))
"""From how many bits (a factor of two each) a field says so much, the highest first; below them strongly against."""
SURE: Final = 0.95
UNSURE: Final = 0.05
"""Beyond these, nine of ten and one of ten would say too little or too much."""


class FieldWeight(NamedTuple):
    """A field of a pair in words: what was found, and what it says of one person and of two who live together."""

    field: Bilingual
    found: Bilingual
    person: str
    household: str


def likely(person: float, together: float) -> str:
    """What is most telling of a pair: "very-person", "maybe-household"; one person before one household."""
    asked = person >= Thresholds().review
    probability, about = (person, "person") if asked else (together, "household")
    word = next(name for least, name in HOW_LIKELY if probability >= least)
    return f"{word}-{about}"


def of_ten(probability: float) -> tuple[str, int]:
    """In how many of ten such pairs it holds: "about" so many, "under" one, or "over" nine."""
    if probability >= SURE:
        return "over", 9
    return ("about", max(1, min(9, round(probability * 10)))) if probability >= UNSURE else ("under", 1)


def weighed(findings: Sequence[FieldFinding]) -> tuple[FieldWeight, ...]:
    """The table of a pair in words, in its order."""
    return tuple(_weighed(one.field, one.found, one.bits) for one in findings)


def _weighed(field: tuple[str, str], found: tuple[str, str], bits: Bits) -> FieldWeight:
    return FieldWeight(Bilingual(*field), Bilingual(*found), _strength(bits.person), _strength(bits.household))


def _strength(bits: float) -> str:
    return next((name for least, name in HOW_STRONG if bits >= least), "strongly-against")
