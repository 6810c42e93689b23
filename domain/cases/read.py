"""Cases in the record, read as rules see them, and the conditions by which lists of them are asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, case, exists, func, not_, or_, select

from domain.cases.act import Unknown
from domain.cases.case import Case
from domain.cases.clock import is_stopped
from domain.cases.task import CaseTask
from domain.cases.work import OfferMade, SignalOfCase, WorkDone
from domain.law.calendar import local_date
from plumbing.record.tables import (
    access,
    attempt,
    case_file,
    case_signal,
    milestone,
    offer,
    override,
    override_in_force,
    signal,
    task,
    withdrawal,
    withdrawal_check,
)
from schemas.ids import Id
from schemas.vocabulary.cases import HEADER, EndResult, MilestoneKind, TaskState, Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import STAYS_WITH_A_CASE, Disposition
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.signals import CRISIS_KINDS

CASE_COLUMNS: Final = (
    "municipality",
    "id",
    "household_id",
    "number",
    "opened_at",
    *HEADER,
    "clock_sequence",
    "version",
    "dispatch_at",
    "touched_at",
    "talked_sequence",
    "closed_at",
)
"""What `as_case`, triage and notify read of a case."""
CASE_VALUES: Final = ", ".join(f"c.{name}" for name in CASE_COLUMNS)
"""The same, selected from `case_file c`."""
CASE_BY_KEY: Final = f"""
SELECT {CASE_VALUES}, c.work_version, c.coordinator, c.talked_on FROM case_file c
WHERE c.municipality = %s AND c.id = %s
"""
TASK_BY_KEY: Final = "SELECT state, assignee, taken_until FROM task WHERE municipality = %s AND case_id = %s"
RECORDED: Final = " UNION ALL ".join(
    f"SELECT id FROM {table.name} WHERE municipality = %(municipality)s AND id = %(record)s"
    for table in (attempt, offer, milestone, override, withdrawal_check, access)
)
CaseKey = tuple[str, Id]
"""Municipality and id of a case."""

CLOCK_RUNS: Final = and_(
    case_file.c.closed_at.is_(None),
    or_(case_file.c.talked_sequence.is_(None), case_file.c.talked_sequence <= case_file.c.clock_sequence),
)
"""A first talk is still owed: `clock.clock_runs` in SQL."""
IS_STILL_THERE: Final = case_signal.c.still_there
"""A signal of a case that was not taken out of it, as because a register says that its resident died."""
BELONGS_ELSEWHERE: Final = and_(not_(IS_STILL_THERE), case_signal.c.disposition.in_(sorted(STAYS_WITH_A_CASE)))
"""A signal of a case that is in another since it turned out to be about another household."""
IS_CRISIS: Final = exists().where(
    case_signal.c.municipality == case_file.c.municipality,
    case_signal.c.case_id == case_file.c.id,
    case_signal.c.kind.in_(sorted(CRISIS_KINDS)),
    IS_STILL_THERE,
)
"""Something serious threatens on one of its signals (Wgs art. 4(2))."""
MUST_BE_CHECKED: Final = and_(
    case_file.c.closed_at.is_(None),
    exists().where(
        case_signal.c.municipality == case_file.c.municipality,
        case_signal.c.case_id == case_file.c.id,
        case_signal.c.disposition == Disposition.IN_CASE,
        signal.c.municipality == case_signal.c.municipality,
        signal.c.id == case_signal.c.signal_id,
        withdrawal.c.municipality == signal.c.municipality,
        withdrawal.c.cause == signal.c.asked,
        ~exists().where(
            withdrawal_check.c.municipality == withdrawal.c.municipality,
            withdrawal_check.c.signal_id == withdrawal.c.signal_id,
            withdrawal_check.c.recorded_at >= withdrawal.c.withdrawn_at,
        ),
    ),
)
"""A partner took one of its signals back after somebody worked on it, and nobody has asked since."""
TASK_OF_CASE: Final = and_(task.c.municipality == case_file.c.municipality, task.c.case_id == case_file.c.id)
OVERRIDE_OF_CASE: Final = and_(
    override_in_force.c.municipality == case_file.c.municipality, override_in_force.c.case_id == case_file.c.id
)
SHOWN_TRAY: Final[ColumnElement[Any]] = func.coalesce(override_in_force.c.tray, task.c.tray)
"""The tray of a task: a worker's word, else that of the rules. Needs `override_in_force` joined from outside."""
OWN_PLACE: Final = case(
    (override_in_force.c.urgency > task.c.urgency, 0),
    (and_(override_in_force.c.urgency < task.c.urgency, override_in_force.c.header_version >= case_file.c.version), 2),
    else_=1,
)
"""First what a worker put first, last what a worker put last; but that only until something new comes in."""
IS_OPEN_TASK: Final = task.c.state.in_((TaskState.QUEUED, TaskState.TAKEN))


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether a task waits in the queue: `task.waits_in_queue` in SQL."""
    lapsed = and_(task.c.state == TaskState.TAKEN, task.c.taken_until.is_not(None), task.c.taken_until <= now)
    return or_(task.c.state == TaskState.QUEUED, lapsed)


def queue_order() -> tuple[ColumnElement[Any], ...]:
    """The order of a tray: a worker's word, shortest clock, then urgency, then who waits longest."""
    return (OWN_PLACE, task.c.deadline.asc(), task.c.urgency.desc(), task.c.dispatched_at.asc(), task.c.id.asc())


