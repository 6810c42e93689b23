"""The clock port: the only place where a process learns what time it is.

Moments are UTC; `domain.law.calendar` counts days in Europe/Amsterdam. Every process has the record's time: two hosts
whose clocks differ would else count terms, holds and figures by two times (docs/decisions/0028).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Engine

Clock = Callable[[], datetime]
MEASURE_EVERY: Final = 30.0
LEAST_JUMP: Final = timedelta(seconds=1)


def system_clock() -> datetime:
    """The wall clock of this host, UTC."""
    return datetime.now(UTC)


def record_clock(engine: Engine) -> Clock:
    """A clock that follows the simulated time in the record while there is one (embedded default only)."""

    def read() -> datetime:
        with engine.connect() as connection:
            simulated = connection.exec_driver_sql("SELECT now FROM simulated_clock").scalar_one_or_none()
        return simulated if isinstance(simulated, datetime) else system_clock()

    return read


class Measured(NamedTuple):
    """How far the record's clock is ahead of this host's, and when (by both clocks of the host) that was measured."""

    ahead: timedelta
    wall: datetime
    seconds: float


class SharedClock:
    """The record's wall clock: this host's, put right by what it was off when last compared.

    Compared every half minute, and at once after the host's clock jumped: asking costs the record next to nothing.
    Raises as the record does when it is away.
    """

    def __init__(
        self, engine: Engine, *, wall: Clock = system_clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`wall` and `monotonic` (seconds): the clocks of this host."""
        self._engine, self._wall, self._monotonic = engine, wall, monotonic
        self._measured: Measured | None = None

    def __call__(self) -> datetime:
        """What time it is, UTC."""
        wall, seconds = self._wall(), self._monotonic()
        if self._measured is None or _is_over(self._measured, wall, seconds):
            self._measured = self._measure()
        return wall + self._measured.ahead

    def _measure(self) -> Measured:
        with self._engine.connect() as connection:
            asked = self._wall()
            there: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
            wall = self._wall()
        return Measured(there - asked - (wall - asked) / 2, wall, self._monotonic())


def _is_over(measured: Measured, wall: datetime, seconds: float) -> bool:
    """Whether it was measured too long ago, or the wall clock went another way since than time did."""
    passed = seconds - measured.seconds
    return passed >= MEASURE_EVERY or abs(wall - measured.wall - timedelta(seconds=passed)) >= LEAST_JUMP
