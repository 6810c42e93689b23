"""Cases as lines of a list: who, what threatens, the clock, the last attempt, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.cases.read import CLOCK_RUNS, IS_OPEN_TASK, TASK_OF_CASE, is_free
from plumbing.record.tables import attempt, case_file, disposition, signal, task, worker
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind
from services.worklist.words.wording import address, case_number, full_name, postcode_town


@dataclass(frozen=True)
class LastTry:
    """The last contact attempt."""

    kind: Channel
    held_on: date
    part_of_day: PartOfDay
    reached: bool


@dataclass(frozen=True)
class Line:
    """One case in a list. `free`: it waits in the queue; `threat`: the crisis signal with the nearest date."""

    case_id: Id
    number: str
    tray: Tray
    channel: Channel
    deadline: date
    clock_runs: bool
    closed_at: datetime | None
    free: bool
    assignee: Id | None
    assignee_name: str | None
    taken_until: datetime | None
    names: tuple[str, ...]
    address: str
    postcode_town: str
    opened_at: datetime
    talked_on: date | None
    partner_kinds: tuple[PartnerKind, ...]
    signals: int
    threat: SignalKind | None
    planned_on: date | None
    last_try: LastTry | None
    previous: Id | None


def case_lines(
    connection: Connection,
    municipality: str,
    now: datetime,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (
        case_file.c.deadline.asc(),
        case_file.c.urgency.desc(),
        case_file.c.id.asc(),
    ),
    limit: int = 50,
) -> list[Line]:
    """At most `limit` lines of this municipality's cases, shortest clock first unless told otherwise."""
    query = _cases(municipality, now).where(*conditions).order_by(*order).limit(limit)
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    signals, tries = _signals(connection, municipality, ids), _last_tries(connection, municipality, ids)
    return [_line(row, signals.get(row.id, []), tries.get(row.id)) for row in rows]


def count_cases(connection: Connection, municipality: str, *conditions: ColumnElement[bool]) -> int:
    """How many cases meet the conditions."""
    query = select(func.count()).select_from(case_file).where(case_file.c.municipality == municipality, *conditions)
    return int(connection.execute(query).scalar_one())


def _cases(municipality: str, now: datetime) -> Select[Any]:
    holder = and_(worker.c.municipality == task.c.municipality, worker.c.id == task.c.assignee)
    free = and_(task.c.id.is_not(None), is_free(now)).label("free")
    columns = (
        case_file,
        free,
        task.c.assignee,
        task.c.taken_until,
        worker.c.name.label("assignee_name"),
        CLOCK_RUNS.label("clock_runs"),
    )
    joined = case_file.outerjoin(task, and_(TASK_OF_CASE, IS_OPEN_TASK)).outerjoin(worker, holder)
    return select(*columns).select_from(joined).where(case_file.c.municipality == municipality)


def _signals(connection: Connection, municipality: str, ids: list[Id]) -> dict[Id, list[Any]]:
    same = and_(signal.c.municipality == disposition.c.municipality, signal.c.id == disposition.c.signal_id)
    rows = connection.execute(
        select(disposition.c.case_id, signal)
        .join(signal, same)
        .where(disposition.c.municipality == municipality, disposition.c.case_id.in_(ids))
    )
    found: dict[Id, list[Any]] = {}
    for row in sorted(rows, key=first_to_name):
        found.setdefault(row.case_id, []).append(row)
    return found


def first_to_name(row: Any) -> tuple[bool, datetime, Id]:
    """Order in which signals name their case: a threat first, then the oldest."""
    return (row.kind not in CRISIS_KINDS, row.received_at, row.id)


def _last_tries(connection: Connection, municipality: str, ids: list[Id]) -> dict[Id, LastTry]:
    rows = connection.execute(
        select(attempt)
        .ext(distinct_on(attempt.c.case_id))
        .where(attempt.c.municipality == municipality, attempt.c.case_id.in_(ids))
        .order_by(attempt.c.case_id, attempt.c.held_on.desc(), attempt.c.recorded_at.desc())
    )
    return {
        row.case_id: LastTry(Channel(row.kind), row.held_on, PartOfDay(row.part_of_day), row.reached) for row in rows
    }


def _line(row: Any, signals: list[Any], last_try: LastTry | None) -> Line:
    threats = [found for found in signals if found.kind in CRISIS_KINDS]
    threat = min(threats, key=lambda found: found.planned_date or date.min, default=None)
    return Line(
        case_id=row.id,
        number=case_number(row.number, row.opened_at),
        tray=Tray(row.tray),
        channel=Channel(row.channel),
        deadline=row.deadline,
        clock_runs=row.clock_runs,
        closed_at=row.closed_at,
        free=row.free,
        assignee=None if row.free else row.assignee,
        assignee_name=None if row.free else row.assignee_name,
        taken_until=None if row.free else row.taken_until,
        names=tuple(dict.fromkeys(full_name(found) for found in signals)),
        address=address(signals[0]) if signals else "",
        postcode_town=postcode_town(signals[0]) if signals else "",
        opened_at=row.opened_at,
        talked_on=row.talked_on,
        partner_kinds=tuple(dict.fromkeys(PartnerKind(found.partner_kind) for found in signals)),
        signals=len(signals),
        threat=SignalKind(threat.kind) if threat else None,
        planned_on=threat.planned_date if threat else None,
        last_try=last_try,
        previous=row.previous_case_id,
    )
