"""Sending messages to partners' own addresses: over https, without following anybody elsewhere."""

import asyncio
from typing import Final

import structlog
from httpx import AsyncClient, HTTPError, InvalidURL
from sqlalchemy.exc import DBAPIError

from plumbing.record.connect import unavailable
from plumbing.running.metrics import WEBHOOKS
from plumbing.running.stopping import wait_briefly
from services.ingest.store import Ports
from services.ingest.webhooks.message import headers_of_call
from services.ingest.webhooks.store import Call, end_call, message_of, take_calls

LOOK_EVERY_SECONDS: Final = 2.0
ANSWER_WITHIN_SECONDS: Final = 10.0
log = structlog.get_logger(__name__)


async def send_until(stopped: asyncio.Event, ports: Ports) -> None:
    """Send what is due until the process stops; a record that is away is asked again."""
    async with AsyncClient(timeout=ANSWER_WITHIN_SECONDS, follow_redirects=False) as client:
        while not stopped.is_set():
            try:
                await send_due(client, ports)
            except DBAPIError as error:
                if not unavailable(error):
                    raise
                log.warning("webhooks-wait", error=type(error).__name__)
            await wait_briefly(stopped, LOOK_EVERY_SECONDS)


async def send_due(client: AsyncClient, ports: Ports) -> int:
    """Send every message that is due now, each by itself; gives how many were tried."""
    calls = await asyncio.to_thread(take_calls, ports.engine, ports.clock())
    await asyncio.gather(*(_send(client, ports, call) for call in calls))
    return len(calls)


async def _send(client: AsyncClient, ports: Ports, call: Call) -> None:
    now = ports.clock()
    body = await asyncio.to_thread(message_of, ports.engine, call, now)
    sent = body is None or await _posted(client, call, headers_of_call(call.secret, call.delivery_id, now, body), body)
    ended = await asyncio.to_thread(end_call, ports.engine, call, ports.clock(), sent=sent)
    WEBHOOKS.labels("sent" if sent else "given-up" if ended else "failed").inc()


async def _posted(client: AsyncClient, call: Call, headers: dict[str, str], body: bytes) -> bool:
    """Whether the partner took it: an answer of 2xx. The answer itself is not read."""
    try:
        async with client.stream("POST", call.url, content=body, headers=headers) as answer:
            return answer.is_success
    except (HTTPError, InvalidURL) as error:
        log.info("webhook-failed", delivery=call.delivery_id, error=type(error).__name__)
        return False
