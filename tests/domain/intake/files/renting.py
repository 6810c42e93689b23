"""A housing association with one spreadsheet: a sheet of arrears with its own words, beside a sheet of notes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from schemas.vocabulary.signals import DeliveryFormat
from tests.domain.intake.files.workbooks.making import an_ods_table, ods, xlsx

HEADINGS: Final = (
    "Gemeente",
    "Dossiernr.",
    "Huurdernr.",
    "Huurder naam",
    "Adres",
    "PC",
    "Huurschuld",
    "Schuld vanaf",
    "Mnd achter",
    "Peildatum",
    "Persoonlijk contact",
    "Gewezen op schuldhulp",
    "Herinnering gestuurd",
    "Doorgeven aangeboden",
    "Bezwaar huurder",
    "Opzichter",
)
NOTES: Final = (("Notities", "Wie"), ("Bellen over de lift", "Ans"))


def a_tenant(number: int, today: date | None = None, **changes: Any) -> list[Any]:
    """A row as a program keeps it: numbers, days and yes or no. `changes` by the heading without its dot."""
    today = today or datetime.now(UTC).date()
    cells = [901, f"H-{number}", 7000 + number, "Iepenhof", f"Lindekade {number}", "1000 AA", 1125.5]
    cells += [today - timedelta(days=90), 2, today - timedelta(days=10), True, True, True, True, False, "Ans"]
    named = dict(zip((one.rstrip(".") for one in HEADINGS), cells, strict=True)) | changes
    return list(named.values())


def a_workbook(kind: DeliveryFormat, *rows: list[Any], twin: bool = False) -> bytes:
    """The sheet of notes first. `twin`: another sheet has the headings of the arrears too."""
    sheets = {"Huurschuld": [HEADINGS, *rows]} | ({"Vorige maand": [HEADINGS, *rows[:1]]} if twin else {})

    def fill_xlsx(book: Any, sheet: Any) -> None:
        sheet.title = "Notities"
        for name, lines in sheets.items():
            added = book.create_sheet(name)
            for line in lines:
                added.append(list(line))

    def fill_ods(book: Any, _: Any) -> None:
        for name, lines in sheets.items():
            book.spreadsheet.addElement(an_ods_table(name, *lines))

    return xlsx(*NOTES, change=fill_xlsx) if kind is DeliveryFormat.XLSX else ods(*NOTES, change=fill_ods)
