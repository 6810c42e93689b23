"""Records are judged one by one, with all their errors and none of their values."""

from typing import Any

import orjson
import pytest

from domain.intake.checks.faults import TEXTS, Code, Fault
from domain.intake.checks.judge import Candidate, MalformedError, Record, Verdict, judge, judge_request
from domain.intake.checks.mend import STAND_IN
from domain.intake.checks.rules import RULES
from domain.intake.files.rows import RowReader
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from tests.domain.intake.files.mappings import a_mapping
from tests.services.ingest.builders import BSN, COMPLETE, NEIGHBOUR, a_record, a_sender, candidates

LANDLORD = a_sender(PartnerKind.LANDLORD)


def verdict(record: Any, sender: Any = None) -> Verdict:
    """The verdict on one JSON record."""
    return judge_request(orjson.dumps({"signalen": [record]}), sender or a_sender())[0].verdict


def faults(record: Any, sender: Any = None) -> set[tuple[str, str]]:
    """The errors of one JSON record as (field, code)."""
    found = verdict(record, sender)
    assert not isinstance(found, Signal)
    return {(fault.field, fault.code.value) for fault in found}


FIELD_EXAMPLES: list[tuple[Code, str, dict[str, Any]]] = [
    (Code.MISSING, "achternaam", {"achternaam": ...}),
    (Code.MISSING, "achternaam", {"achternaam": None}),
    (Code.UNKNOWN_FIELD, "bedrag", {"bedrag": 12}),
    (Code.UNKNOWN_FIELD, "toelichting", {"toelichting": "vrije tekst"}),
    (Code.TOO_MANY_FIELDS, "", {f"veld{number}": "" for number in range(20)}),
    (Code.TOO_MANY_FIELDS, "verklaring", {"verklaring": {f"veld{number}": True for number in range(6)}}),
    (Code.NOT_TEXT, "postcode", {"postcode": 1000}),
    (Code.NOT_A_NUMBER, "bedragInCenten", {"bedragInCenten": "12500"}),
    (Code.NOT_A_NUMBER, "bedragInCenten", {"bedragInCenten": 125.0}),
    (Code.NOT_A_DATE, "signaaldatum", {"signaaldatum": "16-03-2026"}),
    (Code.NOT_A_DATE, "signaaldatum", {"signaaldatum": "2026-02-30"}),
    (Code.NOT_A_DATE, "ontstaansdatum", {"ontstaansdatum": "20260110"}),
    (Code.NOT_A_DATE, "ontstaansdatum", {"ontstaansdatum": 20260110}),
    (Code.NOT_YES_OR_NO, "verklaring.bezwaar", {"verklaring": COMPLETE | {"bezwaar": "nee"}}),
    (Code.NOT_AN_OBJECT, "verklaring", {"verklaring": "ja"}),
    (Code.TOO_LONG, "kenmerk", {"kenmerk": "x" * 65}),
    (Code.TOO_LOW, "bedragInCenten", {"bedragInCenten": 0}),
    (Code.TOO_HIGH, "bedragInCenten", {"bedragInCenten": 100_000_001}),
    (Code.WRONG_FORM, "postcode", {"postcode": "AA1000"}),
    (Code.WRONG_FORM, "gemeentecode", {"gemeentecode": "٩٩٠١"}),
    (Code.WRONG_FORM, "achternaam", {"achternaam": "Wi\u0000lg"}),
    (Code.UNKNOWN_WORD, "soort", {"soort": "arrears"}),
    (Code.STRAY_BSN, "achternaam", {"achternaam": "bsn 123456782"}),
    (Code.STRAY_BSN, "huisnummer", {"huisnummer": "123-456-782"}),
    (Code.NO_AGREEMENT, "gemeentecode", {"gemeentecode": NEIGHBOUR}),
    (Code.NOT_ALLOWED, "burgerservicenummer", {"burgerservicenummer": BSN}),
    (Code.NOT_ALLOWED, "verklaring", {"verklaring": COMPLETE}),
    (Code.KIND_NOT_ALLOWED, "soort", {"soort": "huisuitzetting"}),
    (Code.PLACEHOLDER, "signaaldatum", {"signaaldatum": "9999-12-31"}),
    (Code.PLACEHOLDER, "signaaldatum", {"signaaldatum": "0000-00-00"}),
    (Code.PLACEHOLDER, "ontstaansdatum", {"ontstaansdatum": "1900-01-01"}),
    (Code.PLACEHOLDER, "ontstaansdatum", {"ontstaansdatum": "2099-12-31"}),
    (Code.PLACEHOLDER, "ontstaansdatum", {"ontstaansdatum": "1970-01-01"}),
    (Code.PLACEHOLDER, "signaaldatum", {"signaaldatum": "1904-01-01"}),
    (Code.FILLED_IN, "kenmerk", {"kenmerk": "000"}),
    (Code.IN_THE_FUTURE, "signaaldatum", {"signaaldatum": "2026-03-18"}),
    (Code.TOO_OLD, "signaaldatum", {"signaaldatum": "2025-03-16", "ontstaansdatum": "2025-01-01"}),
    (Code.TOO_OLD, "ontstaansdatum", {"ontstaansdatum": "1970-08-23"}),
    (Code.AFTER_SIGNAL_DATE, "ontstaansdatum", {"ontstaansdatum": "2026-03-17"}),
    (Code.NOT_WITH_KIND, "geplandeDatum", {"geplandeDatum": "2026-04-01"}),
    (Code.NOT_WITH_KIND, "stadium", {"stadium": "aangekondigd"}),
]
LANDLORD_EXAMPLES: list[tuple[Code, str, Any]] = [
    (Code.ATTESTATION_MISSING, "verklaring", ...),
    (Code.ATTESTATION_MISSING, "verklaring", None),
    (Code.CONDITION_NOT_MET, "verklaring.persoonlijkContact", COMPLETE | {"persoonlijkContact": False}),
    (Code.CONDITION_NOT_MET, "verklaring.gewezenOpSchuldhulp", COMPLETE | {"gewezenOpSchuldhulp": False}),
    (Code.CONDITION_NOT_MET, "verklaring.herinneringGestuurd", COMPLETE | {"herinneringGestuurd": False}),
    (Code.CONDITION_NOT_MET, "verklaring.doorgevenAangeboden", COMPLETE | {"doorgevenAangeboden": False}),
    (Code.OBJECTION, "verklaring.bezwaar", COMPLETE | {"bezwaar": True}),
    (Code.MISSING, "verklaring.bezwaar", {name: True for name in COMPLETE if name != "bezwaar"}),
]
SHOWN_ELSEWHERE = {
    Code.WRONG_COLUMNS: "test_mapping",
    Code.STRAY_QUOTE: "test_files",
    Code.NOT_AN_AMOUNT: "test_mapping",
    **dict.fromkeys((Code.ERROR_VALUE, Code.BECAME_DATE, Code.DIGITS_LOST), "test_habits"),
    Code.NOT_SPLIT: "test_mapping",
    **dict.fromkeys((Code.HIDDEN_ROW, Code.MERGED_CELLS, Code.NOT_CALCULATED), "test_xlsx and test_ods"),
    Code.CONTRADICTION: "below and in test_accept",
    Code.OF_ANOTHER: "test_contradictions and test_two_residents",
    Code.NOT_STORED: "test_accept",
    Code.PARTNER_KIND_REFUSED: "test_permissions",
    Code.AND_MORE: "test_limits",
    **dict.fromkeys((Code.NOT_JSON, Code.TOO_LARGE, Code.UNKNOWN_SHAPE), "test_messages"),
    Code.CHANNEL_CLOSED: "test_feeds",
}


