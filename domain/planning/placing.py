"""Placing one job, or many one after another, in the days and hands that are left."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from domain.planning.hands import Hands
from domain.planning.jobs import Job, Turn, Turns


class Manner(NamedTuple):
    """How attempts are spread. `usual`: with the usual time between two, else with the least.

    `late`: all but the first as late as they can be, so that days that more work needs stay free.
    """

    usual: bool = False
    late: bool = False


AS_USUAL, LEAST, WIDE = Manner(usual=True), Manner(), Manner(late=True)
MANNERS: Final = (AS_USUAL, LEAST, WIDE)
"""In the order in which a resident would want them."""


def place_job(hands: Hands, job: Job, manner: Manner) -> Turns | None:
    """Turns for all attempts of a job, taken from `hands`; None, and nothing taken, where they do not fit."""
    turns: list[Turn] = []
    day = job.first
    for number, latest in enumerate(latest_days(job, hands.days)):
        effort = job.efforts[number]
        if number:
            day += effort.apart if manner.usual else effort.least_apart
        days = range(day, latest + 1)
        turn = first_turn(hands, job, number, reversed(days) if manner.late and number else days)
        if turn is None:
            hands.give_all(job.efforts, tuple(turns))
            return None
        hands.take(effort, turn)
        turns.append(turn)
        day = turn.day
    return tuple(turns)


def latest_days(job: Job, days: int) -> list[int]:
    """The latest day of each attempt that leaves time for those after it, in a horizon of so many days."""
    apart = [one.least_apart for one in reversed(job.efforts[1:])]
    return list(accumulate(apart, lambda day, before: day - before, initial=min(job.last, days - 1)))[::-1]


def first_turn(hands: Hands, job: Job, number: int, days: Iterable[int]) -> Turn | None:
    """The first of these days on which there are the hands for one attempt of a job."""
    for day in days:
        workers = hands.who(job.efforts[number], job, day)
        if workers is not None:
            return Turn(day, workers)
    return None


def place_somehow(hands: Hands, job: Job, manners: Iterable[Manner] = MANNERS) -> Turns | None:
    """In the first manner in which it fits."""
    return next((turns for manner in manners if (turns := place_job(hands, job, manner))), None)


def place_all(hands: Hands, jobs: Sequence[Job], manners: Sequence[Manner]) -> dict[str, Turns]:
    """As many of the jobs as fit, in this order."""
    placed = ((job.id, place_somehow(hands, job, manners)) for job in jobs)
    return {name: turns for name, turns in placed if turns}


def every_placing(hands: Hands, job: Job, turns: Turns = ()) -> Iterator[Turns]:
    """Every way to place a job, early ones first; its minutes are taken while the consumer holds one."""
    number = len(turns)
    if number == len(job.efforts):
        yield turns
        return
    effort = job.efforts[number]
    first = turns[-1].day + effort.least_apart if turns else job.first
    for day in range(first, latest_days(job, hands.days)[number] + 1):
        for workers in hands.everyone(effort, job, day):
            turn = Turn(day, workers)
            hands.take(effort, turn)
            yield from every_placing(hands, job, (*turns, turn))
            hands.give(effort, turn)
