"""Files: stored whole before the answer, read in chunks, and every line gets exactly one receipt, also after a kill."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Connection

from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.vocabulary.partners import PartnerKind
from services.ingest.files.file_worker import FileWorker, read_next_chunk, waiting
from tests.services.ingest.builders import Member, Office
from tests.services.ingest.door.test_api import assert_problem
from tests.services.ingest.files.deliveries import HEADINGS, a_file, a_row, found, lines_of, read_all, upload


def test_a_file_is_stored_before_the_answer_and_read_afterwards(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, a_file(a_row(1), a_row(2, postcode="x"), a_row(1), a_row(3)))
    before = found(office, energy, identity)
    assert (before["status"], before["aantalRegels"], before["ontvangstbewijzen"]) == ("in-behandeling", 4, [])
    assert office.count("delivery_chunk") == 1
    read_all(office.ports)
    after = found(office, energy, identity)
    assert after["status"] == "verwerkt"
    receipts = {one["regel"]: one["uitkomst"] for one in after["ontvangstbewijzen"]}
    assert receipts == {2: "geaccepteerd", 3: "geweigerd", 4: "dubbel", 5: "geaccepteerd"}
    assert office.rows("SELECT DISTINCT amount_cents FROM signal") == [{"amount_cents": 112_550}]
    assert office.count("delivery_chunk") == 0


def test_a_signal_in_a_file_was_received_when_the_file_was(office: Office) -> None:
    energy, received = office.joins(PartnerKind.ENERGY), office.now
    upload(office, energy, lines_of(1))
    office.now = received.replace(day=20)
    read_all(office.ports)
    assert office.rows("SELECT received_at FROM signal") == [{"received_at": received}]
    assert office.rows("SELECT cohort_date::text, recorded_at FROM fact") == [
        {"cohort_date": "2026-03-17", "recorded_at": office.now}
    ]


def test_a_row_that_cannot_be_read_is_refused_alone_with_all_its_errors(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    content = a_file(a_row(1), a_row(2, bedragInCenten="veel", signaaldatum="ooit", postcode="x"), ["te", "kort"])
    identity = upload(office, energy, content)
    read_all(office.ports)
    receipts = found(office, energy, identity)["ontvangstbewijzen"]
    assert receipts[0]["uitkomst"] == "geaccepteerd"
    errors = {(one["veld"], one["code"]) for one in receipts[1]["fouten"]}
    assert errors == {("bedragInCenten", "geen-bedrag"), ("signaaldatum", "geen-datum"), ("postcode", "onjuiste-vorm")}
    assert [one["code"] for one in receipts[2]["fouten"]] == ["aantal-kolommen"]


def test_a_worker_that_is_killed_in_the_middle_leaves_its_work_to_the_next(
    office: Office,
) -> None:
    office.works_with(records_in_chunk=10)
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, lines_of(35))
    assert office.count("delivery_chunk") == 4
    (one,) = waiting(office.ports)
    assert read_next_chunk(office.ports, one)
    assert (office.count("receipt"), found(office, energy, identity)["status"]) == (10, "in-behandeling")

    next_process = Office(office.record)
    read_all(next_process.ports)
    after = found(next_process, energy, identity)
    assert (after["status"], after["aantalGeaccepteerd"]) == ("verwerkt", 35)
    assert [one["regel"] for one in after["ontvangstbewijzen"]] == list(range(2, 37))
    assert (office.count("signal"), office.counted(), office.count("delivery_chunk")) == (35, 35, 0)


class PowerCut(Outbox):
    """An outbox that is cut off in the middle of a transaction."""

    def write(self, connection: Connection, told: Sequence[Told], at: datetime) -> Batch | None:
        """Fail, as the last thing in a transaction."""
        raise RuntimeError("power cut")


def test_a_chunk_whose_transaction_was_lost_is_read_again(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, lines_of(3))
    worker = FileWorker(replace(office.ports, outbox=PowerCut("urn:test")), lambda: 0.0)
    assert not worker.round()
    assert (office.count("signal"), office.count("receipt")) == (0, 0)
    assert office.rows("SELECT failure FROM delivery") == [{"failure": "reading failed, see the log"}]
    read_all(office.ports)
    assert found(office, energy, identity)["aantalGeaccepteerd"] == 3
    assert office.rows("SELECT failure FROM delivery") == [{"failure": None}]


def test_a_file_that_fails_waits_while_others_go_on(office: Office) -> None:
    energy, other = office.joins(PartnerKind.ENERGY), office.joins(PartnerKind.ENERGY)
    upload(office, energy, lines_of(1))
    good = upload(office, other, lines_of(2))
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE delivery_chunk SET body = 'geen json' WHERE partner_id = %s", (energy.id,))
    now = [0.0]
    worker = FileWorker(office.ports, lambda: now[0])
    assert worker.round()
    assert found(office, other, good)["status"] == "verwerkt"
    assert not worker.round()


def test_several_workers_share_the_files(office: Office) -> None:
    office.works_with(records_in_chunk=5)
    energy = office.joins(PartnerKind.ENERGY)
    for number in range(3):
        upload(office, energy, a_file(*[a_row(number * 100 + row) for row in range(20)]))
    processes = [office, Office(office.record), Office(office.record)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda one: read_all(one.ports), processes))
    read_all(office.ports)
    assert office.rows("SELECT DISTINCT state FROM delivery") == [{"state": "done"}]
    assert (office.count("receipt"), office.count("signal"), office.counted()) == (60, 60, 60)


def test_one_delivery_cannot_say_two_things_of_one_signal(office: Office) -> None:
    office.works_with(records_in_chunk=2)
    energy = office.joins(PartnerKind.ENERGY)
    content = a_file(a_row(1), a_row(2), a_row(3), a_row(1, bedragInCenten="9,99"), a_row(1))
    identity = upload(office, energy, content)
    read_all(office.ports)
    receipts = found(office, energy, identity)["ontvangstbewijzen"]
    assert Counter(one["uitkomst"] for one in receipts) == {"geaccepteerd": 3, "geweigerd": 1, "dubbel": 1}
    assert receipts[3]["fouten"][0]["code"] == "tegenstrijdig"


def test_the_thread_reads_what_is_uploaded_and_stops_when_told(office: Office) -> None:
    energy, worker = office.joins(PartnerKind.ENERGY), office.app.state.file_worker
    identity = upload(office, energy, lines_of(5))
    worker.start()
    with ThreadPoolExecutor(1) as waiting:
        waiting.submit(_until_done, office, energy, identity).result(30)
    worker.stop()
    assert worker.why_not() == ("files are not read",)


def _until_done(office: Office, member: Member, identity: str) -> None:
    while found(office, member, identity)["status"] != "verwerkt":
        pass


def test_a_file_with_only_headings_is_done_at_once(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, a_file())
    assert (found(office, energy, identity)["status"], waiting(office.ports)) == ("verwerkt", [])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        a_file(a_row(1), headings=["Kanarie", *HEADINGS[1:]]),
        a_file(a_row(1), headings=HEADINGS[1:]),
        a_file(a_row(1), headings=[*HEADINGS, HEADINGS[0]]),
        a_file(a_row(1, achternaam="Kanarie")).replace(b"Kanarie", b"Kan\xe4rie"),
        b'"Kanarie;' + a_file(a_row(1)),
        a_file(a_row(1)) + b"Kanarie" * 3_000,
    ],
    ids=["empty", "unknown heading", "missing heading", "double heading", "encoding", "quote in headings", "long line"],
)
def test_a_file_that_cannot_be_read_is_a_problem_at_once(office: Office, content: bytes) -> None:
    answer = office.uploads(office.joins(PartnerKind.ENERGY), content)
    assert_problem(answer, 400)
    assert "Kan" not in answer.text
    assert (office.count("delivery"), office.count("delivery_chunk")) == (0, 0)


def test_an_unknown_mapping_is_a_problem(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    assert_problem(office.uploads(energy, lines_of(1), "bestaat-niet"), 400)
    answer = office.ask("POST", "/v1/leveringen", b"x", x_api_key=energy.key, content_type="text/csv")
    assert assert_problem(answer, 400)["fouten"]


def test_a_file_sent_as_something_else_is_refused(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    path = "/v1/leveringen?kolomindeling=energie-csv"
    answer = office.ask("POST", path, b"x", x_api_key=energy.key, content_type="application/json")
    assert_problem(answer, 415)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    path = "/v1/leveringen?kolomindeling=energie-csv"
    huge = str(100 * 1024 * 1024 + 1)
    answer = office.ask("POST", path, b"x", x_api_key=energy.key, content_type="text/csv", content_length=huge)
    assert_problem(answer, 413)
