"""Workbooks as programs make them, for tests: XLSX by openpyxl and xlsxwriter, ODS by odfpy."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from domain.intake.checks.faults import Fault
from domain.intake.files.mapping import ColumnMapping, parse_mapping
from domain.intake.files.workbooks.opening import SheetRows
from schemas.vocabulary.signals import DeliveryFormat

HEADINGS = ["Plaats", "Nr", "Klant", "Naam", "Deur", "PC", "Bedrag", "Sinds", "Perioden", "Gemeld", "Warm"]
MAPPING = parse_mapping("""
name: proef-werkmap
columns:
  Plaats: gemeentecode
  Nr: kenmerk
  Klant: klantnummer
  Naam: achternaam
  Deur: huisnummer
  PC: postcode
  Bedrag: bedragInCenten
  Sinds: ontstaansdatum
  Perioden: aantalPerioden
  Gemeld: signaaldatum
  Warm: warmeOverdracht
""")
Read = list[tuple[int, list[str] | Fault]]


def a_typed_row(number: int = 1, **changes: Any) -> list[Any]:
    """Cells as a program keeps them; `changes` by heading."""
    cells = {
        "Plaats": "9901",
        "Nr": f"W-{number}",
        "Klant": f"K-{number}",
        "Naam": "Van der Proef",
        "Deur": 12,
        "PC": "1000 AA",
        "Bedrag": 1125.5,
        "Sinds": date(2026, 1, 10),
        "Perioden": 2,
        "Gemeld": date(2026, 3, 16),
        "Warm": False,
    } | changes
    return [cells[heading] for heading in HEADINGS]


def as_read(number: int = 1, **changes: str) -> list[str]:
    """The same cells as text."""
    written = {"Deur": "12", "Bedrag": "1125,5", "Sinds": "10-01-2026", "Perioden": "2", "Gemeld": "16-03-2026"}
    return a_typed_row(number, **(written | {"Warm": "nee"} | changes))


def xlsx(*rows: Sequence[Any], change: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
    """A workbook by openpyxl; `change` is given the book and its sheet before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    change(book, sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def written_xlsx(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook by xlsxwriter; `fill` is given the book and a sheet."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, options)
    fill(book, book.add_worksheet())
    book.close()
    return content.getvalue()


def ods(*rows: Sequence[Any], change: Callable[[Any, Any], None] = lambda book, table: None) -> bytes:
    """A workbook by odfpy; a cell may also be an element that is already made."""
    book = OpenDocumentSpreadsheet()
    table = an_ods_table("Blad1", *rows)
    book.spreadsheet.addElement(table)
    change(book, table)
    content = io.BytesIO()
    book.write(content)
    return content.getvalue()


def an_ods_table(name: str, *rows: Sequence[Any], **attributes: Any) -> Any:
    """A table of rows."""
    table = Table(name=name, **attributes)
    for row in rows:
        table.addElement(an_ods_row(row))
    return table


def an_ods_row(cells: Sequence[Any], **attributes: Any) -> Any:
    """A row of cells."""
    made = TableRow(**attributes)
    for cell in cells:
        made.addElement(an_ods_cell(cell))
    return made


def an_ods_cell(value: Any, **attributes: Any) -> Any:
    """A cell that holds a value as LibreOffice writes it."""
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **attributes)
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value), **attributes)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    elif isinstance(value, str):
        cell = TableCell(valuetype="string", **attributes) if value else TableCell(**attributes)
    else:
        return value
    if value != "":
        cell.addElement(P(text=str(value)))
    return cell


def a_hidden_style(book: Any) -> Any:
    """A style of tables that are not shown."""
    style = Style(name="verborgen", family="table")
    style.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(style)
    return style


def a_covered_cell() -> Any:
    """A cell under one that spans more."""
    return CoveredTableCell()


def read(content: bytes, mapping: ColumnMapping = MAPPING, **changes: Any) -> Read:
    """All rows of a workbook."""
    kind = DeliveryFormat.ODS if b"opendocument" in content[:200] else DeliveryFormat.XLSX
    return list(SheetRows(io.BytesIO(content), kind, mapping.model_copy(update=changes)))


def changed_member(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip file with another member."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            body = old.read(one)
            new.writestr(one, change(body) if one.filename == name else body)
    return made.getvalue()
