"""How many points the signal gets, and in which band it falls; not asked where a policy names no points."""

from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.points import scored
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def points(asked: Asked) -> Finding:
    """Every rule that gives points says why; the band follows from all together."""
    weights, owed = asked.policy.points, asked.known.owed
    if weights is None or owed is None:
        return NOT_ASKED
    score = scored(weights, asked.signal, asked.known.pickup, owed)
    fell = Reason(ReasonCode.BAND, {"points": score.points, "band": score.band.band})
    return Finding((*score.reasons, fell), band=score.band)