@pytest.mark.parametrize(("code", "field", "changes"), FIELD_EXAMPLES)
def test_each_error_of_a_field_is_told_with_its_code(code: Code, field: str, changes: dict[str, Any]) -> None:
    assert (field, code) in faults(a_record(**changes))


@pytest.mark.parametrize(("code", "field", "statement"), LANDLORD_EXAMPLES)
def test_a_landlord_meets_all_conditions_of_the_decree(code: Code, field: str, statement: Any) -> None:
    assert (field, code) in faults(a_record(verklaring=statement), LANDLORD)


def test_every_code_has_a_text_and_its_own_example() -> None:
    shown = {code for code, *_ in [*FIELD_EXAMPLES, *LANDLORD_EXAMPLES]} | set(SHOWN_ELSEWHERE)
    assert set(TEXTS) == set(Code) == shown


def test_every_rule_has_its_own_example() -> None:
    examples = {(code, field) for code, field, _ in [*FIELD_EXAMPLES, *LANDLORD_EXAMPLES]}
    birth_date = {(Code.NOT_ALLOWED, "geboortedatum")}
    elsewhere = {(Code.PARTNER_KIND_REFUSED, "gemeentecode")}
    assert {(rule.code, rule.field) for rule in RULES} <= examples | birth_date | elsewhere


