"""The publisher: sends committed chunks to the broker after the commit; nothing waits for it.

What it cannot send stays in the outbox for the relay.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from plumbing.running.settings import Settings
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import CONTENT_TYPE, Outgoing

HEADERS: Final = [("content-type", CONTENT_TYPE.encode())]
BATCH_BYTES: Final = 512 * 1024
"""A chunk's events for one partition go in one batch (the default of 16 KiB holds thirty of them)."""
WAITING_CHUNKS: Final = 1_000
TIDY_AFTER_SECONDS: Final = 0.5
RETRY_SECONDS: Final = 1.0
_topic = attrgetter("topic")
log = structlog.get_logger(__name__)


class Broker:
    """A producer that sends whole batches per partition (a microsecond of CPU an event, docs/decisions/0016)."""

    def __init__(self, settings: Settings) -> None:
        """Must be made inside a running event loop. The embedded broker knows no idempotent producer."""
        self._producer = AIOKafkaProducer(
            bootstrap_servers=settings.kafka.split(","),
            enable_idempotence=not settings.embedded_broker,
            acks="all",
            linger_ms=2,
            max_batch_size=BATCH_BYTES,
        )
        self._partition = DefaultPartitioner()

    async def start(self) -> None:
        """Connect. Raises KafkaError when no broker answers."""
        await self._producer.start()

    async def stop(self) -> None:
        """Send what is buffered and disconnect."""
        await self._producer.stop()

    async def send(self, events: Iterable[Outgoing]) -> None:
        """Send all events and wait until the broker has them. Raises KafkaError."""
        groups: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        places: dict[tuple[str, str], int] = {}
        for event in events:
            where = (event.topic, event.key)
            if where not in places:
                places[where] = await self._place(event)
            groups[event.topic, places[where]].append(event)
        sent = [done for place, group in groups.items() for done in await self._send_group(place, group)]
        await asyncio.gather(*sent)

    async def _place(self, event: Outgoing) -> int:
        partitions = sorted(await self._producer.partitions_for(event.topic))
        return int(self._partition(event.key.encode(), partitions, partitions))

    async def _send_group(self, place: tuple[str, int], group: list[Outgoing]) -> list[asyncio.Future[object]]:
        topic, partition = place
        sent = []
        batch = self._producer.create_batch()
        for event in group:
            key, value = event.key.encode(), event.payload.encode()
            if batch.append(key=key, value=value, timestamp=None, headers=HEADERS) is None:
                sent.append(await self._producer.send_batch(batch, topic, partition=partition))
                batch = self._producer.create_batch()
                batch.append(key=key, value=value, timestamp=None, headers=HEADERS)
        sent.append(await self._producer.send_batch(batch, topic, partition=partition))
        return sent


class Publisher:
    """Publishes the chunks of one process in the background; `submit` may be called from any thread."""

    def __init__(self, settings: Settings, outbox: Outbox, engine: Engine) -> None:
        """`engine` serves to delete published rows when the process is idle."""
        self._settings, self._outbox, self._engine = settings, outbox, engine
        self._chunks: asyncio.Queue[Batch] = asyncio.Queue(WAITING_CHUNKS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin publishing (again is harmless); a broker that is away only makes the relay's work longer."""
        if self._task:
            return
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop and delete what is published."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._tidy()

    async def _tidy(self) -> None:
        """Delete what is published; while the record is away the relay will do it."""
        try:
            await asyncio.to_thread(self._outbox.tidy, self._engine)
        except SQLAlchemyError as error:
            log.warning("outbox-not-tidied", error=type(error).__name__)

    def submit(self, chunk: Batch | None) -> None:
        """Hand over a committed chunk. Never waits: when too many wait already, the relay publishes it."""
        if chunk and self._loop:
            for topic, events in groupby(sorted(chunk.events, key=_topic), key=_topic):
                log.info("committed", topic=topic, trace_ids=[event.trace_id for event in events])
            self._loop.call_soon_threadsafe(self._offer, chunk)

    def _offer(self, chunk: Batch) -> None:
        with suppress(asyncio.QueueFull):
            self._chunks.put_nowait(chunk)

    async def _run(self) -> None:
        while True:
            broker = Broker(self._settings)
            try:
                await broker.start()
                await self._publish(broker)
            except (KafkaError, OSError) as error:
                log.warning("broker-away", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                await broker.stop()

    async def _publish(self, broker: Broker) -> None:
        while True:
            try:
                chunk = await asyncio.wait_for(self._chunks.get(), TIDY_AFTER_SECONDS)
            except TimeoutError:
                await self._tidy()
                continue
            await broker.send(chunk.events)
            self._outbox.published(chunk)
