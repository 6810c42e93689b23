"""Apache Kafka that refuses one event for good, or whole batches: the rest goes, by the same sender."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiokafka.errors import MessageSizeTooLargeError
from kafka.admin import ConfigResource, ConfigResourceType

from plumbing.running.settings import Settings
from plumbing.transport.broker import Broker
from plumbing.transport.left_over import relay_once
from plumbing.transport.topics import admin, create_topics
from schemas.envelope import Outgoing
from tests.database import Database
from tests.plumbing.transport.broker import messages
from tests.plumbing.transport.events import outgoing
from tests.plumbing.transport.test_outbox import store, waiting
from tests.real import need, real_kafka

pytestmark = pytest.mark.real
TOPIC = outgoing().topic
MOST_BYTES = 2_000


def large(event: Outgoing) -> Outgoing:
    text = event.payload.removesuffix("}")
    return event._replace(payload=f'{text},"later":"{"x" * MOST_BYTES}"}}', shared=0)


async def refused_at_last(broker: Broker) -> None:
    """Send large events until the broker knows the new limit of its topic and refuses one."""
    for _ in range(100):
        try:
            await broker.send([large(outgoing())])
        except MessageSizeTooLargeError:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the broker takes everything")


def test_one_refused_event_poisons_no_sender_and_keeps_no_later_row_back(record: Database, tmp_path: Path) -> None:
    need("kafka")
    good, bad, later = [outgoing() for _ in range(20)], large(outgoing()), [outgoing() for _ in range(20)]
    with real_kafka(tmp_path / "kafka") as kafka:
        create_topics(kafka)
        with admin(kafka) as client:
            smaller = {"max.message.bytes": str(MOST_BYTES)}
            client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC, smaller)])
        store(record, *good[:10], bad, *good[10:])
        store(record, *later)

        async def relay() -> int:
            broker = Broker(Settings(kafka=kafka))
            try:
                await refused_at_last(broker)
                await broker.send([good[0]])
                return await relay_once(record.engine("relay"), broker, 0.0)
            finally:
                await broker.stop()

        with ThreadPoolExecutor(1) as thread:  # Of its own: a browser's loop may run in this one.
            assert thread.submit(asyncio.run, relay()).result() == 40
        found = {value.decode() for _, _, value, _ in messages(kafka, TOPIC)}
    assert {event.payload for event in (*good, *later)} <= found
    assert bad.payload not in found
    assert waiting(record) == 0
    with record.engine("superuser").connect() as connection:
        rows = connection.exec_driver_sql("SELECT event_id, service, error FROM stuck").all()
    assert [tuple(map(str, row)) for row in rows] == [(bad.id, "triage", "MessageSizeTooLargeError")]
