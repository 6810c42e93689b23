"""Open cases in the record as the planner sees them, all of a municipality or one of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.cases.read import CASE_VALUES, as_case
from domain.cases.task import CaseTask, waits_in_queue
from domain.law.calendar import local_date
from domain.people.telephone import shown
from domain.planning.capacity import WEEKDAYS, Away, WorkingHours
from domain.planning.case_to_plan import CaseToPlan, Tried
from schemas.ids import Id
from schemas.vocabulary.cases import TaskState
from schemas.vocabulary.contacts import Channel, PartOfDay

OPEN_CASES: Final = f"""
SELECT {CASE_VALUES}, t.state, t.assignee, t.taken_until FROM case_file c
LEFT JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
WHERE c.municipality = %(code)s AND c.closed_at IS NULL AND (%(case)s::uuid IS NULL OR c.id = %(case)s::uuid)"""
TRIED_ON_OPEN_CASES: Final = """
SELECT a.case_id, a.kind, a.held_on, a.part_of_day, a.reached FROM case_file c
JOIN attempt a ON a.municipality = c.municipality AND a.case_id = c.id
WHERE c.municipality = %(code)s AND c.closed_at IS NULL AND (%(case)s::uuid IS NULL OR c.id = %(case)s::uuid)"""
PLACES_OF_OPEN_CASES: Final = """
SELECT DISTINCT d.case_id, s.phone, s.postcode FROM case_file c
JOIN case_signal d ON d.municipality = c.municipality AND d.case_id = c.id
JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
WHERE c.municipality = %(code)s AND c.closed_at IS NULL AND (%(case)s::uuid IS NULL OR c.id = %(case)s::uuid)"""
HOURS_OF_WORKERS: Final = """
SELECT w.id, h.weekday, h.minutes FROM worker w
LEFT JOIN working_hours h ON h.municipality = w.municipality AND h.worker_id = w.id
WHERE w.municipality = %s AND w.blocked_at IS NULL AND w.role <> 'administrator' ORDER BY w.name, w.id"""
ABSENCES: Final = "SELECT worker_id, first_day, last_day FROM absence WHERE municipality = %s"
DIGITS_OF_A_NEIGHBOURHOOD: Final = 4
"""The digits of a postcode, as far as no list of neighbourhoods is known [A]."""


class _Whereabouts(NamedTuple):
    can_call: bool = False
    neighbourhood: str = ""


def cases_to_plan(
    connection: Connection, municipality: str, now: datetime, case_id: Id | None = None
) -> list[CaseToPlan]:
    """Every open case of a municipality, or this one of them, at `now` (UTC)."""
    asked = {"code": municipality, "case": case_id}
    rows, tried, places = (
        connection.exec_driver_sql(sql, asked).all() for sql in (OPEN_CASES, TRIED_ON_OPEN_CASES, PLACES_OF_OPEN_CASES)
    )
    attempts = _by_case(tried)
    where = {case: _whereabouts(found) for case, found in _by_case(places).items()}
    return [_as_planned(row, attempts.get(row.id, ()), where.get(row.id, _Whereabouts()), now) for row in rows]


def _by_case(rows: Iterable[Any]) -> Mapping[Id, Sequence[Any]]:
    found: dict[Id, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _whereabouts(rows: Sequence[Any]) -> _Whereabouts:
    can_call = any(shown(row.phone).dialled is not None for row in rows if row.phone)
    return _Whereabouts(can_call, min(row.postcode or "" for row in rows)[:DIGITS_OF_A_NEIGHBOURHOOD])


def _as_planned(row: Any, tried: Sequence[Any], where: _Whereabouts, now: datetime) -> CaseToPlan:
    case = as_case(row)
    return CaseToPlan(
        case=case,
        opens_on=max(case.opened_on, local_date(row.dispatch_at)) if row.dispatch_at else case.opened_on,
        can_call=where.can_call,
        tried=tuple(Tried(Channel(one.kind), one.held_on, PartOfDay(one.part_of_day), one.reached) for one in tried),
        neighbourhood=where.neighbourhood,
        worker=_holder(row, now),
    )


def _holder(row: Any, now: datetime) -> Id | None:
    """Who has the case in hands; nobody once it waits in the queue."""
    if row.state is None or waits_in_queue(CaseTask(TaskState(row.state), row.assignee, row.taken_until), now):
        return None
    holder: Id | None = row.assignee
    return holder


def hours_of_workers(connection: Connection, municipality: str) -> list[WorkingHours]:
    """The hours of everybody who may work, also of whoever has none, by name."""
    rows = connection.exec_driver_sql(HOURS_OF_WORKERS, (municipality,)).all()
    minutes: dict[Id, dict[int, int]] = defaultdict(dict)
    for row in rows:
        minutes[row.id] |= {row.weekday: row.minutes} if row.weekday is not None else {}
    return [WorkingHours(worker, tuple(of.get(day, 0) for day in WEEKDAYS)) for worker, of in minutes.items()]


def absences(connection: Connection, municipality: str) -> list[Away]:
    """Every day on which somebody was or will be away."""
    return [Away(*row) for row in connection.exec_driver_sql(ABSENCES, (municipality,))]
