"""A municipality with workers, and the role that the worklist has in the record."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Connection, Engine

from plumbing.record.connect import transaction
from tests.database import Database
from tests.domain.cases.waterdal import Waterdal, a_working_day
from tests.services.worklist.builders import WATERDAL, Desk, a_desk
from tests.services.worklist.serving import Served, serving
from tests.services.worklist.visiting import Visitor, a_visitor

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


@pytest.fixture
def day(record: Database, engine: Engine) -> Waterdal:
    """A municipality in the middle of its work."""
    return a_working_day(record.engine("superuser"), engine)


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    """The worklist's pages, on a loopback port."""
    with serving(engine) as served:
        yield served


@pytest.fixture
def samira(day: Waterdal, served: Served) -> Iterator[Visitor]:
    """Her browser, signed in."""
    with a_visitor(served, day.samira) as visitor:
        yield visitor


@pytest.fixture
def joost(day: Waterdal, served: Served) -> Iterator[Visitor]:
    """His browser, signed in."""
    with a_visitor(served, day.joost) as visitor:
        yield visitor


@pytest.fixture
def stranger(day: Waterdal, served: Served) -> Iterator[Visitor]:
    """A browser that is not signed in."""
    with a_visitor(served) as visitor:
        yield visitor
