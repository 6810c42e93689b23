"""Whether a revision after its case was closed asks for help anew."""

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Reason, SignalView
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def stays(asked: Asked) -> Finding:
    """Unless it became a crisis or a higher amount, the signal stays with the case that is closed.

    Not so one that was taken back and comes again, or that is about another door now while there was no talk at the
    first: nobody was approached for it.
    """
    own = asked.known.own
    if own is None or own.case_id is None or own.case_open or asked.comes_back or own.never_met:
        return NOT_ASKED
    if not asks_again(asked.signal, own.amount_cents):
        return Finding((Reason(ReasonCode.STAYS_IN_CASE, {}),), settles=Disposition.IN_CASE)
    return NOT_ASKED


def asks_again(signal: SignalView, before_cents: int) -> bool:
    """Whether this revision is a crisis, or a higher amount than `before_cents`.

    A crisis that others than its partner ask about was asked for when its partner said so.
    """
    return (signal.kind in CRISIS_KINDS and signal.occasion is None) or signal.amount_cents > before_cents
