"""The ingest process: the partner API, the publisher and the file worker under one event loop."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services.ingest.api import create_app
from services.record.connect import BY_KEY, open_engine
from services.running.clock import record_clock, system_clock
from services.running.collector import spare_collector
from services.running.health import Health
from services.running.logging import configure_logging
from services.running.settings import Settings
from services.running.stopping import report_ports, run_until_stopped
from services.transport.outbox import Outbox
from services.transport.publish import Publisher

GRACE_SECONDS: Final = 10
POOL_SIZE: Final = 8
log = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    """Uvicorn that leaves signals to the process: a stop that was asked for ends with exit code 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand. Raises ValueError without keys."""
    configure_logging("ingest", settings)
    engine, outbox = open_engine(settings.postgres_url, pool_size=POOL_SIZE, planner=BY_KEY), Outbox()
    publisher = Publisher(settings, outbox, engine)
    clock = record_clock(engine) if settings.embedded else system_clock
    app = create_app(settings, engine, clock, publisher, outbox)
    spare_collector()
    run_until_stopped(lambda stopped: _work(settings, engine, publisher, app, stopped))
    engine.dispose()


async def _work(settings: Settings, engine: Engine, publisher: Publisher, app: FastAPI, stopped: asyncio.Event) -> None:
    worker = app.state.front.file_worker
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.ingest_port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server, socket = _Server(config), config.bind_socket()
    serving = asyncio.create_task(server.serve(sockets=[socket]))
    await publisher.start()
    worker.start()
    health = Health(
        settings.host, settings.metrics_port, lambda: server.started and worker.alive() and _answers(engine)
    )
    health.start()
    report_ports("ingest", settings, http=int(socket.getsockname()[1]), metrics=health.port)
    log.info("serving")
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    await asyncio.to_thread(worker.stop)
    await publisher.stop()
    health.stop()
    waiting.cancel()


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError:
        return False
    return True
