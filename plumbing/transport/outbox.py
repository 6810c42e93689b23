"""Outbox: one row per batch of events in the transaction that changes rows, deleted once it is published.

A kill between commit and publication leaves the row; the relay publishes it (docs/decisions/0003).
"""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine

from plumbing.running.chance import new_id
from schemas.envelope import Outgoing, Told, read_payload, written
from schemas.ids import Id

BETWEEN_BLOCKS: Final = "\n\n"


@dataclass(frozen=True)
class Batch:
    """The events of one committed transaction and the outbox row that holds them."""

    id: Id
    events: tuple[Outgoing, ...]


Submit = Callable[[Batch | None], None]
"""Takes a committed batch to whoever publishes it, and never waits."""


@dataclass
class Outbox:
    """What one process tells, and has published and not yet deleted. Safe to share between threads.

    `source`: this organisation and system, on every event.
    """

    source: str
    _published: deque[Id] = field(default_factory=deque)

    def write(self, connection: Connection, told: Sequence[Told], at: datetime) -> Batch | None:
        """Store what is `told` in the open transaction, and delete rows published before. None when nothing is told."""
        self._delete(connection)
        if not told:
            return None
        batch = Batch(new_id(), tuple([written(one, self.source, at) for one in told]))
        store(connection, batch)
        return batch

    def published(self, batch: Batch) -> None:
        """Remember that every event of `batch` is with the broker."""
        self._published.append(batch.id)

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


def store(connection: Connection, batch: Batch) -> None:
    """Insert the row of a batch."""
    connection.exec_driver_sql("INSERT INTO outbox (id, events) VALUES (%s, %s)", (batch.id, packed(batch.events)))


def packed(events: Sequence[Outgoing]) -> str:
    """Events as blocks of lines: what those of a block share (kind, source, time) stands once, then each one's own."""
    blocks: dict[str, list[str]] = {}
    for one in events:
        head = one.payload[: one.shared]
        blocks.setdefault(head, [head]).append(one.payload[one.shared :])
    return BETWEEN_BLOCKS.join("\n".join(block) for block in blocks.values())


def events_in(text: str) -> list[Outgoing]:
    """The events of `packed`. Raises ValueError, KeyError or TypeError for what is none."""
    return [event for block in text.split(BETWEEN_BLOCKS) for event in _from_block(*block.split("\n"))]


def _from_block(head: str, *tails: str) -> list[Outgoing]:
    if not tails:
        raise ValueError("a block without events")
    return [read_payload(head + tail) for tail in tails]
