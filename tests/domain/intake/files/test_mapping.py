"""A partner's columns become our fields, without code for a new partner."""

from typing import Any

import pytest

from domain.intake.checks.faults import Code
from domain.intake.files.cells import READER_OF, READERS, read_row, remembered_day
from domain.intake.files.mapping import ColumnMapping, HeadingsError, MappingError, parse_mapping, place_columns
from schemas.fields import Form
from tests.shipped_mappings import MAPPINGS, read_mappings

COLUMNS = """
name: proef
columns:
  Plaats: gemeentecode
  Ref: kenmerk
  Klant: klantnummer
  Naam: achternaam
  Nr: huisnummer
  PC: postcode
  Schuld: bedragInCenten
  Sinds: ontstaansdatum
  Keer: aantalPerioden
  Dag: signaaldatum
  Soort: soort
  Warm: warmeOverdracht
  Bezwaar: verklaring.bezwaar
values:
  soort: {Achterstallig: achterstand}
  warmeOverdracht: {X: ja}
"""


def a_mapping(extra: str = "") -> ColumnMapping:
    """A mapping with a few columns."""
    return parse_mapping(COLUMNS + extra)


def cell(place: str, text: str, extra: str = "") -> Any:
    """What one cell becomes, or its error code."""
    candidate = read_row(a_mapping(extra), (place,), (text,))
    return candidate.faults[0].code if candidate.faults else candidate.record.get(place)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12", 1200), ("12,5", 1250), ("1.234,56", 123456), ("€ 12,05", 1205), ("-3,00", -300), (" 7,00 ", 700)],
)
def test_euros_become_cents(text: str, cents: int) -> None:
    assert cell("bedragInCenten", text) == cents


@pytest.mark.parametrize("text", ["12,345", "12.5", "1.2.3", "twaalf", "1e3", "١٢", "9" * 40])
def test_an_amount_that_could_mean_something_else_is_an_error(text: str) -> None:
    assert cell("bedragInCenten", text) is Code.NOT_AN_AMOUNT


def test_amounts_with_a_decimal_point_are_a_setting() -> None:
    assert cell("bedragInCenten", "1,234.56", "decimal_comma: false") == 123456
    assert cell("bedragInCenten", "1.234,56", "decimal_comma: false") is Code.NOT_AN_AMOUNT


def test_dates_have_the_format_of_the_partner() -> None:
    assert cell("signaaldatum", "16-03-2026") == "2026-03-16"
    assert cell("signaaldatum", "2026-03-16") is Code.NOT_A_DATE
    assert cell("signaaldatum", "20260316", 'date_format: "%Y%m%d"') == "2026-03-16"


def test_a_date_that_files_repeat_is_remembered_but_no_birth_date_and_nothing_that_is_no_date() -> None:
    before = remembered_day.cache_info().currsize
    assert cell("geboortedatum", "31-12-1961") == "1961-12-31"
    assert cell("signaaldatum", "Achterberg") is Code.NOT_A_DATE
    assert remembered_day.cache_info().currsize == before
    assert cell("signaaldatum", "30-11-2031") == "2031-11-30"
    assert remembered_day.cache_info().currsize == before + 1


def test_words_of_the_partner_become_ours() -> None:
    assert cell("soort", "Achterstallig") == "achterstand"
    assert cell("soort", "Iets anders") == "Iets anders"
    assert cell("warmeOverdracht", "X") is True
    assert cell("warmeOverdracht", "Nee") is False
    assert cell("warmeOverdracht", "misschien") is Code.NOT_YES_OR_NO
    assert cell("aantalPerioden", "2") == 2
    assert cell("aantalPerioden", "twee") is Code.NOT_A_NUMBER


def test_an_empty_cell_is_a_field_that_was_not_sent() -> None:
    assert read_row(a_mapping(), ("kenmerk", "email"), ("R-1", "  ")).record == {"kenmerk": "R-1"}


def test_a_nested_field_and_a_fixed_municipality_are_put_in_place() -> None:
    text = COLUMNS.replace("  Plaats: gemeentecode\n", "") + 'municipality: "9901"'
    candidate = read_row(parse_mapping(text), ("verklaring.bezwaar",), ("nee",))
    assert candidate.record == {"gemeentecode": "9901", "verklaring": {"bezwaar": False}}


def test_a_value_that_cannot_be_read_is_not_kept() -> None:
    candidate = read_row(a_mapping(), ("bedragInCenten",), ("kanarie",))
    assert "kanarie" not in repr(candidate)


def test_a_row_of_another_length_is_an_error_of_that_row() -> None:
    candidate = read_row(a_mapping(), ("kenmerk", "email"), ("R-1",))
    assert (candidate.record, [fault.code for fault in candidate.faults]) == ({}, [Code.WRONG_COLUMNS])


def test_headings_may_stand_in_any_order() -> None:
    headings = [f" {heading} " for heading in reversed(a_mapping().columns)]
    assert place_columns(a_mapping(), headings) == tuple(reversed(a_mapping().columns.values()))


def test_unknown_headings_are_told_by_position_and_missing_ones_by_name() -> None:
    headings = ["Jansen", *list(a_mapping().columns)[1:]]
    with pytest.raises(HeadingsError) as error:
        place_columns(a_mapping(), headings)
    assert "kolom 1." in str(error.value)
    assert "Plaats" in str(error.value)
    assert "Jansen" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        COLUMNS.replace("Ref: kenmerk", "Ref: bestaatNiet"),
        COLUMNS.replace("  Ref: kenmerk\n", ""),
        COLUMNS.replace("Klant: klantnummer", "Klant: kenmerk"),
        COLUMNS + "encoding: klingon",
        COLUMNS + 'municipality: "9901"',
        COLUMNS + "onbekend: 1",
        "name: [",
        "",
    ],
)
def test_a_mapping_that_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(MappingError):
        parse_mapping(text)


def test_every_form_of_a_field_has_a_reader() -> None:
    assert set(READERS) == set(Form) - {Form.PARTS}
    assert {"soort", "burgerservicenummer", "verklaring.bezwaar"} < set(READER_OF)
    assert "verklaring" not in READER_OF


def test_the_mappings_that_are_shipped_hold() -> None:
    assert set(read_mappings()) == {path.stem for path in MAPPINGS.glob("*.yaml")} != set()
