"""What may follow what on a case: literal tables that the forms show, the acts enforce and simulated workers obey."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.cases.work import WorkDone
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay

MAY_REACH: Final[Mapping[Channel, bool]] = MappingProxyType(
    {
        Channel.ADMINISTRATIVE: False,
        Channel.APPOINTMENT: True,
        Channel.LETTER: False,
        Channel.VISIT: True,
        Channel.CARD: False,
        Channel.MAIL: False,
        Channel.UNKNOWN: True,
        Channel.OTHER: True,
        Channel.TEXT_MESSAGE: False,
        Channel.PHONE: True,
    }
)
"""Whether an attempt of this kind can reach somebody; the others are sent. Who answers one is spoken with by phone."""

PART_BEGINS: Final[Mapping[PartOfDay, int]] = MappingProxyType(
    {PartOfDay.MORNING: 0, PartOfDay.AFTERNOON: 12, PartOfDay.EVENING: 18}
)
"""Local hour at which a part of the day begins (DDAS section 3.5)."""


class Recorded(StrEnum):
    """What stands on a case, as far as its end must agree with it."""

    TRIED = "tried"
    REACHED = "reached"
    ACCEPTED = "accepted"
    PLANNED = "planned"


class ResultRule(NamedTuple):
    """What an end result needs to have been recorded, and what it contradicts."""

    needs: frozenset[Recorded] = frozenset()
    never_after: frozenset[Recorded] = frozenset()


def _needs(*needed: Recorded, never_after: tuple[Recorded, ...] = ()) -> ResultRule:
    return ResultRule(frozenset(needed), frozenset(never_after))


TRIED, REACHED, ACCEPTED, PLANNED = Recorded
RESULT_RULES: Final[Mapping[EndResult, ResultRule]] = MappingProxyType(
    {
        EndResult.ADVICE_OR_QUICK_FIX: _needs(REACHED, ACCEPTED),
        EndResult.NEVER_REACHED: _needs(TRIED, never_after=(REACHED, ACCEPTED, PLANNED)),
        EndResult.NO_REACTION_AFTER_CONTACT: _needs(REACHED),
        EndResult.KNOWN_AT_DEBT_HELP: _needs(never_after=(PLANNED,)),
        EndResult.OTHER_TRAJECTORY: _needs(never_after=(PLANNED,)),
        EndResult.ALREADY_PAID: _needs(REACHED, never_after=(PLANNED,)),
        EndResult.DECEASED: _needs(),
        EndResult.SELF_RELIANT: _needs(REACHED, never_after=(PLANNED,)),
        EndResult.OTHER_REASON: _needs(never_after=(ACCEPTED, PLANNED)),
        EndResult.REPEAT: _needs(never_after=(ACCEPTED, PLANNED)),
        EndResult.UNJUSTIFIED: _needs(never_after=(ACCEPTED, PLANNED)),
        EndResult.NOT_RESIDENT: _needs(),
        EndResult.FURTHER_HELP: _needs(REACHED, ACCEPTED),
        EndResult.FURTHER_HELP_FINANCIAL: _needs(REACHED, ACCEPTED),
        EndResult.FURTHER_HELP_OTHER: _needs(REACHED, ACCEPTED, never_after=(PLANNED,)),
        EndResult.REFERRAL_WITHOUT_RESIDENT: _needs(),
    }
)
"""By the definitions of DDAS section 3.2: a result that tells of contact or help needs it recorded, *niet opgepakt* is
no end of help that was accepted, and once debt help has its plan nobody else helps and nobody helps themselves.
"""


def recorded(work: WorkDone) -> frozenset[Recorded]:
    """What stands on the case."""
    stands = {TRIED: work.attempts > 0, REACHED: work.reached, ACCEPTED: work.accepted, PLANNED: work.planned}
    return frozenset(one for one, holds in stands.items() if holds)
