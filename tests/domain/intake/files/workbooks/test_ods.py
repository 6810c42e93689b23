"""ODS: every kind of cell becomes what the partner's own CSV would hold, or its row says why it cannot be read."""

from typing import Any

import pytest
from odf.office import Annotation
from odf.table import TableCell
from odf.text import LineBreak, P, S

from domain.intake.checks.faults import Code, Fault
from domain.intake.files.lines import FileError
from tests.domain.intake.files.workbooks.making import (
    HEADINGS,
    a_covered_cell,
    a_hidden_style,
    a_typed_row,
    an_ods_cell,
    an_ods_row,
    an_ods_table,
    as_read,
    changed_member,
    ods,
    read,
)


def a_cell(cell: Any, heading: str = "Bedrag") -> str:
    """What is read of one cell."""
    cells = read(ods(HEADINGS, a_typed_row(**{heading: cell})))[1][1]
    assert isinstance(cells, list)
    return cells[HEADINGS.index(heading)]


def with_text(text: str, **attributes: str) -> Any:
    """A cell that shows a text."""
    cell = TableCell(**attributes)
    cell.addElement(P(text=text))
    return cell


def test_typed_cells_become_the_texts_that_the_mapping_expects() -> None:
    assert read(ods(HEADINGS, a_typed_row())) == [(1, HEADINGS), (2, as_read())]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (with_text("€ 182,50", valuetype="currency", value="182.5", currency="EUR"), "182,5"),
        (with_text("25%", valuetype="percentage", value="0.25"), "25%"),
        (with_text("13:45", valuetype="time", timevalue="PT13H45M00S"), "13:45"),
        (with_text("1,23E+15", valuetype="float", value="1234567890123456"), "1.23456789012346E+15"),
        (with_text("#N/B", valuetype="string", formula="of:=NA()"), "#N/B"),
        (with_text("12"), "12"),
        (182.0, "182"),
        (True, "ja"),
    ],
)
def test_a_typed_cell_is_written_as_a_person_writes_it(cell: Any, text: str) -> None:
    assert a_cell(cell) == text


def test_a_day_is_written_in_the_form_of_its_column_whatever_its_time() -> None:
    assert a_cell(with_text("x", valuetype="date", datevalue="2026-02-03T14:30:00"), "Sinds") == "03-02-2026"
    assert a_cell(with_text("x", valuetype="date", datevalue="2026-12-01"), "Deur") == "1-12-2026"


def test_spaces_line_ends_and_remarks_of_a_text_are_told_apart() -> None:
    cell = TableCell(valuetype="string")
    remark = Annotation()
    remark.addElement(P(text="niet bellen"))
    cell.addElement(remark)
    line = P(text="Van")
    line.addElement(S(c=2))
    line.addText("der")
    line.addElement(LineBreak())
    line.addText("Proef")
    cell.addElement(line)
    cell.addElement(P(text="(en)"))
    assert a_cell(cell, "Naam") == "Van  der\nProef\n(en)"


def test_cells_and_rows_that_are_written_once_stand_in_all_their_places() -> None:
    def change(_: Any, table: Any) -> None:
        table.addElement(an_ods_row([""], numberrowsrepeated=3))
        twice = ["9901", *a_typed_row()[1:4], an_ods_cell(12, numbercolumnsrepeated=2), *a_typed_row()[6:]]
        table.addElement(an_ods_row(twice, numberrowsrepeated=2))
        table.addElement(an_ods_row([an_ods_cell("", numbercolumnsrepeated=16_000)], numberrowsrepeated=1_000_000))

    rows = read(ods(HEADINGS, change=change))
    assert rows[1:] == [(5, as_read(PC="12")), (6, as_read(PC="12"))]


def test_a_row_that_is_repeated_without_end_is_refused() -> None:
    def change(_: Any, table: Any) -> None:
        table.addElement(an_ods_row(a_typed_row(), numberrowsrepeated=1_000_000))

    with pytest.raises(FileError, match="te vaak"):
        read(ods(HEADINGS, change=change))


@pytest.mark.parametrize("visibility", ["collapse", "filter"])
def test_a_hidden_row_is_refused_and_told_and_the_others_are_read(visibility: str) -> None:
    def change(_: Any, table: Any) -> None:
        table.addElement(an_ods_row(a_typed_row(), visibility=visibility))
        table.addElement(an_ods_row(a_typed_row(2)))

    rows = read(ods(HEADINGS, change=change))
    assert rows[1:] == [(2, Fault("", Code.HIDDEN_ROW)), (3, as_read(2))]


def test_rows_with_merged_cells_are_refused_and_the_others_are_read() -> None:
    def change(_: Any, table: Any) -> None:
        table.addElement(an_ods_row([an_ods_cell("9901", numberrowsspanned=2), *a_typed_row()[1:]]))
        table.addElement(an_ods_row([a_covered_cell(), *a_typed_row(2)[1:]]))
        table.addElement(an_ods_row(a_typed_row(3)))

    rows = read(ods(HEADINGS, change=change))
    merged = Fault("", Code.MERGED_CELLS)
    assert rows[1:] == [(2, merged), (3, merged), (4, as_read(3))]


def test_a_formula_without_a_value_refuses_its_row() -> None:
    rows = read(ods(HEADINGS, a_typed_row(Bedrag=TableCell(formula="of:=[.A1]")), a_typed_row(2)))
    assert rows[1:] == [(2, Fault("", Code.NOT_CALCULATED)), (3, as_read(2))]


def test_the_only_shown_sheet_with_the_headings_is_read() -> None:
    def change(book: Any, _: Any) -> None:
        hidden = an_ods_table("Oud", HEADINGS, a_typed_row(8), stylename=a_hidden_style(book))
        book.spreadsheet.addElement(hidden)
        book.spreadsheet.addElement(an_ods_table("Leeg"))
        book.spreadsheet.addElement(an_ods_table("Uitleg", ["Lees dit eerst"]))

    content = ods(HEADINGS, a_typed_row(), change=change)
    assert read(content)[1:] == [(2, as_read())]
    assert read(content, sheet="Uitleg") == [(1, ["Lees dit eerst"])]
    with pytest.raises(FileError, match="verborgen"):
        read(content, sheet="Oud")


def test_two_sheets_with_one_name_are_refused_as_nobody_knows_whose_rows_are_meant() -> None:
    def change(book: Any, _: Any) -> None:
        book.spreadsheet.addElement(an_ods_table("Blad1", HEADINGS, a_typed_row(8)))

    with pytest.raises(FileError, match="door elkaar"):
        read(ods(HEADINGS, a_typed_row(), change=change))


def test_a_typed_cell_without_its_value_is_a_damaged_file() -> None:
    content = ods(HEADINGS, a_typed_row(Bedrag=with_text("12", valuetype="float", value="12")))
    damaged = changed_member(content, "content.xml", lambda body: body.replace(b'office:value="12"', b""))
    with pytest.raises(FileError, match="regel 2"):
        read(damaged)


def test_a_row_inside_a_row_is_refused_as_nobody_knows_which_comes_first() -> None:
    def nested(_: Any, table: Any) -> None:
        outer = an_ods_row(a_typed_row())
        outer.addElement(an_ods_row(a_typed_row()), check_grammar=False)
        table.addElement(outer)

    with pytest.raises(FileError, match="door elkaar bij regel 3"):
        read(ods(HEADINGS, a_typed_row(), change=nested))
