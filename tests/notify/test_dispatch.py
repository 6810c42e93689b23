"""Dispatching on the real record: one task a case, in line with its case, however often a message comes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from schemas.envelope import CloudEvent
from schemas.ids import Id
from schemas.policy import Policy
from schemas.signals import Signal
from schemas.vocabulary import EndResult, PartnerKind, SignalKind
from services.notify.dispatch import HELD, KEPT_OPEN, Cause, dispatch_due, plan_cases
from services.notify.worker import Dispatch, notify
from services.record.connect import BY_KEY, lock_lost, transaction
from services.record.write import columns
from services.running.chance import new_id
from services.running.clock import record_clock
from services.transport.fates import Fates
from services.transport.outbox import Outbox
from services.transport.stuck import stuck_marker
from services.transport.ticks import dispatches_due
from services.triage.settle import settle
from services.worklist.acts import CloseCase, Worker
from services.worklist.commands import close_case
from tests.builders import AT_ONCE, SOURCE, Town, a_signal
from tests.running import until

SIX = datetime(2026, 3, 18, 5, 0, tzinfo=UTC)
"""06:00 in Amsterdam on Wednesday 18 March 2026, the working day after the town's clock."""


def case_ids(town: Town) -> list[Id]:
    return [str(row["id"]) for row in town.rows("SELECT id FROM case_file ORDER BY number")]


def tasks(town: Town) -> list[dict[str, object]]:
    return town.rows("SELECT * FROM task ORDER BY dispatched_at, id")


def everything(town: Town) -> list[object]:
    return [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in ("task", "case_file", "fact", "outbox")]


def neighbour_of(signal: Signal, **changes: object) -> Signal:
    """Another signal on the same address."""
    return a_signal(postcode=signal.postcode, house_number=signal.house_number, **changes)


def close(town: Town, case: Id) -> None:
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE case_file SET closed_at = %s WHERE id = %s", (town.now, case))


def test_an_ordinary_case_is_planned_and_gets_no_task_yet(town: Town) -> None:
    town.bring(a_signal())
    assert town.plan(*case_ids(town)) == []
    assert tasks(town) == []
    assert town.rows("SELECT dispatch_at FROM case_file") == [{"dispatch_at": SIX}]


def test_a_crisis_gets_its_task_at_once(town: Town) -> None:
    town.bring(a_signal(kind=SignalKind.DISCONNECTION))
    (event,) = town.plan(*case_ids(town))
    (task,) = tasks(town)
    assert (task["tray"], task["channel"], task["urgency"], task["deadline"], task["state"]) == (
        "crisis",
        "visit",
        3,
        date(2026, 3, 20),
        "queued",
    )
    data = CloudEvent.model_validate_json(event.payload).data
    assert (data["taskId"], data["caseId"]) == (str(task["id"]), str(task["case_id"]))


def test_a_case_has_one_task_whatever_comes_twice(town: Town) -> None:
    town.publish(AT_ONCE)
    town.bring(a_signal(), a_signal())
    first = town.plan(*case_ids(town))
    before = everything(town)
    assert len(first) == 2
    assert town.plan(*case_ids(town), *case_ids(town)) == []
    assert town.tick(*case_ids(town)) == []
    assert everything(town) == before


def test_dispatching_what_is_due_twice_changes_nothing(town: Town) -> None:
    town.bring(a_signal())
    town.plan(*case_ids(town))
    town.now = SIX
    assert len(town.tick(*case_ids(town))) == 1
    before = everything(town)
    town.later(hours=1)
    assert town.tick(*case_ids(town), *case_ids(town)) == []
    assert everything(town) == before
    assert town.rows("SELECT sum(amount) AS n FROM fact WHERE kind = 'task-dispatched'") == [{"n": 1}]


def test_the_same_event_redelivered_to_the_worker_changes_no_row(town: Town) -> None:
    town.publish(AT_ONCE)
    events = [CloudEvent.model_validate_json(one.payload) for one in town.settle(town.deliver(a_signal()))]
    triaged = [event for event in events if event.type.endswith("case-triaged.v1")]
    work = notify(town.record.engine("notify"), Outbox(), lambda: town.now, SOURCE, plan_cases)
    assert work(triaged) is not None
    before = everything(town)
    assert work([*triaged, *triaged]) is None
    assert everything(town) == before


