"""Who is there this week, and what the plan of all open cases says does not fit."""

from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.planning.capacity import MINUTES, capacity_of
from domain.planning.norm import NORM
from domain.planning.read import absences, cases_to_plan, hours_of_workers
from domain.planning.team_plan import TeamPlan, horizon, plan_team
from plumbing.record.tables import case_file
from schemas.ids import Id
from schemas.vocabulary.planning import MissedBecause
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import LINES_OF_A_PAGE, case_lines

DAYS_SHOWN: Final = 5
NAMES: Final = "SELECT id, name FROM worker WHERE municipality = %s"
AWAY_NOW_OR_LATER: Final = """
SELECT id, worker_id, first_day, last_day FROM absence
WHERE municipality = %s AND (last_day IS NULL OR last_day >= %s) AND (last_day IS NULL OR last_day >= first_day)
ORDER BY first_day, id"""


class WorkersWeek(NamedTuple):
    """A worker: `usual` hours on the days of a week, Monday first, and minutes on the days that are shown."""

    worker_id: Id
    name: str
    usual: tuple[int, ...]
    minutes: tuple[int, ...]


class AwayLine(NamedTuple):
    """Days on which a worker is away."""

    id: Id
    name: str
    first_day: date
    last_day: date | None


class BrokenLine(NamedTuple):
    """A case whose clock the plan cannot keep, and why."""

    line: CaseLine
    because: MissedBecause


class CapacityPage(NamedTuple):
    """`days`: working days from today on. `later`: cases that could be worked on in them and are not.

    `fewest_broken`: so many clocks break whatever is planned.
    """

    days: tuple[date, ...]
    workers: list[WorkersWeek]
    away: list[AwayLine]
    broken: list[BrokenLine]
    total_broken: int
    fewest_broken: int
    later: int
    planned: int


def read_capacity(connection: Connection, municipality: str, now: datetime) -> CapacityPage:
    """The page at `now` (UTC)."""
    cases = cases_to_plan(connection, municipality, now)
    hours, away = hours_of_workers(connection, municipality), absences(connection, municipality)
    hands = capacity_of(hours, away, horizon(cases, now, DAYS_SHOWN), now)
    plan = plan_team(cases, hands, NORM, now)
    days = hands.days[:DAYS_SHOWN]
    names = {row.id: row.name for row in connection.exec_driver_sql(NAMES, (municipality,))}
    return CapacityPage(
        days=days,
        workers=[
            WorkersWeek(one.worker, names[one.worker], tuple(each // MINUTES for each in one.minutes), row[:DAYS_SHOWN])
            for one, row in zip(hours, hands.minutes, strict=True)
        ],
        away=_away(connection, municipality, names, days[0]),
        broken=_broken(connection, municipality, plan, now),
        total_broken=len(plan.broken),
        fewest_broken=plan.broken_at_least,
        later=len(plan.later_than(days[-1])),
        planned=sum(one.day is not None and one.day <= days[-1] and bool(one.workers) for one in plan.contacts),
    )


def _away(connection: Connection, municipality: str, names: dict[Id, str], today: date) -> list[AwayLine]:
    rows = connection.exec_driver_sql(AWAY_NOW_OR_LATER, (municipality, today))
    return [AwayLine(row.id, names[row.worker_id], row.first_day, row.last_day) for row in rows]


def _broken(connection: Connection, municipality: str, plan: TeamPlan, now: datetime) -> list[BrokenLine]:
    """The first of them, in the order of the plan."""
    shown = plan.broken[:LINES_OF_A_PAGE]
    wanted = case_file.c.id.in_([one.case.case.id for one in shown])
    lines = {one.case_id: one for one in case_lines(connection, municipality, now, wanted)}
    return [BrokenLine(lines[one.case.case.id], one.because) for one in shown]
