"""Which part of the day an attempt is made in: as the resident wishes, else the one that was tried least."""

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from domain.law.calendar import AMSTERDAM, local_date
from domain.planning.attempts import AT_A_TIME, counted_attempts
from domain.planning.case_to_plan import CaseToPlan
from schemas.vocabulary.contacts import Channel, PartOfDay

PART_ENDS: Final = MappingProxyType({PartOfDay.MORNING: 12, PartOfDay.AFTERNOON: 17, PartOfDay.EVENING: 20})
"""Local hour after which nobody begins an attempt in this part of the day any more [A]."""


def part_of(channel: Channel, case: CaseToPlan, parts: Sequence[PartOfDay]) -> PartOfDay | None:
    """The part of the day for an attempt; None where it does not matter."""
    if channel not in AT_A_TIME or not parts:
        return None
    if case.wish.part in parts:
        return case.wish.part
    before = [one.part for one in counted_attempts(case) if one.channel in AT_A_TIME]
    return min(parts, key=lambda part: (before.count(part), part in before[-1:]))


def parts_to_come(day: date, now: datetime, parts: Sequence[PartOfDay]) -> tuple[PartOfDay, ...]:
    """Those of `parts` of a local day that have not passed at `now` (UTC)."""
    if day > local_date(now):
        return tuple(parts)
    hour = now.astimezone(AMSTERDAM).hour
    return tuple(part for part in parts if hour < PART_ENDS[part])
