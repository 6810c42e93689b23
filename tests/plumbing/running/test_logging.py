"""What a library says: which topic, which place, which error; never a value that a person brought."""

import asyncio
import gc
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


def test_what_asyncio_says_of_a_task_nobody_looked_at_holds_nothing_of_its_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(resident: str) -> None:
        raise ValueError(f"Key (surname)=({resident})")

    async def main() -> None:
        task = asyncio.ensure_future(broken("Jansen-de Vries"))
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(main())
    assert any("Jansen-de Vries" in record.getMessage() for record in caplog.records)
    assert {library_text(record) for record in caplog.records} == {"Task exception was never retrieved"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Exception in callback look('Jansen')()\nhandle: <Handle>", "Exception in callback look"),
        ("Unhandled error ValueError('Jansen')", "Unhandled error ValueError"),
        ("cannot read 'Jansen'", "cannot read"),
        ("a row\nDETAIL: Jansen", "a row"),
        ("<Task of Jansen> lost", ""),
        ("it doesn't answer", "it doesn't answer"),
    ],
)
def test_a_text_without_arguments_ends_where_its_values_begin(text: str, shown: str) -> None:
    assert said(text) == shown
