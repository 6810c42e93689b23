"""Taking signals back through the front door."""

from typing import Any

import orjson
import pytest

from schemas.vocabulary.signals import WithdrawalReason
from tests.services.ingest.builders import Member, Office, a_record


def named(record: dict[str, Any], reason: str = "betaald") -> dict[str, Any]:
    """The withdrawal of a record."""
    return {name: record[name] for name in ("gemeentecode", "kenmerk", "signaaldatum")} | {"reden": reason}


def asks(office: Office, member: Member, *withdrawals: Any) -> Any:
    body = orjson.dumps({"intrekkingen": list(withdrawals)})
    return office.ask("POST", "/v1/intrekkingen", body, x_api_key=member.key, content_type="application/json")


@pytest.mark.parametrize("reason", [one.dutch for one in WithdrawalReason])
def test_a_partner_takes_its_signal_back_and_hears_it_at_once(office: Office, reason: str) -> None:
    member, record = office.joins(), a_record()
    (receipt,) = office.delivers(member, record)
    answer = asks(office, member, named(record, reason))
    assert answer.status_code == 200
    assert answer.json() == {
        "intrekkingen": [{"regel": 1, "uitkomst": "ingetrokken", "signaalId": receipt["signaalId"]}]
    }


def test_triage_is_woken_for_a_withdrawal(office: Office) -> None:
    member, record = office.joins(), a_record()
    office.delivers(member, record)
    before = len(office.published.batches)
    asks(office, member, named(record))
    (batch,) = office.published.batches[before:]
    assert [event.topic for event in batch.events] == ["vroegsignaal.signal-accepted"]


def test_each_withdrawal_of_a_request_gets_its_answer(office: Office) -> None:
    member, record = office.joins(), a_record()
    office.delivers(member, record)
    stranger = named(record) | {"kenmerk": "BESTAAT-NIET"}
    answer = asks(office, member, stranger, named(record), named(record))
    outcomes = [one["uitkomst"] for one in answer.json()["intrekkingen"]]
    assert sorted(outcomes) == ["al-ingetrokken", "ingetrokken", "onbekend-signaal"]
    assert office.count("withdrawal") == 1


def test_a_withdrawal_names_its_signal_without_regard_to_case(office: Office) -> None:
    member, record = office.joins(), a_record(kenmerk="Huur-7b")
    office.delivers(member, record)
    answer = asks(office, member, named(record) | {"kenmerk": "HUUR-7B"})
    assert [one["uitkomst"] for one in answer.json()["intrekkingen"]] == ["ingetrokken"]


def test_a_duplicate_that_comes_after_its_withdrawal_brings_nothing_back(office: Office) -> None:
    member, record = office.joins(), a_record()
    office.delivers(member, record)
    asks(office, member, named(record))
    (receipt,) = office.delivers(member, record)
    assert receipt["uitkomst"] == "dubbel"
    assert [row["occasion"] for row in office.rows("SELECT occasion FROM signal")] == ["withdrawn"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reden": "zomaar"},
        {"reden": None},
        {"kenmerk": ""},
        {"signaaldatum": "gisteren"},
        {"achternaam": "Voorbeeld"},
    ],
    ids=str,
)
def test_a_request_with_one_wrong_withdrawal_does_nothing_and_names_it_without_a_value(
    office: Office, wrong: dict[str, Any]
) -> None:
    member, record = office.joins(), a_record()
    office.delivers(member, record)
    answer = asks(office, member, named(record), named(record) | wrong)
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("Kijk naar intrekking 2.")
    assert "zomaar" not in answer.text
    assert office.count("withdrawal") == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"intrekkingen": []}', b"geen json", b'{"intrekkingen": 1}'])
def test_what_is_no_list_of_withdrawals_is_told_what_one_looks_like(office: Office, body: bytes) -> None:
    member = office.joins()
    answer = office.ask("POST", "/v1/intrekkingen", body, x_api_key=member.key, content_type="application/json")
    assert answer.status_code == 400
    assert "intrekkingen" in answer.json()["detail"]


def test_nobody_withdraws_without_a_key(office: Office) -> None:
    assert office.ask("POST", "/v1/intrekkingen", b"{}", content_type="application/json").status_code == 401
