"""Addresses at which no broker answers: a port that refuses, and one that takes the call and says nothing."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

from command.broker import free_port


def refusing() -> str:
    """An address at which nobody listens."""
    return f"127.0.0.1:{free_port()}"


@contextmanager
def silent() -> Iterator[str]:
    """An address at which calls are taken and never answered."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
