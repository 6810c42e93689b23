"""How often, and how much at once: token buckets and turns by name, in the memory of one process."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

NAMES_KEPT: Final = 10_000
"""Of those that asked last: whoever asks under ever new names must not fill the memory."""


class Rate:
    """So many a second under each name, after a burst of as many at once as `burst` says."""

    def __init__(self, per_second: float, burst: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._burst, self._monotonic = per_second, burst, monotonic
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, name: str) -> float:
        """Seconds until this name may ask again; 0.0 when it may now."""
        left, _ = self._now(name)
        return 0.0 if left >= 1 else (1 - left) / self._per_second

    def take(self, name: str) -> None:
        """Count one for this name, whether or not it might."""
        left, now = self._now(name)
        self._left.pop(name, None)
        self._left[name] = (max(left - 1, 0.0), now)
        if len(self._left) > NAMES_KEPT:
            del self._left[next(iter(self._left))]

    def _now(self, name: str) -> tuple[float, float]:
        now = self._monotonic()
        left, at = self._left.get(name, (self._burst, now))
        return min(self._burst, left + (now - at) * self._per_second), now


class Busy(Exception):
    """So much waits under this name already that it is no use to wait behind it."""


@dataclass
class _Line:
    taken: int = 0
    waiting: deque[tuple[asyncio.Future[None], int]] = field(default_factory=deque)


class Turns:
    """How much goes on at once under each name; what comes more waits its turn. For one event loop alone."""

    def __init__(self, most: int, waiting: int, seconds: float) -> None:
        """`most`: weight that goes on at once; `waiting`: how many may wait, for at most `seconds`."""
        self._most, self._waiting, self._seconds = most, waiting, seconds
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, name: str, weight: int = 1) -> AsyncIterator[None]:
        """Wait for a turn and have it. What weighs more than all has it alone. Raises Busy."""
        line, weight = self._lines.setdefault(name, _Line()), min(weight, self._most)
        await self._enter(line, weight)
        try:
            yield
        finally:
            self._leave(name, line, weight)

    async def _enter(self, line: _Line, weight: int) -> None:
        if not line.waiting and line.taken + weight <= self._most:
            line.taken += weight
            return
        if len(line.waiting) >= self._waiting:
            raise Busy
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.waiting.append((mine, weight))
        try:
            async with asyncio.timeout(self._seconds):
                await mine
        except (TimeoutError, asyncio.CancelledError) as error:
            if mine.done() and not mine.cancelled():
                line.taken -= weight
            line.waiting = deque(one for one in line.waiting if one[0] is not mine)
            self._call(line)
            if isinstance(error, TimeoutError):
                raise Busy from None
            raise

    def _leave(self, name: str, line: _Line, weight: int) -> None:
        line.taken -= weight
        self._call(line)
        if not line.taken and not line.waiting:
            self._lines.pop(name, None)

    def _call(self, line: _Line) -> None:
        while line.waiting and line.taken + line.waiting[0][1] <= self._most:
            called, weight = line.waiting.popleft()
            if not called.done():
                line.taken += weight
                called.set_result(None)
