"""Deliveries as the bytes that travel: JSON for the API, CSV or a workbook in a partner's own columns.

With dice they leave as people and programs send them (`simulation.slips`), without as they should be.
"""

import csv
import json
from collections.abc import Mapping
from io import StringIO
from random import Random
from typing import Any, Final

from simulation.records import DeliveredRecord
from simulation.slips import TIDILY, Saving, in_a_cell, saving, slipped, with_one_more
from simulation.stream import Delivery
from simulation.workbook import SheetCell, workbook

DATES: Final = frozenset({"geboortedatum", "ontstaansdatum", "signaaldatum", "geplandeDatum"})
AMOUNT_FIELD: Final = "bedragInCenten"
NEVER_NOTHING: Final = frozenset(
    {"gemeentecode", "kenmerk", "klantnummer", "achternaam", "huisnummer", "postcode", AMOUNT_FIELD, "ontstaansdatum"}
)
"""Where a word for nothing would be read as a value, or as another error than that it is missing."""
FILE_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def delivery_json(delivery: Delivery, rng: Random | None = None) -> bytes:
    """The body of `POST /v1/signalen`, UTF-8."""
    records = delivery.records
    if rng:
        records = [
            {name: slipped(name, value, rng) if isinstance(value, str) else value for name, value in one.items()}
            for one in records
        ]
    return json.dumps({"signalen": records}, ensure_ascii=False, separators=(",", ":")).encode()


def delivery_csv(delivery: Delivery, mapping: Mapping[str, Any], rng: Random | None = None) -> bytes:
    """A CSV file with headings, as `mapping` (the content of a file in deploy/mappings) says.

    Amounts become euros with decimals, dates local, truths `ja` and `nee`; what is absent stays empty.
    Raises UnicodeEncodeError for a letter the file's encoding does not have.
    """
    how = saving(rng) if rng else TIDILY
    text, encoding = StringIO(), str(mapping["encoding"])
    if how.marked and encoding.startswith("utf"):
        text.write(FILE_MARK)
    if how.says_separator:
        text.write(f"sep={mapping['delimiter']}\r\n")
    csv.writer(text, delimiter=mapping["delimiter"], lineterminator="\r\n").writerows(
        _rows(delivery, mapping, how, rng)
    )
    return text.getvalue().encode("utf-8" if encoding.startswith("utf") else encoding)


def delivery_xlsx(delivery: Delivery, mapping: Mapping[str, Any], rng: Random | None = None) -> bytes:
    """The same as a workbook, with amounts as numbers."""
    headings, *rows = _rows(delivery, mapping, saving(rng) if rng else TIDILY, rng)
    amounts = {place for place, attribute in enumerate(mapping["columns"].values()) if attribute == AMOUNT_FIELD}
    cells: list[list[SheetCell]] = [
        [float(text.replace(",", ".")) if place in amounts else text for place, text in enumerate(row)] for row in rows
    ]
    return workbook([headings, *cells])


def _rows(delivery: Delivery, mapping: Mapping[str, Any], how: Saving, rng: Random | None) -> list[list[str]]:
    attributes = list(mapping["columns"].values())
    rows = [[how.headings(heading) for heading in mapping["columns"]]]
    for record in delivery.records:
        texts = [(one, _cell(record, one, mapping)) for one in attributes]
        rows.append([_as_saved(one, text, how, rng) if rng else text for one, text in texts])
    return with_one_more(rows) if how.one_more else rows


def _as_saved(attribute: str, text: str, how: Saving, rng: Random) -> str:
    if not text and attribute not in NEVER_NOTHING:
        return how.nothing
    return in_a_cell(attribute, text, rng)


def _cell(record: DeliveredRecord, attribute: str, mapping: Mapping[str, Any]) -> str:
    value: Any = record
    for part in attribute.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if attribute == AMOUNT_FIELD:
        return f"{value // 100}{',' if mapping['decimal_comma'] else '.'}{value % 100:02d}"
    if attribute in DATES:
        return _local(str(value), mapping["date_format"])
    words = {code: word for word, code in mapping.get("values", {}).get(attribute, {}).items()}
    return str(words.get(value, value))


def _local(iso: str, date_format: str) -> str:
    """The date as the partner writes it, 00 for a day or month that nobody knows."""
    year, month, day = iso.split("-")
    return date_format.replace("%Y", year).replace("%m", month).replace("%d", day)
