"""The ingest process: the partner API, the publisher, and what works beside them, under one event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, Protocol

from plumbing.record.connect import BY_KEY
from plumbing.running.health import WhyNot
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.transport.feed_fates import FeedFates
from plumbing.transport.outbox import Outbox
from plumbing.transport.publish import Publisher
from plumbing.web.serving import POOL_SIZE, serve
from services.ingest.by_hand.process import HandWorker
from services.ingest.door.api import create_app
from services.ingest.door.sweeping import sweep_until
from services.ingest.door.webhooks import send_until
from services.ingest.feeds.store import count_from_zero, set_aside, take_message, wanted_topics
from services.ingest.files.file_worker import FileWorker
from services.ingest.folder.file_worker import FolderWorker
from services.ingest.folder.read import DropFolder
from services.ingest.store import Ports


class BesideWorker(Protocol):
    """A thread that works beside the door."""

    def start(self) -> None:
        """Begin; what a killed process left is done first."""

    def stop(self) -> None:
        """Finish what is at hand and stop."""

    def why_not(self) -> tuple[str, ...]:
        """What keeps it from working."""


TASKS: Final[Sequence[Callable[[asyncio.Event, Ports], Coroutine[Any, Any, None]]]] = (sweep_until, send_until)
"""What is done now and then, until the event says that the process stops."""


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand. Raises ValueError without keys."""
    with process("ingest", settings, pool_size=POOL_SIZE, planner=BY_KEY) as this:
        outbox = Outbox(settings.source)
        publisher = Publisher(settings, outbox, this.engine)
        app = create_app(settings, this.engine, this.clock, publisher.submit, outbox)
        workers = workers_of(settings, app.state.ports, app.state.file_worker)
        serve(this, settings.ingest_port, app, _work(publisher, app.state.ports, workers))


def workers_of(settings: Settings, ports: Ports, files: FileWorker) -> list[BesideWorker]:
    """Who works beside the door, with these settings. A process without feeds carries no Faust."""
    workers: list[BesideWorker] = [files, HandWorker(ports)]
    if settings.drop_folder:
        workers.append(
            FolderWorker(ports, DropFolder(settings.drop_folder), files.wake, rest_seconds=settings.drop_rest)
        )
    if settings.feeds:
        from plumbing.transport.feed_consumer import FeedConsumer  # noqa: PLC0415  (it brings Faust)

        count_from_zero()
        fates = FeedFates("ingest", partial(take_message, ports), partial(set_aside, ports))
        workers.append(FeedConsumer("ingest", settings, partial(wanted_topics, ports.engine), fates))
    return workers


@asynccontextmanager
async def _work(publisher: Publisher, ports: Ports, workers: Sequence[BesideWorker]) -> AsyncIterator[WhyNot]:
    await publisher.start()
    for worker in workers:
        worker.start()
    stopped = asyncio.Event()
    tasks = [asyncio.create_task(task(stopped, ports)) for task in TASKS]
    yield lambda: tuple(reason for worker in workers for reason in worker.why_not())
    stopped.set()
    await asyncio.gather(*tasks)
    for worker in reversed(workers):
        await asyncio.to_thread(worker.stop)
    await publisher.stop()
