"""Figures of the front door on the embedded PostgreSQL: `python -m tests.benchmarks.bench_door [--seconds 20]`.

A single-signal POST at 100/s beside `/healthz` in turns, in one run; then the same while another partner sends the
worst that it may: 4 MB requests on eight connections without a pause. Prints p99 of each, their ratios, and the memory
of the front door against its idle value.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from typing import Any, Final, NamedTuple

import orjson
import psutil

from domain.intake.checks.judge import PARTS
from plumbing.running.clock import system_clock
from tests.database import embedded_database
from tests.running import alone, until
from tests.services.ingest.builders import Member, Office, a_record

PER_SECOND: Final = 100
CONNECTIONS: Final = 8
TODAY: Final = system_clock().date()
DATES: Final = {
    "ontstaansdatum": (TODAY - timedelta(days=60)).isoformat(),
    "signaaldatum": (TODAY - timedelta(days=1)).isoformat(),
}
NAMES: Final = count(1)


class Figures(NamedTuple):
    """99th percentiles in milliseconds: a POST and `/healthz` while it is quiet, and a POST beside a heavy partner.

    `memory`: highest of the front door beside the heavy partner, as a multiple of idle. `answers` by status to
    the one, `heavy` to the other.
    """

    post: float
    healthz: float
    beside: float
    memory: float
    answers: dict[int, int]
    heavy: dict[str, int]


class Line:
    """One kept connection, asked one thing at a time."""

    def __init__(self, port: int) -> None:
        self._port, self._streams = port, None  # type: tuple[int, Any]

    async def ask(self, request: bytes) -> int:
        """Send a request; gives the status of its answer, which is read whole. Once more where the line was closed."""
        try:
            return await self._ask(request)
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.close()
            return await self._ask(request)

    async def _ask(self, request: bytes) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        await reader.readexactly(int(fields.get(b"content-length", b"0")))
        if head.startswith(b"HTTP/1.0") or fields.get(b"connection") == b"close":
            await self.close()
        return int(head.split(b" ", 2)[1])

    async def close(self) -> None:
        """End the connection, where there is one."""
        if self._streams is not None:
            (_, writer), self._streams = self._streams, None
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def posted(key: str, body: bytes) -> bytes:
    """A request that delivers this body."""
    head = f"POST /v1/signalen HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def one_signal(member: Member) -> bytes:
    """A request with one new signal."""
    return posted(member.key, orjson.dumps({"signalen": [a_record(kenmerk=f"B-{next(NAMES)}", **DATES)]}))


async def timed(
    seconds: float, statuses: dict[int, int], *asks: tuple[list[Line], Callable[[], bytes]]
) -> list[list[float]]:
    """Ask each so many times a second in turns, never waiting for an answer; gives seconds until each answer.

    `statuses` counts the answers. The time counts from when a request was due, so that a front door that stalls is not
    asked less.
    """
    took: list[list[float]] = [[] for _ in asks]
    free = [list(lines) for lines, _ in asks]
    running: set[asyncio.Task[None]] = set()

    async def one(kind: int, due: float) -> None:
        line = free[kind].pop() if free[kind] else Line(asks[kind][0][0]._port)
        try:
            status = await line.ask(asks[kind][1]())
        except ConnectionError:
            status = 0
        statuses[status] = statuses.get(status, 0) + 1
        took[kind].append(time.perf_counter() - due)
        free[kind].append(line)

    begun = time.perf_counter()
    for number in range(int(seconds * PER_SECOND)):
        for kind in range(len(asks)):
            due = begun + (number + kind / len(asks)) / PER_SECOND
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            task = asyncio.create_task(one(kind, due))
            running.add(task)
            task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    await asyncio.gather(*(line.close() for lines in free for line in lines))
    return took


def heavy_bodies() -> list[bytes]:
    """The worst that fits into a request: wrong, unknown and many; right and many."""
    refused = orjson.dumps({"signalen": [{f"a{number}": 1 for number in range(330_000)}]})
    unknown = orjson.dumps({"signalen": [{f"a{number}": "x" * 40 for number in range(PARTS - 1)}]})
    wrong = orjson.dumps({"signalen": [a_record(postcode="x", bedragInCenten=-1) for _ in range(1_000)]})
    right = orjson.dumps({"signalen": [a_record(**DATES) for _ in range(1_000)]})
    return [one for one in (refused, unknown, wrong, right) if len(one) < 4 * 1024 * 1024]


async def heavily(port: int, key: str) -> None:
    """Send heavy requests without a pause on so many connections, a line for each answer's status, until ended."""
    requests = [posted(key, body) for body in heavy_bodies()]

    async def one() -> None:
        line = Line(port)
        for request in cycle(requests):
            sys.stdout.write(f"{await line.ask(request)}\n")
            sys.stdout.flush()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


