"""An embedded broker with our topics, and a stranger's view on it: kafka-python alone, no code of ours."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition

from command.broker import embedded_broker
from plumbing.running.settings import Settings
from plumbing.transport.topics import create_topics

DRY_MS = 1_000
"""A topic is read to its end when nothing comes for this long: the embedded broker misreports where it ends."""


@contextmanager
def broker_with_topics(home: Path) -> Iterator[Settings]:
    """Settings of a process that uses a fresh embedded broker."""
    with embedded_broker(home) as broker:
        create_topics(broker.address)
        yield Settings(home=home, kafka=broker.address, embedded_broker=True)


def messages(kafka: str, *topics: str) -> list[tuple[str, bytes | None, bytes, list[tuple[str, bytes]]]]:
    """Everything on `topics` (all topics when none is named) from the beginning: topic, key, value, headers."""
    with closing(KafkaConsumer(bootstrap_servers=kafka.split(","), enable_auto_commit=False)) as consumer:
        names = sorted(topics or consumer.topics())
        places = [TopicPartition(name, one) for name in names for one in consumer.partitions_for_topic(name) or ()]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        found: list[tuple[str, bytes | None, bytes, list[tuple[str, bytes]]]] = []
        while batches := consumer.poll(timeout_ms=DRY_MS):
            found += [
                (place.topic, one.key, one.value, one.headers) for place, batch in batches.items() for one in batch
            ]
        return found
