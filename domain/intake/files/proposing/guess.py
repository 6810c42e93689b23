"""Which attribute a heading means, by what partners call them."""

import re
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.intake.files.proposing.synonyms import SHORT_WORDS, SYNONYMS
from domain.intake.files.spaces import tidied_text

WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
ACCENTS: Final = str.maketrans("áàäâéèëêíìïîóòöôúùüûçñ", "aaaaeeeeiiiioooouuuucn")
SHORTEST_PART: Final = 5


class Sureness(IntEnum):
    """How sure a guess is."""

    UNKNOWN = 0
    BY_ITS_CELLS = 1
    LIKELY = 2
    CERTAIN = 3


class Guess(NamedTuple):
    """What a column seems to be. `heading`: as the file writes it; no attribute: nothing that we need."""

    position: int
    heading: str
    attribute: str | None
    sureness: Sureness


def in_words(heading: str) -> tuple[str, ...]:
    """The words of a heading in full and in small letters, whatever stands between them."""
    plain = tidied_text(heading)
    plain = plain.lower().translate(ACCENTS) if plain.isupper() else plain.translate(ACCENTS)
    words = [one.lower() for one in WORD.findall(plain)]
    return tuple(full for word in words if (full := SHORT_WORDS.get(word, _in_full(word))))


def _in_full(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})nr$", "nummer", word)


def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for attribute, names in SYNONYMS.items():
        for name in names.split(","):
            found.setdefault("".join(in_words(name.strip())), attribute)
    return MappingProxyType(found)


BY_NAME: Final = _table()
BY_LENGTH: Final = sorted(BY_NAME, key=len, reverse=True)


def guessed(position: int, heading: str) -> Guess:
    """What a heading says that its column is."""
    heading, words = tidied_text(heading), in_words(heading)
    joined = "".join(words)
    if joined in BY_NAME:
        return Guess(position, heading, BY_NAME[joined], Sureness.CERTAIN)
    for name in BY_LENGTH:
        if name in words or (len(name) > SHORTEST_PART and name in joined):
            return Guess(position, heading, BY_NAME[name], Sureness.LIKELY)
    return Guess(position, heading, None, Sureness.UNKNOWN)
