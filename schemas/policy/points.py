"""Points: how a policy weighs the rules, and at how many points a band begins. A rule that is not named is off.

No rule takes points away, so that more arrears, more partners or an earlier refusal never make a case less urgent.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from schemas.policy.part import PolicyPart
from schemas.vocabulary.choices import Band
from schemas.vocabulary.partners import PartnerKind

MOST_URGENT_BY_POINTS: Final = 2
"""Points alone never make a case as urgent as a threat that is near (Wgs art. 4(2))."""
LEAST_BANDS: Final = 2
GivenPoints = Annotated[int, Field(ge=1, le=20)]
Months = Annotated[int, Field(ge=1, le=12)]


class MonthsBehind(PolicyPart):
    """Points for each month behind. `months_per_period`: what a period of a partner kind lasts; without it a month."""

    each: GivenPoints
    at_most: GivenPoints
    months_per_period: dict[PartnerKind, Months] = Field(default_factory=dict)


class PartnerKindsAtOnce(PolicyPart):
    """Points for each kind of partner beyond the first that the household is behind with, in the look-back."""

    each: GivenPoints
    at_most: GivenPoints


class AmountRises(PolicyPart):
    """Points when the same arrears rose by at least this share, in percent, since they were picked up."""

    percent: Annotated[int, Field(ge=1, le=500)]
    points: GivenPoints


class Fixed(PolicyPart):
    """Points whenever the rule holds."""

    points: GivenPoints


class BandStart(PolicyPart):
    """Where a band begins, and the urgency of a case in it: 0 (ordinary) to 2."""

    band: Band
    from_points: Annotated[int, Field(ge=0, le=200)]
    urgency: Annotated[int, Field(ge=0, le=MOST_URGENT_BY_POINTS)]


def _rising(bands: Sequence[BandStart]) -> Sequence[BandStart]:
    if len(bands) < LEAST_BANDS:
        raise ValueError(f"name at least {LEAST_BANDS} bands")
    if bands[0].from_points:
        raise ValueError("the first band begins at 0 points")
    for before, after in pairwise(bands):
        if after.from_points <= before.from_points or after.band.rank <= before.band.rank:
            raise ValueError("bands stand from low to highest, each from more points than the one before")
        if after.urgency < before.urgency:
            raise ValueError("a higher band is never less urgent")
    return bands


class Points(PolicyPart):
    """The rules that give points, and the bands. Each rule by itself; their points are added up."""

    months_behind: MonthsBehind | None = None
    partner_kinds: PartnerKindsAtOnce | None = None
    amount_rises: AmountRises | None = None
    crisis: Fixed | None = None
    refused_before: Fixed | None = None
    bands: Annotated[tuple[BandStart, ...], AfterValidator(_rising)]

    def band_of(self, points: int) -> BandStart:
        """The band in which so many points fall."""
        return [one for one in self.bands if one.from_points <= points][-1]


POINT_RULES: Final = tuple(name for name in Points.model_fields if name != "bands")
"""The rules by the name of their setting."""
