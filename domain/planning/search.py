"""The best placing of all, by looking at every one that could still be better, within a number of looks."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from domain.planning.hands import Hands
from domain.planning.jobs import Job, Placing, Turns, Worth, plus, worth, worth_of
from domain.planning.placing import every_placing

_State = tuple[int, tuple[tuple[int, ...], ...]]


class Found(NamedTuple):
    """The best placing that was found. `proven`: every other was looked at, or could not be better."""

    placing: Placing
    proven: bool


def best_placing(jobs: Sequence[Job], hands: Hands, start: Placing, most_looks: int) -> Found:
    """The best placing of `jobs`, at least as good as `start`."""
    looking = _Looking(sorted(jobs, key=lambda one: (not one.crisis, one.last)), hands, start, most_looks)
    looking.at(0, Worth(), {})
    return Found(looking.best, looking.looks_left > 0)


class _Looking:
    """What is known while looking: the best so far, and how good each state was when it was seen before."""

    def __init__(self, jobs: Sequence[Job], hands: Hands, start: Placing, most_looks: int) -> None:
        self.jobs, self.hands, self.best, self.looks_left = jobs, hands, start, most_looks
        self.best_worth = worth(jobs, start)
        self.rest = [*accumulate(map(worth_of, reversed(jobs)), plus, initial=Worth())][::-1]
        self.seen: dict[_State, Worth] = {}

    def at(self, number: int, so_far: Worth, placed: dict[str, Turns]) -> None:
        """Look at everything that can become of the jobs from `number` on."""
        if plus(so_far, self.rest[number]) <= self.best_worth or self._was_better(number, so_far):
            return
        if number == len(self.jobs):
            self.best, self.best_worth = dict(placed), so_far
            return
        job = self.jobs[number]
        for turns in every_placing(self.hands, job):
            if self.looks_left <= 0:
                return
            self.looks_left -= 1
            self.at(number + 1, plus(so_far, worth_of(job)), {**placed, job.id: turns})
        self.at(number + 1, so_far, placed)

    def _was_better(self, number: int, so_far: Worth) -> bool:
        state = (number, self.hands.state())
        before = self.seen.get(state)
        if before is not None and before >= so_far:
            return True
        self.seen[state] = so_far
        return False
