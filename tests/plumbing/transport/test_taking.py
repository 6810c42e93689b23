"""A batch waits to fill only while there is a backlog: waits are counted, and time is that of a loop of our own."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from statistics import median
from typing import NamedTuple

from plumbing.transport.taking import BACKLOG, Taking

WITHIN = 0.05
MOST = 3


class Bundle(NamedTuple):
    value: tuple[float, ...]


class Waits:
    """Every wait that was asked for, in seconds; one with a limit ends when `meanwhile` has happened."""

    def __init__(self) -> None:
        self.asked: list[float | None] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.stopped = False

    async def wait(self, event: asyncio.Event, seconds: float | None) -> bool:
        self.asked.append(seconds)
        if seconds is not None and self.meanwhile:
            await self.meanwhile()
        if seconds is None and not self.stopped:
            await event.wait()
        return self.stopped

    @property
    def to_fill(self) -> int:
        """How often a batch waited to fill."""
        return self.asked.count(WITHIN)


def many(number: int = BACKLOG) -> Bundle:
    return Bundle(tuple(range(number)))


ONE = Bundle((1,))


def test_what_comes_alone_is_taken_at_once_however_often() -> None:
    async def run() -> list[list[Bundle]]:
        taking = Taking(MOST, WITHIN, waits.wait)
        taken = []
        for _ in range(100):
            await taking.add(ONE)
            taken.append(await taking.take())
        return taken

    waits = Waits()
    assert asyncio.run(run()) == [[ONE]] * 100
    assert waits.to_fill == 0


def test_after_a_batch_of_many_the_next_waits_to_fill_and_takes_what_comes_meanwhile() -> None:
    async def run() -> list[list[Bundle]]:
        taking = Taking(MOST, WITHIN, waits.wait)
        await taking.add(many())
        taken = [await taking.take()]
        waits.meanwhile = lambda: taking.add(many(3))
        await taking.add(ONE)
        taken.append(await taking.take())
        return taken

    waits = Waits()
    assert asyncio.run(run()) == [[many()], [ONE, many(3)]]
    assert waits.to_fill == 1


def test_a_backlog_that_is_worked_off_ends_the_waiting() -> None:
    async def run() -> None:
        taking = Taking(MOST, WITHIN, waits.wait)
        for bundle in (many(), ONE, ONE, ONE):
            await taking.add(bundle)
            await taking.take()

    waits = Waits()
    asyncio.run(run())
    assert waits.to_fill == 1


def test_no_more_than_the_most_are_kept_and_their_order_stays() -> None:
    async def run() -> tuple[list[Bundle], bool, list[Bundle]]:
        taking = Taking(MOST, WITHIN, waits.wait)
        for number in range(1, MOST + 1):
            await taking.add(many(number))
        late = asyncio.ensure_future(taking.add(ONE))
        await asyncio.sleep(0)
        blocked = not late.done()
        first = await taking.take()
        await late
        return first, blocked, await taking.take()

    waits = Waits()
    first, blocked, then = asyncio.run(run())
    assert [len(bundle.value) for bundle in first] == [1, 2, 3]
    assert blocked
    assert then == [ONE]


def test_a_stream_that_stopped_gives_nothing_more() -> None:
    async def run() -> list[Bundle]:
        return await Taking(MOST, WITHIN, waits.wait).take()

    waits = Waits()
    waits.stopped = True
    assert asyncio.run(run()) == []


class Timeless(asyncio.SelectorEventLoop):
    """An event loop whose time is what it has to wait for next: nothing depends on how busy the machine is."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self._now = max(self._now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


async def in_time(event: asyncio.Event, seconds: float | None) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return False


class Day(NamedTuple):
    """Seconds from arrival to the end of the work, of each record, and records of each batch."""

    waited: list[float]
    batches: list[int]


async def a_day(every: float, records: int, fetches: int) -> Day:
    """Fetches of so many records, each so many seconds; a batch costs four milliseconds and a tenth of one a record."""
    taking, loop, day = Taking(10, WITHIN, in_time), asyncio.get_running_loop(), Day([], [])

    async def arrive() -> None:
        for _ in range(fetches):
            await taking.add(Bundle((loop.time(),) * records))
            await asyncio.sleep(every)

    arriving = asyncio.ensure_future(arrive())
    while len(day.waited) < fetches * records:
        values = [at for bundle in await taking.take() for at in bundle.value]
        await asyncio.sleep(0.004 + 0.0001 * len(values))
        day.waited.extend(loop.time() - at for at in values)
        day.batches.append(len(values))
    await arriving
    return day


def lived(every: float, records: int, fetches: int) -> Day:
    with asyncio.Runner(loop_factory=Timeless) as runner:
        return runner.run(a_day(every, records, fetches))


def test_at_a_hundred_a_second_nothing_waits_but_for_its_own_work() -> None:
    day = lived(every=0.01, records=1, fetches=500)
    assert max(day.waited) < 0.005
    assert set(day.batches) == {1}


def test_what_comes_faster_than_small_batches_can_be_worked_off_is_taken_in_full_ones() -> None:
    day = lived(every=0.005, records=20, fetches=1_000)
    assert median(day.batches) >= 150
    assert max(day.waited) < 0.2
