"""One recording in progress: who acts on which locked case, and the writes that every command shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from domain.cases.acts import Act, Refused, Worker
from domain.cases.case_row import CaseRow, hold_case, mark_worked
from domain.cases.refusals import Refusal
from domain.cases.tasks import keep_task
from domain.figures.facts import Fact
from domain.figures.store import record as record_facts
from domain.law.calendar import local_date
from plumbing.record.tables import disposition, offer
from plumbing.record.write import insert
from schemas.envelope import Told
from schemas.events import ContactRecorded
from schemas.ids import Id


@dataclass(frozen=True)
class Step:
    """A command on a case that this transaction holds. `now` comes from the clock port."""

    connection: Connection
    worker: Worker
    act: Act
    case: CaseRow
    now: datetime

    @property
    def today(self) -> date:
        """The local date."""
        return local_date(self.now)


def begin(connection: Connection, worker: Worker, act: Act, now: datetime) -> Step:
    """Lock the case of `act`. Raises Unknown."""
    return Step(connection, worker, act, hold_case(connection, worker, act.case_id), now)


def trace(step: Step) -> Id:
    """The first signal of the case: its id is the trace that runs through all services."""
    mine = (disposition.c.municipality == step.worker.municipality) & (disposition.c.case_id == step.case.id)
    first = select(disposition.c.signal_id).where(mine).order_by(disposition.c.sequence).limit(1)
    return step.connection.execute(first).scalar_one_or_none() or step.case.id


def refuse(*refusals: Refusal | None) -> None:
    """Raise Refused with the first reason that holds."""
    for refusal in refusals:
        if refusal:
            raise Refused(refusal)


def is_recorded(step: Step, table: Table, record: Id) -> bool:
    """Whether this token was recorded before."""
    same = (table.c.municipality == step.worker.municipality) & (table.c.id == record)
    return step.connection.execute(select(table.c.id).where(same)).one_or_none() is not None


def is_on_signal(step: Step, person_id: Id) -> bool:
    """Whether the person is on a signal of the case: nobody else is contacted (DESIGN, Dispatch window)."""
    mine = (disposition.c.municipality == step.worker.municipality) & (disposition.c.case_id == step.case.id)
    found = select(disposition.c.person_id).where(mine & (disposition.c.person_id == person_id)).limit(1)
    return step.connection.execute(found).one_or_none() is not None


def has_offer(step: Step) -> bool:
    """Whether an offer was made on this case before."""
    mine = (offer.c.municipality == step.worker.municipality) & (offer.c.case_id == step.case.id)
    return step.connection.execute(select(offer.c.id).where(mine).limit(1)).one_or_none() is not None


def insert_record(step: Step, table: Table, record: Id, **columns: Any) -> None:
    """Insert the row of this act, with who recorded it and when."""
    place = {"municipality": step.worker.municipality, "id": record, "case_id": step.case.id}
    insert(step.connection, table, [place | columns | {"worker_id": step.worker.id, "recorded_at": step.now}])


def finish(step: Step, facts: Iterable[Fact], **columns: Any) -> None:
    """Count the act on the case, keep its task with the worker, append the facts. `columns`: the case row's own."""
    mark_worked(step.connection, step.worker, step.case, step.now, **columns)
    if not step.case.work.closed:
        keep_task(step.connection, step.worker, step.case.id, step.now)
    record_facts(step.connection, facts, step.now)


def contact_recorded(step: Step, record: Id) -> list[Told]:
    """The event that says something was recorded; what it was stands in the record alone."""
    case_id = step.case.id
    data = ContactRecorded(municipality=step.worker.municipality, case_id=case_id, record_id=record)
    return [Told(data, step.act.token, case_id, trace(step))]
