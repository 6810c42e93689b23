"""What an error of the record says: away, a lock that was lost, or neither."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import TimeoutError as NoConnectionError

from plumbing.record.connect import lock_lost, passing, unavailable
from tests.database import Database


def test_a_pool_that_has_no_connection_left_in_time_is_a_record_that_is_away(record: Database) -> None:
    url = record.engine("ingest").url
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    with engine.connect(), pytest.raises(NoConnectionError) as caught:
        engine.connect()
    engine.dispose()
    assert (unavailable(caught.value), lock_lost(caught.value), passing(caught.value)) == (True, False, True)


@pytest.mark.parametrize("error", [ValueError(), TimeoutError(), KeyError("x")], ids=lambda one: type(one).__name__)
def test_a_bug_says_nothing_of_the_record(error: Exception) -> None:
    assert not passing(error)
