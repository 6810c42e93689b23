"""The relay: publishes outbox rows that their own process did not, in order of creation, and deletes them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import structlog
from aiokafka.errors import KafkaError
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, select, text

from plumbing.record.tables import outbox
from plumbing.running.metrics import REFUSED, RELAYED
from plumbing.transport.broker import REFUSED_FOR_GOOD, Broker
from plumbing.transport.outbox import events_in
from plumbing.transport.stuck import stuck_marker
from schemas.envelope import CloudEvent, Outgoing
from schemas.events import EVENTS

log = structlog.get_logger(__name__)
ROWS: Final = 200
WOKEN_BY: Final = {kind.topic: kind.wakes or "relay" for kind in EVENTS.values()}
"""In whose name an event is stuck that the broker refuses: the process that it does not wake now."""
ELECTION: Final = "SELECT pg_try_advisory_lock(hashtextextended('vroegsignaal-relay', 0))"
RESIGN: Final = "SELECT pg_advisory_unlock(hashtextextended('vroegsignaal-relay', 0))"


class _Row(NamedTuple):
    id: object
    events: list[Outgoing]


@contextmanager
def elected(engine: Engine, wait: Callable[[], None]) -> Iterator[Connection]:
    """Wait until this process is the one relay, a spare with `wait` between two tries. Lost with its connection.

    Raises OperationalError when the record is away.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(text(ELECTION)).scalar_one():
            wait()
        try:
            yield connection
        finally:
            connection.execute(text(RESIGN))


async def relay_once(engine: Engine, broker: Broker, older_than: float) -> int:
    """Publish and delete up to 200 rows older than `older_than` seconds; gives the number of events that went.

    One event that the broker refuses for good is set aside as stuck, so that it does not keep back all later ones.
    """
    found = _due(engine, older_than)
    if not found:
        return 0
    try:
        await broker.send([event for row in found for event in row.events])
        refused: list[tuple[Outgoing, KafkaError]] = []
    except REFUSED_FOR_GOOD:
        refused = await _send_each(broker, found)
    for event, error in refused:
        _set_aside(engine, event, error)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM outbox WHERE id = ANY(%s)", ([row.id for row in found],))
    sent = sum(len(row.events) for row in found) - len(refused)
    RELAYED.inc(sent)
    return sent


async def _send_each(broker: Broker, rows: Sequence[_Row]) -> list[tuple[Outgoing, KafkaError]]:
    """Send row by row, and where one is refused event by event; gives the events that are refused alone too."""
    refused: list[tuple[Outgoing, KafkaError]] = []
    for row in rows:
        try:
            await broker.send(row.events)
        except REFUSED_FOR_GOOD as error:
            if len(row.events) == 1:
                refused.append((row.events[0], error))
            else:
                refused += await _send_each(broker, [_Row(row.id, [event]) for event in row.events])
    return refused


def _set_aside(engine: Engine, event: Outgoing, error: KafkaError) -> None:
    """Mark an event as stuck. One that no consumer could read either is only counted: its work is found undone."""
    REFUSED.inc()
    try:
        read = CloudEvent.model_validate_json(event.payload)
    except ValidationError as unreadable:
        log.error("refused-unreadable", topic=event.topic, errors=unreadable.error_count())
        return
    stuck_marker(engine, WOKEN_BY[event.topic])(read, error)


def _due(engine: Engine, older_than: float) -> list[_Row]:
    due = text("created_at < clock_timestamp() - make_interval(secs => :seconds)")
    rows = select(outbox.c.id, outbox.c.events).where(due).order_by(outbox.c.created_at).limit(ROWS)
    with engine.connect() as connection:
        found = connection.execute(rows, {"seconds": older_than}).all()
    return [_Row(row.id, events) for row in found if (events := _read(row.id, row.events))]


def _read(name: object, events: str) -> list[Outgoing]:
    """The events of a row; none, and the row stays, when it cannot be read: it must not keep the rest from going."""
    try:
        return events_in(events)
    except (ValueError, KeyError, TypeError) as error:
        log.error("outbox-row-unreadable", row=name, error=type(error).__name__)
        return []
