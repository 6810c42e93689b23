"""Dispatching on the real record: one task a case, in line with its case, however often a message comes."""

from datetime import UTC, date, datetime, timedelta

from plumbing.running.chance import new_id
from plumbing.running.clock import record_clock
from plumbing.transport.outbox import Outbox
from schemas.envelope import CloudEvent, written
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.notify.process import notify, plan_due, plan_triaged
from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.store import passed
from tests.builders import AT_ONCE, SOURCE, Town, a_signal
from tests.services.notify.builders import case_ids, neighbour_of, tasks

SIX = datetime(2026, 3, 18, 5, 0, tzinfo=UTC)
"""06:00 in Amsterdam on Wednesday 18 March 2026, the working day after the town's clock."""


def everything(town: Town) -> list[object]:
    return [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in ("task", "case_file", "fact", "outbox")]


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
    work = notify(town.record.engine("notify"), Outbox(SOURCE), lambda: town.now, plan_triaged)
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
            due = [written(one, SOURCE, clock()) for one in passed(connection, DISPATCH_WINDOW, clock())]
        assert len(due) == cases
    work = notify(town.record.engine("notify"), Outbox(SOURCE), record_clock(town.record.engine("notify")), plan_due)
    assert work([CloudEvent.model_validate_json(one.payload) for one in due]) is not None
    assert [task["dispatched_at"] for task in tasks(town) if task["case_id"] not in waiting] == [SIX]


def set_clock(town: Town, moment: datetime) -> None:
    """Set the simulated clock, as the only role that may."""
    with town.record.engine("simulate").begin() as connection:
        connection.exec_driver_sql(
            'INSERT INTO simulated_clock (now) VALUES (%s) ON CONFLICT ("only") DO UPDATE SET now = EXCLUDED.now',
            (moment,),
        )
