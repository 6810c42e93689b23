"""What we read of a workbook, calamine reads too: another reader, written by others."""

import io
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.domain.intake.files.workbooks.making import HEADINGS, a_typed_row, ods, read, written_xlsx, xlsx

ROWS = [
    HEADINGS,
    *[a_typed_row(number, Bedrag=number * 12.37, Perioden=number, Naam=f"Ëén & <{number}>") for number in range(1, 40)],
]


def by_calamine(content: bytes) -> list[list[str]]:
    """The same cells as the other reader has them, written as we write them."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def as_text(cell: Any) -> str:
    """A cell as its CSV would have it."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    return cell.strftime("%d-%m-%Y") if isinstance(cell, date) else str(cell)


def filled(book: Any, sheet: Any) -> None:
    """The rows by another program that writes workbooks."""
    form = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, form)
            else:
                sheet.write(number, column, cell)


@pytest.mark.parametrize(
    "content", [xlsx(*ROWS), written_xlsx(filled), ods(*ROWS)], ids=["openpyxl", "xlsxwriter", "odfpy"]
)
def test_two_readers_find_the_same_cells(content: bytes) -> None:
    assert [cells for _, cells in read(content)] == by_calamine(content)
