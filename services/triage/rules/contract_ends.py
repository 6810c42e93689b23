"""Whether the partner announces that a contract for supply ends (*eindeleveringssignaal*): a tray of its own, daily."""

from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark


def contract_ends(asked: Asked) -> Finding:
    """Nothing is cut off yet (the grid follows weeks later), so the clock is that of any signal and not three days."""
    signal = asked.signal
    if signal.kind not in asked.definitions.own_tray:
        return NOT_ASKED
    return Finding((Reason(ReasonCode.CONTRACT_ENDS, {"plannedDate": signal.planned_date}),), (Mark.CONTRACT_ENDS,))
