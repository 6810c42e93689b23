"""How many clocks can be kept at most: a bound that no placing can pass, as if hours could be cut at will."""

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import accumulate

from domain.planning.jobs import Job, Minutes, total_minutes


def most_clocks(jobs: Sequence[Job], minutes: Minutes) -> tuple[int, int]:
    """Crises, then others beside as many crises as that, whose clock could be kept at most.

    Everybody's minutes of all days up to the last of a job lie on one heap (Moore and Hodgson): a relaxation.
    """
    crises = len(heaped([one for one in jobs if one.crisis], minutes))
    return crises, len(heaped(jobs, minutes)) - crises


def heaped(jobs: Sequence[Job], minutes: Minutes) -> frozenset[str]:
    """The jobs of the largest set of which all fit on the heap; of those that do not fit the longest is left out."""
    until = list(accumulate(map(sum, zip(*minutes, strict=True))))
    taken: list[tuple[int, str]] = []
    used = 0
    for job in sorted(jobs, key=lambda one: one.last):
        heappush(taken, (-total_minutes(job), job.id))
        used += total_minutes(job)
        if used > until[min(job.last, len(until) - 1)]:
            used += heappop(taken)[0]
    return frozenset(name for _, name in taken)
