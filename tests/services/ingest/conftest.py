"""The ingest API on an empty record."""

import pytest

from tests.database import Database
from tests.services.ingest.builders import Office


@pytest.fixture
def office(record: Database) -> Office:
    """The API, without partners."""
    return Office(record)
