"""Others are at work on the same cases: a worker closes one, a signal joins it, another notify makes its task."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from domain.cases.acts import CloseCase, Worker
from domain.cases.store import perform
from plumbing.record.connect import lock_lost, transaction
from plumbing.running.chance import new_id
from plumbing.transport.fates import Fates, Met
from plumbing.transport.outbox import Outbox
from plumbing.transport.stuck import stuck_marker
from schemas.envelope import CloudEvent
from schemas.ids import Id
from schemas.policy.form import Policy, Registers
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, RegisterSource, ResidentAnswer
from schemas.vocabulary.signals import SignalKind
from services.notify.dispatch import Cause
from services.notify.process import Plan, notify, plan_due, plan_triaged, take_steps
from services.triage.process import settle_batch
from services.triage.questions.read import asked_anew
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from tests.builders import AT_ONCE, SOURCE, Town, a_signal, events_of
from tests.running import until
from tests.services.notify.builders import case_ids, neighbour_of, tasks


def plan_now(town: Town, case: Id, step: Plan = plan_triaged, lock_timeout: int = 50) -> None:
    """Let notify take a step with `case`; unless told, it waits for a lock hardly at all."""
    with town.record.engine("notify").begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {lock_timeout}")
        take_steps(connection, Outbox(SOURCE), step, {("9901", case): Cause(new_id(), case)}, town.now)


def waits_for_a_lock(town: Town) -> bool:
    """Whether anybody on this database does."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(town.rows(waiting))


@contextmanager
def closing(town: Town, case: Id, lock_timeout: int = 5_000) -> Iterator[None]:
    """A worker has closed `case` and not committed yet."""
    found = town.rows("SELECT id, name FROM worker WHERE municipality = '9901' LIMIT 1")[0]
    worker = Worker("9901", str(found["id"]), str(found["name"]))
    act = CloseCase(token=new_id(), case_id=case, result=EndResult.OTHER_REASON)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {lock_timeout}")
        perform(connection, Outbox(SOURCE), worker, act, town.now)
        yield


@pytest.mark.parametrize("step", [plan_triaged, plan_due], ids=["planning", "dispatching"])
def test_a_case_that_a_worker_closes_this_moment_is_waited_for_and_gets_no_task(town: Town, step: Plan) -> None:
    town.bring(a_signal(kind=SignalKind.DISCONNECTION))
    (case,) = case_ids(town)
    with ThreadPoolExecutor(1) as pool:
        with closing(town, case):
            planning = pool.submit(plan_now, town, case, step, lock_timeout=5_000)
            until(lambda: waits_for_a_lock(town))
        planning.result()
    assert tasks(town) == []


@pytest.mark.parametrize("step", [plan_triaged, plan_due], ids=["planning", "dispatching"])
def test_a_worker_who_closes_a_case_waits_for_the_task_that_is_made_this_moment(town: Town, step: Plan) -> None:
    town.bring(a_signal(kind=SignalKind.DISCONNECTION))
    (case,) = case_ids(town)
    with town.record.engine("notify").begin() as planner:
        take_steps(planner, Outbox(SOURCE), step, {("9901", case): Cause(new_id(), case)}, town.now)
        with pytest.raises(OperationalError) as caught, closing(town, case, lock_timeout=50):
            pass
    assert lock_lost(caught.value)
    with closing(town, case):
        pass
    assert [task["state"] for task in tasks(town)] == ["done"]


def a_worker_answers(town: Town, found: ResidentAnswer) -> Id:
    """What a worker found about the resident of the only signal, which triage has not met; gives that signal."""
    (known,) = town.rows("SELECT signal_id::text, person_id::text FROM disposition")
    (row,) = town.rows("SELECT id::text, name FROM worker WHERE municipality = '9901' LIMIT 1")
    signal, worker = Id(str(known["signal_id"])), Worker("9901", str(row["id"]), str(row["name"]))
    given = WorkersAnswer(Id(str(known["person_id"])), found, DebtHelpAnswer.NOT_CHECKED)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        answer(connection, Outbox(SOURCE), worker, new_id(), given, [signal], town.now)
    return signal


