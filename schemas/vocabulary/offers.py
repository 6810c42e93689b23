"""What is offered to a resident, and the answer."""

from schemas.vocabulary.coded import Coded


class OfferKind(Coded):
    """A specific offer made to a resident who was reached."""

    ADVICE = "advice", "Informatie of budgetgesprek"
    VOLUNTEER = "volunteer", "Hulp van een vrijwilliger"
    QUICK_FIX = "quick-fix", "Snelle oplossing, binnen 30 dagen"
    DEBT_HELP = "debt-help", "Schuldhulp"


class OfferAnswer(Coded):
    """What the resident said to an offer."""

    OPEN = "open", "Denkt na"
    ACCEPTED = "accepted", "Neemt het aan"
    DECLINED = "declined", "Wil het niet"
