"""The ingest process: the partner API, the publisher and the file worker under one event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from plumbing.record.connect import BY_KEY, open_engine
from plumbing.running.clock import record_clock, system_clock
from plumbing.running.logging import configure_logging
from plumbing.running.memory import keep_memory
from plumbing.running.serving import Ready, serve
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from services.ingest.door.api import create_app
from services.ingest.files.file_worker import FileWorker

POOL_SIZE: Final = 8


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand. Raises ValueError without keys."""
    configure_logging("ingest", settings)
    engine, outbox = open_engine(settings.postgres_url, pool_size=POOL_SIZE, planner=BY_KEY), Outbox(settings.source)
    publisher = Publisher(settings, outbox, engine)
    clock = record_clock(engine) if settings.embedded else system_clock
    app = create_app(settings, engine, clock, publisher, outbox)
    keep_memory()
    serve("ingest", settings, settings.ingest_port, app, engine, _work(publisher, app.state.front.file_worker))
    engine.dispose()


@asynccontextmanager
async def _work(publisher: Publisher, worker: FileWorker) -> AsyncIterator[Ready]:
    await publisher.start()
    worker.start()
    yield worker.alive
    await asyncio.to_thread(worker.stop)
    await publisher.stop()
