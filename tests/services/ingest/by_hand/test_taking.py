"""Entries of workers: taken once, whatever is killed, with the day of the letter, and answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import ProgrammingError

from domain.figures.store import count_ledger
from plumbing.record.connect import transaction
from schemas.vocabulary.partners import PartnerKind
from services.ingest.by_hand.process import HandWorker
from services.ingest.by_hand.store import take_entry, waiting_entries
from tests.services.ingest.builders import COMPLETE, NOON, TODAY, TOWN, Office, a_record
from tests.services.ingest.by_hand.desk import WORKER, answer, takes, types
from tests.services.ingest.files.test_files import PowerCut

LAST_WEEK = TODAY - timedelta(days=7)


def test_an_entry_becomes_a_delivery_by_hand_with_its_signal_and_receipt(office: Office) -> None:
    water = office.joins()
    name = types(office, water, received=TODAY)
    assert takes(office) == 1
    (delivery,) = office.rows("SELECT channel, format, state, lines, partner_id::text AS of FROM delivery")
    assert delivery == {"channel": "by-hand", "format": "json", "state": "done", "lines": 1, "of": water.id}
    (signal,) = office.rows("SELECT id, received_at FROM signal")
    assert signal["received_at"] == NOON
    found = answer(office, name)
    assert (found["outcome"], found["signal_id"], found["worker_id"]) == ("accepted", signal["id"], WORKER)
    assert office.count("hand_entry") == 0
    assert len(office.published.batches) == 1


def test_the_clock_runs_from_the_day_of_the_letter(office: Office) -> None:
    types(office, office.joins(), received=LAST_WEEK, content=a_record(signaaldatum="2026-03-09"))
    takes(office)
    (signal,) = office.rows("SELECT received_at, asked_at FROM signal")
    assert signal["received_at"] == signal["asked_at"] == datetime(2026, 3, 10, 11, tzinfo=UTC)
    (fact,) = office.rows("SELECT cohort_date, held_on FROM fact")
    assert fact == {"cohort_date": LAST_WEEK, "held_on": LAST_WEEK}


def test_an_entry_is_judged_by_the_agreement_of_the_day_of_the_letter(office: Office) -> None:
    ended = office.joins(valid_to=LAST_WEEK)
    record = a_record(signaaldatum="2026-03-09")
    before, after = [types(office, ended, received=day, content=record) for day in (LAST_WEEK, TODAY)]
    takes(office)
    assert answer(office, before)["outcome"] == "accepted"
    assert answer(office, after)["errors"] == [{"field": "gemeentecode", "code": "geen-overeenkomst"}]


def test_a_double_click_is_one_signal_also_after_the_first_was_taken(office: Office) -> None:
    water, record = office.joins(), a_record()
    name = types(office, water, received=TODAY, content=record)
    takes(office)
    types(office, water, received=TODAY, content=record | {"bedragInCenten": 1}, id=name)
    assert takes(office) == 1
    assert (office.count("delivery"), office.count("signal"), office.count("hand_entry")) == (1, 1, 0)
    assert office.rows("SELECT amount_cents FROM signal") == [{"amount_cents": 12_500}]


def test_an_entry_whose_transaction_was_lost_is_there_and_is_taken_again(office: Office) -> None:
    name = types(office, office.joins(), received=TODAY)
    cut = HandWorker(replace(office.ports, outbox=PowerCut("urn:test")), lambda: 0.0)
    assert cut.round() == 0
    tables = ("hand_entry", "signal", "delivery", "hand_answer")
    assert [office.count(table) for table in tables] == [1, 0, 0, 0]
    assert takes(office) == 1
    assert answer(office, name)["outcome"] == "accepted"


def test_an_entry_that_fails_waits_while_others_go_on(office: Office) -> None:
    water = office.joins()
    types(office, water, received=TODAY, content=None)
    good = types(office, water, received=TODAY)
    worker = HandWorker(office.ports, lambda: 0.0)
    assert worker.round() == 1
    assert answer(office, good)["outcome"] == "accepted"
    assert worker.round() == 0
    assert office.count("hand_entry") == 1


def test_an_entry_that_another_process_has_taken_is_not_taken_again(office: Office) -> None:
    types(office, office.joins(), received=TODAY)
    (waiting,) = waiting_entries(office.ports)
    assert take_entry(office.ports, waiting)
    assert not take_entry(office.ports, waiting)


def test_what_is_not_taken_yet_shows_in_the_ledger(office: Office) -> None:
    types(office, office.joins(), received=TODAY)
    report = office.record.engine("report")
    ledger = count_ledger(report)
    assert (ledger.delivered, ledger.unaccounted["typed"], ledger.difference) == (1, 1, 1)
    assert not ledger.at_rest
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE hand_entry SET stored_at = stored_at - interval '5 minutes'")
    assert count_ledger(report).undone_seconds["typed"] >= 300
    takes(office)
    ledger = count_ledger(report)
    assert (ledger.delivered, ledger.accepted, ledger.unaccounted["typed"]) == (1, 1, 0)


def test_what_the_partner_sent_after_the_letter_stays(office: Office) -> None:
    water, record = office.joins(), a_record(signaaldatum="2026-03-02")
    office.now = NOON - timedelta(days=3)
    office.delivers(water, record | {"bedragInCenten": 70_000})
    office.now = NOON
    late = types(office, water, received=LAST_WEEK, content=record)
    new = types(office, water, received=TODAY, content=record | {"bedragInCenten": 80_000})
    takes(office)
    assert (answer(office, late)["outcome"], answer(office, new)["outcome"]) == ("superseded", "revised")
    assert office.rows("SELECT amount_cents FROM signal") == [{"amount_cents": 80_000}]


def test_a_letter_that_came_after_what_the_partner_sent_revises_it(office: Office) -> None:
    water, record = office.joins(), a_record(signaaldatum="2026-03-02")
    office.now = NOON - timedelta(days=9)
    office.delivers(water, record)
    office.now = NOON
    name = types(office, water, received=LAST_WEEK, content=record | {"bedragInCenten": 70_000})
    takes(office)
    assert answer(office, name)["outcome"] == "revised"


def test_a_landlord_by_hand_needs_the_statement_too(office: Office) -> None:
    landlord = office.joins(PartnerKind.LANDLORD)
    without = types(office, landlord, received=TODAY)
    attested = types(office, landlord, received=TODAY, content=a_record(verklaring=COMPLETE))
    takes(office)
    assert answer(office, without)["errors"] == [{"field": "verklaring", "code": "verklaring-ontbreekt"}]
    assert answer(office, attested)["outcome"] == "accepted"


def test_a_crisis_that_came_by_post_wakes_triage_as_any(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    crisis = a_record(soort="afsluiting", geplandeDatum="2026-03-20", signaaldatum="2026-03-10")
    name = types(office, energy, received=LAST_WEEK, content=crisis)
    takes(office)
    (batch,) = office.published.batches
    (event,) = batch.events
    assert event.topic == "vroegsignaal.signal-accepted"
    assert str(answer(office, name)["signal_id"]) in str(event)


def test_an_entry_is_for_the_municipality_of_its_worker_whatever_it_says(office: Office) -> None:
    water = office.joins(places=(TOWN, "9902"))
    name = types(office, water, received=TODAY, content=a_record(gemeentecode="9902"))
    takes(office)
    assert answer(office, name)["municipality"] == TOWN
    assert office.rows("SELECT municipality FROM signal") == [{"municipality": TOWN}]


def test_what_was_repaired_is_told_in_the_answer(office: Office) -> None:
    name = types(office, office.joins(), received=TODAY, content=a_record(telefoonnummer="onbekend"))
    takes(office)
    assert answer(office, name)["findings"] == [{"field": "telefoonnummer", "code": "niet-te-bellen"}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT content FROM hand_entry",
        "DELETE FROM hand_entry",
        "UPDATE hand_entry SET received_on = received_on",
        "INSERT INTO signal (municipality) VALUES ('9901')",
        "INSERT INTO hand_answer (municipality) VALUES ('9901')",
    ],
)
def test_the_worklist_leaves_entries_and_no_more(office: Office, sql: str) -> None:
    types(office, office.joins(), received=TODAY)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(office.record.engine("worklist"), municipalities=(TOWN,)) as connection,
    ):
        connection.exec_driver_sql(sql)


def test_a_worker_leaves_entries_in_their_own_municipality_alone(office: Office) -> None:
    water = office.joins()
    with pytest.raises(ProgrammingError, match="row-level security"):
        types(office, water, received=TODAY, municipality="9902")
    types(office, water, received=TODAY)
    with transaction(office.record.engine("worklist"), municipalities=("9902",)) as connection:
        assert connection.exec_driver_sql("SELECT id FROM hand_entry").all() == []


def test_a_letter_without_an_hour_counts_from_noon_of_its_day_in_winter_and_summer(office: Office) -> None:
    office.now = datetime(2026, 4, 2, 9, tzinfo=UTC)
    water = office.joins()
    for day in (date(2026, 3, 27), date(2026, 3, 30)):
        types(office, water, received=day, content=a_record(signaaldatum=day.isoformat()))
    takes(office)
    moments = [row["received_at"] for row in office.rows("SELECT received_at FROM signal ORDER BY 1")]
    assert moments == [datetime(2026, 3, 27, 11, tzinfo=UTC), datetime(2026, 3, 30, 10, tzinfo=UTC)]
