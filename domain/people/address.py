"""Household of a signal, for now by address within the municipality; the person matcher will stand here too."""

import re
from typing import Final

MATCHER_VERSION: Final = "address-2"
_PARTS: Final = re.compile(r"^(\d+)\s*[-/ ]?\s*(.*)$")
_WORDS: Final = re.compile(r"[0-9]+|[A-Z]+")


def address_key(postcode: str, house_number: str, addition: str | None) -> str:
    """The key of an address: postcode, number, addition without its notation ("12-B", "12 b" and "12"+"B" are one)."""
    if house_number.isdecimal() and not addition:
        return f"{postcode.replace(' ', '').upper()} {int(house_number)}"
    found = _PARTS.match(house_number.strip())
    number, rest = found.groups() if found else (house_number, "")
    tail = " ".join(_WORDS.findall(f"{rest} {addition or ''}".upper()))
    return f"{postcode.replace(' ', '').upper()} {int(number) if number.isdigit() else number} {tail}".rstrip()
