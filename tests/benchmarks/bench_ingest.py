"""CPU per signal of taking JSON requests in, on the embedded PostgreSQL: `python -m tests.benchmarks.bench_ingest`.

Prints microseconds of CPU per signal in the ingest process (the server's own CPU is not in it) and signals/s.
"""

import cProfile
import pstats
import sys
import tempfile
import time
from pathlib import Path

import orjson

from plumbing.running.memory import keep_memory
from services.ingest.door.answers import delivery_answer
from services.ingest.door.taking import take_request
from tests.database import embedded_database
from tests.services.ingest.builders import BSN, Office, Record, a_record

BATCH = 1_000
ROUNDS = 10
FULL = {
    "voorletters": "A.B.",
    "straat": "Voorbeeldstraat",
    "woonplaats": "Voorbeeldstad",
    "telefoonnummer": "0600123456",
    "email": "voorbeeld@example.nl",
    "soort": "achterstand",
}


def measure(office: Office, name: str, **extra: object) -> None:
    """Take `ROUNDS` requests of `BATCH` records in and print what it cost."""
    member = office.joins(bsn_basis="besluit")
    partner = office.ports.partners.by_id(member.id)
    assert partner
    bodies = [orjson.dumps({"signalen": batch}) for batch in _batches(extra)]
    take_request(office.ports, partner, bodies.pop())
    cpu, wall = time.process_time(), time.perf_counter()
    for body in bodies:
        orjson.dumps(delivery_answer(take_request(office.ports, partner, body)))
    signals = BATCH * len(bodies)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    sys.stdout.write(f"{name:12} {cpu / signals * 1e6:6.1f} us CPU per signal {signals / wall:8.0f} signals/s\n")


def _batches(extra: dict[str, object]) -> list[list[Record]]:
    return [[a_record(**(FULL | extra)) for _ in range(BATCH)] for _ in range(ROUNDS + 1)]


def main() -> None:
    """Measure with and without BSN, and over HTTP; `--profile` shows where the time goes."""
    with tempfile.TemporaryDirectory() as home, embedded_database(Path(home)) as database:
        office = Office(database)
        keep_memory()
        profile = cProfile.Profile()
        if "--profile" in sys.argv:
            profile.enable()
        measure(office, "without BSN")
        measure(office, "with BSN", burgerservicenummer=BSN)
        if "--profile" in sys.argv:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
