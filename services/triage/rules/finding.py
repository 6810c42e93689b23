"""What a rule is asked and what it finds: every rule is a function from one to the other."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from domain.law.definitions import Definitions
from schemas.policy.form import Policy
from schemas.policy.points import BandStart
from schemas.vocabulary.decisions import Disposition, Occasion
from services.triage.known import Known, Reason, SignalView, Sleep


class Asked(NamedTuple):
    """Everything that a rule may look at; `known.own` tells what became of the same signal before."""

    signal: SignalView
    known: Known
    policy: Policy
    definitions: Definitions

    @property
    def is_in_case(self) -> bool:
        """Whether the signal was picked up before, or is by a person: taking it out is for a person to decide."""
        own = self.known.own
        by_hand = self.signal.occasion is Occasion.BY_HAND
        return by_hand or (own is not None and own.disposition is Disposition.IN_CASE)

    @property
    def comes_back(self) -> bool:
        """Whether its partner took it back, and speaks of it anew now; what others ask does not undo that."""
        own = self.known.own
        return own is not None and own.withdrawn and self.signal.occasion is None

    @property
    def sleep(self) -> Sleep | None:
        """Of a signal that is parked: why, and until when."""
        return self.known.own.sleep if self.known.own else None


class Mark(StrEnum):
    """What a rule says of a signal that goes into a case; the header follows from the marks."""

    BELOW_THRESHOLD = "below-threshold"
    SEVERAL = "several"
    SUCCESSIVE = "successive"
    CRISIS = "crisis"
    CONTRACT_ENDS = "contract-ends"
    STARTS_A_CLOCK = "starts-a-clock"
    STARTS_NO_CLOCK = "starts-no-clock"
    SAYS_IT_AGAIN = "says-it-again"
    WOKEN = "woken"
    ADDS_UP = "adds-up"


class Finding(NamedTuple):
    """Reasons in order, and marks. `settles`: the disposition, when no further rule is asked; `sleep`: of parked.

    `band`: where the points of the policy put the signal.
    """

    reasons: tuple[Reason, ...] = ()
    marks: tuple[Mark, ...] = ()
    settles: Disposition | None = None
    sleep: Sleep | None = None
    band: BandStart | None = None


NOT_ASKED = Finding()
"""The answer of a rule that does not apply."""
Rule = Callable[[Asked], Finding]
