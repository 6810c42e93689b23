"""What is read from a topic: our events, and bytes that are counted and passed by."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from plumbing.running.metrics import MESSAGES
from plumbing.running.settings import Settings
from plumbing.transport.fates import Fates
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Outbox
from tests.plumbing.transport.events import outgoing
from tests.plumbing.transport.test_fates import Worker

TOPIC = "vroegsignaal.signal-accepted"


def changed(**changes: object) -> bytes:
    """An event with attributes changed, or left out when the change is None."""
    event = json.loads(outgoing().payload) | changes
    return json.dumps({name: value for name, value in event.items() if value is not None}).encode()


def meet(group: str, tmp_path: Path, fates: Fates, *values: bytes) -> dict[str, float]:
    """Let a consumer meet a batch; gives the counters of its group."""
    settings = Settings(home=tmp_path, kafka="127.0.0.1:1")
    consumer = Consumer(group, settings, create_engine("postgresql+psycopg://nowhere"), {}, Outbox(settings.source))
    asyncio.run(consumer._meet(TOPIC, values, fates))
    return {fate: MESSAGES.labels(group, TOPIC, fate)._value.get() for fate in ("done", "stuck", "unreadable")}


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"[]",
        b"null",
        b'"text"',
        changed(type="nl.vroegsignaal.never-heard.v1"),
        changed(type="nl.vroegsignaal.signal-accepted.v2"),
        changed(specversion="0.3"),
        changed(data=None),
        changed(data={"signalId": "1"}),
        changed(data={"municipality": 9901}),
        changed(subject="no id"),
    ],
)
def test_bytes_that_are_no_event_of_ours_are_counted_and_passed_by(value: bytes, tmp_path: Path) -> None:
    worker = Worker()
    good = outgoing().payload.encode()
    counted = meet(f"unreadable-{hash(value)}", tmp_path, worker.fates(), value, good, value)
    assert counted == {"done": 1, "stuck": 0, "unreadable": 2}
    assert [len(batch) for batch in worker.batches] == [1]


def test_a_batch_of_nothing_but_noise_asks_for_no_work(tmp_path: Path) -> None:
    worker = Worker()
    assert meet("noise", tmp_path, worker.fates(), b"", b"{")["unreadable"] == 2
    assert worker.batches == []


def test_done_and_stuck_are_counted_apart(tmp_path: Path) -> None:
    events = [outgoing() for _ in range(3)]
    worker = Worker(lambda event: ValueError() if str(event.id) == events[1].id else None)
    counted = meet("apart", tmp_path, worker.fates(), *(event.payload.encode() for event in events))
    assert counted == {"done": 2, "stuck": 1, "unreadable": 0}


def test_a_later_addition_to_an_event_is_tolerated(tmp_path: Path) -> None:
    worker = Worker()
    assert meet("later", tmp_path, worker.fates(), changed(sequence="1", later="x"))["done"] == 1
