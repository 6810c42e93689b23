"""Whether the partner announces that a contract for supply ends (*eindeleveringssignaal*): a tray of its own, daily."""

from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark


def contract_ends(asked: Asked) -> Finding:
    """Nothing is cut off yet (the grid follows weeks later), so the clock is that of any signal and not three days."""
    if asked.signal.kind not in asked.definitions.own_tray:
        return NOT_ASKED
    planned = {"plannedDate": asked.signal.planned_date}
    return Finding((Reason(ReasonCode.CONTRACT_ENDS, planned),), (Mark.CONTRACT_ENDS,))
