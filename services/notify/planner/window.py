"""When a case goes to the queue: the rules of the dispatch window."""

from datetime import date, datetime

from domain.law.calendar import AMSTERDAM, next_working_day
from schemas.policy.form import DispatchWindow
from schemas.vocabulary.cases import Tray


def dispatch_moment(opened_on: date, tray: Tray, window: DispatchWindow) -> datetime | None:
    """The moment from which a case opened on a local day may be dispatched, or None for at once.

    Signals of one household arrive in a trickle: the window lets them gather. A crisis waits for nothing.
    """
    if tray is Tray.CRISIS or window.kind == "none":
        return None
    return datetime.combine(next_working_day(opened_on), window.at, AMSTERDAM)
