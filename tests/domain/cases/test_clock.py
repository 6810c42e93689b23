"""What lists ask in SQL is what rules say: whether a clock runs, and whether a task waits in the queue."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from domain.cases.clock import clock_runs, is_stopped
from domain.cases.read import CLOCK_RUNS, as_case, is_free
from domain.cases.task import CaseTask, waits_in_queue
from plumbing.record.tables import case_file, task
from plumbing.running.chance import new_id
from schemas.vocabulary.cases import TaskState
from tests.domain.cases.conftest import Scope
from tests.services.worklist.builders import NOW, Desk, a_case

AROUND_NOW = (None, NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1))


@pytest.mark.parametrize(("talked", "stopped"), [(None, False), (4, False), (5, False), (6, True)])
def test_the_clock_is_stopped_by_a_talk_that_comes_after_what_started_it(talked: int | None, stopped: bool) -> None:
    assert is_stopped(5, talked) is stopped


def test_a_clock_runs_in_sql_when_it_runs_for_rules(desk: Desk, work: Scope) -> None:
    for number, (talked, closed_at) in enumerate(product((None, 4, 5, 6), (None, NOW))):
        name = a_case(desk, house_number=str(number), signals=0, queued=False)
        _set(desk, case_file, case_file.c.id == name, clock_sequence=5, talked_sequence=talked, closed_at=closed_at)
    with work() as connection:
        found = connection.execute(select(case_file, CLOCK_RUNS.label("runs"))).all()
    assert [row.runs for row in found] == [clock_runs(as_case(row)) for row in found]
    assert {row.runs for row in found} == {True, False}
    assert len(found) == 8


@pytest.mark.parametrize("until", AROUND_NOW)
def test_a_task_waits_in_sql_when_it_waits_for_rules(desk: Desk, work: Scope, until: datetime | None) -> None:
    for number, state in enumerate(TaskState):
        name = a_case(desk, house_number=str(number), signals=0)
        _set(desk, task, task.c.case_id == name, state=state, taken_until=until, assignee=new_id())
    with work() as connection:
        found = connection.execute(select(task, is_free(NOW).label("free"))).all()
    tasks = [CaseTask(TaskState(row.state), row.assignee, row.taken_until) for row in found]
    assert [row.free for row in found] == [waits_in_queue(one, NOW) for one in tasks]


def _set(desk: Desk, table: Any, which: Any, **values: Any) -> None:
    with desk.engine.begin() as connection:
        connection.execute(table.update().where(which).values(**values))
