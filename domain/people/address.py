"""The household of a signal, for now by its address within the municipality; the person matcher will stand here too."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

MATCHER_VERSION: Final = "address-2"
_PARTS: Final = re.compile(r"^(\d+)\s*[-/ ]?\s*(.*)$")
_WORDS: Final = re.compile(r"[0-9]+|[A-Z]+")


class Address(NamedTuple):
    """An address as a partner sent it."""

    postcode: str
    house_number: str
    addition: str | None


def address_key(address: Address) -> str:
    """The key of an address: postcode, number, addition without its notation ("12-B", "12 b" and "12"+"B" are one)."""
    postcode, house_number, addition = address
    if house_number.isdecimal() and not addition:
        return f"{postcode.replace(' ', '').upper()} {int(house_number)}"
    found = _PARTS.match(house_number.strip())
    number, rest = found.groups() if found else (house_number, "")
    tail = " ".join(_WORDS.findall(f"{rest} {addition or ''}".upper()))
    return f"{postcode.replace(' ', '').upper()} {int(number) if number.isdigit() else number} {tail}".rstrip()


MATCHERS: Final[Mapping[str, Callable[[Address], str]]] = MappingProxyType({MATCHER_VERSION: address_key})
"""Every version that a stored decision names: a replay uses the one of the time."""
