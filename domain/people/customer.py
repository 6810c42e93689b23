"""Customer numbers of partners, as they are compared."""

import re
from typing import Final

NO_CUSTOMER: Final = "0"
"""The key of a number that names no customer."""
_SIGNS: Final = "._/-"
_WITHOUT_SIGNS: Final = str.maketrans("", "", _SIGNS)
_FILLED_IN: Final = re.compile(r"0*(?:9{4,}|(\d)\1{4,})?|([a-z])\2{2,}", re.ASCII | re.IGNORECASE)


def says_nothing(number: str) -> bool:
    """Whether a number was filled in because a field had to be: noughts alone, or one digit or letter over and over.

    A few of them are a number that somebody counted to: 99, 111, 2222 [A].
    """
    rest = number.lstrip("0")
    if rest and rest[0] != rest[-1] and rest[0] not in _SIGNS:  # as nearly all: looked at only once
        return False
    return _FILLED_IN.fullmatch(rest.translate(_WITHOUT_SIGNS)) is not None


def customer_key(number: str) -> str:
    """A customer number as it is compared: without case, and without leading zeros, which spreadsheets drop."""
    if says_nothing(number):
        return NO_CUSTOMER
    return number.lstrip("0") or "0" if number.isdecimal() else number.upper()
