"""Visits of one neighbourhood go together, and nothing breaks for it."""

from random import Random
from typing import Any

import pytest

from domain.planning.bundling import Stop, bundled, pairs_together
from domain.planning.fit import fit
from domain.planning.jobs import Effort, Job, Turn
from tests.domain.planning.test_fit import a_small_week, check_it_can_be_done

VISIT = Effort(60)
DAYS = ((120,) * 5,) * 2


def a_visit(name: str, first: int = 0, **changes: Any) -> Job:
    return Job(name, first, 4, (VISIT,))._replace(**changes)


def test_two_visits_in_one_neighbourhood_are_made_by_one_worker_on_one_day() -> None:
    jobs = [a_visit("a"), a_visit("b")]
    placing = {"a": (Turn(0, (0,)),), "b": (Turn(2, (1,)),)}
    found = bundled(jobs, placing, {"a": {0: "1234"}, "b": {0: "1234"}}, DAYS)
    assert found["a"] == found["b"]


@pytest.mark.parametrize(
    ("other", "areas"),
    [
        ({}, ("1234", "5678")),
        ({}, ("", "")),
        ({"last": 0}, ("1234", "1234")),
        ({"crisis": True}, ("1234", "1234")),
        ({"worker": 0}, ("1234", "1234")),
    ],
    ids=["other neighbourhood", "unknown neighbourhood", "no time", "crisis", "has a worker of its own"],
)
def test_a_visit_stays_where_it_is_when_it_may_not_or_need_not_move(
    other: dict[str, Any], areas: tuple[str, str]
) -> None:
    jobs = [a_visit("a", **other), a_visit("b", first=2, last=2)]
    placing = {"a": (Turn(0, (0,)),), "b": (Turn(2, (1,)),)}
    assert bundled(jobs, placing, {"a": {0: areas[0]}, "b": {0: areas[1]}}, DAYS) == placing


@pytest.mark.parametrize("batch", range(6))
def test_bundling_breaks_no_clock_and_never_leaves_fewer_together(batch: int) -> None:
    dice = Random(batch)
    for _ in range(200):
        jobs, minutes = a_small_week(dice)
        before = fit(jobs, minutes).placing
        visits = {
            job.id: {number: dice.choice("AB") for number in range(len(job.efforts)) if dice.random() < 0.7}
            for job in jobs
        }
        after = bundled(jobs, before, visits, minutes)
        check_it_can_be_done(jobs, after, minutes)
        assert set(after) == set(before)
        stops = [Stop(job, n, area) for job in jobs if job.id in before for n, area in visits[job.id].items()]
        assert pairs_together(stops, after) >= pairs_together(stops, before)
