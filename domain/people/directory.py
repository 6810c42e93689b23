"""Who is known: the ids of households and persons of a municipality, and a fresh one for whoever is new."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from schemas.ids import Id

K = TypeVar("K")
NO_CUSTOMER: Final = "0"
"""The key of a number of noughts alone: it names no customer."""
CustomerOf = tuple[Id, str]
"""A partner and the key of the number of its customer."""


@dataclass
class Directory:
    """Households by address key and persons by partner and key of a customer number, of one municipality."""

    households: dict[str, Id] = field(default_factory=dict)
    persons: dict[CustomerOf, Id] = field(default_factory=dict)


def customer_key(number: str) -> str:
    """A customer number as it is compared: without case, and without leading zeros, which spreadsheets drop."""
    return number.lstrip("0") or "0" if number.isdecimal() else number.upper()


def known_or_new(known: dict[K, Id], key: K, fresh: Callable[[], Id]) -> tuple[Id, bool]:
    """The id under `key`, and whether it is new; a new one is known from now on."""
    found = known.get(key)
    if found is not None:
        return found, False
    known[key] = fresh()
    return known[key], True
