"""The people of a municipality that does not exist, made only when somebody asks for their household."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from simulation import names
from simulation.chance import dice, pick
from simulation.error_table import ERROR_TABLE, Chances
from simulation.names import Surname
from simulation.places import SimulatedAddress, Town, address_at


class HouseholdType(NamedTuple):
    """Mean number of residents, and whether there is a couple or are children [A]."""

    residents: float
    couple: bool = False
    children: bool = False
    sharers: int = 0


TYPES: Final[Mapping[str, HouseholdType]] = MappingProxyType(
    {
        "single": HouseholdType(1),
        "couple": HouseholdType(2, couple=True),
        "couple with children": HouseholdType(3.8, couple=True, children=True),
        "one parent": HouseholdType(2.5, children=True),
        "shared house": HouseholdType(3, sharers=2),
    }
)
HOUSEHOLD_SHARES: Final = ERROR_TABLE["household"].chances
RESIDENTS_PER_HOUSEHOLD: Final = sum(HOUSEHOLD_SHARES[name] * kind.residents for name, kind in TYPES.items())
FACTS: Final = Chances()
RESIDENTS_PER_OFFICE: Final = 5_000
"""One administrator's office for so many residents [A]."""

YOUNGEST, OLDEST = date(1950, 1, 1), date(2004, 12, 31)


@dataclass(frozen=True)
class Person:
    """A resident who does not exist; `spouse` is the surname of the man or woman he or she is married to."""

    initials: str
    surname: Surname
    birth_date: date
    phone: str
    email: str
    takes_partner_name: bool = False
    spouse: Surname | None = None


@dataclass(frozen=True)
class Administrator:
    """An office that handles the money of several households and gives its own address, phone and e-mail."""

    address: SimulatedAddress
    phone: str
    email: str


@dataclass(frozen=True)
class Household:
    """The adults at one address, where they lived before if they moved, and their administrator if they have one."""

    index: int
    kind: str
    adults: tuple[Person, ...]
    address: SimulatedAddress
    old_address: SimulatedAddress | None
    administrator: Administrator | None


def households(municipality: Town) -> int:
    """Number of households; their indices run from 0."""
    return round(municipality.residents / RESIDENTS_PER_HOUSEHOLD)


@lru_cache(maxsize=20_000)
def household_at(municipality: Town, seed: int, index: int) -> Household:
    """The household with this index: the same for the same seed, whoever asked for others before."""
    rng = dice(seed, municipality.code, "household", index)
    kind = pick(rng, HOUSEHOLD_SHARES)
    moved = FACTS.happens(rng, "moved", "share")
    elsewhere = address_at(municipality, rng.randrange(households(municipality)))
    return Household(
        index,
        kind,
        _adults(rng, TYPES[kind]),
        address_at(municipality, index),
        elsewhere if moved else None,
        _administrator(municipality, seed, rng) if FACTS.happens(rng, "administrator", "share") else None,
    )


def number_of_phone(rng: Random) -> str:
    """A mobile number in 06-0, which the Dutch numbering plan gives to nobody, as E.164."""
    return f"+3160{rng.randrange(10_000_000):07d}"


def without_marks(text: str) -> str:
    """The text without diacritics."""
    return "".join(letter for letter in normalize("NFKD", text) if not combining(letter))


def fictitious_bsn(rng: Random) -> str:
    """A number in the test range 9999 that passes the 11-test; nobody has it."""
    while True:
        digits = f"9999{rng.randrange(10_000):04d}"
        check = sum((9 - place) * int(digit) for place, digit in enumerate(digits)) % 11
        if check < 10:
            return f"{digits}{check}"


def resident(rng: Random, family: Surname | None = None, born: date | None = None) -> Person:
    """A person with this surname and birth date, or with some."""
    name = family or names.surname(rng)
    letters = names.initials(rng)
    birth = born or YOUNGEST + timedelta(days=rng.randrange((OLDEST - YOUNGEST).days))
    box = without_marks(letters[0] + "." + name.name).lower().replace(" ", "")
    email = f"{box}{rng.randrange(1000)}@example.{'org' if rng.random() < 0.5 else 'nl'}"
    return Person(letters, name, birth, number_of_phone(rng), email)


def _adults(rng: Random, kind: HouseholdType) -> tuple[Person, ...]:
    first = resident(rng)
    adults = [first]
    if kind.couple:
        near = first.birth_date + timedelta(days=rng.randrange(-2500, 2500))
        adults.append(resident(rng, born=near))
        if FACTS.happens(rng, "married", "of couples"):
            adults[1] = replace(adults[1], spouse=first.surname, takes_partner_name=True)
    if kind.children and FACTS.happens(rng, "adult child", "at home"):
        adults += _adult_children(rng, first)
    adults += [resident(rng) for _ in range(kind.sharers)]
    return tuple(adults)


def _adult_children(rng: Random, parent: Person) -> list[Person]:
    born = date(rng.randint(1996, 2006), rng.randint(1, 12), rng.randint(1, 28))
    child = resident(rng, parent.surname, born)
    if FACTS.happens(rng, "adult child", "initials of parent"):
        child = replace(child, initials=parent.initials)
    return [child, resident(rng, parent.surname, born)] if FACTS.happens(rng, "adult child", "twin") else [child]


def _administrator(municipality: Town, seed: int, rng: Random) -> Administrator:
    office = rng.randrange(1 + municipality.residents // RESIDENTS_PER_OFFICE)
    own = dice(seed, municipality.code, "office", office)
    where = address_at(municipality, own.randrange(households(municipality)))
    return Administrator(where, number_of_phone(own), f"bewind{office}@example.nl")
