"""A BSN that strayed into a field that is not its own: it may not be kept there (UAVG art. 46, Wgs art. 8c).

Known by nine digits, with a sign between them or not, that pass the eleven test; one other number in eleven does too.
Where a text says that it is one, eight will do.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final
from unicodedata import normalize

from stdnum.nl import bsn

from domain.intake.spelling import alike, tidy_text
from domain.people import telephone

BETWEEN: Final = "[ ./_-]?"
NINE_DIGITS: Final = re.compile(rf"(?<!\d)(?=(\d(?:{BETWEEN}\d){{8}})(?!\d))")
EIGHT_DIGITS: Final = re.compile(rf"(?<!\d)(?=(\d(?:{BETWEEN}\d){{7}})(?!\d))")
"""As people write a BSN that begins with a nought."""
MANY_DIGITS: Final = re.compile(rf"\d(?:{BETWEEN}\d){{7}}")
"""One look that is true wherever there is any."""
NAMED: Final = re.compile(r"bsn|burger ?service|sofi[ -]?n", re.IGNORECASE)
SAID_BEFORE: Final = re.compile(
    r"(?:\b(?:bsn|burger ?service ?(?:nummer|nr)?|sofi[ -]?(?:nummer|nr))\W*)+$", re.IGNORECASE
)
DIALLED_FROM: Final = re.compile(r"(?:^|\D)(?:(?:\+|00)31|0)\W*$")
SIGNS: Final = re.compile(r"\D")
AROUND: Final = " ,;:=/()-"


def bsns_in(text: str) -> list[str]:
    """Every number in a text that may be a BSN, as digits."""
    return [_digits(match[1]) for match in _written_in(_plain(text))]


def bsns_beside_phone(text: str) -> list[str]:
    """The same of a telephone field.

    A number that can be dialled is none when it is a mobile one or written as one dials it; nine bare digits may be
    either. None of it counts where the field says that a BSN stands there.
    """
    plain = _plain(text)
    found = {_digits(match[1]): plain[: match.start()] for match in _written_in(plain)}
    if not found or NAMED.search(plain):
        return list(found)
    dialled = "".join(telephone.numbers(text))
    return [
        number
        for number, before in found.items()
        if number not in dialled or not (telephone.MOBILE.fullmatch(number) or DIALLED_FROM.search(before))
    ]


def is_bsn_for_phone(text: str, kept: str, dialled: Collection[str]) -> bool:
    """Whether what would be kept of a telephone field is a BSN: it cannot be dialled, or the field says so."""
    digits = _digits(kept)
    return (not dialled or NAMED.search(text) is not None) and any(one in digits for one in bsns_in(text))


def without_bsn(text: str) -> str:
    """The text without such numbers and the word before them; "" when nothing else was said."""
    kept = _plain(text)
    for written in dict.fromkeys(match[1] for match in _written_in(kept)):
        before, _, after = kept.partition(written)
        kept = f"{SAID_BEFORE.sub('', before)} {after}"
    return " ".join(kept.split()).strip(AROUND)


def _plain(text: str) -> str:
    return text if text.isascii() else alike(tidy_text(normalize("NFKC", text)))


def _written_in(plain: str) -> Iterator[re.Match[str]]:
    forms = (NINE_DIGITS, EIGHT_DIGITS) if NAMED.search(plain) else (NINE_DIGITS,)
    for form in forms:
        yield from (match for match in form.finditer(plain) if bsn.is_valid(_digits(match[1])))


def _digits(written: str) -> str:
    return SIGNS.sub("", written)
