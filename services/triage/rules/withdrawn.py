"""Whether the partner took the signal back (*paid meanwhile*): then nobody is approached who was not yet."""

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def withdrawn(asked: Asked) -> Finding:
    """It settles a case that nobody touched. What a person works on stays: a worker checks whether it was paid.

    So does what was reported again since: that was settled as a repeat, so that this case alone stands for both.
    """
    if not asked.signal.withdrawn:
        return NOT_ASKED
    own, case = asked.known.own, asked.known.case
    if own and own.case_id and not own.case_open:
        return Finding((Reason(ReasonCode.STAYS_IN_CASE, {}),), settles=own.disposition)
    if own and case and own.case_id == case.id and case.touched:
        return Finding((Reason(ReasonCode.WITHDRAWN_LATE, {}),), settles=own.disposition)
    if own and case and own.case_id == case.id and asked.known.reported_again:
        return Finding((Reason(ReasonCode.REPORTED_AGAIN, {}),), settles=own.disposition)
    return Finding((Reason(ReasonCode.WITHDRAWN, {}),), settles=Disposition.WITHDRAWN)


def stays_withdrawn(asked: Asked) -> Finding:
    """What others asked before they heard of it picks it up no more; only its partner can say it anew."""
    own = asked.known.own
    if asked.signal.occasion is None or own is None or own.disposition is not Disposition.WITHDRAWN:
        return NOT_ASKED
    return Finding((Reason(ReasonCode.WITHDRAWN, {}),), settles=Disposition.WITHDRAWN)
