"""A BSN in a field that is not its own: taken out of what is kept in plain, and told."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn

from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Checked, judge_request
from domain.intake.stray_bsn import bsns_in, without_bsn
from schemas.signals import SIGNAL_FIELDS, Signal
from tests.services.ingest.builders import BSN, a_record, a_sender

NUMBER = "123456782"
INWARD = {one.dutch: name for name, one in SIGNAL_FIELDS.items()}


def a_bsn(eight: int) -> str:
    """Eight digits and the ninth that makes them a BSN; "" where there is none."""
    digits = f"{eight:08}"
    return next((digits + last for last in "0123456789" if bsn.is_valid(digits + last)), "")


def checked(**fields: Any) -> Checked:
    (found,) = judge_request(orjson.dumps({"signalen": [a_record(**fields)]}), a_sender())
    return found


def stored(field: str, text: str) -> Any:
    """What is kept of a field of an accepted signal, of which the partner is told that a BSN was taken out."""
    found = checked(**{field: text})
    assert isinstance(found.verdict, Signal)
    assert FieldFinding(field, FindingCode.STRAY_BSN) in found.findings
    assert not bsns_in(found.verdict.model_dump_json())
    return getattr(found.verdict, INWARD[field])


@pytest.mark.parametrize("written", [NUMBER, "123.456.782", "123 456 782", "bsn 12345672"])
@pytest.mark.parametrize("field", ["straat", "woonplaats", "voorvoegsel"])
def test_a_bsn_is_taken_out_of_a_name_that_may_be_left_out(field: str, written: str) -> None:
    assert stored(field, f"x {written}") == "x"
    assert stored(field, f"BSN {written}") is None


@pytest.mark.parametrize(
    "text", [f"Jansen {NUMBER}", f"Jansen BSN {NUMBER}", f"{NUMBER} Jansen", f"Jansen (sofinr: {NUMBER})"]
)
def test_of_a_surname_with_a_bsn_the_name_is_kept(text: str) -> None:
    assert stored("achternaam", text) == "Jansen"


@pytest.mark.parametrize("field", ["huisletter", "huisnummertoevoeging"])
def test_of_a_door_with_a_bsn_nobody_knows_which_it_is(field: str) -> None:
    assert stored(field, NUMBER) == "onbekend"


@pytest.mark.parametrize("text", [NUMBER, "123 456 782", "bsn 612345610", f"BSN {BSN}"])
def test_a_bsn_is_not_kept_as_a_telephone_number(text: str) -> None:
    assert stored("telefoonnummer", text) is None


@pytest.mark.parametrize(
    "text", ["0612345610", "612345610", "+31 6 12345610", "0111-222333", f"06-12345610 bsn {NUMBER}"]
)
def test_a_telephone_number_stays_one_also_where_its_digits_pass_for_a_bsn(text: str) -> None:
    verdict = checked(telefoonnummer=text).verdict
    assert isinstance(verdict, Signal)
    assert verdict.phone in ("+31612345610", "+31111222333")


@pytest.mark.parametrize("fields", [{"achternaam": f"BSN {NUMBER}"}, {"achternaam": NUMBER}, {"huisnummer": NUMBER}])
def test_a_record_that_says_a_bsn_where_something_else_is_needed_is_refused_and_it_is_not_kept(
    fields: dict[str, str],
) -> None:
    found = checked(**fields)
    assert not isinstance(found.verdict, Signal)
    assert found.kept
    assert NUMBER not in str(found.kept)


@pytest.mark.parametrize(
    "fields",
    [
        {"kenmerk": NUMBER, "klantnummer": NUMBER},
        {"straat": "Plein 1940-1945", "woonplaats": "Wijk 123456789"},
        {"huisnummer": "1012-0305", "huisnummertoevoeging": "12 345 678"},
        {"email": f"jansen.{NUMBER}@example.nl"},
    ],
)
def test_numbers_that_belong_where_they_stand_are_kept(fields: dict[str, str]) -> None:
    found = checked(**fields)
    assert isinstance(found.verdict, Signal)
    assert found.findings == ()
    assert {name: getattr(found.verdict, INWARD[name]) for name in fields} == fields


@given(
    st.integers(1_000_000, 99_999_999).map(a_bsn).filter(bool),
    st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=8, max_size=8),
    st.sampled_from(["", "BSN ", "bsn: ", "Jansen, ", "12 "]),
)
def test_however_it_is_written_nothing_of_it_is_left(number: str, signs: list[str], before: str) -> None:
    written = number[0] + "".join(sign + digit for sign, digit in zip(signs, number[1:], strict=True))
    assert number in bsns_in(before + written)
    assert not bsns_in(without_bsn(before + written))
