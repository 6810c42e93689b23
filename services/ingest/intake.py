"""The intake: takes a JSON request or an uploaded file in, one transaction each, and publishes after the commit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final, NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from domain.law.calendar import local_date
from plumbing.record.connect import lock_lost, transaction
from plumbing.record.tables import delivery
from plumbing.record.write import insert
from plumbing.running.clock import Clock
from plumbing.transport.outbox import Batch
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState
from services.ingest.accept import Desk, Judged, Receipt, accept
from services.ingest.checks.judge import judge_request
from services.ingest.files.chunks import read_chunks, store_chunk
from services.ingest.files.mapping import ColumnMapping
from services.ingest.registry import Partner
from services.ingest.rows import Origin, new_ids

T = TypeVar("T")
TRIES: Final = 3


class Publishes(Protocol):
    """The part of the publisher that ingest uses."""

    def submit(self, chunk: Batch | None) -> None:
        """Take a committed chunk of events."""


class Taken(NamedTuple):
    """A delivery that stands in the record: its id, state, moment of receipt (UTC), number of records, receipts."""

    id: Id
    state: DeliveryState
    received_at: datetime
    lines: int
    receipts: list[Receipt]


@dataclass(frozen=True)
class Intake:
    """Everything that taking in needs. All methods block on the database: call them in a thread."""

    engine: Engine
    clock: Clock
    desk: Desk
    publisher: Publishes

    def take_request(self, partner: Partner, body: bytes) -> Taken:
        """Take `{"signalen": [...]}` in. Raises MalformedError when the request as a whole cannot be read."""
        now = self.clock()
        verdicts = judge_request(body, partner.on(local_date(now)))
        records = [Judged(line, verdict) for line, verdict in enumerate(verdicts, 1)]
        origin = Origin(partner.id, partner.kind, next(iter(new_ids(1, now))), now)

        def work(connection: Connection) -> tuple[Taken, Batch | None]:
            _open_delivery(connection, origin, DeliveryState.DONE, len(records))
            receipts, chunk = accept(connection, self.desk, origin, records, now)
            return Taken(origin.delivery_id, DeliveryState.DONE, now, len(records), receipts), chunk

        return self.in_transaction(partner.id, work)

    def take_file(self, partner: Partner, stream: IO[bytes], mapping: ColumnMapping) -> Taken:
        """Store a CSV file as chunks, to be read by the file worker. Raises FileError when it cannot be read."""
        now = self.clock()
        origin = Origin(partner.id, partner.kind, next(iter(new_ids(1, now))), now)

        def work(connection: Connection) -> tuple[Taken, Batch | None]:
            stream.seek(0)
            _open_delivery(connection, origin, DeliveryState.PROCESSING, 0, mapping.name)
            lines = 0
            for number, rows in enumerate(read_chunks(stream, mapping)):
                store_chunk(connection, origin, number, rows)
                lines += len(rows)
            state = DeliveryState.PROCESSING if lines else DeliveryState.DONE
            connection.exec_driver_sql(
                "UPDATE delivery SET lines = %s, state = %s WHERE id = %s", (lines, state, origin.delivery_id)
            )
            return Taken(origin.delivery_id, state, now, lines, []), None

        return self.in_transaction(partner.id, work)

    def in_transaction(self, partner_id: Id, work: Callable[[Connection], tuple[T, Batch | None]]) -> T:
        """Run `work` in one transaction with the partner's scope; again when a lock was lost; then publish."""
        for left in reversed(range(TRIES)):
            try:
                with transaction(self.engine, partner=partner_id) as connection:
                    result, chunk = work(connection)
            except DBAPIError as error:
                if not left or not lock_lost(error):
                    raise
            else:
                self.publisher.submit(chunk)
                return result
        raise AssertionError("unreachable: the last try returns or raises")


def _open_delivery(
    connection: Connection, origin: Origin, state: DeliveryState, lines: int, mapping: str | None = None
) -> None:
    row = {
        "id": origin.delivery_id,
        "partner_id": origin.partner_id,
        "format": "csv" if mapping else "json",
        "mapping": mapping,
        "state": state,
        "received_at": origin.received_at,
        "lines": lines,
    }
    insert(connection, delivery, [row])
