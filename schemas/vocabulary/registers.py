"""What registers say of a resident; who did not ask says so."""

from enum import StrEnum
from typing import Final

from schemas.vocabulary.coded import Coded


class Register(StrEnum):
    """A register that is asked: of residents, and of those whom debt help knows."""

    RESIDENTS = "residents"
    DEBT_HELP = "debt-help"


class RegisterSource(StrEnum):
    """Where the answers of a register come from: a list that is uploaded, or a worker who looked."""

    LIST = "list"
    WORKER = "worker"


class ResidentAnswer(Coded):
    """What the register of residents says of somebody; the first two live here.

    No hit and another name say nothing about where somebody lives: they are never *no resident*.
    """

    RESIDENT = "resident", "inwoner", "Staat hier ingeschreven", "Is registered here"
    MOVED_INSIDE = (
        "moved-inside",
        "verhuisd-binnen-gemeente",
        "Verhuisde binnen de gemeente",
        "Moved inside the municipality",
    )
    NOT_RESIDENT = "not-resident", "geen-inwoner", "Staat in een andere gemeente", "Is registered elsewhere"
    DECEASED = "deceased", "overleden", "Is overleden", "Has died"
    NO_HIT = "no-hit", "niet-gevonden", "Niet gevonden", "Not found"
    NAME_DIFFERS = "name-differs", "andere-naam", "Op dit adres staat een andere naam", "Another name at this address"
    NOT_CHECKED = "not-checked", "niet-gecontroleerd", "Niet gecontroleerd", "Not checked"


class DebtHelpAnswer(Coded):
    """Whether debt help knows somebody already."""

    KNOWN = "known", "bekend", "Schuldhulp kent de inwoner al", "Debt help knows the resident already"
    NOT_KNOWN = "not-known", "niet-bekend", "Schuldhulp kent de inwoner niet", "Debt help does not know the resident"
    NOT_CHECKED = "not-checked", "niet-gecontroleerd", "Niet gecontroleerd", "Not checked"


UNCLEAR: Final = frozenset({ResidentAnswer.NO_HIT, ResidentAnswer.NAME_DIFFERS})
"""Answers that ask somebody to look."""
