"""Files: stored whole before the answer, read in chunks, and every line gets exactly one receipt, also after a kill."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any

import orjson
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, select

from domain.figures.store import count_ledger
from plumbing.record.tables import metadata
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.ids import as_bytes
from schemas.vocabulary.partners import PartnerKind
from services.ingest.checks.judge import Candidate
from services.ingest.files import store
from services.ingest.files.file_worker import FileWorker, read_next_chunk, waiting
from services.ingest.files.lines import FileError, Line
from services.ingest.files.mapping import ColumnMapping
from services.ingest.files.sheets import Numbered, read_chunks
from services.ingest.files.store import Pending, read_mappings
from services.ingest.limits import RECORDS_IN_CHUNK
from services.ingest.store import Ports
from tests.services.ingest.builders import BSN, TOWN, Member, Office, sheets
from tests.services.ingest.door.test_api import assert_problem

MAPPING = read_mappings()["energie-csv"]
HEADINGS = list(MAPPING.columns)


def a_row(number: int, **changes: str) -> list[str]:
    """Cells of one row in the order of `HEADINGS`; `changes` by outward attribute."""
    values = {
        "gemeentecode": TOWN,
        "kenmerk": f"E-{number}",
        "klantnummer": f"K-{number}",
        "achternaam": "De Vries",
        "huisnummer": "12",
        "postcode": "1000 AA",
        "bedragInCenten": "1.125,50",
        "ontstaansdatum": "10-01-2026",
        "aantalPerioden": "2",
        "signaaldatum": "16-03-2026",
        "soort": "Betalingsachterstand",
        "warmeOverdracht": "nee",
    } | changes
    return [values.get(MAPPING.columns[heading], "") for heading in HEADINGS]


def a_file(*rows: list[str], headings: list[str] = HEADINGS) -> bytes:
    """A CSV file of the energy supplier."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([headings, *rows])
    return text.getvalue().encode()


def upload(office: Office, member: Member, content: bytes) -> str:
    """Upload a file; gives the delivery's id."""
    answer = office.uploads(member, content)
    assert answer.status_code == 202, answer.text
    identity: str = answer.json()["leveringId"]
    assert answer.headers["location"] == f"/v1/leveringen/{identity}"
    return identity


def read_all(ports: Ports) -> None:
    """Let a worker read until nothing is left."""
    while left := waiting(ports):
        if not sum(read_next_chunk(ports, one) for one in left):
            return


def found(office: Office, member: Member, identity: str) -> dict[str, Any]:
    """The delivery as the partner reads it."""
    answer: dict[str, Any] = office.reads(member, f"/v1/leveringen/{identity}").json()
    return answer


def lines_of(rows: int) -> bytes:
    """A file of so many good rows."""
    return a_file(*[a_row(number) for number in range(rows)])


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
    assert not worker.alive()


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


def swapped(content: bytes, **cells: str) -> bytes:
    """A file with other text, quotes and all, where a word stands."""
    for word, text in cells.items():
        content = content.replace(word.encode(), text.encode())
    return content


STRAY_QUOTES = {
    "opened in a name": swapped(a_file(*map(a_row, range(5)), a_row(5, achternaam="Wilg")), Wilg='"Wilg'),
    "closed early": swapped(a_file(a_row(0), a_row(1, achternaam="Wilg"), *map(a_row, range(2, 6))), Wilg='"Wil"g'),
    "opened, and closed three rows on in the same column": swapped(
        a_file(a_row(0), a_row(1, straat="Els"), *map(a_row, range(2, 4)), a_row(4, straat="Es"), a_row(5)),
        Els='"Els',
        Es='Es"',
    ),
    "opened, and closed three rows on in another column": swapped(
        a_file(a_row(0), a_row(1, straat="Els"), *map(a_row, range(2, 4)), a_row(4, woonplaats="Es"), a_row(5)),
        Els='"Els',
        Es='Es"',
    ),
    "a cell that goes on on the next line": swapped(
        a_file(*map(a_row, range(5)), a_row(5, straat="Els")), Els='"E\nls"'
    ),
}