def test_a_good_record_becomes_a_signal() -> None:
    assert isinstance(verdict(a_record()), Signal)
    assert isinstance(verdict(a_record(verklaring=COMPLETE), LANDLORD), Signal)


def test_all_errors_of_a_record_come_at_once() -> None:
    wrong = a_record(
        achternaam=..., postcode="x", burgerservicenummer="12", bedrag=1, ontstaansdatum="2026-03-20", verklaring=1
    )
    assert faults(wrong) == {
        ("achternaam", "verplicht"),
        ("postcode", "onjuiste-vorm"),
        ("burgerservicenummer", "niet-toegestaan"),
        ("bedrag", "onbekend-veld"),
        ("ontstaansdatum", "na-signaaldatum"),
        ("verklaring", "geen-object"),
        ("verklaring", "niet-toegestaan"),
    }


def test_an_unreadable_field_draws_no_second_error_from_a_rule_that_needs_it() -> None:
    assert faults(a_record(signaaldatum="gisteren")) == {("signaaldatum", "geen-datum")}
    assert faults(a_record(gemeentecode="x")) == {("gemeentecode", "onjuiste-vorm")}


def test_one_bad_record_leaves_its_neighbours_alone() -> None:
    body = orjson.dumps({"signalen": [a_record(), a_record(postcode="x"), "geen record", a_record()]})
    assert [isinstance(one.verdict, Signal) for one in judge_request(body, a_sender())] == [True, False, False, True]


def test_a_name_that_could_be_a_person_is_not_repeated() -> None:
    assert faults(a_record(**{"Jansen 111222333": 1})) == {("onbekend", "onbekend-veld")}


@pytest.mark.parametrize("bad", [[], [a_record(bedragInCenten="veel")]], ids=["all good", "beside a bad one"])
def test_no_value_of_a_person_stays_in_memory_for_the_next_request(bad: list[Record]) -> None:
    body = orjson.dumps({"signalen": [a_record(achternaam="Achterberg"), *bad]})
    rows = [Candidate(a_record(achternaam="Achterberg")), *map(Candidate, bad)]
    for first, second in (
        (judge_request(body, a_sender())[0].verdict, judge_request(body, a_sender())[0].verdict),
        (judge(rows, a_sender())[0].verdict, judge(rows, a_sender())[0].verdict),
    ):
        assert isinstance(first, Signal)
        assert isinstance(second, Signal)
        assert first.surname == second.surname
        assert first.surname is not second.surname


def test_a_bsn_needs_a_legal_basis() -> None:
    assert isinstance(verdict(a_record(burgerservicenummer=BSN), a_sender(bsn_allowed=True)), Signal)


