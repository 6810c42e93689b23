"""Bundles: what one fetch brought of a partition goes through Faust as one message (docs/decisions/0016).

Faust spends about fifty microseconds on every message it hands on; a bundle of hundreds shares that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from faust.transport.drivers import aiokafka as driver

RECORDS_PER_BUNDLE: Final = 100
"""Records in one bundle: Faust costs less than a microsecond for each, and a queue of bundles stays small."""


def bundles(records: Sequence[Any]) -> Iterator[Any]:
    """Records of one partition, in order, as few records: each stands for the last and holds all of its part."""
    for first in range(0, len(records), RECORDS_PER_BUNDLE):
        part = records[first : first + RECORDS_PER_BUNDLE]
        yield replace(part[-1], value=tuple(part))


class BundlingConsumer(driver.Consumer):
    """Faust's consumer, with bundles for messages. A bundle has the offset of its last record.

    It may be acknowledged only after every earlier bundle of its partition: one agent at a time does so.
    """

    def _new_consumer_thread(self) -> Any:
        return HearingThread(self, loop=self.loop, beacon=self.beacon)

    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:
        found = await super()._getmany(active_partitions, timeout)
        self._begin_anew(found)
        return {partition: list(bundles(records)) for partition, records in found.items()}

    def _begin_anew(self, found: Mapping[Any, Sequence[Any]]) -> None:
        """Read a partition that begins anew, as its topic was deleted and made again while it was held.

        aiokafka goes to the beginning by itself; Faust would pass by all offsets that it has read before.
        """
        for partition, records in found.items():
            read = self._read_offset[partition]
            if records and read is not None and records[0].offset < read:
                self._read_offset[partition] = None
                self._acked[partition].clear()
                self._acked_index[partition].clear()

    async def _commit_offsets(self, offsets: Mapping[Any, int], start_new_transaction: bool = True) -> bool:
        """Commit, and remember nothing: what is committed follows the acknowledgements, and they follow the reading.

        Faust remembers also what the broker did not take, and then neither acknowledges nor commits anything below it:
        there, however, begins a broker that came back empty.
        """
        taken = bool(await super()._commit_offsets(offsets, start_new_transaction))
        self._committed_offset.clear()
        return taken

    async def perform_seek(self) -> None:
        """Go where the group is, and remember nothing of it."""
        await super().perform_seek()
        self._committed_offset.clear()

    async def _add_gap(self, *_: object) -> None:
        """Offsets between two bundles are no gap: they are inside the later one."""

    def _new_offset(self, partition: Any) -> int | None:
        """The offset to commit: after the last acknowledged bundle; None when none was since the last commit."""
        acknowledged = self._acked[partition]
        if not acknowledged:
            return None
        last = max(acknowledged)
        acknowledged.clear()
        self._acked_index[partition].clear()
        return int(last) + 1


class HearingThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, which hands on what the broker says of topics and partitions."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._client.cluster.add_listener(transport.heard)
        return consumer


class BundlingTransport(driver.Transport):
    """Faust's Kafka transport with that consumer. `heard` is told of each answer, in the thread of the consumer."""

    Consumer = BundlingConsumer
    heard: Callable[[Any], None]


class CommittedThread(HearingThread):
    """Reads what was committed, where its sender uses transactions: what it aborted was never said."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        return consumer


class CommittedOnly(BundlingConsumer):
    """Faust's consumer with that thread."""

    def _new_consumer_thread(self) -> Any:
        return CommittedThread(self, loop=self.loop, beacon=self.beacon)
