"""The case row under its lock. Lock order everywhere: municipality, case, task (DESIGN, Writers and Determinism)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, exists, func, literal, select, text

from domain.cases.acts import Act, Stale, Unknown, Worker
from domain.cases.refusals import CaseWork
from domain.law.calendar import local_date
from plumbing.record.tables import attempt, case_event, case_file, milestone, offer
from plumbing.record.write import insert
from schemas.ids import Id
from schemas.vocabulary.offers import OfferAnswer

FIRST_TALK: Final = "first-talk"
PLAN: Final = "plan-established"
CLOSED: Final = "closed"
"""Kinds of milestones; a case has one of each, but a first talk for every clock."""
TALKED: Final = "talked"
TOUCHED: Final = "touched"

NEXT: Final = text(
    "INSERT INTO sequence (municipality, last) VALUES (:code, 1)"
    " ON CONFLICT (municipality) DO UPDATE SET last = sequence.last + 1 RETURNING last"
)
HOLD: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('municipality:' || :code, 0))")


@dataclass(frozen=True)
class CaseRow:
    """A case that this transaction holds."""

    id: Id
    partner_kind: str
    touched: bool
    version: int
    work_version: int
    work: CaseWork


def hold_municipality(connection: Connection, code: str) -> None:
    """Take the municipality's lock until the transaction ends; always before a case row."""
    connection.execute(HOLD, {"code": code})


def hold_case(connection: Connection, worker: Worker, case_id: Id) -> CaseRow:
    """Lock the case row. Raises Unknown when this municipality has no such case.

    The first touch is numbered, so it needs the municipality's lock first. Whether a case was touched is never
    undone, hence the look before the lock is safe.
    """
    mine = (case_file.c.municipality == worker.municipality) & (case_file.c.id == case_id)
    before = connection.execute(select(case_file.c.touched_at).where(mine)).one_or_none()
    if before is None:
        raise Unknown
    if before.touched_at is None:
        hold_municipality(connection, worker.municipality)
    connection.execute(select(case_file.c.id).where(mine).with_for_update())
    return read_work(connection, worker.municipality, case_id)


def read_work(connection: Connection, municipality: str, case_id: Id) -> CaseRow:
    """The case and what was done on it. Raises Unknown."""
    row = connection.execute(_work(municipality, case_id)).one_or_none()
    if row is None:
        raise Unknown
    return CaseRow(
        id=row.id,
        partner_kind=row.partner_kind,
        touched=row.touched_at is not None,
        version=row.version,
        work_version=row.work_version,
        work=CaseWork(
            opened_on=local_date(row.opened_at),
            clock_sequence=row.clock_sequence,
            closed=row.closed_at is not None,
            talked_on=row.talked_on,
            talked_sequence=row.talked_sequence,
            attempts=row.attempts,
            reached_by_attempt=row.reached,
            accepted=row.accepted,
            planned=row.planned,
        ),
    )


def check_seen(case: CaseRow, act: Act) -> None:
    """Raises Stale when the page that the command came from no longer shows the case as it is."""
    if act.seen and (act.seen.header, act.seen.work) != (case.version, case.work_version):
        raise Stale


def number(connection: Connection, worker: Worker, case_id: Id, kind: str, held_on: date) -> int:
    """Give a case event the next number of the municipality, whose lock must be held; replay reads it in order."""
    last = int(connection.execute(NEXT, {"code": worker.municipality}).scalar_one())
    row = {"municipality": worker.municipality, "sequence": last, "case_id": case_id, "kind": kind, "held_on": held_on}
    insert(connection, case_event, [row])
    return last


def mark_worked(connection: Connection, worker: Worker, case: CaseRow, now: datetime, **values: Any) -> None:
    """Count one more act on the case (the first one is numbered), and set `values` of its own columns."""
    if not case.touched:
        number(connection, worker, case.id, TOUCHED, local_date(now))
    mine = (case_file.c.municipality == worker.municipality) & (case_file.c.id == case.id)
    connection.execute(
        case_file.update()
        .where(mine)
        .values(
            work_version=case_file.c.work_version + 1,
            touched_at=func.coalesce(case_file.c.touched_at, now),
            coordinator=func.coalesce(case_file.c.coordinator, literal(worker.id, case_file.c.coordinator.type)),
            **values,
        )
    )


def number_talk(connection: Connection, worker: Worker, case_id: Id, held_on: date) -> None:
    """Number the talk and keep the number with the case: the clock has stopped at this place in the order."""
    last = number(connection, worker, case_id, TALKED, held_on)
    mine = (case_file.c.municipality == worker.municipality) & (case_file.c.id == case_id)
    connection.execute(case_file.update().where(mine).values(talked_sequence=last))


def _work(municipality: str, case_id: Id) -> Select[Any]:
    mine = (attempt.c.municipality == municipality) & (attempt.c.case_id == case_id)
    offered = (offer.c.municipality == municipality) & (offer.c.case_id == case_id)
    marked = (milestone.c.municipality == municipality) & (milestone.c.case_id == case_id)
    return select(
        case_file,
        select(func.count()).select_from(attempt).where(mine).scalar_subquery().label("attempts"),
        exists().where(mine & attempt.c.reached).label("reached"),
        exists().where(offered & (offer.c.answer == OfferAnswer.ACCEPTED)).label("accepted"),
        exists().where(marked & (milestone.c.kind == PLAN)).label("planned"),
    ).where((case_file.c.municipality == municipality) & (case_file.c.id == case_id))
