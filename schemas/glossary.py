"""Where outward Dutch and inward English meet: what fields and codes bring along, and the attributes of answers.

REST attributes, file columns and the pages are Dutch (NL API Design Rules, interface-language);
code, events, metrics and logs are English.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.coded import Coded
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.decisions import Disposition, OverturnReason
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.partners import ChangedBy, PartnerKind, WorkerRole
from schemas.vocabulary.quarantine import AsideReason, CorrectionReason, HandEntryKind, Settlement
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from schemas.vocabulary.signals import (
    DeliveryChannel,
    DeliveryFormat,
    DeliveryState,
    Indication,
    Outcome,
    SignalKind,
    Stage,
    WithdrawalCheck,
    WithdrawalOutcome,
    WithdrawalReason,
)

OF_ANSWERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "signalen": "signals",
        "ontvangstbewijzen": "receipts",
        "leveringId": "delivery_id",
        "signaalId": "signal_id",
        "regel": "line",
        "uitkomst": "outcome",
        "fouten": "errors",
        "bevindingen": "findings",
        "veld": "field",
        "code": "code",
        "tekst": "text",
        "kolom": "column",
        "voorbeeld": "example",
        "aantal": "how_many",
        "status": "status",
        "ontvangenOp": "received_at",
        "aantalRegels": "lines",
        "aantalGeaccepteerd": "accepted",
        "aantalDubbel": "duplicate",
        "aantalHerzien": "revised",
        "aantalAchterhaald": "superseded",
        "aantalGeweigerd": "rejected",
        "bewaardTot": "kept_until",
        "afhandeling": "end",
        "wijze": "settlement",
        "afgehandeldOp": "settled_at",
        "herziening": "revision",
        "reden": "reason",
        "kolomindeling": "mapping",
        "intrekkingen": "withdrawals",
        "leveringen": "deliveries",
        "proef": "is_tryout",
        "vervangt": "replaces",
        "geldigSinds": "stands_since",
        "dag": "day",
        "pagina": "page",
        "paginaGrootte": "page_size",
    }
)
"""Attributes of requests and answers around a signal: outward name to the inward one."""

ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {one.dutch: inward for fields in (SIGNAL_FIELDS, ATTESTATION_FIELDS) for inward, one in fields.items()}
    | dict(OF_ANSWERS)
)
"""Outward attribute name (lowerCamelCase Dutch) to the inward name; a field of the signal brings both along."""

EXCHANGED: Final[tuple[type[Coded], ...]] = (
    PartnerKind,
    WorkerRole,
    ChangedBy,
    SignalKind,
    Stage,
    Indication,
    Tray,
    Outcome,
    Settlement,
    HandEntryKind,
    CorrectionReason,
    AsideReason,
    DeliveryState,
    DeliveryFormat,
    DeliveryChannel,
    WithdrawalReason,
    WithdrawalOutcome,
    WithdrawalCheck,
    Channel,
    PartOfDay,
    OfferKind,
    OfferAnswer,
    EndResult,
    Disposition,
    OverturnReason,
    ResidentAnswer,
    DebtHelpAnswer,
)
"""Codes that are shown or exchanged; each brings its outward word along."""
