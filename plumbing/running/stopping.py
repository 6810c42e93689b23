"""Stopping cleanly on SIGTERM or SIGINT, and telling the supervisor which ports a process took."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from threading import Timer
from typing import Any, Final

import structlog

from plumbing.running.settings import Settings
from plumbing.running.state import write_state

STOP_WITHIN: Final = 8.0
"""Seconds from the signal to the end. A server that is away keeps its client libraries busy for half a minute."""
CANCEL_AGAIN: Final = 3.0
log = structlog.get_logger(__name__)


def end_in_time(code: int = 0, seconds: float = STOP_WITHIN) -> None:
    """End this process with exit code `code` when it has not ended by itself by then: call it when it has to stop.

    What is cut off then is what a kill cuts off, and is done again: the record and the outbox hold all that matters.
    """
    cut_off = Timer(seconds, _cut_off, (code, seconds))
    cut_off.daemon = True
    cut_off.start()


def _cut_off(code: int, seconds: float) -> None:
    log.warning("cut-off", seconds=seconds)
    os._exit(code)


def run_until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `work` with an event that is set when a signal asks the process to stop."""

    async def main() -> None:
        stopped = asyncio.Event()

        def stop() -> None:
            end_in_time()
            stopped.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        await work(stopped)

    asyncio.run(main())


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until they have ended: client libraries swallow a cancellation now and then."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=CANCEL_AGAIN)


async def wait_briefly(stopped: asyncio.Event, seconds: float) -> None:
    """Wait until asked to stop, at most `seconds`."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), max(seconds, 0.0))


def report_ports(service: str, settings: Settings, **ports: int) -> None:
    """Write where this process listens to `home/run/PROCESS.json`, where `status` and the supervisor read it."""
    process = settings.process or service
    folder = settings.home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    write_state(folder / f"{process}.json", {"pid": os.getpid(), "host": settings.host, **ports})
