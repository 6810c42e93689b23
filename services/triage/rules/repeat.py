"""Whether it is a repeat: the same arrears, picked up before and not higher now (DDAS section 4)."""

from domain.law.calendar import months_before
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def repeat(asked: Asked) -> Finding:
    """A repeat ends the questions. A crisis is never one: it is better heard twice than missed."""
    if asked.is_in_case:
        return NOT_ASKED
    signal, before = asked.signal, asked.known.pickup
    if before is None or before.received_on < months_before(signal.received_on, asked.policy.repeat_months):
        return Finding((Reason(ReasonCode.NEW_ARREARS, {}),))
    details = {
        "amountCents": signal.amount_cents,
        "beforeCents": before.amount_cents,
        "earlierOn": before.received_on,
    }
    if signal.amount_cents > before.amount_cents:
        return Finding((Reason(ReasonCode.HIGHER_THAN_BEFORE, details),))
    if signal.kind in CRISIS_KINDS:
        return Finding((Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind}),))
    return Finding((Reason(ReasonCode.REPEAT, details),), settles=Disposition.REPEAT)
