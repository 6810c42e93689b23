"""The error table: how households are made up and how creditors' books are wrong about them, in one literal.

A test holds its digest and measures the generated data against it: a simulator made milder would pass no gate.
"""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.partners import PartnerKind
from simulation.chance import pick


class TableEntry(NamedTuple):
    """One element: whose figure it is (A assumption, S statistics office), its chances, and whether it is an error.

    Of an error every chance can be scaled; a fact about people stays.
    """

    source: str
    chances: Mapping[str, float]
    error: bool = True


_HEALTH, _ENERGY = PartnerKind.HEALTH_INSURER.value, PartnerKind.ENERGY.value
_WATER, _RENT = PartnerKind.WATER.value, PartnerKind.LANDLORD.value

ERROR_TABLE: Final[Mapping[str, TableEntry]] = MappingProxyType(
    {
        "household": TableEntry(
            "A, S",
            {"single": 0.45, "couple": 0.22, "couple with children": 0.18, "one parent": 0.12, "shared house": 0.03},
            error=False,
        ),
        "married": TableEntry("S", {"of couples": 0.70}, error=False),
        "name of a married woman": TableEntry(
            "A", {"own": 0.25, "partner": 0.33, "partner-own": 0.32, "own-partner": 0.10}, error=False
        ),
        "another form": TableEntry("A", {"per contract": 0.22}),
        "adult child": TableEntry("A", {"at home": 0.35, "initials of parent": 0.15, "twin": 0.06}, error=False),
        "surname": TableEntry("A", {"confused": 0.12, "keyboard": 0.02}),
        "upper case": TableEntry("A", {"surname": 0.25}),
        "diacritics stripped": TableEntry("A", {_HEALTH: 0.2, _ENERGY: 0.4, _RENT: 0.3, _WATER: 0.6}),
        "prefix": TableEntry(
            "A", {"lost": 0.10, "abbreviated": 0.12, "glued": 0.03, "behind": 0.04, "in surname": 0.11}
        ),
        "initials": TableEntry("A", {"first only": 0.30, "call name": 0.06, "missing": 0.01, "partner": 0.005}),
        "birth date missing": TableEntry("A", {_HEALTH: 0.02, _RENT: 0.12, _ENERGY: 0.25, _WATER: 0.55}),
        "landlord without a basis": TableEntry("A", {"share": 0.50}, error=False),
        "birth date": TableEntry(
            "A",
            {"swapped": 0.008, "digit": 0.012, "1 January": 0.010, "1900": 0.003, "year only": 0.003, "partner": 0.007},
        ),
        "address": TableEntry("A", {"postcode letter": 0.008, "postcode digit": 0.006, "number": 0.007}),
        "flats": TableEntry("A", {"share": 0.12}, error=False),
        "addition": TableEntry("A", {"missing": 0.30, "other notation": 0.32, "in number": 0.18}),
        "moved": TableEntry("A", {"share": 0.13}, error=False),
        "old address": TableEntry("A", {"per contract": 0.45}),
        "old address corrected": TableEntry("A", {"per month": 0.40}, error=False),
        "successor": TableEntry("A", {"also in arrears": 0.006}, error=False),
        "former tenant": TableEntry("A", {"billed for good": 0.03}),
        "separation": TableEntry("A", {"of couples": 0.03}, error=False),
        "administrator": TableEntry("A", {"share": 0.03}, error=False),
        "office": TableEntry("A", {"address": 0.5, "phone": 0.6, "e-mail": 0.6}, error=False),
        "phone present": TableEntry("A", {_HEALTH: 0.85, _ENERGY: 0.75, _RENT: 0.70, _WATER: 0.50}, error=False),
        "e-mail present": TableEntry("A", {_HEALTH: 0.80, _ENERGY: 0.85, _RENT: 0.60, _WATER: 0.50}, error=False),
        "phone": TableEntry("A", {"other": 0.07, "partner": 0.07}),
        "e-mail": TableEntry("A", {"other": 0.12, "partner": 0.05}),
        "business name": TableEntry("A", {_ENERGY: 0.03, _WATER: 0.03}),
        "delivered again": TableEntry("A", {"identical": 0.03, "corrected": 0.003}),
        "withdrawn": TableEntry("A", {"share": 0.01}, error=False),
        "reported": TableEntry("A", {"again next month": 0.28, "back later": 0.42}, error=False),
    }
)
"""Chances per household, person or contract; six notations of a phone number stand in `simulation.misspell`."""
ALMOST_CERTAIN: Final = 0.95
"""However much errors are scaled, none is certain."""


class Chances:
    """The error table with every error so many times as likely."""

    def __init__(self, error_scale: float = 1.0) -> None:
        self._rows = {name: dict(_scaled(row, error_scale)) for name, row in ERROR_TABLE.items()}

    def of(self, row: str, what: str) -> float:
        """One chance; 0 where the table has none."""
        return self._rows[row].get(what, 0.0)

    def happens(self, rng: Random, row: str, what: str) -> bool:
        """Whether it happens this time."""
        return rng.random() < self.of(row, what)

    def which(self, rng: Random, row: str) -> str:
        """The one error of the row that is made, or an empty text; scaled too far they keep their proportion."""
        chances = self._rows[row]
        left = rng.random() * max(1.0, sum(chances.values()) / ALMOST_CERTAIN)
        for what, chance in chances.items():
            left -= chance
            if left < 0:
                return what
        return ""

    def kind(self, rng: Random, row: str) -> str:
        """One of the kinds of a row whose chances are the whole."""
        return pick(rng, self._rows[row])


def _scaled(row: TableEntry, scale: float) -> Mapping[str, float]:
    if not row.error:
        return row.chances
    return {what: min(ALMOST_CERTAIN, chance * scale) for what, chance in row.chances.items()}
