"""A file that went wrong may come again: read once more where lines of it were refused, and never by our own doing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from domain.intake import limits
from plumbing.record.tables import agreement, column_mapping
from plumbing.record.write import insert
from services.ingest.files import store as files
from services.ingest.folder.naming import ANSWER, TAKEN_FOLDER
from services.ingest.folder.read import DropFolder
from services.ingest.folder.store import Answered, Dropped, take_dropped
from services.ingest.registry.store import Mappings, Partners
from tests.services.ingest.files.deliveries import MAPPING, a_file, a_row, lines_of, read_all
from tests.services.ingest.files.test_before_the_record import as_sent
from tests.services.ingest.folder.dropping import Drop
from tests.services.ingest.folder.test_folder import Interrupted

ELSEWHERE = "9907"
OF_ELSEWHERE = a_file(*[a_row(number, gemeentecode=ELSEWHERE) for number in range(3)])


def outcomes(drop: Drop) -> list[tuple[str, int]]:
    """How often each outcome was given, delivery after delivery."""
    found = drop.office.rows(
        "SELECT outcome, count(*) AS n FROM receipt JOIN delivery d ON d.id = delivery_id"
        " GROUP BY d.arrival, outcome ORDER BY d.arrival, outcome"
    )
    return [(row["outcome"], row["n"]) for row in found]


def answers(drop: Drop) -> list[str]:
    """What was said of every file that was taken, sorted."""
    found = [one for one in (drop.own / TAKEN_FOLDER).iterdir() if one.name.endswith(ANSWER)]
    return sorted(drop.answer(TAKEN_FOLDER, number)["uitkomst"] for number in range(len(found)))


def agrees(drop: Drop) -> None:
    """The agreement with the other municipality is entered, a day late."""
    row = {"municipality": ELSEWHERE, "partner_id": drop.partner.id, "valid_from": date(2026, 1, 1)}
    with drop.office.record.engine("admin").begin() as connection:
        insert(connection, agreement, [row | dict.fromkeys(("valid_to", "bsn_basis", "birth_date_basis"))])
    drop.office.works_with(partners=Partners(drop.office.ports.engine))
    drop.worker = drop.a_worker()


def takes_and_reads(drop: Drop, name: str, content: bytes) -> None:
    """A file comes, is taken and read."""
    drop.puts(name, content)
    assert drop.takes() == 1
    read_all(drop.office.ports)


def test_a_file_whose_agreement_came_a_day_late_is_read_when_it_comes_again(drop: Drop) -> None:
    takes_and_reads(drop, "maart.csv", OF_ELSEWHERE)
    agrees(drop)
    takes_and_reads(drop, "maart.csv", OF_ELSEWHERE)
    assert outcomes(drop) == [("rejected", 3), ("accepted", 3)]
    assert answers(drop) == ["aangenomen", "aangenomen"]
    takes_and_reads(drop, "maart.csv", OF_ELSEWHERE)
    assert (answers(drop), drop.office.count("delivery")) == (["aangenomen", "aangenomen", "eerder-ontvangen"], 2)


def test_a_file_that_comes_again_after_one_line_was_refused_makes_no_signal_twice(drop: Drop) -> None:
    content = a_file(a_row(1), a_row(2), a_row(3, postcode="x"))
    takes_and_reads(drop, "maart.csv", content)
    takes_and_reads(drop, "maart.csv", content)
    assert outcomes(drop) == [("accepted", 2), ("rejected", 1), ("duplicate", 2), ("rejected", 1)]
    assert (drop.office.count("signal"), drop.office.counted()) == (2, 2)


def test_a_file_is_read_again_when_its_mapping_was_mended_under_the_same_name(drop: Drop) -> None:
    content = lines_of(2)
    takes_and_reads(drop, "maart.csv", content)
    row = {"partner_id": drop.partner.id, "name": MAPPING.name, "version": 2, "body": MAPPING.model_dump(mode="json")}
    with drop.office.record.engine("admin").begin() as connection:
        insert(connection, column_mapping, [row])
    drop.office.works_with(mappings=Mappings(drop.office.ports.engine))
    drop.worker = drop.a_worker()
    takes_and_reads(drop, "maart.csv", content)
    assert outcomes(drop) == [("accepted", 2), ("duplicate", 2)]
    found = drop.office.rows("SELECT mapping_version FROM delivery ORDER BY arrival")
    assert [row["mapping_version"] for row in found] == [1, 2]


def test_a_file_of_which_the_rest_was_not_read_is_read_when_it_comes_again(drop: Drop) -> None:
    takes_and_reads(drop, "maart.csv", lines_of(2))
    with drop.office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE delivery SET refused_lines = 7")
    takes_and_reads(drop, "maart.csv", lines_of(2))
    assert outcomes(drop) == [("accepted", 2), ("duplicate", 2)]


def test_a_file_that_still_waits_to_be_read_is_no_second_delivery(drop: Drop) -> None:
    drop.puts("maart.csv", OF_ELSEWHERE)
    drop.takes()
    drop.puts("maart.csv", OF_ELSEWHERE)
    drop.takes()
    assert (answers(drop), drop.office.count("delivery")) == (["aangenomen", "eerder-ontvangen"], 1)


def test_a_file_that_could_not_be_moved_is_one_delivery_though_its_lines_were_refused(drop: Drop) -> None:
    place = drop.puts("maart.csv", OF_ELSEWHERE)
    killed = drop.a_worker(Interrupted(drop.root))
    assert drop.takes(killed) == 0
    read_all(drop.office.ports)
    assert drop.looks(killed) == 0
    assert drop.takes(drop.a_worker(DropFolder(drop.root))) == 1
    assert (place.exists(), answers(drop), drop.office.count("delivery")) == (False, ["eerder-ontvangen"], 1)


def test_a_refused_file_that_is_moved_back_is_read_again(drop: Drop) -> None:
    takes_and_reads(drop, "maart.csv", OF_ELSEWHERE)
    agrees(drop)
    (drop.own / TAKEN_FOLDER / drop.taken()[0]).rename(drop.inbox / "maart.csv")
    assert drop.takes() == 1
    read_all(drop.office.ports)
    assert outcomes(drop) == [("rejected", 3), ("accepted", 3)]


def test_two_processes_take_a_refused_file_once_more_and_no_more(drop: Drop) -> None:
    ports = drop.office.ports
    partner = ports.partners.by_id(drop.partner.id)
    assert partner
    with as_sent(OF_ELSEWHERE) as sent:
        take_dropped(ports, partner, sent, Dropped(b"d" * 32, "first"))
    read_all(ports)

    def once_more(drop_number: int) -> Answered | None:
        with as_sent(OF_ELSEWHERE) as sent:
            try:
                return take_dropped(ports, partner, sent, Dropped(b"d" * 32, f"again {drop_number}"))
            except IntegrityError:
                return None  # the worker looks again after a minute

    with ThreadPoolExecutor(4) as threads:
        for round_number in range(1, 13):
            found = list(threads.map(once_more, range(4 * round_number, 4 * round_number + 4)))
            assert sum(bool(one and not one.is_again) for one in found) == 1
            assert drop.office.count("delivery") == 1 + round_number
            read_all(ports)


def test_a_file_stays_where_it_lies_while_too_many_of_its_partner_wait(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_PENDING", files.MOST_PENDING.replace(str(limits.PENDING_FILES), "1"))
    drop.puts("1.csv", lines_of(1))
    drop.takes()
    place = drop.puts("2.csv", lines_of(2))
    assert (drop.takes(), place.exists()) == (0, True)
    read_all(drop.office.ports)
    assert (drop.looks(), place.exists()) == (1, False)
