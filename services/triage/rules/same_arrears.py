"""Whether it is the same arrears, under this reference or another, picked up before and not higher (DDAS section 4)."""

from typing import Any

from domain.law.calendar import months_before
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Pickup, Reason, SignalView
from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark


def same_arrears(asked: Asked) -> Finding:
    """The same arrears end the questions (docs/decisions/0033), unless something of them is news.

    Not so a threat: it goes into the case, where it starts no clock if nothing changed. Nor arrears that were picked up
    on another household alone: nobody knows who moved and whose number was mistaken, and here nobody was approached.
    """
    if asked.is_in_case:
        return NOT_ASKED
    signal, before = asked.signal, _pickup(asked)
    if before is None:
        return Finding((Reason(ReasonCode.NEW_ARREARS, {}),))
    details = {
        "amountCents": signal.amount_cents,
        "beforeCents": before.amount_cents,
        "earlierOn": before.received_on,
    }
    if signal.amount_cents > before.amount_cents:
        return Finding((Reason(ReasonCode.HIGHER_THAN_BEFORE, details),))
    if says_it_again(asked):
        said = Reason(ReasonCode.SAME_THREAT, {"kind": signal.kind, "earlierOn": before.received_on})
        return Finding((said,), (Mark.SAYS_IT_AGAIN, Mark.STARTS_NO_CLOCK))
    return _not_higher(signal, before, details)


def _not_higher(signal: SignalView, before: Pickup, details: dict[str, Any]) -> Finding:
    if before.elsewhere:
        return Finding((Reason(ReasonCode.LIKELY_DOUBLE, details),))
    if asks_handover_now(signal, before):
        return Finding((Reason(ReasonCode.HANDOVER_ASKED, {"earlierOn": before.received_on}),))
    if signal.kind in CRISIS_KINDS:
        return Finding((Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind}),))
    if signal.planned_date and before.planned_date and signal.planned_date < before.planned_date:
        dates = {"plannedDate": signal.planned_date, "beforeDate": before.planned_date}
        return Finding((Reason(ReasonCode.EARLIER_DATE, dates),))
    code = ReasonCode.SAME_ARREARS if before.other_reference else ReasonCode.REPEAT
    return Finding((Reason(code, details),), settles=Disposition.REPEAT)


def says_it_again(asked: Asked) -> bool:
    """Whether a threat is in the open case already and nothing of it is news: amount, planned date, stage, handover.

    Then its clock runs there, or the first talk stopped it.
    """
    signal, before = asked.signal, _pickup(asked)
    if before is None or asked.is_in_case or signal.kind not in CRISIS_KINDS or not before.in_this_case:
        return False
    if asks_handover_now(signal, before):
        return False
    return (signal.amount_cents, signal.planned_date, signal.stage) == (
        before.amount_cents,
        before.planned_date,
        before.stage,
    )


def asks_handover_now(signal: SignalView, before: Pickup) -> bool:
    """Whether the partner asks to hand the resident over, and did not when the arrears were picked up."""
    return signal.warm_handover and not before.warm_handover


def _pickup(asked: Asked) -> Pickup | None:
    """When the arrears were picked up last, if that was in the look-back."""
    before = asked.known.pickup
    first = months_before(asked.signal.received_on, asked.policy.repeat_months)
    return before if before and before.received_on >= first else None
