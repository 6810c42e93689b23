"""A report written out as the record that a partner sends: Dutch attributes of `schemas.signals`, ready for JSON."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from schemas.vocabulary.partners import PartnerKind
from simulation.arrears import Report
from simulation.chance import dice
from simulation.errors import contract
from simulation.places import Town
from simulation.population import fictitious_bsn

DeliveredRecord = dict[str, Any]

ALL_CONDITIONS_MET: Final = MappingProxyType(
    {
        "persoonlijkContact": True,
        "gewezenOpSchuldhulp": True,
        "herinneringGestuurd": True,
        "doorgevenAangeboden": True,
        "bezwaar": False,
    }
)
"""A landlord's attestation that all went as Bgs art. 2 asks."""


def delivered_record(municipality: Town, seed: int, report: Report) -> DeliveredRecord:
    """The record of a report: valid, or with one thing wrong when the report is spoilt."""
    known = contract(municipality, seed, report.household, report.partner, report.holder).written(report.months)
    written: DeliveredRecord = {
        "gemeentecode": municipality.code,
        "kenmerk": report.reference,
        **known,
        "bedragInCenten": report.cents,
        "ontstaansdatum": report.since.isoformat(),
        "aantalPerioden": report.periods,
        "signaaldatum": report.day.isoformat(),
        "soort": report.kind.dutch,
        "warmeOverdracht": report.warm,
    }
    if report.planned is not None:
        written["geplandeDatum"] = report.planned.isoformat()
    if report.stage is not None:
        written["stadium"] = report.stage.dutch
    if report.partner is PartnerKind.LANDLORD:
        written["verklaring"] = dict(ALL_CONDITIONS_MET)
    if report.spoilt:
        rng = dice(seed, municipality.code, "spoilt", report.reference, report.day)
        written |= rng.choice(MISTAKES[report.partner])
    return written


ANYWHERE: Final[tuple[DeliveredRecord, ...]] = (
    {"achternaam": ""},
    {"postcode": "0000XX"},
    {"bedragInCenten": 0},
    {"ontstaansdatum": "2025-02-31"},
    {"huisnummer": "zonder", "postcode": "onbekend"},
)
IN_JSON: Final[tuple[DeliveredRecord, ...]] = (
    {"burgerservicenummer": fictitious_bsn(dice("bsn"))},
    {"opmerking": "belt niet terug"},
)
IN_ATTESTATION: Final[tuple[DeliveredRecord, ...]] = (
    {"verklaring": {**ALL_CONDITIONS_MET, "bezwaar": True}},
    {"verklaring": {**ALL_CONDITIONS_MET, "herinneringGestuurd": False}},
)
MISTAKES: Final[Mapping[PartnerKind, tuple[DeliveredRecord, ...]]] = MappingProxyType(
    {
        PartnerKind.HEALTH_INSURER: ANYWHERE + IN_JSON,
        PartnerKind.WATER: ANYWHERE,
        PartnerKind.ENERGY: ANYWHERE,
        PartnerKind.LANDLORD: ANYWHERE + IN_ATTESTATION,
    }
)
"""What is put over a record to make ingest reject it; for partners with files only what their columns can hold."""