@contextmanager
def a_heavy_partner(port: int, member: Member, home: Path) -> Iterator[Path]:
    """Another process that sends heavy requests meanwhile; gives where it writes the statuses of its answers."""
    written = home / "heavy"
    command = [sys.executable, "-m", "tests.benchmarks.bench_door", "--heavy", str(port), member.key]
    with written.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
    try:
        until(lambda: written.stat().st_size)
        yield written
    finally:
        process.terminate()
        process.wait()


async def measured(
    ports: dict[str, Any], pid: int, quick: Member, heavy: Member, home: Path, seconds: float
) -> Figures:
    """All figures of one run."""
    front_door, statuses = psutil.Process(pid), dict[int, int]()
    lines = [Line(ports["http"]) for _ in range(CONNECTIONS)]
    healthz = [Line(ports["metrics"]) for _ in range(CONNECTIONS)]
    posting = (lines, lambda: one_signal(quick))
    asking = (healthz, lambda: b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    await timed(2, {}, posting, asking)
    quiet = await timed(seconds, statuses, posting, asking)
    idle = front_door.memory_info().rss
    with a_heavy_partner(ports["http"], heavy, home) as written:
        watching = asyncio.create_task(highest_memory(front_door))
        (beside,) = await timed(seconds, statuses, posting)
        watching.cancel()
        answers = Counter(written.read_text(encoding="utf-8").split())
    return Figures(p99(quiet[0]), p99(quiet[1]), p99(beside), await watching / idle, statuses, dict(answers))


async def highest_memory(front_door: psutil.Process) -> int:
    """The highest number of bytes until cancelled."""
    most = 0
    with suppress(asyncio.CancelledError):
        while True:
            most = max(most, front_door.memory_info().rss)
            await asyncio.sleep(0.02)
    return most


def p99(seconds: list[float]) -> float:
    """99th percentile in milliseconds."""
    return quantiles(seconds, n=100)[98] * 1e3


def measure(home: Path, seconds: float) -> Figures:
    """Start a front door as `run` does, and measure it."""
    with embedded_database(home / "record") as database:
        office = Office(database)
        quick, heavy = office.joins(), office.joins()
        settings = {"POSTGRES_URL": database.url("ingest"), "KAFKA": "127.0.0.1:1"}
        settings |= {"BSN_KEY": "11" * 32, "HASH_KEY": "22" * 32}
        with alone("ingest", home, **settings) as (process, ports):
            return asyncio.run(measured(ports, process.pid, quick, heavy, home, seconds))


def main() -> None:
    """Print the figures and their ratios."""
    parser = argparse.ArgumentParser(description="Figures of the front door.")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--heavy", nargs=2, metavar=("PORT", "KEY"), help="be the heavy partner of another run")
    asked = parser.parse_args()
    if asked.heavy:
        asyncio.run(heavily(int(asked.heavy[0]), asked.heavy[1]))
    with tempfile.TemporaryDirectory() as home:
        found = measure(Path(home), asked.seconds)
    sys.stdout.write(
        f"p99 of a POST {found.post:.1f} ms, of /healthz {found.healthz:.1f} ms: {found.post / found.healthz:.1f}x\n"
        f"p99 of a POST beside a heavy partner {found.beside:.1f} ms: {found.beside / found.post:.1f}x\n"
        f"memory of the front door then {found.memory:.2f}x of idle; answers to the heavy one {found.heavy}, "
        f"to the other {found.answers}\n"
    )


if __name__ == "__main__":
    main()
