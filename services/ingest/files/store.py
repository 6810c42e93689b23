"""Files in the record: deliveries with their chunks, which the file worker reads one by one; and mappings on disk."""

import io
from datetime import datetime
from pathlib import Path
from typing import IO, Final, NamedTuple

import structlog
from sqlalchemy import Connection

from plumbing.record.tables import delivery, delivery_chunk
from plumbing.record.write import insert, update
from plumbing.running.settings import CHECKOUT
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState
from services.ingest.files.mapping import ColumnMapping, MappingError, parse_mapping
from services.ingest.files.sheets import Numbered, packed_chunk, read_chunks, unpacked_chunk
from services.ingest.signals.rows import Origin

MAPPINGS: Final = CHECKOUT / "deploy" / "mappings"
UNREAD_DELIVERIES: Final = (
    "SELECT id, partner_id, received_at, arrival FROM delivery WHERE state <> 'done' ORDER BY arrival"
)
LOCKED_DELIVERY: Final = "SELECT id FROM delivery WHERE id = %s AND state <> 'done' FOR UPDATE SKIP LOCKED"
NEXT_CHUNK: Final = """
SELECT c.body, count(*) OVER () AS left FROM delivery_chunk c WHERE c.delivery_id = %s AND NOT EXISTS (
  SELECT FROM receipt r WHERE r.delivery_id = c.delivery_id AND r.line = c.first_line) ORDER BY c.number LIMIT 1"""
READING_FAILED: Final = "reading failed, see the log"
log = structlog.get_logger(__name__)


class Pending(NamedTuple):
    """A delivery that still has chunks to read. It got its number when it was received, whenever it is read."""

    id: Id
    partner_id: Id
    received_at: datetime
    arrival: int


class Unread(NamedTuple):
    """The next chunk of a delivery, and whether it is the last."""

    rows: list[Numbered]
    last: bool


def read_mappings(folder: Path = MAPPINGS) -> dict[str, ColumnMapping]:
    """All column mappings of a folder by name; one that does not hold is told in the log and left out."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            mapping = parse_mapping(path.read_text(encoding="utf-8"))
        except MappingError as error:
            log.error("mapping-refused", file=path.name, reason=str(error))
        else:
            found[mapping.name] = mapping
    return found


def store_file(
    connection: Connection, origin: Origin, stream: IO[bytes], mapping: ColumnMapping, size: int
) -> tuple[DeliveryState, int]:
    """Keep the file of a delivery in chunks of `size` records until each has its receipt.

    Gives its state and number of records.

    Raises FileError for what is no such file.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=mapping.encoding, newline="")
    try:
        chunks = enumerate(read_chunks(text, mapping, size))
        lines = sum(_store_chunk(connection, origin, number, rows) for number, rows in chunks)
    finally:
        text.detach()
    state = DeliveryState.PROCESSING if lines else DeliveryState.DONE
    update(connection, delivery, [{"id": origin.delivery_id, "lines": lines, "state": state}])
    return state, lines


def _store_chunk(connection: Connection, origin: Origin, number: int, rows: list[Numbered]) -> int:
    row = {
        "delivery_id": origin.delivery_id,
        "number": number,
        "partner_id": origin.partner_id,
        "first_line": rows[0][0],
        "body": packed_chunk(rows),
    }
    insert(connection, delivery_chunk, [row])
    return len(rows)


def pending(connection: Connection) -> list[Pending]:
    """Deliveries of all partners that are not done, oldest first."""
    return [Pending(*row) for row in connection.exec_driver_sql(UNREAD_DELIVERIES).all()]


def lock_delivery(connection: Connection, delivery_id: Id) -> bool:
    """Whether this transaction may read on; not when another has the delivery, or it is done."""
    return connection.exec_driver_sql(LOCKED_DELIVERY, (delivery_id,)).first() is not None


def next_chunk(connection: Connection, delivery_id: Id) -> Unread | None:
    """The first chunk without receipts."""
    found = connection.exec_driver_sql(NEXT_CHUNK, (delivery_id,)).first()
    return Unread(unpacked_chunk(bytes(found.body)), found.left == 1) if found else None


def finish(connection: Connection, delivery_id: Id) -> None:
    """Every record has its receipt: the file itself is no longer needed."""
    connection.exec_driver_sql("DELETE FROM delivery_chunk WHERE delivery_id = %s", (delivery_id,))
    update(connection, delivery, [{"id": delivery_id, "state": DeliveryState.DONE, "failure": None}])


def note_failure(connection: Connection, delivery_id: Id) -> None:
    """Mark a delivery that could not be read further, for whoever looks after the installation."""
    update(connection, delivery, [{"id": delivery_id, "failure": READING_FAILED}])
