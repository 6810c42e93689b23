"""Looking in the record for moments that have passed and for work that stayed undone."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from schemas.envelope import Told
from services.relay.due.moment import Moment
from services.relay.undone.work import UndoneWork

ROWS_PER_ROUND: Final = 10_000


def passed(connection: Connection, moment: Moment, now: datetime) -> list[Told]:
    """What every moment of this sort that has passed at `now` (UTC) tells."""
    return [moment.told(row) for row in connection.exec_driver_sql(moment.found, (now, ROWS_PER_ROUND))]


def left_undone(connection: Connection, work: UndoneWork, least_age: float) -> list[Told]:
    """What wakes again the work of this sort that is older than `least_age` seconds."""
    return [work.told(row) for row in connection.exec_driver_sql(work.found, (least_age, ROWS_PER_ROUND))]
