"""The worklist process: the pages and the publisher under one event loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from plumbing.record.connect import open_engine
from plumbing.running.clock import record_clock, system_clock
from plumbing.running.logging import configure_logging
from plumbing.running.serving import Ready, serve
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from services.worklist.app import create_app

POOL_SIZE: Final = 8


def run(settings: Settings) -> None:
    """Serve the pages until SIGTERM or SIGINT, then finish what is at hand."""
    configure_logging("worklist", settings)
    engine, outbox = open_engine(settings.postgres_url, pool_size=POOL_SIZE), Outbox(settings.source)
    publisher = Publisher(settings, outbox, engine)
    clock = record_clock(engine) if settings.embedded else system_clock
    app = create_app(settings, engine, clock, publisher, outbox)
    serve("worklist", settings, settings.worklist_port, app, engine, _work(publisher))
    engine.dispose()


@asynccontextmanager
async def _work(publisher: Publisher) -> AsyncIterator[Ready]:
    await publisher.start()
    yield lambda: True
    await publisher.stop()
