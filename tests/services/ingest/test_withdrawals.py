"""Taking signals back through the front door."""

import threading
import tracemalloc
from typing import Any

import orjson
import pytest

from domain.intake.checks.judge import MalformedError
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import WithdrawalReason
from services.ingest.mending.store import judge_quarantine_again
from services.ingest.registry.store import Partners
from services.ingest.withdrawals.requests import WITHDRAWAL_FORM, Withdrawal, read_withdrawals
from tests.services.ingest.builders import Member, Office, a_record
from tests.services.ingest.files.deliveries import a_file, a_row, read_all, upload


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


def many_fields(number: int) -> str:
    return ",".join(f'"{one:05x}":0' for one in range(number))


@pytest.mark.parametrize(
    "body",
    ['{"intrekkingen":[{%s}]}', '{"intrekkingen":[{},{"reden":{%s}}]}', '{"intrekkingen":[],%s}', "{%s}", "[{%s}]"],
    ids=["in one", "in its reason", "beside the list", "no list", "a list alone"],
)
def test_a_hundred_thousand_unknown_fields_are_refused_without_an_error_for_each(body: str) -> None:
    sent = (body % many_fields(100_000)).encode()
    tracemalloc.start()
    try:
        with pytest.raises(MalformedError) as caught:
            read_withdrawals(sent)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert str(caught.value) == WITHDRAWAL_FORM
    assert peak < len(sent)


@pytest.mark.parametrize("field", ["gemeentecode", "kenmerk", "signaaldatum", "reden"])
def test_no_field_of_a_withdrawal_may_hold_a_colon_so_that_colons_count_fields(field: str) -> None:
    one = {"gemeentecode": "9901", "kenmerk": "a", "signaaldatum": "2026-03-16", "reden": "betaald"}
    with pytest.raises(MalformedError):
        read_withdrawals(orjson.dumps({"intrekkingen": [one | {field: f"{one[field]}:"}]}))


def test_a_thousand_withdrawals_with_a_field_too_many_are_still_named() -> None:
    one = {"gemeentecode": "9901", "kenmerk": "a", "signaaldatum": "2026-03-16", "reden": "betaald"}
    fine, wrong = [one] * 999, [one | {"bedrag": 1}]
    assert len(read_withdrawals(orjson.dumps({"intrekkingen": [*fine, one]}))) == 1_000
    with pytest.raises(MalformedError, match=r"Kijk naar intrekking 1000\.$"):
        read_withdrawals(orjson.dumps({"intrekkingen": fine + wrong}))


def test_withdrawals_are_read_beside_the_event_loop(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    member, readers = office.joins(), []

    def read(body: bytes) -> list[Withdrawal]:
        readers.append(threading.current_thread())
        return read_withdrawals(body)

    monkeypatch.setattr("services.ingest.door.api.read_withdrawals", read)
    assert asks(office, member, named(a_record())).status_code == 200
    assert threading.main_thread() not in readers


def test_nobody_withdraws_without_a_key(office: Office) -> None:
    assert office.ask("POST", "/v1/intrekkingen", b"{}", content_type="application/json").status_code == 401


def outcomes_of(answer: Any) -> list[str]:
    return [one["uitkomst"] for one in answer.json()["intrekkingen"]]


def in_a_file(number: int) -> dict[str, Any]:
    """What names the signal on a row of a file."""
    return {"gemeentecode": "9901", "kenmerk": f"E-{number}", "signaaldatum": "2026-03-16"}


def occasions(office: Office) -> list[tuple[str, int]]:
    return [(row["occasion"], row["revision"]) for row in office.rows("SELECT occasion, revision FROM signal")]


def test_a_signal_of_a_file_that_is_still_read_is_asked_for_again_instead_of_unknown(office: Office) -> None:
    member = office.joins(PartnerKind.ENERGY)
    upload(office, member, a_file(a_row(1)))
    assert outcomes_of(asks(office, member, named(in_a_file(1)))) == ["nog-niet-gelezen"]
    assert outcomes_of(asks(office, office.joins(), named(in_a_file(1)))) == ["onbekend-signaal"]
    read_all(office.ports)
    answer = asks(office, member, named(in_a_file(1)), named(in_a_file(2)))
    assert outcomes_of(answer) == ["ingetrokken", "onbekend-signaal"]


@pytest.mark.parametrize("changes", [{"bedragInCenten": "999,00"}, {"soort": "Afsluiting"}], ids=["changed", "crisis"])
@pytest.mark.parametrize("times", [1, 2], ids=["withdrawn now", "withdrawn before and again now"])
def test_what_a_partner_sent_before_it_took_a_signal_back_does_not_undo_that_when_it_is_read_later(
    office: Office, changes: dict[str, str], times: int
) -> None:
    member = office.joins(PartnerKind.ENERGY)
    upload(office, member, a_file(a_row(1)))
    read_all(office.ports)
    for _ in range(times - 1):
        asks(office, member, named(in_a_file(1)))
    late = upload(office, member, a_file(a_row(1, **changes)))
    asks(office, member, named(in_a_file(1)))
    read_all(office.ports)
    receipts = office.reads(member, f"/v1/leveringen/{late}").json()["ontvangstbewijzen"]
    assert [one["uitkomst"] for one in receipts] == ["achterhaald"]
    assert occasions(office) == [("withdrawn", 1)]


def test_what_a_partner_sends_after_it_took_a_signal_back_is_decided_on_though_the_old_was_said_again(
    office: Office,
) -> None:
    member, record = office.joins(PartnerKind.ENERGY), a_record()
    office.delivers(member, record)
    asks(office, member, named(record))
    assert [one["uitkomst"] for one in office.delivers(member, record)] == ["dubbel"]
    (receipt,) = office.delivers(member, record | {"soort": "afsluiting"})
    assert receipt["uitkomst"] == "herzien"
    assert occasions(office) == [("revised", 2)]


def test_a_refused_record_that_its_partner_takes_back_ends_and_never_becomes_a_case(office: Office) -> None:
    member, record, other = office.joins(), a_record(postcode="x"), a_record(postcode="x")
    office.delivers(member, record, other)
    answer = asks(office, member, named(record))
    assert answer.json() == {"intrekkingen": [{"regel": 1, "uitkomst": "ingetrokken"}]}
    (end,) = office.rows("SELECT settlement, line FROM quarantine_end")
    assert end == {"settlement": "withdrawn", "line": 1}
    partner = Partners(office.ports.engine).by_id(member.id)
    assert partner
    assert judge_quarantine_again(office.ports, partner).judged == 1
    (delivery,) = office.rows("SELECT id::text FROM delivery")
    told = office.reads(member, f"/v1/leveringen/{delivery['id']}").json()["ontvangstbewijzen"]
    assert [one.get("afhandeling", {}).get("wijze") for one in told] == ["ingetrokken", None]


def test_another_partner_takes_back_no_refused_record_of_this_one(office: Office) -> None:
    record = a_record(postcode="x")
    office.delivers(office.joins(), record)
    assert outcomes_of(asks(office, office.joins(), named(record))) == ["onbekend-signaal"]
    assert (office.count("quarantine"), office.count("quarantine_end")) == (1, 0)
