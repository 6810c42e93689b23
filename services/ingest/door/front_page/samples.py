"""Sample files for a first delivery: one signal of these days as JSON, and as CSV of the example's column mapping."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from io import StringIO
from types import MappingProxyType
from typing import Any, Final

from services.ingest.door.openapi_texts import EXAMPLE_CSV, EXAMPLE_SIGNAL

SAMPLE_MAPPING: Final = "energie-csv"
"""The column mapping whose headings the page shows; it ships with the software and belongs to no real partner."""
SIGNAL_DATE, SINCE = "signaaldatum", "ontstaansdatum"
DAYS_IN_ARREARS: Final = 60
HEADING_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gemeentecode": "Gemeente",
        "kenmerk": "Kenmerk",
        "klantnummer": "Klantnummer",
        "voorletters": "Voorletters",
        "voorvoegsel": "Tussenvoegsel",
        "achternaam": "Achternaam",
        "geboortedatum": "Geboortedatum",
        "straat": "Straatnaam",
        "huisnummer": "Huisnr",
        "huisnummertoevoeging": "Toevoeging",
        "postcode": "Postcode",
        "woonplaats": "Plaats",
        "telefoonnummer": "Telefoon",
        "email": "E-mail",
        "bedragInCenten": "Openstaand bedrag (EUR)",
        "ontstaansdatum": "Achterstand sinds",
        "aantalPerioden": "Aantal termijnen",
        "signaaldatum": "Datum signaal",
        "soort": "Soort melding",
        "geplandeDatum": "Geplande datum",
        "stadium": "Stand",
        "warmeOverdracht": "Warme overdracht",
    }
)
"""Outward name of a field -> heading of its column in the sample, as `deploy/mappings/energie-csv.yaml` has it."""


def sample_signals(today: date) -> dict[str, Any]:
    """The body of a request with one signal of today."""
    dates = {SIGNAL_DATE: today.isoformat(), SINCE: (today - timedelta(days=DAYS_IN_ARREARS)).isoformat()}
    reference = {"kenmerk": f"VB-{today:%Y%m%d}-1"}
    return {"signalen": [{**EXAMPLE_SIGNAL, **reference, **dates}]}


def sample_csv(today: date) -> str:
    """The same as a file, with another reference."""
    headings, row = csv.reader(StringIO(EXAMPLE_CSV), delimiter=";")
    dates = {SIGNAL_DATE: today, SINCE: today - timedelta(days=DAYS_IN_ARREARS)}
    changed = {HEADING_OF[name]: f"{day:%d-%m-%Y}" for name, day in dates.items()}
    changed[HEADING_OF["kenmerk"]] = f"VB-{today:%Y%m%d}-2"
    text = StringIO()
    cells = [changed.get(heading, cell) for heading, cell in zip(headings, row, strict=True)]
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([headings, cells])
    return text.getvalue()
