"""Questions of workers and registers that have no decision."""

from typing import Any, Final

from schemas.envelope import Told
from schemas.events import EVENTS, QuestionAsked
from services.relay.undone.work import UndoneWork

FOUND: Final = """
SELECT u.municipality, u.id, u.asked FROM unsettled_signal u
WHERE u.asked_anew AND NOT u.stuck
AND u.stored_at NOT BETWEEN clock_timestamp() - make_interval(secs => %s) AND clock_timestamp()
ORDER BY u.stored_at LIMIT %s
"""


def _told(row: Any) -> Told:
    return Told(QuestionAsked(municipality=row.municipality, signal_id=row.id), row.asked, row.id, row.id)


UNANSWERED_QUESTIONS: Final = UndoneWork(EVENTS[QuestionAsked].topic, "triage", FOUND, _told)
