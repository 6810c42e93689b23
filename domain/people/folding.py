"""Texts as a search compares them: letters without marks, in small letters, dashes as spaces, without apostrophes.

`SPECIAL` are the letters that Unicode does not decompose. The record folds its columns the same way, by these very
values (`services.worklist.pages.search.read`).
"""

import re
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

MARKS: Final = "\u0300-\u036f"
"""Marks above, below and through a letter, as decomposing sets them apart; a range of characters."""
SPECIAL: Final = MappingProxyType(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ə": "e",
        "ŋ": "n",
        "ɓ": "b",
        "ƙ": "k",
    }
)
"""Letters that stand for one plain letter."""
LIGATURES: Final = MappingProxyType({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that stand for two; Unicode itself decomposes ĳ."""
APOSTROPHES: Final = "'`\N{ACUTE ACCENT}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}" + (
    "\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}"
)
DASHES: Final = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
SIGN_BY_SIGN: Final = (DASHES + APOSTROPHES, " " * len(DASHES))
"""Signs and what each becomes; those past the end of the second text become nothing (as `translate` in SQL)."""
LETTER_BY_LETTER: Final = ("".join(SPECIAL), "".join(SPECIAL.values()))
"""Likewise of letters."""
_SIGNS: Final = str.maketrans({sign: SIGN_BY_SIGN[1][place : place + 1] for place, sign in enumerate(SIGN_BY_SIGN[0])})
_LETTERS: Final = str.maketrans({**SPECIAL, **LIGATURES})
_MARK: Final = re.compile(f"[{MARKS}]")


def search_form(text: str) -> str:
    """The text as it is compared."""
    plain = text.translate(_SIGNS)
    if plain.isascii():
        return plain.lower()
    return _MARK.sub("", normalize("NFKD", plain)).lower().translate(_LETTERS)
