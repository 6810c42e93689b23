"""The workflow of dispositions as one table: what may follow what, on which occasion, and who hears of it."""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.decisions import Disposition, Occasion

D, When = Disposition, Occasion
Followers = Mapping[Occasion, Set[Disposition]]
"""What a question on each occasion may come to; an occasion that is not named asks nothing."""

REGISTERED: Final = frozenset({D.DECEASED, D.NOT_RESIDENT, D.KNOWN_AT_DEBT_HELP})
"""What comes of an answer of a register."""
ASKED_ANEW: Final = REGISTERED | {
    D.IN_CASE,
    D.PARKED,
    D.REPEAT,
    D.UNJUSTIFIED,
}
"""What any rule may settle about a signal that is in no case."""
PICKED_UP: Final = frozenset({D.IN_CASE})
IS_TAKEN_BACK: Final = frozenset({D.WITHDRAWN})
WHEN_WOKEN: Final = ASKED_ANEW | {D.OTHER_REASON}
"""What a parked signal may become when it is decided on anew."""
DECIDED_BEFORE: Final = frozenset(Occasion) - {When.RECEIVED}
"""Occasions on which a signal is decided on that was before."""
NEW: Final[Followers] = MappingProxyType(
    {When.RECEIVED: ASKED_ANEW, When.REVISED: ASKED_ANEW, When.WITHDRAWN: IS_TAKEN_BACK}
)
"""Of a signal that has no disposition yet."""
AFTER_REFUSAL: Final[Followers] = MappingProxyType(
    {
        When.REVISED: ASKED_ANEW,
        When.WITHDRAWN: IS_TAKEN_BACK,
        When.MERGED: ASKED_ANEW,
        When.SPLIT: ASKED_ANEW,
        When.REGISTER_ANSWERED: ASKED_ANEW,
        When.POLICY: ASKED_ANEW,
        When.BY_HAND: PICKED_UP,
    }
)
"""Of a signal that was not picked up."""


class WorkflowLine(NamedTuple):
    """One disposition: what may follow it. Whoever looks at a case decides who leaves it: rules take nobody out."""

    follows: Followers


WORKFLOW: Final[Mapping[Disposition, WorkflowLine]] = MappingProxyType(
    {
        D.IN_CASE: WorkflowLine(
            {
                **dict.fromkeys(DECIDED_BEFORE, PICKED_UP),
                When.WITHDRAWN: PICKED_UP | IS_TAKEN_BACK,
                When.REGISTER_ANSWERED: PICKED_UP | REGISTERED,
            }
        ),
        D.PARKED: WorkflowLine(
            {
                When.WOKEN: WHEN_WOKEN - {D.PARKED},
                When.REVISED: WHEN_WOKEN,
                When.WITHDRAWN: IS_TAKEN_BACK,
                When.MERGED: WHEN_WOKEN,
                When.SPLIT: WHEN_WOKEN,
                When.REGISTER_ANSWERED: WHEN_WOKEN,
                When.POLICY: WHEN_WOKEN,
                When.BY_HAND: PICKED_UP,
            }
        ),
        D.REPEAT: WorkflowLine(AFTER_REFUSAL),
        D.UNJUSTIFIED: WorkflowLine(AFTER_REFUSAL),
        D.OTHER_REASON: WorkflowLine(AFTER_REFUSAL),
        D.DECEASED: WorkflowLine(AFTER_REFUSAL),
        D.NOT_RESIDENT: WorkflowLine(AFTER_REFUSAL),
        D.KNOWN_AT_DEBT_HELP: WorkflowLine(AFTER_REFUSAL),
        D.WITHDRAWN: WorkflowLine({When.REVISED: ASKED_ANEW, When.WITHDRAWN: IS_TAKEN_BACK}),
        D.ERASED: WorkflowLine({}),
        D.IMPORTED: WorkflowLine({}),
    }
)
"""Every disposition. Its word of DDAS and whether a partner is told stand with it in the vocabulary."""


def may_follow(before: Disposition | None, occasion: Occasion) -> Set[Disposition]:
    """What a question on this occasion may come to, after the disposition that a signal has (None: none yet)."""
    return (WORKFLOW[before].follows if before else NEW).get(occasion, frozenset())


class Forbidden(Exception):
    """A decision that the workflow does not know: a fault of ours, and never stored."""


def check_transition(before: Disposition | None, occasion: Occasion, after: Disposition) -> None:
    """Raise Forbidden for what may not follow."""
    if after not in may_follow(before, occasion):
        raise Forbidden(f"{before or 'new'} -> {after} on {occasion}")
