"""A municipality with workers, and the role that the worklist has in the record."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Connection

from plumbing.record.connect import transaction
from tests.database import Database
from tests.services.worklist.builders import WATERDAL, Desk, a_desk

Scope = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def desk(record: Database) -> Desk:
    """An empty municipality."""
    return a_desk(record.engine("superuser"))


@pytest.fixture
def work(record: Database) -> Scope:
    """A transaction of the worklist in Waterdal."""
    return lambda: transaction(record.engine("worklist"), municipalities=(WATERDAL,))
