"""Every process has the record's time, however wrong the clock of its host is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from plumbing.running.clock import MEASURE_EVERY, SharedClock
from tests.database import Database

CLOSE = timedelta(seconds=20)


class Host:
    """The two clocks of a host: one that people set, and one that only goes on."""

    def __init__(self, off: timedelta) -> None:
        self.off, self.seconds = off, 0.0

    def wall(self) -> datetime:
        return datetime.now(UTC) + self.off

    def monotonic(self) -> float:
        return self.seconds


def is_right(clock: SharedClock) -> bool:
    return abs(clock() - datetime.now(UTC)) < CLOSE


@pytest.mark.parametrize("days", [-400, -1, 0, 3])
def test_a_host_whose_clock_is_wrong_has_the_time_of_the_record(record: Database, days: int) -> None:
    host = Host(timedelta(days=days))
    assert is_right(SharedClock(record.engine("report"), wall=host.wall, monotonic=host.monotonic))


def test_a_clock_that_is_set_right_or_wrong_meanwhile_changes_nothing(record: Database) -> None:
    host = Host(timedelta(days=3))
    clock = SharedClock(record.engine("report"), wall=host.wall, monotonic=host.monotonic)
    for off in (timedelta(days=3), timedelta(), timedelta(hours=-5)):
        host.off = off
        assert is_right(clock)


def test_two_hosts_a_minute_apart_agree(record: Database) -> None:
    engine = record.engine("report")
    early, late = (SharedClock(engine, wall=host.wall) for host in (Host(timedelta()), Host(timedelta(minutes=1))))
    assert abs(early() - late()) < CLOSE


def test_the_record_is_asked_now_and_then_and_not_each_time(record: Database) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    noon, host, engine = datetime.now(UTC), Host(timedelta()), record.engine("report")
    clock = SharedClock(engine, wall=lambda: noon, monotonic=host.monotonic)
    event.listen(engine, "before_cursor_execute", note)
    try:
        for seconds, times in ((0, 1), (0.9, 1), (MEASURE_EVERY, 2)):
            host.seconds = seconds
            clock()
            assert len(asked) == times
    finally:
        event.remove(engine, "before_cursor_execute", note)
