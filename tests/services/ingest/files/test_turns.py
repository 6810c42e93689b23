"""Files wait for their turn: no partner's for another's many, none for the whole of a large one."""

import pytest

from domain.figures.store import count_ledger
from domain.intake import limits
from plumbing.record.tables import partner
from plumbing.record.write import update
from schemas.vocabulary.partners import PartnerKind
from services.ingest.files import store
from services.ingest.files.file_worker import FileWorker
from tests.services.ingest.builders import NOON, Member, Office
from tests.services.ingest.door.test_api import assert_problem
from tests.services.ingest.door.test_repeats import uploaded
from tests.services.ingest.files.deliveries import a_file, a_row, found, lines_of, read_all, upload


def status_of(office: Office, member: Member, identity: str) -> str:
    """How far a delivery is."""
    return str(found(office, member, identity)["status"])


def test_one_partners_many_small_files_do_not_keep_anothers_file_waiting(office: Office) -> None:
    office.works_with(records_in_chunk=2)
    many, one = office.joins(PartnerKind.ENERGY), office.joins(PartnerKind.ENERGY)
    for number in range(30):
        upload(office, many, a_file(a_row(number)))
    identity = upload(office, one, lines_of(10))
    worker = FileWorker(office.ports)
    for _ in range(5):
        assert worker.round()
    assert status_of(office, one, identity) == "verwerkt"
    read = office.rows("SELECT count(*) AS n FROM receipt WHERE partner_id = %s", many.id)
    assert read == [{"n": 5}]


def test_a_small_file_does_not_wait_for_the_whole_of_a_large_one(office: Office) -> None:
    office.works_with(records_in_chunk=1)
    energy = office.joins(PartnerKind.ENERGY)
    large = upload(office, energy, lines_of(20))
    small = upload(office, energy, a_file(a_row(900)))
    worker = FileWorker(office.ports)
    for _ in range(4):
        worker.round()
    assert status_of(office, energy, small) == "verwerkt"
    while worker.round():
        pass
    assert status_of(office, energy, large) == "verwerkt"


def test_files_that_fail_do_not_stop_others_of_the_same_partner(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    bad = [upload(office, energy, lines_of(1)) for _ in range(limits.PENDING_TOGETHER + 1)]
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE delivery_chunk SET body = 'geen json'")
    good = upload(office, energy, lines_of(2))
    worker = FileWorker(office.ports, lambda: 0.0)
    for _ in range(3):
        worker.round()
    assert {status_of(office, energy, one) for one in bad} == {"in-behandeling"}
    assert status_of(office, energy, good) == "verwerkt"


def at_most(monkeypatch: pytest.MonkeyPatch, files: int) -> None:
    """So many files of a partner may wait."""
    monkeypatch.setattr(store, "MOST_PENDING", store.MOST_PENDING.replace(str(limits.PENDING_FILES), str(files)))


def test_above_so_many_files_that_wait_the_door_says_when_to_send_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_most(monkeypatch, 3)
    energy, other = office.joins(PartnerKind.ENERGY), office.joins(PartnerKind.ENERGY)
    for number in range(3):
        upload(office, energy, a_file(a_row(number)))
    answer = office.uploads(energy, lines_of(1))
    assert "wachten" in str(assert_problem(answer, 429)["detail"])
    assert (answer.headers["retry-after"], office.count("delivery")) == ("30", 3)
    upload(office, other, lines_of(1))
    read_all(office.ports)
    upload(office, energy, lines_of(1))


def test_a_file_that_was_taken_gets_its_answer_again_however_many_wait(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_most(monkeypatch, 1)
    energy = office.joins(PartnerKind.ENERGY)
    first = uploaded(office, energy, lines_of(1))
    again = uploaded(office, energy, lines_of(1))
    assert (first.status_code, again.status_code, again.json()) == (202, 202, first.json())


def test_what_a_partner_sent_waits_while_it_is_suspended_and_is_counted_as_unread(office: Office) -> None:
    office.works_with(records_in_chunk=2)
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, lines_of(6))
    worker = FileWorker(office.ports)
    assert worker.round()
    suspend(office, energy, is_so=True)
    assert not worker.round()
    assert count_ledger(office.record.engine("report")).unaccounted["unread"] == 4
    suspend(office, energy, is_so=False)
    while worker.round():
        pass
    assert found(office, energy, identity)["aantalGeaccepteerd"] == 6


def suspend(office: Office, member: Member, *, is_so: bool) -> None:
    """A partner is suspended, or no longer."""
    with office.record.engine("admin").begin() as connection:
        update(connection, partner, [{"id": member.id, "suspended_at": NOON if is_so else None}])
