"""The queue and the day: what waits in each tray, what is mine, what cannot wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, not_, select

from domain.cases.acts import Worker
from domain.cases.read import CLOCK_RUNS, IS_CRISIS, TASK_OF_CASE, is_free, queue_order
from plumbing.record.tables import case_file, task
from schemas.vocabulary.cases import TaskState, Tray
from services.worklist.read.lines import Line, case_lines, count_cases
from services.worklist.words.wording import end_of_week

LONG, SHORT = 100, 10
"""Lines of a list that is the page, and of one beside it."""


@dataclass(frozen=True)
class Day:
    """What the start page shows."""

    crisis: list[Line]
    crisis_count: int
    mine: list[Line]
    breaking: list[Line]
    breaking_count: int
    waiting: Mapping[Tray, int]


def read_day(connection: Connection, worker: Worker, now: datetime, today: date) -> Day:
    """Running crisis clocks first; the worker's own cases; other clocks that break this week; the trays."""
    code = worker.municipality
    crisis = and_(CLOCK_RUNS, IS_CRISIS)
    breaking = and_(CLOCK_RUNS, not_(IS_CRISIS), case_file.c.deadline <= end_of_week(today))
    return Day(
        crisis=case_lines(connection, code, now, crisis, limit=LONG),
        crisis_count=count_cases(connection, code, crisis),
        mine=read_mine(connection, worker, now),
        breaking=case_lines(connection, code, now, breaking, limit=SHORT),
        breaking_count=count_cases(connection, code, breaking),
        waiting=read_waiting(connection, code, now),
    )


def read_mine(connection: Connection, worker: Worker, now: datetime) -> list[Line]:
    """Cases that this worker holds."""
    held = and_(task.c.state == TaskState.TAKEN, task.c.assignee == worker.id, not_(is_free(now)))
    return case_lines(connection, worker.municipality, now, held, limit=LONG)


def read_tray(connection: Connection, municipality: str, tray: Tray, now: datetime) -> list[Line]:
    """What waits in a tray, in its order."""
    waiting = and_(task.c.tray == tray, is_free(now), case_file.c.closed_at.is_(None))
    return case_lines(connection, municipality, now, waiting, order=queue_order(), limit=LONG)


def read_waiting(connection: Connection, municipality: str, now: datetime) -> Mapping[Tray, int]:
    """How many cases wait in each tray; every tray is named."""
    rows = connection.execute(
        select(task.c.tray, func.count())
        .join(case_file, TASK_OF_CASE)
        .where(task.c.municipality == municipality, is_free(now), case_file.c.closed_at.is_(None))
        .group_by(task.c.tray)
    )
    counts = {Tray(tray): number for tray, number in rows}
    return {tray: counts.get(tray, 0) for tray in Tray}
