"""What rouses a signal that may wait: then it is picked up at once, or it wakes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion, ParkedFor
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark

WOKE: Final[Mapping[Occasion | None, Reason]] = MappingProxyType(
    {
        None: Reason(ReasonCode.WOKE_REVISED, {}),
        Occasion.MERGED: Reason(ReasonCode.WOKE_MATCH, {}),
        Occasion.SPLIT: Reason(ReasonCode.WOKE_MATCH, {}),
        Occasion.REGISTER_ANSWERED: Reason(ReasonCode.WOKE_REGISTER, {}),
        Occasion.BY_HAND: Reason(ReasonCode.WOKE_BY_HAND, {}),
    }
)
"""What woke it, where the occasion says so; None: its partner changed it."""
SLEPT: Final[Mapping[ParkedFor, ReasonCode]] = MappingProxyType(
    {ParkedFor.THRESHOLD: ReasonCode.SLEPT_BELOW_THRESHOLD, ParkedFor.REGISTER_CHECK: ReasonCode.SLEPT_FOR_CHECK}
)


def woken(asked: Asked) -> Finding:
    """A parked signal that is decided on anew says why it slept and what woke it.

    Its clock runs from that day, as that of any signal that is picked up later for another reason than a revision.
    """
    own, sleep = asked.known.own, asked.sleep
    if sleep is None:
        in_no_case = own is not None and own.disposition is not Disposition.IN_CASE
        return Finding(marks=(Mark.WOKEN,)) if in_no_case and asked.signal.occasion else NOT_ASKED
    slept = Reason(SLEPT[sleep.parked_for], {"until": sleep.until})
    return Finding((slept, what_woke(asked)), (Mark.WOKEN,))


def what_woke(asked: Asked) -> Reason:
    """The occasion, else what roused it, else the end of its time."""
    said = WOKE.get(asked.signal.occasion)
    return said or roused(asked) or Reason(ReasonCode.WOKE_ON_ITS_DAY, {})


def roused(asked: Asked) -> Reason | None:
    """What on the household does not let it wait: a crisis, a second kind of partner, what adds up, an open case."""
    signal, others = asked.signal, asked.known.open_arrears
    crisis = next((one for one in others if one.kind in CRISIS_KINDS), None)
    if crisis:
        return Reason(ReasonCode.ROUSED_BY_CRISIS, {"kind": crisis.kind})
    another = next((one for one in others if one.partner_kind != signal.partner_kind), None)
    if another:
        return Reason(ReasonCode.SECOND_KIND, {"partnerKind": another.partner_kind})
    total, limit = total_cents(asked), asked.policy.threshold_cents
    if others and total >= limit:
        return Reason(ReasonCode.ADDS_UP, {"totalCents": total, "thresholdCents": limit})
    return Reason(ReasonCode.CASE_RUNS, {}) if asked.known.case else None


def total_cents(asked: Asked) -> int:
    """All arrears of the household that are open, its own included; each counts once, as it was reported last."""
    since = asked.known.own_cents
    own = asked.signal.amount_cents if since is None else since
    return own + sum(one.amount_cents for one in asked.known.open_arrears)


def adds_up(asked: Asked) -> bool:
    """Whether a signal that alone is below the threshold is not so with what else is open, where the policy parks."""
    parks = asked.policy.parking is not None or asked.sleep is not None
    return parks and bool(asked.known.open_arrears) and total_cents(asked) >= asked.policy.threshold_cents
