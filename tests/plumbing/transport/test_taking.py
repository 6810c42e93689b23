"""A batch waits to fill only while there is a backlog: waits are counted, no clock is looked at."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from plumbing.transport.taking import BACKLOG, Taking

WITHIN = 0.05
MOST = 3


class Bundle(NamedTuple):
    value: tuple[int, ...]


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
