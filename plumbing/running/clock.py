"""The clock port: the only place where a process learns what time it is.

Moments are UTC; `domain.law.calendar` counts days in Europe/Amsterdam.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The wall clock, UTC."""
    return datetime.now(UTC)


def record_clock(engine: Engine) -> Clock:
    """A clock that follows the simulated time in the record while there is one (embedded default only)."""

    def read() -> datetime:
        with engine.connect() as connection:
            simulated = connection.exec_driver_sql("SELECT now FROM simulated_clock").scalar_one_or_none()
        return simulated if isinstance(simulated, datetime) else system_clock()

    return read
