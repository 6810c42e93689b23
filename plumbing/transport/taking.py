"""Takes bundles from a Faust stream: at once while few records come, a moment later and fuller in a backlog.

Faust's own `noack_take` looks at a clock: every bundle waits for the next tick, also when nothing else comes. A batch
that waits to fill pays only when many wait (docs/decisions/0016): then a transaction is shared by more of them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

BACKLOG: Final = 25
"""Records in one batch from which on the next waits to fill: so many came while the batch before was worked on."""
Wait = Callable[[asyncio.Event, float | None], Awaitable[bool]]
"""Waits for the event, at most so many seconds (None: until it comes); True when the stream has stopped."""


class Taking:
    """Bundles between a stream that brings them and work that takes them, at most `most` at a time."""

    def __init__(self, most: int, within: float, wait: Wait) -> None:
        """`within`: seconds that a batch may wait to fill while there is a backlog."""
        self._most, self._within, self._wait = most, within, wait
        self._bundles: list[Any] = []
        self._some, self._full, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._room.set()
        self._backlog = False

    async def add(self, bundle: Any) -> None:
        """Keep a bundle; waits while as many are kept as are taken at a time."""
        await self._room.wait()
        self._bundles.append(bundle)
        self._some.set()
        if len(self._bundles) >= self._most:
            self._full.set()
            self._room.clear()

    async def take(self) -> list[Any]:
        """What is there, in order; nothing when the stream has stopped."""
        if await self._wait(self._some, None):
            return []
        if self._backlog:
            await self._wait(self._full, self._within)
        taken, self._bundles = self._bundles, []
        self._backlog = sum(len(bundle.value) for bundle in taken) >= BACKLOG
        self._some.clear()
        self._full.clear()
        self._room.set()
        return taken


async def taken(stream: Any, most: int, within: float) -> AsyncIterator[list[Any]]:
    """Batches of at most `most` bundles of a Faust stream, until it stops. Whoever takes them acknowledges them."""

    async def wait(event: asyncio.Event, seconds: float | None) -> bool:
        return bool(await stream.wait_for_stopped(event, timeout=seconds))

    async def keep(value: Any) -> Any:
        await taking.add(stream.current_event)
        return value

    taking = Taking(most, within, wait)
    stream.enable_acks = False
    stream.add_processor(keep)
    stream._enable_passive(aiter(stream.channel))
    while bundles := await taking.take():
        yield bundles
