"""What approaches cost in hours of workers, and which first talks come too late with the hours there are."""

from collections.abc import Iterable
from datetime import date, timedelta
from heapq import heappop, heappush
from typing import Final, NamedTuple

from domain.figures.hours import HOURS_PER_APPROACH
from domain.law.calendar import add_working_days
from schemas.vocabulary.contacts import Channel

WORKING_DAYS_PER_WEEK: Final = 5


class CaseAhead(NamedTuple):
    """A case that waits for its first approach: from when, until when (local, inclusive), and how."""

    opened_on: date
    deadline: date
    channel: Channel


def hours_of(cases: Iterable[CaseAhead]) -> float:
    """The hours that the first approaches of these cases cost."""
    return sum(HOURS_PER_APPROACH[one.channel] for one in cases)


def broken_deadlines(cases: Iterable[CaseAhead], hours_per_week: float) -> int:
    """How many of these cases are approached after their deadline by workers who take the shortest clock first.

    Nobody works outside working days, and at the begin nothing waits from before. What is never reached is broken too.
    """
    waiting = sorted(cases)
    if not waiting or hours_per_week <= 0:
        return len(waiting)
    per_day, day, left, broken = hours_per_week / WORKING_DAYS_PER_WEEK, waiting[0].opened_on, 0.0, 0
    queue: list[tuple[date, int, Channel]] = []
    place = 0
    while place < len(waiting) or queue:
        while place < len(waiting) and waiting[place].opened_on <= day:
            heappush(queue, (waiting[place].deadline, place, waiting[place].channel))
            place += 1
        left = min(left, 0.0) + per_day
        while queue and left > 0:
            deadline, _, channel = heappop(queue)
            left -= HOURS_PER_APPROACH[channel]
            broken += day > deadline
        day = add_working_days(day, 1) if queue else _next_day(day, waiting[place:])
    return broken


def _next_day(day: date, to_come: list[CaseAhead]) -> date:
    """The working day on which the next case is there."""
    first = max(to_come[0].opened_on, day) if to_come else day
    return add_working_days(max(first - timedelta(days=1), day), 1)
