"""Sending: in bounded time, with a new producer after any failure; one refused event keeps nothing back."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from command.broker import EmbeddedBroker
from domain.figures.store import count_ledger
from plumbing.running.settings import Settings
from plumbing.transport.broker import BATCH_BYTES, Broker
from plumbing.transport.left_over import relay_once
from plumbing.transport.outbox import events_in
from plumbing.transport.stuck import retry_stuck
from plumbing.transport.topics import create_topics
from schemas.envelope import Outgoing
from tests.builders import Town, a_signal
from tests.plumbing.transport.broker import messages
from tests.plumbing.transport.events import outgoing
from tests.plumbing.transport.silence import refusing, silent
from tests.plumbing.transport.test_outbox import on_broker, store, waiting

BUSY = 8.0
"""Seconds that a busy machine may add."""


def timed(settings: Settings, work: Callable[[Broker], object]) -> float:
    """Seconds that a failing send and the stop after it take together."""

    async def fail() -> None:
        broker = Broker(settings)
        with pytest.raises((KafkaError, OSError)):
            await work(broker)  # type: ignore[misc]
        await broker.stop()

    begun = time.monotonic()
    asyncio.run(fail())
    return time.monotonic() - begun


def test_sending_and_stopping_end_while_nobody_answers(settings: Settings) -> None:
    with silent() as nobody:
        for address in (refusing(), nobody):
            away = settings.model_copy(update={"kafka": address})
            assert timed(away, lambda broker: broker.send([outgoing()])) < 8.0 + BUSY


def test_a_broker_that_dies_under_a_producer_is_found_again_by_the_same_sender(tmp_path: Path) -> None:
    server = EmbeddedBroker(tmp_path)
    server.start()
    server.await_answer()
    first, lost, last = outgoing(), outgoing(), outgoing()
    try:
        create_topics(server.address)
        settings = Settings(home=tmp_path, kafka=server.address, embedded_broker=True)

        async def live_through_it() -> None:
            broker = Broker(settings)
            await broker.send([first])
            server.stop()
            server.wait(10)
            with pytest.raises((KafkaError, OSError)):
                await broker.send([lost])
            server.start()
            server.await_answer()
            await asyncio.to_thread(create_topics, server.address)
            await broker.send([last])
            await broker.stop()

        asyncio.run(live_through_it())
        assert [value.decode() for _, _, value, _ in messages(server.address, first.topic)] == [last.payload]
    finally:
        server.stop()
        server.wait(10)


def test_an_event_that_is_larger_than_a_batch_is_not_dropped(settings: Settings) -> None:
    small, after = outgoing(), outgoing()
    text = small.payload.removesuffix("}")
    large = small._replace(payload=f'{text},"later":"{"x" * BATCH_BYTES}"}}', shared=0)

    async def send() -> None:
        broker = Broker(settings)
        await broker.send([small, large, after])
        await broker.stop()

    asyncio.run(send())
    assert on_broker(settings, small, after) == [small.payload, large.payload, after.payload]


class Picky(Broker):
    """A broker that refuses some events for good."""

    def __init__(self, settings: Settings, refused: set[str]) -> None:
        super().__init__(settings)
        self._refused = refused
        self.taken: list[str] = []

    async def send(self, events: Sequence[Outgoing]) -> None:
        if any(event.id in self._refused for event in events):
            raise MessageSizeTooLargeError("refused")
        self.taken += [event.id for event in events]


def test_one_event_that_is_refused_for_good_is_stuck_and_all_others_go(town: Town, settings: Settings) -> None:
    receipt, *_ = town.deliver(*[a_signal() for _ in range(3)])
    told = [event for row in town.rows("SELECT events FROM outbox") for event in events_in(str(row["events"]))]
    (bad,) = [event for event in told if str(receipt.signal_id) in event.payload]
    later = [outgoing(), outgoing()]
    store(town.record, *later)
    broker = Picky(settings, {bad.id})
    relayed = asyncio.run(relay_once(town.record.engine("relay"), broker, 0.0))
    assert (relayed, len(broker.taken), waiting(town.record)) == (4, 4, 0)
    assert {event.id for event in later} <= set(broker.taken)
    (stuck,) = town.rows("SELECT subject, service, error FROM stuck")
    assert stuck == {"subject": receipt.signal_id, "service": "triage", "error": "MessageSizeTooLargeError"}
    assert count_ledger(town.record.engine("report")).unaccounted["stuck"] == 1
    with town.record.engine("relay").begin() as connection:
        assert retry_stuck(connection) == 1
    assert waiting(town.record) == 1
