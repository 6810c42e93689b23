"""Versioned definitions of terms that mean different things in different sources.

*Meervoudig* and *opeenvolgend* are counted as Divosa does since 2023, with a look-back of six months.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Definitions:
    """One version of the definitions that figures and decisions name.

    several: two or more signals on one household received in one calendar month (local).
    successive: an earlier signal on the household in the look-back before this month, counted in calendar months.
    offer: a specific offer made to a resident who was reached; a letter is none.
    trajectory: the plan of approach was decided (*plan van aanpak vastgesteld*, Wgs art. 4a).
    """

    version: str
    successive_months: int
    signals_that_make_several: int


CURRENT: Final = Definitions(version="divosa-2023.1", successive_months=6, signals_that_make_several=2)
DEFINITIONS: Final = MappingProxyType({CURRENT.version: CURRENT})
