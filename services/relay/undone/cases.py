"""Open cases that notify never planned, or whose task lags behind what triage decided."""

from typing import Any, Final

from schemas.envelope import Told
from schemas.events import EVENTS, CaseTriaged
from schemas.vocabulary.cases import Tray
from services.relay.undone.work import UndoneWork

FOUND: Final = """
SELECT c.municipality, c.id, c.tray, c.urgency, s.signal_id, g.asked FROM (
 SELECT municipality, id, number, tray, urgency FROM undispatched_case
 WHERE NOT stuck AND (dispatch_at IS NULL OR tray = 'crisis')
 UNION ALL SELECT municipality, id, number, tray, urgency FROM lagging_task WHERE NOT stuck
) c
JOIN case_trace s ON s.municipality = c.municipality AND s.case_id = c.id
JOIN signal g ON g.municipality = c.municipality AND g.id = s.signal_id
WHERE g.stored_at NOT BETWEEN clock_timestamp() - make_interval(secs => %s) AND clock_timestamp()
ORDER BY c.number LIMIT %s
"""


def _told(row: Any) -> Told:
    triaged = CaseTriaged(
        municipality=row.municipality,
        case_id=row.id,
        signal_id=row.signal_id,
        tray=Tray(row.tray),
        urgency=row.urgency,
    )
    return Told(triaged, row.asked, row.id, row.signal_id)


UNPLANNED_CASES: Final = UndoneWork(EVENTS[CaseTriaged].topic, "notify", FOUND, _told)
