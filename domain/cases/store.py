"""An act on a case in the record: hold, read, refuse, number, write; and the next case from the queue."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, case, select

from domain.cases.act import Act, Recording, Unknown, Worker
from domain.cases.acts import ACTS, TakeCase
from domain.cases.case import Case
from domain.cases.perform import events_of, turn_down
from domain.cases.read import OVERRIDE_OF_CASE, SHOWN_TRAY, TASK_OF_CASE, case_with_work, is_free, queue_order
from domain.store import write
from plumbing.record.order import hold_municipalities, take_numbers
from plumbing.record.tables import access, case_file, override_in_force, task
from plumbing.transport.outbox import Batch, Outbox
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import Tray

TOUCHED_AT: Final = "SELECT touched_at FROM case_file WHERE municipality = %s AND id = %s"


def perform(connection: Connection, outbox: Outbox, worker: Worker, act: Act, now: datetime) -> Batch | None:
    """Do `act` at `now` (UTC) in the open transaction, in the scope of the worker's municipality.

    Gives the batch of events to hand to the publisher after the commit; None when nobody is told anything, as for an
    act that was done before and changes nothing. Raises Unknown, Stale or Refused.
    """
    rules = ACTS[type(act)]
    asked = Recording(worker, act, hold_case(connection, worker, act), now)
    if rules.is_done(asked):
        return None
    turn_down(asked, rules.refusal(asked))
    first = _first_number(connection, worker.municipality, len(events_of(asked)))
    return write(connection, outbox, rules.change(asked._replace(first=first)), now)


def take_next(
    connection: Connection, outbox: Outbox, worker: Worker, token: Id, now: datetime, tray: Tray | None = None
) -> Id | None:
    """Take the first free task of `tray` (None: crisis before all others) and give its case; None: nothing waits.

    The same token again gives the same case.
    """
    hold_municipalities(connection, [worker.municipality])
    before = _taken_with(connection, worker, token)
    if before:
        return before
    found = _first_free(connection, worker, now, tray)
    if found:
        perform(connection, outbox, worker, TakeCase(token=token, case_id=found), now)
    return found


def hold_case(connection: Connection, worker: Worker, act: Act) -> Case:
    """Lock the case and its task until the transaction ends, and read them. Raises Unknown.

    Lock order everywhere: municipality, case, task. What gets a number needs the municipality's lock first. Whether a
    case was touched is never undone, hence the look before the lock is safe.
    """
    key = (worker.municipality, act.case_id)
    before = connection.exec_driver_sql(TOUCHED_AT, key).one_or_none()
    if before is None:
        raise Unknown
    if (before.touched_at is None and act.touches) or act.binds:
        hold_municipalities(connection, [worker.municipality])
    return case_with_work(connection, key, record=act.record, lock="FOR UPDATE")


def _first_number(connection: Connection, municipality: str, count: int) -> int:
    return take_numbers(connection, {municipality: count})[municipality] if count else 0


def _taken_with(connection: Connection, worker: Worker, token: Id) -> Id | None:
    same = (access.c.municipality == worker.municipality) & (access.c.id == event_id(token, TakeCase.what))
    found: Id | None = connection.execute(select(access.c.case_id).where(same)).scalar_one_or_none()
    return found


def _first_free(connection: Connection, worker: Worker, now: datetime, tray: Tray | None) -> Id | None:
    """The case of the first task in the queue, held; what others hold is passed over."""
    free = and_(task.c.municipality == worker.municipality, is_free(now), case_file.c.closed_at.is_(None))
    crisis_first = case((SHOWN_TRAY == Tray.CRISIS, 0), else_=1)
    found: Id | None = connection.execute(
        select(task.c.case_id)
        .join(case_file, TASK_OF_CASE)
        .outerjoin(override_in_force, OVERRIDE_OF_CASE)
        .where(and_(free, SHOWN_TRAY.in_((tray,))) if tray else free)
        .order_by(crisis_first, *queue_order())
        .limit(1)
        .with_for_update(of=[case_file, task], skip_locked=True)
    ).scalar_one_or_none()
    return found
