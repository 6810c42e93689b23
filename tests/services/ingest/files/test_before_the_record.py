"""A file is read before a transaction begins: the record ends one that says nothing for ten seconds."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, QueuePool

from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryFormat
from services.ingest.door.taking import take_file, try_file
from services.ingest.files.read import SentFile
from services.ingest.folder.store import Dropped, take_dropped
from services.ingest.store import Ports
from tests.domain.intake.files.workbooks.making import xlsx
from tests.services.ingest.builders import Office
from tests.services.ingest.files.deliveries import HEADINGS, MAPPING, a_row, lines_of, read_all


@contextmanager
def as_sent(content: bytes, written_as: DeliveryFormat = DeliveryFormat.CSV) -> Iterator[SentFile]:
    """A file with the mapping of the energy supplier."""
    with io.BytesIO(content) as stream:
        yield SentFile(stream, written_as, MAPPING, 1)


class Watched(io.BytesIO):
    """A file that notes whether anybody held a connection to the record while it was read."""

    def __init__(self, content: bytes, engine: Engine) -> None:
        super().__init__(content)
        self._engine, self.held = engine, set[int]()

    def read(self, size: int | None = -1, /) -> bytes:
        """Note it."""
        assert isinstance(self._engine.pool, QueuePool)
        self.held.add(self._engine.pool.checkedout())
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        """As text is read."""
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def read1(self, size: int | None = -1, /) -> bytes:
        """Likewise."""
        return self.read(size)


@pytest.mark.parametrize("way", ["door", "try-out", "folder"])
@pytest.mark.parametrize("written_as", [DeliveryFormat.CSV, DeliveryFormat.XLSX])
def test_no_connection_is_held_while_a_file_is_read(office: Office, written_as: DeliveryFormat, way: str) -> None:
    office.works_with(records_in_chunk=100)
    member, ports = office.joins(PartnerKind.ENERGY), office.ports
    partner = ports.partners.by_id(member.id)
    assert partner
    rows = [a_row(number) for number in range(1_000)]
    content = lines_of(1_000) if written_as is DeliveryFormat.CSV else xlsx(HEADINGS, *rows)
    stream = Watched(content, ports.engine)
    sent = SentFile(stream, written_as, MAPPING, 1)
    ways = {
        "door": lambda: take_file(ports, partner, sent, "key").lines,
        "try-out": lambda: try_file(ports, partner, sent).lines,
        "folder": lambda: take_dropped(ports, partner, sent, Dropped(b"d" * 32, "1")).taken.lines,
    }
    assert ways[way]() == 1_000
    assert stream.held == {0}


def test_chunks_of_a_file_that_is_larger_than_memory_may_hold_are_kept_in_order(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.files.read.IN_MEMORY_BYTES", 100)
    office.works_with(records_in_chunk=7)
    take_one(office.ports, office.joins(PartnerKind.ENERGY).id, lines_of(20))
    kept = office.rows("SELECT number, records FROM delivery_chunk ORDER BY number")
    assert [(row["number"], row["records"]) for row in kept] == [(0, 7), (1, 7), (2, 6)]
    read_all(office.ports)
    assert [row["line"] for row in office.rows("SELECT line FROM receipt ORDER BY line")] == list(range(2, 22))


def take_one(ports: Ports, partner_id: str, content: bytes) -> None:
    """A file comes in."""
    partner = ports.partners.by_id(partner_id)
    assert partner
    with as_sent(content) as sent:
        take_file(ports, partner, sent)
