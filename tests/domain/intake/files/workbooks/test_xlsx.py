"""XLSX: every kind of cell becomes what the partner's own CSV would hold, or its row says why it cannot be read."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.archive import Archive
from domain.intake.files.workbooks.values import Counting
from domain.intake.files.workbooks.xlsx import Xlsx
from tests.domain.intake.files.workbooks.making import (
    HEADINGS,
    a_typed_row,
    as_read,
    changed_member,
    read,
    written_xlsx,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"


def a_cell(value: Any, number_format: str = "General", heading: str = "Bedrag") -> str:
    """What is read of one cell with this format."""

    def shape(_: Any, sheet: Any) -> None:
        place = sheet.cell(2, HEADINGS.index(heading) + 1)
        place.value, place.number_format = value, number_format

    rows = read(xlsx(HEADINGS, a_typed_row(), change=shape))
    cells = rows[1][1]
    assert isinstance(cells, list)
    return cells[HEADINGS.index(heading)]


def test_typed_cells_become_the_texts_that_the_mapping_expects() -> None:
    assert read(xlsx(HEADINGS, a_typed_row())) == [(1, HEADINGS), (2, as_read())]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (182, "182"),
        (182.0, "182"),
        (182.5, "182,5"),
        (0.1 + 0.2, "0,3"),
        (-12.25, "-12,25"),
        (1e-7, "0,0000001"),
        (0, "0"),
        (True, "ja"),
        (False, "nee"),
        ("0182", "0182"),
        ("  182 ", "  182 "),
    ],
)
def test_a_number_is_written_as_a_person_writes_it(value: Any, text: str) -> None:
    assert a_cell(value) == text


def test_a_point_is_the_decimal_mark_where_the_mapping_says_so() -> None:
    rows = read(xlsx(HEADINGS, a_typed_row()), decimal_comma=False)
    assert "1125.5" in rows[1][1]


@pytest.mark.parametrize("value", [10**15, 8_712_345_678_901_234, 1.5e20])
def test_a_number_that_lost_digits_is_shown_with_its_exponent(value: float) -> None:
    assert "E+" in a_cell(value, heading="Klant")


def test_a_number_of_fifteen_digits_is_whole() -> None:
    assert a_cell(999_999_999_999_999, heading="Klant") == "999999999999999"


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("0%", "25%"),
        ("0.00%", "25%"),
        ('"€" #,##0.00', "0,25"),
        ("[$€-413] #,##0.00", "0,25"),
        ('#,##0.00 "dagen"', "0,25"),
        ("@", "0,25"),
    ],
)
def test_a_share_keeps_its_sign_and_a_currency_is_an_amount(number_format: str, text: str) -> None:
    assert a_cell(0.25, number_format) == text


@pytest.mark.parametrize(
    "number_format", ["dd-mm-yyyy", "d mmm yy", "[$-413]d mmmm jjjj;@", "yyyy/mm/dd hh:mm", "mmm-yy"]
)
def test_a_day_is_written_in_the_form_of_the_mapping(number_format: str) -> None:
    assert a_cell(datetime.fromisoformat("2026-02-03T14:30"), number_format, "Sinds") == "03-02-2026"


def test_a_day_in_another_column_is_no_day_of_that_column() -> None:
    assert a_cell(date(2026, 12, 1), "dd-mm-yyyy", "Deur") == "1-12-2026"


def test_a_time_is_no_day() -> None:
    assert a_cell(time(13, 45), "hh:mm", "Sinds") == "13:45:00"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0000-00-00"), (1, "01-01-1900"), (59, "28-02-1900"), (61, "01-03-1900")]
)
def test_days_before_the_leap_day_that_was_none_are_right(count: int, text: str) -> None:
    assert a_cell(count, "dd-mm-yyyy", "Sinds") == text


def test_days_that_are_counted_from_1904_are_the_same_days() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, a_typed_row())
        sheet.write_datetime(
            1, HEADINGS.index("Sinds"), datetime.fromisoformat("2026-01-10"), book.add_format({"num_format": "d-m-yy"})
        )

    rows = read(written_xlsx(fill, date_1904=True, default_date_format="dd-mm-yyyy"))
    assert rows[1][1] == as_read()


def test_rich_text_and_texts_in_their_cell_are_read_whole() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, [str(one) for one in as_read()])
        sheet.write_rich_string(1, 3, "Van ", book.add_format({"bold": True}), "der", " Proef")

    assert read(written_xlsx(fill))[1][1] == as_read()
    assert read(written_xlsx(fill, constant_memory=True))[1][1] == as_read()


def test_blank_rows_and_columns_keep_their_place() -> None:
    rows = read(xlsx([], HEADINGS, [], a_typed_row(), [None, "  "], a_typed_row(2)))
    assert [number for number, _ in rows] == [2, 4, 6]


def test_cells_that_are_missing_at_the_end_are_empty() -> None:
    rows = read(xlsx(HEADINGS, a_typed_row()[:3]))
    assert rows[1][1] == [*as_read()[:3], *[""] * 8]


def test_a_cell_beyond_the_headings_is_kept_for_who_counts_columns() -> None:
    rows = read(xlsx(HEADINGS, [*a_typed_row(), "los"]))
    assert rows[1][1] == [*as_read(), "los"]


def test_a_hidden_row_is_refused_and_told_and_the_others_are_read() -> None:
    def hide(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[5].hidden = True

    rows = read(xlsx(HEADINGS, a_typed_row(1), a_typed_row(2), a_typed_row(3), change=hide))
    assert rows[1:] == [(2, as_read(1)), (3, Fault("", Code.HIDDEN_ROW)), (4, as_read(3))]


def test_a_hidden_column_is_read_as_the_mapping_says() -> None:
    def hide(_: Any, sheet: Any) -> None:
        sheet.column_dimensions["C"].hidden = True

    assert read(xlsx(HEADINGS, a_typed_row(), change=hide))[1][1] == as_read()


def test_rows_with_merged_cells_are_refused_and_the_others_are_read() -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("F6:G6")

    rows = read(xlsx(HEADINGS, *[a_typed_row(number) for number in range(2, 8)], change=merge))
    merged = Fault("", Code.MERGED_CELLS)
    assert [cells if isinstance(cells, Fault) else None for _, cells in rows] == [None] * 2 + [merged] * 2 + [
        None,
        merged,
        None,
    ]


def test_merged_headings_are_a_clear_refusal() -> None:
    with pytest.raises(FileError, match=r"regel 1.*samengevoegd"):
        read(xlsx(HEADINGS, a_typed_row(), change=lambda _, sheet: sheet.merge_cells("A1:B1")))


def test_a_formula_without_a_value_refuses_its_row_and_one_with_a_value_is_read() -> None:
    rows = read(xlsx(HEADINGS, a_typed_row(Bedrag="=1+1"), a_typed_row(2)))
    assert rows[1:] == [(2, Fault("", Code.NOT_CALCULATED)), (3, as_read(2))]

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, as_read())
        sheet.write_formula(1, 6, "=1125.5", None, 1125.5)
        sheet.write_formula(1, 3, '="Van der Proef"', None, "Van der Proef")

    assert read(written_xlsx(fill))[1][1] == as_read()


def test_an_error_value_is_read_as_it_is_shown() -> None:
    assert a_cell("#N/A") == "#N/A"


def test_escaped_characters_are_read() -> None:
    content = xlsx(HEADINGS, a_typed_row(Naam="Van_x005F_x0041_der_x0041_"))
    assert read(content)[1][1] == as_read(Naam="Van_x0041_derA")


def test_names_of_elements_may_have_a_prefix() -> None:
    def prefixed(body: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
            for mark in (b" ", b">"):
                body = body.replace(b"<" + name + mark, b"<x:" + name + mark)
            body = body.replace(b"</" + name + b">", b"</x:" + name + b">")
        return body.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")

    content = changed_member(xlsx(HEADINGS, a_typed_row()), SHEET, prefixed)
    assert read(content) == [(1, HEADINGS), (2, as_read())]


def test_the_only_sheet_with_the_headings_is_read() -> None:
    def add(book: Any, _: Any) -> None:
        book.create_sheet("Uitleg", 0).append(["Lees dit eerst"])
        book.create_sheet("Leeg")

    assert read(xlsx(HEADINGS, a_typed_row(), change=add))[1:] == [(2, as_read())]


def test_the_named_sheet_is_read_and_none_else() -> None:
    def add(book: Any, _: Any) -> None:
        other = book.create_sheet("April")
        other.append(HEADINGS)
        other.append(a_typed_row(7))

    content = xlsx(HEADINGS, a_typed_row(), change=add)
    assert read(content, sheet="April")[1:] == [(2, as_read(7))]
    with pytest.raises(FileError, match="Meer werkbladen"):
        read(content)
    with pytest.raises(FileError, match="staat niet in dit bestand"):
        read(content, sheet="Mei")


def test_a_hidden_sheet_is_not_there() -> None:
    def hide(book: Any, sheet: Any) -> None:
        book.create_sheet("Toelichting").append(["Niets"])
        sheet.sheet_state = "hidden"

    content = xlsx(HEADINGS, a_typed_row(), change=hide)
    assert read(content) == [(1, ["Niets"])]
    with pytest.raises(FileError, match="verborgen"):
        read(content, sheet="Sheet")


def test_several_sheets_of_which_none_fits_are_a_clear_refusal() -> None:
    def add(book: Any, _: Any) -> None:
        book.create_sheet("Meer").append(["Iets anders"])

    with pytest.raises(FileError, match="Geen van de werkbladen"):
        read(xlsx(["Kenmerk"], ["R-1"], change=add))
    with pytest.raises(FileError, match="geen zichtbaar werkblad"):
        read(xlsx())


class CountedArchive(Archive):
    """An archive that counts how often each member is opened."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self.opened: Counter[str] = Counter()

    def parts(self, name: str) -> Iterator[bytes]:
        """Count it."""
        self.opened[name] += 1
        return super().parts(name)


def test_merged_cells_are_looked_for_once_because_that_is_reading_the_whole_sheet() -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_cells("A3:A4")

    archive = CountedArchive(xlsx(HEADINGS, *[a_typed_row(number) for number in range(2, 8)], change=merge))
    workbook = Xlsx(archive, Counting(","))
    name = next(iter(workbook.firsts()))
    before = archive.opened[SHEET]
    assert len(list(workbook.rows(name))) == 7
    assert archive.opened[SHEET] == before + 1
