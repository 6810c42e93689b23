"""The relay: publishes outbox rows that their own process did not, in order of creation, and deletes them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from sqlalchemy import Connection, Engine, select, text

from plumbing.record.tables import outbox
from plumbing.running.metrics import RELAYED
from plumbing.transport.outbox import events_in
from plumbing.transport.publish import Broker
from schemas.envelope import Outgoing

log = structlog.get_logger(__name__)
ROWS: Final = 200
ELECTION: Final = "SELECT pg_try_advisory_lock(hashtextextended('vroegsignaal-relay', 0))"
RESIGN: Final = "SELECT pg_advisory_unlock(hashtextextended('vroegsignaal-relay', 0))"


@contextmanager
def elected(engine: Engine, seconds: float = 1.0) -> Iterator[Connection]:
    """Wait until this process is the one relay; a spare waits here. Lost with its connection."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(text(ELECTION)).scalar_one():
            time.sleep(seconds)
        try:
            yield connection
        finally:
            connection.execute(text(RESIGN))


async def relay_once(engine: Engine, broker: Broker, older_than: float) -> int:
    """Publish and delete up to 200 rows older than `older_than` seconds; gives the number of events."""
    found = _due(engine, older_than)
    events = [event for _, row in found for event in row]
    if events:
        await broker.send(events)
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM outbox WHERE id = ANY(%s)", ([name for name, _ in found],))
        RELAYED.inc(len(events))
    return len(events)


def _due(engine: Engine, older_than: float) -> list[tuple[object, list[Outgoing]]]:
    # What was written in what is the future by now is old too: the record's clock was ahead.
    due = text("created_at NOT BETWEEN clock_timestamp() - make_interval(secs => :seconds) AND clock_timestamp()")
    rows = select(outbox.c.id, outbox.c.events).where(due).order_by(outbox.c.created_at).limit(ROWS)
    with engine.connect() as connection:
        found = connection.execute(rows, {"seconds": older_than}).all()
    return [(row.id, events) for row in found if (events := _read(row.id, row.events))]


def _read(name: object, events: str) -> list[Outgoing]:
    """The events of a row; none, and the row stays, when it cannot be read: it must not keep the rest from going."""
    try:
        return events_in(events)
    except (ValueError, KeyError, TypeError) as error:
        log.error("outbox-row-unreadable", row=name, error=type(error).__name__)
        return []
