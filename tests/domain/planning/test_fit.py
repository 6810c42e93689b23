"""No clock is missed that the hands allow: held against trying everything, on thousands of small weeks."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from domain.planning.fit import Fitting, Limits, fit
from domain.planning.jobs import Effort, Job, Placing, worth
from domain.planning.most import most_clocks
from tests.domain.planning.brute_force import Minutes, best_value

WEEKS_IN_A_BATCH, BATCHES = 400, 12
CALL, VISIT, TWO_GO = Effort(15), Effort(60), Effort(60, people=2)


def a_job(name: str, first: int, last: int, *efforts: Effort, **changes: Any) -> Job:
    return Job(name, first, last, efforts or (VISIT,), **changes)


def an_effort(dice: Random) -> Effort:
    least = dice.choice((0, 1))
    return Effort(dice.choice((15, 30, 60)), dice.choice((1, 1, 1, 2)), least + dice.choice((0, 1)), least)


def a_small_week(dice: Random) -> tuple[list[Job], Minutes]:
    """Up to five jobs of one to three attempts, up to three workers, up to four days, hardly hours enough."""
    days, workers = dice.randint(1, 4), dice.randint(1, 3)
    minutes = tuple(tuple(dice.choice((0, 30, 45, 60, 90)) for _ in range(days)) for _ in range(workers))
    jobs = []
    for number in range(dice.randint(1, 5)):
        first = dice.randrange(days)
        efforts = tuple(an_effort(dice) for _ in range(dice.choice((1, 1, 2, 3))))
        worker = dice.choice((None, dice.randrange(workers)))
        bound = worker is not None and dice.random() < 0.3
        job = Job(str(number), first, dice.randrange(first, days), efforts, dice.random() < 0.3, dice.randrange(3))
        jobs.append(job._replace(worker=worker, bound=bound))
    return jobs, minutes


def check_it_can_be_done(jobs: Sequence[Job], placing: Placing, minutes: Minutes) -> None:
    """Nobody works more than there are minutes, or twice at once; nothing is too soon or too late."""
    left = [list(row) for row in minutes]
    for job in (one for one in jobs if one.id in placing):
        turns = placing[job.id]
        assert len(turns) == len(job.efforts)
        assert job.first <= turns[0].day
        assert turns[-1].day <= job.last
        for effort, turn, before in zip(job.efforts, turns, (None, *turns), strict=False):
            assert before is None or turn.day >= before.day + effort.least_apart
            assert len(set(turn.workers)) == effort.people
            assert not job.bound or job.worker in turn.workers
            for worker in turn.workers:
                left[worker][turn.day] -= effort.minutes
    assert min(min(row) for row in left) >= 0


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_clock_is_missed_that_trying_everything_would_keep(batch: int) -> None:
    dice = Random(batch)
    for _ in range(WEEKS_IN_A_BATCH):
        jobs, minutes = a_small_week(dice)
        found = fit(jobs, minutes)
        check_it_can_be_done(jobs, found.placing, minutes)
        assert found.proven
        assert worth(jobs, found.placing) == best_value(jobs, minutes), (jobs, minutes)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_bound_is_never_below_what_trying_everything_keeps(batch: int) -> None:
    dice = Random(batch)
    for _ in range(WEEKS_IN_A_BATCH // 5):
        jobs, minutes = a_small_week(dice)
        crises, others, _ = best_value(jobs, minutes)
        assert most_clocks(jobs, minutes) >= (crises, others)


def kept(found: Fitting) -> set[str]:
    return set(found.placing)


def test_a_crisis_goes_before_many_others() -> None:
    jobs = [a_job("crisis", 0, 0, crisis=True), *(a_job(name, 0, 0, CALL, urgency=9) for name in "abcd")]
    assert kept(fit(jobs, ((60,),))) == {"crisis"}


def test_of_two_that_cannot_both_be_kept_the_more_urgent_is() -> None:
    assert kept(fit([a_job("calm", 0, 0), a_job("urgent", 0, 0, urgency=2)], ((60,),))) == {"urgent"}


def test_work_that_can_wait_waits_for_work_that_cannot() -> None:
    assert kept(fit([a_job("later", 0, 1, urgency=3), a_job("now", 0, 0)], ((60, 60),))) == {"later", "now"}


def test_half_an_hour_of_each_of_two_is_no_hour_of_one() -> None:
    found = fit([a_job("visit", 0, 0)], ((30,), (30,)))
    assert (kept(found), found.at_most, found.proven) == (set(), (0, 0), True)


def test_a_visit_of_two_needs_two_on_one_day() -> None:
    assert kept(fit([a_job("two", 0, 1, TWO_GO)], ((60, 0), (0, 60)))) == set()
    assert kept(fit([a_job("two", 0, 1, TWO_GO)], ((60, 60), (0, 60)))) == {"two"}


def test_what_no_hands_could_keep_is_told_apart() -> None:
    found = fit([a_job("late", 1, 0), a_job("long", 0, 1, CALL, CALL._replace(least_apart=2))], ((60, 60),))
    assert found.too_late == {"late", "long"}
    assert found.proven


def test_the_usual_time_between_attempts_is_kept_where_it_fits() -> None:
    second = CALL._replace(apart=2, least_apart=1)
    roomy, tight = ((60, 60, 60),), ((60, 60),)
    assert [turn.day for turn in fit([a_job("a", 0, 2, CALL, second)], roomy).placing["a"]] == [0, 2]
    assert [turn.day for turn in fit([a_job("a", 0, 1, CALL, second)], tight).placing["a"]] == [0, 1]


def test_who_has_the_case_keeps_it_where_that_worker_has_time() -> None:
    (turn,) = fit([a_job("a", 0, 0, CALL, worker=1)], ((60,), (60,))).placing["a"]
    assert turn.workers == (1,)
    (turn,) = fit([a_job("a", 0, 0, CALL, worker=1)], ((60,), (0,))).placing["a"]
    assert turn.workers == (0,)


def test_what_was_not_looked_at_to_the_end_says_so_and_says_what_there_could_be() -> None:
    jobs = [a_job(str(number), 0, 1, Effort(40 + number % 3)) for number in range(20)]
    found = fit(jobs, ((100, 100), (100, 100)), Limits(looks=1))
    assert not found.proven
    assert found.at_most[1] >= len(found.placing)
