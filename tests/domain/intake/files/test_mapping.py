"""A partner's columns become our fields, without code for a new partner."""

import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.files.cells import REMEMBERED, cell_reader
from domain.intake.files.mapping import MappingError, dump_mapping, parse_mapping
from domain.intake.files.rows import RowReader
from domain.intake.files.writing import FORMS
from schemas.fields import Form
from tests.domain.intake.files.mappings import COLUMNS, a_mapping, cell, cells_of, row, with_columns
from tests.shipped_mappings import MAPPINGS, read_mappings


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12", 1200), ("12,5", 1250), ("1.234,56", 123456), ("€ 12,05", 1205), ("-3,00", -300), (" 7,00 ", 700)],
)
def test_euros_become_cents(text: str, cents: int) -> None:
    assert cell("bedragInCenten", text) == cents


@pytest.mark.parametrize("text", ["12,345", "12.5", "1.2.3", "twaalf", "1e3", "١٢", "9" * 40, "1.234 567"])
def test_an_amount_that_could_mean_something_else_is_an_error(text: str) -> None:
    assert cell("bedragInCenten", text) is Code.NOT_AN_AMOUNT


def test_amounts_with_a_decimal_point_or_in_cents_are_a_setting() -> None:
    assert cell("bedragInCenten", "1,234.56", "decimal_comma: false") == 123456
    assert cell("bedragInCenten", "1.234,56", "decimal_comma: false") is Code.NOT_AN_AMOUNT
    assert cell("bedragInCenten", "18250", "amounts_in: cents") == 18250
    assert cell("bedragInCenten", "182,50", "amounts_in: cents") is Code.NOT_AN_AMOUNT


def test_cells_that_files_repeat_are_remembered_for_that_file_and_nothing_of_a_person_is() -> None:
    mapping = a_mapping()
    cells = {"signaaldatum": "30-11-2031", "geboortedatum": "31-12-1961", "achternaam": "Achterberg", "kenmerk": "R-1"}
    readers = {name: cell_reader(name, mapping) for name in cells}
    for name, text in cells.items():
        readers[name].value(text)
    assert {name: one.known for name, one in readers.items() if one.known} == {
        "signaaldatum": {"30-11-2031": "2031-11-30"}
    }
    assert not REMEMBERED & {name for name, form in FORMS.items() if form in {Form.BIRTH_DAY, Form.SEALED}}
    assert cell_reader("signaaldatum", mapping).known == {}


def test_a_cell_that_comes_again_is_read_as_the_first_time() -> None:
    reader = RowReader(a_mapping(), a_mapping().headings())
    rows = [cells_of(a_mapping().headings(), {"Soort": word, "Keer": keer, "Bezwaar": "nee"}) for word, keer in PAIRS]
    assert [reader.read(row) for row in rows] == [
        RowReader(a_mapping(), a_mapping().headings()).read(row) for row in rows
    ]


PAIRS = [
    ("Achterstallig", "2"),
    ("NULL", "2 x"),
    ("Achterstallig", "2"),
    ("NULL", "2 x"),
    (" ", "2"),
    (" ", " "),
    (" ", "x"),
]


def test_words_of_the_partner_become_ours_in_any_case() -> None:
    assert cell("soort", "Achterstallig") == cell("soort", "ACHTERSTALLIG") == "achterstand"
    assert cell("soort", "Iets anders") == "Iets anders"
    assert cell("warmeOverdracht", "X") is True
    assert cell("warmeOverdracht", "Nee") is False
    assert cell("verklaring.bezwaar", "misschien") is Code.NOT_YES_OR_NO
    assert cell("verklaring.bezwaar", "akkoord", "words_for_yes: [akkoord]") is True
    assert cell("aantalPerioden", "2") == 2
    assert cell("aantalPerioden", "twee") is Code.NOT_A_NUMBER


def test_words_that_differ_only_in_case_keep_their_own_meaning() -> None:
    words = "values:\n  stadium: {A: aangekondigd, a: uitgevoerd}\n"
    mapping = parse_mapping(COLUMNS.partition("values:")[0] + words)
    assert [cell_reader("stadium", mapping).value(word)[0] for word in "Aa"] == ["aangekondigd", "uitgevoerd"]


def test_an_empty_cell_is_a_field_that_was_not_sent() -> None:
    assert "soort" not in row(a_mapping(), Soort="  ").record


def test_a_nested_field_and_a_constant_are_put_in_place() -> None:
    text = COLUMNS.replace("  Plaats: gemeentecode\n", "") + 'constants: {gemeentecode: "9901", stadium: aangekondigd}'
    read = [row(parse_mapping(text), Bezwaar=word).record for word in ("nee", "ja")]
    assert [one["verklaring"] for one in read] == [{"bezwaar": False}, {"bezwaar": True}]
    assert [(one["gemeentecode"], one["stadium"]) for one in read] == [("9901", "aangekondigd")] * 2


