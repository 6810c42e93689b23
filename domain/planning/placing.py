"""Placing one job, or many one after another, in the days and hands that are left."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from domain.planning.hands import Hands
from domain.planning.jobs import Job, Slot, Slots


class Manner(NamedTuple):
    """How attempts are spread. `usual`: with the usual time between two, else with the least.

    `late`: all but the first as late as they can be, so that days that more work needs stay free.
    """

    usual: bool = False
    late: bool = False


USUAL, LEAST, WIDE = Manner(usual=True), Manner(), Manner(late=True)
MANNERS: Final = (USUAL, LEAST, WIDE)
"""In the order in which a resident would want them."""


def place(hands: Hands, job: Job, manner: Manner) -> Slots | None:
    """Slots for all attempts of a job, taken from `hands`; None, and nothing taken, where they do not fit."""
    slots: list[Slot] = []
    day = job.first
    for number, latest in enumerate(latest_days(job, hands.days)):
        effort = job.efforts[number]
        if number:
            day += effort.apart if manner.usual else effort.least_apart
        days = range(day, latest + 1)
        slot = first_slot(hands, job, number, reversed(days) if manner.late and number else days)
        if slot is None:
            hands.give_all(job.efforts, tuple(slots))
            return None
        hands.take(effort, slot)
        slots.append(slot)
        day = slot.day
    return tuple(slots)


def latest_days(job: Job, days: int) -> list[int]:
    """The latest day of each attempt that leaves time for those after it, in a horizon of so many days."""
    apart = [one.least_apart for one in reversed(job.efforts[1:])]
    return list(accumulate(apart, lambda day, before: day - before, initial=min(job.last, days - 1)))[::-1]


def first_slot(hands: Hands, job: Job, number: int, days: Iterable[int]) -> Slot | None:
    """The first of these days on which there are the hands for one attempt of a job."""
    for day in days:
        workers = hands.who(job.efforts[number], job, day)
        if workers is not None:
            return Slot(day, workers)
    return None


def place_somehow(hands: Hands, job: Job, manners: Iterable[Manner] = MANNERS) -> Slots | None:
    """In the first manner in which it fits."""
    return next((slots for manner in manners if (slots := place(hands, job, manner))), None)


def place_all(hands: Hands, jobs: Sequence[Job], manners: Sequence[Manner]) -> dict[str, Slots]:
    """As many of the jobs as fit, in this order."""
    placed = ((job.id, place_somehow(hands, job, manners)) for job in jobs)
    return {name: slots for name, slots in placed if slots}


def every_placing(hands: Hands, job: Job, slots: Slots = ()) -> Iterator[Slots]:
    """Every way to place a job, early ones first; its minutes are taken while the consumer holds one."""
    number = len(slots)
    if number == len(job.efforts):
        yield slots
        return
    effort = job.efforts[number]
    first = slots[-1].day + effort.least_apart if slots else job.first
    for day in range(first, latest_days(job, hands.days)[number] + 1):
        for workers in hands.everyone(effort, job, day):
            slot = Slot(day, workers)
            hands.take(effort, slot)
            yield from every_placing(hands, job, (*slots, slot))
            hands.give(effort, slot)
