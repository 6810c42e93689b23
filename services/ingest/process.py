"""The ingest process: the partner API, the publisher and the file worker under one event loop."""

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
from services.ingest.door.api import create_app
from services.ingest.files.file_worker import FileWorker
from services.ingest.folder.file_worker import FolderWorker
from services.ingest.folder.read import DropFolder


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand. Raises ValueError without keys."""
    with process("ingest", settings, pool_size=POOL_SIZE, planner=BY_KEY) as this:
        outbox = Outbox(settings.source)
        publisher = Publisher(settings, outbox, this.engine)
        app = create_app(settings, this.engine, this.clock, publisher.submit, outbox)
        ports, files = app.state.ports, app.state.file_worker
        place = settings.drop_folder
        folder = FolderWorker(ports, DropFolder(place), files.wake) if place else None
        serve(this, settings.ingest_port, app, _work(publisher, files, folder))


@asynccontextmanager
async def _work(publisher: Publisher, worker: FileWorker, folder: FolderWorker | None) -> AsyncIterator[WhyNot]:
    await publisher.start()
    worker.start()
    if folder:
        folder.start()
    yield lambda: (
        *(() if worker.alive() else ("files are not read",)),
        *(folder.why_not() if folder else ()),
    )
    if folder:
        await asyncio.to_thread(folder.stop)
    await asyncio.to_thread(worker.stop)
    await publisher.stop()
