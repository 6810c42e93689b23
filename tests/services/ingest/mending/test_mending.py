"""Mending: a worker corrects a refused record or puts it aside; all that waits of a partner is judged again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.figures.store import count_ledger
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.quarantine import AsideReason, CorrectionReason, HandEntryKind
from services.ingest.mending.store import JudgedAgain, PartnerSuspended, judge_quarantine_again
from services.ingest.registry.store import Partners
from tests.services.ingest.builders import BSN, COMPLETE, NEIGHBOUR, NOON, TODAY, TOWN, Member, Office, a_record
from tests.services.ingest.by_hand.desk import WORKER, answer, takes, types


def refused(office: Office, partner: Member, **fields: Any) -> str:
    """The id of a record that waits."""
    office.delivers(partner, a_record(**{"postcode": "x"} | fields))
    return str(office.rows("SELECT id FROM quarantine ORDER BY rejected_at DESC, id LIMIT 1")[0]["id"])


def again(office: Office, partner: Member) -> JudgedAgain:
    office.now += timedelta(minutes=1)
    found = Partners(office.ports.engine).by_id(partner.id)
    assert found
    return judge_quarantine_again(office.ports, found)


def amends(office: Office, partner: Member, sql: str) -> None:
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(f"UPDATE agreement SET {sql} WHERE partner_id = %s", (partner.id,))


def test_a_corrected_record_becomes_a_signal_and_says_who_changed_which_fields_and_why(office: Office) -> None:
    water = office.joins()
    waits = refused(office, water, kenmerk="VB-1")
    name = types(
        office,
        water,
        received=TODAY,
        kind=HandEntryKind.CORRECTED,
        content=a_record(kenmerk="VB-1"),
        mends=waits,
        reason=CorrectionReason.TYPING_ERROR,
        changed=["postcode"],
    )
    takes(office)
    found = answer(office, name)
    assert (found["outcome"], office.count("quarantine")) == ("accepted", 0)
    (end,) = office.rows("SELECT * FROM quarantine_end")
    assert (end["id"], end["settlement"], end["signal_id"]) == (waits, "corrected", found["signal_id"])
    assert (end["worker_id"], end["reason"], end["changed"]) == (WORKER, "typing-error", ["postcode"])
    assert "1000AA" not in str(end)


def test_a_record_that_is_put_aside_is_gone_and_delivers_nothing(office: Office) -> None:
    water = office.joins()
    waits = refused(office, water)
    name = types(
        office,
        water,
        received=TODAY,
        kind=HandEntryKind.PUT_ASIDE,
        content=None,
        mends=waits,
        reason=AsideReason.NOT_MEANT,
    )
    before = count_ledger(office.record.engine("report"))
    assert (before.delivered, before.difference) == (1, 0)
    takes(office)
    assert (answer(office, name)["outcome"], office.count("quarantine"), office.count("delivery")) == (None, 0, 1)
    (end,) = office.rows("SELECT settlement, reason, worker_id, signal_id FROM quarantine_end")
    assert end == {"settlement": "put-aside", "reason": "not-meant", "worker_id": WORKER, "signal_id": None}


def test_a_correction_after_the_partner_sent_it_right_changes_nothing(office: Office) -> None:
    water = office.joins()
    waits = refused(office, water, kenmerk="VB-1")
    office.now += timedelta(hours=1)
    office.delivers(water, a_record(kenmerk="VB-1", bedragInCenten=70_000))
    corrected = {"kind": HandEntryKind.CORRECTED, "mends": waits, "reason": CorrectionReason.ASKED_PARTNER}
    name = types(office, water, received=TODAY, content=a_record(kenmerk="VB-1"), **corrected)
    takes(office)
    assert answer(office, name)["outcome"] == "superseded"
    assert office.rows("SELECT amount_cents FROM signal") == [{"amount_cents": 70_000}]


def test_a_correction_that_is_refused_waits_in_the_place_of_what_it_mends(office: Office) -> None:
    water = office.joins()
    waits = refused(office, water)
    corrected = {"kind": HandEntryKind.CORRECTED, "mends": waits, "content": a_record(postcode="y")}
    types(office, water, received=TODAY, **corrected)
    takes(office)
    (row,) = office.rows("SELECT record FROM quarantine")
    assert row["record"]["postcode"] == "y"


def test_a_record_waits_on_when_nothing_of_its_correction_may_be_kept(office: Office) -> None:
    water = office.joins()
    waits = refused(office, water)
    before = office.rows("SELECT * FROM quarantine")
    amends(office, water, "valid_to = '2026-01-01'")
    corrected = {"kind": HandEntryKind.CORRECTED, "mends": waits, "content": a_record()}
    name = types(office, water, received=TODAY, **corrected)
    takes(office)
    assert answer(office, name)["outcome"] == "rejected"
    assert (office.rows("SELECT * FROM quarantine"), office.count("quarantine_end")) == (before, 0)


def test_records_are_taken_in_after_the_agreement_was_mended_with_the_day_they_were_received(office: Office) -> None:
    landlord = office.joins(PartnerKind.LANDLORD)
    office.delivers(landlord, a_record(verklaring=COMPLETE, geboortedatum="1988-05-14"), a_record(verklaring=COMPLETE))
    office.now += timedelta(days=6)
    assert again(office, landlord) == JudgedAgain(1, 0)
    amends(office, landlord, "birth_date_basis = 'Verordening'")
    assert again(office, landlord) == JudgedAgain(1, 1)
    (signal,) = office.rows("SELECT id, received_at, birth_date FROM signal ORDER BY stored_at DESC LIMIT 1")
    assert (signal["received_at"], signal["birth_date"]) == (NOON, None)
    (end,) = office.rows("SELECT settlement, signal_id FROM quarantine_end")
    assert end == {"settlement": "replayed", "signal_id": signal["id"]}
    ledger = count_ledger(office.record.engine("report"))
    assert (ledger.delivered, ledger.accepted, ledger.rejected, ledger.unaccounted["mismatch"]) == (3, 2, 1, 0)


def test_the_partner_reads_what_was_not_kept_of_a_record_that_is_judged_again(office: Office) -> None:
    water = office.joins()
    refused(office, water, postcode="1000AA", burgerservicenummer=BSN)
    amends(office, water, "bsn_basis = 'Wgs 8c'")
    assert again(office, water).accepted == 1
    (row,) = office.rows("SELECT findings FROM receipt WHERE outcome = 'accepted'")
    assert row["findings"] == [{"field": "burgerservicenummer", "code": "niet-bewaard"}]


def test_a_coordinator_asks_to_judge_again_what_waits_in_their_own_municipality(office: Office) -> None:
    water = office.joins(places=(TOWN, NEIGHBOUR))
    office.delivers(water, *(a_record(gemeentecode=one, burgerservicenummer=BSN) for one in (TOWN, NEIGHBOUR)))
    amends(office, water, "bsn_basis = 'Wgs 8c'")
    name = types(office, water, received=TODAY, kind=HandEntryKind.JUDGED_AGAIN, content=None)
    before = count_ledger(office.record.engine("report"))
    assert (before.delivered, before.difference) == (2, 0)
    takes(office)
    asked = answer(office, name)
    assert (asked["kind"], asked["worker_id"], asked["outcome"]) == ("judged-again", WORKER, None)
    assert office.rows("SELECT municipality FROM signal") == [{"municipality": TOWN}]
    assert office.rows("SELECT municipality FROM quarantine") == [{"municipality": NEIGHBOUR}]
    assert office.rows("SELECT settlement FROM quarantine_end") == [{"settlement": "replayed"}]
    assert count_ledger(office.record.engine("report")).unaccounted["mismatch"] == 0


def test_judging_again_twice_is_judging_once(office: Office) -> None:
    water = office.joins()
    refused(office, water, postcode="1000AA", burgerservicenummer=BSN)
    amends(office, water, "bsn_basis = 'Wgs 8c'")
    assert [again(office, water), again(office, water)] == [JudgedAgain(1, 1), JudgedAgain(0, 0)]
    assert (office.count("signal"), office.count("quarantine")) == (1, 0)


def test_what_waits_of_a_partner_that_is_suspended_waits_on(office: Office) -> None:
    water = office.joins()
    refused(office, water, postcode="1000AA", burgerservicenummer=BSN)
    amends(office, water, "bsn_basis = 'Wgs 8c'")
    suspended = "UPDATE partner SET suspended_at = {}"
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(suspended.format("clock_timestamp()"))
    with pytest.raises(PartnerSuspended):
        again(office, water)
    assert (office.count("signal"), office.count("quarantine")) == (0, 1)
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(suspended.format("NULL"))
    assert again(office, water) == JudgedAgain(1, 1)


UNMENDED: dict[str, dict[str, Any]] = {
    "a forbidden value": {"burgerservicenummer": BSN},
    "an unknown field": {"opmerking": "x"},
    "another error": {"ontstaansdatum": "2027-01-01"},
}


@pytest.mark.parametrize("fields", UNMENDED.values(), ids=UNMENDED.keys())
def test_what_was_not_mended_waits_on_though_the_wrong_value_is_not_there_any_more(
    office: Office, fields: dict[str, Any]
) -> None:
    water = office.joins()
    refused(office, water, postcode="1000AA", **fields)
    before = office.rows("SELECT * FROM quarantine")
    assert again(office, water) == JudgedAgain(1, 0)
    assert office.rows("SELECT * FROM quarantine") == before
    assert office.count("delivery") == 1


def test_the_second_of_two_that_contradict_each_other_is_never_taken_by_judging_again(office: Office) -> None:
    water, record = office.joins(), a_record()
    office.delivers(water, record, record | {"bedragInCenten": 1})
    assert again(office, water) == JudgedAgain(1, 0)
    assert office.rows("SELECT revision FROM signal") == [{"revision": 1}]


def test_of_two_that_contradict_each_other_the_crisis_is_taken_and_the_other_waits(office: Office) -> None:
    water, record = office.joins(), a_record(burgerservicenummer=BSN)
    office.delivers(water, record, record | {"soort": "afsluiting"})
    amends(office, water, "bsn_basis = 'Wgs 8c'")
    assert again(office, water) == JudgedAgain(2, 1)
    assert office.rows("SELECT kind, revision FROM signal") == [{"kind": "disconnection", "revision": 1}]
    (waits,) = office.rows("SELECT record, errors FROM quarantine")
    assert "soort" not in waits["record"] or waits["record"]["soort"] == "achterstand"
    assert waits["errors"] == [{"field": "kenmerk", "code": "tegenstrijdig"}]
    assert again(office, water) == JudgedAgain(1, 0)


def test_what_was_sent_since_stays_when_an_older_record_is_judged_again(office: Office) -> None:
    water = office.joins()
    refused(office, water, kenmerk="VB-1", postcode="1000AA", signaaldatum="2026-03-16", burgerservicenummer=BSN)
    office.now = datetime(2026, 3, 18, 9, tzinfo=UTC)
    office.delivers(water, a_record(kenmerk="VB-1", bedragInCenten=70_000))
    amends(office, water, "bsn_basis = 'Wgs 8c'")
    assert again(office, water) == JudgedAgain(0, 0)
    assert office.rows("SELECT amount_cents FROM signal") == [{"amount_cents": 70_000}]
