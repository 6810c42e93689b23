"""The Kafka topics: one an event type, keyed by municipality."""

from dataclasses import dataclass
from typing import Final

from schemas.events import EVENTS

PARTITIONS: Final = 12
RETENTION_MS: Final = 7 * 24 * 3600 * 1000
"""Seven days: Kafka is a wake-up, PostgreSQL the record."""


@dataclass(frozen=True)
class Topic:
    """A topic as it is created."""

    name: str
    partitions: int = PARTITIONS
    retention_ms: int = RETENTION_MS


TOPICS: Final = tuple(Topic(event.topic) for event in EVENTS.values())
