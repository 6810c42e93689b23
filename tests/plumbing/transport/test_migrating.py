"""A migration beside running work: prepared statements that it makes stale are made anew, and nothing gets stuck."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, NotSupportedError

from plumbing.record.connect import open_engine
from plumbing.transport.fates import Fates, Met
from plumbing.transport.outbox import Outbox
from plumbing.transport.stuck import stuck_marker
from schemas.envelope import CloudEvent
from services.triage.process import triage
from tests.builders import AT_ONCE, SOURCE, Town, a_signal
from tests.database import Database
from tests.plumbing.transport.events import read

PREPARED_AFTER = 6
"""Executions after which psycopg has the server keep a plan."""


@contextmanager
def a_column_more(record: Database, table: str) -> Iterator[None]:
    """A migration that adds a column; taken back afterwards, as other tests use the same database."""
    with record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN added_later text")
    try:
        yield
    finally:
        with record.engine("superuser").begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN added_later")


def reads_all_columns(engine: Engine, failures: list[DBAPIError]) -> Callable[[Sequence[CloudEvent]], None]:
    def work(_events: Sequence[CloudEvent]) -> None:
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("SELECT * FROM outbox").all()
        except DBAPIError as error:
            failures.append(error)
            raise

    return work


def test_a_stale_plan_is_made_anew_and_the_signal_is_not_stuck(record: Database) -> None:
    failures: list[DBAPIError] = []
    stuck: list[BaseException] = []

    def mark(_event: CloudEvent, error: BaseException) -> bool:
        stuck.append(error)
        return True

    engine = open_engine(record.url("triage"))  # Of its own: one connection, which then has the plan.
    fates = Fates(reads_all_columns(engine, failures), lambda _batch: None, mark)
    for _ in range(PREPARED_AFTER):
        assert fates.meet([read()]) == Met()
    assert failures == []
    with a_column_more(record, "outbox"):
        assert fates.meet([read()]) == Met()
    engine.dispose()
    assert [type(one) for one in failures] == [NotSupportedError]
    assert stuck == []


def test_triage_goes_on_beside_a_migration_of_what_it_reads(town: Town) -> None:
    town.publish(AT_ONCE)
    engine = town.record.engine("triage")
    fates = Fates(triage(engine, Outbox(SOURCE), lambda: town.now), lambda _batch: None, stuck_marker(engine, "triage"))
    for table in ("signal", "case_file", "decision"):
        for _ in range(PREPARED_AFTER):
            assert fates.meet(accepted(town)) == Met()
        with a_column_more(town.record, table):
            assert fates.meet(accepted(town)) == Met()
    assert town.rows("SELECT count(*) AS n FROM disposition") == [{"n": 3 * (PREPARED_AFTER + 1)}]


def accepted(town: Town) -> list[CloudEvent]:
    (receipt,) = town.deliver(a_signal())
    event = read()
    return [event.model_copy(update={"data": {"municipality": "9901", "signalId": str(receipt.signal_id)}})]
