"""Taking a task from the queue and giving it back: two workers never hold the same one.

A task taken is held for a while; once its holder has recorded something, until it is given back or the case is closed.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, or_, select, update

from domain.cases.acts import Refused, Worker
from domain.cases.case_row import hold_case, hold_municipality, mark_worked, read_work
from domain.cases.refusals import Refusal
from plumbing.record.tables import access, case_file, task
from plumbing.record.write import insert
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import Tray

LEASE: Final = timedelta(minutes=30)
QUEUED: Final = "queued"
TAKEN: Final = "taken"
DONE: Final = "done"


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether a task is in the queue: nobody took it, or the time of whoever did has passed."""
    lapsed = and_(task.c.state == TAKEN, task.c.taken_until.is_not(None), task.c.taken_until <= now)
    return or_(task.c.state == QUEUED, lapsed)


def queue_order() -> tuple[ColumnElement[Any], ...]:
    """The order of a tray: shortest clock first, then urgency, then who waits longest."""
    return (task.c.deadline.asc(), task.c.urgency.desc(), task.c.dispatched_at.asc(), task.c.id.asc())


def take_next(connection: Connection, worker: Worker, token: Id, now: datetime, tray: Tray | None = None) -> Id | None:
    """Take the first free task of `tray` (None: crisis before all others) and give its case; None: nothing waits.

    The same token again gives the same case.
    """
    hold_municipality(connection, worker.municipality)
    before = _taken_with(connection, worker, token)
    if before:
        return before
    free = and_(task.c.municipality == worker.municipality, is_free(now), case_file.c.closed_at.is_(None))
    if tray:
        free = and_(free, task.c.tray == tray)
    crisis_first = case((task.c.tray == Tray.CRISIS, 0), else_=1)
    same = and_(case_file.c.municipality == task.c.municipality, case_file.c.id == task.c.case_id)
    found = connection.execute(
        select(task.c.case_id)
        .join(case_file, same)
        .where(free)
        .order_by(crisis_first, *queue_order())
        .limit(1)
        .with_for_update(of=[case_file, task], skip_locked=True)
    ).scalar_one_or_none()
    if found is not None:
        _take(connection, worker, token, found, now)
    return found


def take(connection: Connection, worker: Worker, token: Id, case_id: Id, now: datetime) -> None:
    """Take this case. Raises Unknown, or Refused when a colleague holds it or it has no open task."""
    hold_case(connection, worker, case_id)
    found = connection.execute(_open_task(worker, case_id).with_for_update()).one_or_none()
    if found is None:
        raise Refused(Refusal.NOT_IN_QUEUE)
    if found.state == TAKEN and found.assignee == worker.id:
        return
    if found.state == TAKEN and (found.taken_until is None or found.taken_until > now):
        raise Refused(Refusal.HELD_BY_COLLEAGUE)
    _take(connection, worker, token, case_id, now)


def give_back(connection: Connection, worker: Worker, case_id: Id, now: datetime) -> None:
    """Put a case that this worker holds back in the queue; one held by nobody or another stays as it is."""
    held = hold_case(connection, worker, case_id)
    returned = connection.execute(
        update(task)
        .where(_of_case(worker, case_id), task.c.state == TAKEN, task.c.assignee == worker.id)
        .values(state=QUEUED, assignee=None, taken_until=None)
        .returning(task.c.id)
    ).one_or_none()
    if returned:
        mark_worked(connection, worker, held, now)


def keep_task(connection: Connection, worker: Worker, case_id: Id, now: datetime) -> None:
    """Something was recorded: a free task becomes the worker's, and a task of the worker stays so."""
    mine = or_(is_free(now), task.c.assignee == worker.id)
    connection.execute(
        update(task)
        .where(_of_case(worker, case_id), task.c.state.in_((QUEUED, TAKEN)), mine)
        .values(state=TAKEN, assignee=worker.id, taken_until=None)
    )


def finish_task(connection: Connection, worker: Worker, case_id: Id) -> None:
    """The case is closed: its task leaves the queue."""
    connection.execute(
        update(task).where(_of_case(worker, case_id), task.c.state.in_((QUEUED, TAKEN))).values(state=DONE)
    )


def _take(connection: Connection, worker: Worker, token: Id, case_id: Id, now: datetime) -> None:
    row = {"municipality": worker.municipality, "id": event_id(token, "take"), "worker_id": worker.id}
    taken = row | {"case_id": case_id, "purpose": "take", "accessed_at": now}
    insert(connection, access, [taken], conflict="ON CONFLICT DO NOTHING")
    connection.execute(
        update(task)
        .where(_of_case(worker, case_id), task.c.state.in_((QUEUED, TAKEN)))
        .values(state=TAKEN, assignee=worker.id, taken_until=now + LEASE)
    )
    mark_worked(connection, worker, read_work(connection, worker.municipality, case_id), now)


def _taken_with(connection: Connection, worker: Worker, token: Id) -> Id | None:
    same = (access.c.municipality == worker.municipality) & (access.c.id == event_id(token, "take"))
    found: Id | None = connection.execute(select(access.c.case_id).where(same)).scalar_one_or_none()
    return found


def _of_case(worker: Worker, case_id: Id) -> ColumnElement[bool]:
    return and_(task.c.municipality == worker.municipality, task.c.case_id == case_id)


def _open_task(worker: Worker, case_id: Id) -> Any:
    return select(task).where(_of_case(worker, case_id), task.c.state.in_((QUEUED, TAKEN)))