def opens_or_closes(line: bytes) -> bool:
    """Whether a line is not whole by itself: a quote in it opens a cell, or it is the tail of a cell."""
    return b';"' in line or (line != b"" and line.count(b";") != len(HEADINGS) - 1)


@pytest.mark.parametrize("content", STRAY_QUOTES.values(), ids=STRAY_QUOTES)
def test_a_stray_quote_costs_its_own_line_at_most_and_never_another(office: Office, content: bytes) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, content)
    read_all(office.ports)
    after = found(office, energy, identity)
    lines = content.count(b"\n")
    assert [one["regel"] for one in after["ontvangstbewijzen"]] == list(range(2, lines + 1))
    refused = {one["regel"] for one in after["ontvangstbewijzen"] if one["uitkomst"] == "geweigerd"}
    assert refused == {line for line, text in enumerate(content.split(b"\n"), 1) if opens_or_closes(text)}
    codes = {error["code"] for one in after["ontvangstbewijzen"] for error in one.get("fouten", ())}
    assert codes <= {"aanhalingsteken", "aantal-kolommen"}
    assert "aanhalingsteken" in codes
    assert difference(office) == 0


def by_line(text: str) -> dict[int, Candidate]:
    """What is read from each line of a file."""
    return {line: candidate for chunk in sheets(text.encode(), MAPPING) for line, candidate in chunk}


def test_wherever_quotes_stand_every_line_is_answered_and_no_line_changes_another() -> None:
    rng = Random(3)
    rows = [line.decode() for line in a_file(*map(a_row, range(30))).splitlines()]
    alone = by_line("\r\n".join(rows))
    for _ in range(200):
        spoilt = rng.sample(range(1, 31), 5)
        lines = list(rows)
        for place in spoilt:
            for at in sorted(rng.sample(range(len(lines[place])), rng.randint(1, 3)), reverse=True):
                lines[place] = f'{lines[place][:at]}"{lines[place][at:]}'
        read = by_line("\r\n".join(lines))
        assert list(read) == list(alone)
        assert {line for line in read if read[line] != alone[line]} <= {place + 1 for place in spoilt}


def difference(office: Office) -> int:
    """What the ledger cannot account for of what partners delivered."""
    return count_ledger(office.record.engine("report")).unaccounted["unanswered"]


