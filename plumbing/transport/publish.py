"""The publisher: sends committed chunks to the broker after the commit; nothing waits for it.

What it cannot send stays in the outbox for the relay.
"""

import asyncio
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from typing import Final

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from plumbing.running.settings import Settings
from plumbing.running.stopping import end
from plumbing.transport.broker import Broker
from plumbing.transport.outbox import Batch, Outbox

WAITING_CHUNKS: Final = 1_000
TIDY_AFTER_SECONDS: Final = 0.5
RETRY_SECONDS: Final = 1.0
TIDY_WITHIN: Final = 3.0
_topic = attrgetter("topic")
log = structlog.get_logger(__name__)


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
        """Stop and delete what is published, in a few seconds also while the broker or the record is away."""
        if self._task:
            await end(self._task)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._tidy(), TIDY_WITHIN)

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
        broker = Broker(self._settings)
        try:
            while True:
                try:
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
