"""The relay process: one is elected; it relays, runs the clock job, reconciles and measures lag. A spare waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Final

import structlog
from aiokafka.errors import KafkaError as ClientError
from kafka.errors import KafkaError
from sqlalchemy import Connection, Engine

from plumbing.record.connect import open_engine, transaction
from plumbing.running.clock import Clock, record_clock, system_clock
from plumbing.running.health import Health
from plumbing.running.logging import configure_logging
from plumbing.running.metrics import CONSUMER_LAG, RECONCILED, TICKS
from plumbing.running.settings import Settings
from plumbing.running.stopping import report_ports, run_until_stopped, wait_briefly
from plumbing.transport.left_over import elected, relay_once
from plumbing.transport.outbox import Chunk, Outbox, Outgoing
from plumbing.transport.publish import Broker
from plumbing.transport.topics import Progress, admin, progress
from services.relay.due.dispatch import dispatches_due
from services.relay.undone.reconcile import CHECKS, Find, Pause, due, is_turn

log = structlog.get_logger(__name__)
RELAY_EVERY: Final = 1.0
LAG_EVERY: Final = 10.0
BROKER_AWAY: Final = 1.0
ELECTED_EVERY: Final = 2.0
ANNOUNCE_AGAIN: Final = 60.0


@dataclass
class Job:
    """Something the relay does every so many seconds; it may give another pause after each round."""

    work: Callable[[], Awaitable[float]]
    due_at: float = 0.0


@dataclass
class Relay:
    """The jobs of the elected relay."""

    settings: Settings
    engine: Engine
    clock: Clock
    broker: Broker = field(init=False)
    outbox: Outbox = field(default_factory=Outbox)
    pauses: dict[str, Pause] = field(default_factory=dict)
    looked: dict[str, float] = field(default_factory=dict)
    announced: dict[str, float] = field(default_factory=dict)
    broker_answers: bool = True

    async def relay(self) -> float:
        """Publish what others left; at once again while there is more."""
        return 0.0 if await relay_once(self.engine, self.broker, self.settings.relay_after) else RELAY_EVERY

    async def tick(self) -> float:
        """Announce dispatch windows that have passed."""
        now, source = self.clock(), self.settings.source
        TICKS.inc(await self._send(lambda connection: self.fresh(dispatches_due(connection, now, source))))
        return self.settings.tick_every

    async def measure(self) -> float:
        """Publish the lag of each group as a metric."""
        for topic, (group, _) in CHECKS.items():
            CONSUMER_LAG.labels(group, topic).set((await asyncio.to_thread(self._progress, group, topic)).lag)
        return LAG_EVERY

    async def reconcile(self, topic: str) -> float:
        """Publish again what `topic` should have woken."""
        group, find = CHECKS[topic]
        every, now = self.settings.reconcile_every, time.monotonic()
        place = await asyncio.to_thread(self._progress, group, topic)
        if not is_turn(place, now - self.looked.get(topic, -inf), every):
            return every
        self.looked[topic] = now  # Before: a look that the broker did not take stands in the outbox.
        found = await self._again(find, due(place, self.settings.reconcile_after), topic)
        return self.pauses.setdefault(topic, Pause(every)).after(found)

    def fresh(self, ticks: Sequence[Outgoing]) -> list[Outgoing]:
        """Ticks that were not announced a moment ago: notify may still be at work on those."""
        now = time.monotonic()
        self.announced = {name: at for name, at in self.announced.items() if at > now - ANNOUNCE_AGAIN}
        fresh = [tick for tick in ticks if tick.id not in self.announced]
        self.announced |= {tick.id: now for tick in fresh}
        return fresh

    async def _again(self, find: Find, age: float, topic: str) -> int:
        now, source = self.clock(), self.settings.source
        found = await self._send(lambda connection: find(connection, age, now, source))
        RECONCILED.labels(topic).inc(found)
        if found:
            log.warning("reconciled", topic=topic, events=found)
        return found

    async def _send(self, find: Callable[[Connection], Sequence[Outgoing]]) -> int:
        chunk = await asyncio.to_thread(self._store, find)
        if chunk is None:
            return 0
        await self.broker.send(chunk.events)
        self.outbox.published(chunk)
        return len(chunk.events)

    def _store(self, find: Callable[[Connection], Sequence[Outgoing]]) -> Chunk | None:
        with transaction(self.engine) as connection:
            return self.outbox.write(connection, find(connection))

    def _progress(self, group: str, topic: str) -> Progress:
        with admin(self.settings.kafka) as client:
            return progress(client, group, topic, ends_are_exact=not self.settings.embedded_broker)


async def _patiently(relay: Relay, work: Callable[[], Awaitable[float]]) -> float:
    """Do a job; while the broker is away, or not ready for this question, try again a little later."""
    try:
        pause = await work()
    except (KafkaError, ClientError, OSError) as error:
        log.warning("broker-away", error=type(error).__name__)
        relay.broker_answers = False
        return BROKER_AWAY
    relay.broker_answers = True
    return pause


async def _work(relay: Relay, election: Connection, stopped: asyncio.Event) -> None:
    settings, engine = relay.settings, relay.engine
    relay.broker = broker = Broker(settings)
    await broker.start()

    async def still_elected() -> float:
        await asyncio.to_thread(election.exec_driver_sql, "SELECT 1")
        return ELECTED_EVERY

    jobs = [Job(still_elected), Job(relay.relay), Job(relay.tick), Job(relay.measure)]
    jobs += [Job(partial(relay.reconcile, topic), time.monotonic() + settings.reconcile_every) for topic in CHECKS]
    try:
        while not stopped.is_set():
            for job in jobs:
                if job.due_at <= time.monotonic():
                    job.due_at = time.monotonic() + await _patiently(relay, job.work)
            await wait_briefly(stopped, min(job.due_at for job in jobs) - time.monotonic())
    finally:
        await broker.stop()
        await asyncio.to_thread(relay.outbox.tidy, engine)


def run(settings: Settings) -> None:
    """Wait to be elected, then relay until a signal stops the process. Any failure ends it: the supervisor restarts."""
    configure_logging("relay", settings)
    engine = open_engine(settings.postgres_url)
    clock = record_clock(engine) if settings.embedded else system_clock
    relay = Relay(settings, engine, clock)
    health = Health(settings.host, settings.metrics_port, lambda: relay.broker_answers).start()
    report_ports("relay", settings, metrics=health.port)
    with elected(engine) as election:
        log.info("elected")
        run_until_stopped(lambda stopped: _work(relay, election, stopped))
    health.stop()
