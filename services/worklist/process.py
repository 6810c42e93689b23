"""The worklist process: the pages and the publisher under one event loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plumbing.running.health import WhyNot
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.web.serving import POOL_SIZE, serve
from services.worklist.app import create_app


def run(settings: Settings) -> None:
    """Serve the pages until SIGTERM or SIGINT, then finish what is at hand."""
    with process("worklist", settings, pool_size=POOL_SIZE) as this:
        outbox = Outbox(settings.source)
        publisher = Publisher(settings, outbox, this.engine)
        app = create_app(settings, this.engine, this.clock, publisher.submit, outbox)
        serve(this, settings.worklist_port, app, _work(publisher))


@asynccontextmanager
async def _work(publisher: Publisher) -> AsyncIterator[WhyNot]:
    await publisher.start()
    yield lambda: ()
    await publisher.stop()
