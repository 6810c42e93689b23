"""A shadow follows: read in a transaction that cannot write, decided after it in memory; only counts are written."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, Engine, Row

from plumbing.record.connect import transaction
from plumbing.record.tables import shadow_day
from plumbing.record.write import insert
from schemas.policy.form import Policy
from schemas.policy.published import Published
from services.triage.read import ONE_MOMENT, WITHOUT_HASTE
from services.triage.rehearse.read import Period, became_of, placed_as_stored, story_of
from services.triage.rehearse.rehearsal import by_policy, placed
from services.triage.replay import Story, walk
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


class _ToCompare(NamedTuple):
    """What is decided on again. `after`: up to which decision was counted; `newest`: up to which is counted now."""

    after: int
    newest: int
    policy: Published
    story: Story
    became: Sequence[Row[Any]]


def running_shadows(engine: Engine) -> Sequence[Row[Any]]:
    """The shadow of every municipality that has one, each to be followed by itself: one that fails stops no other."""
    with transaction(engine) as connection:
        return connection.exec_driver_sql(RUNNING).all()


def follow_shadow(engine: Engine, row: Row[Any]) -> bool:
    """Let a shadow follow what was decided since; gives whether there was something new."""
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(ONE_MOMENT)
        connection.exec_driver_sql(WITHOUT_HASTE)
        read = _to_compare(connection, row)
    found = _compared(read) if read else []
    if read and found:
        _write(engine, row, read, found)
    return bool(found)


def _to_compare(connection: Connection, row: Row[Any]) -> _ToCompare | None:
    after = connection.exec_driver_sql(COUNTED_UP_TO, (row.municipality, row.number)).scalar_one()
    newest = connection.exec_driver_sql(NEWEST_SHADOW, (row.municipality, row.starts_on, after)).scalar_one()
    if newest <= after:
        return None
    policy = Published(-1, row.starts_on, row.digest, Policy.model_validate_json(orjson.dumps(row.body)))
    period = Period(row.starts_on, date.max)
    story = story_of(connection, row.municipality, period, policy)
    became = became_of(connection, row.municipality, period)
    return _ToCompare(after, newest, policy, story, became)


def _compared(read: _ToCompare) -> list[ShadowCount]:
    live = [_verdict(one.sequence, placed_as_stored(one)) for one in read.became]
    made = walk(by_policy(read.policy, read.story))
    shadow = {one.sequence: _verdict(one.sequence, placed(settled)) for one, settled in made}
    return side_by_side(live, shadow, read.after)


def _verdict(sequence: int, one: Any) -> ShadowVerdict:
    return ShadowVerdict(sequence, one.decided_on, one.disposition, one.tray, one.channel)


def _write(engine: Engine, row: Row[Any], read: _ToCompare, found: Sequence[ShadowCount]) -> None:
    """Write the counts, unless another process counted meanwhile."""
    key = {"municipality": row.municipality, "number": row.number, "sequence": read.newest}
    with transaction(engine) as connection:
        connection.exec_driver_sql(ONE_AT_A_TIME, (row.municipality,))
        now = connection.exec_driver_sql(COUNTED_UP_TO, (row.municipality, row.number)).scalar_one()
        if now == read.after:
            insert(connection, shadow_day, [key | one._asdict() for one in found])