def test_a_birth_date_of_a_landlord_needs_a_legal_basis() -> None:
    record = a_record(verklaring=COMPLETE, geboortedatum="1980-01-01")
    assert faults(record, LANDLORD) == {("geboortedatum", "niet-toegestaan")}
    assert isinstance(verdict(record, a_sender(PartnerKind.LANDLORD, birth_date_allowed=True)), Signal)
    assert isinstance(verdict(a_record(geboortedatum="1980-01-01")), Signal)


def test_a_crisis_signal_may_have_its_date_and_stage_or_miss_them() -> None:
    crisis = {"soort": "afsluiting", "geplandeDatum": "2026-04-01", "stadium": "aangekondigd"}
    found = verdict(a_record(**crisis))
    assert isinstance(found, Signal)
    assert found.kind is SignalKind.DISCONNECTION
    assert isinstance(verdict(a_record(soort="afsluiting")), Signal)


def test_the_same_key_twice_with_other_content_is_refused_the_second_time() -> None:
    record = a_record()
    found = judge(candidates(record, record, record | {"bedragInCenten": 1}), a_sender())
    assert [isinstance(one.verdict, Signal) for one in found] == [True, True, False]
    assert found[2].verdict == (Fault("kenmerk", Code.CONTRADICTION),)


def test_errors_of_reading_a_row_stand_beside_those_of_the_rest() -> None:
    candidate = Candidate(a_record(bedragInCenten=..., postcode="x"), (Fault("bedragInCenten", Code.NOT_AN_AMOUNT),))
    assert judge([candidate], a_sender())[0].verdict == (
        Fault("bedragInCenten", Code.NOT_AN_AMOUNT),
        Fault("postcode", Code.WRONG_FORM),
    )


def test_a_row_with_the_wrong_number_of_columns_has_that_one_error() -> None:
    row = RowReader(a_mapping(), [*a_mapping().columns]).read(["a", "b"])
    assert judge([row, *candidates(a_record())], a_sender())[0].verdict == (Fault("", Code.WRONG_COLUMNS),)


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b'{"signalen": 1}',
    b'{"signalen": []}',
    b'{"signalen": [NaN]}',
    b'{"signalen": [1], "anders": 1}',
    b'\xff{"signalen": []}',
    b'{"signalen": ["\\ud800"]}',
    b'{"signalen": [{"kenmerk": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]}",
    b'{"signalen": [{"kenmerk": ' + b"[" * 240 + b"]" * 240 + b"}]}",
    b'{"signalen": [' + b",".join([b"{}"] * 1001) + b"]}",
]


@pytest.mark.parametrize("body", MALFORMED, ids=[str(number) for number in range(len(MALFORMED))])
def test_what_is_no_request_at_all_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(MalformedError):
        judge_request(body, a_sender())


def test_a_number_without_end_is_an_error_of_its_field() -> None:
    body = orjson.dumps({"signalen": [a_record(bedragInCenten=7)]}).replace(b":7,", b":" + b"9" * 50 + b",")
    found = judge_request(body, a_sender())[0].verdict
    assert not isinstance(found, Signal)
    assert {fault.field for fault in found} == {"bedragInCenten"}


def test_a_record_of_stand_ins_alone_is_a_signal() -> None:
    assert Signal.model_validate_json(orjson.dumps(dict(STAND_IN)))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"signalen": [{"kenmerk": "kanarie" "klantnummer": 1}]}', "regel 1, teken 37"),
        (b'{\n "signalen": [\n  {"kenmerk": "kanarie",}\n ]}', "regel 3, teken 24"),
        (b'{"signalen": [', "regel 1, teken 15"),
    ],
)
def test_broken_json_is_told_with_its_place_and_without_what_stands_there(body: bytes, place: str) -> None:
    with pytest.raises(MalformedError) as error:
        judge_request(body, a_sender())
    assert str(error.value) == f"De inhoud is geen geldige JSON. Kijk bij {place}."
