"""Whether it is one signal, several in this month, or one after others (`domain.law.definitions`)."""

from datetime import date

from domain.law.calendar import months_before
from domain.law.definitions import Definitions
from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark
from services.triage.rules.same_arrears import says_it_again


def shape(asked: Asked) -> Finding:
    """*Meervoudig* and *opeenvolgend* by the versioned definitions; both may hold at once."""
    received_on, picked_up = asked.signal.received_on, asked.known.picked_up
    month = received_on.replace(day=1)
    this_month = 1 + sum(day >= month for day in picked_up)
    earlier = [day for day in picked_up if day < month]
    reasons, marks = [], []
    if this_month >= asked.definitions.signals_that_make_several:
        reasons.append(Reason(ReasonCode.SEVERAL, {"signals": this_month}))
        marks.append(Mark.SEVERAL)
    if earlier:
        details = {"earlierOn": max(earlier), "months": asked.definitions.successive_months}
        reasons.append(Reason(ReasonCode.SUCCESSIVE, details))
        marks.append(Mark.SUCCESSIVE)
    return Finding(tuple(reasons) or (Reason(ReasonCode.SINGLE, {}),), tuple(marks))


def shape_of_news(asked: Asked) -> Finding:
    """A threat that is only said again is no other signal, whatever else was reported this month."""
    return NOT_ASKED if says_it_again(asked) else shape(asked)


def look_back(received_on: date, definitions: Definitions) -> date:
    """First day of the look-back in which earlier signals make a case successive."""
    return months_before(received_on.replace(day=1), definitions.successive_months)
