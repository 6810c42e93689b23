"""What is kept of a refused record: what may be mended, and never what may not have been sent."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from domain.intake.checks.judge import Checked, judge_request
from domain.intake.checks.permissions import Sender
from domain.intake.quarantine import Kept, as_sent, kept_signal, kept_until
from schemas.fields import Form
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import BSN, COMPLETE, TOWN, a_record, a_sender

WRONG: dict[str, Any] = {"ontstaansdatum": "10 januari"}
"""Something that a worker can mend."""


def refused(sender: Sender, **fields: Any) -> Checked:
    (checked,) = judge_request(orjson.dumps({"signalen": [a_record(**WRONG | fields)]}), sender)
    assert not isinstance(checked.verdict, Signal)
    return checked


def kept(sender: Sender, **fields: Any) -> Kept:
    found = refused(sender, **fields).kept
    assert found
    return found


def record_of(sender: Sender, **fields: Any) -> dict[str, Any]:
    found = kept(sender, **fields).record
    assert found is not None
    return dict(found)


def test_a_refused_record_is_kept_as_it_was_sent() -> None:
    sent = a_record(**WRONG, telefoonnummer="bel na zessen", warmeOverdracht=True)
    assert record_of(a_sender(), **sent) == sent


def test_a_record_that_breaks_a_rule_is_kept_with_its_own_words() -> None:
    record = record_of(a_sender(), ontstaansdatum="2026-03-17", soort="afsluiting", geplandeDatum="2026-04-02")
    told = {name: record[name] for name in ("ontstaansdatum", "soort", "geplandeDatum", "signaaldatum")}
    assert told == {
        "ontstaansdatum": "2026-03-17",
        "soort": "afsluiting",
        "geplandeDatum": "2026-04-02",
        "signaaldatum": "2026-03-16",
    }


@pytest.mark.parametrize("basis", [False, True])
def test_a_bsn_is_never_kept_also_where_it_may_be_sent(basis: bool) -> None:
    found = kept(a_sender(bsn_allowed=basis), burgerservicenummer=BSN)
    assert BSN not in str(found)
    assert found.left_out == ("burgerservicenummer",)


@pytest.mark.parametrize("stray", [BSN, f"BSN {BSN}", int(BSN), f"{BSN[:3]} {BSN[3:6]} {BSN[6:]}"])
def test_a_bsn_in_another_field_is_not_kept_either(stray: object) -> None:
    found = kept(a_sender(bsn_allowed=True), burgerservicenummer=BSN, achternaam=stray)
    assert "achternaam" in found.left_out
    assert BSN not in str(found).replace(" ", "")


def test_a_number_that_may_be_a_bsn_is_not_kept_of_a_field_that_is_wrong() -> None:
    record = record_of(a_sender(), postcode=f"{BSN}", klantnummer="K-17")
    assert "postcode" not in record
    assert record["klantnummer"] == "K-17"


WRITTEN = ["123456782", "123.456.782", "123 456 782", "123-456-782", "12 34 56 782", "12 123456782"]
"""One made up BSN in the writings of people."""
WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in "123456782")
NO_NUMBERS_OF_THE_PARTNER = sorted(
    {one.dutch for one in SIGNAL_FIELDS.values() if one.form not in (Form.SEALED, Form.PARTS)}
    - {"kenmerk", "klantnummer", "gemeentecode"}
)


@pytest.mark.parametrize("written", [*WRITTEN, WIDE, "BSN 123456782", "bsn: 12345672"])
@pytest.mark.parametrize("field", NO_NUMBERS_OF_THE_PARTNER)
def test_what_may_be_a_bsn_is_kept_in_no_field_that_is_not_its_own(field: str, written: str) -> None:
    found = kept(a_sender(), **{"aantalPerioden": -1, field: written})
    assert found.record is not None
    assert field not in found.record
    assert field in found.left_out


@pytest.mark.parametrize("field", ["kenmerk", "klantnummer"])
def test_a_number_of_the_partners_own_is_kept_until_something_is_wrong_with_it(field: str) -> None:
    assert record_of(a_sender(), **{field: "123456782"})[field] == "123456782"
    for wrong in ("123 456 782", "123.456.782!", "BSN123456782"):
        assert field not in record_of(a_sender(), **{field: wrong})


@pytest.mark.parametrize(
    "phone", ["06-12345610", "+31 6 12345610", "0031 20 1234518", "+31 (0)20 123 45 18", "612345610", "bel na zessen"]
)
def test_a_telephone_number_is_kept_also_where_its_digits_pass_for_a_bsn(phone: str) -> None:
    assert record_of(a_sender(), telefoonnummer=phone)["telefoonnummer"] == phone


@pytest.mark.parametrize(
    "written", ["123456789", "1234567820", "12345678", "2026-03-16", "12-14", "NL91ABNA0417164300"]
)
def test_a_number_that_is_no_bsn_is_kept(written: str) -> None:
    assert record_of(a_sender(), straat=written)["straat"] == written


def test_a_bsn_in_a_name_is_not_kept_of_a_record_that_another_contradicts() -> None:
    first = a_record(burgerservicenummer=BSN, klantnummer=f"K{BSN}")
    body = orjson.dumps({"signalen": [first, first | {"bedragInCenten": 99, "email": f"x{BSN}@example.nl"}]})
    second = judge_request(body, a_sender(bsn_allowed=True))[1].kept
    assert second
    assert set(second.left_out) == {"burgerservicenummer", "klantnummer", "email"}
    assert BSN not in str(second)


def test_a_birth_date_without_a_basis_is_not_kept_and_one_with_a_basis_is() -> None:
    sent = {"geboortedatum": "1988-05-14", "verklaring": COMPLETE}
    assert "geboortedatum" not in record_of(a_sender(PartnerKind.LANDLORD), **sent)
    with_basis = a_sender(PartnerKind.LANDLORD, birth_date_allowed=True)
    assert record_of(with_basis, **sent)["geboortedatum"] == "1988-05-14"
    assert record_of(a_sender(PartnerKind.ENERGY), geboortedatum="1988-05-14")["geboortedatum"] == "1988-05-14"


def test_fields_that_nobody_knows_are_not_kept() -> None:
    assert "opmerking" not in record_of(a_sender(), opmerking="heeft een hond")


@pytest.mark.parametrize("value", ["x" * 201, "a\x00b", "a\u0085b", ["x"], {"x": "y"}, None])
def test_what_is_no_text_or_number_of_ours_is_not_kept(value: object) -> None:
    assert "achternaam" not in record_of(a_sender(), achternaam=value)


@pytest.mark.parametrize("code", ["9999", "0000", 9901, None, "", ["9901"]])
def test_nothing_is_kept_of_a_record_without_an_agreement(code: object) -> None:
    assert refused(a_sender(), gemeentecode=code).kept is None


STATEMENTS = {
    "no statement": ...,
    "an empty one": {},
    "a condition that is not met": COMPLETE | {"persoonlijkContact": False},
    "a condition that is not answered": {k: v for k, v in COMPLETE.items() if k != "herinneringGestuurd"},
    "an objection": COMPLETE | {"bezwaar": True},
    "words for yes": COMPLETE | {"gewezenOpSchuldhulp": "ja"},
    "no object": "ja",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_of_a_landlord_who_may_not_send_only_codes_are_kept(statement: object) -> None:
    assert kept(a_sender(PartnerKind.LANDLORD), verklaring=statement) == Kept(TOWN)


def test_of_a_landlord_who_may_send_the_record_is_kept() -> None:
    assert record_of(a_sender(PartnerKind.LANDLORD), verklaring=COMPLETE)["verklaring"] == COMPLETE


def test_an_objection_counts_also_where_the_list_of_errors_does_not_reach_it() -> None:
    many = {f"veld{number}": "x" for number in range(500)}
    assert kept(a_sender(PartnerKind.LANDLORD), verklaring=COMPLETE | {"bezwaar": True}, **many) == Kept(TOWN)


def test_of_a_kind_that_the_partner_may_not_send_only_codes_are_kept() -> None:
    assert kept(a_sender(PartnerKind.WATER), soort="huisuitzetting") == Kept(TOWN)


def test_a_statement_of_who_is_no_landlord_is_not_kept() -> None:
    found = kept(a_sender(PartnerKind.WATER), verklaring=COMPLETE)
    assert found.left_out == ("verklaring",)


def test_a_record_is_known_again_by_what_could_be_read_of_its_key() -> None:
    sender = a_sender()
    assert kept(sender, kenmerk="VB-7")[-2:] == ("vb-7", date(2026, 3, 16))
    assert kept(sender, kenmerk="VB-7", signaaldatum="31-02-2026")[-2:] == ("vb-7", None)
    assert kept(sender, kenmerk="VB 7!")[-2:] == (None, date(2026, 3, 16))


def test_the_second_of_two_that_contradict_each_other_is_kept() -> None:
    first = a_record(burgerservicenummer=BSN)
    body = orjson.dumps({"signalen": [first, first | {"bedragInCenten": 99}]})
    _, second = judge_request(body, a_sender(bsn_allowed=True))
    assert second.kept
    assert second.kept.record
    assert second.kept.record["bedragInCenten"] == 99
    assert BSN not in str(second.kept)


def test_a_signal_as_it_was_sent_is_judged_the_same() -> None:
    sent = a_record(soort="huisuitzetting", stadium="aangekondigd", geplandeDatum="2026-04-01", verklaring=COMPLETE)
    landlord = a_sender(PartnerKind.LANDLORD)
    (checked,) = judge_request(orjson.dumps({"signalen": [sent]}), landlord)
    assert isinstance(checked.verdict, Signal)
    assert as_sent(checked.verdict) == sent | {"warmeOverdracht": False}
    (again,) = judge_request(orjson.dumps({"signalen": [as_sent(checked.verdict)]}), landlord)
    assert again.verdict == checked.verdict
    assert kept_signal(checked.verdict).record == as_sent(checked.verdict)


def test_thirty_local_days_after_it_was_refused_is_the_last_day() -> None:
    assert kept_until(datetime(2026, 3, 1, 22, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert kept_until(datetime(2026, 3, 1, 23, 1, tzinfo=UTC)) == date(2026, 4, 1)
