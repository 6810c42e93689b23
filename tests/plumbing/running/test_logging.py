"""What a library says: which topic, which place, which error; never a value that a person brought."""

import logging
from errno import ECONNREFUSED

import pytest
from aiokafka.errors import KafkaConnectionError, UnknownTopicOrPartitionError
from aiokafka.structs import TopicPartition

from plumbing.running.logging import library_text

TOPIC = "vroegsignaal.signal-accepted"


def said(message: object, *arguments: object) -> str:
    return library_text(logging.LogRecord("library", logging.WARNING, "x.py", 1, message, arguments, None))


@pytest.mark.parametrize(
    ("message", "arguments", "text"),
    [
        ("Ignoring missing topic: %r", (TOPIC,), f"Ignoring missing topic: {TOPIC}"),
        ("Topic %s is not available", (TOPIC,), f"Topic {TOPIC} is not available"),
        (
            "Unable connect to node with id %s: %s",
            (0, KafkaConnectionError("De Vries")),
            "Unable connect to node with id 0: KafkaConnectionError",
        ),
        ("%d lost: %s", (1, {TopicPartition(TOPIC, 3)}), f"1 lost: ((3, {TOPIC}))"),
        ("Unable connect to %s", ("127.0.0.1:9092",), "Unable connect to 127.0.0.1:9092"),
        ("%s failed", (UnknownTopicOrPartitionError,), "UnknownTopicOrPartitionError failed"),
        ("all is well", (), "all is well"),
        (OSError(ECONNREFUSED, "refused"), (), "ConnectionRefusedError ECONNREFUSED"),
    ],
)
def test_a_library_says_which_topic_place_and_error(message: object, arguments: tuple[object, ...], text: str) -> None:
    assert said(message, *arguments) == text


@pytest.mark.parametrize(
    "value",
    ["De Vries", "Jansen", "111222333", "1000 AA", "j@voorbeeld.nl", "06-12345678", b"Jansen", ["Jansen"]],
)
def test_a_library_never_repeats_a_value(value: object) -> None:
    for message in ("failed on %s", "failed on %r", "failed on %(x)s"):
        arguments = ({"x": value},) if "(x)" in message else (value,)
        assert said(message, *arguments) in {"failed on …", "failed on (…)"}


def test_a_library_that_formats_wrongly_still_says_its_template() -> None:
    assert said("%d events", "Jansen") == "%d events"
