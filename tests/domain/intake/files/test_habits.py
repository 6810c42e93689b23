"""What a spreadsheet makes of values is read where it can be known, told where it was repaired, refused where not."""

import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate, judge
from domain.intake.files.mapping import parse_mapping
from domain.intake.files.words import ERROR_VALUES
from tests.domain.intake.files.mappings import a_mapping, cell, row, told, with_columns
from tests.services.ingest.builders import a_record, a_sender

NBSP, ZERO_WIDTH, MARK, THIN = "\u00a0", "\u200b", "\ufeff", "\u2009"


@pytest.mark.parametrize(("text", "code"), [("998", "0998"), ("14", "0014"), ("3,0", "0003"), ("9901", "9901")])
def test_a_municipality_code_gets_the_zeros_back_that_a_spreadsheet_took(text: str, code: str) -> None:
    assert cell("gemeentecode", text) == code
    assert told("gemeentecode", text) == (FindingCode.ZERO_ADDED if text != code else None)


@pytest.mark.parametrize("text", ["612345678", "6 12345678", "20-1234567", "883698123"])
def test_a_phone_number_gets_its_zero_back(text: str) -> None:
    assert (cell("telefoonnummer", text), told("telefoonnummer", text)) == (f"0{text}", FindingCode.ZERO_ADDED)


@pytest.mark.parametrize("text", ["0612345678", "+31612345678", "31612345678", "12345678"])
def test_a_phone_number_of_another_length_stays_as_it_is(text: str) -> None:
    assert (cell("telefoonnummer", text), told("telefoonnummer", text)) == (text, None)


@pytest.mark.parametrize("place", ["postcode", "burgerservicenummer", "kenmerk", "klantnummer", "huisnummer"])
def test_no_other_number_gets_a_zero(place: str) -> None:
    assert (cell(place, "998"), told(place, "998")) == ("998", None)


@pytest.mark.parametrize(
    "text", [f"1000{NBSP}AA", f"1000{ZERO_WIDTH} AA", f"{MARK}1000 AA", f"1000{THIN}AA{NBSP}", "1000\tAA", "1000  AA"]
)
def test_odd_and_invisible_spaces_are_plain_ones_or_none(text: str) -> None:
    assert cell("postcode", text) == "1000 AA"


def test_odd_spaces_are_told_once_for_a_row_and_plain_ones_are_not() -> None:
    read = row(a_mapping(), PC=f"1000{NBSP}AA", Naam=f"Van{ZERO_WIDTH} der Linden")
    assert (read.record["achternaam"], read.findings) == (
        "Van der Linden",
        (FieldFinding("", FindingCode.ODD_SPACES),),
    )
    assert row(a_mapping(), PC=" 1000  AA ", Naam="Noël").findings == ()


@pytest.mark.parametrize("word", ["NULL", "null", "n.v.t.", "NVT", "geen", "None", "-", "Onbekend", "(null)"])
def test_words_for_nothing_are_nothing_in_what_may_be_absent(word: str) -> None:
    for place in ("voorvoegsel", "huisnummertoevoeging", "woonplaats", "email", "geboortedatum", "stadium"):
        assert (cell(place, word), told(place, word)) == (None, FindingCode.READ_AS_NOTHING)


@pytest.mark.parametrize("name", ["Geen", "Null", "Leeg", "None", "Onbekend", "Nan"])
def test_people_may_be_called_nothing(name: str) -> None:
    assert (cell("achternaam", name), told("achternaam", name)) == (name, None)
    assert cell("achternaam", name, "empty: [geen, Leeg]") == name
    assert cell("achternaam", "Leeg", "empty_in: {achternaam: [leeg]}") is None


@pytest.mark.parametrize("initials", ["N.V.T.", "NVT", "N.B."])
def test_initials_may_look_like_a_word_for_nothing(initials: str) -> None:
    assert cell("voorletters", initials) == initials
    assert cell("voorletters", "n.v.t.") is cell("voorletters", "NULL") is None


def test_a_word_for_nothing_in_a_required_field_is_a_field_that_is_missing() -> None:
    record = {name: value for name, value in a_record().items() if name != "klantnummer"}
    assert cell("klantnummer", "NULL") is None
    assert judge([Candidate(record)], a_sender())[0].verdict == (Fault("klantnummer", Code.MISSING),)


def test_the_mapping_may_add_words_for_nothing_and_they_are_not_told() -> None:
    extra = "empty: [X, Niet ingevoerd]\nempty_in: {stadium: [Nvt bij ons]}"
    assert cell("woonplaats", "niet Ingevoerd", extra) is None
    assert told("woonplaats", "x", extra) is None
    assert cell("stadium", "nvt bij ons", extra) is None
    assert cell("woonplaats", "nvt bij ons", extra) == "nvt bij ons"


