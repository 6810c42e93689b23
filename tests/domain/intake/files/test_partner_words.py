"""Errors name the partner's own column, with an example that the partner could have written there."""

import pytest

from domain.intake.checks.faults import Code
from domain.intake.checks.judge import Candidate, judge
from domain.intake.examples import EXAMPLES
from domain.intake.files.cells import cell_reader
from domain.intake.files.mapping import parse_mapping
from domain.intake.files.partner_words import HELPED_BY_AN_EXAMPLE, JSON_WORDS, partner_words
from domain.intake.files.writing import ATTESTATION_NAME, FORMS
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from tests.domain.intake.files.mappings import COLUMNS, a_mapping, with_columns
from tests.services.ingest.builders import TOWN, a_sender

WAYS = [
    "",
    "date_format: '%Y%m%d'\namounts_in: cents",
    "date_format: '%-d/%-m/%y'\ncentury: 1930\ndecimal_comma: false",
    "date_format: '%-d %B %Y'\ndate_formats: {geboortedatum: '%d%m%Y'}\nwords_for_yes: [J1]\nwords_for_no: [N0]",
]


@pytest.mark.parametrize("extra", WAYS)
def test_every_example_is_read_as_what_it_stands_for(extra: str) -> None:
    mapping = parse_mapping(COLUMNS.partition("values:")[0] + extra)
    read = {name: cell_reader(name, mapping).value(text)[0] for name, text in partner_words(mapping).examples.items()}
    assert read == dict(EXAMPLES)
    assert set(EXAMPLES) == set(FORMS)


def test_the_examples_together_are_a_signal() -> None:
    record = {name: one for name, one in EXAMPLES.items() if "." not in name} | {"gemeentecode": TOWN}
    record |= {"soort": "huisuitzetting", "signaaldatum": "2026-03-16"}
    record[ATTESTATION_NAME] = {name.partition(".")[2]: one for name, one in EXAMPLES.items() if "." in name}
    sender = a_sender(PartnerKind.LANDLORD, bsn_allowed=True, birth_date_allowed=True)
    assert isinstance(judge([Candidate(record)], sender)[0].verdict, Signal)


def test_an_error_is_told_with_the_column_and_an_example() -> None:
    words = partner_words(a_mapping())
    assert words.beside("bedragInCenten", Code.NOT_AN_AMOUNT) == {"kolom": "Schuld", "voorbeeld": "182,50"}
    assert words.beside("soort", Code.UNKNOWN_WORD) == {"kolom": "Soort", "voorbeeld": "Achterstallig"}
    assert words.beside("postcode", Code.TOO_LONG) == {"kolom": "PC"}
    assert words.beside("", Code.WRONG_COLUMNS) == {}
    assert words.beside("woonplaats", Code.WRONG_FORM) == {"voorbeeld": "Voorbeeldstad"}


def test_an_attribute_of_several_columns_names_them_all_and_a_split_column_stands_for_each() -> None:
    text = with_columns(Letter="huisnummertoevoeging", Toev="huisnummertoevoeging").replace("  PC: postcode\n", "")
    more = 'join: {huisnummertoevoeging: " "}\nsplit: {"PC en plaats": postcode-and-town}\n'
    columns = partner_words(parse_mapping(text + more)).columns
    assert columns["huisnummertoevoeging"] == "Letter + Toev"
    assert columns["postcode"] == columns["woonplaats"] == "PC en plaats"


def test_whoever_sends_json_gets_examples_as_json_holds_them() -> None:
    assert JSON_WORDS.beside("bedragInCenten", Code.NOT_A_NUMBER) == {"voorbeeld": "18250"}
    assert JSON_WORDS.beside("warmeOverdracht", Code.NOT_YES_OR_NO) == {"voorbeeld": "false"}
    assert JSON_WORDS.beside("postcode", Code.WRONG_FORM) == {"voorbeeld": "1000 AA"}
    assert Code.OBJECTION not in HELPED_BY_AN_EXAMPLE
