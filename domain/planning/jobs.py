"""Work that must be placed in days and hands: plain numbers, so that every way of placing it can be compared."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Effort(NamedTuple):
    """One attempt: minutes of each of so many people, so many days after the one before (0 for the first).

    `apart`: days that it usually comes after; `least_apart`: at least.
    """

    minutes: int
    people: int = 1
    apart: int = 0
    least_apart: int = 0


class Job(NamedTuple):
    """The attempts of a case, from the day `first` (a number in a horizon) to `last`, both inclusive.

    `worker`: who has the case (a number; preferred where `bound` is False).
    """

    id: str
    first: int
    last: int
    efforts: tuple[Effort, ...]
    crisis: bool = False
    urgency: int = 0
    worker: int | None = None
    bound: bool = False


class Turn(NamedTuple):
    """A day, and who does it."""

    day: int
    workers: tuple[int, ...]


Turns = tuple[Turn, ...]
Minutes = Sequence[Sequence[int]]
"""A row for each worker: minutes on each day of the horizon."""
Placing = Mapping[str, Turns]
"""The turns of each job that is placed, one for each effort."""


class Worth(NamedTuple):
    """What a placing is worth: first the crises whose clock is kept, then the other clocks, then urgency."""

    crises: int = 0
    others: int = 0
    urgency: int = 0

    @property
    def clocks(self) -> tuple[int, int]:
        """The clocks that are kept."""
        return self.crises, self.others


def worth(jobs: Sequence[Job], placing: Placing) -> Worth:
    """What keeping the clocks of the jobs in `placing` is worth."""
    kept = [one for one in jobs if one.id in placing]
    crises = sum(one.crises for one in map(worth_of, kept))
    return Worth(crises, len(kept) - crises, sum(one.urgency for one in kept))


def worth_of(job: Job) -> Worth:
    """What keeping the clock of one job is worth."""
    return Worth(int(job.crisis), int(not job.crisis), job.urgency)


def plus(one: Worth, other: Worth) -> Worth:
    """Two together."""
    return Worth(one.crises + other.crises, one.others + other.others, one.urgency + other.urgency)


def least_days(job: Job) -> int:
    """Days from its first attempt to its last, at least."""
    return sum(one.least_apart for one in job.efforts[1:])


def total_minutes(job: Job) -> int:
    """Minutes of everybody together."""
    return sum(one.minutes * one.people for one in job.efforts)
