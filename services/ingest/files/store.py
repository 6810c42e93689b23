"""Files in the record: deliveries and their sealed chunks, which go as the file worker reads them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.files.sheets import KeptChunk, unpacked_chunk
from domain.intake.files.wrong_kind import LOOKED_AT, UNREADABLE_CODES, is_wrong_kind
from domain.intake.limits import PENDING_FILES, PENDING_TOGETHER
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import delivery, delivery_chunk
from plumbing.record.write import insert, update
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState
from services.ingest.files.read import SealedFile, place_of

UNREAD_DELIVERIES: Final = f"""
SELECT d.id, p.id, d.received_at, d.arrival FROM partner p CROSS JOIN LATERAL (
  SELECT id, received_at, arrival FROM delivery
  WHERE partner_id = p.id AND state <> 'done' AND id <> ALL (%s::uuid[]) ORDER BY arrival LIMIT {PENDING_TOGETHER}) d
WHERE p.suspended_at IS NULL ORDER BY d.arrival
"""
MOST_PENDING: Final = f"""
SELECT count(*) >= {PENDING_FILES} FROM (
  SELECT FROM delivery WHERE partner_id = %s AND state <> 'done' LIMIT {PENDING_FILES}) pending
"""
LOCKED_DELIVERY: Final = "SELECT id FROM delivery WHERE id = %s AND state <> 'done' FOR UPDATE SKIP LOCKED"
NEXT_CHUNK: Final = """
DELETE FROM delivery_chunk WHERE (delivery_id, number) = (
  SELECT delivery_id, min(number) FROM delivery_chunk WHERE delivery_id = %s GROUP BY delivery_id)
RETURNING number, body, (SELECT count(*) FROM delivery_chunk WHERE delivery_id = %s) AS left
"""
UNREADABLE_SO_FAR: Final = """
WITH latest AS (
  SELECT line, EXISTS (SELECT FROM jsonb_array_elements(errors) one WHERE one->>'code' = ANY(%s)) AS unreadable
  FROM receipt WHERE delivery_id = %s ORDER BY line DESC LIMIT %s)
SELECT count(*) FILTER (WHERE line > coalesce((SELECT max(line) FROM latest WHERE NOT unreadable), 0)),
       count(*) FILTER (WHERE unreadable), count(*) FROM latest
"""
DROP_CHUNKS: Final = "DELETE FROM delivery_chunk WHERE delivery_id = %s RETURNING records"
READING_FAILED: Final = "reading failed, see the log"


class Pending(NamedTuple):
    """A delivery that still has chunks to read. It got its number when it was received, whenever it is read."""

    id: Id
    partner_id: Id
    received_at: datetime
    arrival: int


class Unread(NamedTuple):
    """The next chunk of a delivery, and whether it is the last."""

    chunk: KeptChunk
    last: bool


def store_file(connection: Connection, partner_id: Id, delivery_id: Id, file: SealedFile) -> None:
    """Keep the chunks of a delivery until they are read."""
    file.stream.seek(0)
    for number, (records, length) in enumerate(file.chunks):
        row = {
            "delivery_id": delivery_id,
            "number": number,
            "partner_id": partner_id,
            "records": records,
            "body": file.stream.read(length),
        }
        insert(connection, delivery_chunk, [row])


def pending(connection: Connection, besides: Sequence[Id]) -> list[Pending]:
    """The oldest few deliveries of each partner that are not done, but for `besides`; oldest first.

    What a suspended partner sent waits until it is not.
    """
    return [Pending(*row) for row in connection.exec_driver_sql(UNREAD_DELIVERIES, (list(besides),)).all()]


def has_most_pending(connection: Connection, partner_id: Id) -> bool:
    """Whether so many deliveries of a partner wait that it may send no more files now."""
    return bool(connection.exec_driver_sql(MOST_PENDING, (partner_id,)).scalar_one())


def lock_delivery(connection: Connection, delivery_id: Id) -> bool:
    """Whether this transaction may read on; not when another has the delivery, or it is done."""
    return connection.exec_driver_sql(LOCKED_DELIVERY, (delivery_id,)).first() is not None


def take_chunk(connection: Connection, secrecy: Secrecy, delivery_id: Id) -> Unread | None:
    """The next chunk; it goes with this transaction, which gives each of its records a receipt."""
    found = connection.exec_driver_sql(NEXT_CHUNK, (delivery_id, delivery_id)).first()
    if found is None:
        return None
    body = secrecy.open_rows(bytes(found.body), place_of(delivery_id, found.number))
    return Unread(unpacked_chunk(body), found.left == 1)


def finish(connection: Connection, delivery_id: Id) -> None:
    """Every record has its receipt."""
    update(connection, delivery, [{"id": delivery_id, "state": DeliveryState.DONE, "failure": None}])


def has_wrong_kind(connection: Connection, delivery_id: Id) -> bool:
    """Whether the receipts so far say that the file is another one than was agreed."""
    values = (list(UNREADABLE_CODES), delivery_id, LOOKED_AT + 1)
    return is_wrong_kind(*connection.exec_driver_sql(UNREADABLE_SO_FAR, values).one())


def refuse_rest(connection: Connection, delivery_id: Id) -> None:
    """Refuse what is left of a delivery in one answer; its lines are counted by what was kept of them."""
    left = connection.exec_driver_sql(DROP_CHUNKS, (delivery_id,)).scalars().all()
    update(connection, delivery, [{"id": delivery_id, "refused_lines": sum(left)}])


def note_failure(connection: Connection, delivery_id: Id) -> None:
    """Mark a delivery that could not be read further, for whoever looks after the installation."""
    update(connection, delivery, [{"id": delivery_id, "failure": READING_FAILED}])
