"""Fixtures for tests that begin a process inside the test run."""

import gc
import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """Give this test run back its logs and its garbage collector."""
    handlers, young = list(logging.getLogger().handlers), gc.get_threshold()
    yield
    logging.getLogger().handlers = handlers
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    gc.unfreeze()
    gc.set_threshold(*young)
