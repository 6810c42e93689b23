"""Rows that wait: sealed, bound to their place, and gone with the transaction that reads them."""

import zlib

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from domain.intake.files.lines import FileError
from domain.intake.files.sheets import unpacked_chunk
from plumbing.record.tables import metadata
from schemas.ids import as_bytes
from schemas.vocabulary.partners import PartnerKind
from services.ingest.files.file_worker import read_next_chunk, waiting
from services.ingest.files.store import Pending
from tests.services.ingest.builders import BSN, Office, sheets
from tests.services.ingest.files.deliveries import MAPPING, a_file, a_row, lines_of, read_all, upload


def test_a_refused_value_is_not_even_in_a_chunk(office: Office) -> None:
    upload(office, office.joins(PartnerKind.ENERGY), a_file(a_row(1, bedragInCenten=BSN + "x"), ["a", BSN]))
    (row,) = office.rows("SELECT delivery_id::text AS delivery_id, number, body FROM delivery_chunk")
    place = as_bytes(str(row["delivery_id"])) + int(str(row["number"])).to_bytes(4)
    body = office.ports.secrecy.open_rows(bytes(row["body"]), place)
    assert BSN.encode() not in zlib.decompress(body)
    assert len(unpacked_chunk(body).candidates()) == 2


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
