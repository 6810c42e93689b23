"""The relay process: one is elected; it relays, looks after topics and lag, runs the clock job and reconciles."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from math import inf
from typing import Final

import structlog
from aiokafka.errors import KafkaError as ClientError
from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from sqlalchemy import Connection, Engine

from plumbing.record.connect import transaction
from plumbing.running.clock import Clock
from plumbing.running.metrics import CONSUMER_LAG, RECONCILED, TICKS, TOPICS_MADE
from plumbing.running.process import process
from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.running.stopping import end, run_until_stopped
from plumbing.transport.broker import Broker
from plumbing.transport.left_over import elected, relay_once
from plumbing.transport.outbox import Batch, Outbox
from plumbing.transport.topics import ANSWER_WITHIN, Progress, admin, make_missing, progress
from schemas.envelope import Told
from services.relay.due.moment import Moment
from services.relay.rounds import DUE, UNDONE
from services.relay.store import ROWS_PER_ROUND, left_undone, passed
from services.relay.undone.patience import LOST_AFTER, Memory, Pause, is_turn, least_age
from services.relay.undone.work import UndoneWork

log = structlog.get_logger(__name__)
RELAY_EVERY: Final = 1.0
LOOK_EVERY: Final = 5.0
BROKER_AWAY: Final = 1.0
AS_THE_BROKER_DOES: Final = -1
"""Copies of each partition of a topic that is made again: the broker's own default."""
ELECTED_EVERY: Final = 2.0
ANNOUNCE_AGAIN: Final = 60.0
SPARE_SECONDS: Final = 1.0
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
    why_not: Sequence[str] = ("not elected yet",)
    pauses: dict[tuple[str, bool], Pause] = field(default_factory=dict)
    looked: dict[str, float] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=lambda: defaultdict(Memory))
    reconciling: dict[str, Job] = field(default_factory=dict)
    announced: dict[str, float] = field(default_factory=dict)

    def wait(self) -> None:
        """Be a spare for a second: it has no work, so it is ready."""
        self.why_not = ()
        time.sleep(SPARE_SECONDS)

    def jobs(self) -> list[Job]:
        """All jobs of the relay, the most urgent first. Undone work is looked for after a while, or after a loss."""
        later = time.monotonic() + self.settings.reconcile_every
        self.reconciling = {work.topic: Job(partial(self.reconcile, work), later) for work in UNDONE}
        return [Job(self.look), Job(self.relay), Job(self.tick), *self.reconciling.values()]

    async def relay(self) -> float:
        """Publish what others left; at once again while there is more."""
        return 0.0 if await relay_once(self.engine, self.broker, self.settings.relay_after) else RELAY_EVERY

    async def tick(self) -> float:
        """Announce moments that have passed."""
        now = self.clock()
        for moment in DUE:
            TICKS.inc(await self._send(partial(self._passed, moment, now)))
        return self.settings.tick_every

    async def look(self) -> float:
        """Make topics that are missing, publish the lag of each group, and see at once that the broker forgot."""
        places = await asyncio.to_thread(self._look)
        for work, place in zip(UNDONE, places, strict=True):
            CONSUMER_LAG.labels(work.group, work.topic).set(place.lag)
            if self._forgot(work, place, time.monotonic()):
                self.reconciling[work.topic].due_at = 0.0
        self.why_not = ()
        return LOOK_EVERY

    async def reconcile(self, work: UndoneWork) -> float:
        """Publish again what stayed undone."""
        topic, now = work.topic, time.monotonic()
        place = await asyncio.to_thread(self._progress, work)
        self._forgot(work, place, now)
        lately = self.memories[topic].lately(now)
        every = LOST_AFTER if lately else self.settings.reconcile_every
        since = now - self.looked.get(topic, -inf)
        if not is_turn(lost=place.lost, lag=place.lag, seconds=since, every=self.settings.reconcile_every):
            return every
        self.looked[topic] = now  # Before: a look that the broker did not take stands in the outbox.
        age = least_age(
            lost=place.lost or (lately and not place.lag), lag=place.lag, older_than=self.settings.reconcile_after
        )
        most = inf if place.lost else ROWS_PER_ROUND  # Of a group that reads nothing the same would go again and again.
        return self.pauses.setdefault((topic, lately), Pause(every)).after(await self._again(work, age), most=most)

    def _forgot(self, work: UndoneWork, place: Progress, now: float) -> bool:
        """Whether the broker forgot, or may have, since the last look; then the rounds begin anew, and soon."""
        topic = work.topic
        forgot = self.memories[topic].look(lost=place.lost, topic_id=place.topic_id, now=now)
        if forgot:
            if place.lost:
                log.warning("broker-forgot", topic=topic, group=work.group)
            self.pauses.pop((topic, True), None)
        return forgot

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
        with admin(self.settings.kafka, security_of(self.settings), seconds=ANSWER_WITHIN) as client:
            return self._progress_of(client, work)

    def _look(self) -> list[Progress]:
        with admin(self.settings.kafka, security_of(self.settings), seconds=ANSWER_WITHIN) as client:
            if made := make_missing(client, replication=AS_THE_BROKER_DOES):
                TOPICS_MADE.inc(len(made))
                log.warning("topics-made", topics=made)
            return [self._progress_of(client, work) for work in UNDONE]

    def _progress_of(self, client: KafkaAdminClient, work: UndoneWork) -> Progress:
        return progress(client, work.group, work.topic, ends_are_exact=not self.settings.embedded_broker)


async def _patiently(relay: Relay, work: Callable[[], Awaitable[float]]) -> float:
    """Do a job; while the broker is away, or not ready for this question, try again a little later."""
    try:
        return await work()
    except (KafkaError, ClientError, OSError) as error:
        log.warning("broker-away", error=type(error).__name__)
        relay.why_not = ("no answer from Kafka",)
        return BROKER_AWAY


async def _rounds(relay: Relay, jobs: Sequence[Job]) -> None:
    while True:
        for job in jobs:
            if job.due_at <= time.monotonic():
                job.due_at = time.monotonic() + await _patiently(relay, job.work)
        await asyncio.sleep(max(0.0, min(job.due_at for job in jobs) - time.monotonic()))


async def _work(relay: Relay, election: Connection, stopped: asyncio.Event) -> None:
    relay.broker = Broker(relay.settings)

    async def still_elected() -> float:
        await asyncio.to_thread(election.exec_driver_sql, "SELECT 1")
        return ELECTED_EVERY

    jobs = [Job(still_elected), *relay.jobs()]
    rounds = asyncio.create_task(_rounds(relay, jobs))
    waiting = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({rounds, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if rounds.done():
            rounds.result()
    finally:
        await end(rounds, waiting)
        await relay.broker.stop()
        await asyncio.to_thread(relay.outbox.tidy, relay.engine)


def run(settings: Settings) -> None:
    """Wait to be elected, then relay until a signal stops the process. Any failure ends it: the supervisor restarts."""
    with process("relay", settings) as this:
        relay = Relay(settings, this.engine, this.clock, Outbox(settings.source))
        with this.healthy(lambda: relay.why_not), elected(this.engine, relay.wait) as election:
            log.info("elected")
            run_until_stopped(lambda stopped: _work(relay, election, stopped))
