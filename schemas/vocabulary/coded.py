"""What a code looks like: its text inside, and on the same line its words outside."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Coded(StrEnum):
    """A code that is exchanged: `WATER = "water", "Water"`, the code and its Dutch word (of DDAS where it has one).

    Where pages say something else than the word, that follows in Dutch (B1) and in English. A member hashes and
    compares as its code. Defaults are there for looking up (`PartnerKind("water")`); a test asks every member its word.
    """

    _value_: str
    dutch: str
    _said: Mapping[str, str]

    def __new__(cls, code: str, dutch: str = "", said_in_dutch: str = "", said_in_english: str = "") -> Self:
        """A member from the texts on its line."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.dutch = dutch
        member._said = {"nl": said_in_dutch or dutch, "en": said_in_english or in_english(code)}
        return member

    def said(self, language: str) -> str:
        """What pages say of it, in Dutch ("nl") or English ("en"). Raises KeyError for another language."""
        return self._said[language]

    @classmethod
    def of(cls, word: str) -> Self:
        """The code behind an outward Dutch word. Raises ValueError for an unknown word."""
        for code in cls:
            if code.dutch == word:
                return code
        raise ValueError("unknown word")


def in_english(code: str) -> str:
    """A code as a word: in English it needs no other."""
    return code.replace("-", " ").capitalize()
