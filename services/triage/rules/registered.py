"""What registers say of the resident: who died, lives elsewhere or is known at debt help is not approached."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding

SAID: Final[Mapping[ResidentAnswer, ReasonCode]] = MappingProxyType(
    {
        ResidentAnswer.RESIDENT: ReasonCode.IS_RESIDENT,
        ResidentAnswer.MOVED_INSIDE: ReasonCode.MOVED_INSIDE,
        ResidentAnswer.NOT_RESIDENT: ReasonCode.NOT_RESIDENT,
        ResidentAnswer.DECEASED: ReasonCode.DECEASED,
        ResidentAnswer.NO_HIT: ReasonCode.NO_HIT,
        ResidentAnswer.NAME_DIFFERS: ReasonCode.NAME_DIFFERS,
        ResidentAnswer.NOT_CHECKED: ReasonCode.NOT_CHECKED,
    }
)
SETTLED_BY: Final[Mapping[ResidentAnswer, Disposition]] = MappingProxyType(
    {
        ResidentAnswer.NOT_RESIDENT: Disposition.NOT_RESIDENT,
        ResidentAnswer.DECEASED: Disposition.DECEASED,
    }
)
"""Only what is known for certain: no hit, and another name, settle nothing."""


def residence(asked: Asked) -> Finding:
    """Who is no resident, or died, is not approached. Who moved inside the municipality is picked up."""
    answer = asked.signal.resident
    if answer is None and (asked.policy.registers is None or asked.policy.registers.residents is None):
        return NOT_ASKED
    said = Reason(SAID[answer or ResidentAnswer.NOT_CHECKED], {})
    settled = SETTLED_BY.get(answer) if answer else None
    return _settled(asked, said, settled) if settled else Finding((said,))


def debt_help(asked: Asked) -> Finding:
    """Whom debt help knows is helped there. A crisis is picked up all the same: its clock is the law's."""
    answer = asked.signal.debt_help
    if answer is not DebtHelpAnswer.KNOWN:
        return NOT_ASKED
    said = Reason(ReasonCode.KNOWN_AT_DEBT_HELP, {})
    if asked.signal.kind in CRISIS_KINDS:
        return Finding((said,))
    return _settled(asked, said, Disposition.KNOWN_AT_DEBT_HELP)


def _settled(asked: Asked, said: Reason, disposition: Disposition) -> Finding:
    """It leaves a case that nobody works on, when a register answers anew; a person looks at what is worked on."""
    case, own = asked.known.case, asked.known.own
    free = not asked.is_in_case
    leaves = asked.signal.occasion is Occasion.REGISTER_ANSWERED and own is not None and own.case_open
    untouched = case is not None and own is not None and own.case_id == case.id and not case.touched
    if free or (leaves and untouched):
        return Finding((said,), settles=disposition)
    return Finding((said,))
