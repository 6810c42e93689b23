"""What is offered to a resident, and the answer."""

from enum import StrEnum


class OfferKind(StrEnum):
    """A specific offer made to a resident who was reached."""

    ADVICE = "advice"
    VOLUNTEER = "volunteer"
    QUICK_FIX = "quick-fix"
    DEBT_HELP = "debt-help"


class OfferAnswer(StrEnum):
    """What the resident said to an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
