"""The one table in which outward Dutch and inward English meet; nothing else translates.

REST attributes, file columns and the pages are Dutch (NL API Design Rules, interface-language);
code, events, metrics and logs are English.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.coded import Coded
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryState, Outcome, SignalKind, Stage

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

EXCHANGED: Final[tuple[type[Coded], ...]] = (
    PartnerKind,
    SignalKind,
    Stage,
    Tray,
    Outcome,
    DeliveryState,
    Channel,
    PartOfDay,
    OfferKind,
    OfferAnswer,
    EndResult,
    Disposition,
)
DUTCH: Final[Mapping[type[Coded], Mapping[Coded, str]]] = MappingProxyType(
    {kind: MappingProxyType({code: code.dutch for code in kind}) for kind in EXCHANGED}
)
"""Outward word of every code that is shown or exchanged; a code brings it along (`schemas.vocabulary.coded`)."""
