"""The Kafka topics: one an event type, keyed by municipality; and one for each partner that pushes its signals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.events import EVENTS
from schemas.ids import Id, checked

PARTITIONS: Final = 12
RETENTION_MS: Final = 7 * 24 * 3600 * 1000
"""Seven days: Kafka is a wake-up, PostgreSQL the record."""


@dataclass(frozen=True)
class Topic:
    """A topic as it is created."""

    name: str
    partitions: int = PARTITIONS
    retention_ms: int = RETENTION_MS
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


TOPICS: Final = tuple(Topic(event.topic) for event in EVENTS.values())

FEED: Final = "partner-feed."
"""Begins the name of a topic to which one partner pushes its signals; the partner's id ends it."""
FEED_RETENTION_MS: Final = 3 * 24 * 3600 * 1000
"""Three days [A]: residents stand in these messages. Long enough for a weekend in which nobody mends us."""
FEED_MESSAGE_BYTES: Final = 4 * 1024 * 1024
"""Of one message: as much as one request at the door."""
FEED_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cleanup.policy": "delete",
        "max.message.bytes": str(FEED_MESSAGE_BYTES + 64 * 1024),
        "compression.type": "uncompressed",
        "message.timestamp.type": "LogAppendTime",
    }
)
"""Nothing in them is the partner's choice: the broker unpacks what came compressed, so that we can read it whatever it
was packed with, and stamps the time, so that a message can neither ask to be kept for ever nor look like an older one.
"""


def feed_topic(partner_id: Id) -> Topic:
    """The inbound topic of a partner. One partition: its messages are read in the order in which they were taken."""
    return Topic(FEED + partner_id, 1, FEED_RETENTION_MS, FEED_SETTINGS)


def partner_of_feed(topic: str) -> Id:
    """The partner that may write to a feed topic: the name alone says it. Raises ValueError for any other topic."""
    prefix, _, name = topic.partition(FEED)
    if prefix:
        raise ValueError("no feed topic")
    return checked(name)


class Pushed(NamedTuple):
    """A message and its place. `at`: when the broker took it, in milliseconds; with it the place is one for ever.

    A topic that is deleted and made again counts its offsets from zero, but not at the same moment.
    """

    topic: str
    partition: int
    offset: int
    at: int
    value: bytes | None
