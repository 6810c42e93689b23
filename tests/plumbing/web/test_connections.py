"""The front door stays open whatever comes in half: connections, headers and bodies have their time and number."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest

from plumbing.web.connections import HEADER_BYTES, ConnectionLimits, within_descriptors
from tests.database import Database
from tests.running import alone, until

KEYS = {"BSN_KEY": "11" * 32, "HASH_KEY": "22" * 32}
USUAL_DESCRIPTORS = 1_024
HALF = b"GET /v1/ope"


@contextmanager
def served(name: str, record: Database, home: Path, **extra: str) -> Iterator[tuple[int, str, int]]:
    """A process as `run` starts it, with the usual number of descriptors: its port, address of its health and id."""
    settings = {"POSTGRES_URL": record.url(name), "KAFKA": "127.0.0.1:1", "DEVELOPMENT_USERS": "true"}
    settings |= KEYS | extra
    with alone(name, home, **settings) as (process, ports):
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (USUAL_DESCRIPTORS, USUAL_DESCRIPTORS))
        yield ports["http"], f"http://127.0.0.1:{ports['metrics']}", process.pid


@contextmanager
def more_descriptors(wanted: int) -> Iterator[None]:
    """This process may open so many; skips where the system does not allow it."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most not in {resource.RLIM_INFINITY} and most < wanted:
        pytest.skip("this system allows too few descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before, wanted), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


def sending(port: int, content: bytes) -> socket.socket:
    """A connection on which this was sent and nothing more."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(content)
    return connection


def still_takes(connection: socket.socket) -> bool:
    """Whether the other side takes another drop."""
    try:
        connection.sendall(b"n")
    except OSError:
        return False
    return True


def is_ended(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side ends the connection in time."""
    connection.settimeout(seconds)
    try:
        while connection.recv(4_096):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_more_half_open_connections_than_descriptors_stop_neither_health_nor_the_door(
    record: Database, tmp_path: Path
) -> None:
    with (
        more_descriptors(3 * USUAL_DESCRIPTORS),
        served("ingest", record, tmp_path, HEADER_SECONDS="120") as (port, health, _),
        ExitStack() as open_ones,
    ):
        for _ in range(1_050):
            open_ones.enter_context(closing(sending(port, HALF)))
        for _ in range(3):
            assert httpx.get(f"{health}/healthz", timeout=10).status_code == 200
            assert httpx.get(f"{health}/readyz", timeout=10).status_code == 200
            assert httpx.get(f"http://127.0.0.1:{port}/v1/openapi.json", timeout=10).status_code == 200


@pytest.mark.parametrize(("name", "path"), [("ingest", "/v1/openapi.json"), ("worklist", "/aanmelden")])
def test_headers_that_do_not_come_end_the_connection_also_the_second_time(
    record: Database, tmp_path: Path, name: str, path: str
) -> None:
    with served(name, record, tmp_path, HEADER_SECONDS="0.5") as (port, _, _):
        whole = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        for begin in (b"", HALF, whole + HALF):
            with closing(sending(port, begin)) as connection:
                assert is_ended(connection, 10), begin


def test_drops_of_headers_do_not_keep_a_connection_open(record: Database, tmp_path: Path) -> None:
    with served("ingest", record, tmp_path, HEADER_SECONDS="1") as (port, _, _), closing(sending(port, HALF)) as drip:
        begun = time.monotonic()
        while still_takes(drip) and time.monotonic() < begun + 15:
            time.sleep(0.05)
        assert time.monotonic() - begun < 14


def test_headers_without_end_are_refused(record: Database, tmp_path: Path) -> None:
    endless = b"GET / HTTP/1.1\r\nX-Long: " + b"a" * (2 * HEADER_BYTES)
    with served("ingest", record, tmp_path) as (port, _, _), closing(sending(port, endless)) as connection:
        connection.settimeout(10)
        assert connection.recv(20).startswith(b"HTTP/1.1 400")


def test_a_body_that_does_not_come_is_told_and_ends(record: Database, tmp_path: Path) -> None:
    with served("worklist", record, tmp_path, BODY_SECONDS="0.5") as (port, _, _):
        head = b"POST /aanmelden HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        with closing(sending(port, head + b"Content-Length: 1000\r\n\r\nnaam=")) as connection:
            connection.settimeout(10)
            assert connection.recv(12) == b"HTTP/1.1 408"


def test_answers_are_counted_by_status(record: Database, tmp_path: Path) -> None:
    with served("ingest", record, tmp_path) as (port, health, _):
        httpx.get(f"http://127.0.0.1:{port}/v1/openapi.json")
        httpx.get(f"http://127.0.0.1:{port}/v1/nergens")
        httpx.get(f"http://127.0.0.1:{port}/v1/leveringen", headers={"X-API-Key": "onbekend"})
        counted = 'vroegsignaal_http_answers_total{process="ingest",status="%s"} 1.0'
        text = until(lambda: httpx.get(f"{health}/metrics").text)
        assert all(counted % status in text for status in ("200", "404", "401"))
        assert "vroegsignaal_refused_keys_total 1.0" in text


def test_the_limit_leaves_half_of_the_descriptors_to_everything_else() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, before[1]))
    try:
        assert within_descriptors(ConnectionLimits(500, 1.0)).most == 200
        assert within_descriptors(ConnectionLimits(50, 1.0)).most == 50
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
