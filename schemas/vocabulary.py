"""The closed vocabulary: English codes inside, each with the DDAS or Dutch word shown outside.

Source of the Dutch words: DDAS Vroegsignalering 1.2 (sections 3.1 to 3.5 and the partner types of section 5).
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class PartnerKind(StrEnum):
    """Kind of signal partner (DDAS EnumSignaalpartner)."""

    ENERGY = "energy"
    WATER = "water"
    HEALTH_INSURER = "health-insurer"
    LANDLORD = "landlord"
    CAK_HEALTH_INSURANCE = "cak-health-insurance"
    CAK_OWN_CONTRIBUTION = "cak-own-contribution"
    TAX_OFFICE = "tax-office"
    BENEFITS_OFFICE = "benefits-office"
    STUDENT_FINANCE = "student-finance"
    MORTGAGE = "mortgage"
    OTHER = "other"


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


class Tray(StrEnum):
    """A tray (*werkbakje*): a queue of cases that get the same approach."""

    CRISIS = "crisis"
    SEVERAL = "several"
    SINGLE = "single"


class Channel(StrEnum):
    """The first approach of a tray."""

    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"


class ContactKind(StrEnum):
    """How a resident was approached (DDAS 3.4)."""

    ADMINISTRATIVE = "administrative"
    APPOINTMENT = "appointment"
    LETTER = "letter"
    VISIT = "visit"
    CARD = "card"
    MAIL = "mail"
    UNKNOWN = "unknown"
    OTHER = "other"
    TEXT_MESSAGE = "text-message"
    PHONE = "phone"


class PartOfDay(StrEnum):
    """Part of the day: morning before 12:00, afternoon to 18:00, evening after (DDAS 3.5)."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


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


class EndResult(StrEnum):
    """How a case ended (DDAS 3.2)."""

    ADVICE_OR_QUICK_FIX = "advice-or-quick-fix"
    NEVER_REACHED = "never-reached"
    NO_REACTION_AFTER_CONTACT = "no-reaction-after-contact"
    KNOWN_AT_DEBT_HELP = "known-at-debt-help"
    OTHER_TRAJECTORY = "other-trajectory"
    ALREADY_PAID = "already-paid"
    DECEASED = "deceased"
    SELF_RELIANT = "self-reliant"
    OTHER_REASON = "other-reason"
    REPEAT = "repeat"
    UNJUSTIFIED = "unjustified"
    NOT_RESIDENT = "not-resident"
    FURTHER_HELP = "further-help"
    FURTHER_HELP_FINANCIAL = "further-help-financial"
    FURTHER_HELP_OTHER = "further-help-other"
    REFERRAL_WITHOUT_RESIDENT = "referral-without-resident"


NOTHING_CAME_OF_CONTACT: Final = frozenset({EndResult.NEVER_REACHED})
"""End results that contradict a recorded contact."""

NEEDS_CONTACT: Final = frozenset(
    {
        EndResult.ADVICE_OR_QUICK_FIX,
        EndResult.NO_REACTION_AFTER_CONTACT,
        EndResult.ALREADY_PAID,
        EndResult.SELF_RELIANT,
    }
)
"""End results that by their DDAS definition need a contact that reached the resident."""


class CaseShape(StrEnum):
    """The shape of a case; the definitions stand in `schemas.definitions`."""

    SINGLE = "single"
    SEVERAL = "several"
    SUCCESSIVE = "successive"


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


class FactKind(StrEnum):
    """Kinds of rows in the fact table; `stage` of the funnel where it counts one."""

    SIGNAL_ACCEPTED = "signal-accepted"
    SIGNAL_SETTLED = "signal-settled"
    CASE_OPENED = "case-opened"
    TASK_DISPATCHED = "task-dispatched"
    CONTACT_ATTEMPTED = "contact-attempted"
    CASE_REACHED = "case-reached"
    OFFER_MADE = "offer-made"
    OFFER_ACCEPTED = "offer-accepted"
    SIGNAL_LED_TO_OFFER = "signal-led-to-offer"
    CASE_LED_TO_OFFER = "case-led-to-offer"
    FIRST_TALK_HELD = "first-talk-held"
    SIGNAL_LED_TO_TRAJECTORY = "signal-led-to-trajectory"
    CASE_LED_TO_TRAJECTORY = "case-led-to-trajectory"
    CASE_CLOSED = "case-closed"


SEVERAL_KINDS: Final = "several"
"""Label of the partner kind of a case with signals of more than one kind."""
