"""The decision on one signal: a pure function of the signal, what is known, the policy and the definitions."""

from typing import Final

from domain.cases.case import Case
from domain.cases.header import joined
from schemas.ids import Id
from schemas.policy.points import BandStart
from schemas.vocabulary.decisions import Disposition
from services.triage.dispositions import REGISTERED
from services.triage.known import Decision, Reason
from services.triage.routing import RulesFound, case_of, routing_reasons
from services.triage.rules.finding import Asked, Mark
from services.triage.rules.steps import RULES_VERSION, STEPS

LEAVES_A_CASE: Final = REGISTERED | {Disposition.WITHDRAWN}
"""Dispositions by which a signal leaves the case that it was in."""


def decide(asked: Asked, new_case: Id, rules: str = RULES_VERSION) -> Decision:
    """Ask every rule of the version `rules` in its order, until one settles it; reasons come in that order.

    `new_case` is the id that a case gets if one is opened.
    """
    reasons: list[Reason] = []
    marks: set[Mark] = set()
    band: BandStart | None = None
    for rule in STEPS[rules]:
        finding = rule(asked)
        reasons += finding.reasons
        marks.update(finding.marks)
        band = finding.band or band
        if finding.settles:
            ended = _emptied(asked, finding.settles)
            return Decision(finding.settles, tuple(reasons), closes=ended, sleep=finding.sleep)
    return _in_case(asked, RulesFound(marks, band), reasons, new_case)


def _emptied(asked: Asked, settles: Disposition) -> Id | None:
    """The open case that a signal leaves when nothing else is in it."""
    own = asked.known.own
    ends = settles in LEAVES_A_CASE and own is not None and own.case_open and asked.known.alone
    return own.case_id if own and ends else None


def _in_case(asked: Asked, found: RulesFound, reasons: list[Reason], new_case: Id) -> Decision:
    calendar, open_case = asked.definitions.calendar, asked.known.case
    fresh = case_of(asked.signal, found, asked.policy, new_case, calendar)
    case = joined(open_case, fresh) if open_case else fresh
    why = (*reasons, *routing_reasons(asked.signal, case, found, asked.policy, calendar))
    return Decision(
        Disposition.IN_CASE,
        why,
        case=case,
        opens=open_case is None,
        closes=_left(asked, case),
        says_it_again=Mark.SAYS_IT_AGAIN in found.marks,
    )


def _left(asked: Asked, case: Case) -> Id | None:
    """The open case that a signal leaves for another when nothing else is in it: households merged, or one split."""
    own, alone = asked.known.own, asked.known.alone
    return own.case_id if own and own.case_open and alone and own.case_id != case.id else None
