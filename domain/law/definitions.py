"""Versioned definitions of terms that mean different things in different sources.

*Meervoudig* is two or more signals in a month at Divosa, and two or more kinds of creditor at BKR. *Opeenvolgend* was
an earlier signal in the month before until 2022, and in the six months before since 2023. One of each says what becomes
of a case; the others are computed beside it, and each is told with its version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.law.calendar import CALENDARS, WITHOUT_DECREES, Calendar, months_before
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind


class CountedAs(StrEnum):
    """What makes a household *meervoudig*: debts (one debt is one signal, sent however often), or kinds of partner."""

    DEBTS = "debts"
    PARTNER_KINDS = "partner-kinds"


class DefinitionName(StrEnum):
    """What a definition is called where it is told: whose it is, and its version."""

    DIVOSA_2022 = "divosa-2022.1"
    DIVOSA_2023 = "divosa-2023.1"
    BKR = "bkr.1"


class Several(NamedTuple):
    """*Meervoudig*: at least this many on one household, received in one calendar month (local)."""

    version: DefinitionName
    least: int
    counted_as: CountedAs


class Successive(NamedTuple):
    """*Opeenvolgend*: an earlier signal on the household in so many calendar months before this month."""

    version: DefinitionName
    months: int


@dataclass(frozen=True)
class Definitions:
    """One version of the definitions that decisions name.

    `several`, `successive`: they say what becomes of a case, `*_beside` are computed and told. `crisis`: kinds with the
    clock of three working days (Wgs art. 4(2)). `own_tray`: kinds with a tray of their own that is handled
    daily, without that clock (nothing is cut off yet). `calendar`: the edition of the days that count.
    """

    version: str
    several: Several
    successive: Successive
    several_beside: Several | None = None
    successive_beside: Successive | None = None
    crisis: frozenset[SignalKind] = CRISIS_KINDS
    own_tray: frozenset[SignalKind] = frozenset()
    calendar: Calendar = WITHOUT_DECREES


SEVERAL_DEBTS: Final = Several(DefinitionName.DIVOSA_2023, 2, CountedAs.DEBTS)
SEVERAL_KINDS: Final = Several(DefinitionName.BKR, 2, CountedAs.PARTNER_KINDS)
SUCCESSIVE_IN_SIX_MONTHS: Final = Successive(DefinitionName.DIVOSA_2023, 6)
SUCCESSIVE_IN_ONE_MONTH: Final = Successive(DefinitionName.DIVOSA_2022, 1)

UNTIL_RULES_2026_3: Final = Definitions("divosa-2023.1", SEVERAL_DEBTS, SUCCESSIVE_IN_SIX_MONTHS)
CURRENT: Final = Definitions(
    "2026-11.1",
    SEVERAL_DEBTS,
    SUCCESSIVE_IN_SIX_MONTHS,
    SEVERAL_KINDS,
    SUCCESSIVE_IN_ONE_MONTH,
    own_tray=frozenset({SignalKind.END_OF_CONTRACT}),
    calendar=CALENDARS["2026-11"],
)
DEFINITIONS: Final[Mapping[str, Definitions]] = MappingProxyType(
    {each.version: each for each in (UNTIL_RULES_2026_3, CURRENT)}
)
"""Every version that a stored decision may name; one that was named once never changes."""

FIGURES_VERSION: Final = "divosa-2023.1"
"""Version of what facts and figures count; nothing of it changed with the definitions of decisions.

offer: a specific offer made to a resident who was reached; a letter is none.
trajectory: the plan of approach was decided (*plan van aanpak vastgesteld*, Wgs art. 4a).
"""


def look_back(received_on: date, successive: Successive) -> date:
    """First day of the look-back in which an earlier signal makes a case successive; counted back, it never runs on."""
    return months_before(received_on.replace(day=1), successive.months)
