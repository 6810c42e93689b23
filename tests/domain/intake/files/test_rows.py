"""Rows as a whole: details left out, rows cut off, empty columns, headings that are written otherwise."""

import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import judge
from domain.intake.files.cells import DETAILS
from domain.intake.files.headings import HeadingsError
from domain.intake.files.mapping import parse_mapping
from domain.intake.files.rows import RowReader
from schemas.signals import Signal
from tests.domain.intake.files.mappings import COLUMNS, a_mapping, row, with_columns
from tests.services.ingest.builders import a_sender

NBSP, ZERO_WIDTH, MARK, THIN = "\u00a0", "\u200b", "\ufeff", "\u2009"


def test_an_optional_value_that_cannot_be_read_is_left_out_and_told() -> None:
    mapping = parse_mapping(with_columns(Geb="geboortedatum", Gepland="geplandeDatum"))
    read = row(mapping, Geb="ooit", Gepland="snel", Warm="misschien")
    assert read.faults == ()
    assert read.findings == tuple(
        FieldFinding(name, FindingCode.NOT_READ) for name in ("warmeOverdracht", "geboortedatum", "geplandeDatum")
    )


def test_what_is_part_of_the_address_or_says_what_it_is_about_is_never_left_out() -> None:
    assert not DETAILS & {
        "huisletter",
        "huisnummertoevoeging",
        "aanduidingBijHuisnummer",
        "soort",
        "huisnummer",
        "postcode",
        "kenmerk",
    }
    read = row(parse_mapping(with_columns(Toev="huisnummertoevoeging")), Toev="1-feb", Soort="#N/B")
    assert read.faults == (Fault("soort", Code.ERROR_VALUE), Fault("huisnummertoevoeging", Code.BECAME_DATE))


def test_a_row_that_is_cut_off_is_read_when_only_what_may_be_absent_is_lost() -> None:
    text = COLUMNS.partition("  Bezwaar")[0] + COLUMNS[COLUMNS.index("values") :]
    mapping = parse_mapping(text)
    headings = mapping.headings()
    good = row(mapping, Soort="Achterstallig", Warm="ja")
    full = ["9901", "R-1", "K-1", "Wilg", "12", "1000 AA", "182,50", "05-01-2026", "2", "09-03-2026"]
    reader = RowReader(mapping, headings)
    cut = reader.read(full)
    assert cut.record == {
        name: value for name, value in good.record.items() if name not in {"soort", "warmeOverdracht"}
    }
    assert (cut.faults, cut.findings) == ((), (FieldFinding("", FindingCode.CUT_OFF),))
    assert reader.read(full[:-1]).faults == (Fault("", Code.WRONG_COLUMNS),)
    assert reader.read([*full, "Achterstallig", "ja", "", " "]) == good
    assert reader.read([*full, "Achterstallig", "ja", "x"]).faults == (Fault("", Code.WRONG_COLUMNS),)


def test_empty_columns_are_passed_over_and_something_in_them_is_an_error() -> None:
    mapping = a_mapping()
    headings = ["", *mapping.headings()[:3], f" {NBSP}", *mapping.headings()[3:], "", ""]
    assert row(mapping, headings) == row(mapping)
    cells = [""] * len(headings)
    cells[4] = "iets"
    assert RowReader(mapping, headings).read(cells).faults == (Fault("", Code.WRONG_COLUMNS),)


def test_a_signal_with_all_these_habits_is_accepted_with_its_findings() -> None:
    mapping = parse_mapping(with_columns(Toev="huisnummertoevoeging", Tel="telefoonnummer"))
    text = row(mapping, Plaats="9901", Schuld="EUR 182,50", Keer="2 termijnen", Toev="n.v.t.", Tel="612345678")
    record = {name: value for name, value in text.record.items() if name != "verklaring"}
    checked = judge([text._replace(record=record)], a_sender())[0]
    assert isinstance(checked.verdict, Signal)
    assert {(one.field, one.code) for one in checked.findings} == {
        ("aantalPerioden", FindingCode.WORD_LEFT_OUT),
        ("huisnummertoevoeging", FindingCode.READ_AS_NOTHING),
        ("telefoonnummer", FindingCode.ZERO_ADDED),
    }


def test_headings_in_other_case_and_with_other_spaces_are_the_same_headings() -> None:
    mapping = parse_mapping(COLUMNS.replace("Ref: kenmerk", '"Ref nr.": kenmerk'))
    headings = ["plaats", f"REF{NBSP} nr.", *mapping.headings()[2:]]
    assert row(mapping, headings, plaats="9901").record["gemeentecode"] == "9901"


def test_two_headings_that_would_then_be_the_same_are_told_apart_by_their_letters() -> None:
    mapping = parse_mapping(with_columns(PLAATS="woonplaats"))
    assert row(mapping, Plaats="9901", PLAATS="Wilgendam").record["woonplaats"] == "Wilgendam"
    headings = ["plaats" if name == "PLAATS" else name for name in mapping.headings()]
    with pytest.raises(HeadingsError, match="ontbreken: PLAATS"):
        row(mapping, headings)
