"""What is read from a topic: our events, and bytes that are counted and passed by."""

import json

import pytest

from plumbing.running.metrics import REGISTRY
from plumbing.transport.consume import Reading
from plumbing.transport.fates import Fates
from tests.plumbing.transport.events import outgoing
from tests.plumbing.transport.test_fates import Worker

TOPIC = "vroegsignaal.signal-accepted"


def changed(**changes: object) -> bytes:
    """An event with attributes changed, or left out when the change is None."""
    event = json.loads(outgoing().payload) | changes
    return json.dumps({name: value for name, value in event.items() if value is not None}).encode()


def meet(group: str, fates: Fates, *values: bytes) -> dict[str, float]:
    """Let a group meet what a topic brings; gives its counters."""
    Reading(group, TOPIC, fates).meet(values)
    return {fate: counted(group, fate) for fate in ("done", "stuck", "unreadable")}


def counted(group: str, fate: str) -> float:
    labels = {"process": group, "topic": TOPIC, "fate": fate}
    return REGISTRY.get_sample_value("vroegsignaal_messages_total", labels) or 0.0


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
def test_bytes_that_are_no_event_of_ours_are_counted_and_passed_by(value: bytes) -> None:
    worker = Worker()
    good = outgoing().payload.encode()
    found = meet(f"unreadable-{hash(value)}", worker.fates(), value, good, value)
    assert found == {"done": 1, "stuck": 0, "unreadable": 2}
    assert [len(batch) for batch in worker.batches] == [1]


def test_a_batch_of_nothing_but_noise_asks_for_no_work() -> None:
    worker = Worker()
    assert meet("noise", worker.fates(), b"", b"{")["unreadable"] == 2
    assert worker.batches == []


def test_done_and_stuck_are_counted_apart() -> None:
    events = [outgoing() for _ in range(3)]
    worker = Worker(lambda event: ValueError() if str(event.id) == events[1].id else None)
    found = meet("apart", worker.fates(), *(event.payload.encode() for event in events))
    assert found == {"done": 2, "stuck": 1, "unreadable": 0}


def test_a_later_addition_to_an_event_is_tolerated() -> None:
    worker = Worker()
    assert meet("later", worker.fates(), changed(sequence="1", later="x"))["done"] == 1
