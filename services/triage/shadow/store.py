"""The shadow's round: read in a transaction that cannot write, decided in memory, and counts written by themselves."""

from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine

from plumbing.record.connect import transaction
from plumbing.record.tables import shadow_day
from plumbing.record.write import insert
from schemas.policy.form import Policy
from schemas.policy.published import Published
from services.triage.read import ONE_MOMENT, WITHOUT_HASTE
from services.triage.rehearse.read import Period, became_of, placed_as_stored, story_of
from services.triage.rehearse.rehearsal import by_policy, placed
from services.triage.replay import walk
from services.triage.shadow.counting import ShadowCount, ShadowVerdict, side_by_side

RUNNING: Final = """
SELECT * FROM (SELECT DISTINCT ON (municipality) municipality, number, starts_on, digest, body FROM shadow_policy
 ORDER BY municipality, number DESC) newest WHERE body IS NOT NULL
"""
"""The shadow of each municipality that has one."""
COUNTED_UP_TO: Final = "SELECT coalesce(max(sequence), 0) FROM shadow_day WHERE municipality = %s AND number = %s"
NEWEST_SHADOW: Final = (
    "SELECT coalesce(max(sequence), 0) FROM decision WHERE municipality = %s AND received_on >= %s AND sequence > %s"
)
"""Nothing new among what is compared: then the history is not read."""
ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtext('shadow ' || %s))"


def shadow_round(engine: Engine) -> int:
    """Let the shadow of every municipality follow what was decided since; gives how many of them had something new."""
    with transaction(engine) as connection:
        running = connection.exec_driver_sql(RUNNING).all()
    return sum(_follow(engine, row) for row in running)


def _follow(engine: Engine, row: Any) -> bool:
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(ONE_MOMENT)
        connection.exec_driver_sql(WITHOUT_HASTE)
        after, newest, found = _compared(connection, row)
    if found:
        _write(engine, row, after, newest, found)
    return bool(found)


def _compared(connection: Connection, row: Any) -> tuple[int, int, list[ShadowCount]]:
    """Up to which decision was counted, up to which is counted now, and the counts of those between."""
    after = connection.exec_driver_sql(COUNTED_UP_TO, (row.municipality, row.number)).scalar_one()
    newest = connection.exec_driver_sql(NEWEST_SHADOW, (row.municipality, row.starts_on, after)).scalar_one()
    if newest <= after:
        return after, newest, []
    policy = Published(-1, row.starts_on, row.digest, Policy.model_validate_json(orjson.dumps(row.body)))
    period = Period(row.starts_on, date.max)
    story = story_of(connection, row.municipality, period, policy)
    became = became_of(connection, row.municipality, period)
    live = [_verdict(one.sequence, placed_as_stored(one)) for one in became]
    shadow = {one.sequence: _verdict(one.sequence, placed(made)) for one, made in walk(by_policy(policy, story))}
    return after, newest, side_by_side(live, shadow, after)


def _verdict(sequence: int, one: Any) -> ShadowVerdict:
    return ShadowVerdict(sequence, one.decided_on, one.disposition, one.tray, one.channel)


def _write(engine: Engine, row: Any, after: int, newest: int, found: list[ShadowCount]) -> None:
    """Write the counts, unless another process counted meanwhile."""
    key = {"municipality": row.municipality, "number": row.number, "sequence": newest}
    with transaction(engine) as connection:
        connection.exec_driver_sql(ONE_AT_A_TIME, (row.municipality,))
        now = connection.exec_driver_sql(COUNTED_UP_TO, (row.municipality, row.number)).scalar_one()
        if now == after:
            insert(connection, shadow_day, [key | one._asdict() for one in found])
