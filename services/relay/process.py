"""The relay process: one is elected; it relays, runs the clock job, reconciles and measures lag. A spare waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from math import inf
from typing import Final

import structlog
from aiokafka.errors import KafkaError as ClientError
from kafka.errors import KafkaError
from sqlalchemy import Connection, Engine

from plumbing.record.connect import transaction
from plumbing.running.clock import Clock
from plumbing.running.metrics import CONSUMER_LAG, RECONCILED, TICKS
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.running.stopping import run_until_stopped, wait_briefly
from plumbing.transport.left_over import elected, relay_once
from plumbing.transport.outbox import Batch, Outbox
from plumbing.transport.publish import Broker
from plumbing.transport.topics import Progress, admin, progress
from schemas.envelope import Told
from services.relay.due.moment import Moment
from services.relay.rounds import DUE, UNDONE
from services.relay.store import left_undone, passed
from services.relay.undone.patience import Pause, is_turn, least_age
from services.relay.undone.work import UndoneWork

log = structlog.get_logger(__name__)
RELAY_EVERY: Final = 1.0
LAG_EVERY: Final = 10.0
BROKER_AWAY: Final = 1.0
ELECTED_EVERY: Final = 2.0
ANNOUNCE_AGAIN: Final = 60.0
Find = Callable[[Connection], Sequence[Told]]


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
    outbox: Outbox
    broker: Broker = field(init=False)
    pauses: dict[str, Pause] = field(default_factory=dict)
    looked: dict[str, float] = field(default_factory=dict)
    announced: dict[str, float] = field(default_factory=dict)
    broker_answers: bool = True

    async def relay(self) -> float:
        """Publish what others left; at once again while there is more."""
        return 0.0 if await relay_once(self.engine, self.broker, self.settings.relay_after) else RELAY_EVERY

    async def tick(self) -> float:
        """Announce moments that have passed."""
        now = self.clock()
        for moment in DUE:
            TICKS.inc(await self._send(partial(self._passed, moment, now)))
        return self.settings.tick_every

    async def measure(self) -> float:
        """Publish the lag of each group as a metric."""
        for work in UNDONE:
            place = await asyncio.to_thread(self._progress, work)
            CONSUMER_LAG.labels(work.group, work.topic).set(place.lag)
        return LAG_EVERY

    async def reconcile(self, work: UndoneWork) -> float:
        """Publish again what stayed undone."""
        topic, every, now = work.topic, self.settings.reconcile_every, time.monotonic()
        place = await asyncio.to_thread(self._progress, work)
        since = now - self.looked.get(topic, -inf)
        if not is_turn(lost=place.lost, lag=place.lag, seconds=since, every=every):
            return every
        self.looked[topic] = now  # Before: a look that the broker did not take stands in the outbox.
        age = least_age(lost=place.lost, lag=place.lag, older_than=self.settings.reconcile_after)
        return self.pauses.setdefault(topic, Pause(every)).after(await self._again(work, age))

    def _passed(self, moment: Moment, now: datetime, connection: Connection) -> list[Told]:
        return self.fresh(passed(connection, moment, now))

    def fresh(self, ticks: Sequence[Told]) -> list[Told]:
        """Ticks that were not announced a moment ago: notify may still be at work on those."""
        now = time.monotonic()
        self.announced = {name: at for name, at in self.announced.items() if at > now - ANNOUNCE_AGAIN}
        fresh = [tick for tick in ticks if tick.cause not in self.announced]
        self.announced |= {tick.cause: now for tick in fresh}
        return fresh

    async def _again(self, work: UndoneWork, age: float) -> int:
        found = await self._send(lambda connection: left_undone(connection, work, age))
        RECONCILED.labels(work.topic).inc(found)
        if found:
            log.warning("reconciled", topic=work.topic, events=found)
        return found

    async def _send(self, find: Find) -> int:
        batch = await asyncio.to_thread(self._store, find)
        if batch is None:
            return 0
        await self.broker.send(batch.events)
        self.outbox.published(batch)
        return len(batch.events)

    def _store(self, find: Find) -> Batch | None:
        with transaction(self.engine) as connection:
            return self.outbox.write(connection, find(connection), self.clock())

    def _progress(self, work: UndoneWork) -> Progress:
        with admin(self.settings.kafka) as client:
            return progress(client, work.group, work.topic, ends_are_exact=not self.settings.embedded_broker)


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
    jobs += [Job(partial(relay.reconcile, work), time.monotonic() + settings.reconcile_every) for work in UNDONE]
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
    with process("relay", settings) as this:
        relay = Relay(settings, this.engine, this.clock, Outbox(settings.source))
        with this.healthy(lambda: relay.broker_answers), elected(this.engine) as election:
            log.info("elected")
            run_until_stopped(lambda stopped: _work(relay, election, stopped))
