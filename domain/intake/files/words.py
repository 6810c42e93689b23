"""What spreadsheets and exports write for a value: words for nothing, errors, and what they made of it."""

import re
from types import MappingProxyType
from typing import Final

NOTHING: Final = frozenset(
    [
        "null",
        "(null)",
        "<null>",
        "nil",
        "none",
        "nan",
        "n.v.t.",
        "n.v.t",
        "nvt",
        "nvt.",
        "n/a",
        "n.b.",
        "geen",
        "leeg",
        "onbekend",
        "-",
        "--",
        "---",
        ".",
        "?",
        "niet van toepassing",
        "niet bekend",
        "niet ingevuld",
    ]
)
"""Small letters. None of them is what a field of ours may hold, but where `NOTHING_IN` says otherwise."""
NOTHING_IN: Final = MappingProxyType(
    {
        "achternaam": frozenset({"-", "--", "---", ".", "?", "(null)", "<null>"}),
        "huisnummertoevoeging": NOTHING | {"0"},
    }
)
"""People are called Geen, Null and Leeg, and have initials N.V.T.; no door has the addition 0 [A]."""
NOTHING_AS_WRITTEN: Final = MappingProxyType(
    {
        "voorletters": frozenset(
            [
                "NULL",
                "null",
                "None",
                "NaN",
                "n.v.t.",
                "nvt",
                "n.b.",
                "geen",
                "Geen",
                "leeg",
                "onbekend",
                "-",
                "--",
                "---",
                ".",
                "?",
            ]
        )
    }
)
"""What nobody writes for initials: only in these letters."""

ERROR_VALUES: Final = frozenset(
    [
        "#n/b",
        "#n/a",
        "#verw!",
        "#ref!",
        "#waarde!",
        "#value!",
        "#deel/0!",
        "#div/0!",
        "#naam?",
        "#name?",
        "#leeg!",
        "#null!",
        "#getal!",
        "#num!",
        "#spill!",
        "#overloop!",
        "#calc!",
        "#bereken!",
        "#bezig!",
        "#getting_data",
    ]
)
"""Small letters; in Dutch and in English. LibreOffice also writes Err:502."""
OTHER_ERRORS: Final = re.compile(r"#+|err:\d{3}", re.ASCII)

MONTH_WORDS: Final = MappingProxyType(
    {
        word: number
        for number, words in enumerate(
            (
                "jan januari january",
                "feb februari february",
                "mrt maart mar march",
                "apr april",
                "mei may",
                "jun juni june",
                "jul juli july",
                "aug augustus august",
                "sep sept september",
                "okt oktober oct october",
                "nov november",
                "dec december",
            ),
            1,
        )
        for word in words.split()
    }
)
_MONTH: Final = "|".join(sorted(MONTH_WORDS, key=len, reverse=True))
BECAME_DATE: Final = re.compile(
    rf"\d{{1,4}}[-/. ](?:{_MONTH})\.?(?:[-/. ]\d{{2,4}})?|(?:{_MONTH})\.?[-/. ](?:\d\d|(?:19|20)\d\d)"
    r"|\d{1,2}[-/]\d{1,2}[-/](?:19|20)\d\d(?: 0?0:00(?::00)?)?",
    re.ASCII | re.IGNORECASE,
)
"""`1-12` after a spreadsheet: 1-dec, dec-12, 1-12-2026."""
ISO_DATE: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[ T]00:00(?::00)?)?", re.ASCII)
DIGITS_LOST: Final = re.compile(r"\d(?:[.,]\d+)?E[+-]\d{2,3}", re.ASCII | re.IGNORECASE)
"""A long number after a spreadsheet: 1,23E+11. Which number it was, nobody knows."""


def is_error_value(text: str) -> bool:
    """Whether a cell holds the error of a spreadsheet instead of a value."""
    small = text.lower()
    return small in ERROR_VALUES or OTHER_ERRORS.fullmatch(small) is not None
