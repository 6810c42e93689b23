"""Message catalogues: every visible text by key, in Dutch (B1) and English; codes bring their own words."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.coded import Coded, in_english

LANGUAGES: Final = ("nl", "en")
DEFAULT: Final = "nl"
FOLDER: Final = Path(__file__).with_name("messages")
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
        """The text of `key` with `values` filled in. Raises KeyError for a key that is in no catalogue."""
        return self._texts[key].format(**values)

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


@cache
def messages(language: str) -> Messages:
    """The catalogue of a language of `LANGUAGES`, read once."""
    return Messages(language, texts(language))


def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by dotted key."""
    tree = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return MappingProxyType(dict(_flat(tree, "")))


def _flat(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        key = f"{prefix}{name}"
        found += _flat(value, f"{key}.") if isinstance(value, dict) else [(key, value)]
    return found
