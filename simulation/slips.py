"""What people and their programs do to data on its way out: a signal stays readable, its partner is told [A]."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Final, NamedTuple

from simulation.chance import pick

ODD_SPACE: Final = "\N{NO-BREAK SPACE}"
TOLD_BESIDE: Final = 0.03
"""Share of phone numbers and mail addresses with something beside them in their cell."""
SPACED: Final = 0.02
LOST_ZERO: Final = 0.05
WORDS_FOR_NOTHING: Final[Mapping[str, float]] = MappingProxyType({"": 0.6, "NULL": 0.15, "n.v.t.": 0.1, "-": 0.15})
"""What a whole file writes where nothing is, and how many files do so."""
HEADING_CASES: Final[Mapping[Callable[[str], str], float]] = MappingProxyType(
    {str: 0.75, str.upper: 0.15, str.lower: 0.1}
)
MARKED, SEPARATOR_SAID, MORE_COLUMNS = 0.15, 0.1, 0.1
REMARKS: Final = (" (na 18 uur)", " moeder", " / niet tijdens werk")
SPACED_FIELDS: Final = frozenset({"achternaam", "straat", "woonplaats"})


class Saving(NamedTuple):
    """How a program saves one file: word for nothing, case of headings, byte order mark, `sep=`, a last column."""

    nothing: str = ""
    headings: Callable[[str], str] = str
    marked: bool = False
    says_separator: bool = False
    one_more: bool = False


TIDILY: Final = Saving()


def saving(rng: Random) -> Saving:
    """How this file is saved."""
    word, headings = pick(rng, WORDS_FOR_NOTHING), pick(rng, HEADING_CASES)
    return Saving(word, headings, rng.random() < MARKED, rng.random() < SEPARATOR_SAID, rng.random() < MORE_COLUMNS)


def slipped(field: str, text: str, rng: Random) -> str:
    """The value of a field as it leaves: with a remark, a second address, or odd spaces, and mostly as it is."""
    chance = rng.random()
    if field == "telefoonnummer" and chance < TOLD_BESIDE:
        return text + rng.choice(REMARKS)
    if field == "email" and chance < TOLD_BESIDE:
        return f"{text}; post{rng.randrange(10_000)}@example.org"
    return text


def in_a_cell(field: str, text: str, rng: Random) -> str:
    """The same in a cell of a file, where a number loses its zero and odd spaces come from a web page."""
    text, chance = slipped(field, text, rng), rng.random()
    if field == "telefoonnummer" and chance < LOST_ZERO and text.isdecimal():
        return text.removeprefix("0")
    return f"{text}{ODD_SPACE}" if field in SPACED_FIELDS and text and chance < SPACED else text


def with_one_more(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows with an empty column at their end."""
    return [[*row, ""] for row in rows]
