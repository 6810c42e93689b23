"""One turn of `bench_latency`, in the tree that it measures: `python latency_turn.py TREE KAFKA SECONDS`; prints JSON.

It imports only that tree: 0.1.0 keeps the same parts under other names.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import psycopg
from sqlalchemy import make_url

PER_SECOND: Final = 100
WARM_UP: Final = 300
MEASURED: Final = """
SELECT s.reference, extract(epoch FROM t.dispatched_at)::float FROM signal s
JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
JOIN task t ON t.municipality = d.municipality AND t.case_id = d.case_id
"""
TODAY: Final = datetime.now(UTC).date()


class Old:
    """Where 0.1.0 keeps what a turn needs."""

    bench, settings = "services.command.bench", "services.running.settings"
    installation = "services.command.installation"
    processes = "PROCESSES"

    @staticmethod
    def address(home: Path) -> str:
        """The front door."""
        return f"127.0.0.1:{import_module('services.command.installation').ports(home, 'ingest')['http']}"


class New:
    """Where this tree keeps it."""

    bench, settings = "command.bench", "plumbing.running.settings"
    installation = "command.installation"
    processes = "MEASURED_PROCESSES"

    @staticmethod
    def address(home: Path) -> str:
        """The front door."""
        return str(import_module("command.home").address(home, "ingest"))


def a_crisis(number: int) -> dict[str, Any]:
    """A disconnection at a door of its own."""
    return {
        "gemeentecode": f"{number % 340:04d}",
        "kenmerk": f"L-{number}",
        "klantnummer": f"K-{number}",
        "voorletters": "A.B.",
        "achternaam": "Voorbeeld",
        "straat": "Teststraat",
        "huisnummer": str(number % 9_000 + 1),
        "postcode": f"{1000 + number // 9_000}ZZ",
        "bedragInCenten": 12_000,
        "ontstaansdatum": (TODAY - timedelta(days=70)).isoformat(),
        "aantalPerioden": 2,
        "signaaldatum": TODAY.isoformat(),
        "soort": "afsluiting",
        "geplandeDatum": (TODAY + timedelta(days=20)).isoformat(),
        "stadium": "aangekondigd",
    }


def send(address: str, key: str, numbers: range) -> dict[str, float]:
    """Post one signal after another at the pace; gives when each was begun. A late one follows at once."""
    begun, start = {}, time.monotonic()
    with httpx.Client(base_url=f"http://{address}", headers={"X-API-Key": key}, timeout=60) as client:
        for place, number in enumerate(numbers):
            time.sleep(max(0.0, start + place / PER_SECOND - time.monotonic()))
            record = a_crisis(number)
            begun[record["kenmerk"]] = time.time()
            client.post("/v1/signalen", json={"signalen": [record]}).raise_for_status()
    return begun


def tasks(admin_url: str, number: int) -> dict[str, float]:
    """When each signal has its task, once all have."""
    url = make_url(admin_url).set(drivername="postgresql").render_as_string(hide_password=False)
    until = time.monotonic() + 120
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until:
            there: dict[str, float] = dict(connection.execute(MEASURED).fetchall())
            if len(there) >= number:
                return there
            time.sleep(1.0)
    raise TimeoutError("not every signal got its task")


def main() -> None:
    """Measure this tree once: milliseconds from the begin of a POST to the moment that its task row is written with."""
    tree, kafka, seconds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    sys.path.insert(0, str(tree))
    parts = New if (tree / "command").is_dir() else Old
    bench, settings = import_module(parts.bench), import_module(parts.settings).Settings
    with TemporaryDirectory() as folder:
        here = {"home": Path(folder) / "home", "kafka": kafka, "first_port": 0}
        with import_module(parts.installation).installed(settings().model_copy(update=here)) as installation:
            key = bench._seed(installation)
            for name, service in getattr(bench, parts.processes):
                installation.add(name, service)
            installation.await_ready()
            address = parts.address(installation.settings.home)
            send(address, key, range(WARM_UP))
            begun = send(address, key, range(WARM_UP, WARM_UP + seconds * PER_SECOND))
            there = tasks(installation.admin_url, WARM_UP + len(begun))
    sys.stdout.write(json.dumps([round((there[name] - at) * 1_000, 2) for name, at in begun.items()]) + "\n")


if __name__ == "__main__":
    main()
