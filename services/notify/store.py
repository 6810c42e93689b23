"""The cases that notify was woken for, with their tasks, held as far as their step needs it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row

from domain.cases.read import CASE_VALUES, as_case
from domain.law.calendar import local_date
from plumbing.record.tables import case_file, task
from plumbing.record.write import Keys, rows_of
from schemas.vocabulary.cases import TASK_HEADER, TaskState, Tray
from schemas.vocabulary.contacts import Channel
from services.notify.dispatch import CaseName
from services.notify.planner.next_step import OpenCase, Task, TaskHeader

CASES_BY_KEY: Final = f"""
SELECT {CASE_VALUES} FROM {{named}}
JOIN case_file c ON c.municipality = named.municipality AND c.id = named.id
ORDER BY c.municipality, c.id
"""
"""By key and nothing else, closed ones too: asked for open ones, PostgreSQL without statistics expects a handful and
reads the whole table to find them.
"""
KEPT_OPEN: Final = f"{CASES_BY_KEY} FOR KEY SHARE OF c"
"""Nobody closes these cases before we commit: the worklist locks FOR UPDATE. Triage may (docs/decisions/0016)."""
HELD: Final = f"{CASES_BY_KEY} FOR NO KEY UPDATE OF c"
"""Nobody changes these cases before we commit, triage neither."""
TASKS_BY_CASE: Final = f"""
SELECT t.case_id, t.state, {", ".join(f"t.{name}" for name in TASK_HEADER)} FROM {{named}}
JOIN task t ON t.municipality = named.municipality AND t.case_id = named.case_id
"""

LAPSED_OVERRIDES: Final = """
UPDATE override o SET ended_at = %(now)s
WHERE o.municipality = %(code)s AND o.case_id = %(case)s AND o.ended_at IS NULL AND o.recorded_at <= (
 SELECT max(last.recorded_at) FROM override last
 WHERE last.municipality = %(code)s AND last.case_id = %(case)s AND last.ended_at IS NULL AND last.ends_on < %(today)s
)
"""
"""What a worker said before it on the same case ends with it: it had lost its place already."""


def end_overrides(connection: Connection, names: Collection[CaseName], now: datetime) -> int:
    """End what workers put otherwise on these cases and whose last day has passed; gives how many rows ended."""
    today = local_date(now)
    return sum(
        connection.exec_driver_sql(LAPSED_OVERRIDES, {"code": code, "case": case, "now": now, "today": today}).rowcount
        for code, case in sorted(names)
    )


def open_cases(connection: Connection, names: Collection[CaseName], *, sql: str) -> list[OpenCase]:
    """Those of `names` that are open once their locks are held (`sql`: KEPT_OPEN or HELD), in one order.

    Who closes a case locks it FOR UPDATE first. Whoever makes the same task at this moment meets its key.
    """
    rows = rows_of(connection, sql, named=Keys(case_file, ("municipality", "id"), names))
    found = [row for row in rows if row.closed_at is None]
    wanted = Keys(task, ("municipality", "case_id"), [(row.municipality, row.id) for row in found])
    tasks = {row.case_id: _as_task(row) for row in rows_of(connection, TASKS_BY_CASE, named=wanted)}
    return [OpenCase(row.municipality, as_case(row), row.dispatch_at, tasks.get(row.id)) for row in found]


def _as_task(row: Row[Any]) -> Task:
    return Task(TaskState(row.state), TaskHeader(Tray(row.tray), Channel(row.channel), row.urgency, row.deadline))
