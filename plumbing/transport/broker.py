"""A producer that sends whole batches for each partition, in bounded time, and is made anew after any failure.

It costs a microsecond of CPU an event (docs/decisions/0016). aiokafka's idempotent producer refuses everything for a
partition after one refused batch, and waits without a limit while no broker answers: hence the new one, and the limits.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    CorruptRecordException,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from schemas.envelope import CONTENT_TYPE, Outgoing

HEADERS: Final = [("content-type", CONTENT_TYPE.encode())]
BATCH_BYTES: Final = 512 * 1024
"""A chunk's events for one partition go in one batch (the default of 16 KiB holds thirty of them)."""
EVENTS_AT_ONCE: Final = 5_000
"""Events that are sent within one limit of time."""
START_WITHIN: Final = 5.0
TOPIC_WITHIN: Final = 3.0
"""Seconds to learn a topic's partitions: one that is missing has to be made first."""
SEND_WITHIN: Final = 10.0
STOP_WITHIN: Final = 1.0
REFUSED_FOR_GOOD: Final = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    InvalidTopicError,
    CorruptRecordException,
)
"""What the broker says of a batch or an event that it will never take, however often it is sent."""
Place = tuple[str, int]
"""Topic and partition."""


class Broker:
    """The broker, as one task of an event loop sends to it."""

    def __init__(self, settings: Settings) -> None:
        """Nothing connects until there is something to send. The embedded broker knows no idempotent producer."""
        self._settings = settings
        self._producer: AIOKafkaProducer | None = None
        self._partition = DefaultPartitioner()

    async def send(self, events: Sequence[Outgoing]) -> None:
        """Send all events and wait until the broker has them. Raises KafkaError or TimeoutError.

        Some may have arrived even then: nobody minds an event that comes twice.
        """
        try:
            for first in range(0, len(events), EVENTS_AT_ONCE):
                part = events[first : first + EVENTS_AT_ONCE]
                producer = await self._started()
                places = await asyncio.wait_for(self._places(producer, part), TOPIC_WITHIN)
                await asyncio.wait_for(_sent(producer, places), SEND_WITHIN)
        except (KafkaError, OSError):
            await self._give_up()
            raise

    async def stop(self) -> None:
        """Disconnect: what is not sent by now stays in the outbox."""
        await self._give_up()

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            self._producer = AIOKafkaProducer(
                bootstrap_servers=self._settings.kafka.split(","),
                enable_idempotence=not self._settings.embedded_broker,
                acks="all",
                linger_ms=2,
                max_batch_size=BATCH_BYTES,
                **security_of(self._settings),
            )
            await asyncio.wait_for(self._producer.start(), START_WITHIN)
        return self._producer

    async def _give_up(self) -> None:
        """End the producer without waiting for what it holds: `stop` alone would, for as long as no broker answers."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        for ending in (producer.stop, producer._sender.close, producer.client.close):
            with suppress(KafkaError, OSError):
                await asyncio.wait_for(ending(), STOP_WITHIN)

    async def _places(self, producer: AIOKafkaProducer, events: Sequence[Outgoing]) -> dict[Place, list[Outgoing]]:
        groups: dict[Place, list[Outgoing]] = defaultdict(list)
        places: dict[tuple[str, str], int] = {}
        for event in events:
            where = (event.topic, event.key)
            if where not in places:
                partitions = sorted(await producer.partitions_for(event.topic))
                places[where] = int(self._partition(event.key.encode(), partitions, partitions))
            groups[event.topic, places[where]].append(event)
        return groups


async def _sent(producer: AIOKafkaProducer, groups: dict[Place, list[Outgoing]]) -> None:
    filled = [(place, batch) for place, group in groups.items() for batch in _batches(producer, group)]
    sent = [await producer.send_batch(batch, topic, partition=partition) for (topic, partition), batch in filled]
    await asyncio.gather(*sent)


def _batches(producer: AIOKafkaProducer, group: Sequence[Outgoing]) -> Iterator[BatchBuilder]:
    """The events of one partition in full batches. An empty one takes an event of any size: the broker judges it."""
    batch = producer.create_batch()
    for event in group:
        if not _took(batch, event):
            yield batch
            batch = producer.create_batch()
            _took(batch, event)
    yield batch


def _took(batch: BatchBuilder, event: Outgoing) -> bool:
    key, value = event.key.encode(), event.payload.encode()
    return batch.append(key=key, value=value, timestamp=None, headers=HEADERS) is not None
