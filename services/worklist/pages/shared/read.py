"""Reading cases as lines, and the lists that more than one page shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, func, not_, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.cases.acts import Unknown, Worker
from domain.cases.read import (
    CLOCK_RUNS,
    IS_OPEN_TASK,
    IS_STILL_THERE,
    OVERRIDE_OF_CASE,
    SHOWN_TRAY,
    TASK_OF_CASE,
    is_free,
)
from plumbing.record.tables import attempt, case_file, case_signal, override_in_force, signal, task, worker
from schemas.ids import Id
from schemas.vocabulary.cases import TaskState, Tray
from services.worklist.pages.shared.case_line import CaseLine, LastTry, case_line, first_to_name, last_try

LINES_OF_A_PAGE: Final = 100
"""Lines of a list that is the page."""
OWN_COLUMNS: Final = ("tray", "urgency", "reason", "ends_on", "header_version")
"""What is shown of what a worker put otherwise than the rules."""

SHORTEST_CLOCK_FIRST: Final = (case_file.c.deadline.asc(), case_file.c.urgency.desc(), case_file.c.id.asc())


def case_lines(
    connection: Connection,
    municipality: str,
    now: datetime,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = SHORTEST_CLOCK_FIRST,
    limit: int = LINES_OF_A_PAGE,
) -> list[CaseLine]:
    """At most `limit` lines of this municipality's cases, shortest clock first unless told otherwise."""
    query = _cases(municipality, now).where(*conditions).order_by(*order).limit(limit)
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    signals, tries = _signals(connection, municipality, ids), _last_tries(connection, municipality, ids)
    return [case_line(row, signals.get(row.id, []), tries.get(row.id)) for row in rows]


def one_line(connection: Connection, municipality: str, now: datetime, case_id: Id) -> CaseLine:
    """The line of this case. Raises Unknown."""
    found = case_lines(connection, municipality, now, case_file.c.id == case_id, limit=1)
    if not found:
        raise Unknown
    return found[0]


def count_cases(connection: Connection, municipality: str, *conditions: ColumnElement[bool]) -> int:
    """How many cases meet the conditions."""
    query = select(func.count()).select_from(case_file).where(case_file.c.municipality == municipality, *conditions)
    return int(connection.execute(query).scalar_one())


def read_mine(connection: Connection, worker: Worker, now: datetime) -> list[CaseLine]:
    """Cases that this worker holds."""
    held = and_(task.c.state == TaskState.TAKEN, task.c.assignee == worker.id, not_(is_free(now)))
    return case_lines(connection, worker.municipality, now, held)


def read_waiting(connection: Connection, municipality: str, now: datetime) -> Mapping[Tray, int]:
    """How many cases wait in each tray; every tray is named."""
    rows = connection.execute(
        select(SHOWN_TRAY, func.count())
        .select_from(task)
        .join(case_file, TASK_OF_CASE)
        .outerjoin(override_in_force, OVERRIDE_OF_CASE)
        .where(task.c.municipality == municipality, is_free(now), case_file.c.closed_at.is_(None))
        .group_by(SHOWN_TRAY)
    )
    counts = {Tray(tray): number for tray, number in rows}
    return {tray: counts.get(tray, 0) for tray in Tray}


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
    own = [override_in_force.c[name].label(f"own_{name}") for name in OWN_COLUMNS]
    with_task = case_file.outerjoin(task, and_(TASK_OF_CASE, IS_OPEN_TASK)).outerjoin(worker, holder)
    joined = with_task.outerjoin(override_in_force, OVERRIDE_OF_CASE)
    return select(*columns, *own).select_from(joined).where(case_file.c.municipality == municipality)


def _signals(connection: Connection, municipality: str, ids: list[Id]) -> dict[Id, list[Any]]:
    """Those that are still in their case; where none is, those that were."""
    same = and_(signal.c.municipality == case_signal.c.municipality, signal.c.id == case_signal.c.signal_id)
    rows = connection.execute(
        select(case_signal.c.case_id, IS_STILL_THERE.label("still_there"), signal)
        .join(signal, same)
        .where(case_signal.c.municipality == municipality, case_signal.c.case_id.in_(ids))
    )
    found: dict[Id, list[Any]] = {}
    for row in sorted(rows, key=first_to_name):
        found.setdefault(row.case_id, []).append(row)
    return {name: [row for row in those if row.still_there] or those for name, those in found.items()}


def _last_tries(connection: Connection, municipality: str, ids: list[Id]) -> dict[Id, LastTry]:
    rows = connection.execute(
        select(attempt)
        .ext(distinct_on(attempt.c.case_id))
        .where(attempt.c.municipality == municipality, attempt.c.case_id.in_(ids))
        .order_by(attempt.c.case_id, attempt.c.held_on.desc(), attempt.c.recorded_at.desc())
    )
    return {row.case_id: last_try(row) for row in rows}
