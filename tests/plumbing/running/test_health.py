"""What a process answers about its health, also to those who do not wait for it."""

import socket
import struct
import time
from threading import Event

import pytest

from plumbing.running.health import Health

ABORTS = struct.pack("ii", 1, 0)
"""SO_LINGER that ends a connection at once, as a probe does whose time is over."""


def test_a_probe_that_does_not_wait_leaves_no_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    asked, gone = Event(), Event()

    def why_not() -> tuple[str, ...]:
        asked.set()
        gone.wait(10)
        return ("no answer from Kafka",)

    health = Health("127.0.0.1", 0, why_not).start()
    probe = socket.create_connection(("127.0.0.1", health.port))
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORTS)
    probe.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
    assert asked.wait(10)
    probe.close()
    gone.set()
    said = told(capfd)
    health.stop()
    assert "not-answered" in said
    assert "Traceback" not in said


def told(capfd: pytest.CaptureFixture[str]) -> str:
    """What is written within ten seconds, from the first word on."""
    limit, said = time.monotonic() + 10, ""
    while not said and time.monotonic() < limit:
        time.sleep(0.05)
        captured = capfd.readouterr()
        said = captured.out + captured.err
    return said
