"""The queue: its order, and that two workers never hold the same case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.cases.acts import Refused, Worker
from domain.cases.refusals import Refusal
from domain.cases.store import take_next
from domain.cases.task import LEASE
from plumbing.record.tables import access, case_event, case_file, task
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Outbox
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from tests.domain.cases.builders import a_return, a_take, a_try, do
from tests.domain.cases.conftest import Scope
from tests.services.worklist.builders import NOW, SOURCE, TODAY, Desk, a_case


def next_case(
    work: Scope, worker: Worker, tray: Tray | None = None, *, token: Id | None = None, now: datetime = NOW
) -> Id | None:
    with work() as connection:
        return take_next(connection, Outbox(SOURCE), worker, token or new_id(), now, tray)


def take(work: Scope, worker: Worker, case_id: Id, *, token: Id | None = None, now: datetime = NOW) -> None:
    with work() as connection:
        do(connection, worker, a_take(case_id, token or new_id()), now=now)


def give_back(work: Scope, worker: Worker, case_id: Id) -> None:
    with work() as connection:
        do(connection, worker, a_return(case_id))


def refused(work: Scope, worker: Worker, case_id: Id) -> Refusal:
    with pytest.raises(Refused) as error:
        take(work, worker, case_id)
    return error.value.refusal


def test_two_workers_never_get_the_same_case(desk: Desk, work: Scope) -> None:
    cases = {a_case(desk, house_number=str(n)) for n in range(1, 21)}
    workers = [desk.worker(f"Collega {n}") for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda n: next_case(work, workers[n % 4]), range(24)))
    given = [case_id for case_id in taken if case_id]
    assert len(given) == len(set(given)) == 20
    assert set(given) == cases


def test_a_tray_is_ordered_by_clock_and_then_by_urgency(desk: Desk, work: Scope) -> None:
    worker = desk.worker()
    late, soon = TODAY + timedelta(days=20), TODAY + timedelta(days=9)
    last = a_case(desk, house_number="1", deadline=late, urgency=3)
    second = a_case(desk, house_number="2", deadline=soon, urgency=0)
    first = a_case(desk, house_number="3", deadline=soon, urgency=1)
    assert [next_case(work, worker, Tray.SINGLE) for _ in range(4)] == [first, second, last, None]


def test_a_crisis_goes_before_every_other_tray(desk: Desk, work: Scope) -> None:
    worker = desk.worker()
    a_case(desk, house_number="1", deadline=TODAY)
    crisis = a_case(desk, house_number="2", tray=Tray.CRISIS, opened_at=NOW)
    assert next_case(work, worker) == crisis


def test_the_same_form_sent_twice_takes_one_case(desk: Desk, work: Scope) -> None:
    worker, token = desk.worker(), new_id()
    a_case(desk, house_number="1")
    a_case(desk, house_number="2")
    assert next_case(work, worker, token=token) == next_case(work, worker, token=token)


def test_after_half_an_hour_without_a_record_others_may_take_it(desk: Desk, work: Scope) -> None:
    case_id, first, second = a_case(desk), desk.worker(), desk.worker("Joost Veenstra")
    assert next_case(work, first) == case_id
    assert refused(work, second, case_id) is Refusal.HELD_BY_COLLEAGUE
    assert next_case(work, second, now=NOW + LEASE) == case_id


def test_who_takes_a_case_again_after_half_an_hour_holds_it_for_another(desk: Desk, work: Scope) -> None:
    case_id, worker = a_case(desk), desk.worker()
    for now in (NOW, NOW + timedelta(minutes=1), NOW + LEASE):
        take(work, worker, case_id, now=now)
    with desk.engine.connect() as connection:
        assert connection.execute(select(task.c.taken_until)).scalar_one() == NOW + 2 * LEASE


def test_what_somebody_recorded_on_stays_theirs(desk: Desk, work: Scope) -> None:
    case_id, first, second = a_case(desk), desk.worker(), desk.worker("Joost Veenstra")
    next_case(work, first)
    with work() as connection:
        do(connection, first, a_try(case_id))
    assert next_case(work, second, now=NOW + 10 * LEASE) is None


def test_a_case_given_back_is_in_the_queue_again(desk: Desk, work: Scope) -> None:
    case_id, first, second = a_case(desk), desk.worker(), desk.worker("Joost Veenstra")
    next_case(work, first)
    give_back(work, second, case_id)
    assert next_case(work, second) is None
    give_back(work, first, case_id)
    assert next_case(work, second) == case_id


def test_a_case_may_be_taken_again_with_the_form_that_took_it_before(desk: Desk, work: Scope) -> None:
    case_id, worker, token = a_case(desk), desk.worker(), new_id()
    for _ in range(2):
        take(work, worker, case_id, token=token)
        give_back(work, worker, case_id)
    with desk.engine.connect() as connection:
        assert connection.execute(select(access.c.purpose, access.c.case_id)).all() == [("take", case_id)]
    assert next_case(work, worker) == case_id


def test_the_first_touch_takes_a_number_once(desk: Desk, work: Scope) -> None:
    case_id, worker = a_case(desk), desk.worker()
    next_case(work, worker)
    give_back(work, worker, case_id)
    next_case(work, worker)
    with desk.engine.connect() as connection:
        events = connection.execute(select(case_event)).all()
        touched = connection.execute(select(case_file.c.touched_at, case_file.c.work_version)).one()
    assert [(event.kind, event.sequence) for event in events] == [("touched", 2)]
    assert touched == (NOW, 3)


def test_a_case_without_an_open_task_is_not_in_the_queue(desk: Desk, work: Scope) -> None:
    case_id = a_case(desk)
    with desk.engine.begin() as connection:
        connection.execute(task.update().values(state="done"))
    assert refused(work, desk.worker(), case_id) is Refusal.NOT_IN_QUEUE
