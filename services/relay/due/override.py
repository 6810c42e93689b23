"""What workers put otherwise than the rules, once its last day has passed."""

from typing import Any, Final

from schemas.envelope import Told
from schemas.events import OverrideLapsed
from schemas.ids import event_id
from services.relay.due.moment import Moment

LAPSED: Final = """
SELECT o.municipality, o.id, o.case_id, s.signal_id FROM override o
JOIN case_trace s ON s.municipality = o.municipality AND s.case_id = o.case_id
WHERE o.ended_at IS NULL AND o.ends_on < (%s::timestamptz AT TIME ZONE 'Europe/Amsterdam')::date
ORDER BY o.ends_on, o.id LIMIT %s
"""


def _told(row: Any) -> Told:
    data = OverrideLapsed(municipality=row.municipality, case_id=row.case_id)
    return Told(data, event_id(row.id, "lapsed"), row.case_id, row.signal_id or row.case_id)


OVERRIDE_LAPSED: Final = Moment("override-lapsed", LAPSED, _told)
