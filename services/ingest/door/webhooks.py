"""Sending messages to partners' own addresses: over https, without following anybody elsewhere."""

import asyncio
from datetime import datetime
from typing import Final

import structlog
from httpx import URL, AsyncClient, HTTPError, InvalidURL
from sqlalchemy.exc import SQLAlchemyError

from plumbing.running.metrics import WEBHOOKS
from plumbing.running.stopping import wait_briefly
from services.ingest.store import Ports
from services.ingest.webhooks.message import headers_of_call
from services.ingest.webhooks.store import Call, end_call, message_of, take_calls

CALLS_EVERY_SECONDS: Final = 2.0
ANSWER_WITHIN_SECONDS: Final = 10.0
"""For the whole of a call, however slowly its answer comes in."""
LOOPBACK: Final = ("127.0.0.1", "::1")
"""Where a test listens: there alone a message may go without TLS."""
log = structlog.get_logger(__name__)


async def send_until(stopped: asyncio.Event, ports: Ports) -> None:
    """Send what is due until the process stops; a record that is away is asked again."""
    async with AsyncClient(timeout=ANSWER_WITHIN_SECONDS, follow_redirects=False) as client:
        while not stopped.is_set():
            try:
                await send_due(client, ports)
            except SQLAlchemyError as error:
                log.warning("webhooks-wait", error=type(error).__name__)
            await wait_briefly(stopped, CALLS_EVERY_SECONDS)


async def send_due(client: AsyncClient, ports: Ports) -> int:
    """Send every message that is due now, each by itself; gives how many were tried.

    One on which we fail ourselves comes again after its lease, and holds up no other.
    """
    calls = await asyncio.to_thread(take_calls, ports.engine, ports.clock())
    ended = await asyncio.gather(*(_send(client, ports, call) for call in calls), return_exceptions=True)
    for call, error in zip(calls, ended, strict=True):
        if error:
            log.error("webhook-not-ended", delivery=call.delivery_id, error=type(error).__name__)
    return len(calls)


async def _send(client: AsyncClient, ports: Ports, call: Call) -> None:
    now = ports.clock()
    body = await asyncio.to_thread(message_of, ports.engine, call, now)
    sent = body is None or await _posted(client, call, now, body)
    ended = await asyncio.to_thread(end_call, ports.engine, call, ports.clock(), sent=sent)
    WEBHOOKS.labels("sent" if sent else "given-up" if ended else "failed").inc()


async def _posted(client: AsyncClient, call: Call, now: datetime, body: bytes) -> bool:
    """Whether the partner took it: an answer of 2xx. The answer itself is not read.

    Whatever is wrong with its address or secret, the others are told.
    """
    try:
        url = _reachable(call.url)
        headers = headers_of_call(call.secret, call.delivery_id, now, body)
        async with (
            asyncio.timeout(ANSWER_WITHIN_SECONDS),
            client.stream("POST", url, content=body, headers=headers) as answer,
        ):
            return answer.is_success
    except (HTTPError, InvalidURL, TimeoutError, ValueError) as error:
        log.info("webhook-failed", delivery=call.delivery_id, error=type(error).__name__)
        return False


def _reachable(address: str) -> URL:
    """Where to send. Raises ValueError without TLS. An administrator alone writes addresses, so it may be any host."""
    url = URL(address)
    if url.scheme != "https" and url.host not in LOOPBACK:
        raise ValueError("no https")
    return url
