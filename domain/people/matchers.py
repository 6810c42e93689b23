"""The household and the customer of a signal, compared by versioned keys; the person matcher will stand here too."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.people.address import Address, address_key, is_unknown_door
from domain.people.directory import customer_key

_PARTS: Final = re.compile(r"^(\d+)\s*[-/ ]?\s*(.*)$")
_WORDS: Final = re.compile(r"[0-9]+|[A-Z]+")


class Matcher(NamedTuple):
    """How households and the customer numbers of a partner are compared.

    `household_key`: of an address, and of whose customer lives there (partner and key of the number).
    """

    household_key: Callable[[Address, str], str]
    customer_key: Callable[[str], str]


def household_key(address: Address, customer: str) -> str:
    """The key of the address. Where nobody knows which door it is, only of this customer: two such are not one home."""
    key = address_key(address)
    return f"{key} {customer}" if is_unknown_door(address) else key


def key_of_number_and_addition(address: Address, _customer: str) -> str:
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
        "address-3": Matcher(household_key, customer_key),
    }
)
"""Every version that a stored decision names: a replay uses the one of the time."""
MATCHER_VERSION: Final = list(MATCHERS)[-1]
"""How is compared today."""
