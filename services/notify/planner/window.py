"""When a case goes to the queue: the pure rules of the dispatch window."""

from datetime import datetime

from domain.law.calendar import AMSTERDAM, local_date, next_working_day
from schemas.policy.form import DispatchWindow
from schemas.vocabulary.cases import Tray


def dispatch_moment(opened_at: datetime, tray: Tray, window: DispatchWindow) -> datetime | None:
    """The moment from which a case may be dispatched, or None for at once.

    Signals of one household arrive in a trickle: the window lets them gather. A crisis waits for nothing.
    """
    if tray is Tray.CRISIS or window.kind == "none":
        return None
    day = next_working_day(local_date(opened_at))
    return datetime.combine(day, window.at, AMSTERDAM)
