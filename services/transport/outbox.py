"""Outbox: one row per batch of events in the transaction that changes rows, deleted once it is published.

A kill between commit and publication leaves the row; the relay publishes it (docs/decisions/0003).
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple
from uuid import UUID, uuid4

import orjson
from sqlalchemy import Connection, Engine

from schemas.envelope import event_name, traceparent
from schemas.events import EVENTS, TOPIC_OF, EventData


class Outgoing(NamedTuple):
    """An event on its way: `payload` is a CloudEvent as JSON text, `key` the municipality."""

    id: str
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

    One cause brings about at most one event of each type. Put together by hand (half the time of one `dumps`): ids,
    addresses of the API and what `orjson` wrote hold nothing that JSON would escape.
    """
    kind = EVENTS[type(data)]
    name, about = event_name(cause, kind.type), str(subject)
    content = {alias: value for key, alias in _aliases(type(data)) if (value := getattr(data, key)) is not None}
    payload = (
        f'{_head(kind.type, source, at)},"id":"{name}","subject":"{about}"'
        f',"dataref":"{kind.dataref.replace("{id}", about)}","traceparent":"{traceparent(trace, name)}"'
        f',"data":{orjson.dumps(content).decode()}}}'
    )
    return Outgoing(name, kind.topic, data.municipality, payload)


@lru_cache(64)
def _head(kind: str, source: str, at: datetime) -> str:
    """What the events of one kind in a batch share: the open beginning of a JSON object."""
    shared = {
        "specversion": "1.0",
        "type": kind,
        "source": source,
        "time": at,
        "datacontenttype": "application/json",
    }
    return orjson.dumps(shared).decode().removesuffix("}")


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
    """Insert the row of a chunk: an event on each line."""
    lines = "\n".join(one.payload for one in chunk.events)
    connection.exec_driver_sql("INSERT INTO outbox (id, events) VALUES (%s, %s)", (chunk.id, lines))


def from_lines(events: str) -> list[Outgoing]:
    """The events of an outbox row."""
    return [_from_payload(line) for line in events.split("\n")]


def _from_payload(payload: str) -> Outgoing:
    event = orjson.loads(payload)
    return Outgoing(event["id"], TOPIC_OF[event["type"]], event["data"]["municipality"], payload)
