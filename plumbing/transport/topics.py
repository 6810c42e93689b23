"""Making the topics of `schemas.topics` on a broker, and reading how far consumer groups are (kafka-python)."""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from plumbing.running.security import IN_THE_OPEN, Security
from schemas.topics import TOPICS, Topic

LATEST_OFFSET = -1
ANSWER_WITHIN = 5.0
"""Seconds in which a broker has to answer a question that is asked again and again."""


@contextmanager
def admin(kafka: str, security: Security = IN_THE_OPEN, *, seconds: float = 30.0) -> Iterator[KafkaAdminClient]:
    """An admin connection. `kafka`: bootstrap servers, comma separated. Raises KafkaError when none answers in time."""
    milliseconds = int(seconds * 1_000)
    client = KafkaAdminClient(
        bootstrap_servers=kafka.split(","),
        bootstrap_timeout_ms=milliseconds,
        request_timeout_ms=milliseconds,
        **security,
    )
    try:
        yield client
    finally:
        client.close()


def answers(kafka: str, security: Security = IN_THE_OPEN) -> bool:
    """Whether a broker answers now."""
    try:
        with admin(kafka, security, seconds=ANSWER_WITHIN):
            return True
    except (KafkaError, OSError):
        return False


def create_topics(
    kafka: str, security: Security = IN_THE_OPEN, *, replication: int = 1, topics: Sequence[Topic] = TOPICS
) -> list[str]:
    """Create the topics that are missing; gives their names. Existing ones only grow to their number of partitions."""
    with admin(kafka, security) as client:
        return make_missing(client, replication=replication, topics=topics)


def make_missing(client: KafkaAdminClient, *, replication: int, topics: Sequence[Topic] = TOPICS) -> list[str]:
    """Create the topics that are missing, and never delete one; another process may make them at the same moment.

    `replication`: copies of each partition; -1 for as many as the broker makes by itself (2.4 or newer).
    """
    existing = set(client.list_topics())
    _grow(client, existing, topics)
    missing = [topic for topic in topics if topic.name not in existing]
    if missing:
        configs = {one.name: {"retention.ms": str(one.retention_ms), **one.settings} for one in missing}
        with suppress(TopicAlreadyExistsError):
            client.create_topics(
                [NewTopic(one.name, one.partitions, replication, topic_configs=configs[one.name]) for one in missing]
            )
    return [topic.name for topic in missing]


@dataclass(frozen=True)
class Progress:
    """How far a group is on a topic. `lost`: the broker does not know the offsets or messages it once had.

    `topic_id`: what the broker calls this topic; another one is another topic, made after the first was deleted.
    """

    lag: int
    lost: bool
    topic_id: str = field(default="", compare=False)


def progress(client: KafkaAdminClient, group: str, topic: str, *, ends_are_exact: bool = True) -> Progress:
    """Lag of `group` on `topic` over all partitions, and whether the broker forgot.

    `ends_are_exact`: False for the embedded broker, which reports the end of a topic too low.
    """
    (found,) = client.describe_topics([topic])
    partitions = [TopicPartition(topic, number) for number in range(len(found["partitions"]))]
    ends = client.list_partition_offsets(dict.fromkeys(partitions, LATEST_OFFSET))
    committed = client.list_group_offsets(group)[group]
    places = {partition: committed[partition].offset for partition in ends if partition in committed}
    lag = sum(max(0, end.offset - max(0, places.get(partition, 0))) for partition, end in ends.items())
    ahead = ends_are_exact and any(place > ends[partition].offset for partition, place in places.items())
    lost = ahead or not any(place >= 0 for place in places.values())
    return Progress(lag, lost, str(found.get("topic_id", "")))


def _grow(client: KafkaAdminClient, existing: Set[str], topics: Sequence[Topic]) -> None:
    """More partitions for topics of an earlier version. Keys may move to another one: nothing rests on their order."""
    ours = {topic.name: topic.partitions for topic in topics if topic.name in existing}
    if not ours:
        return
    small = {one["name"]: ours[one["name"]] for one in client.describe_topics(sorted(ours)) if _small(one, ours)}
    if small:
        client.create_partitions(small)


def _small(described: dict[str, object], ours: dict[str, int]) -> bool:
    """Whether a topic has fewer partitions than we make: an operator may have made more."""
    partitions = described["partitions"]
    return isinstance(partitions, list) and len(partitions) < ours[str(described["name"])]
