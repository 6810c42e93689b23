"""Which sheet of a workbook holds the records, and its rows as text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import IO, Final

from domain.intake.checks.faults import TEXTS, Fault
from domain.intake.files.headings import HeadingsError, place_columns
from domain.intake.files.lines import HEADINGS, FileError
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.workbooks.archive import Archive
from domain.intake.files.workbooks.ods import Ods
from domain.intake.files.workbooks.rows import Cells
from domain.intake.files.workbooks.values import Cell, Counting, in_form
from domain.intake.files.workbooks.xlsx import Xlsx
from domain.intake.files.writing import DAY_ATTRIBUTES
from schemas.vocabulary.signals import DeliveryFormat

NO_SHEET: Final = "Dit bestand heeft geen zichtbaar werkblad waar iets in staat."
SHEET_MISSING: Final = "Het werkblad dat bij de kolomindeling hoort, staat niet in dit bestand of is verborgen."
NONE_FITS: Final = "Geen van de werkbladen heeft de kolomnamen van de kolomindeling op de eerste regel."
SEVERAL_FIT: Final = (
    "Meer werkbladen hebben deze kolomnamen. Stuur één werkblad, of noem het werkblad in de kolomindeling."
)
WORKBOOKS: Final[Mapping[DeliveryFormat, type[Xlsx | Ods]]] = MappingProxyType(
    {DeliveryFormat.XLSX: Xlsx, DeliveryFormat.ODS: Ods}
)
DayForm = tuple[str, int | None] | None
"""The form of a column's days, and the first year of the hundred that two digits stand for."""


class SheetRows:
    """The rows of the sheet with the records, headings first. No more than a part of it is in memory."""

    def __init__(self, stream: IO[bytes], written_as: DeliveryFormat, mapping: ColumnMapping) -> None:
        """Raises FileError for what is no such workbook, or has no such sheet."""
        workbook = WORKBOOKS[written_as](Archive(stream), Counting("," if mapping.decimal_comma else "."))
        self._rows = workbook.rows(_chosen(workbook, mapping))
        self._mapping = mapping
        self._filled = 0

    def __iter__(self) -> Iterator[tuple[int, list[str] | Fault]]:
        """The rows by their number in the sheet. Raises FileError."""
        forms: Sequence[DayForm] = ()
        for number, cells in self._rows:
            self._filled += 1
            if self._filled == HEADINGS:
                forms = day_forms(self._mapping, _headings(number, cells))
            yield number, cells if isinstance(cells, Fault) else texts_of(cells, forms)

    def records(self) -> int:
        """How many records were delivered, whatever the reader made of them: all filled rows but the headings."""
        self._filled += sum(1 for _ in self._rows)
        return max(0, self._filled - HEADINGS)


def texts_of(cells: Sequence[Cell], forms: Sequence[DayForm]) -> list[str]:
    """The cells as text, with empty ones up to the last heading: a workbook does not keep them."""
    texts = [cell if isinstance(cell, str) else _day(cell, number, forms) for number, cell in enumerate(cells)]
    return texts + [""] * (len(forms) - len(texts))


def _day(day: date, column: int, forms: Sequence[DayForm]) -> str:
    """In a column without days it is shown as such a program shows it: so it is known as what was no day."""
    form = forms[column] if column < len(forms) else None
    return in_form(day, *form) if form else f"{day.day}-{day.month}-{day.year}"


def day_forms(mapping: ColumnMapping, headings: Sequence[str]) -> list[DayForm]:
    """How each column writes days; None for a column without days, or when the headings do not fit the mapping."""
    try:
        places = place_columns(mapping, headings)
    except HeadingsError:
        return [None] * len(headings)
    return [
        (mapping.date_formats.get(place, mapping.date_format), mapping.century) if place in DAY_ATTRIBUTES else None
        for place in places
    ]


def _headings(number: int, cells: Cells) -> list[str]:
    if isinstance(cells, Fault):
        raise FileError(f"Wij kunnen de kolomnamen (regel {number}) niet lezen. {TEXTS[cells.code]}")
    return [cell if isinstance(cell, str) else cell.isoformat() for cell in cells]


def _chosen(workbook: Xlsx | Ods, mapping: ColumnMapping) -> str:
    """The named sheet, or the only one that has the headings."""
    if mapping.sheet is not None:
        if mapping.sheet not in workbook.sheets:
            raise FileError(SHEET_MISSING)
        return mapping.sheet
    firsts = workbook.firsts()
    if len(firsts) == 1:
        return next(iter(firsts))
    fitting = [name for name, cells in firsts.items() if _fits(mapping, cells)]
    if len(fitting) != 1:
        raise FileError(SEVERAL_FIT if fitting else NONE_FITS if firsts else NO_SHEET)
    return fitting[0]


def _fits(mapping: ColumnMapping, cells: Cells) -> bool:
    try:
        place_columns(mapping, [] if isinstance(cells, Fault) else [str(cell) for cell in cells])
    except HeadingsError:
        return False
    return True