@pytest.mark.parametrize("word", [*sorted(ERROR_VALUES), "#####", "Err:502", "#N/B", "#WAARDE!"])
def test_an_error_of_a_spreadsheet_is_refused_where_it_matters_and_left_out_elsewhere(word: str) -> None:
    assert row(a_mapping(), Ref=word, Naam=word).faults == (
        Fault("kenmerk", Code.ERROR_VALUE),
        Fault("achternaam", Code.ERROR_VALUE),
    )
    mapping = parse_mapping(with_columns(Mail="email"))
    read = row(mapping, Mail=word)
    assert (read.faults, read.findings) == ((), (FieldFinding("email", FindingCode.ERROR_VALUE),))
    assert "email" not in read.record


@pytest.mark.parametrize(
    "text", ["12-jan", "jan-12", "1-dec", "12/mei", "2-feb-2026", "mrt-2026", "1-2-2026", "12-10-2026", "3-oct-26"]
)
@pytest.mark.parametrize("place", ["huisnummer", "huisnummertoevoeging", "kenmerk", "klantnummer"])
def test_a_code_that_became_a_date_is_refused_and_never_guessed(place: str, text: str) -> None:
    assert cell(place, text) is Code.BECAME_DATE


@pytest.mark.parametrize("text", ["12-2", "12-14", "12 mei", "3-hs", "JAN-0001", "2026-123", "12-01-123", "MEI12345"])
def test_a_code_that_only_looks_like_a_date_is_read(text: str) -> None:
    assert cell("kenmerk", text) == text or text == "12 mei"


def test_a_full_date_is_no_house_number_and_may_be_a_reference() -> None:
    assert cell("huisnummer", "2026-01-12") is Code.BECAME_DATE
    assert cell("kenmerk", "2026-01-12") == "2026-01-12"


@pytest.mark.parametrize("text", ["1,23E+11", "1.23457E+14", "2E+05", "1,2e+12"])
def test_a_number_that_lost_its_digits_is_refused_or_of_a_detail_left_out(text: str) -> None:
    assert cell("kenmerk", text) is cell("klantnummer", text) is cell("huisnummer", text) is Code.DIGITS_LOST
    assert cell("bedragInCenten", text) is Code.NOT_AN_AMOUNT
    read = row(parse_mapping(with_columns(Tel="telefoonnummer", BSN="burgerservicenummer")), Tel=text, BSN=text)
    assert {finding.code for finding in read.findings} == {FindingCode.NOT_READ}
    assert not {"telefoonnummer", "burgerservicenummer"} & set(read.record)


@pytest.mark.parametrize("text", ["12E4", "1E5-A", "E+11"])
def test_a_reference_with_an_e_is_a_reference(text: str) -> None:
    assert cell("kenmerk", text) == text


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("EUR 182,50", 18250),
        ("182,50 EUR", 18250),
        ("€ 1.234", 123400),
        ("€1.234,5", 123450),
        ("182,50-", -18250),
        ("-182,50", -18250),
        ("+182,50", 18250),
        ("1 234,56", 123456),
        (f"€{NBSP}1{NBSP}234,56", 123456),
        ("182,-", 18200),
        ("€ 182,--", 18200),
        ("182,50 euro", 18250),
    ],
)
def test_an_amount_is_read_with_its_currency_and_signs(text: str, cents: int) -> None:
    assert cell("bedragInCenten", text) == cents


@pytest.mark.parametrize("text", ["ca. 182,50", "182,50 per maand", "$ 12", "12%", "1 23,45", "--5", "-", "12,50,00"])
def test_words_that_change_an_amount_are_never_passed_over(text: str) -> None:
    assert cell("bedragInCenten", text) in {Code.NOT_AN_AMOUNT, None}
    assert (cell("bedragInCenten", text) is None) == (text == "-")


@pytest.mark.parametrize("text", ["3 termijnen", "3 mnd.", "3x", "3 Maanden"])
def test_a_count_is_read_without_the_word_behind_it_and_told(text: str) -> None:
    assert (cell("aantalPerioden", text), told("aantalPerioden", text)) == (3, FindingCode.WORD_LEFT_OUT)


def test_a_count_with_decimals_of_nought_is_whole_and_any_other_unit_is_refused() -> None:
    assert [cell("aantalPerioden", text) for text in ("3,0", "3.00", "3")] == [3, 3, 3]
    assert {cell("aantalPerioden", text) for text in ("3 dagen", "3,5", "3 van 12", "drie", "3 jaar")} == {
        Code.NOT_A_NUMBER
    }
