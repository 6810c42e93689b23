"""The questions about one signal, each answered with a reason: repeat, age, threshold, shape, crisis."""

from datetime import date

from domain.law.calendar import months_before
from domain.law.definitions import Definitions
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.policy.form import Policy
from schemas.reasons import ReasonCode
from schemas.vocabulary.signals import CRISIS_KINDS, NEVER_STOPPED
from services.triage.known import Known, Reason, SignalFacts


def repeats(signal: SignalFacts, known: Known, policy: Policy) -> tuple[bool, Reason]:
    """Whether the signal repeats arrears picked up before that are not higher now (DDAS section 4).

    A crisis is never called a repeat: it is better heard twice than missed.
    """
    before = known.pickup
    if before is None or before.received_on < months_before(signal.received_on, policy.repeat_months):
        return False, Reason(ReasonCode.NEW_ARREARS, {})
    facts = {
        "amountCents": signal.amount_cents,
        "beforeCents": before.amount_cents,
        "earlierOn": before.received_on,
    }
    if signal.amount_cents > before.amount_cents:
        return False, Reason(ReasonCode.HIGHER_THAN_BEFORE, facts)
    if signal.kind in CRISIS_KINDS:
        return False, Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind})
    return True, Reason(ReasonCode.REPEAT, facts)


def age_is_outside(signal: SignalFacts) -> tuple[bool, Reason]:
    """Whether the arrears are too young or too old for this kind of partner (DDAS section 5), in days."""
    if signal.kind in NEVER_STOPPED:
        return False, Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind})
    days = (signal.signal_date - signal.arrears_since).days
    scope = PARTNER_TYPES[signal.partner_kind]
    if days < (scope.least_days or 0) or (scope.most_days is not None and days > scope.most_days):
        return True, Reason(
            ReasonCode.AGE_OUTSIDE, {"days": days, "leastDays": scope.least_days, "mostDays": scope.most_days}
        )
    return False, Reason(ReasonCode.AGE_FITS, {"days": days})


def is_below_threshold(signal: SignalFacts, policy: Policy) -> tuple[bool, Reason]:
    """Whether the amount lies below the municipality's threshold; crisis and end of contract never do."""
    if signal.kind in NEVER_STOPPED:
        return False, Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind})
    below = signal.amount_cents < policy.threshold_cents
    facts = {"amountCents": signal.amount_cents, "thresholdCents": policy.threshold_cents}
    return below, Reason(ReasonCode.BELOW_THRESHOLD if below else ReasonCode.ABOVE_THRESHOLD, facts)


def shape(signal: SignalFacts, known: Known, definitions: Definitions) -> tuple[bool, bool, tuple[Reason, ...]]:
    """(several, successive, reasons) by the versioned definitions; both may hold at once."""
    month = signal.received_on.replace(day=1)
    this_month = 1 + sum(month <= day <= signal.received_on or day > signal.received_on for day in known.picked_up)
    earlier = [day for day in known.picked_up if day < month]
    several = this_month >= definitions.signals_that_make_several
    reasons = []
    if several:
        reasons.append(Reason(ReasonCode.SEVERAL, {"signals": this_month}))
    if earlier:
        facts = {"earlierOn": max(earlier), "months": definitions.successive_months}
        reasons.append(Reason(ReasonCode.SUCCESSIVE, facts))
    return several, bool(earlier), tuple(reasons) or (Reason(ReasonCode.SINGLE, {}),)


def look_back(received_on: date, definitions: Definitions) -> date:
    """First day of the look-back in which earlier signals make a case successive."""
    return months_before(received_on.replace(day=1), definitions.successive_months)


def crisis(signal: SignalFacts) -> tuple[bool, tuple[Reason, ...]]:
    """Whether the signal tells of a threat that starts the clock of three working days (Wgs art. 4(2))."""
    if signal.kind not in CRISIS_KINDS:
        return False, (Reason(ReasonCode.NO_CRISIS, {}),)
    facts = {"kind": signal.kind, "stage": signal.stage, "plannedDate": signal.planned_date}
    reason = Reason(ReasonCode.CRISIS, facts)
    return True, (reason,) if signal.planned_date else (reason, Reason(ReasonCode.PLANNED_DATE_MISSING, {}))
