"""How often and how creditors signal: calibrated with national figures (tests/simulation/test_calibration.py)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind

HEALTH, ENERGY = PartnerKind.HEALTH_INSURER, PartnerKind.ENERGY
WATER, LANDLORD = PartnerKind.WATER, PartnerKind.LANDLORD

SIGNALS_PER_1000_A_MONTH: Final = 4.4
SIGNALS_PER_TROUBLE: Final = 2.51
"""Accepted signals that one household's trouble brings in all; measured, see tests/simulation/test_calibration.py."""

SEASON: Final = (1.03, 1.08, 1.24, 1.02, 0.96, 0.94, 0.93, 0.92, 0.95, 0.98, 0.99, 0.96)
"""Starts of trouble from January to December against the mean of 1; peak in March."""

FIRST: Final[Mapping[PartnerKind, float]] = MappingProxyType(
    {HEALTH: 0.445, ENERGY: 0.21, LANDLORD: 0.18, WATER: 0.165}
)
AT_ONCE_FIRST, AT_ONCE_LATER, THIRD = 0.195, 0.02, 0.10
"""Chance of a second creditor in the same month when trouble begins, when it comes back, and of a third [A]."""
AGAIN, REPEATS, RISES = 0.42, 0.28, 0.25
"""Chance that trouble comes back; that the same arrears are reported again next month; that they have grown then."""
GAPS: Final = {1: 0.28, 2: 0.24, 3: 0.19, 4: 0.14, 5: 0.09, 6: 0.06}
"""Months without trouble before it starts again, and their chances [A]."""

HORIZON: Final = 18
"""No trouble lasts longer than so many months: whoever looks at a month need look back no further."""

BELOW_THRESHOLD, OUTSIDE_WINDOW, WARM, CARRIED_OUT, NO_DATE = 0.04, 0.015, 0.03, 0.2, 0.15
REDELIVERED, CORRECTED_SHARE = 0.03, 0.1
"""Share of records delivered again within days, and share of those with a corrected amount [A]."""


class Habits(NamedTuple):
    """How a kind of creditor signals: code in its references, age of arrears in days, cents a period, days a period."""

    code: str
    ages: tuple[int, int]
    cents: tuple[int, int]
    period_days: int = 30
    oldest: int = 400
    crisis: SignalKind = SignalKind.DISCONNECTION
    crisis_share: float = 0.02
    end_of_contract_share: float = 0.0


HABITS: Final[Mapping[PartnerKind, Habits]] = MappingProxyType(
    {
        HEALTH: Habits(
            "ZV", (31, 69), (14_500, 17_500), oldest=100, crisis=SignalKind.INSURANCE_ENDED, crisis_share=0.008
        ),
        ENERGY: Habits("EN", (31, 110), (12_000, 26_000), end_of_contract_share=0.32),
        LANDLORD: Habits("HU", (31, 100), (48_000, 88_000), crisis=SignalKind.EVICTION, crisis_share=0.03),
        WATER: Habits("WA", (35, 200), (6_000, 10_500), period_days=91, crisis_share=0.01),
    }
)
"""Amounts, ages and shares are assumptions [A]; a quarter of the energy signals is end-of-contract-announced."""

SPOILT: Final = 0.02
"""Share of records in which something is wrong that makes ingest reject them [A]."""