def test_planning_again_does_not_move_the_moment(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    town.plan(*case_ids(town))
    town.later(hours=30)
    town.bring(neighbour_of(first))
    town.plan(*case_ids(town))
    assert town.rows("SELECT dispatch_at FROM case_file") == [{"dispatch_at": SIX}]


def test_a_case_that_is_raised_before_dispatch_gets_the_raised_tray(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    town.plan(*case_ids(town))
    town.bring(neighbour_of(first), kind=PartnerKind.ENERGY)
    town.now = SIX
    town.tick(*case_ids(town))
    (task,) = tasks(town)
    assert (task["tray"], task["channel"]) == ("several", "visit")


def test_a_case_that_becomes_a_crisis_waits_no_longer_for_its_window(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    town.plan(*case_ids(town))
    town.bring(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    assert len(town.plan(*case_ids(town))) == 1
    assert [task["tray"] for task in tasks(town)] == ["crisis"]


def test_an_open_task_is_brought_in_line_with_its_case(town: Town) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.bring(first)
    town.plan(*case_ids(town))
    town.bring(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    assert town.plan(*case_ids(town)) == []
    (task,) = tasks(town)
    assert (task["tray"], task["channel"], task["urgency"], task["deadline"]) == (
        "crisis",
        "visit",
        3,
        date(2026, 3, 20),
    )


def test_a_task_that_is_done_stays_as_it_was(town: Town) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.bring(first)
    town.plan(*case_ids(town))
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE task SET state = 'done'")
    town.bring(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    town.plan(*case_ids(town))
    assert [(task["tray"], task["state"]) for task in tasks(town)] == [("single", "done")]


def test_a_closed_case_gets_no_task_and_no_moment(town: Town) -> None:
    town.bring(a_signal(), a_signal(kind=SignalKind.DISCONNECTION))
    for case in case_ids(town):
        close(town, case)
    assert town.plan(*case_ids(town)) == town.tick(*case_ids(town)) == []
    assert tasks(town) == []
    assert town.rows("SELECT DISTINCT dispatch_at FROM case_file") == [{"dispatch_at": None}]


FRESH = """
CREATE SCHEMA fresh;
CREATE TABLE fresh.case_file (LIKE case_file INCLUDING ALL);
INSERT INTO fresh.case_file
SELECT another.* FROM case_file c, generate_series(1, 5000) n,
 LATERAL jsonb_populate_record(c, jsonb_build_object('id', md5(n::text), 'household_id', md5(n::text))) another;
SET LOCAL search_path = fresh, public;
"""
"""Cases like the one that is there, all open, in a table of which PostgreSQL has no statistics."""


@pytest.mark.parametrize("sql", [KEPT_OPEN, HELD], ids=["kept open", "held"])
def test_a_batch_of_cases_is_read_by_their_key_also_when_the_table_was_never_analysed(town: Town, sql: str) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").connect() as connection:
        connection.exec_driver_sql(FRESH)
        for name, value in BY_KEY.items():
            connection.exec_driver_sql(f"SET LOCAL {name} = {value}")
        names = connection.exec_driver_sql("SELECT municipality, id FROM case_file LIMIT 1000").all()
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {sql}", columns(names, "text", "uuid")).scalars())
    assert "Index Scan using case_file_pkey" in plan
    assert plan.count(" on case_file") == 1, plan
    assert "Materialize" not in plan


def test_a_case_of_another_municipality_is_not_found_under_ours(town: Town) -> None:
    town.bring(a_signal(municipality="9902", kind=SignalKind.DISCONNECTION))
    assert town.plan(*case_ids(town), code="9901") == []
    assert tasks(town) == []


def test_an_unknown_case_is_passed_by(town: Town) -> None:
    assert town.plan(new_id()) == town.tick(new_id()) == []


def test_the_window_is_that_of_the_policy_in_force_when_the_case_opened(town: Town) -> None:
    town.publish(Policy.model_validate({"name": "laat", "dispatch_window": {"at": "09:30"}}), "9901", date(2026, 3, 17))
    town.publish(
        Policy.model_validate({"name": "later", "dispatch_window": {"at": "15:00"}}), "9901", date(2026, 3, 18)
    )
    town.bring(a_signal())
    town.plan(*case_ids(town))
    assert town.rows("SELECT dispatch_at FROM case_file") == [{"dispatch_at": SIX + timedelta(hours=3, minutes=30)}]


def test_the_window_opens_at_six_by_the_simulated_clock(town: Town) -> None:
    town.bring(a_signal(), a_signal(municipality="9901", kind=SignalKind.DISCONNECTION))
    town.plan(*case_ids(town))
    clock = record_clock(town.record.engine("relay"))
    waiting = [task["case_id"] for task in tasks(town)]
    for moment, cases in ((SIX - timedelta(minutes=1), 0), (SIX, 1)):
        set_clock(town, moment)
        assert clock() == moment
        with town.record.engine("relay").connect() as connection:
            due = dispatches_due(connection, clock(), SOURCE)
        assert len(due) == cases
    work = notify(
        town.record.engine("notify"), Outbox(), record_clock(town.record.engine("notify")), SOURCE, dispatch_due
    )
    assert work([CloudEvent.model_validate_json(one.payload) for one in due]) is not None
    assert [task["dispatched_at"] for task in tasks(town) if task["case_id"] not in waiting] == [SIX]


def set_clock(town: Town, moment: datetime) -> None:
    """Set the simulated clock, as the only role that may."""
    with town.record.engine("simulate").begin() as connection:
        connection.exec_driver_sql(
            'INSERT INTO simulated_clock (now) VALUES (%s) ON CONFLICT ("only") DO UPDATE SET now = EXCLUDED.now',
            (moment,),
        )


def plan_now(town: Town, case: Id, step: Dispatch = plan_cases, lock_timeout: int = 50) -> None:
    """Let notify take a step with `case`; unless told, it waits for a lock hardly at all."""
    with town.record.engine("notify").begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {lock_timeout}")
        step(connection, {("9901", case): Cause(new_id(), case)}, now=town.now, source=SOURCE)


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
        close_case(connection, worker, act, town.now, SOURCE)
        yield


@pytest.mark.parametrize("step", [plan_cases, dispatch_due], ids=["planning", "dispatching"])
def test_a_case_that_a_worker_closes_this_moment_is_waited_for_and_gets_no_task(town: Town, step: Dispatch) -> None:
    town.bring(a_signal(kind=SignalKind.DISCONNECTION))
    (case,) = case_ids(town)
    with ThreadPoolExecutor(1) as pool:
        with closing(town, case):
            planning = pool.submit(plan_now, town, case, step, lock_timeout=5_000)
            until(lambda: waits_for_a_lock(town))
        planning.result()
    assert tasks(town) == []


@pytest.mark.parametrize("step", [plan_cases, dispatch_due], ids=["planning", "dispatching"])
def test_a_worker_who_closes_a_case_waits_for_the_task_that_is_made_this_moment(town: Town, step: Dispatch) -> None:
    town.bring(a_signal(kind=SignalKind.DISCONNECTION))
    (case,) = case_ids(town)
    with town.record.engine("notify").begin() as planner:
        step(planner, {("9901", case): Cause(new_id(), case)}, now=town.now, source=SOURCE)
        with pytest.raises(OperationalError) as caught, closing(town, case, lock_timeout=50):
            pass
    assert lock_lost(caught.value)
    with closing(town, case):
        pass
    assert [task["state"] for task in tasks(town)] == ["done"]


def test_a_case_that_a_signal_joins_this_moment_gets_its_task_at_once_and_is_aligned_by_the_event_that_follows(
    town: Town,
) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.bring(first)
    (case,) = case_ids(town)
    receipts = town.deliver(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    with town.record.engine("triage").begin() as joining:
        events = settle(joining, [("9901", str(receipts[0].signal_id))], now=town.now, source=SOURCE)
        plan_now(town, case)
        assert [task["tray"] for task in tasks(town)] == ["single"]
    assert str(case) in [CloudEvent.model_validate_json(event.payload).data.get("caseId") for event in events]
    assert town.plan(case) == []
    assert [task["tray"] for task in tasks(town)] == ["crisis"]


@pytest.mark.parametrize(
    ("dispatched", "step"),
    [(False, plan_cases), (True, plan_cases), (False, dispatch_due)],
    ids=["a moment to set", "a task to align", "a task whose moment has come"],
)
def test_notify_waits_for_a_signal_that_joins_a_case(town: Town, dispatched: bool, step: Dispatch) -> None:
    first = a_signal()
    town.bring(first)
    (case,) = case_ids(town)
    if dispatched:
        town.tick(case)
        town.bring(neighbour_of(first), kind=PartnerKind.ENERGY)
    receipts = town.deliver(neighbour_of(first, kind=SignalKind.DISCONNECTION))
    with town.record.engine("triage").begin() as joining:
        settle(joining, [("9901", str(receipts[0].signal_id))], now=town.now, source=SOURCE)
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
    work = notify(town.record.engine("notify"), Outbox(), lambda: town.now, SOURCE, plan_cases)
    fates = Fates(work, lambda _chunk: None, stuck_marker(town.record.engine("notify"), "notify"))
    with ThreadPoolExecutor(1) as pool:
        with town.record.engine("notify").begin() as planner:
            plan_cases(planner, {("9901", case): Cause(new_id(), case)}, now=town.now, source=SOURCE)
            events = town.settle(town.deliver(neighbour_of(first, kind=SignalKind.DISCONNECTION)))
            joined = [CloudEvent.model_validate_json(one.payload) for one in events if "case-triaged" in one.topic]
            other = pool.submit(fates.meet, joined)
            until(lambda: waits_for_a_lock(town))
        assert other.result() == 0
    assert town.rows("SELECT 1 FROM stuck") == []
    assert [task["tray"] for task in tasks(town)] == ["crisis"]
    assert town.rows("SELECT sum(amount) AS n FROM fact WHERE kind = 'task-dispatched'") == [{"n": 1}]
