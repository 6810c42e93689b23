"""Spaces in cells and headings: odd ones become plain, invisible ones go."""

import re
from collections.abc import Sequence
from typing import Final

PLAIN: Final = dict.fromkeys(map(ord, "\t\u00a0\u1680\u202f\u205f\u3000"), " ") | dict.fromkeys(
    range(0x2000, 0x200B), " "
)
INVISIBLE_SPACES: Final = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
"""Soft hyphen, zero-width space, word joiner, byte order mark. Joiners of letters stay: some scripts need them."""
ODD: Final = {**PLAIN, **INVISIBLE_SPACES}
SEVERAL: Final = re.compile(r" {2,}")
UNTIDY: Final = ("  ", "| ", " |")
"""In plain cells with bars between and around them."""


def tidied_text(text: str) -> str:
    """The text with plain, single spaces, and none at its ends."""
    if text.isalnum() and text.isascii():  # most cells: looked at only once
        return text
    if not text.isascii() or "\t" in text:
        text = text.translate(ODD)
    if "  " in text:
        text = SEVERAL.sub(" ", text)
    return text.strip()


def tidied_cells(cells: Sequence[str]) -> Sequence[str]:
    """The texts of a row, each tidied; most rows need one look at all of them together."""
    row = f"|{'|'.join(cells)}|"
    if row.isascii() and row.isprintable() and not any(untidy in row for untidy in UNTIDY):
        return cells
    return [tidied_text(cell) for cell in cells]


def had_odd_spaces(text: str) -> bool:
    """Whether a text holds spaces that nobody sees or that are not what they seem."""
    return not text.isascii() and text.strip() != text.translate(ODD).strip()


def folded(text: str) -> str:
    """A word for comparing: without regard to case and spaces that nobody meant."""
    return tidied_text(text).casefold()
