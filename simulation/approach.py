"""How simulated workers go about a case: which attempts after how many working days, and what they bring [A].

What is published are shares of cases under strong selection, not chances per attempt: the chances here are chosen
so that about 20 % of all cases are reached, writing least and phone and visits most.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.cases import CaseShape, EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind

LETTER, MAIL, TEXT = Channel.LETTER, Channel.MAIL, Channel.TEXT_MESSAGE
PHONE, VISIT, CARD = Channel.PHONE, Channel.VISIT, Channel.CARD


class PlannedAttempt(NamedTuple):
    """An attempt so many working days after the one before (the first: after the case opened)."""

    wait: int
    kind: Channel


Approach = tuple[PlannedAttempt, ...]


def _approach(*steps: tuple[int, Channel]) -> Approach:
    return tuple(PlannedAttempt(wait, kind) for wait, kind in steps)


CRISIS: Final = _approach((1, PHONE), (0, VISIT), (0, CARD), (1, VISIT), (1, PHONE), (2, LETTER))
VISITING: Final = _approach((2, LETTER), (4, VISIT), (0, CARD), (3, PHONE), (4, VISIT), (2, LETTER))
CALLING: Final = _approach((2, PHONE), (2, PHONE), (0, TEXT), (4, PHONE), (3, LETTER))
WRITING: Final = _approach((2, LETTER), (8, LETTER))
ONE_LETTER: Final = _approach((2, LETTER))
BEGINNING: Final[Mapping[Channel, Approach]] = MappingProxyType(
    {
        LETTER: ONE_LETTER,
        PHONE: CALLING,
        VISIT: VISITING,
    }
)
"""The attempts that follow from the first approach; a test holds it against the channels that may be one."""

WRITING_ONLY: Final[Mapping[CaseShape, float]] = MappingProxyType(
    {CaseShape.SINGLE: 0.76, CaseShape.SUCCESSIVE: 0.70, CaseShape.SEVERAL: 0.50}
)
"""Share of phone cases in which there is only time, or only an address, for writing."""

CHANCES: Final[Mapping[Channel, float]] = MappingProxyType(
    {LETTER: 0.034, MAIL: 0.03, TEXT: 0.06, CARD: 0.05, PHONE: 0.20, VISIT: 0.22}
)
"""Chance that one attempt reaches the resident (one that is sent: that they call back), before the part of the day."""
SENT: Final = frozenset({LETTER, MAIL, TEXT, CARD})
"""What reaches nobody by itself: a resident who answers it calls back."""
CALL_BACK_WAIT: Final = (1, 4)
"""Working days until they do."""

PARTS: Final[Mapping[PartOfDay, float]] = MappingProxyType(
    {PartOfDay.MORNING: 0.4, PartOfDay.AFTERNOON: 0.4, PartOfDay.EVENING: 0.2}
)
PART_FACTOR: Final[Mapping[PartOfDay, float]] = MappingProxyType(
    {PartOfDay.MORNING: 0.9, PartOfDay.AFTERNOON: 1.0, PartOfDay.EVENING: 1.2}
)
OFFERED: Final = 0.88
"""Share of reached residents who get a specific offer; the others have paid or manage."""
ANSWER_SHARES: Final[Mapping[OfferAnswer, float]] = MappingProxyType(
    {OfferAnswer.ACCEPTED: 0.42, OfferAnswer.DECLINED: 0.46, OfferAnswer.OPEN: 0.12}
)
"""Of the offers; 0.88 x 0.42 = 0.37 of those reached, 7.4 % of all cases."""

OFFER_SHARES: Final[Mapping[OfferKind, float]] = MappingProxyType(
    {OfferKind.ADVICE: 0.35, OfferKind.VOLUNTEER: 0.10, OfferKind.QUICK_FIX: 0.20, OfferKind.DEBT_HELP: 0.35}
)
RESULTS: Final[Mapping[OfferKind, EndResult]] = MappingProxyType(
    {
        OfferKind.ADVICE: EndResult.ADVICE_OR_QUICK_FIX,
        OfferKind.VOLUNTEER: EndResult.FURTHER_HELP_OTHER,
        OfferKind.QUICK_FIX: EndResult.ADVICE_OR_QUICK_FIX,
        OfferKind.DEBT_HELP: EndResult.FURTHER_HELP_FINANCIAL,
    }
)
"""How a case ends whose offer was accepted."""

PLAN_ESTABLISHED: Final = 0.6
"""Share of accepted debt help in which a plan of approach is established."""
PLAN_WAIT: Final = (10, 30)
"""Working days from the offer to the plan: two to six weeks."""
TALK_WAIT: Final = (0, 4)
CLOSE_AFTER_TALK: Final = (5, 15)
CLOSE_WITHOUT_HELP: Final = (0, 5)
CLOSE_WITHOUT_ANSWER: Final = 10
"""Working days."""

FTE_PER_10000: Final = 0.33
HANDLED_PER_FTE_A_DAY: Final = 20
"""Cases that one full-time worker takes in hand on a working day: about 80 new ones a month, each about five times."""
