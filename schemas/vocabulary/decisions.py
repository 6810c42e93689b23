"""What becomes of a signal (DDAS Vroegsignalering 1.2, section 3.1)."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Disposition(StrEnum):
    """What became of a signal; every accepted signal has exactly one current disposition."""

    IN_CASE = "in-case"
    PARKED = "parked"
    REPEAT = "repeat"
    UNJUSTIFIED = "unjustified"
    OTHER_REASON = "other-reason"
    DECEASED = "deceased"
    NOT_RESIDENT = "not-resident"
    KNOWN_AT_DEBT_HELP = "known-at-debt-help"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    IMPORTED = "imported"


class DispositionMeaning(NamedTuple):
    """DDAS signal status of a disposition, and whether the partner is told (DDAS 3.1)."""

    ddas_status: str
    partner_told: bool


DISPOSITIONS: Final = MappingProxyType(
    {
        Disposition.IN_CASE: DispositionMeaning("Opgepakt", partner_told=False),
        Disposition.PARKED: DispositionMeaning("Nog niet opgepakt", partner_told=False),
        Disposition.REPEAT: DispositionMeaning("Niet opgepakt: herhaalde melding", partner_told=True),
        Disposition.UNJUSTIFIED: DispositionMeaning("Niet opgepakt: onterecht signaal", partner_told=True),
        Disposition.OTHER_REASON: DispositionMeaning("Niet opgepakt: andere reden", partner_told=True),
        Disposition.DECEASED: DispositionMeaning("Inwoner is overleden", partner_told=True),
        Disposition.NOT_RESIDENT: DispositionMeaning(
            "Persoon is geen inwoner (meer) in de gemeente", partner_told=True
        ),
        Disposition.KNOWN_AT_DEBT_HELP: DispositionMeaning(
            "Inwoner al bekend bij schuldhulpverlening", partner_told=False
        ),
        Disposition.WITHDRAWN: DispositionMeaning("Niet opgepakt: andere reden", partner_told=False),
        Disposition.ERASED: DispositionMeaning("Niet opgepakt: andere reden", partner_told=False),
        Disposition.IMPORTED: DispositionMeaning("Niet opgepakt: andere reden", partner_told=False),
    }
)


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
