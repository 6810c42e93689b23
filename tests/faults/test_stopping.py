"""A broker that is away: every process says so, and ends in time when it is asked to stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from command.home import ports
from plumbing.running.settings import CHECKOUT
from tests.builders import AT_ONCE, Town, a_signal
from tests.database import Database
from tests.plumbing.transport.silence import refusing, silent
from tests.running import KEY, database_of, running, until

END_WITHIN = 10.0
NAMES = ("triage", "notify", "relay", "ingest", "worklist")
NEED_KAFKA = ("triage", "notify", "relay")


@contextmanager
def started(record: Database, home: Path, kafka: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Every process once it serves its health, each with its own role; nothing is ready yet."""
    home.mkdir()
    environment = {
        **os.environ,
        "VROEGSIGNAAL_HOME": str(home),
        "VROEGSIGNAAL_KAFKA": kafka,
        "VROEGSIGNAAL_BSN_KEY": KEY,
        "VROEGSIGNAAL_HASH_KEY": KEY,
        "PYTHONWARNINGS": "ignore",
    }
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with (home / "log").open("ab") as log:
            for name in NAMES:
                own = environment | {"VROEGSIGNAAL_POSTGRES_URL": record.url(name)}
                command = [sys.executable, "-m", "command.cli", "run", name]
                children[name] = subprocess.Popen(command, env=own, cwd=CHECKOUT, stderr=log)
        until(lambda: all(ports(home, name) for name in NAMES), 60)
        yield children
    finally:
        for child in children.values():
            child.kill()
            child.wait()


def said(home: Path, name: str) -> str:
    return httpx.get(f"http://127.0.0.1:{ports(home, name)['metrics']}/readyz", timeout=20).text


def says(home: Path, name: str, text: str) -> bool:
    return said(home, name) == text


@pytest.mark.parametrize("answers", ["refuses", "is silent"])
def test_with_a_broker_that_never_answered_nobody_who_needs_it_is_ready_and_all_end_in_time(
    record: Database, tmp_path: Path, answers: str
) -> None:
    home = tmp_path / "home"
    with silent() as nobody, started(record, home, nobody if answers == "is silent" else refusing()) as children:
        time.sleep(3.0)
        for name in NEED_KAFKA:
            until(partial(says, home, name, "not ready: no answer from Kafka\n"), 30)
        until(lambda: said(home, "ingest") == said(home, "worklist") == "ready\n", 30)
        end_in_time(list(children.values()))


def end_in_time(children: list[subprocess.Popen[bytes]]) -> None:
    begun = time.monotonic()
    for child in children:
        child.send_signal(signal.SIGTERM)
    for child in children:
        assert child.wait(60) == 0
    assert time.monotonic() - begun < END_WITHIN


def test_when_the_broker_has_died_all_say_so_and_end_in_time(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home, *NAMES) as installation:
        town = Town(database_of(installation)).found("9901", "9902")
        town.publish(AT_ONCE)
        town.deliver(a_signal())
        until(lambda: town.rows("SELECT 1 FROM task"))
        installation.family.stop("broker")
        town.deliver(a_signal())
        for name in NEED_KAFKA:
            until(partial(says, home, name, "not ready: no answer from Kafka\n"), 30)
        end_in_time([child.process for child in installation.children.values() if child.process])
