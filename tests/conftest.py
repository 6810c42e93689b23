"""Fixtures shared by all tests."""

from collections.abc import Iterator

import pytest

from tests.builders import Town
from tests.database import Database, embedded_database


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated embedded PostgreSQL, one for the session."""
    with embedded_database(tmp_path_factory.mktemp("postgres")) as database:
        yield database


@pytest.fixture
def record(database: Database) -> Database:
    """The same database, emptied for this test."""
    database.empty()
    return database


@pytest.fixture
def town(record: Database) -> Town:
    """Municipalities 9901 and 9902 with a partner of every kind."""
    return Town(record).found("9901", "9902")
