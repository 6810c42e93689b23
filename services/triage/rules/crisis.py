"""Whether something serious threatens, so that the clock of three working days runs (Wgs art. 4(2))."""

from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import Asked, Finding, Mark

NO_CRISIS = Finding((Reason(ReasonCode.NO_CRISIS, {}),))


def crisis(asked: Asked) -> Finding:
    """Disconnection, eviction or the end of health insurance; without a date it counts as most urgent."""
    signal = asked.signal
    if signal.kind not in asked.definitions.crisis:
        return NO_CRISIS
    details = {"kind": signal.kind, "stage": signal.stage, "plannedDate": signal.planned_date}
    found = (Reason(ReasonCode.CRISIS, details),)
    undated = () if signal.planned_date else (Reason(ReasonCode.PLANNED_DATE_MISSING, {}),)
    return Finding(found + undated, (Mark.CRISIS,))
