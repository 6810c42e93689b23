"""Apache Kafka and a PostgreSQL server, started once; every test gets an empty record on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from plumbing.record.migrate import DATABASE
from tests.real import need, real_kafka, real_postgres


@dataclass(frozen=True)
class Servers:
    """`kafka`: bootstrap address; `postgres`: URL of the superuser."""

    kafka: str
    postgres: str


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both servers, for the session."""
    need("kafka")
    need("postgres")
    folder: Path = tmp_path_factory.mktemp("servers")
    with real_kafka(folder / "kafka") as kafka, real_postgres(folder / "postgres") as postgres:
        yield Servers(kafka, postgres)


@pytest.fixture
def servers(started: Servers) -> Servers:
    """The servers with no record; what stands on Kafka from before stays, as it may (docs/decisions/0004)."""
    forget(started.postgres)
    return started


def forget(postgres: str) -> None:
    """Drop the record."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
