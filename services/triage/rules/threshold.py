"""Whether the amount lies below the municipality's threshold."""

from schemas.reasons import ReasonCode
from schemas.vocabulary.signals import NEVER_STOPPED
from services.triage.known import Reason
from services.triage.rules.finding import Asked, Finding, Mark


def threshold(asked: Asked) -> Finding:
    """Below it the approach is lighter; a crisis and an end of contract never are."""
    signal, limit = asked.signal, asked.policy.threshold_cents
    if signal.kind in NEVER_STOPPED:
        return Finding((Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind}),))
    details = {"amountCents": signal.amount_cents, "thresholdCents": limit}
    if signal.amount_cents < limit:
        return Finding((Reason(ReasonCode.BELOW_THRESHOLD, details),), (Mark.BELOW_THRESHOLD,))
    return Finding((Reason(ReasonCode.ABOVE_THRESHOLD, details),))
