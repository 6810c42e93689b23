"""Hours of a worker and days away, as a coordinator typed them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.cases.acts import Worker
from domain.planning.capacity import MINUTES
from plumbing.record.tables import absence, working_hours
from plumbing.record.write import insert
from schemas.ids import Id, event_id

LAST_WORD: Final = "ON CONFLICT (municipality, worker_id, weekday) DO UPDATE SET minutes = excluded.minutes"
SENT_TWICE: Final = "ON CONFLICT DO NOTHING"
IS_BACK: Final = """
UPDATE absence SET last_day = %s WHERE municipality = %s AND id = %s AND (last_day IS NULL OR last_day >= %s)"""


def keep_hours(connection: Connection, municipality: str, worker_id: Id, hours: Sequence[int]) -> None:
    """The hours of a worker on the days of the week, Monday first."""
    rows = [
        {"municipality": municipality, "worker_id": worker_id, "weekday": weekday, "minutes": each * MINUTES}
        for weekday, each in enumerate(hours)
    ]
    insert(connection, working_hours, rows, conflict=LAST_WORD)


def keep_absence(
    connection: Connection, by: Worker, token: Id, worker_id: Id, days: tuple[date, date | None], now: datetime
) -> None:
    """Somebody is away from the first day to the last; the same form sent twice is one absence."""
    row = {
        "municipality": by.municipality,
        "id": event_id(token, "absence"),
        "worker_id": worker_id,
        "first_day": days[0],
        "last_day": days[1],
        "recorded_by": by.id,
        "recorded_at": now,
    }
    insert(connection, absence, [row], conflict=SENT_TWICE)


def end_absence(connection: Connection, municipality: str, absence_id: Id, today: date) -> None:
    """Somebody is back today: yesterday was the last day away."""
    connection.exec_driver_sql(IS_BACK, (today - timedelta(days=1), municipality, absence_id, today))
