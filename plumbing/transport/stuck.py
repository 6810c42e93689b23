"""Stuck messages: recorded with type and place of the error, no values; retried on command, forgotten if overtaken."""

from collections.abc import Callable, Collection
from typing import Final

import structlog
from sqlalchemy import Connection, Engine, delete

from plumbing.record.tables import stuck
from plumbing.record.write import Keys, insert, rows_of
from plumbing.running.logging import code_location
from plumbing.transport.outbox import Batch, store
from schemas.envelope import CloudEvent, read_payload
from schemas.events import TOPIC_OF
from schemas.ids import Id

log = structlog.get_logger(__name__)
ANY_STUCK: Final = "SELECT 1 FROM stuck WHERE service = %s LIMIT 1"
OVERTAKEN: Final = """
DELETE FROM stuck k USING {done}
WHERE k.municipality = done.municipality AND k.subject = done.subject AND k.service = %s RETURNING k.event_id
"""


def stuck_marker(engine: Engine, service: str) -> Callable[[CloudEvent, BaseException], bool]:
    """A function that records an event as stuck in `service`, and says whether it was not so before."""

    def mark(event: CloudEvent, error: BaseException) -> bool:
        row = {
            "municipality": event.data["municipality"],
            "event_id": event.id,
            "service": service,
            "topic": TOPIC_OF[event.type],
            "subject": event.subject,
            "error": type(error).__name__,
            "location": code_location(error),
            "event": event.model_dump(mode="json"),
        }
        with engine.begin() as connection:
            new = insert(connection, stuck, [row], conflict="ON CONFLICT DO NOTHING", returning="event_id")
        log.error("stuck", trace_id=event.trace_id, error=row["error"], location=row["location"])
        return bool(new)

    return mark


def forget_overtaken(connection: Connection, service: str, done: Collection[tuple[str, Id]]) -> None:
    """Forget what got stuck in `service` on subjects (with their municipality) whose work this transaction has done.

    What stayed would hide a subject from the relay although nothing is wrong with it any more. One look for a batch;
    only when anything is stuck at all are subjects looked up.
    """
    if connection.exec_driver_sql(ANY_STUCK, (service,)).first():
        keys = Keys(stuck, ("municipality", "subject"), done)
        for row in rows_of(connection, OVERTAKEN, service, done=keys):
            log.info("stuck-overtaken", event_id=row.event_id)


def retry_stuck(connection: Connection) -> int:
    """Put every stuck event into the outbox again and forget that it was stuck (role relay); gives their number."""
    rows = connection.execute(delete(stuck).returning(stuck.c.event)).scalars().all()
    for event in rows:
        parsed = CloudEvent.model_validate(event)
        store(connection, Batch(parsed.id, (read_payload(parsed.model_dump_json(exclude_none=True)),)))
    return len(rows)
