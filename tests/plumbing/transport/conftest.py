"""One embedded broker for the tests of the transport."""

from collections.abc import Iterator

import pytest

from plumbing.running.settings import Settings
from tests.plumbing.transport.broker import broker_with_topics


@pytest.fixture(scope="package")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings that point at a fresh embedded broker with the topics."""
    with broker_with_topics(tmp_path_factory.mktemp("broker")) as settings:
        yield settings
