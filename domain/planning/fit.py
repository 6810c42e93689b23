"""What fits: the placing that keeps the most clocks, crises first, and what is not kept.

Some orders are tried one job after another, which is quick; where none keeps every clock, work moves for work that did
not fit, and then all that could be better is looked at, within a number of looks. What was not looked at to the end
says so, and says how many clocks there could be.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from domain.planning.day_by_day import place_by_day
from domain.planning.hands import Hands
from domain.planning.jobs import Job, Minutes, Placing, least_days, total_minutes, worth
from domain.planning.most import heaped, most_clocks
from domain.planning.placing import LEAST, MANNERS, WIDE, Manner, place_all
from domain.planning.repair import with_moves
from domain.planning.search import Found, best_placing


class Limits(NamedTuple):
    """How long is looked for something better: moves of one job, placings, and of how many jobs at most.

    `many`: with more jobs than that, one quick order has to do.
    """

    moves: int = 1_000
    looks: int = 4_000
    jobs: int = 20
    many: int = 1_000


LIMITS: Final = Limits()
WAYS_TO_SPREAD: Final[tuple[tuple[Manner, ...], ...]] = (MANNERS, (LEAST, WIDE), (WIDE, LEAST))
"""Manners in the order in which they are tried: the kindest to residents first, then those that leave more room."""


class Fitting(NamedTuple):
    """What fits. `placing`: the jobs whose clock is kept. `too_late`: no hands could keep these.

    `at_most`: crises and others whose clock could be kept at most. `proven`: no better placing exists.
    """

    placing: Placing
    too_late: frozenset[str]
    at_most: tuple[int, int]
    proven: bool


def fit(jobs: Sequence[Job], minutes: Minutes, limits: Limits = LIMITS) -> Fitting:
    """Place the jobs in the minutes of each worker (a row) on each day."""
    in_time = [one for one in jobs if one.first + least_days(one) <= one.last]
    too_late = frozenset(one.id for one in jobs) - {one.id for one in in_time}
    found = _placed(in_time, Hands.of(in_time, minutes), limits)
    clocks, most = worth(in_time, found.placing).clocks, most_clocks(in_time, minutes)
    proven = found.proven or clocks == most
    return Fitting(found.placing, too_late, clocks if proven else most, proven)


def _placed(jobs: Sequence[Job], hands: Hands, limits: Limits) -> Found:
    """Crises first, then the others in what they leave, then both together for as far as that can be better."""
    crises, others = ([one for one in jobs if one.crisis is crisis] for crisis in (True, False))
    first = _better(crises, hands, _best_of_orders(crises, hands, limits), limits).placing
    left = hands.copy()
    left.take_all(crises, first)
    return _better(jobs, hands, {**first, **_best_of_orders(others, left, limits)}, limits)


def _better(jobs: Sequence[Job], hands: Hands, placing: Placing, limits: Limits) -> Found:
    """At least as good as `placing`, which is the best already where it has all."""
    if len(placing) == len(jobs):
        return Found(placing, proven=True)
    moved = with_moves(jobs, hands.copy(), placing, limits.moves)
    return (
        best_placing(jobs, hands.copy(), moved, limits.looks)
        if len(jobs) <= limits.jobs
        else Found(moved, proven=False)
    )


def _best_of_orders(jobs: Sequence[Job], hands: Hands, limits: Limits) -> Placing:
    best: Placing = {}
    for placing in islice(_in_orders(jobs, hands), 1 if len(jobs) > limits.many else None):
        best = max(best, placing, key=lambda one: worth(jobs, one))
        if len(best) == len(jobs):
            break
    return best


def _in_orders(jobs: Sequence[Job], hands: Hands) -> Iterator[Placing]:
    """Placings in one order each, the kindest first."""
    for ordered in _orders(jobs, hands.state()):
        for manners in WAYS_TO_SPREAD:
            yield place_all(hands.copy(), ordered, manners)
    yield _by_day(hands.copy(), jobs)


def _by_day(hands: Hands, jobs: Sequence[Job]) -> Placing:
    """Day by day, a second time without what failed and took days that others could use; then what else fits."""
    first = place_by_day(hands.copy(), jobs)
    second = place_by_day(hands, [one for one in jobs if one.id in first])
    return second | place_all(hands, [one for one in jobs if one.id not in second], MANNERS)


def _orders(jobs: Sequence[Job], minutes: Minutes) -> Iterator[Sequence[Job]]:
    """Orders that are good for different weeks; the first is by clock alone where the hours could be enough."""
    fits = heaped(jobs, minutes)
    yield sorted(jobs, key=lambda one: (one.id not in fits, one.last - least_days(one), -one.urgency))
    yield sorted(jobs, key=lambda one: (one.last - least_days(one), -one.urgency, total_minutes(one)))
    yield sorted(jobs, key=lambda one: (total_minutes(one), one.last))
    yield sorted(jobs, key=lambda one: (not one.bound, one.last - one.first - least_days(one)))
