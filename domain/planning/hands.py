"""Minutes that are left of each worker on each day, taken and given back while work is placed."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from domain.planning.jobs import Effort, Job, Minutes, Placing, Turn, Turns


class Hands:
    """A table of minutes, a row for each worker, that is changed while placing; nothing outside sees it change.

    `bound`: workers who are the only ones for some work, so that nobody is like them.
    """

    def __init__(self, minutes: Minutes, bound: frozenset[int] = frozenset()) -> None:
        self.left = [list(row) for row in minutes]
        self.days = len(minutes[0]) if minutes else 0
        self._bound = bound

    @classmethod
    def of(cls, jobs: Sequence[Job], minutes: Minutes) -> "Hands":
        """The hands for these jobs."""
        return cls(minutes, frozenset(one.worker for one in jobs if one.bound and one.worker is not None))

    def copy(self) -> "Hands":
        """The same minutes, to be taken apart from these."""
        return Hands(self.left, self._bound)

    def who(self, effort: Effort, job: Job, day: int) -> tuple[int, ...] | None:
        """Who does it on a day: whoever has the case, then whoever has least left, so that large gaps stay large."""
        able = [one for one, row in enumerate(self.left) if row[day] >= effort.minutes]
        if len(able) < effort.people or (job.bound and job.worker not in able):
            return None
        if effort.people == 1 and job.worker in able:
            return (able[able.index(job.worker)],)
        able.sort(key=lambda one: (one != job.worker, self.left[one][day]))
        return tuple(able[: effort.people])

    def everyone(self, effort: Effort, job: Job, day: int) -> Iterator[tuple[int, ...]]:
        """Every choice of people, once where they are alike: the same minutes left on every day, and not bound."""
        able = [one for one, row in enumerate(self.left) if row[day] >= effort.minutes]
        seen = set[tuple[tuple[int, tuple[int, ...]], ...]]()
        for chosen in combinations(able, effort.people):
            alike = tuple(sorted((one if one in self._bound else -1, tuple(self.left[one])) for one in chosen))
            if alike not in seen and (not job.bound or job.worker in chosen):
                seen.add(alike)
                yield chosen

    def take(self, effort: Effort, turn: Turn) -> None:
        """Take the minutes of an effort in its turn."""
        for worker in turn.workers:
            self.left[worker][turn.day] -= effort.minutes

    def give(self, effort: Effort, turn: Turn) -> None:
        """Give them back."""
        for worker in turn.workers:
            self.left[worker][turn.day] += effort.minutes

    def take_all(self, jobs: Sequence[Job], placing: Placing) -> None:
        """Take the minutes of every job that is placed."""
        for job in jobs:
            for effort, turn in zip(job.efforts, placing.get(job.id, ()), strict=False):
                self.take(effort, turn)

    def give_all(self, efforts: Sequence[Effort], turns: Turns) -> None:
        """Give back what the first of these efforts took, as many as there are turns."""
        for effort, turn in zip(efforts, turns, strict=False):
            self.give(effort, turn)

    def state(self) -> tuple[tuple[int, ...], ...]:
        """All that is left, as a value."""
        return tuple(map(tuple, self.left))
