"""References and customer numbers that say nothing: by such a one strangers would be one resident."""

from typing import Any

import orjson
import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Checked, judge, judge_request
from domain.intake.files.words import NOTHING
from schemas.signals import Signal
from tests.domain.intake.files.mappings import GOOD, a_mapping, row
from tests.services.ingest.builders import a_record, a_sender

COLUMNS = {"kenmerk": "Ref", "klantnummer": "Klant"}
WORDS = [*sorted(NOTHING), "NULL", "Onbekend", "N.V.T.", " geen "]
FILLED_IN = ["0", "000", "9999", "999999999", "11111", "xxx"]


def in_json(field: str, text: str, **more: Any) -> Checked:
    return judge_request(orjson.dumps({"signalen": [a_record(**{field: text}, **more)]}), a_sender())[0]


def in_file(field: str, text: str) -> Checked:
    return judge([row(a_mapping(), **{**GOOD, "Soort": "achterstand", COLUMNS[field]: text})], a_sender())[0]


@pytest.mark.parametrize("sent", [in_json, in_file])
@pytest.mark.parametrize("field", sorted(COLUMNS))
@pytest.mark.parametrize("word", WORDS)
def test_a_word_for_nothing_where_a_number_must_be_is_a_number_that_is_missing(
    sent: Any, field: str, word: str
) -> None:
    assert sent(field, word).verdict == (Fault(field, Code.MISSING),)


@pytest.mark.parametrize("sent", [in_json, in_file])
@pytest.mark.parametrize("text", FILLED_IN)
def test_a_reference_that_a_system_fills_in_is_refused_by_its_own_code(sent: Any, text: str) -> None:
    assert sent("kenmerk", text).verdict == (Fault("kenmerk", Code.FILLED_IN),)


@pytest.mark.parametrize("sent", [in_json, in_file])
@pytest.mark.parametrize("text", FILLED_IN)
def test_a_customer_number_that_a_system_fills_in_keeps_no_signal_from_its_household_and_is_told(
    sent: Any, text: str
) -> None:
    found = sent("klantnummer", text)
    assert isinstance(found.verdict, Signal)
    assert found.verdict.customer_number == text
    assert found.findings == (FieldFinding("klantnummer", FindingCode.NO_CUSTOMER),)


@pytest.mark.parametrize("sent", [in_json, in_file])
@pytest.mark.parametrize("text", ["1", "111", "888", "VB-0", "Nvt-1", "NULL1", "geen.7"])
@pytest.mark.parametrize("field", sorted(COLUMNS))
def test_a_number_to_which_somebody_counted_is_taken_without_a_word(sent: Any, field: str, text: str) -> None:
    found = sent(field, text)
    assert (isinstance(found.verdict, Signal), found.findings) == (True, ())


def test_a_word_for_nothing_is_told_beside_the_other_errors_of_its_record() -> None:
    found = in_json("kenmerk", "onbekend", bedragInCenten=0)
    assert found.verdict == (Fault("kenmerk", Code.MISSING), Fault("bedragInCenten", Code.TOO_LOW))
    assert found.kept is not None
    assert found.kept.reference is None
