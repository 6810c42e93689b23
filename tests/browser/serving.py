"""A running worklist on loopback with a small data set, for a browser to visit."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import uvicorn
from sqlalchemy import Engine

from services.record.connect import transaction
from services.running.settings import Settings
from services.transport.outbox import Chunk, Outbox
from services.worklist.acts import Worker
from services.worklist.app import create_app
from services.worklist.session import sign_in
from tests.worklist.builders import NOW


@dataclass
class Unpublished:
    """A publisher that leaves everything to the relay."""

    def submit(self, chunk: Chunk | None) -> None:
        """Leave it in the outbox."""


def settings_for_tests() -> Settings:
    """As in the embedded default, with development users."""
    return Settings(embedded=True, development_users=True)


@contextmanager
def serving(engine: Engine, now: datetime = NOW) -> Iterator[str]:
    """Serve the worklist at a fixed moment; gives its address."""
    app = create_app(settings_for_tests(), engine, lambda: now, Unpublished(), Outbox())
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off", ws="none")
    server, socket = uvicorn.Server(config), config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()


def cookie_of(engine: Engine, worker: Worker, now: datetime = NOW) -> str:
    """The cookie of a worker who is signed in."""
    with transaction(engine, municipalities=(worker.municipality,)) as connection:
        cookie = sign_in(connection, worker.municipality, worker.id, now)
    assert cookie
    return cookie
