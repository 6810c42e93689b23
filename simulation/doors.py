"""A town of doors that do not exist: areas of one four-digit postcode, streets, and blocks of flats in any notation."""

from random import Random
from typing import Final, NamedTuple

from simulation.chance import dice
from simulation.error_table import ERROR_TABLE
from simulation.places import LETTERS, STREET_KINDS, STREET_STEMS

HOMES_IN_AREA: Final = 250
"""Households in arrears with one four-digit postcode: about an eighth of who lives there [A]."""
SLOTS: Final = 4 * HOMES_IN_AREA
"""Doors in an area: for each household its own, one it came from, one it leaves for, and one of an office."""
DOORS_ON_POSTCODE: Final = 28
SCATTER: Final = 389
"""Prime to SLOTS: neighbours in number are not neighbours in the street."""
FIRST_AREA: Final = 9_000
TOWN_OF_DOORS: Final = "Waterdal"


class FrontDoor(NamedTuple):
    """Where somebody lives: the addition is empty but for flats."""

    street: str
    number: int
    addition: str
    postcode: str
    town: str = TOWN_OF_DOORS


def areas_for(households: int) -> int:
    """Areas of a town with so many households in arrears."""
    return -(-households // HOMES_IN_AREA)


def door_at(seed: int, area: int, slot: int) -> FrontDoor:
    """The door of this slot of an area; other slots are other doors."""
    block, place = divmod(slot * SCATTER % SLOTS, DOORS_ON_POSTCODE)
    rng = dice(seed, "block", area, block)
    first, second = divmod(block, len(LETTERS))
    postcode = f"{FIRST_AREA + area}{LETTERS[first]}{LETTERS[second]}"
    street = (
        STREET_STEMS[(area * 7 + block // 2) % len(STREET_STEMS)]
        + STREET_KINDS[(area + block // 2) % len(STREET_KINDS)]
    )
    number, addition = _numbered(rng, block, place)
    return FrontDoor(street, number, addition, postcode)


def _numbered(rng: Random, block: int, place: int) -> tuple[int, str]:
    """House number and addition: of a house in a row, or of a flat in one of four ways."""
    start = 1 + block % 2 + 60 * (block // 2 % 3)
    if rng.random() >= ERROR_TABLE["flats"].chances["share"]:
        return start + 2 * place, ""
    way = rng.randrange(4)
    if way == 0:
        return start + 2 * (place // 14), "ABCDEFGHJKLMNP"[place % 14]
    if way == 1:
        return start, str(1 + place)
    if way == 2:
        return start + 2 * (place // 4), ("HS", "1", "2", "3")[place % 4]
    return start + 2 * (place // 2), ("", "bis")[place % 2]