def test_a_value_that_cannot_be_read_is_not_kept() -> None:
    read = row(a_mapping(), Schuld="kanarie", Warm="kanarie")
    assert read.faults == (Fault("bedragInCenten", Code.NOT_AN_AMOUNT),)
    assert read.findings == (FieldFinding("warmeOverdracht", FindingCode.NOT_READ),)
    assert "kanarie" not in repr(read)


def test_several_columns_become_one_attribute_with_a_joiner_or_the_first_that_is_filled() -> None:
    text = with_columns(Letter="huisnummertoevoeging", Toev="huisnummertoevoeging", Mobiel="telefoonnummer")
    text = text.replace("  Bezwaar", "  Vast: telefoonnummer\n  Bezwaar")
    mapping = parse_mapping(text + 'join: {huisnummertoevoeging: " "}\nfirst_filled: [telefoonnummer]\n')
    both = row(mapping, Letter="A", Toev="2", Mobiel="0612345678", Vast="020 1234567").record
    assert (both["huisnummertoevoeging"], both["telefoonnummer"]) == ("A 2", "0612345678")
    one = row(mapping, Letter="n.v.t.", Toev="2", Mobiel="-", Vast="020 1234567").record
    assert (one["huisnummertoevoeging"], one["telefoonnummer"]) == ("2", "020 1234567")
    assert not {"huisnummertoevoeging", "telefoonnummer"} & set(row(mapping).record)


@pytest.mark.parametrize(
    ("text", "number", "addition"),
    [("12", "12", None), ("12A", "12", "A"), ("12-2", "12", "2"), ("12 a bis", "12", "a bis")],
)
def test_a_column_with_number_letter_and_addition_becomes_two_attributes(
    text: str, number: str, addition: str | None
) -> None:
    mapping = parse_mapping(COLUMNS.replace("  Nr: huisnummer\n", "") + "split: {Nr: number-and-addition}\n")
    record = row(mapping, Nr=text).record
    assert (record["huisnummer"], record.get("huisnummertoevoeging")) == (number, addition)


def test_a_column_is_taken_apart_by_a_pattern_whose_groups_are_attributes() -> None:
    text = COLUMNS.replace("  Nr: huisnummer\n", "").replace("  PC: postcode\n", "")
    splits = "split:\n  Adres: street-and-number\n  PC: '(?P<postcode>.{6,7}) / (?P<woonplaats>.*)'\n"
    mapping = parse_mapping(text + splits)
    record = row(mapping, Adres="Laan van de 4e Mei, 8 b", PC="1000 AA / Wilgendam").record
    assert {name: record[name] for name in ("straat", "huisnummer", "huisnummertoevoeging", "woonplaats")} == {
        "straat": "Laan van de 4e Mei",
        "huisnummer": "8",
        "huisnummertoevoeging": "b",
        "woonplaats": "Wilgendam",
    }
    assert row(mapping, Adres="Laan zonder nummer").faults == (
        Fault("huisnummer", Code.NOT_SPLIT),
        Fault("postcode", Code.NOT_SPLIT),
    )


def test_a_detail_in_a_column_of_another_form_is_left_out_and_told() -> None:
    mapping = parse_mapping(COLUMNS + "split: {Contact: '(?P<telefoonnummer>[0-9]+) (?P<email>.+@.+)'}\n")
    read = row(mapping, Contact="bel maar")
    assert read.faults == ()
    assert {finding.code for finding in read.findings} == {FindingCode.NOT_READ}


def test_a_column_that_is_ignored_is_not_read() -> None:
    mapping = parse_mapping(COLUMNS + "ignore: [Filler]\n")
    assert row(mapping, Filler="#N/B") == row(mapping, Filler="")


