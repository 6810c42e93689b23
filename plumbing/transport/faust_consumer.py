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
from typing import Any, Final

import structlog
from sqlalchemy import Engine

from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.running.stopping import end_in_time
from plumbing.transport.consume import Reading
from plumbing.transport.fates import Fates, Unavailable, Work
from plumbing.transport.faust_app import BUNDLES, given_away, made
from plumbing.transport.membership import Membership
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.transport.stuck import stuck_marker
from plumbing.transport.taking import taken
from plumbing.transport.topics import answers

import faust  # isort: skip  (after faust_app, which installs its event loop first)

log = structlog.get_logger(__name__)
LOOK_EVERY: Final = 1.0
"""Seconds between two looks for a broker that is away when the process starts."""


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
        while not answers(self._settings.kafka, security_of(self._settings)):
            time.sleep(LOOK_EVERY)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        app = self._app()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # Its spinner would stand between our log lines.
            worker = PromptWorker(app, loop=loop, override_logging=False, redirect_stdouts=False, stdout=nowhere)
            worker.execute_from_commandline()

    def _app(self) -> Any:
        settings = self._settings
        app = made(self._group, settings)
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
        self._membership.balanced([topic for topic in self._works if given_away(app, topic)])

    async def _revoked(self, *_args: object, **_named: object) -> None:
        self._membership.revoked()

    def _agent(self, app: Any, publisher: Publisher, reading: Reading) -> Any:
        size = self._settings.batch_size

        async def agent(stream: Any) -> AsyncIterable[None]:
            await publisher.start()
            async for bundles in taken(stream, BUNDLES, self._settings.batch_seconds):
                values = [record.value for bundle in bundles for record in bundle.value]
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


async def _leave(app: Any, error: BaseException) -> None:
    """End the process unacknowledged: the supervisor starts it again."""
    end_in_time(code=1)
    await app.crash(error)
