"""Serving people or partners over HTTP until the process is asked to stop: uvicorn and clean endings."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Final

import structlog
import uvicorn

from plumbing.running.health import WhyNot
from plumbing.running.process import Process
from plumbing.running.stopping import run_until_stopped
from plumbing.web.bodies import TimelyBodies
from plumbing.web.connections import ACCEPTED_AT_ONCE, HEADER_BYTES, ConnectionLimits, protocol_within
from plumbing.web.counting import CountedAnswers
from plumbing.web.listening import HeadAsGet, listen

GRACE_SECONDS: Final = 10
SWITCH_SECONDS: Final = 0.000_5
"""After which a thread hands over. An answer takes about ten such turns: with the usual 5 ms each, one partner's large
request would make all others wait for a twentieth of a second.
"""
POOL_SIZE: Final = 8
"""Connections of a process that answers many at once."""
log = structlog.get_logger(__name__)
App = Callable[..., Awaitable[None]]
"""An ASGI application."""


class _Server(uvicorn.Server):
    """Uvicorn that leaves signals to the process: a stop that was asked for ends with exit code 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(this: Process, port: int, app: App, work: AbstractAsyncContextManager[WhyNot]) -> None:
    """Serve `app` on `port` (0: a free one) until SIGTERM or SIGINT, then finish what is at hand.

    `work` runs beside it and gives what keeps it from working.
    """
    run_until_stopped(lambda stopped: _serve(this, port, app, work, stopped))


async def _serve(
    this: Process, port: int, app: App, work: AbstractAsyncContextManager[WhyNot], stopped: asyncio.Event
) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    config = uvicorn.Config(
        CountedAnswers(HeadAsGet(TimelyBodies(app, this.settings.body_seconds)), this.name),
        http=protocol_within(ConnectionLimits(this.settings.connections, this.settings.header_seconds)),
        h11_max_incomplete_event_size=HEADER_BYTES,
        backlog=ACCEPTED_AT_ONCE,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server, socket = _Server(config), listen(this.settings.host, port)
    serving = asyncio.create_task(server.serve(sockets=[socket]))
    waiting = asyncio.create_task(stopped.wait())
    async with work as why_not:

        def why() -> list[str]:
            return [*([] if server.started else ["not serving yet"]), *why_not()]

        with this.healthy(why, http=int(socket.getsockname()[1])):
            log.info("serving")
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            await serving
    waiting.cancel()
