"""Parked signals whose day has come."""

from typing import Any, Final

from schemas.envelope import Told
from schemas.events import ParkingEnded
from schemas.ids import end_of_sleep
from services.relay.due.moment import Moment

FOUND: Final = """
SELECT p.municipality, p.signal_id, p.due_at FROM parking p
WHERE p.ended_by IS NULL AND p.due_at <= %s AND NOT EXISTS (
 SELECT 1 FROM stuck k WHERE k.municipality = p.municipality AND k.subject = p.signal_id AND k.service = 'triage'
)
ORDER BY p.due_at LIMIT %s
"""


def _told(row: Any) -> Told:
    tick = end_of_sleep(row.signal_id, row.due_at)
    ended = ParkingEnded(municipality=row.municipality, signal_id=row.signal_id)
    return Told(ended, tick, row.signal_id, row.signal_id)


PARKED_UNTIL: Final = Moment("parked-until", FOUND, _told)
