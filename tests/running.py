"""A running installation for tests: real processes on the embedded servers, or on those that a test names."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from command.installation import Installation, installed
from plumbing.running.settings import Settings
from tests.database import Database

T = TypeVar("T")
QUICK = {
    "VROEGSIGNAAL_TICK_EVERY": "0.2",
    "VROEGSIGNAAL_RELAY_AFTER": "1",
    "VROEGSIGNAAL_RECONCILE_AFTER": "5",
    "VROEGSIGNAAL_RECONCILE_EVERY": "2",
}
KEY = "00" * 32
OPENED: list[Database] = []


@contextmanager
def running(home: Path, *processes: str, kafka: str = "", postgres: str = "", **extra: str) -> Iterator[Installation]:
    """Start an installation with these processes and wait until they are ready."""
    settings = Settings(home=home, kafka=kafka, postgres_url=postgres, bsn_key=KEY, hash_key=KEY)
    with installed(settings) as installation:
        for name in processes:
            installation.add(name, **QUICK, **extra)
        installation.await_ready()
        installation.write_down()
        try:
            yield installation
        finally:
            while OPENED:
                OPENED.pop().close()


def database_of(installation: Installation) -> Database:
    """The installation's database for a test; it is closed with the installation."""
    OPENED.append(Database(installation.admin_url))
    return OPENED[-1]


def until(found: Callable[[], T], seconds: float = 60.0) -> T:
    """Wait for a condition; gives what it found. Raises AssertionError when it does not come in time."""
    limit = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < limit, "did not happen in time"
        time.sleep(0.05)
    return result
