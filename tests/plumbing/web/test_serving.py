"""How a web application is served: no request waits for the next packet, and whoever asks for headers gets them."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from plumbing.web.listening import listen
from tests.database import Database
from tests.running import alone

REQUESTS = 20
KEYS = {"BSN_KEY": "11" * 32, "HASH_KEY": "22" * 32}


@contextmanager
def served(name: str, record: Database, home: Path) -> Iterator[tuple[str, str]]:
    """A process as `run` starts it: the addresses of what it serves and of its health."""
    settings = {"POSTGRES_URL": record.url(name), "KAFKA": "127.0.0.1:1", "DEVELOPMENT_USERS": "true", **KEYS}
    with alone(name, home, **settings) as (_, ports):
        yield f"http://127.0.0.1:{ports['http']}", f"http://127.0.0.1:{ports['metrics']}"


def quickest(ask: Callable[[], httpx.Response]) -> float:
    """Seconds of the quickest of so many requests: a busy machine is slow at times, a waiting socket always."""
    seconds = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        assert ask().status_code == 200
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def test_a_connection_that_is_accepted_sends_at_once() -> None:
    with closing(listen("127.0.0.1", 0)) as server:
        server.listen(1)
        with (
            closing(socket.create_connection(server.getsockname()[:2])),
            closing(server.accept()[0]) as accepted,
        ):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_port_that_is_taken_is_said_with_its_address() -> None:
    with closing(listen("127.0.0.1", 0)) as server:
        server.listen(1)
        port = server.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} of 127.0.0.1"):
            listen("127.0.0.1", port)


def test_a_request_on_a_kept_connection_is_as_quick_as_one_on_a_fresh(record: Database, tmp_path: Path) -> None:
    with served("ingest", record, tmp_path) as (base, _), httpx.Client() as kept:
        url = f"{base}/v1/openapi.json"
        kept.get(url)
        assert quickest(lambda: kept.get(url)) < 5 * quickest(lambda: httpx.get(url))


@pytest.mark.parametrize(("name", "path"), [("ingest", "/v1/openapi.json"), ("worklist", "/aanmelden")])
def test_who_asks_for_headers_alone_gets_those_of_the_page(
    record: Database, tmp_path: Path, name: str, path: str
) -> None:
    with served(name, record, tmp_path) as (base, health):
        for url in (base + path, f"{base}/nergens", f"{health}/healthz", f"{health}/readyz", f"{health}/nowhere"):
            asked, gotten = httpx.head(url), httpx.get(url)
            assert (asked.status_code, asked.text) == (gotten.status_code, "")
            assert asked.headers["content-type"] == gotten.headers["content-type"]
            assert asked.headers["content-length"] == gotten.headers["content-length"]
        assert httpx.head(base + path).status_code == 200
