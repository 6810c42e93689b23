"""Visits of one neighbourhood go together: on one day, by one worker, where that breaks no clock and tires nobody.

What is moved stays within the time that its clock and the resident allow; hours that a shorter way saves are not
counted, so that a plan never leans on them.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from domain.planning.hands import Hands
from domain.planning.jobs import Job, Minutes, Placing, Turn

MOST_DAYS_LATER: Final = 2
"""Working days that a visit may wait for another in its neighbourhood [A]."""

Visits = Mapping[str, Mapping[int, str]]
"""Of each job: which of its attempts are visits, and in which neighbourhood."""


class Stop(NamedTuple):
    """One visit of a placing: which job, which of its attempts."""

    job: Job
    number: int
    area: str


def bundled(jobs: Sequence[Job], placing: Placing, visits: Visits, minutes: Minutes) -> Placing:
    """The same work with visits of one neighbourhood together where that is possible."""
    route = _Route(Hands.of(jobs, minutes), {name: list(turns) for name, turns in placing.items()})
    route.hands.take_all(jobs, placing)
    stops = [
        Stop(job, number, area)
        for job in jobs
        if job.id in placing
        for number, area in visits.get(job.id, {}).items()
        if area
    ]
    for stop in sorted(stops, key=lambda one: placing[one.job.id][one.number].day):
        route.join(stop, stops)
    return {name: tuple(turns) for name, turns in route.turns.items()}


def pairs_together(stops: Sequence[Stop], placing: Placing) -> int:
    """How many pairs of visits share neighbourhood, day and somebody who goes."""
    turns = [(one.area, placing[one.job.id][one.number]) for one in stops]
    pairs = ((one, other) for place, one in enumerate(turns) for other in turns[:place])
    return sum(
        area == beside and mine.day == theirs.day and bool({*mine.workers} & {*theirs.workers})
        for (area, mine), (beside, theirs) in pairs
    )


class _Route:
    """The turns while visits move."""

    def __init__(self, hands: Hands, turns: dict[str, list[Turn]]) -> None:
        self.hands, self.turns = hands, turns

    def join(self, stop: Stop, stops: Sequence[Stop]) -> None:
        """Move a visit to where most others of its neighbourhood are; it stays where there are as many."""
        others = [
            self.turns[one.job.id][one.number] for one in stops if one.area == stop.area and one.job is not stop.job
        ]
        here = self.turns[stop.job.id][stop.number]
        effort = stop.job.efforts[stop.number]
        self.hands.give(effort, here)
        able = [one for one in dict.fromkeys([here, *others]) if one == here or self._may_move(stop, here, one)]
        best = max(able, key=lambda one: (_meets(one, others), one == here, -one.day))
        self.hands.take(effort, best)
        self.turns[stop.job.id][stop.number] = best

    def _may_move(self, stop: Stop, here: Turn, there: Turn) -> bool:
        effort, job = stop.job.efforts[stop.number], stop.job
        own = job.worker in here.workers or effort.people > 1
        if len(there.workers) != effort.people or (own and set(there.workers) != set(here.workers)):
            return False
        has_time = all(self.hands.left[one][there.day] >= effort.minutes for one in there.workers)
        return has_time and self._first(stop, here) <= there.day <= self._last(stop, here)

    def _first(self, stop: Stop, here: Turn) -> int:
        """Never sooner after the attempt before than usual, or than it is now."""
        if stop.number == 0:
            return stop.job.first
        before = self.turns[stop.job.id][stop.number - 1].day
        return before + min(here.day - before, stop.job.efforts[stop.number].apart)

    def _last(self, stop: Stop, here: Turn) -> int:
        """A crisis waits for nobody; another visit a little, as far as what follows it allows."""
        if stop.job.crisis:
            return here.day
        turns, following = self.turns[stop.job.id], stop.number + 1
        if following == len(turns):
            return min(stop.job.last, here.day + MOST_DAYS_LATER)
        after, apart = turns[following].day, stop.job.efforts[following]
        return min(here.day + MOST_DAYS_LATER, after - min(after - here.day, apart.apart))


def _meets(turn: Turn, others: Sequence[Turn]) -> int:
    return sum(turn.day == one.day and bool({*turn.workers} & {*one.workers}) for one in others)
