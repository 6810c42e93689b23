"""The ingest process: the partner API, the publisher, the file worker and the hand worker under one event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plumbing.record.connect import BY_KEY
from plumbing.running.health import WhyNot
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.web.serving import POOL_SIZE, serve
from services.ingest.by_hand.process import HandWorker
from services.ingest.door.api import create_app
from services.ingest.files.file_worker import FileWorker


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand. Raises ValueError without keys."""
    with process("ingest", settings, pool_size=POOL_SIZE, planner=BY_KEY) as this:
        outbox = Outbox(settings.source)
        publisher = Publisher(settings, outbox, this.engine)
        app = create_app(settings, this.engine, this.clock, publisher.submit, outbox)
        serve(this, settings.ingest_port, app, _work(publisher, app.state.file_worker, HandWorker(app.state.ports)))


@asynccontextmanager
async def _work(publisher: Publisher, worker: FileWorker, hands: HandWorker) -> AsyncIterator[WhyNot]:
    await publisher.start()
    worker.start()
    hands.start()
    yield lambda: tuple(why for alive, why in _parts(worker, hands) if not alive)
    await asyncio.to_thread(hands.stop)
    await asyncio.to_thread(worker.stop)
    await publisher.stop()


def _parts(worker: FileWorker, hands: HandWorker) -> tuple[tuple[bool, str], ...]:
    return (worker.alive(), "files are not read"), (hands.alive(), "what workers typed is not taken")
