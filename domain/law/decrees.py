"""Days that a royal decree made equal to a recognised holiday (Algemene termijnenwet art. 3(3)): data, with its source.

An edition is what this software knew at one time. A stored decision names its definitions and they name an edition, so
that a decree that is added later changes no clock that runs. A new decree is a new edition: never a line in an old one.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple


class Decree(NamedTuple):
    """One decree. `source`: its name, with number or place where they are known; `read`: where its days were read.

    Whoever could not read the decree itself says so in `read`.
    """

    days: tuple[date, ...]
    source: str
    read: str


OF_2013: Final = Decree(
    (date(2014, 5, 30), date(2015, 1, 2), date(2015, 5, 4), date(2015, 5, 15), date(2016, 5, 6)),
    "Besluit van 17 juni 2013, nr. 13.001210",
    "its title, as quoted by a lawyer at uitvaart.nl (question 44571, 15 December 2015); not the decree itself",
)
OF_2016: Final = Decree(
    (
        date(2017, 4, 28),
        date(2017, 5, 26),
        date(2018, 5, 11),
        date(2018, 12, 24),
        date(2018, 12, 31),
        date(2019, 5, 31),
        date(2019, 12, 27),
    ),
    "Besluit van 24 oktober 2016, nr. 2016001827 (Stcrt. 2016, 58653; BWBR0038666)",
    "the decree at wetten.overheid.nl",
)
OF_2019: Final = Decree(
    (date(2020, 5, 22), date(2021, 5, 14), date(2022, 5, 27)),
    "Besluit van 20 september 2019",
    "a page on terms for lawyers (legal-support-office.nl, 2023); not the decree itself",
)
OF_2023_TO_2025: Final = Decree(
    (date(2023, 4, 28), date(2023, 5, 19), date(2024, 5, 10), date(2024, 12, 27), date(2025, 5, 30)),
    "Besluit gelijkstelling van 28 april 2023, 19 mei 2023, 10 mei 2024, 27 december 2024 en 30 mei 2025",
    "its title, as quoted by a lawyer at sterfgeval.nl (question 70745, 4 October 2025); not the decree itself",
)
OF_2026_TO_2028: Final = Decree(
    (date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7), date(2028, 4, 28), date(2028, 5, 26)),
    "Besluit gelijkstelling van 2 januari 2026, 15 mei 2026, 7 mei 2027, 28 april 2028 en 26 mei 2028",
    "its title, as quoted by a lawyer at sterfgeval.nl (question 70745, 4 October 2025); not the decree itself",
)

DECREES: Final[Mapping[str, tuple[Decree, ...]]] = MappingProxyType(
    {"2026-11": (OF_2013, OF_2016, OF_2019, OF_2023_TO_2025, OF_2026_TO_2028)}
)
"""Every decree by edition, the newest edition last."""


def days_of(decrees: tuple[Decree, ...]) -> frozenset[date]:
    """The days of these decrees together."""
    return frozenset(day for decree in decrees for day in decree.days)
