"""What a revision does to the clock of its case (docs/decisions/0010): it starts one, or leaves it as it is."""

from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark
from services.triage.rules.stays import asks_again

STARTS_A_CLOCK = Finding(marks=(Mark.STARTS_A_CLOCK,))
STARTS_NO_CLOCK = Finding(marks=(Mark.STARTS_NO_CLOCK,))


def clock(asked: Asked) -> Finding:
    """One that brings its signal into a case, or got worse, starts a clock from its own day; any other starts none.

    The clock that the signal started when it came is in the case's already, or the first talk stopped it, also where
    that was in a case that merges into another; but one that was taken back meanwhile is news when its partner sends it
    again.
    """
    own, case = asked.known.own, asked.known.case
    if own is None:
        return NOT_ASKED
    if own.talked:
        return STARTS_NO_CLOCK
    is_there = case is not None and own.case_id == case.id and not asked.comes_back
    return STARTS_NO_CLOCK if is_there and not asks_again(asked.signal, own.amount_cents) else STARTS_A_CLOCK
