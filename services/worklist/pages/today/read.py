"""The day: running crisis clocks, the worker's own cases, other clocks that break this week, and the trays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, and_, not_

from domain.cases.acts import Worker
from domain.cases.read import CLOCK_RUNS, IS_CRISIS, MUST_BE_CHECKED
from plumbing.record.tables import case_file
from schemas.vocabulary.cases import Tray
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import (
    case_lines,
    count_cases,
    read_mine,
    read_waiting,
)
from services.worklist.words.wording import end_of_week

LINES_BESIDE: Final = 10
"""Lines of a list that stands beside another."""


@dataclass(frozen=True)
class WorkingDay:
    """What the start page shows; a count is of all there are."""

    crisis: list[CaseLine]
    crisis_count: int
    mine: list[CaseLine]
    breaking: list[CaseLine]
    breaking_count: int
    checks: list[CaseLine]
    waiting: Mapping[Tray, int]


def read_day(connection: Connection, worker: Worker, now: datetime, today: date) -> WorkingDay:
    """What cannot wait, what is mine, what waits."""
    code = worker.municipality
    crisis = and_(CLOCK_RUNS, IS_CRISIS)
    breaking = and_(CLOCK_RUNS, not_(IS_CRISIS), case_file.c.deadline <= end_of_week(today))
    return WorkingDay(
        crisis=case_lines(connection, code, now, crisis),
        crisis_count=count_cases(connection, code, crisis),
        mine=read_mine(connection, worker, now),
        breaking=case_lines(connection, code, now, breaking, limit=LINES_BESIDE),
        breaking_count=count_cases(connection, code, breaking),
        checks=case_lines(connection, code, now, MUST_BE_CHECKED),
        waiting=read_waiting(connection, code, now),
    )
