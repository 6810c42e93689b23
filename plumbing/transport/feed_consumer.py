"""Reading what partners push: a thread with a Faust application, beside a process that does other work too.

A message is acknowledged after its commit. While the record is away, and when too much goes wrong, nothing is: the
application ends, and another begins a little later where the record stands.
"""

import asyncio
import time
from collections.abc import AsyncIterable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Thread
from typing import Any, Final

import structlog

from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.transport.bundles import BundlingTransport, CommittedOnly
from plumbing.transport.faust_app import BUNDLES, given_away, made
from plumbing.transport.feed_fates import FeedFates
from plumbing.transport.membership import Membership
from plumbing.transport.taking import taken
from plumbing.transport.topics import ANSWER_WITHIN, admin
from schemas.topics import Pushed

log = structlog.get_logger(__name__)
BEFORE_ANOTHER: Final = 2.0
"""Seconds before another application begins."""
TOPICS_EVERY: Final = 10.0
"""Seconds between two looks for partners that came or went, and for their topics."""
LEAVE_WITHIN: Final = 6.0


class FeedConsumer:
    """Reads the topics that `wanted` names as one group, as far as the broker has them. `wanted` blocks."""

    def __init__(
        self,
        group: str,
        settings: Settings,
        wanted: Callable[[], Sequence[str]],
        fates: FeedFates,
        look_every: float = TOPICS_EVERY,
    ) -> None:
        """Nothing connects until `start`."""
        self._group, self._settings, self._wanted, self._fates = group, settings, wanted, fates
        self._look_every = look_every
        self._stopped, self._why = Event(), ["feeds are not read yet"]
        self._membership = Membership((), settings.rebalance_timeout)
        self._thread = Thread(target=self._run, name="feeds", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the message at hand and leave the group."""
        self._stopped.set()
        self._thread.join(LEAVE_WITHIN)

    def why_not(self) -> tuple[str, ...]:
        """Why feeds are not read now."""
        return tuple(self._why or self._membership.why_not())

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._read(self._there())
            except Exception as error:
                self._why = [f"feeds wait: {type(error).__name__}"]
                log.error("feeds-wait", exc_info=error)
            self._stopped.wait(BEFORE_ANOTHER)

    def _there(self) -> list[str]:
        """The wanted topics that the broker has. Raises what the record and the broker raise when they are away."""
        wanted = self._wanted()
        with admin(self._settings.kafka, security_of(self._settings), seconds=ANSWER_WITHIN) as client:
            known = set(client.list_topics())
        self._why = [f"no topic {topic}" for topic in wanted if topic not in known]
        return [topic for topic in wanted if topic in known]

    def _read(self, topics: Sequence[str]) -> None:
        """Read `topics` until something ends that."""
        if not topics:
            self._stopped.wait(self._look_every)
            return
        with asyncio.Runner() as runner, ThreadPoolExecutor(1, thread_name_prefix="feed") as threads:
            runner.run(_Reading(self, topics, threads).until_it_ends())


class _Reading:
    """One application from its start to its end."""

    def __init__(self, feeds: FeedConsumer, topics: Sequence[str], threads: ThreadPoolExecutor) -> None:
        self._feeds, self._topics, self._threads = feeds, topics, threads
        self._error: BaseException | None = None
        self._membership = feeds._membership = Membership(frozenset(topics), feeds._settings.rebalance_timeout)

    async def until_it_ends(self) -> None:
        loop = asyncio.get_running_loop()
        app = made(self._feeds._group, self._feeds._settings, loop, FeedTransport, stream_wait_empty=False)
        app.transport.heard = self._membership.heard
        app.on_partitions_assigned.connect(partial(self._balanced, app), weak=False)
        app.on_partitions_revoked.connect(self._revoked, weak=False)
        for topic in self._topics:
            app.agent(app.topic(topic, value_type=bytes), name=topic)(self._agent)
        await app.start()
        try:
            await self._watch(app)
        finally:
            self._feeds._why = ["feeds begin anew"]
            await app.stop()
        if self._error:
            raise self._error

    async def _watch(self, app: Any) -> None:
        """Wait for a failure, for a stop, or for other topics than these."""
        look_at = time.monotonic() + self._feeds._look_every
        while not (self._feeds._stopped.is_set() or self._error or app.crashed or self._membership.stands_still()):
            await asyncio.sleep(0.1)
            if time.monotonic() >= look_at:
                if await asyncio.to_thread(self._feeds._there) != self._topics:
                    return
                look_at = time.monotonic() + self._feeds._look_every

    async def _agent(self, stream: Any) -> AsyncIterable[None]:
        async for bundles in taken(stream, BUNDLES, self._feeds._settings.batch_seconds):
            for bundle in bundles:
                if not await self._met(bundle.value):
                    return
                bundle.ack()
        yield

    async def _met(self, records: Sequence[Any]) -> bool:
        """Take the messages of a bundle in, in order; False when that ends here."""
        for one in records:
            if self._error or self._feeds._stopped.is_set():
                return False
            pushed = Pushed(one.topic, one.partition, one.offset, one.timestamp, one.value)
            work = asyncio.get_running_loop().run_in_executor(self._threads, self._feeds._fates.meet, pushed)
            await asyncio.wait({work})
            self._error = work.exception()
            if self._error:
                return False
        return True

    async def _balanced(self, app: Any, *_args: object, **_named: object) -> None:
        self._membership.balanced([topic for topic in self._topics if given_away(app, topic)])

    async def _revoked(self, *_args: object, **_named: object) -> None:
        self._membership.revoked()


class FeedTransport(BundlingTransport):
    """Passes over what a partner's transaction took back."""

    Consumer = CommittedOnly
