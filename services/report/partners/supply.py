"""Whether a partner's deliveries come when and as large as expected. Nothing is held back for it: it is told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

from domain.law.calendar import add_working_days, is_working_day, months_before

GRACE_WORKING_DAYS: Final = 3
"""How late an expected delivery may be before somebody looks [A]."""
EARLY_DAYS: Final = 10
"""How much earlier than expected it may come and still be the one that was expected [A]."""
SMALL, LARGE = 0.5, 3.0
"""A delivery of less than half or more than three times the usual size is unusual."""
USUAL_MONTHS: Final = 6
"""Months before this one from which the usual size is known."""
LEAST_MONTHS: Final = 2
"""Of fewer months nothing usual is known."""
RECENT_DAYS: Final = 31
"""For how long an unusually large delivery is told."""


class SupplyState(StrEnum):
    """What became of the delivery that was expected last."""

    UNKNOWN = "unknown"
    EXPECTED = "expected"
    ON_TIME = "on-time"
    MISSING = "missing"


class Arrived(NamedTuple):
    """What a partner delivered on one local day, all deliveries together."""

    day: date
    lines: int


class Rhythm(NamedTuple):
    """When deliveries are agreed: on a day of the month, or so many days after the last. Both None: not agreed."""

    day_of_month: int | None = None
    interval_days: int | None = None


class Usual(NamedTuple):
    """The size that is usual, in lines, and between which sizes a delivery is not unusual."""

    lines: float

    @property
    def least(self) -> int:
        """The smallest size that is not unusual."""
        return round(self.lines * SMALL)

    @property
    def most(self) -> int:
        """The largest."""
        return round(self.lines * LARGE)


class Supply(NamedTuple):
    """How a partner delivers. `due`: the last day on which one was expected; `overdue_days`: since its grace ended.

    `small`, `large`: the days on which one came that is unusual for this partner.
    """

    state: SupplyState
    last: date | None = None
    due: date | None = None
    overdue_days: int = 0
    usual: Usual | None = None
    small: date | None = None
    large: date | None = None


def supply(arrived: Iterable[Arrived], rhythm: Rhythm, today: date) -> Supply:
    """Judge the deliveries of one partner up to and including `today` (local)."""
    known = sorted(one for one in arrived if one.day <= today)
    last = known[-1].day if known else None
    usual = usual_size(known, today)
    due = due_on(rhythm, [one.day for one in known], today)
    large = next((one.day for one in reversed(known) if usual and _is_large(one, usual, today)), None)
    if due is None:
        return Supply(SupplyState.UNKNOWN, last, usual=usual, large=large)
    early = EARLY_DAYS if rhythm.day_of_month else (rhythm.interval_days or 0) - 1
    found = [one for one in known if one.day >= due - timedelta(days=early)]
    if found:
        largest = max(found, key=lambda one: one.lines)
        small = largest.day if usual and largest.lines < usual.least else None
        return Supply(SupplyState.ON_TIME, last, due, 0, usual, small, large)
    until = add_working_days(due, GRACE_WORKING_DAYS)
    overdue = max(0, (today - until).days)
    return Supply(SupplyState.MISSING if overdue else SupplyState.EXPECTED, last, due, overdue, usual, None, large)


def usual_size(arrived: Sequence[Arrived], today: date) -> Usual | None:
    """The middle of the largest day of each of the six months before this one; None while too few months are known."""
    first, this_month = months_before(today.replace(day=1), USUAL_MONTHS), today.replace(day=1)
    largest: dict[date, int] = defaultdict(int)
    for day, lines in arrived:
        if first <= day < this_month:
            largest[day.replace(day=1)] = max(largest[day.replace(day=1)], lines)
    return Usual(median(largest.values())) if len(largest) >= LEAST_MONTHS else None


def due_on(rhythm: Rhythm, days: Sequence[date], today: date) -> date | None:
    """The last day, up to today, on which a delivery was expected; None when nothing was agreed or nothing came yet."""
    if rhythm.day_of_month:
        this_month = _day_in(today, rhythm.day_of_month)
        return this_month if this_month <= today else _day_in(months_before(today, 1), rhythm.day_of_month)
    interval = timedelta(days=rhythm.interval_days or 0)
    before = [day for day in days if day + interval <= today] if interval else []
    return before[-1] + interval if before else None


def _day_in(month: date, day_of_month: int) -> date:
    """The first working day on or after that day of the month."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    day = first.replace(day=min(day_of_month, last.day))
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _is_large(one: Arrived, usual: Usual, today: date) -> bool:
    return one.lines > usual.most and (today - one.day).days < RECENT_DAYS
