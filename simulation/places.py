"""Municipalities, streets and addresses that do not exist."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from simulation.names import words_listed


@dataclass(frozen=True)
class Town:
    """A fictitious municipality: its (fictitious) CBS code, name, residents, and digits of its first postcode."""

    code: str
    name: str
    residents: int
    first_postcode: int


DEMO: Final = (
    Town("9901", "Waterdal", 30_000, 9901),
    Town("9902", "Heuveloord", 20_000, 9941),
)
"""The two municipalities of the demo; CBS gave out no codes 99xx."""

LETTERS: Final = "FIOQUY"
"""Second part of a postcode: letters that the post avoids, so nearly no real postcode has two of them [A]."""

HOUSES_PER_STREET: Final = 40
FLAT_EVERY: Final = 8
"""One street in eight has flats: about 12 % of the addresses [A]."""

STREET_STEMS: Final = words_listed(
    "Linden;Beuken;Iepen;Esdoorn;Wilgen;Kastanje;Berken;Elzen;Merel;Lijster;Zwaluw;Kieviten;Reiger;Ooievaar;Sluis;"
    "Molen;Kerk;Dorps;School;Stations;Noorder;Zuider;Ooster;Wester;Tulpen;Rozen;Narcissen;Klaver;Korenbloem;Akker;Veen;"
    "Heide;Duin;Water;Brug;Haven;Toren;Ambachts;Smeden;Wevers;Bakkers;Vissers;Planeten;Saturnus;Poolster;Orion"
)
STREET_KINDS: Final = words_listed("straat;laan;weg;hof;plein;pad;dreef;singel;kade;steeg;park;erf;gaarde")


class SimulatedAddress(NamedTuple):
    """An address; the addition is empty but for flats."""

    street: str
    number: int
    addition: str
    postcode: str
    town: str


def address_at(municipality: Town, index: int) -> SimulatedAddress:
    """The address of one household; different indices below the number of households give different addresses."""
    street, house = divmod(index, HOUSES_PER_STREET)
    stem = STREET_STEMS[street % len(STREET_STEMS)]
    kind = STREET_KINDS[street // len(STREET_STEMS) % len(STREET_KINDS)]
    number, addition = 1 + house, ""
    if street % FLAT_EVERY == 0:
        number, addition = 1 + house // 8, "ABCDEFGH"[house % 8] if street % 16 else str(1 + house % 8)
    return SimulatedAddress(stem + kind, number, addition, _postcode(municipality, street), municipality.name)


def _postcode(municipality: Town, street: int) -> str:
    area, letters = divmod(street, len(LETTERS) ** 2)
    digits = 1000 + (municipality.first_postcode - 1000 + area) % 9000
    return f"{digits}{LETTERS[letters // len(LETTERS)]}{LETTERS[letters % len(LETTERS)]}"
