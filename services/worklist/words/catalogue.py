"""Visible texts by key, in Dutch (B1) and English; codes bring their own words."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol

from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.coded import Coded, in_english

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"nl": "Nederlands", "en": "English"})
"""Each language by its own name."""
DEFAULT_LANGUAGE: Final = "nl"
LITERAL: Final = frozenset({EndResult})
"""Words of the national standard that stay literal in every language (DDAS section 3.2)."""


class Speaks(Protocol):
    """Whatever brings its text in every language, as codes and reasons do."""

    def said(self, language: str) -> str:
        """The text in Dutch ("nl") or English ("en")."""


class Messages:
    """The texts of one language."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with `values` filled in. Raises KeyError for a key that no texts file has."""
        return self._texts[key].format(**values)

    def or_else(self, key: str, otherwise: str) -> str:
        """The text of `key`, or `otherwise` where no texts file has it."""
        return self._texts.get(key, otherwise)

    def counted(self, key: str, number: int, **values: object) -> str:
        """The text of `key.one` or `key.other`, with `number`."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", number=number, **values)

    def word(self, code: StrEnum) -> str:
        """The word of a code: its outward Dutch one; in English the code is the word itself."""
        if isinstance(code, Coded) and (self.language == "nl" or type(code) in LITERAL):
            return code.dutch
        return in_english(code)

    def about(self, one: Speaks) -> str:
        """What pages say of a code where that is not its word, or of whatever else brings its own text."""
        return one.said(self.language)


def in_language(language: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and text of all that a texts file says in one language: `title.nl = "Vandaag"` under `[today]`."""
    for key, text in _flat(tree):
        name, _, spoken = key.rpartition(".")
        if spoken == language:
            yield name, text


def _flat(tree: Mapping[str, Any], beginning: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{beginning}{name}.")
        else:
            yield f"{beginning}{name}", value
