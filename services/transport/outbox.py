"""Outbox: one row per batch of events in the transaction that changes rows, deleted once it is published.

A kill between commit and publication leaves the row; the relay publishes it (docs/decisions/0003).
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import orjson
from sqlalchemy import Connection, Engine

from schemas.envelope import event_id, traceparent
from schemas.events import EVENTS, EventData


class Outgoing(NamedTuple):
    """An event on its way: `payload` is a CloudEvent as JSON text, `key` the municipality."""

    id: UUID
    topic: str
    key: str
    payload: str

    @property
    def trace_id(self) -> str:
        """The trace that its `traceparent` names: the signal that is followed through all services."""
        return self.payload.partition('"traceparent":"00-')[2][:32]


@dataclass(frozen=True)
class Chunk:
    """The events of one committed transaction and the outbox row that holds them."""

    id: UUID
    events: tuple[Outgoing, ...]


def compose(data: EventData, *, cause: UUID, subject: UUID, trace: UUID, at: datetime, source: str) -> Outgoing:
    """The CloudEvent of `data`. The id follows from `cause`; `trace` is the signal (or case) that is followed.

    One cause brings about at most one event of each type.
    """
    kind = EVENTS[type(data)]
    name, about = event_id(cause, kind.type), str(subject)
    event = {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "type": kind.type,
        "subject": about,
        "time": at,
        "datacontenttype": "application/json",
        "dataref": kind.dataref.replace("{id}", about),
        "traceparent": traceparent(trace, name),
        "data": {alias: value for name, alias in _aliases(type(data)) if (value := getattr(data, name)) is not None},
    }
    return Outgoing(name, kind.topic, data.municipality, orjson.dumps(event).decode())


@cache
def _aliases(kind: type[EventData]) -> tuple[tuple[str, str], ...]:
    """Attributes of an event's data and their outward names."""
    return tuple((name, field.alias or name) for name, field in kind.model_fields.items())


@dataclass
class Outbox:
    """What one process has published and not yet deleted. Safe to share between threads."""

    _published: deque[UUID] = field(default_factory=deque)

    def write(self, connection: Connection, events: Sequence[Outgoing]) -> Chunk | None:
        """Store `events` in the open transaction, and delete rows published before. None when there are none."""
        self._delete(connection)
        if not events:
            return None
        chunk = Chunk(uuid4(), tuple(events))
        store(connection, chunk)
        return chunk

    def published(self, chunk: Chunk) -> None:
        """Remember that every event of `chunk` is with the broker."""
        self._published.append(chunk.id)

    def tidy(self, engine: Engine) -> None:
        """Delete what is published, in a transaction of its own (when idle or stopping)."""
        if self._published:
            with engine.begin() as connection:
                self._delete(connection)

    def _delete(self, connection: Connection) -> None:
        done = self._take()
        if done:
            connection.exec_driver_sql("DELETE FROM outbox WHERE id = ANY(%s)", (done,))

    def _take(self) -> list[UUID]:
        taken: list[UUID] = []
        with suppress(IndexError):
            while True:
                taken.append(self._published.popleft())
        return taken


def store(connection: Connection, chunk: Chunk) -> None:
    """Insert the row of a chunk."""
    rows = [{"id": one.id, "topic": one.topic, "key": one.key, "payload": one.payload} for one in chunk.events]
    sql = "INSERT INTO outbox (id, events) VALUES (%s, %s::json)"
    connection.exec_driver_sql(sql, (chunk.id, orjson.dumps(rows).decode()))


def from_row(row: dict[str, Any]) -> Outgoing:
    """The event of an outbox row."""
    return Outgoing(UUID(row["id"]), row["topic"], row["key"], row["payload"])
