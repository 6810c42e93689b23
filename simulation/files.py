"""Deliveries as the bytes that travel: JSON for the API, CSV in a partner's own columns."""

import csv
import json
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

from simulation.records import DeliveredRecord
from simulation.stream import Delivery

DATES: Final = frozenset({"geboortedatum", "ontstaansdatum", "signaaldatum", "geplandeDatum"})
AMOUNT: Final = "bedragInCenten"


def delivery_json(delivery: Delivery) -> bytes:
    """The body of `POST /v1/signalen`, UTF-8."""
    return json.dumps({"signalen": delivery.records}, ensure_ascii=False, separators=(",", ":")).encode()


def delivery_csv(delivery: Delivery, mapping: Mapping[str, Any]) -> bytes:
    """A CSV file with headings, as `mapping` (the content of a file in deploy/mappings) says.

    Amounts become euros with decimals, dates local, truths `ja` and `nee`; what is absent stays empty.
    Raises UnicodeEncodeError for a letter the file's encoding does not have.
    """
    text = StringIO()
    rows = csv.writer(text, delimiter=mapping["delimiter"], lineterminator="\r\n")
    rows.writerow(mapping["columns"])
    for record in delivery.records:
        rows.writerow(_cell(record, attribute, mapping) for attribute in mapping["columns"].values())
    return text.getvalue().encode(mapping["encoding"])


def _cell(record: DeliveredRecord, attribute: str, mapping: Mapping[str, Any]) -> str:
    value: Any = record
    for part in attribute.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if attribute == AMOUNT:
        return f"{value // 100}{',' if mapping['decimal_comma'] else '.'}{value % 100:02d}"
    if attribute in DATES:
        return _local(str(value), mapping["date_format"])
    words = {code: word for word, code in mapping.get("values", {}).get(attribute, {}).items()}
    return str(words.get(value, value))


def _local(iso: str, date_format: str) -> str:
    """The date as the partner writes it, 00 for a day or month that nobody knows."""
    year, month, day = iso.split("-")
    return date_format.replace("%Y", year).replace("%m", month).replace("%d", day)
