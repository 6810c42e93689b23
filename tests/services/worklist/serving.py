"""A running worklist on loopback, for visitors with and without a browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from sqlalchemy import Engine

from domain.cases.acts import Worker
from plumbing.record.connect import transaction
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Batch, Outbox
from services.worklist.app import create_app
from services.worklist.signin.session import sign_in
from tests.services.worklist.builders import NOW


@dataclass
class Kept:
    """A publisher that remembers what it was given."""

    batches: list[Batch] = field(default_factory=list)

    def submit(self, chunk: Batch | None) -> None:
        """Keep it."""
        if chunk:
            self.batches.append(chunk)


@dataclass
class Served:
    """A worklist that runs, and a clock that a test may set."""

    engine: Engine
    base: str
    clock: Clock
    published: Kept

    def cookie(self, worker: Worker) -> str:
        """The cookie of a worker who is signed in."""
        with transaction(self.engine, municipalities=(worker.municipality,)) as connection:
            cookie = sign_in(connection, worker.municipality, worker.id, self.clock())
        assert cookie
        return cookie


@contextmanager
def serving(engine: Engine, *, clock: Clock = lambda: NOW, users: bool = True) -> Iterator[Served]:
    """Serve the worklist as in the embedded default, with development users unless told otherwise."""
    published = Kept()
    settings = Settings(embedded=True, development_users=users)
    app = create_app(settings, engine, clock, published.submit, Outbox(settings.source))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off", ws="none")
    server, socket = uvicorn.Server(config), config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    try:
        yield Served(engine, f"http://127.0.0.1:{socket.getsockname()[1]}", clock, published)
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()
