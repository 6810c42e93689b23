"""Whether the arrears are old enough and not too old for this kind of partner (DDAS section 5)."""

from domain.law.partner_kinds import PARTNER_TYPES
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import NEVER_STOPPED
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def age(asked: Asked) -> Finding:
    """An age outside the window, in days up to the signal date, ends the questions."""
    if asked.is_in_case:
        return NOT_ASKED
    signal = asked.signal
    if signal.kind in NEVER_STOPPED:
        return Finding((Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind}),))
    days = (signal.signal_date - signal.arrears_since).days
    scope = PARTNER_TYPES[signal.partner_kind]
    if days < (scope.least_days or 0) or (scope.most_days is not None and days > scope.most_days):
        details = {"days": days, "leastDays": scope.least_days, "mostDays": scope.most_days}
        return Finding((Reason(ReasonCode.AGE_OUTSIDE, details),), settles=Disposition.UNJUSTIFIED)
    return Finding((Reason(ReasonCode.AGE_FITS, {"days": days}),))
