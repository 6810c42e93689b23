"""The hourly sweep of ingest: Idempotency-Keys that have been kept long enough go."""

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from plumbing.running.stopping import wait_briefly
from services.ingest.door.repeats import forget_old_keys
from services.ingest.store import Ports

SWEEP_SECONDS: Final = 3_600.0
log = structlog.get_logger(__name__)


async def sweep_until(stopped: asyncio.Event, ports: Ports, seconds: float = SWEEP_SECONDS) -> None:
    """Sweep now and every so many seconds; a record that is away is asked the next time."""
    while not stopped.is_set():
        try:
            await asyncio.to_thread(forget_old_keys, ports)
        except SQLAlchemyError as error:
            log.warning("keys-not-swept", error=type(error).__name__)
        await wait_briefly(stopped, seconds)
