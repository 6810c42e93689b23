"""The household and the customer of a signal, compared by versioned keys; the person matcher will stand here too."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.people.address import Address, address_key
from domain.people.directory import customer_key

_PARTS: Final = re.compile(r"^(\d+)\s*[-/ ]?\s*(.*)$")
_WORDS: Final = re.compile(r"[0-9]+|[A-Z]+")


class Matcher(NamedTuple):
    """How the addresses of a municipality and the customer numbers of a partner are compared."""

    address_key: Callable[[Address], str]
    customer_key: Callable[[str], str]


def key_of_number_and_addition(address: Address) -> str:
    """The key that `address-2` made: addition without its notation, no letter, no indication."""
    postcode, house_number, addition = address[:3]
    if house_number.isdecimal() and not addition:
        return f"{postcode.replace(' ', '').upper()} {int(house_number)}"
    found = _PARTS.match(house_number.strip())
    number, rest = found.groups() if found else (house_number, "")
    tail = " ".join(_WORDS.findall(f"{rest} {addition or ''}".upper()))
    return f"{postcode.replace(' ', '').upper()} {int(number) if number.isdigit() else number} {tail}".rstrip()


MATCHERS: Final[Mapping[str, Matcher]] = MappingProxyType(
    {
        "address-2": Matcher(key_of_number_and_addition, str),
        "address-3": Matcher(address_key, customer_key),
    }
)
"""Every version that a stored decision names: a replay uses the one of the time."""
MATCHER_VERSION: Final = list(MATCHERS)[-1]
"""How is compared today."""