def test_a_row_that_the_reader_loses_shows_in_the_ledger(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(lines: Iterable[Line], mapping: ColumnMapping, size: int) -> Iterator[list[Numbered]]:
        for rows in read_chunks(lines, mapping, size):
            yield rows[:2] + rows[3:]

    energy = office.joins(PartnerKind.ENERGY)
    upload(office, energy, lines_of(6))
    read_all(office.ports)
    assert difference(office) == 0
    monkeypatch.setattr(store, "read_chunks", forgetful)
    upload(office, energy, lines_of(6))
    read_all(office.ports)
    assert difference(office) == 1


def test_a_reader_that_stops_halfway_shows_in_the_ledger_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    monkeypatch.setattr(store, "read_chunks", lambda *file: islice(read_chunks(*file), 1))
    office.works_with(records_in_chunk=2)
    identity = upload(office, energy, lines_of(6))
    read_all(office.ports)
    assert (found(office, energy, identity)["status"], difference(office)) == ("verwerkt", 4)


def test_blank_rows_are_passed_over_and_the_numbers_stay_those_of_the_sheet() -> None:
    blank = [b"", b";;", b'"";;', b"  ; ;", " ;\N{NO-BREAK SPACE}".encode(), b"\t"]
    first, *rest = a_file(*[a_row(number) for number in range(3)]).splitlines()
    content = b"\r\n".join([first, rest[0], *blank, rest[1], b"", rest[2], *blank])
    (rows,) = sheets(content, MAPPING)
    assert [line for line, _ in rows] == [2, 9, 11]
    assert [candidate.record.get("kenmerk") for _, candidate in rows] == ["E-0", "E-1", "E-2"]


def test_blank_rows_make_no_difference(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, lines_of(2) + b";;\r\n\r\n\xc2\xa0;\r\n")
    read_all(office.ports)
    after = found(office, energy, identity)
    assert (after["aantalRegels"], after["aantalGeaccepteerd"], difference(office)) == (2, 2, 0)


@pytest.mark.parametrize("ends", [b"\r\n", b"\n", b"\r"])
def test_a_file_is_refused_with_the_number_of_the_line_that_is_no_text(ends: bytes) -> None:
    rows = lines_of(2_000).split(b"\r\n")
    rows[1_233] = rows[1_233].replace(b"De Vries", b"Kan\xe4rie")
    with pytest.raises(FileError, match=r"regel 1234 .*utf-8"):
        sheets(ends.join(rows), MAPPING)


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(FileError, match="Regel 2 is te lang"):
        sheets(a_file() + b"x" * 20_000, MAPPING)
    (rows,) = sheets(lines_of(1) + b"x" * 19_999, MAPPING)
    assert [line for line, _ in rows] == [2, 3]


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    (rows,) = sheets(b"\xef\xbb\xbf" + lines_of(1), MAPPING)
    assert rows[0][1].record["gemeentecode"] == TOWN


def test_chunks_hold_about_a_thousand_records() -> None:
    sizes = [len(rows) for rows in sheets(lines_of(2_500), MAPPING)]
    assert (sizes, RECORDS_IN_CHUNK) == ([1_000, 1_000, 500], 1_000)


def test_a_refused_value_is_not_even_in_a_chunk(office: Office) -> None:
    upload(office, office.joins(PartnerKind.ENERGY), a_file(a_row(1, bedragInCenten=BSN + "x"), ["a", BSN]))
    (row,) = office.rows("SELECT delivery_id::text AS delivery_id, number, body FROM delivery_chunk")
    place = as_bytes(str(row["delivery_id"])) + int(str(row["number"])).to_bytes(4)
    body = office.ports.secrecy.open_rows(bytes(row["body"]), place)
    assert BSN.encode() not in body
    assert len(orjson.loads(body)) == 2


def everything_in(office: Office) -> bytes:
    """Every value in the record, bytes as they are."""
    with office.record.engine("superuser").connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return b"\n".join(bytes(it) if isinstance(it, bytes) else str(it).encode() for row in rows for it in row)


def test_a_file_that_waits_shows_nothing_to_whoever_has_the_record_alone(office: Office) -> None:
    office.works_with(records_in_chunk=1)
    energy = office.joins(PartnerKind.ENERGY)
    upload(office, energy, a_file(*[a_row(number, achternaam="Wachtvogel", voorletters="W.V.") for number in (1, 2)]))
    assert office.count("delivery_chunk") == 2
    assert b"Wachtvogel" not in everything_in(office)
    read_all(office.ports)
    assert b"Wachtvogel" in everything_in(office)  # Else the look would find nothing anywhere.


def test_a_chunk_goes_with_the_transaction_that_reads_it(office: Office) -> None:
    office.works_with(records_in_chunk=1)
    upload(office, office.joins(PartnerKind.ENERGY), lines_of(3))
    (one,) = waiting(office.ports)
    assert read_next_chunk(office.ports, one)
    assert office.rows("SELECT number FROM delivery_chunk ORDER BY 1") == [{"number": 1}, {"number": 2}]


def test_a_chunk_that_was_put_in_another_place_opens_nothing(office: Office) -> None:
    office.works_with(records_in_chunk=1)
    upload(office, office.joins(PartnerKind.ENERGY), lines_of(2))
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("DELETE FROM delivery_chunk WHERE number = 0")
        connection.exec_driver_sql("UPDATE delivery_chunk SET number = 0")
    (one,) = waiting(office.ports)
    with pytest.raises(InvalidTag):
        read_next_chunk(office.ports, one)
    assert (office.count("receipt"), office.count("delivery_chunk")) == (0, 1)


def test_a_reader_of_a_file_says_nothing_of_its_content() -> None:
    with pytest.raises(FileError) as error:
        sheets(b"Kanarie;Vogel\r\n", MAPPING)
    assert "Kanarie" not in str(error.value)


def test_a_pending_delivery_without_partner_scope_shows_no_content(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    upload(office, energy, lines_of(1))
    (one,) = waiting(office.ports)
    assert one == Pending(one.id, energy.id, office.now, one.arrival)
    with office.record.engine("ingest").connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM delivery_chunk").scalar_one() == 0
