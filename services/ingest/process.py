"""The ingest process: the partner API, the publisher and the file worker under one event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from plumbing.record.connect import BY_KEY
from plumbing.running.health import WhyNot
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.transport.feed_fates import FeedFates
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.web.serving import POOL_SIZE, serve
from services.ingest.door.api import create_app
from services.ingest.door.sweeping import sweep_until
from services.ingest.feeds.store import count_from_zero, set_aside, take_message, wanted_topics
from services.ingest.files.file_worker import FileWorker
from services.ingest.store import Ports

if TYPE_CHECKING:
    from plumbing.transport.feed_consumer import FeedConsumer


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand. Raises ValueError without keys."""
    with process("ingest", settings, pool_size=POOL_SIZE, planner=BY_KEY) as this:
        outbox = Outbox(settings.source)
        publisher = Publisher(settings, outbox, this.engine)
        app = create_app(settings, this.engine, this.clock, publisher.submit, outbox)
        feeds = feeds_of(settings, app.state.ports)
        serve(this, settings.ingest_port, app, _work(publisher, app.state.file_worker, app.state.ports, feeds))


def feeds_of(settings: Settings, ports: Ports) -> "FeedConsumer | None":
    """Whoever reads what partners push, where that is switched on. A process without feeds carries no Faust."""
    if not settings.feeds:
        return None
    from plumbing.transport.feed_consumer import FeedConsumer  # noqa: PLC0415  (it brings Faust)

    count_from_zero()
    fates = FeedFates("ingest", partial(take_message, ports), partial(set_aside, ports))
    return FeedConsumer("ingest", settings, partial(wanted_topics, ports.engine), fates)


@asynccontextmanager
async def _work(
    publisher: Publisher, worker: FileWorker, ports: Ports, feeds: "FeedConsumer | None"
) -> AsyncIterator[WhyNot]:
    await publisher.start()
    worker.start()
    stopped = asyncio.Event()
    sweeping = asyncio.create_task(sweep_until(stopped, ports))
    if feeds:
        feeds.start()
    yield lambda: [*([] if worker.alive() else ["files are not read"]), *(feeds.why_not() if feeds else [])]
    stopped.set()
    await sweeping
    if feeds:
        await asyncio.to_thread(feeds.stop)
    await asyncio.to_thread(worker.stop)
    await publisher.stop()