@pytest.mark.parametrize("step", [plan_triaged, plan_due], ids=["planning", "dispatching"])
def test_a_case_that_a_register_ends_this_moment_is_waited_for_and_gets_no_task(town: Town, step: Plan) -> None:
    town.publish(Policy(name="vraagt na", registers=Registers(residents=RegisterSource.WORKER)))
    town.bring(a_signal(kind=SignalKind.DISCONNECTION))
    (case,) = case_ids(town)
    signal = a_worker_answers(town, ResidentAnswer.DECEASED)
    with ThreadPoolExecutor(1) as pool:
        with town.record.engine("triage").begin() as ending:
            settle_batch(ending, Outbox(SOURCE), {("9901", signal): ""}, lambda: town.now, asked_anew)
            planning = pool.submit(plan_now, town, case, step, lock_timeout=5_000)
            until(lambda: planning.done() or waits_for_a_lock(town))
        planning.result()
    assert town.rows("SELECT closed_at IS NOT NULL AS closed FROM case_file") == [{"closed": True}]
    assert [task["state"] for task in tasks(town)] == []


def test_a_case_that_a_signal_joins_this_moment_gets_its_task_at_once_and_is_aligned_by_the_event_that_follows(
    town: Town,
) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.bring(first)
    (case,) = case_ids(town)
    receipts = town.deliver(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    with town.record.engine("triage").begin() as joining:
        batch = settle_batch(joining, Outbox(SOURCE), {("9901", str(receipts[0].signal_id)): ""}, lambda: town.now)
        plan_now(town, case)
        assert [task["tray"] for task in tasks(town)] == ["single"]
    assert case in [CloudEvent.model_validate_json(event.payload).data.get("caseId") for event in events_of(batch)]
    assert town.plan(case) == []
    assert [task["tray"] for task in tasks(town)] == ["crisis"]


@pytest.mark.parametrize(
    ("dispatched", "step"),
    [(False, plan_triaged), (True, plan_triaged), (False, plan_due)],
    ids=["a moment to set", "a task to align", "a task whose moment has come"],
)
def test_notify_waits_for_a_signal_that_joins_a_case(town: Town, dispatched: bool, step: Plan) -> None:
    first = a_signal()
    town.bring(first)
    (case,) = case_ids(town)
    if dispatched:
        town.tick(case)
        town.bring(neighbour_of(first), kind=PartnerKind.ENERGY)
    receipts = town.deliver(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    with town.record.engine("triage").begin() as joining:
        settle_batch(joining, Outbox(SOURCE), {("9901", str(receipts[0].signal_id)): ""}, lambda: town.now)
        with pytest.raises(OperationalError) as caught:
            plan_now(town, case, step)
    assert lock_lost(caught.value)
    town.plan(case)
    assert [task["tray"] for task in tasks(town)] == ["crisis"]


def test_two_notify_processes_that_make_the_same_task_at_one_moment_make_one_and_nothing_is_stuck(town: Town) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.bring(first)
    (case,) = case_ids(town)
    work = notify(town.record.engine("notify"), Outbox(SOURCE), lambda: town.now, plan_triaged)
    fates = Fates(work, lambda _chunk: None, stuck_marker(town.record.engine("notify"), "notify"))
    with ThreadPoolExecutor(1) as pool:
        with town.record.engine("notify").begin() as planner:
            take_steps(planner, Outbox(SOURCE), plan_triaged, {("9901", case): Cause(new_id(), case)}, town.now)
            events = town.settle(town.deliver(neighbour_of(first, kind=SignalKind.DISCONNECTION)))
            joined = [CloudEvent.model_validate_json(one.payload) for one in events if "case-triaged" in one.topic]
            other = pool.submit(fates.meet, joined)
            until(lambda: waits_for_a_lock(town))
        assert other.result() == Met()
    assert town.rows("SELECT 1 FROM stuck") == []
    assert [task["tray"] for task in tasks(town)] == ["crisis"]
    assert town.rows("SELECT sum(amount) AS n FROM fact WHERE kind = 'task-dispatched'") == [{"n": 1}]
