"""Whether a worker picked up what was not picked up: then no limit is asked."""

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Occasion
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def by_hand(asked: Asked) -> Finding:
    """The signal goes into a case, whatever it was refused for; later revisions leave it there."""
    if asked.signal.occasion is not Occasion.BY_HAND or asked.sleep is not None:
        return NOT_ASKED
    return Finding((Reason(ReasonCode.OVERTURNED, {}),))
