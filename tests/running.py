"""A running installation for tests: real processes on the embedded servers, or on those that a test names."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from command.installation import Installation, installed
from plumbing.running.settings import CHECKOUT, Settings
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
    settings = Settings(home=home, first_port=0, kafka=kafka, postgres_url=postgres, bsn_key=KEY, hash_key=KEY)
    with installed(settings) as installation:
        for name in processes:
            installation.add(name, **(QUICK | extra))
        installation.await_ready()
        installation.write_down()
        try:
            yield installation
        finally:
            close_databases()


@contextmanager
def alone(name: str, home: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """One process without an installation, once it is ready, and the ports it took. Its output stands in `home/log`."""
    told = home / "run" / f"{name}.json"
    told.unlink(missing_ok=True)
    ours = {f"VROEGSIGNAAL_{setting}": value for setting, value in {"HOME": str(home), **settings}.items()}
    command = [sys.executable, "-W", "ignore", "-m", "command.cli", "run", name]
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(command, env={**os.environ, **ours}, cwd=CHECKOUT, stderr=log)
    try:
        until(told.exists, 30)
        ports = json.loads(told.read_text(encoding="utf-8"))
        until(lambda: httpx.get(f"http://127.0.0.1:{ports['metrics']}/readyz").status_code == 200, 30)
        yield process, ports
    finally:
        process.kill()
        process.wait()


def database_of(installation: Installation) -> Database:
    """The installation's database for a test; it is closed with the installation."""
    OPENED.append(Database(installation.admin_url))
    return OPENED[-1]


def close_databases() -> None:
    """Close those of an installation that ends."""
    while OPENED:
        OPENED.pop().close()


def until(found: Callable[[], T], seconds: float = 60.0) -> T:
    """Wait for a condition; gives what it found. Raises AssertionError when it does not come in time."""
    limit = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < limit, "did not happen in time"
        time.sleep(0.05)
    return result
