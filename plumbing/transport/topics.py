"""Creating the topics of `schemas.topics` on a broker, and reading how far consumer groups are (kafka-python)."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import NewTopic

from schemas.topics import TOPICS

LATEST_OFFSET = -1


@contextmanager
def admin(kafka: str) -> Iterator[KafkaAdminClient]:
    """An admin connection. `kafka`: bootstrap servers, comma separated. Raises KafkaError when none answers."""
    client = KafkaAdminClient(bootstrap_servers=kafka.split(","))
    try:
        yield client
    finally:
        client.close()


def create_topics(kafka: str, *, replication: int = 1) -> list[str]:
    """Create the topics that are missing; gives their names. Existing ones only grow to their number of partitions."""
    with admin(kafka) as client:
        existing = set(client.list_topics())
        _grow(client, existing)
        missing = [topic for topic in TOPICS if topic.name not in existing]
        if missing:
            client.create_topics(
                [
                    NewTopic(
                        topic.name,
                        topic.partitions,
                        replication,
                        topic_configs={"retention.ms": str(topic.retention_ms)},
                    )
                    for topic in missing
                ]
            )
        return [topic.name for topic in missing]


@dataclass(frozen=True)
class Progress:
    """How far a group is on a topic. `lost`: the broker does not know the offsets or messages it once had."""

    lag: int
    lost: bool


def progress(client: KafkaAdminClient, group: str, topic: str, *, ends_are_exact: bool = True) -> Progress:
    """Lag of `group` on `topic` over all partitions, and whether the broker forgot.

    `ends_are_exact`: False for the embedded broker, which reports the end of a topic too low.
    """
    ends = client.list_partition_offsets(dict.fromkeys(_partitions(client, topic), LATEST_OFFSET))
    committed = client.list_group_offsets(group)[group]
    places = {partition: committed[partition].offset for partition in ends if partition in committed}
    lag = sum(max(0, end.offset - max(0, places.get(partition, 0))) for partition, end in ends.items())
    ahead = ends_are_exact and any(place > ends[partition].offset for partition, place in places.items())
    return Progress(lag, lost=ahead or not any(place >= 0 for place in places.values()))


def _grow(client: KafkaAdminClient, existing: Set[str]) -> None:
    """More partitions for topics of an earlier version. Keys may move to another one: nothing rests on their order."""
    ours = {topic.name: topic.partitions for topic in TOPICS if topic.name in existing}
    small = {name: number for name, number in ours.items() if len(_partitions(client, name)) < number}
    if small:
        client.create_partitions(small)


def _partitions(client: KafkaAdminClient, topic: str) -> list[TopicPartition]:
    """The partitions that the broker knows: an operator may have made more than we did."""
    (found,) = client.describe_topics([topic])
    return [TopicPartition(topic, number) for number in range(len(found["partitions"]))]
