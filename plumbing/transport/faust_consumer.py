"""The consumer loop: batches from Kafka through Faust, acknowledged by hand after the commit.

Faust acknowledges an event even if its agent raised (docs/decisions/0001), so nothing is left to it.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog
import uvloop
from sqlalchemy import Engine

from plumbing.running.settings import Settings
from plumbing.running.stopping import end_in_time
from plumbing.transport.consume import Reading
from plumbing.transport.fates import Fates, Unavailable, Work
from plumbing.transport.membership import METADATA_EVERY, Membership
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.transport.stuck import stuck_marker
from plumbing.transport.topics import answers

uvloop.install()  # Before faust is imported, else it has no effect: a fifth less CPU for each event.
import faust  # noqa: E402

from plumbing.transport.bundles import BundlingTransport  # noqa: E402

log = structlog.get_logger(__name__)
LOOK_EVERY: Final = 1.0
"""Seconds between two looks for a broker that is away when the process starts."""
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


class PromptWorker(faust.Worker):
    """Faust's worker, which ends in time also while the broker is away."""

    def _schedule_shutdown(self, signal: signal.Signals) -> None:
        end_in_time()
        super()._schedule_shutdown(signal)


class Consumer:
    """One process that consumes topics as a group. `works`: topic to the work that is done with its events."""

    def __init__(self, group: str, settings: Settings, engine: Engine, works: Mapping[str, Work], outbox: Outbox):
        """Nothing connects until `run`."""
        self._group, self._settings, self._outbox, self._engine = group, settings, outbox, engine
        self._works = works
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="work")
        self._membership = Membership(frozenset(works), settings.rebalance_timeout)

    def why_not(self) -> list[str]:
        """Why this process does not read its topics now."""
        return self._membership.why_not()

    def run(self) -> None:
        """Consume until a signal stops it; exits with code 1 when it stopped unacknowledged."""
        while not answers(self._settings.kafka):
            time.sleep(LOOK_EVERY)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        app = self._app()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # Its spinner would stand between our log lines.
            worker = PromptWorker(app, loop=loop, override_logging=False, redirect_stdouts=False, stdout=nowhere)
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
            consumer_metadata_max_age_ms=int(METADATA_EVERY * 1_000),
            stream_buffer_maxsize=BUNDLES * 4,
        )
        app.transport = BundlingTransport(app.conf.broker_consumer, app)
        app.transport.heard = partial(self._heard, app)
        publisher = Publisher(settings, self._outbox, self._engine)
        app.on_before_shutdown.connect(lambda *_args, **_named: publisher.stop(), weak=False)
        app.on_partitions_assigned.connect(partial(self._balanced, app), weak=False)
        app.on_partitions_revoked.connect(self._revoked, weak=False)
        for topic, work in self._works.items():
            fates = Fates(work, publisher.submit, stuck_marker(self._engine, self._group))
            reading = Reading(self._group, topic, fates)
            reading.count_from_zero()
            app.agent(app.topic(topic, value_type=bytes), name=topic)(self._agent(app, publisher, reading))
        return app

    def _heard(self, app: Any, cluster: Any) -> None:
        """What the broker says of topics, every few seconds, in the thread of Faust's consumer."""
        self._membership.heard(cluster)
        if self._membership.stands_still():
            asyncio.run_coroutine_threadsafe(_leave(app, Unavailable("no partitions")), app.loop)

    async def _balanced(self, app: Any, *_args: object, **_named: object) -> None:
        self._membership.balanced([topic for topic in self._works if _given_away(app, topic)])

    async def _revoked(self, *_args: object, **_named: object) -> None:
        self._membership.revoked()

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
                    await _leave(app, error)
                    return
                for bundle in bundles:
                    bundle.ack()
            yield

        return agent


def _given_away(app: Any, topic: str) -> bool:
    """Whether the last balance of the group gave the partitions of `topic` to its members; a topic it missed is not."""
    try:
        app.assignor.group_for_topic(topic)
    except KeyError:
        return False
    return True


async def _leave(app: Any, error: BaseException) -> None:
    """End the process unacknowledged: the supervisor starts it again."""
    end_in_time(code=1)
    await app.crash(error)
