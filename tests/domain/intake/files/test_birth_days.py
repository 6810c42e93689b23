"""A birth date that the register of persons knows in part is read so far from a file, in the mapping's own form."""

import pytest

from domain.intake.files.birth_days import partly_known
from domain.intake.files.cells import read_row
from tests.domain.intake.files.test_mapping import a_mapping


@pytest.mark.parametrize(
    ("cell", "date_format", "born"),
    [
        ("00-00-1962", "%d-%m-%Y", "1962-00-00"),
        ("00-11-1962", "%d-%m-%Y", "1962-11-00"),
        ("0-3-1962", "%d-%m-%Y", "1962-03-00"),
        ("07-00-1962", "%d-%m-%Y", "1962-00-07"),
        ("19620000", "%Y%m%d", "1962-00-00"),
        ("19621100", "%Y%m%d", "1962-11-00"),
        ("1962/00/00", "%Y/%m/%d", "1962-00-00"),
        ("11.00.1962", "%m.%d.%Y", "1962-11-00"),
        ("00-00-0000", "%d-%m-%Y", "0000-00-00"),
    ],
)
def test_a_cell_with_a_partly_known_birth_date_keeps_year_and_month(cell: str, date_format: str, born: str) -> None:
    row = read_row(a_mapping(f"date_format: '{date_format}'"), ("geboortedatum",), (cell,))
    assert (row.record, row.faults) == ({"geboortedatum": born}, ())


@pytest.mark.parametrize(
    ("cell", "date_format"),
    [
        ("12-11-1962", "%d-%m-%Y"),
        ("00-13-1962", "%d-%m-%Y"),
        ("32-00-1962", "%d-%m-%Y"),
        ("00-11-62", "%d-%m-%Y"),
        ("00-11-62", "%d-%m-%y"),
        ("1962", "%Y"),
        ("000-11-1962", "%d-%m-%Y"),
        ("\u0660\u0660-11-1962", "%d-%m-%Y"),
    ],
)
def test_any_other_cell_is_no_partly_known_date(cell: str, date_format: str) -> None:
    assert partly_known(cell, date_format) is None
