"""The ingest process itself: starts without a broker, survives a kill in the middle of a file, stops when told."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from plumbing.running.settings import CHECKOUT
from schemas.vocabulary.partners import PartnerKind
from services.ingest import process as ingest
from services.ingest.store import Ports
from tests.running import until
from tests.services.ingest.builders import Office
from tests.services.ingest.files.deliveries import lines_of

RUN = "from services.ingest.process import run; from plumbing.running.settings import Settings; run(Settings())"
ROWS = 4_000


@contextmanager
def a_process(office: Office, home: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """An ingest process with the addresses of its API and of its health; the broker is away."""
    settings = {
        "HOME": str(home),
        "POSTGRES_URL": office.record.url("ingest"),
        "KAFKA": "127.0.0.1:1",
        "BSN_KEY": "11" * 32,
        "HASH_KEY": "22" * 32,
    }
    ports = home / "run" / "ingest.json"
    ports.unlink(missing_ok=True)
    environment = {**os.environ, **{f"VROEGSIGNAAL_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-W", "ignore", "-c", RUN]
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stderr=log)
    try:
        until(ports.exists, 30)
        found = json.loads(ports.read_text())
        health = f"http://127.0.0.1:{found['metrics']}/readyz"
        until(lambda: httpx.get(health).status_code == 200, 30)
        yield process, f"http://127.0.0.1:{found['http']}/v1", health
    finally:
        process.kill()
        process.wait()


def test_a_killed_process_leaves_a_file_to_its_successor(office: Office, tmp_path: Path) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    with a_process(office, tmp_path) as (process, api, _):
        headers = {"X-API-Key": energy.key, "Content-Type": "text/csv"}
        url = f"{api}/leveringen?kolomindeling=energie-csv"
        assert httpx.post(url, content=lines_of(ROWS), headers=headers).status_code == 202
        until(lambda: office.count("receipt") > 0)
        process.kill()
        process.wait()
    with a_process(office, tmp_path) as (process, _, _):
        until(lambda: office.rows("SELECT state FROM delivery") == [{"state": "done"}])
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    lines = office.rows("SELECT count(*) AS n, count(DISTINCT line) AS lines FROM receipt")
    assert lines == [{"n": ROWS, "lines": ROWS}]
    assert office.count("delivery_chunk") == 0
    assert "De Vries" not in (tmp_path / "log").read_text()


class Worker:
    """A worker or publisher that only notes whether it runs."""

    def __init__(self) -> None:
        self.runs = False

    def start(self) -> None:
        self.runs = True

    def stop(self) -> None:
        self.runs = False

    def why_not(self) -> tuple[str, ...]:
        return ()


class Publishing(Worker):
    async def start(self) -> None:  # type: ignore[override]
        self.runs = True

    async def stop(self) -> None:  # type: ignore[override]
        self.runs = False


async def fails(_: asyncio.Event, __: Ports) -> None:
    raise RuntimeError("a bug")


async def hangs(_: asyncio.Event, __: Ports) -> None:
    await asyncio.sleep(3_600)


def test_a_task_that_a_bug_ended_is_told_and_neither_that_nor_one_that_hangs_keeps_the_process_from_stopping(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "TASKS", (fails, hangs))
    monkeypatch.setattr(ingest, "TASKS_END_WITHIN", 0.05)
    publisher, workers = Publishing(), [Worker(), Worker()]

    async def live() -> tuple[str, ...]:
        async with ingest._work(publisher, office.ports, workers) as why_not:  # type: ignore[arg-type]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert all(one.runs for one in (publisher, *workers))
            return tuple(why_not())

    assert asyncio.run(asyncio.wait_for(live(), 20)) == ("fails has ended",)
    assert not any(one.runs for one in (publisher, *workers))
