"""Whether a signal waits without any approach: a named choice of the policy, never the default."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion, ParkedFor
from schemas.vocabulary.registers import UNCLEAR
from schemas.vocabulary.signals import NEVER_STOPPED
from services.triage.known import Reason, Sleep
from services.triage.rules.finding import NOT_ASKED, Asked, Finding
from services.triage.rules.rouse import adds_up, roused, what_woke
from services.triage.rules.threshold import threshold

AT_ITS_END: Final[Mapping[ParkedFor, Disposition]] = MappingProxyType(
    {ParkedFor.THRESHOLD: Disposition.UNJUSTIFIED, ParkedFor.REGISTER_CHECK: Disposition.OTHER_REASON}
)
"""What a parked signal becomes when its time is over and nothing roused it; its partner hears of both."""
WAITED: Final[Mapping[ParkedFor, ReasonCode]] = MappingProxyType(
    {ParkedFor.THRESHOLD: ReasonCode.WAITED_BELOW_THRESHOLD, ParkedFor.REGISTER_CHECK: ReasonCode.WAITED_FOR_CHECK}
)


def may_wait(asked: Asked) -> Finding:
    """It waits until its day, which a revision never moves, unless something on the household rouses it."""
    why = None if asked.is_in_case else waits_for(asked)
    if why is None:
        return NOT_ASKED
    rouses, sleep = roused(asked), asked.sleep
    if rouses:
        return NOT_ASKED if sleep and what_woke(asked) == rouses else Finding((rouses,))
    if sleep and (asked.signal.occasion is Occasion.WOKEN or asked.signal.asked_on >= sleep.until):
        return Finding((Reason(WAITED[why], {"until": sleep.until}),), settles=AT_ITS_END[why])
    return _parked(asked, why)


def waits_for(asked: Asked) -> ParkedFor | None:
    """Why the policy lets this signal wait, if it does; a crisis and an end of contract never wait."""
    choice, signal = asked.policy.parking, asked.signal
    if choice is None or signal.kind in NEVER_STOPPED:
        return None
    if choice.unclear_registration and signal.resident in UNCLEAR:
        return ParkedFor.REGISTER_CHECK
    below = choice.below_threshold and signal.amount_cents < asked.policy.threshold_cents
    return ParkedFor.THRESHOLD if below else None


def _parked(asked: Asked, why: ParkedFor) -> Finding:
    choice, signal = asked.policy.parking, asked.signal
    days = choice.days if choice else 0
    until = asked.sleep.until if asked.sleep else signal.asked_on + timedelta(days=days)
    sleep = Sleep(why, until)
    if why is ParkedFor.REGISTER_CHECK:
        return Finding(
            (Reason(ReasonCode.PARKED_FOR_CHECK, {"until": until}),), settles=Disposition.PARKED, sleep=sleep
        )
    amounts = {"amountCents": signal.amount_cents, "thresholdCents": asked.policy.threshold_cents}
    return Finding((Reason(ReasonCode.PARKED, {**amounts, "until": until}),), settles=Disposition.PARKED, sleep=sleep)


def threshold_of_one(asked: Asked) -> Finding:
    """What adds up above the threshold with other arrears is not approached as what lies below it."""
    return NOT_ASKED if adds_up(asked) else threshold(asked)
