"""Who is known: the ids of households and persons of a municipality, and a fresh one for whoever is new."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from schemas.ids import Id

K = TypeVar("K")
CustomerOf = tuple[Id, str]
"""A partner and the number of its customer."""


@dataclass
class Directory:
    """Households by address key and persons by partner and customer number, of one municipality."""

    households: dict[str, Id] = field(default_factory=dict)
    persons: dict[CustomerOf, Id] = field(default_factory=dict)


def known_or_new(known: dict[K, Id], key: K, fresh: Callable[[], Id]) -> tuple[Id, bool]:
    """The id under `key`, and whether it is new; a new one is known from now on."""
    found = known.get(key)
    if found is not None:
        return found, False
    known[key] = fresh()
    return known[key], True
