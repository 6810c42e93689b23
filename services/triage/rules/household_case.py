"""Whether the household has a case."""

from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import Asked, Finding


def household_case(asked: Asked) -> Finding:
    """The signal joins the open case, follows a closed one, or opens the first."""
    if asked.known.case:
        return Finding((Reason(ReasonCode.JOINS_CASE, {"signals": len(asked.known.picked_up)}),))
    return Finding((Reason(ReasonCode.FOLLOWS_CASE if asked.known.previous_case else ReasonCode.OPENS_CASE, {}),))
