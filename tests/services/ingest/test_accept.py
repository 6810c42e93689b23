"""Each signal is stored once; what comes again is a duplicate or a revision, never a loss and never a double."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import orjson
import pytest
from pydantic import TypeAdapter
from sqlalchemy.exc import ProgrammingError

from domain.intake.checks.judge import Candidate, judge
from plumbing.record.connect import transaction
from plumbing.record.secrecy import Secrecy
from schemas.envelope import CloudEvent
from schemas.events import EVENTS, SignalAccepted
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from services.ingest.door.taking import take_request
from services.ingest.signals.rows import kept_fields, recognisable
from tests.services.ingest.builders import BSN, NEIGHBOUR, NOON, TOWN, Office, Record, a_record, a_sender

SECRECY = Secrecy.from_hex("11" * 32, "22" * 32)


def outcomes(receipts: list[Record]) -> list[str]:
    """The outcomes in order of line."""
    return [receipt["uitkomst"] for receipt in receipts]


def test_a_signal_is_stored_with_its_fact_and_its_event(office: Office) -> None:
    water = office.joins()
    receipt = office.delivers(water, a_record(kenmerk="R-een"))[0]
    (row,) = office.rows("SELECT * FROM signal")
    assert (receipt["uitkomst"], receipt["signaalId"]) == ("geaccepteerd", str(row["id"]))
    assert (row["reference"], row["revision"], row["received_at"]) == ("R-een", 1, NOON)
    (fact,) = office.rows("SELECT kind, partner_kind, cohort_date, held_on, amount FROM fact")
    assert (fact["kind"], fact["partner_kind"], fact["amount"]) == ("signal-accepted", "water", 1)
    (event,) = office.published.batches[0].events
    envelope = CloudEvent.model_validate_json(event.payload)
    assert (envelope.type, event.key) == (EVENTS[SignalAccepted].type, TOWN)
    assert TypeAdapter(SignalAccepted).validate_python(envelope.data).signal_id == row["id"]
    assert envelope.traceparent.startswith(f"00-{row['id'].replace('-', '')}-")
    assert office.count("outbox") == 1


def test_the_day_of_receipt_is_the_local_one(office: Office) -> None:
    office.now = NOON.replace(hour=23, minute=30)
    office.delivers(office.joins(), a_record())
    assert office.rows("SELECT held_on::text AS day FROM fact") == [{"day": "2026-03-18"}]


def test_an_identical_delivery_is_answered_with_the_first_id(office: Office) -> None:
    water = office.joins(bsn_basis="besluit")
    records = [a_record(burgerservicenummer=BSN), a_record()]
    first = office.delivers(water, *records)
    again = office.delivers(water, *records)
    assert outcomes(again) == ["dubbel", "dubbel"]
    assert [one["signaalId"] for one in again] == [one["signaalId"] for one in first]
    assert (office.count("signal"), office.counted(), office.count("signal_revision")) == (2, 2, 0)
    assert len(office.published.batches) == 1


def test_the_same_record_twice_in_one_request_is_stored_once(office: Office) -> None:
    record = a_record()
    receipts = office.delivers(office.joins(), record, a_record(), record)
    assert outcomes(receipts) == ["geaccepteerd", "geaccepteerd", "dubbel"]
    assert receipts[0]["signaalId"] == receipts[2]["signaalId"]


def test_another_way_of_writing_the_postcode_is_no_other_content(office: Office) -> None:
    water, record = office.joins(), a_record(postcode="1000AA")
    office.delivers(water, record)
    assert outcomes(office.delivers(water, record | {"postcode": "1000 aa"})) == ["dubbel"]


def test_other_content_is_a_revision_with_its_history(office: Office) -> None:
    water = office.joins(bsn_basis="besluit")
    record = a_record(bedragInCenten=10_000, burgerservicenummer=BSN)
    first = office.delivers(water, record)[0]
    office.now += timedelta(days=1)
    changed = office.delivers(water, record | {"bedragInCenten": 20_000})[0]
    assert (changed["uitkomst"], changed["signaalId"]) == ("herzien", first["signaalId"])
    (row,) = office.rows("SELECT * FROM signal")
    assert (row["amount_cents"], row["revision"], row["received_at"]) == (20_000, 2, NOON)
    assert row["revised_at"] == NOON + timedelta(days=1)
    (old,) = office.rows("SELECT revision, content, personal, replaced_at FROM signal_revision")
    assert (old["revision"], old["content"]["amount_cents"]) == (1, 10_000)
    assert BSN not in orjson.dumps([old["content"], old["personal"]]).decode()
    assert old["personal"]["surname"] == row["surname"]
    assert SECRECY.open(bytes(row["bsn_cipher"]), UUID(first["signaalId"]).bytes) == BSN
    assert office.counted() == 1


def test_every_revision_has_an_event_of_its_own(office: Office) -> None:
    water, record = office.joins(), a_record()
    for amount in (100, 200, 300, 300):
        office.delivers(water, record | {"bedragInCenten": amount})
    events = [event for chunk in office.published.batches for event in chunk.events]
    assert [orjson.loads(event.payload)["data"]["revision"] for event in events] == [1, 2, 3]
    assert len({event.id for event in events}) == 3


def test_a_later_signal_date_is_a_new_signal(office: Office) -> None:
    water, record = office.joins(), a_record(signaaldatum="2026-02-16")
    receipts = office.delivers(water, record, record | {"signaaldatum": "2026-03-16"})
    assert outcomes(receipts) == ["geaccepteerd", "geaccepteerd"]


def test_two_partners_may_use_the_same_reference(office: Office) -> None:
    record = a_record()
    assert outcomes(office.delivers(office.joins(), record)) == ["geaccepteerd"]
    assert outcomes(office.delivers(office.joins(PartnerKind.ENERGY), record)) == ["geaccepteerd"]


def test_the_same_delivery_many_times_at_once_stores_each_signal_once(office: Office) -> None:
    water = office.joins()
    records = [a_record() for _ in range(50)]
    office.delivers(water, a_record())
    start = Barrier(6)

    def deliver(number: int) -> list[Record]:
        start.wait()
        return office.delivers(water, *(records if number % 2 else reversed(records)))

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(deliver, range(6)))
    assert Counter(outcome for answer in answers for outcome in outcomes(answer)) == {"geaccepteerd": 50, "dubbel": 250}
    assert len({receipt["signaalId"] for answer in answers for receipt in answer}) == 50
    assert (office.count("signal"), office.counted()) == (51, 51)


def test_revisions_at_once_follow_each_other(office: Office) -> None:
    water = office.joins()
    records = [a_record(bedragInCenten=1) for _ in range(20)]
    office.delivers(water, *records)
    start = Barrier(4)

    def revise(amount: int) -> list[Record]:
        start.wait()
        return office.delivers(water, *[record | {"bedragInCenten": amount} for record in records])

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(revise, range(10, 14)))
    counts = Counter(outcome for answer in answers for outcome in outcomes(answer))
    assert (set(counts) | {"achterhaald"}, counts.total()) == ({"herzien", "achterhaald"}, 80)
    assert office.rows("SELECT sum(revision) - 20 AS revised FROM signal") == [{"revised": counts["herzien"]}]
    assert office.count("signal_revision") == counts["herzien"]


def test_a_row_that_the_database_refuses_leaves_its_neighbours_alone(office: Office) -> None:
    water = office.joins()
    office.delivers(water, a_record(kenmerk="R-oud", bedragInCenten=5))
    owner = office.record.engine("migrate")
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE signal ADD CONSTRAINT odd CHECK (amount_cents <> 13)")
    try:
        bad = [a_record(bedragInCenten=13), a_record(kenmerk="R-oud", bedragInCenten=13)]
        receipts = office.delivers(water, a_record(), *bad, a_record())
    finally:
        with owner.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE signal DROP CONSTRAINT odd")
    assert outcomes(receipts) == ["geaccepteerd", "geweigerd", "geweigerd", "geaccepteerd"]
    assert receipts[1]["fouten"][0]["code"] == "niet-verwerkt"
    assert (office.count("signal"), office.count("signal_revision")) == (3, 0)


def test_counts_of_a_delivery_add_up(office: Office) -> None:
    water, known, changed = office.joins(), a_record(), a_record()
    office.delivers(water, known, changed)
    body = {"signalen": [a_record(), known, changed | {"aantalPerioden": 9}, {}, a_record()]}
    answer = office.post(water, body).json()
    names = ("aantalGeaccepteerd", "aantalDubbel", "aantalHerzien", "aantalGeweigerd")
    assert [answer[name] for name in names] == [2, 1, 1, 1]
    assert answer["aantalRegels"] == 5


def test_nothing_of_a_refused_record_is_kept_or_answered(office: Office) -> None:
    landlord = office.joins(PartnerKind.LANDLORD)
    canary = "Kanarie"
    refused = [
        a_record(achternaam=canary, toelichting=canary),
        a_record(achternaam=canary, gemeentecode=NEIGHBOUR),
        a_record(kenmerk=canary + " " + canary, burgerservicenummer=BSN, geboortedatum="1980-01-01"),
        a_record(telefoonnummer=canary, verklaring={canary: True}),
        {canary + "9": canary},
    ]
    answer = office.post(landlord, {"signalen": refused})
    assert outcomes(answer.json()["ontvangstbewijzen"]) == ["geweigerd"] * len(refused)
    assert BSN not in answer.text
    assert "anarie" not in answer.text
    everything = "".join(
        str(office.rows(f"SELECT t::text AS text FROM {table} t"))
        for table in ("delivery", "delivery_chunk", "receipt", "signal", "signal_revision", "outbox", "fact")
    )
    for secret in (canary, BSN, "1980-01-01"):
        assert secret not in everything


def test_a_bsn_stands_nowhere_in_plain(office: Office) -> None:
    water = office.joins(bsn_basis="besluit")
    office.delivers(water, a_record(burgerservicenummer=BSN), a_record(burgerservicenummer=BSN))
    rows = office.rows("SELECT t::text AS text, bsn_hash, bsn_cipher FROM signal t")
    assert all(BSN not in row["text"] for row in rows)
    assert rows[0]["bsn_hash"] == rows[1]["bsn_hash"]
    assert rows[0]["bsn_cipher"] != rows[1]["bsn_cipher"]


def test_the_database_itself_keeps_partners_apart(office: Office) -> None:
    water, energy = office.joins(), office.joins(PartnerKind.ENERGY)
    office.delivers(water, a_record())
    for table in ("delivery", "receipt", "signal"):
        with transaction(office.record.engine("ingest"), partner=energy.id) as connection:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
        with transaction(office.record.engine("ingest"), partner=water.id) as connection:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 1


def test_a_partner_cannot_write_in_the_name_of_another(office: Office) -> None:
    water, energy = office.joins(), office.joins(PartnerKind.ENERGY)
    body = orjson.dumps({"signalen": [a_record()]})
    partner = office.ports.partners.by_id(water.id)
    assert partner
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(office.ports.engine, partner=energy.id) as connection,
    ):
        connection.exec_driver_sql(
            "INSERT INTO delivery (id, partner_id, format, state, received_at) VALUES (%s, %s, 'json', 'done', now())",
            (str(UUID(int=1)), water.id),
        )
    assert take_request(office.ports, partner, body).lines == 1


def test_the_hash_of_an_earlier_version_of_this_software_is_still_the_same() -> None:
    """Else every signal that is delivered again after an update would count as revised."""
    record = a_record(kenmerk="R-1", klantnummer="K-1", soort="achterstand")
    ((signal, *_),) = judge([Candidate(record)], a_sender())
    assert isinstance(signal, Signal)
    hashed = SECRECY.content_hash(recognisable(kept_fields(signal), "00000000-0000-4000-8000-0000000000f1"))
    assert hashed.hex() == "4c0aadb0b84f27eb5189a4cb05a43d5b2315b4316d0519ea74e2184faee88866"
