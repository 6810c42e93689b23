"""A week for 20 teams with 5,000 open cases beside reading those cases: `python -m tests.benchmarks.bench_planner`.

In turns in one run, on an embedded PostgreSQL: reading is `cases_to_plan`, planning all that follows. Prints both and
the median of their ratios, at most 10; also for teams with half the hours, where many clocks break. Cases are made up.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from sqlalchemy import Computed, Engine, Table

from domain.planning.capacity import WorkingHours, capacity_of
from domain.planning.case_to_plan import CaseToPlan
from domain.planning.norm import NORM
from domain.planning.read import cases_to_plan
from domain.planning.team_plan import horizon, plan_team
from plumbing.record import tables
from plumbing.record.connect import transaction
from tests.database import embedded_database
from tests.services.worklist.builders import NOW, Person, a_case, a_desk

AT_MOST: Final = 10
TEAMS: Final = [f"19{number:02}" for number in range(20)]
CASES_OF_A_TEAM, WORKERS, TURNS = 250, 4, 5
COPIED: Final = (tables.case_file, tables.task, tables.signal, tables.decision)
IDS: Final = ("id", "household_id", "case_id", "person_id", "signal_id", "cause", "asked")
OTHERWISE: Final = {
    "number": "{n} + 1000",
    "sequence": "{n} + 1000",
    "deadline": "(t.deadline - ({n} %% 20))::text",
    "urgency": "{n} %% 3",
    "channel": "(ARRAY['phone', 'phone', 'visit', 'letter'])[1 + {n} %% 4]",
    "phone": "CASE WHEN {n} %% 3 > 0 THEN t.phone END",
    "postcode": "(4500 + {n} %% 12)::text || 'AB'",
    "address_key": "t.address_key || {n}",
    "customer_key": "t.customer_key || {n}",
    "customer_number": "t.customer_number || {n}",
    "reference": "t.reference || {n}",
}
"""What differs in a copy, by column."""


def fill(superuser: Engine) -> None:
    """Every team has one case, and copies of it."""
    for code in TEAMS:
        a_case(a_desk(superuser, code, code), person=Person(phone="06 12345678"), opened_at=NOW)
    with superuser.begin() as connection:
        for table in COPIED:
            connection.exec_driver_sql(_copies(table), (CASES_OF_A_TEAM - 1,))
        connection.exec_driver_sql(
            "INSERT INTO attempt"
            " (municipality, id, case_id, kind, reached, held_on, part_of_day, worker_id, recorded_at)"
            " SELECT municipality, gen_random_uuid(), id, 'phone', false, opened_at::date, 'morning', id, opened_at"
            " FROM case_file WHERE number %% 3 = 0"
        )
    with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _copies(table: Table) -> str:
    names = [one.name for one in table.columns if not isinstance(one.server_default, Computed) and not one.identity]
    ids = {name: f"md5(t.{name}::text || n.n)::uuid::text" for name in IDS if name in names}
    other = {name: value.format(n="n.n") for name, value in OTHERWISE.items() if name in names}
    changed = ", ".join(f"'{name}', {value}" for name, value in (ids | other).items())
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(f'(x.r).{name}' for name in names)} FROM"
        f" (SELECT jsonb_populate_record(NULL::{table.name}, to_jsonb(t) || jsonb_build_object({changed})) AS r"
        f" FROM {table.name} t, generate_series(1, %s) AS n(n)) x"
    )


def read_all(engine: Engine) -> list[list[CaseToPlan]]:
    """The cases of every team, each in a transaction of its own."""
    found = []
    for code in TEAMS:
        with transaction(engine, municipalities=(code,)) as connection:
            found.append(cases_to_plan(connection, code, NOW))
    return found


def plan_all(teams: Sequence[Sequence[CaseToPlan]], minutes: int) -> int:
    """Plan every team; gives how many clocks break."""
    weeks = [WorkingHours(str(number), (minutes,) * 5 + (0, 0)) for number in range(WORKERS)]
    return sum(
        len(plan_team(cases, capacity_of(weeks, [], horizon(cases, NOW), NOW), NORM, NOW).broken) for cases in teams
    )


def main() -> None:
    """Measure in turns and compare; ends with 1 where the ratio is beyond what it may be."""
    with tempfile.TemporaryDirectory() as folder, embedded_database(Path(folder)) as record:
        fill(record.engine("superuser"))
        engine = record.engine("worklist")
        read_all(engine)
        ratios: dict[int, list[float]] = {480: [], 240: []}
        for _ in range(TURNS):
            begun = time.perf_counter()
            teams = read_all(engine)
            reading = time.perf_counter() - begun
            for minutes, found in ratios.items():
                begun = time.perf_counter()
                broken = plan_all(teams, minutes)
                planning = time.perf_counter() - begun
                found.append(planning / reading)
                sys.stdout.write(
                    f"{sum(map(len, teams))} cases: read in {reading:.2f} s; {minutes} minutes a day: planned in"
                    f" {planning:.2f} s, {planning / reading:.1f} times; {broken} clocks break\n"
                )
    for minutes, found in ratios.items():
        sys.stdout.write(f"{minutes} minutes a day: {median(found):.1f} times reading (at most {AT_MOST})\n")
    sys.exit(int(median(ratios[480]) > AT_MOST))


if __name__ == "__main__":
    main()
