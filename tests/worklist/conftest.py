"""A municipality with workers, and the role that the worklist has in the record."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Connection, Engine

from services.record.connect import transaction
from tests.database import Database
from tests.worklist.builders import WATERDAL, Desk, a_desk

Scope = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def desk(record: Database) -> Desk:
    """An empty municipality."""
    return a_desk(record.engine("superuser"))


@pytest.fixture
def engine(record: Database) -> Engine:
    """The worklist's own engine."""
    return record.engine("worklist")


@pytest.fixture
def work(engine: Engine) -> Scope:
    """A transaction of the worklist in Waterdal."""
    return lambda: transaction(engine, municipalities=(WATERDAL,))
