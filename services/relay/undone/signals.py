"""Signals whose newest question has no decision."""

from typing import Any, Final

from schemas.envelope import Told
from schemas.events import EVENTS, SignalAccepted
from schemas.vocabulary.partners import PartnerKind
from services.relay.undone.work import UndoneWork

FOUND: Final = """
SELECT u.municipality, u.id, u.revision, u.partner_kind, u.asked FROM unsettled_signal u
WHERE NOT u.asked_anew AND NOT u.stuck
AND u.stored_at NOT BETWEEN clock_timestamp() - make_interval(secs => %s) AND clock_timestamp()
ORDER BY u.stored_at LIMIT %s
"""


def _told(row: Any) -> Told:
    accepted = SignalAccepted(
        municipality=row.municipality,
        signal_id=row.id,
        revision=row.revision,
        partner_kind=PartnerKind(row.partner_kind),
    )
    return Told(accepted, row.asked, row.id, row.id)


UNDECIDED_SIGNALS: Final = UndoneWork(EVENTS[SignalAccepted].topic, "triage", FOUND, _told)
