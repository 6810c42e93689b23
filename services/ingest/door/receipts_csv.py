"""Receipts as CSV, to be laid beside the rows that were sent: line, outcome, errors and findings; never a value."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, Final

from services.ingest.accept import Receipt
from services.ingest.door.answers import receipt_answer

COLUMNS: Final = ("regel", "uitkomst", "signaalId", "vervangt", "geldigSinds", "soort")
OF_A_FIELD: Final = ("veld", "kolom", "code", "tekst", "voorbeeld")
"""What an error or a finding says, as far as it says it."""
CSV_HEADINGS: Final = (*COLUMNS, *OF_A_FIELD)
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By this first character spreadsheets know UTF-8."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what looks like one."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def heading_line() -> str:
    """The first line of the file."""
    return MARK + _written([CSV_HEADINGS])


def csv_lines(receipts: Iterable[Receipt]) -> str:
    """The lines of these receipts: one for each error or finding, or one that says that there is none."""
    return _written(row for receipt in receipts for row in rows_of_receipt(receipt_answer(receipt)))


def rows_of_receipt(answer: Mapping[str, Any]) -> Iterator[list[str]]:
    """The cells of one receipt as JSON says it."""
    told = [("fout", one) for one in answer.get("fouten", ())] + [
        ("bevinding", one) for one in answer.get("bevindingen", ())
    ]
    for kind, one in told or [("", {})]:
        said = {**answer, "soort": kind}
        yield [_cell(said.get(name)) for name in COLUMNS] + [_cell(one.get(name)) for name in OF_A_FIELD]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return harmless(value.isoformat() if hasattr(value, "isoformat") else str(value))


def _written(rows: Iterable[Iterable[str]]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()
