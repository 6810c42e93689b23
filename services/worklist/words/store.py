"""The texts files: one beside each page, each text in both languages one under the other."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from services.worklist.words.catalogue import Messages, in_language

WORKLIST: Final = Path(__file__).parents[1]
"""The folder in which templates and texts stand beside what uses them."""
TEXTS_FILES: Final = tuple(sorted([*WORKLIST.glob("*/texts.toml"), *WORKLIST.glob("pages/**/texts.toml")]))
"""Of the words, of signing in, of every page and of what pages share."""


@cache
def messages(language: str) -> Messages:
    """The texts of a language of `LANGUAGES`, read once."""
    return Messages(language, texts(language))


def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by key."""
    return MappingProxyType(dict(text for path in TEXTS_FILES for text in in_language(language, read_texts(path))))


def read_texts(path: Path) -> dict[str, Any]:
    """One texts file as it is."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
