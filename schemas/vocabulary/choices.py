"""What a policy may choose between beside channels and trays: bands of points, and levels of help."""

from schemas.vocabulary.coded import Coded


class Band(Coded):
    """How many points a signal gets together, from low to highest; a policy says where each begins."""

    LOW = "low", "laag"
    MIDDLE = "middle", "midden"
    HIGH = "high", "hoog"
    HIGHEST = "highest", "hoogst"

    @property
    def rank(self) -> int:
        """Its place, from 0."""
        return list(Band).index(self)


class OfferLevel(Coded):
    """With which help a worker begins. The heaviest help (residential, crisis, treatment) is never chosen by a rule."""

    INFORMATION = "information", "informatie en een budgetgesprek", "", "information and a budget talk"
    SUPPORT = (
        "support",
        "hulp dichtbij, zoals thuisadministratie, een schuldhulpmaatje of sociaal raadslieden",
        "",
        "help nearby, such as home administration, a debt buddy or a social lawyer",
    )
    DEBT_HELP = "debt-help", "schuldhulp", "", "debt help"
