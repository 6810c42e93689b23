"""The ingest process: the partner API, the publisher, and what works beside them, under one event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, Protocol

import structlog

from plumbing.record.connect import BY_KEY
from plumbing.running.health import WhyNot
from plumbing.running.logging import code_location
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.running.stopping import end
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
from services.ingest.folder.away.file_worker import Tidying
from services.ingest.folder.away.read import AwayFolder
from services.ingest.folder.file_worker import FolderWorker
from services.ingest.folder.read import DropFolder
from services.ingest.store import Ports

log = structlog.get_logger(__name__)


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
TASKS_END_WITHIN: Final = 2.0
"""Seconds; what is cut off then is done again by the next process."""


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
        tidying = Tidying(ports, AwayFolder(settings.drop_folder), settings.drop_keep_days)
        folder = DropFolder(settings.drop_folder)
        workers.append(FolderWorker(ports, folder, files.wake, tidying.round, rest_seconds=settings.drop_rest))
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
    tasks = [asyncio.create_task(task(stopped, ports), name=task.__name__) for task in TASKS]
    for task in tasks:
        task.add_done_callback(_tell)
    yield lambda: (*(reason for worker in workers for reason in worker.why_not()), *_ended(tasks))
    stopped.set()
    await asyncio.wait(tasks, timeout=TASKS_END_WITHIN)
    await end(*tasks)
    for worker in reversed(workers):
        await asyncio.to_thread(worker.stop)
    await publisher.stop()


def _tell(task: asyncio.Task[None]) -> None:
    """Say in the log which bug ended a task; a task that was asked to stop ends without one."""
    if not task.cancelled() and (error := task.exception()):
        log.error("task-ended", task=task.get_name(), error=type(error).__name__, location=code_location(error))


def _ended(tasks: Sequence[asyncio.Task[None]]) -> list[str]:
    """What is not done any more, because a bug ended it."""
    return [f"{task.get_name()} has ended" for task in tasks if task.done()]
