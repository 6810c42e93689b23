"""Who is there on which day, and for how many minutes: hours of a week, leave, and who is sick today."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.law.calendar import AMSTERDAM, local_date
from schemas.ids import Id

WORK_BEGINS, WORK_ENDS = 9, 17
"""Local hours of a working day [A]: of today there is left what has not passed."""
MINUTES: Final = 60
WEEKDAYS: Final = range(7)
"""Monday is 0."""


class WorkingHours(NamedTuple):
    """Minutes of one worker for approaches on each of `WEEKDAYS`."""

    worker: Id
    minutes: tuple[int, ...]


class Away(NamedTuple):
    """A worker is not there from `first` to `last` (None: until somebody says otherwise), both inclusive.

    Leave or illness: the planner need not know which, so nothing keeps it.
    """

    worker: Id
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Capacity(NamedTuple):
    """`minutes` of each worker (a row, in the order of `workers`) on each of `days` (working days)."""

    workers: tuple[Id, ...]
    days: tuple[date, ...]
    minutes: tuple[tuple[int, ...], ...]


def capacity_of(hours: Sequence[WorkingHours], away: Sequence[Away], days: Sequence[date], now: datetime) -> Capacity:
    """The minutes that there are from `now` (UTC) on."""
    rows = tuple(tuple(_minutes(one, away, day, now) for day in days) for one in hours)
    return Capacity(tuple(one.worker for one in hours), tuple(days), rows)


def _minutes(hours: WorkingHours, away: Sequence[Away], day: date, now: datetime) -> int:
    if any(one.worker == hours.worker and one.covers(day) for one in away):
        return 0
    minutes = hours.minutes[day.weekday()]
    return minutes if day > local_date(now) else int(minutes * _share_to_come(now))


def _share_to_come(now: datetime) -> float:
    local = now.astimezone(AMSTERDAM)
    left = WORK_ENDS - local.hour - local.minute / MINUTES
    return min(max(left / (WORK_ENDS - WORK_BEGINS), 0), 1)
