"""Stopping cleanly on SIGTERM or SIGINT, and telling the supervisor which ports a process took."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from plumbing.running.settings import Settings


def run_until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `work` with an event that is set when a signal asks the process to stop."""

    async def main() -> None:
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await work(stopped)

    asyncio.run(main())


async def wait_briefly(stopped: asyncio.Event, seconds: float) -> None:
    """Wait until asked to stop, at most `seconds`."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), max(seconds, 0.0))


def report_ports(service: str, settings: Settings, **ports: int) -> None:
    """Write where this process listens to `home/run/PROCESS.json`, where `status` and the supervisor read it."""
    process = settings.process or service
    folder = settings.home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{process}.{os.getpid()}"
    fresh.write_text(json.dumps({"pid": os.getpid(), "host": settings.host, **ports}), encoding="utf-8")
    fresh.replace(folder / f"{process}.json")
