"""Connections to the record: one engine a process, bounded waits, and a scope that ends with its transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from plumbing.record.arrays import register
from schemas.ids import Id

TIMEOUTS_MS: Final = {
    "statement_timeout": 60_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 10_000,
}
"""A frozen worker must not hold a municipality (docs/decisions/0015)."""

DEAD_AFTER: Final = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Seconds, seconds, probes and milliseconds after which a connection counts as dead whose server no longer answers its
packets (a host that lost power sends nothing): no timeout of a server ends that wait. Without meaning on Unix sockets.
"""

NO_HINTS: Final[Mapping[str, str]] = MappingProxyType({})
BY_KEY: Final = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
"""For processes whose every query reads a few rows by key: a table without statistics would be scanned otherwise."""

BY_KEY_IN_A_BATCH: Final = {**BY_KEY, "statement_timeout": "20000"}
"""For consumers: whoever holds a batch longer than its group waits (the rebalance timeout) does it for nothing."""

TRY_AGAIN: Final = ("55P03", "40P01", "40001", "57014", "0A000")
"""Lock timeout, deadlock, serialisation failure, a statement that took too long: smaller parts may do. And a plan that
a migration made stale ("cached plan must not change result type"): it is made anew after the rollback.
"""


def open_engine(url: str, *, pool_size: int = 4, planner: Mapping[str, str] = NO_HINTS) -> Engine:
    """An engine for one process. `url` is a libpq URL (`postgresql://role@host:port/database`).

    `planner`: planner settings of its connections, e.g. `BY_KEY`.
    """
    register()
    options = " ".join(f"-c {name}={value}" for name, value in {**TIMEOUTS_MS, **planner}.items())
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"{options} -c timezone=UTC -c jit=off", "connect_timeout": 10, **DEAD_AFTER},
    )


@contextmanager
def transaction(
    engine: Engine, *, municipalities: tuple[str, ...] = (), partner: Id | None = None
) -> Iterator[Connection]:
    """One transaction, with what row-level security may show. Nothing named shows nothing to people and partners."""
    with engine.begin() as connection:
        if municipalities or partner:
            scope = (",".join(municipalities), partner or "")
            connection.exec_driver_sql(
                "SELECT set_config('app.municipalities', %s, true), set_config('app.partner', %s, true)", scope
            )
        yield connection


@contextmanager
def rehearsal(engine: Engine, *, partner: Id) -> Iterator[Connection]:
    """A transaction of a partner that is taken back at its end, whatever it did."""
    with engine.connect() as connection, connection.begin() as begun:
        connection.exec_driver_sql("SELECT set_config('app.partner', %s, true)", (partner,))
        yield connection
        begun.rollback()


def answers(engine: Engine) -> bool:
    """Whether the record answers now."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError:
        return False
    return True


def unavailable(error: BaseException) -> bool:
    """Whether the database is away (wait, then stop unacknowledged) and not merely refusing this statement.

    A pool that had no connection to give in time says so too: nothing was asked of the database yet.
    """
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | NoConnectionError) and not lock_lost(error)


def lock_lost(error: BaseException) -> bool:
    """Whether the same may succeed when it is tried again: retry in smaller parts, never stop the worker."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in TRY_AGAIN


def passing(error: BaseException) -> bool:
    """Whether it says nothing of what was asked: the same may succeed later, so nobody is to blame."""
    return unavailable(error) or lock_lost(error)
