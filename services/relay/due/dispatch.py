"""The clock job: turns passed moments into events, so that no service watches a clock of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from plumbing.transport.outbox import Outgoing, compose
from schemas.events import DispatchDue
from schemas.ids import event_id

MOST: Final = 10_000
DUE: Final = """
SELECT c.municipality, c.id, c.dispatch_at, s.signal_id FROM case_file c
JOIN LATERAL (
 SELECT d.signal_id FROM disposition d
 WHERE d.municipality = c.municipality AND d.case_id = c.id ORDER BY d.sequence LIMIT 1
) s ON true
WHERE c.closed_at IS NULL AND c.dispatch_at <= %s
AND NOT EXISTS (SELECT 1 FROM task t WHERE t.municipality = c.municipality AND t.case_id = c.id)
AND NOT EXISTS (SELECT 1 FROM stuck k WHERE k.municipality = c.municipality AND k.subject = c.id)
ORDER BY c.dispatch_at LIMIT %s
"""


def dispatches_due(connection: Connection, now: datetime, source: str) -> Sequence[Outgoing]:
    """One event for each case whose dispatch window has passed and that has no task yet.

    The id follows from case and window, so announcing it again wakes nobody twice.
    """
    events = []
    for row in connection.exec_driver_sql(DUE, (now, MOST)):
        tick = event_id(row.id, f"dispatch:{row.dispatch_at.isoformat()}")
        due = DispatchDue(municipality=row.municipality, case_id=row.id)
        events.append(compose(due, cause=tick, subject=row.id, trace=row.signal_id, at=now, source=source))
    return events
