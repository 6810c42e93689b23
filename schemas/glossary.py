"""The one table in which outward Dutch and inward English meet; nothing else translates.

REST attributes, file columns and the pages are Dutch (NL API Design Rules, interface-language);
code, events, metrics and logs are English.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.contacts import ContactKind, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryState, Outcome, SignalKind, Stage

T = TypeVar("T", bound=StrEnum)

ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gemeentecode": "municipality",
        "kenmerk": "reference",
        "klantnummer": "customer_number",
        "voorletters": "initials",
        "voorvoegsel": "prefix",
        "achternaam": "surname",
        "geboortedatum": "birth_date",
        "burgerservicenummer": "bsn",
        "straat": "street",
        "huisnummer": "house_number",
        "huisnummertoevoeging": "house_number_addition",
        "postcode": "postcode",
        "woonplaats": "town",
        "telefoonnummer": "phone",
        "email": "email",
        "bedragInCenten": "amount_cents",
        "ontstaansdatum": "arrears_since",
        "aantalPerioden": "periods_missed",
        "signaaldatum": "signal_date",
        "soort": "kind",
        "geplandeDatum": "planned_date",
        "stadium": "stage",
        "verklaring": "attestation",
        "persoonlijkContact": "personal_contact",
        "gewezenOpSchuldhulp": "pointed_to_debt_help",
        "herinneringGestuurd": "reminder_sent",
        "doorgevenAangeboden": "sharing_offered",
        "bezwaar": "objection",
        "warmeOverdracht": "warm_handover",
        "signalen": "signals",
        "ontvangstbewijzen": "receipts",
        "levering": "delivery",
        "leveringId": "delivery_id",
        "signaalId": "signal_id",
        "regel": "line",
        "uitkomst": "outcome",
        "fouten": "errors",
        "veld": "field",
        "code": "code",
        "tekst": "text",
        "status": "status",
        "ontvangenOp": "received_at",
        "aantalRegels": "lines",
        "aantalGeaccepteerd": "accepted",
        "aantalDubbel": "duplicate",
        "aantalHerzien": "revised",
        "aantalGeweigerd": "rejected",
        "herziening": "revision",
        "kolomindeling": "mapping",
        "pagina": "page",
        "paginaGrootte": "page_size",
    }
)
"""Outward attribute name (lowerCamelCase Dutch) to the inward name."""

DUTCH: Final[Mapping[type[StrEnum], Mapping[StrEnum, str]]] = MappingProxyType(
    {
        PartnerKind: {
            PartnerKind.ENERGY: "Energie",
            PartnerKind.WATER: "Water",
            PartnerKind.HEALTH_INSURER: "Zorg",
            PartnerKind.LANDLORD: "Huur",
            PartnerKind.CAK_HEALTH_INSURANCE: "CAK Zorgverzekeringen",
            PartnerKind.CAK_OWN_CONTRIBUTION: "CAK Eigen bijdrage",
            PartnerKind.TAX_OFFICE: "Belastingdienst",
            PartnerKind.BENEFITS_OFFICE: "Dienst Toeslagen",
            PartnerKind.STUDENT_FINANCE: "DUO",
            PartnerKind.MORTGAGE: "Hypotheek",
            PartnerKind.OTHER: "Overige",
        },
        SignalKind: {
            SignalKind.ARREARS: "achterstand",
            SignalKind.END_OF_CONTRACT: "eindelevering",
            SignalKind.DISCONNECTION: "afsluiting",
            SignalKind.EVICTION: "huisuitzetting",
            SignalKind.INSURANCE_ENDED: "verzekering-beeindigd",
        },
        Stage: {Stage.ANNOUNCED: "aangekondigd", Stage.CARRIED_OUT: "uitgevoerd"},
        Tray: {Tray.CRISIS: "Crisis", Tray.SEVERAL: "Meervoudig", Tray.SINGLE: "Enkelvoudig"},
        Outcome: {
            Outcome.ACCEPTED: "geaccepteerd",
            Outcome.DUPLICATE: "dubbel",
            Outcome.REVISED: "herzien",
            Outcome.REJECTED: "geweigerd",
        },
        DeliveryState: {DeliveryState.PROCESSING: "in-behandeling", DeliveryState.DONE: "verwerkt"},
        ContactKind: {
            ContactKind.ADMINISTRATIVE: "Administratief",
            ContactKind.APPOINTMENT: "Afspraak op locatie",
            ContactKind.LETTER: "Brief",
            ContactKind.VISIT: "Huisbezoek",
            ContactKind.CARD: "Kaartje",
            ContactKind.MAIL: "Mail",
            ContactKind.UNKNOWN: "Onbekend",
            ContactKind.OTHER: "Overige",
            ContactKind.TEXT_MESSAGE: "SMS/Whatsapp",
            ContactKind.PHONE: "Telefoon",
        },
        PartOfDay: {PartOfDay.MORNING: "Ochtend", PartOfDay.AFTERNOON: "Middag", PartOfDay.EVENING: "Avond"},
        OfferKind: {
            OfferKind.ADVICE: "Informatie of budgetgesprek",
            OfferKind.VOLUNTEER: "Hulp van een vrijwilliger",
            OfferKind.QUICK_FIX: "Snelle oplossing, binnen 30 dagen",
            OfferKind.DEBT_HELP: "Schuldhulp",
        },
        OfferAnswer: {
            OfferAnswer.OPEN: "Denkt na",
            OfferAnswer.ACCEPTED: "Neemt het aan",
            OfferAnswer.DECLINED: "Wil het niet",
        },
        EndResult: {
            EndResult.ADVICE_OR_QUICK_FIX: "(Budget)advies en/of quick fix",
            EndResult.NEVER_REACHED: "Definitief geen contact kunnen krijgen",
            EndResult.NO_REACTION_AFTER_CONTACT: "Geen reactie na eerder contact",
            EndResult.KNOWN_AT_DEBT_HELP: "Inwoner al bekend bij schuldhulpverlening",
            EndResult.OTHER_TRAJECTORY: "Inwoner heeft al een ander lopend traject",
            EndResult.ALREADY_PAID: "Inwoner heeft zelf al betaald/betalingsregeling getroffen",
            EndResult.DECEASED: "Inwoner is overleden",
            EndResult.SELF_RELIANT: "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering",
            EndResult.OTHER_REASON: "Niet opgepakt: andere reden",
            EndResult.REPEAT: "Niet opgepakt: herhaalde melding",
            EndResult.UNJUSTIFIED: "Niet opgepakt: onterecht signaal",
            EndResult.NOT_RESIDENT: "Persoon is geen inwoner (meer) in de gemeente",
            EndResult.FURTHER_HELP: "Vervolghulp en/of verwijzing",
            EndResult.FURTHER_HELP_FINANCIAL: "Vervolghulp en/of verwijzing financieel",
            EndResult.FURTHER_HELP_OTHER: "Vervolghulp en/of verwijzing niet financieel",
            EndResult.REFERRAL_WITHOUT_RESIDENT: "Verwijzing zonder tussenkomst inwoner",
        },
    }
)
"""Outward word of every code that is shown or exchanged."""


def dutch(code: StrEnum) -> str:
    """The outward Dutch word of a code. Raises KeyError for an enum that is not exchanged."""
    return DUTCH[type(code)][code]


def inward(kind: type[T], word: str) -> T:
    """The code behind an outward Dutch word. Raises ValueError for an unknown word."""
    for code, shown in DUTCH[kind].items():
        if shown == word:
            return kind(code)
    raise ValueError("unknown word")
