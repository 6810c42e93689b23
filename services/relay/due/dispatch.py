"""Dispatch windows that have passed while their case has no task yet."""

from typing import Any, Final

from schemas.envelope import Told
from schemas.events import DispatchDue
from schemas.ids import event_id
from services.relay.due.moment import Moment

FOUND: Final = """
SELECT c.municipality, c.id, c.dispatch_at, s.signal_id FROM undispatched_case c
JOIN case_trace s ON s.municipality = c.municipality AND s.case_id = c.id
WHERE c.dispatch_at <= %s AND NOT c.stuck
ORDER BY c.dispatch_at LIMIT %s
"""


def _told(row: Any) -> Told:
    tick = event_id(row.id, f"dispatch:{row.dispatch_at.isoformat()}")
    return Told(DispatchDue(municipality=row.municipality, case_id=row.id), tick, row.id, row.signal_id)


DISPATCH_WINDOW: Final = Moment("dispatch-window", FOUND, _told)
