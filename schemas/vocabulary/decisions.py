"""What becomes of a signal (DDAS Vroegsignalering 1.2, section 3.1), and on which occasion that is decided."""

from enum import StrEnum
from typing import Final

from schemas.vocabulary.coded import Coded


class Disposition(Coded):
    """What became of a signal; every accepted signal has exactly one.

    The word is its DDAS signal status; after it stands what panels say, where that is more exact.
    """

    IN_CASE = "in-case", "Opgepakt", "Opgepakt in een zaak"
    PARKED = "parked", "Nog niet opgepakt", "Wacht tot een datum"
    REPEAT = "repeat", "Niet opgepakt: herhaalde melding", "Herhaalde melding"
    UNJUSTIFIED = "unjustified", "Niet opgepakt: onterecht signaal", "Onterecht signaal"
    OTHER_REASON = "other-reason", "Niet opgepakt: andere reden", "Andere reden"
    DECEASED = "deceased", "Inwoner is overleden"
    NOT_RESIDENT = "not-resident", "Persoon is geen inwoner (meer) in de gemeente", "Geen inwoner (meer)"
    KNOWN_AT_DEBT_HELP = "known-at-debt-help", "Inwoner al bekend bij schuldhulpverlening", "Al bekend bij schuldhulp"
    WITHDRAWN = "withdrawn", "Niet opgepakt: andere reden", "Ingetrokken door de partner"
    ERASED = "erased", "Niet opgepakt: andere reden", "Gewist op verzoek"
    IMPORTED = "imported", "Niet opgepakt: andere reden", "Overgenomen uit een ander systeem"


PARTNER_IS_TOLD: Final = frozenset(
    {
        Disposition.REPEAT,
        Disposition.UNJUSTIFIED,
        Disposition.OTHER_REASON,
        Disposition.DECEASED,
        Disposition.NOT_RESIDENT,
    }
)
"""Dispositions that a partner hears of (DDAS 3.1): what was not picked up, and never what debt help knows."""


NOT_PICKED_UP: Final = PARTNER_IS_TOLD | {Disposition.KNOWN_AT_DEBT_HELP}
"""Dispositions by which a signal is refused, and a worker may pick it up after all."""


STAYS_WITH_A_CASE: Final = frozenset({Disposition.IN_CASE, Disposition.WITHDRAWN})
"""What a signal that was in a case may become and still be known by it."""


class ParkedFor(StrEnum):
    """Why a signal waits: both are choices of a policy."""

    THRESHOLD = "threshold"
    REGISTER_CHECK = "register-check"


class Occasion(StrEnum):
    """Why a signal is decided on; each question on a signal has one, and its cause (docs/decisions/0020)."""

    RECEIVED = "received"
    REVISED = "revised"
    WOKEN = "woken"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    REGISTER_ANSWERED = "register-answered"
    POLICY = "policy"
    BY_HAND = "by-hand"


class OverturnReason(Coded):
    """Why a worker picks up what was not picked up."""

    KNOWN_TROUBLE = (
        "known-trouble",
        "Zorgen bekend",
        "Wij weten dat er meer aan de hand is bij deze inwoner",
        "We know that there is more trouble with this resident",
    )
    WRONG_DATA = (
        "wrong-data",
        "Gegevens niet juist",
        "De gegevens waarop is besloten, kloppen niet",
        "The data that was decided on is not right",
    )
    RULE_DOES_NOT_FIT = (
        "rule-does-not-fit",
        "Regel past niet",
        "De regel past niet bij deze situatie",
        "The rule does not fit this situation",
    )
    ASKED_FOR_HELP = (
        "asked-for-help",
        "Vraag om hulp",
        "De inwoner vroeg zelf om hulp",
        "The resident asked for help",
    )
