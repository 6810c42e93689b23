"""The consumer loop: batches from Kafka through Faust, acknowledged by hand after the commit.

Faust acknowledges an event even if its agent raised (docs/decisions/0001), so nothing is left to it.
"""

import asyncio
import os
from collections.abc import AsyncIterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import structlog
import uvloop
from sqlalchemy import Engine

from plumbing.running.settings import Settings
from plumbing.transport.consume import Reading
from plumbing.transport.fates import Fates, Work
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.transport.stuck import stuck_marker

uvloop.install()  # Before faust is imported, else it has no effect: a fifth less CPU for each event.
import faust  # noqa: E402

from plumbing.transport.bundles import BundlingTransport  # noqa: E402

log = structlog.get_logger(__name__)
BUNDLES: Final = 10
"""Bundles that are taken together at most: a thousand messages when many wait, few when signals are few."""


class QuietMonitor(faust.Monitor):
    """Faust's own monitor without its measurements of every single event: ours are per batch."""

    def on_message_in(self, *_: Any) -> None:
        """Measure nothing."""

    def on_stream_event_in(self, *_: Any) -> None:
        """Measure nothing."""

    def on_stream_event_out(self, *_: Any) -> None:
        """Measure nothing."""


class Consumer:
    """One process that consumes topics as a group. `works`: topic to the work that is done with its events."""

    def __init__(self, group: str, settings: Settings, engine: Engine, works: Mapping[str, Work], outbox: Outbox):
        """Nothing connects until `run`."""
        self._group, self._settings, self._outbox, self._engine = group, settings, outbox, engine
        self._works = works
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="work")
        self.ready = False

    def run(self) -> None:
        """Consume until a signal stops it; exits with code 1 when it stopped unacknowledged."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        app = self._app()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # Its spinner would stand between our log lines.
            worker = faust.Worker(app, loop=loop, override_logging=False, redirect_stdouts=False, stdout=nowhere)
            worker.execute_from_commandline()

    def _app(self) -> Any:
        settings = self._settings
        folder = Path(settings.home) / "faust" / self._group
        folder.mkdir(parents=True, exist_ok=True)
        app = faust.App(
            self._group,
            broker=[f"kafka://{server}" for server in settings.kafka.split(",")],
            value_serializer="raw",
            key_serializer="raw",
            store="memory://",
            datadir=str(folder),
            Monitor=QuietMonitor,
            web_enabled=False,
            topic_disable_leader=True,
            topic_allow_declare=False,
            consumer_auto_offset_reset="earliest",
            broker_session_timeout=settings.session_timeout,
            broker_heartbeat_interval=max(1, settings.session_timeout // 3),
            broker_rebalance_timeout=settings.rebalance_timeout,
            broker_commit_interval=0.5,
            broker_max_poll_records=settings.batch_size * 4,
            stream_buffer_maxsize=BUNDLES * 4,
        )
        app.transport = BundlingTransport(app.conf.broker_consumer, app)
        publisher = Publisher(settings, self._outbox, self._engine)
        app.on_before_shutdown.connect(lambda *_args, **_named: publisher.stop(), weak=False)
        app.on_partitions_assigned.connect(self._assigned, weak=False)
        for topic, work in self._works.items():
            fates = Fates(work, publisher.submit, stuck_marker(self._engine, self._group))
            reading = Reading(self._group, topic, fates)
            reading.count_from_zero()
            app.agent(app.topic(topic, value_type=bytes), name=topic)(self._agent(app, publisher, reading))
        return app

    async def _assigned(self, *_args: object, **_named: object) -> None:
        self.ready = True

    def _agent(self, app: Any, publisher: Publisher, reading: Reading) -> Any:
        size = self._settings.batch_size

        async def agent(stream: Any) -> AsyncIterable[None]:
            await publisher.start()
            # `noack_take` restores this when the agent returns; else Faust would acknowledge what is still queued.
            stream.enable_acks = False
            async for bundles in stream.noack_take(BUNDLES, within=self._settings.batch_seconds):
                values = [value for bundle in bundles for value in bundle.value]
                try:
                    for first in range(0, len(values), size):
                        part = values[first : first + size]
                        await asyncio.get_running_loop().run_in_executor(self._threads, reading.meet, part)
                except Exception as error:
                    log.error("stopping-unacknowledged", topic=reading.topic, exc_info=error)
                    await app.crash(error)
                    return
                for bundle in bundles:
                    bundle.ack()
            yield

        return agent
