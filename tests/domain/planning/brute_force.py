"""The best placing by trying everything, written apart from the planner: every day, every choice of people, or not."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from domain.planning.jobs import Job

Minutes = tuple[tuple[int, ...], ...]
Value = tuple[int, int, int]


def best_value(jobs: Sequence[Job], minutes: Minutes) -> Value:
    """Crises kept, others kept, urgency kept: the largest that there is."""
    if not jobs:
        return (0, 0, 0)
    job, *others = jobs
    without = best_value(others, minutes)
    gained = (int(job.crisis), int(not job.crisis), job.urgency)
    ways = set(_ways(job, 0, job.first, minutes))
    return max([without, *(_sum(gained, best_value(others, left)) for left in ways)])


def _ways(job: Job, number: int, earliest: int, minutes: Minutes) -> Iterator[Minutes]:
    """What is left after each way to do the attempts from `number` on, none before `earliest` or after the last day."""
    if number == len(job.efforts):
        yield minutes
        return
    effort = job.efforts[number]
    for day in range(earliest, min(job.last + 1, len(minutes[0]))):
        for people in combinations(range(len(minutes)), effort.people):
            if job.bound and job.worker not in people:
                continue
            left = _less(minutes, people, day, effort.minutes)
            if min(left[one][day] for one in people) >= 0:
                following = job.efforts[number + 1].least_apart if number + 1 < len(job.efforts) else 0
                yield from _ways(job, number + 1, day + following, left)


def _less(minutes: Minutes, people: tuple[int, ...], day: int, less: int) -> Minutes:
    return tuple(
        tuple(left - less * (worker in people and on == day) for on, left in enumerate(row))
        for worker, row in enumerate(minutes)
    )


def _sum(one: Value, other: Value) -> Value:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])