WRONG = [
    (COLUMNS.replace("Ref: kenmerk", "Ref: bestaatNiet"), "line 5: columns.Ref: there is no attribute bestaatNiet"),
    (COLUMNS.replace("  Ref: kenmerk\n", ""), "line 3: columns: no column holds kenmerk"),
    (COLUMNS.replace("Klant: klantnummer", "Klant: kenmerk"), "line 6: columns.Klant: say in join or first_filled"),
    (COLUMNS + "encoding: klingon", "line 20: encoding: there is no such encoding"),
    (COLUMNS + "encoding: rot13", "line 20: encoding: this is no encoding of text"),
    (
        COLUMNS + '  gemeentecode: {"9902": "9901"}',
        "line 20: values.gemeentecode.9902: a code stands for its own municipality and no other",
    ),
    (COLUMNS + 'constants: {gemeentecode: "9901"}', "line 4: columns.Plaats: gemeentecode is given in another way too"),
    (COLUMNS + "constants: {geboortedatum: ooit}", "line 20: constants.geboortedatum: this cannot be read: geen-datum"),
    (COLUMNS + "constants: {stadium: nvt}", "line 20: constants.stadium: this is nothing"),
    (COLUMNS + "constants: {kleur: rood}", "line 20: constants.kleur: there is no attribute kleur"),
    (COLUMNS + "onbekend: 1", "line 20: onbekend: is not a setting that exists here"),
    (COLUMNS + "date_format: '%d-%m-%y'", "line 20: date_format: two digits for a year need `century`"),
    (COLUMNS + "date_format: '%d-%m-%H'", "line 20: date_format: %H is not among"),
    (COLUMNS + "date_format: '%d-%m'", "line 20: date_format: a date form has a year once"),
    (COLUMNS + "date_formats: {soort: '%Y%m%d'}", "line 20: date_formats.soort: there is no such attribute"),
    (COLUMNS + "date_formats: {signaaldatum: '%Q'}", "line 20: date_formats.signaaldatum: %Q is not among"),
    (COLUMNS + "words_for_yes: [x]\nwords_for_no: [X]", "line 21: words_for_no: one word cannot stand for both"),
    (COLUMNS + "empty_in: {kleur: [x]}", "line 20: empty_in.kleur: there is no such attribute"),
    (COLUMNS + "split: {X: '('}", "line 20: split.X: no pattern"),
    (COLUMNS + "split: {X: nonsens}", "line 20: split.X: a pattern names the attributes"),
    (COLUMNS + "split: {X: '(?P<kleur>.)'}", "line 20: split.X: there is no attribute kleur"),
    (COLUMNS + "join: {stadium: ' '}", "line 20: join.stadium: there is no such attribute"),
    (COLUMNS + "join: {soort: ' '}\nfirst_filled: [soort]", "line 20: join.soort: stands in first_filled too"),
    (COLUMNS + "ignore: [Ref]", "line 5: columns.Ref: this heading is given twice"),
    ("name: [", "line 1: this is no YAML from here on"),
    ("", "line 1: the whole file:"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_mapping_that_does_not_hold_is_refused_by_line_and_field(text: str, said: str) -> None:
    with pytest.raises(MappingError) as error:
        parse_mapping(text)
    assert any(line.startswith(said) for line in str(error.value).splitlines()), str(error.value)


def test_every_error_of_a_mapping_is_told_at_once() -> None:
    with pytest.raises(MappingError) as error:
        parse_mapping(COLUMNS.replace("Ref: kenmerk", "Ref: kleur") + "words_for_yes: [x]\nwords_for_no: [x]\n")
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["line 3", "line 5", "line 21"]


RICH = """
name: alles
encoding: windows-1252
delimiter: "\\t"
sheet: Blad 1
date_format: "%d/%m/%y"
date_formats: {geboortedatum: "%Y%m%d"}
century: 1930
decimal_comma: false
amounts_in: cents
columns: {Klant: klantnummer, Naam: achternaam, Bij: achternaam, PC: postcode, Geb: geboortedatum,
  "Schuld ": bedragInCenten, Sinds: ontstaansdatum, Dag: signaaldatum, Keer: aantalPerioden, Tel1: telefoonnummer,
  Tel2: telefoonnummer}
join: {achternaam: "-"}
first_filled: [telefoonnummer]
split: {Nr: number-and-addition}
ignore: [Filler, "é"]
constants: {gemeentecode: "9901", kenmerk: "1", verklaring.bezwaar: Neen}
values: {soort: {"ja": achterstand, "12": afsluiting}}
empty: [xxx, "null"]
empty_in: {achternaam: [leeg]}
words_for_yes: [Jawel, "yes", "1"]
words_for_no: [Neen, "0"]
"""


@pytest.mark.parametrize("text", [COLUMNS, RICH, *(path.read_text() for path in sorted(MAPPINGS.glob("*.yaml")))])
def test_a_mapping_that_is_dumped_is_read_as_the_same_mapping(text: str) -> None:
    mapping = parse_mapping(text)
    dumped = dump_mapping(mapping)
    assert parse_mapping(dumped) == mapping
    assert dump_mapping(parse_mapping(dumped)) == dumped


def test_every_attribute_has_a_reader() -> None:
    assert {"soort", "burgerservicenummer", "verklaring.bezwaar"} < set(FORMS)
    assert "verklaring" not in FORMS
    samples = {Form.DAY: "09-03-2026", Form.BIRTH_DAY: "09-03-1966", Form.YES_OR_NO: "ja"}
    assert all(cell(name, samples.get(form, "12")) is not None for name, form in FORMS.items())


def test_the_mappings_that_are_shipped_hold() -> None:
    assert set(read_mappings()) == {path.stem for path in MAPPINGS.glob("*.yaml")} != set()
