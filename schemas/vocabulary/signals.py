"""What a partner reports, how far it is, and the answer to a delivered record."""

from enum import StrEnum
from typing import Final


class SignalKind(StrEnum):
    """What the partner reports."""

    ARREARS = "arrears"
    END_OF_CONTRACT = "end-of-contract-announced"
    DISCONNECTION = "disconnection"
    EVICTION = "eviction"
    INSURANCE_ENDED = "insurance-ended"


CRISIS_KINDS: Final = frozenset({SignalKind.DISCONNECTION, SignalKind.EVICTION, SignalKind.INSURANCE_ENDED})
"""Kinds that start the clock of three working days (Wgs art. 4(2))."""

NEVER_STOPPED: Final = CRISIS_KINDS | {SignalKind.END_OF_CONTRACT}
"""Kinds that neither the threshold nor the age of the arrears may stop."""


class Stage(StrEnum):
    """How far a threatening measure is."""

    ANNOUNCED = "announced"
    CARRIED_OUT = "carried-out"


class Outcome(StrEnum):
    """The answer to one delivered record."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REVISED = "revised"
    REJECTED = "rejected"


class DeliveryState(StrEnum):
    """How far a delivery is: a file is read in chunks, a JSON request is done at once."""

    PROCESSING = "processing"
    DONE = "done"
