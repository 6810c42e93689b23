"""A replay is not cut off by the limits that keep a frozen worker from holding a municipality."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from plumbing.record.connect import TIMEOUTS_MS
from services.triage.read import history, replay
from services.triage.replay import replayed
from tests.builders import Town, a_signal

MOST_IDLE = 1.0
"""Seconds that a transaction of this test may be idle."""


@pytest.fixture
def hasty(town: Town) -> Iterator[Engine]:
    """The role triage, whose transactions are cut off sooner than anywhere else."""
    engine = town.record.engine("triage")

    def limit(connection: Any, *_rest: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {int(MOST_IDLE * 1_000)}")
        connection.commit()

    def lift(connection: Any, *_rest: Any) -> None:
        with connection.cursor() as cursor:
            name = "idle_in_transaction_session_timeout"
            cursor.execute(f"SET {name} = {TIMEOUTS_MS[name]}")
        connection.commit()

    event.listen(engine, "checkout", limit)
    event.listen(engine, "checkin", lift)
    yield engine
    event.remove(engine, "checkout", limit)
    event.remove(engine, "checkin", lift)


def test_a_replay_is_not_cut_off_while_it_reads_the_history_of_a_large_municipality(town: Town, hasty: Engine) -> None:
    town.bring(a_signal(), a_signal())

    def linger(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM decision" in statement:
            time.sleep(MOST_IDLE * 2)

    event.listen(hasty, "after_cursor_execute", linger)
    try:
        with hasty.connect() as connection:
            assert replay(connection, "9901").equal
    finally:
        event.remove(hasty, "after_cursor_execute", linger)


def test_a_history_is_read_whole_so_that_deciding_needs_no_connection(town: Town) -> None:
    first = a_signal()
    town.bring(first, a_signal())
    town.later(days=1)
    town.bring(first.model_copy(update={"amount_cents": 20_000}))
    with town.record.engine("triage").connect() as connection:
        stored = history(connection, "9901")
    found = replayed("9901", stored)
    assert (found.equal, found.decisions) == (True, 3)


def test_a_replay_leaves_no_transaction_open(town: Town) -> None:
    town.bring(a_signal())
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
        assert not connection.in_transaction()