def as_case(row: Any, work: WorkDone | None = None) -> Case:
    """A row of `case_file` as rules see it."""
    return Case(
        id=row.id,
        opened_on=local_date(row.opened_at),
        tray=Tray(row.tray),
        channel=Channel(row.channel),
        urgency=row.urgency,
        deadline=row.deadline,
        clock_from=row.clock_from,
        several=row.several,
        successive=row.successive,
        partner_kind=row.partner_kind,
        touched=row.touched_at is not None,
        talked=is_stopped(row.clock_sequence, row.talked_sequence),
        closed=row.closed_at is not None,
        version=row.version,
        clock_sequence=row.clock_sequence,
        work=work,
    )


def case_with_work(connection: Connection, key: CaseKey, *, record: Id | None = None, lock: str = "") -> Case:
    """The case with its work, and whether `record` stands there already. Raises Unknown when there is no such case.

    `lock`: a locking clause for its row, and then for that of its task.
    """
    row = connection.exec_driver_sql(f"{CASE_BY_KEY} {lock}", key).one_or_none()
    if row is None:
        raise Unknown
    held = connection.exec_driver_sql(f"{TASK_BY_KEY} {lock}", key).one_or_none()
    return as_case(row, _work(connection, key, row, held)._replace(recorded=_recorded(connection, key, record)))


def _work(connection: Connection, key: CaseKey, row: Row[Any], held: Row[Any] | None) -> WorkDone:
    attempts, offers, milestones = (_on_case(connection, one, key) for one in (attempt, offer, milestone))
    signals = _on_case(connection, case_signal, key, case_signal.c.sequence)
    there = [one for one in signals if one.still_there]
    return WorkDone(
        version=row.work_version,
        coordinator=row.coordinator,
        touched_at=row.touched_at,
        talked_on=row.talked_on,
        attempts=len(attempts),
        reached_by_attempt=any(one.reached for one in attempts),
        offers=tuple(_as_offer(one) for one in offers),
        planned=any(one.kind == MilestoneKind.PLAN_ESTABLISHED for one in milestones),
        result=next((EndResult(one.result) for one in milestones if one.result), None),
        signals=tuple(SignalOfCase(one.signal_id, one.person_id, one.partner_kind, one.received_on) for one in there),
        first_signal=signals[0].signal_id if signals else None,
        task=CaseTask(TaskState(held.state), held.assignee, held.taken_until) if held else None,
    )


def _on_case(connection: Connection, table: Table, key: CaseKey, *order: ColumnElement[Any]) -> Sequence[Row[Any]]:
    mine = (table.c.municipality == key[0]) & (table.c.case_id == key[1])
    return connection.execute(select(table).where(mine).order_by(*order)).all()


def _recorded(connection: Connection, key: CaseKey, record: Id | None) -> frozenset[Id]:
    if record is None:
        return frozenset()
    return frozenset(connection.exec_driver_sql(RECORDED, {"municipality": key[0], "record": record}).scalars())


def _as_offer(row: Row[Any]) -> OfferMade:
    return OfferMade(row.id, OfferKind(row.kind), row.made_on, OfferAnswer(row.answer), row.answered_on)
