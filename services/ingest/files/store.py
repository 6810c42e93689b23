"""Files in the record: deliveries and their sealed chunks, which go as the file worker reads them."""

import io
from datetime import datetime
from functools import partial
from typing import IO, Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.files.delimited import delimited_rows
from domain.intake.files.encodings import encoding_of
from domain.intake.files.lines import Lines
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.sheets import Numbered, packed_chunk, read_chunks, unpacked_chunk
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import delivery, delivery_chunk
from plumbing.record.write import insert, update
from schemas.ids import Id, as_bytes
from schemas.vocabulary.signals import DeliveryState
from services.ingest.signals.rows import Origin

UNREAD_DELIVERIES: Final = (
    "SELECT id, partner_id, received_at, arrival FROM delivery WHERE state <> 'done' ORDER BY arrival"
)
LOCKED_DELIVERY: Final = "SELECT id FROM delivery WHERE id = %s AND state <> 'done' FOR UPDATE SKIP LOCKED"
NEXT_CHUNK: Final = """
DELETE FROM delivery_chunk WHERE (delivery_id, number) = (
  SELECT delivery_id, min(number) FROM delivery_chunk WHERE delivery_id = %s GROUP BY delivery_id)
RETURNING number, body, (SELECT count(*) FROM delivery_chunk WHERE delivery_id = %s) AS left
"""
READING_FAILED: Final = "reading failed, see the log"
BLOCK_BYTES: Final = 1 << 16


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


def store_file(
    connection: Connection, secrecy: Secrecy, origin: Origin, stream: IO[bytes], mapping: ColumnMapping, size: int
) -> tuple[DeliveryState, int]:
    """Keep the file of a delivery in sealed chunks of `size` records until read; gives its state and number of records.

    The number is that of its lines, not of what was read from them: the ledger tells the two apart.

    Raises FileError for what is no such file.
    """
    stream.seek(0)
    encoding = encoding_of(iter(partial(stream.read, BLOCK_BYTES), b""), mapping.encoding)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding.name, newline="")
    lines = Lines(text, mapping)
    rows = delimited_rows(lines, mapping.delimiter)
    state = DeliveryState.DONE
    try:
        for number, chunk in enumerate(read_chunks(rows, mapping, size, encoding.told)):
            _store_chunk(connection, secrecy, origin, number, chunk)
            state = DeliveryState.PROCESSING
        delivered = lines.records()
    finally:
        text.detach()
    update(connection, delivery, [{"id": origin.delivery_id, "lines": delivered, "state": state}])
    return state, delivered


def _store_chunk(connection: Connection, secrecy: Secrecy, origin: Origin, number: int, rows: list[Numbered]) -> None:
    body = secrecy.seal_rows(packed_chunk(rows), _place(origin.delivery_id, number))
    row = {"delivery_id": origin.delivery_id, "number": number, "partner_id": origin.partner_id, "body": body}
    insert(connection, delivery_chunk, [row])


def _place(delivery_id: Id, number: int) -> bytes:
    return as_bytes(delivery_id) + number.to_bytes(4)


def pending(connection: Connection) -> list[Pending]:
    """Deliveries of all partners that are not done, oldest first."""
    return [Pending(*row) for row in connection.exec_driver_sql(UNREAD_DELIVERIES).all()]


def lock_delivery(connection: Connection, delivery_id: Id) -> bool:
    """Whether this transaction may read on; not when another has the delivery, or it is done."""
    return connection.exec_driver_sql(LOCKED_DELIVERY, (delivery_id,)).first() is not None


def take_chunk(connection: Connection, secrecy: Secrecy, delivery_id: Id) -> Unread | None:
    """The next chunk; it goes with this transaction, which gives each of its records a receipt."""
    found = connection.exec_driver_sql(NEXT_CHUNK, (delivery_id, delivery_id)).first()
    if found is None:
        return None
    body = secrecy.open_rows(bytes(found.body), _place(delivery_id, found.number))
    return Unread(unpacked_chunk(body), found.left == 1)


def finish(connection: Connection, delivery_id: Id) -> None:
    """Every record has its receipt."""
    update(connection, delivery, [{"id": delivery_id, "state": DeliveryState.DONE, "failure": None}])


def note_failure(connection: Connection, delivery_id: Id) -> None:
    """Mark a delivery that could not be read further, for whoever looks after the installation."""
    update(connection, delivery, [{"id": delivery_id, "failure": READING_FAILED}])
