"""One form of every text: the same letters are written in one way, whatever a keyboard or spreadsheet made of them."""

import re
from typing import Final
from unicodedata import decomposition, is_normalized, normalize

INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+"
)
"""What shows nothing: zero widths, byte order marks, soft hyphens, fillers, variation selectors."""
SPACES: Final = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]+")
EDGES: Final = " \t\r\n"
LETTER_RANGES: Final = (range(0x132, 0x180), range(0x1C4, 0x1F4), range(0xFB00, 0xFB07), range(0xFF21, 0xFF5B))
"""Where characters stand that are letters in another dress: ĳ, ǆ, ﬁ, wide letters."""


def _letters(code: int) -> str:
    """What a character says in common letters; nothing when it is a letter of its own."""
    said = normalize("NFKC", chr(code)) if decomposition(chr(code)).startswith("<") else ""
    return said if said.isalpha() else ""


DRESSED: Final = {code: said for codes in LETTER_RANGES for code in codes if (said := _letters(code))}
_DRESSED: Final = re.compile(f"[{''.join(map(chr, DRESSED))}]")
ALIKE: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u0060\u00b4", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
"""Apostrophes and dashes as people type them."""


def tidy_text(text: str) -> str:
    """The text in NFC with common letters, single plain spaces and nothing invisible; "" when nothing is left."""
    return without_odd_spaces(one_spelling(text))


def without_odd_spaces(text: str) -> str:
    """The text with one plain space where there was any space, and nothing invisible."""
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip(EDGES)


def one_spelling(text: str) -> str:
    """The same letters in their one form (NFC), ligatures as the letters they join."""
    if text.isascii():
        return text
    dressed = text.translate(DRESSED) if _DRESSED.search(text) else text
    return dressed if is_normalized("NFC", dressed) else normalize("NFC", dressed)


def alike(text: str) -> str:
    """The text for comparing: a curly apostrophe or a long dash is no other word."""
    return text if text.isascii() else text.translate(ALIKE)


def has_letter(text: str) -> bool:
    """Whether there is a letter to read."""
    return text[:1].isalpha() or any(map(str.isalpha, text))
