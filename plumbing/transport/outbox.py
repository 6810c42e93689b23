"""Outbox: one row per batch of events in the transaction that changes rows, deleted once it is published.

A kill between commit and publication leaves the row; the relay publishes it (docs/decisions/0003).
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import orjson
from pydantic.alias_generators import to_camel
from sqlalchemy import Connection, Engine

from plumbing.running.chance import new_id
from schemas.envelope import traceparent
from schemas.events import EVENTS, TOPIC_OF, EventData
from schemas.ids import Id, event_id

BETWEEN: Final = "\n\n"
"""Between the blocks of an outbox row."""
OUTWARD: Final = {kind: tuple(to_camel(attribute.name) for attribute in fields(kind)) for kind in EVENTS}
"""Outward names of the attributes of an event's data, in their order."""


class Outgoing(NamedTuple):
    """An event on its way: a CloudEvent as JSON text in two parts, what it shares with others (or nothing) and its own.

    `key` is the municipality; `trace_id` (hexadecimal) the signal that is followed through all services.
    """

    id: str
    topic: str
    key: str
    trace_id: str
    head: str
    tail: str

    @property
    def payload(self) -> str:
        """The whole event."""
        return self.head + self.tail


@dataclass(frozen=True)
class Chunk:
    """The events of one committed transaction and the outbox row that holds them."""

    id: Id
    events: tuple[Outgoing, ...]


def compose(data: EventData, *, cause: Id, subject: Id, trace: str, at: datetime, source: str) -> Outgoing:
    """The CloudEvent of `data`. Its id follows from `cause`; `trace` is the signal (or case) that is followed.

    `trace` may have its hyphens or not. One cause brings about at most one event of each type. Put together by hand
    (half the time of one `dumps`): ids, addresses of the API and what `orjson` wrote hold nothing that JSON escapes.
    """
    kind = EVENTS[type(data)]
    name, traced = event_id(cause, kind.type), trace.replace("-", "")
    values = zip(OUTWARD[type(data)], vars(data).values(), strict=True)
    content = {alias: value for alias, value in values if value is not None}
    tail = (
        f',"id":"{name}","subject":"{subject}","dataref":"{kind.dataref.replace("{id}", subject)}"'
        f',"traceparent":"{traceparent(traced, name)}","data":{orjson.dumps(content).decode()}}}'
    )
    return Outgoing(name, kind.topic, data.municipality, traced, _head(kind.type, source, at), tail)


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


@dataclass
class Outbox:
    """What one process has published and not yet deleted. Safe to share between threads."""

    _published: deque[Id] = field(default_factory=deque)

    def write(self, connection: Connection, events: Sequence[Outgoing]) -> Chunk | None:
        """Store `events` in the open transaction, and delete rows published before. None when there are none."""
        self._delete(connection)
        if not events:
            return None
        chunk = Chunk(new_id(), tuple(events))
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

    def _take(self) -> list[Id]:
        taken: list[Id] = []
        with suppress(IndexError):
            while True:
                taken.append(self._published.popleft())
        return taken


def store(connection: Connection, chunk: Chunk) -> None:
    """Insert the row of a chunk: blocks of lines, first what events share (kind, source, time), then the rest."""
    blocks: dict[str, list[str]] = {}
    for one in chunk.events:
        blocks.setdefault(one.head, [one.head]).append(one.tail)
    lines = BETWEEN.join("\n".join(block) for block in blocks.values())
    connection.exec_driver_sql("INSERT INTO outbox (id, events) VALUES (%s, %s)", (chunk.id, lines))


def from_blocks(events: str) -> list[Outgoing]:
    """The events of an outbox row. Raises ValueError or KeyError for what is none."""
    return [event for block in events.split(BETWEEN) for event in _from_block(*block.split("\n"))]


def _from_block(head: str, *tails: str) -> list[Outgoing]:
    """The events of one block; before version 0003 a line was a whole event, and nothing was shared."""
    whole = [head, *tails] if head.endswith("}") else [head + tail for tail in tails]
    if not whole:
        raise ValueError("a block without events")
    return [from_payload(payload) for payload in whole]


def from_payload(payload: str) -> Outgoing:
    """An event that is there as JSON text."""
    event = orjson.loads(payload)
    trace = event["traceparent"][3:35]
    return Outgoing(event["id"], TOPIC_OF[event["type"]], event["data"]["municipality"], trace, "", payload)
